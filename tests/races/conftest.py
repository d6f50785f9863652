"""The arena is at hand for every race; the races of one file share it, and are run one after the other."""

from pathlib import Path

import pytest
from races.arenas import arena

__all__ = ["arena"]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.xdist_group(f"races-{item.path.stem}"))
