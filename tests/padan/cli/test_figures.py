import json

import pytest
from click.testing import CliRunner
from factories.outcomes import OutcomeFactory, ReportedTotalFactory
from factories.people import PersonFactory
from factories.training import EnrolmentFactory

from padan.cli.figures import figures
from padan.cli.trail import trail
from padan.figures.models import Frozen
from padan.outcomes.states import Status
from padan.trail.actions import record
from padan.trail.models import Wording

pytestmark = pytest.mark.django_db
KEYS = {"key", "rule", "value", "numerator", "denominator", "window", "as_of", "scope", "rows"}


def told(*words):
    done = CliRunner().invoke(figures, [*words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_all_figures_are_listed_and_one_is_told_with_its_rows():
    person = PersonFactory(named=True)
    outcome = OutcomeFactory(enrolment=EnrolmentFactory(finished=True, person=person), status=Status.EMPLOYED)
    assert {"graduates", "placed", "reported_placement"} <= {one["key"] for one in told()}
    placed = told("placed", "--rows")
    assert set(placed) >= KEYS
    assert (placed["value"], placed["numerator"], placed["denominator"]) == (1.0, 1, 1)
    assert [row["code"] for row in placed["rows"]] == [outcome.enrolment.code]
    assert person.name not in json.dumps(placed)
    assert person.nik not in json.dumps(placed)


def test_rows_of_a_reported_total_add_up_to_it():
    ReportedTotalFactory(participants=44, placed=22)
    ReportedTotalFactory(participants=48, placed=20)
    asked = told("reported_placement", "--rows")
    assert (asked["numerator"], asked["denominator"]) == (42, 92)
    assert sum(row["counted"] for row in asked["rows"]) == 42
    assert sum(row["participants"] for row in asked["rows"]) == 92


@pytest.mark.parametrize(
    "words", [["penyerapan"], ["placed", "--as-of", "31/10/2024"], ["placed", "--organisation", "LBG-TIDAKADA"]]
)
def test_a_wrong_word_is_refused_by_name(words):
    done = CliRunner().invoke(figures, words)
    assert done.exit_code == 1
    assert words[-1] in done.output


def test_a_figure_reads_well_without_json():
    OutcomeFactory(status=Status.EMPLOYED)
    assert "1 dari 1" in CliRunner().invoke(figures, ["placed", "--rows"]).output
    assert "placed" in CliRunner().invoke(figures, []).output


def test_the_trail_is_verified_and_a_broken_one_is_named():
    record(None, "organisation.opened", PersonFactory())
    whole = CliRunner().invoke(trail, ["verify"])
    assert whole.exit_code == 0
    assert "head" in whole.output
    Wording.objects.update(thing_label="lain")
    broken = CliRunner().invoke(trail, ["verify"])
    assert (broken.exit_code, "1" in broken.output) == (1, True)


def test_a_figure_is_frozen_and_proven_and_exit_codes_mean_something():
    outcome = OutcomeFactory(status=Status.EMPLOYED)
    frozen = told("freeze", "placed", "--as-of", "2024-11-14")
    assert (frozen["numerator"], frozen["denominator"], frozen["version"]) == (1, 1, 1)
    proven = told("prove", "placed", "--frozen", frozen["code"])
    assert (proven["same"], proven["rows_hash"]) == (True, frozen["rows_hash"])
    outcome.status = Status.STUDYING
    outcome.save()
    differs = CliRunner().invoke(figures, ["prove", "placed", "--frozen", frozen["code"], "--json"])
    assert differs.exit_code == 4
    assert json.loads(differs.stdout)["rows"] == [
        {"kind": "changed", "code": outcome.enrolment.code, "before": "employed 1", "now": "studying 0"}
    ]
    said = CliRunner().invoke(figures, ["prove", "placed", "--frozen", frozen["code"]])
    assert (said.exit_code, outcome.enrolment.code in said.output) == (4, True)


def test_wrong_use_of_freezing_is_told_and_leaves_nothing():
    for words in (
        ["freeze", "penyerapan"],
        ["freeze", "placed"],  # nobody is counted
        ["freeze", "placed", "--as-of", "kemarin"],
        ["freeze", "placed", "--by", "siapa@contoh.example"],
        ["prove", "placed", "--frozen", "ANG-TIDAKADA"],
    ):
        done = CliRunner().invoke(figures, words)
        assert done.exit_code == 1, words
        assert done.stderr.strip(), words
    assert not Frozen.objects.exists()
