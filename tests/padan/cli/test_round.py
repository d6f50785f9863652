"""``padan round``: the market of the database to files, and a kept round run again."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from factories.market import market, seeker, vacancy

from padan.cli.round import rounds
from padan.matching.actions.rounds import clear_round, freeze_lists, open_round, start_round

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def run(*words):
    return CliRunner().invoke(rounds, list(words))


def test_the_whole_market_goes_to_files_and_nothing_is_kept(tmp_path):
    here = market()
    her, opening = seeker(here, here.weld), vacancy(here, here.weld)

    told = run("clear", "--out", str(tmp_path / "out"), "--json")

    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["outcome"]["placed"] == 1
    assert f"{her.code},{opening.code}" in (tmp_path / "out" / "matches.csv").read_text()
    assert json.loads((tmp_path / "out" / "proof.json").read_text())["proven"]
    assert "1" in run("clear", "--out", str(tmp_path / "out"), "--objective", "placements").output


def test_a_round_is_run_again_and_an_edit_changes_the_exit_code():
    here = market()
    seeker(here, here.weld)
    vacancy(here, here.weld)
    round = open_round(keeper=here.centre, name="Bursa", by=here.officer, at=AT)
    round = freeze_lists(round=start_round(round=round, by=None, at=AT), by=None, at=AT)
    assert run("verify", round.code).exit_code == 1
    round = clear_round(round=round, by=None, at=AT)

    assert run("verify", round.code).exit_code == 0
    round.results.update(opening=None, reason="all_full")
    told = run("verify", round.code)
    assert told.exit_code == 1
    assert "X " in told.output
    assert run("verify", "PDN-TIDAKADA").exit_code == 1
