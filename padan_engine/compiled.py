"""One door to the compiler: loops that run without the interpreter's lock and are cached on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable


def kernel(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop over arrays; blocks of rows then run side by side on threads."""
    return cast("Callable[..., Any]", numba.njit(nogil=True, cache=True)(loop))


def inlined(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small helper into the loops that call it."""
    return cast("Callable[..., Any]", numba.njit(nogil=True, cache=True, inline="always")(loop))
