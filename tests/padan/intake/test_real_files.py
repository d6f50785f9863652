"""The files centres really keep, read without any hand editing, in an empty installation."""

import json

import pytest
from click.testing import CliRunner
from shared_data import shared

from padan.cli.intake import intake
from padan.graduates.models import Graduate
from padan.openings.models import Opening
from padan.openings.states import CodeCheck, OpeningKind
from padan.organisations.models import Organisation
from padan.outcomes.models import Outcome, ReportedTotal
from padan.outcomes.states import Status
from padan.people.models import Person
from padan.trail.queries import verify
from padan.training.models import Batch

pytestmark = pytest.mark.django_db

FIRST_RUN = {
    "training/bbpvp_programs.csv": ("programmes", 35, 33, 1, 0, 1, 0),
    "importer/bbpvp_program_pelatihan.xlsx": ("programmes", 46, 0, 44, 0, 2, 0),
    "openings/bbpvp_lowongan_kbji_v1.csv": ("openings", 145, 144, 0, 0, 1, 1),
    "importer/bbpvp_alumni_penempatan.xlsx": ("alumni-status", 1152, 1150, 0, 0, 2, 26),
    "importer/bbpvp_realisasi_penempatan.xlsx": ("reported-totals", 33, 31, 0, 0, 2, 0),
    "openings/maganghub_2025-12.csv.gz": ("vacancies-maganghub", 14643, 14642, 0, 0, 1, 153),
}


def run(*arguments):
    """The command as typed: its exit code and its JSON."""
    done = CliRunner().invoke(intake, [*map(str, arguments), "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


def counted(told):
    return tuple(told[name] for name in ("layout", "read", "imported", "unchanged", "review", "ignored", "questions"))


def test_the_six_files_give_exactly_the_settled_counts_and_a_second_run_changes_nothing():
    files = [shared(name) for name in FIRST_RUN]

    code, first = run(*files)

    assert code == 3
    assert [counted(told) for told in first["files"]] == list(FIRST_RUN.values())
    for told in first["files"]:
        assert told["read"] == told["imported"] + told["unchanged"] + told["review"] + told["ignored"]
        assert sum(one.get("rows", 1) for one in told["reasons"] if one["kind"] == "ignored") == told["ignored"]

    assert Person.objects.filter(name="").count() == Graduate.objects.count() == 1150
    assert Batch.objects.count() == 77
    barista = Batch.objects.get(name_key="barista non boarding 2")
    assert (barista.programme.name, barista.mode, barista.number) == ("Barista", "Non Boarding", 2)
    by_status = {status: Outcome.objects.filter(status=status).count() for status in Status}
    assert {status: number for status, number in by_status.items() if number} == {
        Status.EMPLOYED: 385,
        Status.UNCLEAR: 26,
        Status.UNKNOWN: 739,
    }
    assert Outcome.objects.filter(marked_working=True).count() == 411
    totals = ReportedTotal.objects.all()
    assert (sum(t.participants for t in totals), sum(t.placed for t in totals)) == (1761, 994)
    listed_by_the_centre = ReportedTotal.objects.filter(programme__hours__isnull=False)
    assert listed_by_the_centre.count() == 23
    listed = Opening.objects.filter(kind=OpeningKind.JOB)
    assert sum(opening.seats for opening in listed) == 2007
    assert listed.filter(occupation_check=CodeCheck.NONE).count() == 60
    vacancies = Opening.objects.filter(kind=OpeningKind.APPRENTICESHIP)
    assert (vacancies.filter(region__isnull=False).count(), sum(v.seats for v in vacancies)) == (14489, 31728)
    assert vacancies.filter(region__isnull=True).values("region_written").distinct().count() == 16

    kept = (Person.objects.count(), Opening.objects.count(), Organisation.objects.count(), Outcome.objects.count())
    code, second = run(*files)

    assert code == 3
    for told, before in zip(second["files"], first["files"], strict=True):
        expected = {**before, "imported": 0, "unchanged": before["imported"] + before["unchanged"]}
        assert counted(told) == counted(expected)
    now = (Person.objects.count(), Opening.objects.count(), Organisation.objects.count(), Outcome.objects.count())
    assert now == kept
    assert verify().broken_at is None


def test_a_dry_run_reports_the_same_and_leaves_nothing():
    file = shared("importer/bbpvp_alumni_penempatan.xlsx")

    _code, told = run(file, "--dry-run")

    assert counted(told["files"][0]) == FIRST_RUN["importer/bbpvp_alumni_penempatan.xlsx"]
    assert (Person.objects.count(), Organisation.objects.count()) == (0, 0)
