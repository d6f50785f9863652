"""The same blocks on worker processes give the same bits."""

import warnings

import numpy as np
import pytest
from click.testing import CliRunner

from padan.cli.match import match
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


@pytest.fixture(scope="module")
def two_workers():
    distributed = pytest.importorskip("distributed", reason="needs padan[cluster]")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster:
            yield cluster


def test_two_worker_processes_give_the_same_bits(two_workers):
    market = example_market(40_000, 600, seed=8)
    here = shortlists(market, k=5)  # first, so that the workers find the loops compiled
    with two_workers.get_client() as client:
        there = shortlists(market, k=5, client=client)
    for name in NAMES:
        assert np.array_equal(getattr(here, name), getattr(there, name)), name


def test_the_command_writes_the_same_bytes_with_two_worker_processes(tmp_path, monkeypatch, two_workers):
    def run(*arguments):
        result = CliRunner().invoke(match, [str(argument) for argument in arguments])
        assert result.exit_code == 0, result.output

    run("--example", 40_000, 400, "--out", tmp_path, "--seed", 8)
    files = tmp_path / "graduates.csv", tmp_path / "openings.csv"
    run(*files, "--out", tmp_path / "here", "--prove", "--no-compare")
    assert len(two_workers.scheduler.workers) == 2
    monkeypatch.setattr("padan_engine.shortlist.scan_on_threads", None)  # nothing is scored here
    run(*files, "--out", tmp_path / "there", "--prove", "--no-compare", "--cluster", two_workers.scheduler_address)
    names = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "there").iterdir())
    for name in names:
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes(), name


def test_a_cluster_that_does_not_answer_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("padan.cli.match.CLUSTER_ANSWERS_S", 1)
    pytest.importorskip("distributed", reason="needs padan[cluster]")
    CliRunner().invoke(match, ["--example", "50", "5", "--out", str(tmp_path)])
    files = [str(tmp_path / name) for name in ("graduates.csv", "openings.csv")]
    for address in ("tcp://127.0.0.1:9", "nowhere at all"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = CliRunner().invoke(match, [*files, "--out", str(tmp_path / "out"), "--cluster", address])
        assert result.exit_code == 2
        assert address in result.output
        assert not (tmp_path / "out").exists()


def test_a_block_needs_nothing_but_its_arguments():
    market = example_market(500, 60, seed=2)
    index = build_index(market)
    weights = market.weights.array("graduate"), market.weights.array("opening")
    whole, _ = scan_block(index, np.arange(500), 5, 5, weights)
    part, _ = scan_block(index, np.array([17, 400, 3]), 5, 5, weights)
    assert np.array_equal(part.column, whole.column[[17, 400, 3]])
    assert np.array_equal(part.acceptable, whole.acceptable[[17, 400, 3]])
