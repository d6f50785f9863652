"""The arenas are at hand for every race."""

from races.arenas import arena, track

__all__ = ["arena", "track"]
