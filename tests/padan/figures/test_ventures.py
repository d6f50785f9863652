"""Own businesses as figures: with their rows, their unknown, and the same number for a day that has passed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory
from factories.ventures import VentureCheckFactory, VentureFactory

from padan.figures.asking import ask
from padan.figures.breakdowns import break_down
from padan.figures.proving import lines_of
from padan.organisations.queries import EVERYWHERE, viewer_of
from padan.organisations.states import RoleName
from padan.outcomes.states import Status
from padan.training.models import Enrolment
from padan.ventures.actions import close_venture, confirm_venture, follow_ventures

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)


def told(key, day=TODAY, viewer=EVERYWHERE, **more):
    asked = ask(key, viewer, as_of=day, **more)
    return asked.numerator, asked.denominator, asked.unknown


def when(day=TODAY):
    return {"by": None, "at": timezone.now(), "today": day}


def test_businesses_are_counted_on_their_days_and_no_longer_once_closed():
    VentureFactory(began_on=None)
    VentureFactory(told_on=date(2024, 8, 1))
    closing = VentureFactory()
    close_venture(venture=closing, ended_on=date(2024, 9, 30), **when())
    numbers = {day: told("ventures", day)[0] for day in (date(2024, 6, 2), date(2024, 7, 1), date(2024, 9, 1), TODAY)}
    assert numbers == {date(2024, 6, 2): 0, date(2024, 7, 1): 2, date(2024, 9, 1): 3, TODAY: 2}


def test_alive_after_six_months_counts_who_is_known_to_run_and_keeps_the_silent_in_the_whole():
    runs, closed, silent = VentureFactory(), VentureFactory(), VentureFactory()
    VentureFactory(began_on=date(2024, 6, 20))  # its day has not come
    VentureFactory(began_on=None)  # it has none
    follow_ventures(today=TODAY, at=timezone.now())
    confirm_venture(venture=runs, **when(TODAY - timedelta(days=2)))
    close_venture(venture=closed, ended_on=date(2024, 8, 1), **when())
    asked = ask("ventures_alive_6", EVERYWHERE, as_of=TODAY)
    assert (asked.numerator, asked.denominator, asked.unknown) == (1, 3, 1)
    assert asked.bounds == (1 / 3, 2 / 3)
    assert asked.low < 1 / 3 < asked.high
    rows = {row.venture: (row.known, row.counted) for row in asked.rows}
    assert rows == {runs: ("alive", 1), closed: ("closed", 0), silent: ("unknown", 0)}
    assert lines_of(asked).lines == sorted(
        f"{one.code}\t{counted}" for one, counted in ((runs, 1), (closed, 0), (silent, 0))
    )
    assert told("ventures_alive_12") == (0, 0, 0)
    assert ask("ventures_alive_12", EVERYWHERE, as_of=TODAY).value is None


def test_an_answer_of_today_changes_no_figure_of_yesterday():
    venture = VentureFactory()
    follow_ventures(today=TODAY, at=timezone.now())
    yesterday = TODAY - timedelta(days=1)
    assert told("ventures_alive_6", yesterday) == (0, 1, 1)
    confirm_venture(venture=venture, **when())
    assert (told("ventures_alive_6", yesterday), told("ventures_alive_6")) == ((0, 1, 1), (1, 1, 0))
    assert told("ventures_alive_6", date(2024, 11, 1)) == (0, 0, 0)


def test_each_counts_within_her_scope_and_a_company_body_has_none():
    ours, theirs = VentureCheckFactory(), VentureCheckFactory()
    officer = viewer_of(account(RoleName.CENTRE_OFFICER, ours.venture.graduate.centre))
    for key, row in (("ventures_alive_6", ours), ("ventures", ours.venture)):
        assert [one.pk for one in ask(key, officer, as_of=TODAY).rows] == [row.pk]
        assert told(key)[1] == 2
        assert told(key, organisation=theirs.venture.graduate.centre)[1] == 1
        assert told(key, organisation=OrganisationFactory())[1] == 0


def test_businesses_are_told_apart_by_the_programme_of_their_graduates():
    one, other = VentureCheckFactory(), VentureCheckFactory()
    confirm_venture(venture=one.venture, **when())
    asked = ask("ventures_alive_6", EVERYWHERE, as_of=TODAY)
    found = break_down(asked, "programme", EVERYWHERE).groups
    groups = {group.label: (group.k, group.n, group.unknown) for group in found}
    assert groups == {
        one.venture.graduate.batch.programme.name: (1, 1, 0),
        other.venture.graduate.batch.programme.name: (0, 1, 1),
    }


def test_the_self_employed_open_to_rows_with_their_business_and_counting_them_asks_no_business():
    graduate, silent = GraduateFactory(), GraduateFactory()
    for one in (graduate, silent):
        OutcomeFactory(enrolment=Enrolment.objects.get(person=one.person), status=Status.SELF_EMPLOYED)
    VentureFactory(graduate=graduate, words="Warung lama", closed=True)
    venture = VentureFactory(graduate=graduate, words="Bengkel las")
    with CaptureQueriesContext(
        connection,
    ) as asked_of:
        asked = ask("self_employed", EVERYWHERE, as_of=TODAY)
    assert not any("ventures_venture" in query["sql"] for query in asked_of.captured_queries)
    assert (asked.numerator, asked.denominator) == (2, 2)
    column = next(one for one in asked.columns if one.key == "business")
    assert [column.read(row) for row in asked.rows] == [f"{venture.code} · Bengkel las", ""]
    assert [column.read(row) for row in ask("self_employed", EVERYWHERE, as_of=date(2024, 10, 31)).rows] == [
        f"{venture.code} · Bengkel las",
        "",
    ]
