"""Groups of a figure after a check at random: shares corrected by the samples that were drawn of them."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.curricula import ProgrammeFactory
from factories.organisations import OrganisationFactory, viewer
from factories.outcomes import OutcomeFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.figures.asking import ask
from padan.figures.breakdowns import break_down
from padan.organisations.states import Kind, RoleName
from padan.outcomes.actions.samples import check_sample_row, draw_sample
from padan.outcomes.models import Outcome, SampleRow
from padan.outcomes.queries.samples import draws_again, rows_of
from padan.outcomes.states import Found, Status, Window
from padan_engine.rates import corrected_share

pytestmark = pytest.mark.django_db
TOLD, DRAWN, CHECKED = date(2024, 10, 31), date(2024, 11, 5), date(2024, 11, 8)
AT = datetime(2024, 11, 8, 3, tzinfo=UTC)


@pytest.fixture
def forum():
    return OrganisationFactory(kind=Kind.FORUM)


@pytest.fixture
def centre(forum):
    return OrganisationFactory(kind=Kind.CENTRE, forum=forum)


def trade(centre, name, **numbers):
    batch = BatchFactory(finished=True, programme=ProgrammeFactory(centre=centre, trade=name))
    for status, number in numbers.items():
        for one in EnrolmentFactory.create_batch(number, batch=batch, finished=True):
            OutcomeFactory(enrolment=one, status=status, as_of=TOLD)
    return batch


def drawn(keeper, size, on=DRAWN):
    return draw_sample(keeper=keeper, window=Window.MONTHS_6, size=size, by=None, at=AT, today=on, seed="undian 17")


def looked_into(sample, wrong=(), lost=(), on=CHECKED, most=None):
    """Everybody drawn (or the first ``most``) is found as she told, but for these enrolments: they seek work."""
    for row in SampleRow.objects.filter(sample=sample).order_by("place")[:most]:
        found = Found.UNREACHABLE if row.enrolment_id in lost else Found.AS_TOLD
        status = ""
        if row.enrolment_id in wrong:
            found, status = Found.OTHER, Status.SEEKING
        check_sample_row(row=row, found=found, status=status, how="Menelepon HRD", by=None, at=AT, today=on)


def checked(forum, by="trade", key="placed", as_of=CHECKED, by_whom=None):
    by_whom = by_whom or viewer(RoleName.SECRETARIAT, forum)
    return break_down(ask(key, by_whom, as_of=as_of, window="m6"), by, by_whom).checked


def told_employed(batch):
    return list(
        Outcome.objects.filter(batch=batch, status=Status.EMPLOYED).order_by("pk").values_list("enrolment", flat=True)
    )


def test_where_everybody_was_looked_into_the_share_is_what_was_found(forum, centre):
    weld = trade(centre, "Las", employed=6, seeking=4, unknown=3)
    trade(centre, "Garmen", employed=5, seeking=5)
    looked_into(drawn(centre, 20), wrong=told_employed(weld)[:2])

    found = checked(forum)

    weld, whole = found["Las"], found[""]
    assert (weld.told, weld.people, weld.seen, weld.lost) == (6, 10, 10, 0)
    assert (weld.told_share, weld.estimate, weld.low, weld.high) == pytest.approx((0.6, 0.4, 0.4, 0.4))
    assert (found["Garmen"].estimate, whole.told_share, whole.estimate) == pytest.approx((0.5, 0.55, 0.45))


def test_of_some_each_group_is_weighed_by_those_who_told_alike_in_it(forum, centre):
    batch = trade(centre, "Las", employed=30, seeking=20)
    sample = drawn(centre, 20)
    employed = [row.enrolment_id for row in rows_of(sample) if row.told == Status.EMPLOYED]
    looked_into(sample, wrong=employed[:3])

    one = checked(forum)["Las"]

    right, others = len(employed) - 3, 20 - len(employed)
    assert right > 0 < others
    by_hand = corrected_share([(30, len(employed), right), (20, others, 0)])
    assert one.estimate == pytest.approx(0.6 * right / len(employed))
    assert (one.low, one.high) == (by_hand.low, by_hand.high)
    assert (one.told_share, one.seen, one.people) == (0.6, 20, 50)
    assert checked(forum, by="batch")[str(batch.pk)] == one
    assert checked(forum, key="placed_of_answered")["Las"] == one


def test_who_was_not_reached_is_left_out_and_bounds_what_she_could_change(forum, centre):
    batch = trade(centre, "Las", employed=8, seeking=2)
    employed = told_employed(batch)
    looked_into(drawn(centre, 10), wrong=employed[:2], lost=employed[2:4])

    one = checked(forum)["Las"]

    assert one.estimate == pytest.approx(0.8 * 4 / 6)
    assert (one.lowest, one.highest) == pytest.approx((0.4, 0.6))
    assert (one.seen, one.lost) == (8, 2)


def test_a_group_of_whom_one_kind_of_answer_was_never_looked_into_is_not_corrected(forum, centre):
    trade(centre, "Las", employed=40, seeking=1)
    sample = drawn(centre, 41)
    looked_into(sample, most=1)

    one = checked(forum)["Las"]

    assert (one.estimate, one.told_share, one.seen) == (None, 40 / 41, 1)


def test_before_the_check_and_at_other_windows_and_of_other_figures_nothing_is_corrected(forum, centre):
    trade(centre, "Las", employed=6, seeking=4)
    looked_into(drawn(centre, 10))
    him = viewer(RoleName.SECRETARIAT, forum)

    assert checked(forum)
    assert checked(forum, as_of=DRAWN) == {}
    assert checked(forum, key="response") == checked(forum, key="unknown") == checked(forum, key="field_fit") == {}
    assert break_down(ask("placed", him, as_of=CHECKED, window="m3"), "trade", him).checked == {}
    assert checked(forum, by_whom=viewer(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))) == {}


def test_of_two_samples_of_the_same_people_the_one_with_more_looked_into_counts(forum, centre):
    other = OrganisationFactory(kind=Kind.CENTRE, forum=forum)
    weld, sew = trade(centre, "Las", employed=6, seeking=4), trade(other, "Garmen", employed=3, seeking=2)
    small = drawn(centre, 4)
    looked_into(small, wrong=told_employed(weld), most=2)
    wide = drawn(forum, 15, on=date(2024, 11, 6))
    looked_into(wide, wrong=told_employed(sew)[:1])
    him = viewer(RoleName.SECRETARIAT, forum)
    told = break_down(ask("placed", him, as_of=CHECKED, window="m6"), "trade", him)

    assert told.samples == [wide]
    assert (told.checked[""].people, told.checked["Garmen"].estimate) == (15, pytest.approx(2 / 5))


def test_samples_of_several_centres_are_laid_together_in_as_many_questions(forum):
    centres = OrganisationFactory.create_batch(3, kind=Kind.CENTRE, forum=forum)
    questions = []
    for at, one in enumerate(centres):
        trade(one, "Las", employed=4, seeking=4)
        looked_into(drawn(one, 8))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = checked(forum)
        questions.append(len(asked))
        assert (found["Las"].people, found["Las"].estimate) == (8 * (at + 1), 0.5)

    assert questions[0] == questions[2]


def test_an_officer_of_a_centre_reads_of_hers_what_the_forum_reads_of_it(forum, centre):
    other = OrganisationFactory(kind=Kind.CENTRE, forum=forum)
    trade(centre, "Las", employed=4, seeking=4)
    trade(other, "Las", employed=1, seeking=7)
    looked_into(drawn(centre, 8))
    looked_into(drawn(other, 8))

    hers = checked(forum, by_whom=viewer(RoleName.CENTRE_OFFICER, centre))

    assert hers["Las"] == checked(forum, by="centre")[str(centre.pk)]
    assert (hers["Las"].people, checked(forum)["Las"].people) == (8, 16)


def test_a_draw_can_be_repeated_when_answers_have_come_since(centre):
    batch = trade(centre, "Las", employed=6, seeking=4, unknown=2)
    sample = drawn(centre, 5)
    looked_into(sample, wrong=told_employed(batch))
    trade(centre, "Garmen", employed=3)
    Outcome.objects.filter(batch__programme__trade="Garmen").update(noted_on=CHECKED)

    assert draws_again(sample, list(rows_of(sample))) is True
