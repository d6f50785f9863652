"""Real data beside the repository: read where they lie, never copied."""

import os
from pathlib import Path

import pytest

HERE = Path(os.environ.get("PADAN_SHARED_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))


def shared(name: str) -> Path:
    """The path of a shared file; the test is skipped where it is absent."""
    path = HERE / name
    if not path.exists():
        pytest.skip(f"needs real data: {name} (set PADAN_SHARED_DATA)")
    return path
