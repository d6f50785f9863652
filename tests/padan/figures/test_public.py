from datetime import date

import pytest
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, viewer
from factories.outcomes import OutcomeFactory
from factories.reference import RegionFactory
from factories.training import EnrolmentFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from padan.figures.actions.summaries import refresh_summaries
from padan.figures.asking import Part, ask
from padan.figures.home import public_home
from padan.figures.public import count_answers, lines_of, open_figure, open_figures, stamp, told_together
from padan.figures.registry import FIGURES
from padan.organisations.queries import EVERYWHERE, NOBODY
from padan.organisations.states import RoleName
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status, Window

pytestmark = pytest.mark.django_db
DAY, CUT_OFF = date(2024, 11, 15), date(2024, 10, 31)


@pytest.fixture(autouse=True)
def told_day(settings):
    settings.PADAN_TODAY = DAY


def parts_of(*numbers):
    return [Part(str(place), f"bagian {place}", n, n / max(sum(numbers), 1)) for place, n in enumerate(numbers)]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=9))
def test_parts_told_together_add_up_and_none_is_a_small_group(numbers):
    told = told_together(parts_of(*numbers))

    assert sum(part.n for part in told) in {sum(numbers), 0}
    assert all(part.n >= 5 for part in told)
    assert bool(told) == (sum(numbers) >= 5)


def test_one_small_part_takes_another_with_it_so_that_nobody_subtracts_it():
    told = told_together(parts_of(100, 3, 20))

    assert [(part.key, part.label, part.n) for part in told] == [
        ("0", "bagian 0", 100),
        ("together", "bagian 1 or bagian 2", 23),
    ]


def test_every_figure_answers_the_public_as_it_answers_when_asked():
    OutcomeFactory.create_batch(3, status=Status.EMPLOYED)
    OutcomeFactory.create_batch(2, status=Status.SELF_EMPLOYED, window=Window.MONTHS_12)
    OpeningFactory()

    answers = count_answers(as_of=DAY)

    assert {key for key, _window in answers} == set(FIGURES)
    for (key, window), told in answers.items():
        asked = ask(key, EVERYWHERE, as_of=CUT_OFF if FIGURES[key].personal else DAY, window=window)
        assert (told.numerator, told.denominator, told.parts) == (asked.numerator, asked.denominator, asked.parts), key


def test_what_is_kept_reads_as_what_was_counted():
    OutcomeFactory.create_batch(6, status=Status.EMPLOYED)
    OutcomeFactory.create_batch(6, status=Status.UNKNOWN)
    before = open_figure("placed")[0]
    refresh_summaries()
    after = open_figure("placed")[0]

    assert (after.value, after.parts, after.bounds, after.first) == (
        before.value,
        before.parts,
        before.bounds,
        before.first,
    )
    assert (after.value, after.bounds) == (0.5, (0.5, 1.0))


def test_a_window_nobody_stands_at_is_not_told():
    OutcomeFactory.create_batch(6, window=Window.MONTHS_3)
    OutcomeFactory.create_batch(6, window=Window.MONTHS_6)

    shown, windows = open_figure("placed", window=Window.MONTHS_12)

    assert shown.window_key == Window.MONTHS_6
    assert [one.window_key for one in windows] == [Window.MONTHS_3, Window.MONTHS_6]


def test_neither_a_small_group_nor_what_is_left_of_it_is_numbered():
    OutcomeFactory.create_batch(8, status=Status.EMPLOYED)
    OutcomeFactory.create_batch(2, status=Status.SEEKING)
    placed, seeking = open_figure("placed")[0], open_figure("seeking")[0]

    assert (placed.value, placed.numerator, placed.denominator) == (None, None, 10)
    assert (seeking.value, seeking.bounds) == (None, None)
    assert (seeking.unsaid, placed.unsaid) == ("under 5 people", "all but under 5 people")


def test_a_day_may_be_asked_of_companies_and_never_of_people():
    OutcomeFactory.create_batch(6, as_of=date(2024, 10, 31))

    assert open_figure("partners", as_of=date(2020, 1, 1))[0].asked.as_of == date(2020, 1, 1)
    assert open_figure("placed", as_of=date(2020, 1, 1))[0].asked.as_of == CUT_OFF


def test_rows_stand_open_only_where_a_row_is_no_person():
    OutcomeFactory.create_batch(6)
    open_keys = {one.key for one in open_figures() if lines_of(one, most=3)}

    assert open_keys >= {"programmes", "batches"}
    assert not any(FIGURES[key].personal for key in open_keys)


def test_places_are_counted_of_openings_and_never_of_people():
    region = RegionFactory()
    OpeningFactory.create_batch(2, region=region)
    OutcomeFactory.create_batch(6)

    told = {one.key: dict(one.places) for one in open_figures()}

    assert told["openings"] == {region.code: 2}
    assert [key for key, places in told.items() if places and FIGURES[key].personal] == []


def test_the_stamp_changes_with_each_count():
    assert stamp() == ""
    refresh_summaries()
    first = stamp()
    refresh_summaries()

    assert stamp() != first


def test_f1_two_days_in_a_row_tell_nobody_who_answered_in_between(settings):
    """From the totals of today and tomorrow one would know what became of the one person who answered tonight."""
    OutcomeFactory.create_batch(20, status=Status.EMPLOYED, as_of=CUT_OFF)
    waiting = OutcomeFactory(status=Status.UNKNOWN, as_of=CUT_OFF)
    late = EnrolmentFactory(batch=waiting.batch)

    def told(day):
        settings.PADAN_TODAY = day
        refresh_summaries()
        people = {one.key: (one.asked.numerator, one.parts) for one in open_figures() if one.figure.personal}
        asked = {
            (name, key): ask(key, who, window="m6").numerator
            for key in ("placed", "unknown", "graduates")
            for name, who in (("office", viewer(RoleName.LABOUR_OFFICE)), ("visitor", NOBODY))
        }
        steps = [(step["key"], step["n"], step["note"]) for step in public_home()["line"]]
        return people, asked, steps

    today = told(DAY)
    waiting.status, waiting.as_of, waiting.noted_on = Status.EMPLOYED, date(2024, 11, 16), date(2024, 11, 16)
    waiting.save()
    late.state, late.finished_on = "completed", date(2024, 11, 16)
    late.save()
    OutcomeFactory(enrolment=late, status=Status.EMPLOYED, as_of=date(2024, 11, 16), noted_on=date(2024, 11, 16))
    Outcome.versions.bulk_create([  # what stood till then, as the act leaves it
        Outcome(enrolment=waiting.enrolment, batch=waiting.batch, window="m6", status=Status.UNKNOWN, as_of=CUT_OFF,
                noted_on=CUT_OFF, superseded_on=date(2024, 11, 16)),
    ])  # fmt: skip
    tomorrow = told(date(2024, 11, 16))
    assert {key: n for key, n in tomorrow[0].items() if today[0][key] != n} == {}
    assert tomorrow[1:] == today[1:]
    assert today[0]["placed"][0] == 20
    assert told(date(2024, 11, 30))[0]["placed"][0] == 22
    officer = viewer(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True))
    assert ask("openings", officer).as_of == date(2024, 11, 30)
