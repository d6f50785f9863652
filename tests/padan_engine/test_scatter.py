"""The same blocks on worker processes give the same bits."""

import warnings

import numpy as np
import pytest

from padan_engine.generate import example_market
from padan_engine.index import build_index
from padan_engine.scatter import scan_block
from padan_engine.shortlist import shortlists

NAMES = (
    "openings",
    "opening_scores",
    "opening_count",
    "graduates",
    "graduate_scores",
    "graduate_count",
    "feasible_graduates",
)


def test_two_worker_processes_give_the_same_bits():
    distributed = pytest.importorskip("distributed", reason="needs padan[cluster]")
    market = example_market(40_000, 600, seed=8)
    here = shortlists(market, k=5)  # first, so that the workers find the loops compiled
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        )
        with cluster, distributed.Client(cluster) as client:
            there = shortlists(market, k=5, client=client)
    for name in NAMES:
        assert np.array_equal(getattr(here, name), getattr(there, name)), name


def test_a_block_needs_nothing_but_its_arguments():
    market = example_market(500, 60, seed=2)
    index = build_index(market)
    weights = market.weights.array("graduate"), market.weights.array("opening")
    whole, _ = scan_block(index, np.arange(500), 5, 5, weights)
    part, _ = scan_block(index, np.array([17, 400, 3]), 5, 5, weights)
    assert np.array_equal(part.column, whole.column[[17, 400, 3]])
    assert np.array_equal(part.acceptable, whole.acceptable[[17, 400, 3]])
