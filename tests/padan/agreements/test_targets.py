"""A target is a ledger: every step has its agreement, and every day has its number."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from factories.agreements import AgreementFactory, PartyFactory, TargetFactory
from factories.forum import EventFactory, ForumFactory
from factories.organisations import OrganisationFactory
from factories.reference import RegionFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from padan.agreements.queries.targets import counted_on, expected_on, forecast, movements, reached
from padan.agreements.states import AgreementState, Counted, CountingRule
from padan.organisations.states import Kind

pytestmark = pytest.mark.django_db
BEFORE, DAY = date(2024, 11, 13), date(2024, 11, 14)
NEW_YEAR, LAST_DAY = date(2024, 1, 1), date(2024, 12, 31)


@pytest.fixture
def forum():
    return ForumFactory()


def target(forum, **more):
    return TargetFactory(**{"forum": forum, "starts_on": NEW_YEAR, "ends_on": LAST_DAY, "value": 300} | more)


def signed(forum, on, company=None, *, until=date(2027, 1, 1), state=AgreementState.ACTIVE, **more):
    company = company or OrganisationFactory()
    centre = OrganisationFactory(centre=True)
    return AgreementFactory(
        forum=forum, state=state, signed_on=on, starts_on=on, ends_on=until, parties=[centre, company], **more
    )


def test_eighty_and_fifteen_are_ninety_five_with_a_row_each_and_the_other_reading_stands_in_the_same_rows(forum):
    for _ in range(8):
        signed(forum, date(2024, 3, 6))
    for _ in range(3):
        signed(forum, DAY)
    for rule in CountingRule:
        goal = target(forum, rule=rule)
        assert (reached(goal, BEFORE), reached(goal, DAY)) == (8, 11)
        assert (counted_on(goal, BEFORE).count(), counted_on(goal, DAY).count()) == (8, 11)
        today = [step for step in movements(goal, DAY) if step.on == DAY]
        assert [step.balance for step in today] == [9, 10, 11]


def test_a_partner_counts_once_however_many_documents_it_signs_and_documents_count_each(forum):
    company = OrganisationFactory()
    first = signed(forum, date(2024, 3, 6), company)
    signed(forum, date(2024, 5, 6), company)
    assert reached(target(forum), DAY) == 1
    assert [row.agreement for row in counted_on(target(forum), DAY)] == [first]
    documents = target(forum, counted=Counted.DOCUMENTS)
    assert reached(documents, DAY) == 2
    assert len(list(movements(documents, DAY))) == 2


def test_signed_in_the_period_counts_what_ended_since_and_in_force_does_not(forum):
    signed(forum, date(2024, 2, 1), until=date(2024, 6, 30), state=AgreementState.EXPIRED)
    signed(forum, date(2024, 2, 1), state=AgreementState.TERMINATED, ended_on=date(2024, 9, 1))
    signed(forum, date(2023, 2, 1))  # before the period, in force
    by_rule = {rule: target(forum, rule=rule) for rule in CountingRule}
    assert reached(by_rule[CountingRule.SIGNED], DAY) == 2
    in_force = by_rule[CountingRule.IN_FORCE]
    days = (date(2023, 2, 1), date(2024, 2, 1), date(2024, 6, 30), date(2024, 7, 1), date(2024, 8, 31), DAY)
    assert [reached(in_force, day) for day in days] == [1, 3, 3, 2, 2, 1]
    assert [(step.on, step.change) for step in movements(in_force, DAY)] == [
        (date(2023, 2, 1), 1),
        (date(2024, 2, 1), 1),
        (date(2024, 2, 1), 1),
        (date(2024, 7, 1), -1),
        (date(2024, 9, 1), -1),
    ]


def test_a_partner_whose_second_agreement_begins_before_the_first_ends_never_leaves(forum):
    company = OrganisationFactory()
    signed(forum, date(2023, 2, 1), company, until=date(2024, 6, 30), state=AgreementState.RENEWED)
    signed(forum, date(2024, 6, 1), company, until=date(2026, 6, 30))
    goal = target(forum, rule=CountingRule.IN_FORCE)
    assert [(step.on, step.change) for step in movements(goal, LAST_DAY)] == [(date(2023, 2, 1), 1)]


def test_a_gap_between_two_agreements_goes_down_and_up_again(forum):
    company = OrganisationFactory()
    signed(forum, date(2023, 2, 1), company, until=date(2024, 2, 28), state=AgreementState.EXPIRED)
    signed(forum, date(2024, 6, 1), company)
    goal = target(forum, rule=CountingRule.IN_FORCE)
    assert [(step.on, step.change) for step in movements(goal, LAST_DAY)] == [
        (date(2023, 2, 1), 1),
        (date(2024, 2, 29), -1),
        (date(2024, 6, 1), 1),
    ]


def test_an_opening_balance_stands_before_the_first_row_with_its_source(forum):
    signed(forum, DAY)
    goal = target(forum, opening_balance=80, opening_source="Laporan forum 2023")
    assert (reached(goal, BEFORE), reached(goal, DAY)) == (80, 81)
    assert [step.balance for step in movements(goal, DAY)] == [81]


def test_drafts_offices_and_other_forums_do_not_count_and_forums_below_do(forum):
    below = ForumFactory()
    below.organisation.forum = forum.organisation
    below.organisation.save()
    signed(below, DAY)
    signed(ForumFactory(), DAY)
    signed(forum, DAY, OrganisationFactory(kind=Kind.OFFICE))
    AgreementFactory(forum=forum, state=AgreementState.SCHEDULED, parties=[OrganisationFactory()])
    assert reached(target(forum), DAY) == 1
    assert reached(target(forum, counted=Counted.DOCUMENTS), DAY) == 2


def test_a_target_of_a_region_counts_partners_of_that_region(forum):
    west, east = RegionFactory(code="32"), RegionFactory(code="35")
    signed(forum, DAY, OrganisationFactory(region=RegionFactory(code="32.16")))
    signed(forum, DAY, OrganisationFactory(region=RegionFactory(code="35.78")))
    assert [reached(target(forum, region=region), DAY) for region in (west, east)] == [1, 1]
    assert reached(target(forum, region=west, counted=Counted.DOCUMENTS), DAY) == 1


def test_the_path_rises_evenly_unless_steps_are_set(forum):
    even = target(forum, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31), value=365)
    assert [expected_on(even, day) for day in (date(2023, 5, 1), NEW_YEAR, date(2024, 1, 11), LAST_DAY)] == [
        0,
        0,
        10,
        365,
    ]
    assert expected_on(even, date(2025, 6, 1)) == 365
    stepped = target(forum, value=300, expected=[["2024-07-01", 50]], opening_balance=10, opening_source="Laporan")
    assert [expected_on(stepped, day) for day in (NEW_YEAR, date(2024, 7, 1), LAST_DAY)] == [10, 50, 300]
    assert 10 < expected_on(stepped, date(2024, 4, 1)) < 50


def test_the_forecast_names_what_is_scheduled_in_work_and_ending(forum):
    known = OrganisationFactory()
    signed(forum, date(2024, 9, 1), known)
    signed(forum, date(2024, 3, 1), until=date(2024, 12, 1))
    event = EventFactory(forum=forum, held_on=date(2024, 12, 5))
    coming, newcomer = {"forum": forum}, OrganisationFactory
    AgreementFactory(**coming, state=AgreementState.SCHEDULED, event=event, parties=[newcomer()])
    AgreementFactory(**coming, state=AgreementState.SCHEDULED, event=event, parties=[known])  # a partner already
    AgreementFactory(**coming, state=AgreementState.DRAFT, parties=[newcomer()])
    AgreementFactory(**coming, state=AgreementState.IN_REVIEW, parties=[newcomer()])
    told = forecast(target(forum, rule=CountingRule.IN_FORCE), DAY)
    assert (told.today, told.scheduled, told.in_work, told.ending) == (2, 1, 2, 1)
    assert (told.certain, told.if_all) == (2, 4)
    assert told.pace == pytest.approx(1 / 90)
    assert told.at_pace == 3  # 2 and 47 days at one in ninety
    documents = forecast(target(forum, counted=Counted.DOCUMENTS), DAY)
    assert (documents.scheduled, documents.in_work, documents.ending) == (2, 2, 0)


DAYS = st.integers(0, 60)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 3), DAYS, DAYS, st.none() | DAYS), max_size=8),
    rule=st.sampled_from(CountingRule.values),
    counted=st.sampled_from(Counted.values),
)
def test_the_ledger_and_the_count_of_the_day_agree_on_every_day(rows, rule, counted):
    with transaction.atomic():  # taken back: one example's rows are no burden to the next
        forum = ForumFactory()
        companies = OrganisationFactory.create_batch(4)
        for who, start, length, ended in rows:
            on = NEW_YEAR + timedelta(days=start)
            early = None if ended is None else on + timedelta(days=ended)
            agreement = AgreementFactory(
                forum=forum, state=AgreementState.TERMINATED if early else AgreementState.ACTIVE, signed_on=on,
                starts_on=on, ends_on=on + timedelta(days=length + 1), ended_on=early,
            )  # fmt: skip
            PartyFactory(agreement=agreement, organisation=companies[who])
        goal = target(forum, rule=rule, counted=counted, starts_on=NEW_YEAR + timedelta(days=10))
        for offset in range(0, 130, 7):
            day = NEW_YEAR + timedelta(days=offset)
            steps = list(movements(goal, day))
            assert sum(step.change for step in steps) == reached(goal, day) == counted_on(goal, day).count()
            assert all(a.on <= b.on and b.balance - a.balance == b.change for a, b in pairwise(steps))
        transaction.set_rollback(True)
