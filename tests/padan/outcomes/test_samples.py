"""A sample can be drawn again by anybody; what was found corrects what was told, and says how surely."""

import hashlib
import math
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from factories.organisations import OrganisationFactory, account
from factories.outcomes import AskedFactory, OutcomeFactory, SampleFactory, SampleRowFactory

from padan.base.errors import NotAllowed
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, RoleName
from padan.outcomes.actions.samples import NobodyToDraw, check_sample_row, draw_sample
from padan.outcomes.adapter import corrected
from padan.outcomes.models import Answer, Outcome, Sample
from padan.outcomes.queries.samples import draw, found_in, hash_of, rows_of, sample_rows_of, samples_of
from padan.outcomes.states import Found, Status, Window
from padan.placements.states import Evidence
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2024, 11, 15, 3, tzinfo=UTC), date(2024, 11, 15)


@pytest.fixture
def centre():
    return OrganisationFactory(kind=Kind.CENTRE)


def people(centre, *statuses, **more):
    return [OutcomeFactory(enrolment__batch__programme__centre=centre, status=status, **more) for status in statuses]


def drawn(centre, size, **more):
    return draw_sample(
        keeper=centre, window=Window.MONTHS_6, size=size, by=account(RoleName.CENTRE_OFFICER, centre), at=AT,
        today=TODAY, **more,
    )  # fmt: skip


def noted(row, found, status="", how="Menelepon perusahaan", by=None):
    return check_sample_row(row=row, found=found, status=status, how=how, by=by, at=AT, today=TODAY)


def test_the_draw_is_a_rule_that_anybody_can_follow_with_a_calculator_of_hashes():
    codes = [f"KLS-A-{n:03d}" for n in range(1, 9)]
    by_hand = sorted(codes, key=lambda code: hashlib.sha256(f"undian 17:{code}".encode()).hexdigest())
    assert draw(codes, seed="undian 17", size=3) == by_hand[:3]
    assert draw(reversed(codes), seed="undian 17", size=3) == by_hand[:3]
    assert draw(codes, seed="undian 18", size=8) != by_hand


def test_over_many_seeds_everybody_is_drawn_about_as_often():
    codes = [f"KLS-A-{n:03d}" for n in range(1, 11)]
    times = dict.fromkeys(codes, 0)
    for seed in range(2000):
        for code in draw(codes, seed=str(seed), size=3):
            times[code] += 1
    assert all(abs(n - 600) < 5 * math.sqrt(2000 * 0.3 * 0.7) for n in times.values())


def test_a_sample_keeps_its_seed_what_was_told_and_from_whom_it_was_drawn(centre):
    told = people(centre, "employed", "employed", "seeking", "self_employed")
    people(centre, "unknown", "unclear")
    people(centre, "employed", window=Window.MONTHS_3)
    people(OrganisationFactory(kind=Kind.CENTRE), "employed")
    sample = drawn(centre, 2, seed="  undian   17 ")
    codes = [one.enrolment.code for one in told]
    assert (sample.seed, sample.population, sample.told) == (
        "undian 17", 4, {"employed": 2, "seeking": 1, "self_employed": 1},
    )  # fmt: skip
    assert sample.rows_hash == hash_of(codes)
    assert [row.enrolment.code for row in rows_of(sample)] == draw(codes, seed="undian 17", size=2)
    assert Entry.objects.get(verb="sample.drawn").thing_code == sample.code


def test_without_a_seed_one_is_made_and_two_draws_differ_in_it(centre):
    people(centre, "employed", "seeking")
    assert drawn(centre, 1).seed != drawn(centre, 1).seed


@pytest.mark.parametrize("size", [0, 3])
def test_more_than_have_told_cannot_be_drawn(centre, size):
    people(centre, "employed", "seeking", "unknown")
    with pytest.raises(NobodyToDraw, match="2 have told"):
        drawn(centre, size)
    assert Sample.objects.count() == 0


def test_where_nobody_has_told_the_sentence_says_so_and_names_no_range(centre):
    people(centre, "unknown")
    with pytest.raises(NobodyToDraw, match="nobody to draw from yet"):
        drawn(centre, 1)


def test_a_forum_draws_from_all_its_centres_and_those_below_and_a_stranger_from_none(centre):
    above = OrganisationFactory(kind=Kind.FORUM)
    below = OrganisationFactory(kind=Kind.FORUM, forum=above)
    one, two = (OrganisationFactory(kind=Kind.CENTRE, forum=forum) for forum in (above, below))
    people(one, "employed"), people(two, "seeking"), people(centre, "employed")
    told = {"keeper": above, "window": Window.MONTHS_6, "size": 2, "at": AT, "today": TODAY}
    assert draw_sample(by=account(RoleName.SECRETARIAT, above), **told).population == 2
    with pytest.raises(NotAllowed):
        draw_sample(by=account(RoleName.CENTRE_OFFICER, centre), **told)


