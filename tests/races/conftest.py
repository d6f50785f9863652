"""The arena is at hand for every race; the races of one file share it, and are run one after the other."""

from races.arenas import arena

__all__ = ["arena"]
