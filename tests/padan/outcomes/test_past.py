"""The past of an outcome: what a day counted, it counts for good, whatever is told afterwards."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from factories.outcomes import AskedFactory, OutcomeFactory, WaveFactory
from factories.placements import PlacementFactory
from factories.training import BatchFactory, EnrolmentFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from padan.figures.asking import ask
from padan.organisations.queries import EVERYWHERE
from padan.outcomes.actions import settle_fact, settle_status
from padan.outcomes.actions.answers import Facts, note_answer, settle_conflict
from padan.outcomes.actions.drawing import best_of
from padan.outcomes.actions.waves import know_from_placements
from padan.outcomes.models import Answer, Outcome
from padan.outcomes.queries.outcomes import outcomes_to_count
from padan.outcomes.states import AnswerTeller, Status, Window
from padan.placements.states import Evidence

pytestmark = pytest.mark.django_db
FIRST = date(2024, 10, 1)
AT = timezone.now()


def note(enrolment, status, on, teller=AnswerTeller.HERSELF, **facts):
    return note_answer(
        enrolment=enrolment, window=Window.MONTHS_6, status=status, teller=teller, by=None, at=AT, today=on,
        facts=Facts(**facts), source="Telepon, ia sendiri",
    )  # fmt: skip


def stood(enrolment, on):
    """Her status as a figure counts it on a day; None where she is in no denominator."""
    found = outcomes_to_count(EVERYWHERE, on=on).filter(enrolment=enrolment, window=Window.MONTHS_6)
    statuses = list(found.values_list("status", flat=True))
    assert len(statuses) <= 1
    return statuses[0] if statuses else None


def test_what_a_day_counted_stays_when_she_says_otherwise_later():
    her = EnrolmentFactory(finished=True)
    note(her, Status.SEEKING, FIRST)
    note(her, Status.EMPLOYED, FIRST + timedelta(days=20), employer="PT Contoh Logam")
    days = [FIRST - timedelta(days=1), FIRST, FIRST + timedelta(days=19), FIRST + timedelta(days=20), date.max]
    assert [stood(her, day) for day in days] == [None, "seeking", "seeking", "employed", "employed"]
    assert Outcome.objects.get(enrolment=her).employer == "PT Contoh Logam"


def test_the_same_said_again_unmakes_nothing_and_the_row_keeps_its_number():
    her = EnrolmentFactory(finished=True)
    note(her, Status.EMPLOYED, FIRST)
    kept = Outcome.objects.get(enrolment=her).pk
    note(her, Status.EMPLOYED, FIRST + timedelta(days=9))
    assert [stood(her, FIRST + timedelta(days=n)) for n in (0, 8, 9)] == ["employed"] * 3
    assert Outcome.objects.get(enrolment=her).pk == kept


def test_a_word_that_changes_nothing_drawn_leaves_no_copy():
    her = EnrolmentFactory(finished=True)
    note(her, Status.EMPLOYED, FIRST)
    note(her, Status.EMPLOYED, FIRST + timedelta(days=9), teller=AnswerTeller.FRIEND)
    assert Outcome.versions.filter(enrolment=her).count() == 1


def test_of_one_day_the_last_word_counts_and_leaves_no_copy():
    her = EnrolmentFactory(finished=True)
    for status in (Status.SEEKING, Status.EMPLOYED, Status.STUDYING):
        note(her, status, FIRST)
    assert list(Outcome.versions.values_list("status", "noted_on", "superseded_on")) == [("studying", FIRST, None)]


def test_a_decision_between_answers_counts_from_its_day():
    her = EnrolmentFactory(finished=True)
    note(her, Status.EMPLOYED, FIRST)
    friend = note(her, Status.SEEKING, FIRST, teller=AnswerTeller.FRIEND)
    later = FIRST + timedelta(days=5)
    settle_conflict(
        outcome=Outcome.objects.get(enrolment=her), answer=friend, by=None, at=AT, today=later, words="Dicek lewat HRD"
    )
    assert (stood(her, later - timedelta(days=1)), stood(her, later)) == ("employed", "seeking")


def test_a_placement_noticed_later_counts_from_the_day_it_was_noticed_though_it_tells_of_an_earlier_one():
    wave = WaveFactory(open=True)
    asked = AskedFactory(wave=wave, out=True)
    note(asked.enrolment, Status.SEEKING, FIRST)
    day = date(2024, 9, 1)
    PlacementFactory(working=True, graduate__person=asked.enrolment.person, started_on=day, confirmed_on=day)
    asked.state = "asked"
    asked.save()
    noticed = FIRST + timedelta(days=14)
    assert know_from_placements(wave=wave, by=None, at=AT, today=noticed) == 1
    assert Outcome.objects.get(enrolment=asked.enrolment).as_of == date(2024, 9, 29)
    assert (stood(asked.enrolment, noticed - timedelta(days=1)), stood(asked.enrolment, noticed)) == (
        "seeking",
        "employed",
    )


def test_the_word_of_a_sheet_settled_later_counts_from_then_before_and_after_she_answers():
    her = EnrolmentFactory(finished=True)
    row = OutcomeFactory(enrolment=her, status=Status.UNCLEAR, job="usaha", as_of=FIRST, marked_working=True)
    settled = FIRST + timedelta(days=3)
    settle_status(outcome=row, status=Status.SELF_EMPLOYED, by=None, at=AT, today=settled)
    settle_fact(outcome=row, column="employer", value="Toko Sari", by=None, at=AT, today=settled)
    assert (stood(her, FIRST), stood(her, settled)) == ("unclear", "self_employed")
    answered = settled + timedelta(days=3)
    note(her, Status.EMPLOYED, answered)
    settle_fact(outcome=row, column="employer", value=None, by=None, at=AT, today=answered + timedelta(days=1))
    days = [FIRST, settled, answered, answered + timedelta(days=1)]
    assert [stood(her, day) for day in days] == ["unclear", "self_employed", "employed", "employed"]
    assert [row.employer for row in Outcome.versions.order_by("noted_on")] == ["", "Toko Sari", ""]
    assert Answer.objects.get(teller=AnswerTeller.SHEET, stands=True).employer == ""
    assert Outcome.versions.filter(marked_working=True).count() == 3


def test_a_clock_set_back_leaves_no_row_that_ends_before_it_began():
    her = EnrolmentFactory(finished=True)
    note(her, Status.EMPLOYED, FIRST)
    note(her, Status.SEEKING, FIRST - timedelta(days=2))
    assert list(Outcome.versions.values_list("status", "superseded_on")) == [("seeking", None)]


def test_the_database_keeps_one_standing_row_one_a_day_and_none_that_counted_never():
    row = OutcomeFactory(as_of=FIRST)
    same = {"enrolment": row.enrolment, "as_of": FIRST}
    for more in (
        {"noted_on": FIRST + timedelta(days=1)},
        {"noted_on": FIRST, "superseded_on": FIRST + timedelta(days=1)},
        {"noted_on": FIRST - timedelta(days=1), "superseded_on": FIRST - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutcomeFactory(**same, **more)


# --- by chance --------------------------------------------------------------------------------------------------------

DAYS = 12
SAYS = st.tuples(
    st.integers(0, 3),  # who
    st.integers(0, DAYS),  # on which day
    st.sampled_from([Status.EMPLOYED, Status.SEEKING, Status.STUDYING, Status.SELF_EMPLOYED]),
    st.sampled_from([AnswerTeller.HERSELF, AnswerTeller.FRIEND, AnswerTeller.EMPLOYER, AnswerTeller.OFFICER]),
)


def recounted(told, sheets, day):
    """Where each stands by what was told up to a day: her answers ranked anew, or the word of her sheet alone."""
    found = Counter()
    for who, sheet in enumerate(sheets):
        heard = {}
        for number, (one, on, status, teller) in enumerate(told):
            if one == who and on <= day:
                evidence = {AnswerTeller.EMPLOYER: Evidence.EMPLOYER, AnswerTeller.OFFICER: Evidence.OFFICER}
                heard[teller] = Answer(
                    pk=number + 1, status=status, teller=teller, as_of=FIRST + timedelta(days=on),
                    evidence=evidence.get(teller, Evidence.SELF_REPORT),
                )  # fmt: skip
        answers = sorted(heard.values(), key=lambda one: one.pk)
        if sheet:
            answers.insert(0, Answer(pk=0, status=sheet, teller=AnswerTeller.SHEET, as_of=FIRST,
                                     evidence=Evidence.SELF_REPORT))  # fmt: skip
        if answers:
            found[best_of(answers)[0].status] += 1
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(SAYS, max_size=14), sheets=st.lists(st.sampled_from(["", "employed", "seeking"]), min_size=4,
                                                         max_size=4))  # fmt: skip
def test_a_figure_as_of_any_day_is_a_recount_of_what_was_told_by_then(told, sheets, db):
    told = sorted(told, key=lambda one: one[1])
    with transaction.atomic():
        people = EnrolmentFactory.create_batch(4, batch=BatchFactory(finished=True), finished=True)
        for her, sheet in zip(people, sheets, strict=True):
            if sheet:
                OutcomeFactory(enrolment=her, status=sheet, evidence=Evidence.SELF_REPORT, as_of=FIRST)
        for who, on, status, teller in told:
            note(people[who], status, FIRST + timedelta(days=on), teller=teller)
        for day in range(-1, DAYS + 2):
            asked = ask("placed", EVERYWHERE, as_of=FIRST + timedelta(days=day), window=Window.MONTHS_6)
            expected = recounted(told, sheets, day) if day >= 0 else Counter()
            assert {part.key: part.n for part in asked.parts} == dict(expected)
            assert asked.denominator == expected.total()
        transaction.set_rollback(True)
