"""Compile every loop once, on a market small enough that only the compiler takes time."""

from __future__ import annotations

import numpy as np


def warm_up() -> None:
    """Fill the cache."""
    from padan_engine.auction import BONUS, placements
    from padan_engine.clear import stable
    from padan_engine.examine import examine
    from padan_engine.generate import example_market
    from padan_engine.run import pair_scores
    from padan_engine.shortlist import Lookup

    market = example_market(300, 30)
    for side in ("graduates", "openings"):
        matching = stable(market, side=side)
    examine(market, matching.column)
    priced = placements(market)
    examine(market, priced.column, price=priced.price, bonus=BONUS)
    Lookup(market).graduates_for(0)
    Lookup(market).openings_for(0)
    pair_scores(market, np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), "fit")