def test_only_those_who_finished_in_the_days_named_are_drawn_from(centre):
    early, late = people(centre, "employed", "employed")
    for one, day in ((early, date(2024, 3, 1)), (late, date(2024, 5, 1))):
        one.enrolment.finished_on = day
        one.enrolment.save()
    sample = drawn(centre, 1, finished_from=date(2024, 4, 1), finished_until=date(2024, 5, 1))
    assert (sample.population, rows_of(sample).get().enrolment_id) == (1, late.enrolment_id)


def test_what_was_found_becomes_an_answer_verified_by_an_officer_and_what_was_told_stays(centre):
    (outcome,) = people(centre, "employed", evidence=Evidence.SELF_REPORT)
    officer = account(RoleName.CENTRE_OFFICER, centre)
    row = rows_of(drawn(centre, 1)).get()
    noted(row, Found.OTHER, Status.SEEKING, by=officer)
    row.refresh_from_db()
    assert (row.told, row.found, row.found_status, row.checked_by) == ("employed", "other", "seeking", officer)
    answer = Answer.objects.get(stands=True, teller="officer")
    assert (answer.status, answer.evidence, answer.source) == ("seeking", Evidence.OFFICER, "Menelepon perusahaan")
    outcome = Outcome.objects.get(pk=outcome.pk)
    assert (outcome.status, outcome.evidence) == ("seeking", Evidence.OFFICER)
    noted(row, Found.AS_TOLD, by=officer)
    assert Outcome.objects.get(pk=outcome.pk).status == "employed"
    assert found_in(row.sample) == [("employed", "as_told", "employed", 1)]


def test_a_check_of_somebody_known_without_asking_is_no_response(centre):
    (outcome,) = people(centre, "employed")
    known = AskedFactory(wave__keeper=centre, enrolment=outcome.enrolment, state="known")
    noted(rows_of(drawn(centre, 1)).get(), Found.AS_TOLD)
    known.refresh_from_db()
    assert known.state == "known"


def test_who_was_not_reached_gets_no_answer_and_stays_as_told(centre):
    (outcome,) = people(centre, "employed")
    row = noted(rows_of(drawn(centre, 1)).get(), Found.UNREACHABLE)
    assert (row.found_status, Answer.objects.count()) == ("", 0)
    assert Outcome.objects.get(pk=outcome.pk).status == "employed"


@pytest.mark.parametrize(
    ("found", "status", "how", "field"),
    [
        (Found.OTHER, "", "Telepon", "status"),
        (Found.OTHER, "employed", "Telepon", "status"),
        (Found.AS_TOLD, "", " ", "how"),
    ],
)
def test_a_check_says_what_was_found_and_how(centre, found, status, how, field):
    people(centre, "employed")
    row = rows_of(drawn(centre, 1)).get()
    with pytest.raises(FieldRefused) as refused:
        noted(row, found, status, how)
    assert refused.value.field == field


def test_the_database_refuses_a_check_that_contradicts_itself():
    for columns in (
        {"found": "as_told", "found_status": "seeking", "checked_on": TODAY},
        {"found": "other", "found_status": "employed", "checked_on": TODAY},
        {"found": "", "found_status": "", "checked_on": TODAY},
        {"found": "unreachable", "found_status": "employed", "checked_on": TODAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SampleRowFactory(**columns)


def test_the_corrected_share_follows_from_what_was_found_on_either_side():
    sample = SampleFactory(size=30, population=100, told={"employed": 60, "seeking": 40})
    found = [
        ("employed", "as_told", "employed", 16), ("employed", "other", "seeking", 4),
        ("seeking", "as_told", "seeking", 9), ("seeking", "other", "employed", 1),
    ]  # fmt: skip
    employed = corrected(sample, found)[0]
    assert (employed.status, employed.told, employed.told_share) == (Status.EMPLOYED, 60, 0.6)
    assert math.isclose(employed.estimate, 0.6 * 0.8 + 0.4 * 0.1)
    assert employed.low < employed.estimate < employed.high
    assert (employed.lowest, employed.highest) == (employed.estimate, employed.estimate)
    assert math.isclose(sum(one.estimate for one in corrected(sample, found)), 1)


def test_those_not_reached_widen_the_bounds_and_a_group_without_a_check_corrects_nothing():
    sample = SampleFactory(size=4, population=10, told={"employed": 5, "seeking": 5})
    found = [("employed", "as_told", "employed", 1), ("employed", "unreachable", "", 1)]
    assert corrected(sample, found)[0].estimate is None
    found.append(("seeking", "as_told", "seeking", 2))
    employed = corrected(sample, found)[0]
    assert (employed.lowest, employed.estimate, employed.highest) == (0.25, 0.5, 0.5)


def test_samples_are_open_to_the_side_that_keeps_them_and_to_auditors():
    sample = SampleRowFactory().sample
    stranger = viewer_of(account(RoleName.CENTRE_OFFICER, OrganisationFactory(kind=Kind.CENTRE)))
    for viewer in (viewer_of(account(RoleName.CENTRE_OFFICER, sample.keeper)), viewer_of(account(RoleName.AUDITOR))):
        assert (samples_of(viewer).get().checked, sample_rows_of(viewer).count()) == (0, 1)
    assert (samples_of(stranger).count(), sample_rows_of(stranger).count()) == (0, 0)
