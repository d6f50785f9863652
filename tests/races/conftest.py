"""The arena is at hand for every race."""

from races.arenas import arena

__all__ = ["arena"]
