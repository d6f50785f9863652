"""The numbers under Padan: score, shortlist, clear a whole market, and prove it.

Arrays in, arrays out; no clock and no chance without a seed.
In every table a row is a graduate and a column an opening.
Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "EngineError": "errors",
    "EngineInputError": "errors",
    "Graduates": "types",
    "Openings": "types",
    "Market": "types",
    "Ragged": "types",
    "Regions": "types",
    "Weights": "types",
    "regions_from_points": "regions",
    "regions_from_codes": "regions",
    "example_market": "generate",
    "read_market": "tables",
    "from_arrow": "tables",
    "write_market": "writing",
    "shortlists": "shortlist",
    "Lookup": "shortlist",
    "stable": "clear",
    "placements": "auction",
    "placements_with_floors": "floors",
    "certificate": "auction",
    "examine": "examine",
    "explain_pair": "explain",
    "refusals": "explain",
    "losses": "losses",
    "one_more_seat": "losses",
    "one_more_unit": "margins",
    "LiveClearing": "changes",
    "Texts": "retrieve",
    "Suggester": "suggest",
    "Calibration": "suggest",
    "Field": "suggest",
    "wilson": "rates",
    "difference": "rates",
    "mean_interval": "rates",
    "mean_difference": "rates",
    "weighted_share": "rates",
    "corrected_share": "rates",
    "kaplan_meier": "durations",
    "attack": "disclosure",
}
__all__ = sorted(_HOME)  # noqa: PLE0605 (a list of names, computed)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'padan_engine' has no attribute {name!r}")
    home = import_module(f"padan_engine.{_HOME[name]}")
    return home if name == _HOME[name] else getattr(home, name)  # examine and losses: python keeps the module there
