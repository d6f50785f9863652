"""The demonstration: every number of the article from its rows, nobody real, the same each time."""

import re
from datetime import date

import pytest
from click.testing import CliRunner
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.db.models import Q

from padan.agreements.models import Agreement
from padan.agreements.queries.life import agreements_of
from padan.cli.demo import demo
from padan.figures.models import Report, Summary
from padan.graduates.models import Graduate
from padan.intake.models import Remark
from padan.intake.states import RemarkKind
from padan.matching.shortlists import graduates_for
from padan.needs.models import Need
from padan.openings.models import Opening
from padan.openings.states import OpeningKind, OpeningState
from padan.organisations.models import Organisation
from padan.organisations.queries import organisations_of, viewer_of
from padan.organisations.states import Kind
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status, Window
from padan.people.models import Person, User
from padan.placements.models import CheckIn, Placement
from padan.placements.queries import check_ins_waiting
from padan.placements.states import Evidence, PlacementState
from padan.seeds import load as demonstration
from padan.seeds.check import count_all, numbers
from padan.seeds.review import FAULTS
from padan.seeds.story import TODAY
from padan.trail.models import Entry
from padan.trail.queries import verify
from padan.training.models import Enrolment

PASSWORD = "contoh bersama"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The story, told once for this module and taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        demonstration.load(password=PASSWORD)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("at", range(len(list(numbers()))))
def test_each_number_of_the_article_is_made_by_rows(told, at):
    number = list(numbers())[at]

    assert (number.words, number.count()) == (number.words, number.expected)


def test_the_parts_of_the_cohort_add_up_to_everybody(told):
    for window in (Window.MONTHS_3, Window.MONTHS_6):
        by_status = [Outcome.objects.filter(window=window, status=status).count() for status in Status]
        assert sum(by_status) == Enrolment.objects.filter(finished_on__isnull=False).count() == 1248


def test_54_of_100_work_and_6_of_100_run_a_business(told):
    cohort = Outcome.objects.filter(window=Window.MONTHS_6)
    share = {status: cohort.filter(status=status).count() / cohort.count() for status in Status}

    assert f"{share[Status.EMPLOYED]:.1%} {share[Status.SELF_EMPLOYED]:.1%}" == "54.0% 6.0%"


def test_whoever_was_placed_within_six_months_is_counted_as_employed_with_proof(told):
    begun = Placement.objects.filter(started_on__lt=date(2024, 11, 1)).select_related("graduate")
    outcomes = Outcome.objects.filter(
        window=Window.MONTHS_6, enrolment__person__in=[row.graduate.person_id for row in begun]
    )

    assert {(row.status, row.evidence) for row in outcomes} == {(Status.EMPLOYED, Evidence.EMPLOYER)}


def test_nobody_begins_before_finishing_nor_ends_in_the_future(told):
    for row in Placement.objects.filter(started_on__isnull=False).select_related("graduate"):
        assert row.graduate.finished_on < row.started_on <= TODAY
        assert row.started_on.weekday() in (0, 2)  # Mondays; the three baristas on a Wednesday
        assert row.ended_on is None or row.ended_on <= TODAY


def test_seats_taken_are_the_placements_that_began(told):
    for opening in Opening.objects.order_by("pk"):
        begun = Placement.objects.filter(opening=opening, state__in=[PlacementState.WORKING, PlacementState.ENDED])
        assert opening.seats_taken == begun.count()


def test_no_row_says_anything_that_happened_after_the_day_of_the_story(told):
    assert not Outcome.objects.filter(as_of__gt=date(2024, 10, 31)).exists()
    assert not Agreement.objects.filter(signed_on__gt=TODAY).exists()
    assert not Need.objects.filter(said_on__gt=TODAY).exists()
    assert not Entry.objects.filter(at__date__gt=TODAY).exists()
    assert not CheckIn.objects.filter(Q(due_on__gt=TODAY) | Q(answered_on__gt=TODAY)).exists()


def test_most_have_said_that_they_are_still_at_work_and_some_wait_for_a_call(told):
    secretary = viewer_of(User.objects.get(email=demonstration.HEAD))
    waiting, asked = check_ins_waiting(secretary).count(), CheckIn.objects.count()
    assert 3 <= waiting <= 12
    assert asked >= 100


def test_nearly_every_job_has_somebody_who_fits(told, settings):
    """A shortlist that is empty shows nothing of what it is."""
    settings.PADAN_TODAY = TODAY
    secretary = viewer_of(User.objects.get(email=demonstration.HEAD))
    jobs = Opening.objects.filter(state=OpeningState.OPEN, kind=OpeningKind.JOB, units__isnull=False).distinct()
    found = [graduates_for(job, viewer=secretary).total for job in jobs.order_by("pk")]
    assert found.count(0) <= len(found) / 10
    mitra = jobs.get(company__name="PT Contoh Mitra Presisi")
    assert graduates_for(mitra, viewer=secretary).total >= 3


def test_nobody_and_no_company_is_real(told):
    for person in Person.objects.order_by("pk")[:200]:
        assert re.fullmatch(r"99\d{14}", person.nik)  # no region has the code 99
        assert re.fullmatch(r"(\+62890\d{7})?", person.phone)  # no operator has numbers under 0890
        assert person.email == ""
    for body in Organisation.objects.order_by("pk"):
        assert "Contoh" in body.name
    assert not User.objects.exclude(email__endswith="@contoh.padan.example", is_demo=True).exists()


def test_nine_accounts_sign_in_with_the_given_password_as_it_is(told):
    users = demonstration.logins()

    assert len(users) == 9
    assert all(check_password(PASSWORD, user.password) for user in users)
    assert len({next(iter(viewer_of(user).roles)) for user in users}) == 9


def test_a_changed_password_is_taken_over(told):
    demonstration.keep_password("lain sekali")

    assert check_password("lain sekali", demonstration.logins()[0].password)


def test_the_secretary_of_bekasi_sees_nothing_of_the_other_forum(told):
    secretary = viewer_of(User.objects.get(email="sekretaris@contoh.padan.example"))
    theirs = Organisation.objects.get(name="FKLPI Contoh Pesisir")

    assert Agreement.objects.filter(forum__organisation=theirs).count() == 2
    assert not agreements_of(secretary).filter(forum__organisation=theirs).exists()
    assert not organisations_of(secretary).filter(forum=theirs).exists()
    assert organisations_of(secretary).filter(kind=Kind.CENTRE).count() == 3


def test_the_graduate_has_a_job_at_the_company_of_the_hr_officer(told):
    person = User.objects.get(email="lulusan@contoh.padan.example").person
    placement = Placement.objects.get(graduate=Graduate.objects.get(person=person))
    hr = viewer_of(User.objects.get(email="hrd@contoh.padan.example"))

    assert placement.opening.company_id in hr.companies


def test_the_newest_entries_of_the_trail_tell_the_day_and_the_chain_holds(told):
    newest = list(Entry.objects.order_by("-seq").values_list("verb", flat=True)[:150])
    table = newest.index("agreement.signed")
    at_the_table = ["agreement.signed", "document.completed", "signature.recorded", "signature.recorded"]

    assert newest[table : table + 60] == at_the_table * 15
    assert newest[table + 60 : table + 63] == ["board_term.inaugurated", "board_term.decree_kept", "board_term.opened"]
    overseas = (
        "rules.",
        "scheme.",
        "alarms.",
        "position.",
        "opening.written",
        "opening.opened",
    )
    later = ("activity.planned", "figure.", "release.", "report.", *overseas)  # after the day, of it and of others
    assert [verb for verb in newest[:table] if not verb.startswith(later)] == [
        *["activity.finished"] * 3,
        "minutes.approved",
        *["decision.added"] * 4,
        "minutes.written",
    ]
    assert list(Entry.objects.order_by("seq").values_list("at", flat=True)) == sorted(
        Entry.objects.values_list("at", flat=True)
    )
    assert verify().broken_at is None


def test_the_papers_of_the_morning_after_say_the_day_of_the_story_and_its_numbers(told):
    summary, yearly = Report.objects.filter(kind__in=["summary", "yearly"]).order_by("kind")
    assert [(one.kind, one.day, one.year) for one in (summary, yearly)] == [
        ("summary", TODAY, None),
        ("yearly", TODAY, 2024),
    ]
    for report in (summary, yearly):
        placed = report.figures.get(key="placed")
        assert (placed.numerator, placed.denominator, placed.as_of) == (674, 1248, TODAY)
    assert (summary.files.count(), yearly.files.count(), len(summary.content["keputusan"])) == (1, 2, 3)


def test_each_row_that_waits_in_the_workbook_has_its_own_fault(told):
    held = Remark.objects.filter(kind=RemarkKind.REVIEW).order_by("row")

    assert [(remark.row - 2, remark.column) for remark in held] == [
        (row, column) for row, (column, _written) in sorted(FAULTS.items())
    ]


def test_the_public_home_is_counted(told):
    home = Summary.objects.get(scope="all").payload

    line = {step["step"]: step for step in home["line"]}
    assert (line["placement"]["n"], line["graduate"]["n"], line["placement"]["proven"]) == (674, 1248, 519)
    assert (home["partners"]["before"], home["partners"]["today_added"], home["partners"]["awake"]) == (80, 15, 52)


def test_the_check_prints_every_number_and_says_that_all_hold(told):
    done = CliRunner().invoke(demo, ["--check"])

    assert done.exit_code == 0
    assert f"{len(count_all())} numbers, 0 differ." in done.output


def test_a_number_that_its_rows_no_longer_make_is_found(told):
    Outcome.objects.filter(window=Window.MONTHS_6, status=Status.EMPLOYED).first().delete()

    wrong = [number.words for number in count_all() if not number.holds]
    assert "bekerja pada bulan keenam" in wrong
    assert CliRunner().invoke(demo, ["--check"]).exit_code == 1


def test_every_constraint_of_the_database_holds(told):
    connection.check_constraints()
