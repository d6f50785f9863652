"""What is asked against what is taught; the oracle counts by plain sets."""

from dataclasses import astuple

import pytest
from factories.curricula import CurriculumVersionFactory, ProgrammeFactory, TaughtUnitFactory
from factories.needs import NeedFactory, NeedUnitFactory
from factories.openings import OpeningFactory, OpeningUnitFactory
from factories.organisations import OrganisationFactory
from factories.reference import CodeFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from padan.curricula.queries.gap import (
    Count,
    Reach,
    asked_beside,
    asked_by_unit,
    covers_of,
    ids_within,
    last_units,
    needs_asked,
    reach_of,
    taught_by_unit,
    what_if,
)
from padan.curricula.states import VersionState
from padan.needs.models import Need
from padan.needs.queries import units_of
from padan.needs.states import NeedState
from padan.openings.queries import jobs_asking
from padan.reference.models import Code

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return OrganisationFactory(forum_body=True)


@pytest.fixture
def centre(forum):
    return OrganisationFactory(centre=True, forum=forum)


def programme(centre, units, state=VersionState.IN_FORCE, **more):
    made = ProgrammeFactory(centre=centre, **more)
    version = CurriculumVersionFactory(programme=made, state=state)
    for unit in units:
        TaughtUnitFactory(version=version, unit=unit)
    return made


def need(company, required, welcome=(), **more):
    made = NeedFactory(company=company, **more)
    for unit in [*required, *welcome]:
        NeedUnitFactory(need=made, unit=unit, required=unit in required)
    return made


def test_a_need_is_reachable_only_where_one_programme_teaches_all_that_it_requires(forum, centre):
    weld, cut, read, paint = CodeFactory.create_batch(4)
    programme(centre, [weld, cut])
    programme(centre, [read])
    programme(centre, [paint], state=VersionState.DRAFT)
    company, other = OrganisationFactory.create_batch(2, forum=forum)
    full = need(company, [weld, cut], welcome=[paint], head_count=24)
    part = need(other, [weld, read], head_count=5)  # two programmes together are none
    none = need(company, [paint], head_count=3)
    unknown = need(company, [], welcome=[weld], head_count=7)
    need(company, [weld], head_count=9, state=NeedState.WITHDRAWN)
    need(OrganisationFactory(forum=OrganisationFactory(forum_body=True)), [weld], head_count=11)

    asked = needs_asked(forum.pk)

    assert reach_of(asked, centre) == {
        "full": Count(1, 24, 1),
        "part": Count(1, 5, 1),
        "none": Count(1, 3, 1),
        "unknown": Count(1, 7, 1),
    }
    within = {reach: set(Need.objects.filter(pk__in=ids_within(asked, centre, reach))) for reach in Reach}
    assert within == {Reach.FULL: {full}, Reach.PART: {part}, Reach.NONE: {none}, Reach.UNKNOWN: {unknown}}
    assert asked_by_unit(asked) == {
        weld.pk: Count(3, 36, 2), cut.pk: Count(1, 24, 1), read.pk: Count(1, 5, 1), paint.pk: Count(2, 27, 1),
    }  # fmt: skip
    assert taught_by_unit(centre) == {weld.pk: 1, cut.pk: 1, read.pk: 1}


def test_the_programmes_of_a_need_stand_by_how_much_they_teach_and_each_says_what(forum, centre):
    weld, cut, read = CodeFactory.create_batch(3)
    elsewhere = OrganisationFactory(centre=True, forum=OrganisationFactory(forum_body=True))
    programme(elsewhere, [weld, cut, read])
    little = programme(centre, [read], name="Baca Gambar")
    much = programme(centre, [weld, cut], name="Las Pelat")
    asked = need(OrganisationFactory(forum=forum), [weld, read], welcome=[cut])

    covers = covers_of(asked, units_of(asked))

    assert [astuple(cover)[1:] for cover in covers] == [(frozenset({weld.pk, cut.pk}), 1), (frozenset({read.pk}), 1)]
    assert [cover.programme for cover in covers] == [much, little]


def test_one_unit_more_makes_people_reachable_and_one_less_loses_them(forum):
    weld, cut, read, paint = (unit.pk for unit in CodeFactory.create_batch(4))
    company = OrganisationFactory(forum=forum)
    units = {unit.pk: unit for unit in Code.objects.order_by("pk")}
    gained = need(company, [units[weld], units[cut]], head_count=24)
    lost = need(company, [units[weld], units[read]], head_count=5)
    nearer = need(company, [units[cut], units[paint]], head_count=2)
    need(company, [units[weld]], head_count=8)  # stays
    job = OpeningFactory(company=company, seats=3, seats_taken=1)
    OpeningUnitFactory(opening=job, unit=units[cut])

    found = what_if(needs_asked(forum.pk), {weld, read}, {weld, cut})

    assert [(one.thing, one.people) for one in found["gained"]] == [(gained.pk, 24)]
    assert [(one.thing, one.people) for one in found["lost"]] == [(lost.pk, 5)]
    assert [(one.thing, one.before, one.after, one.required) for one in found["nearer"]] == [(nearer.pk, 0, 1, 2)]
    assert found["farther"] == []
    jobs = what_if(jobs_asking(forum.pk), {weld, read}, {weld, cut})
    assert [(one.thing, one.people) for one in jobs["gained"]] == [(job.pk, 2)]
    assert last_units(needs_asked(forum.pk), {weld, read}) == {cut: Count(1, 24, 1)}
    assert {unit: count.people for unit, count in asked_beside(needs_asked(forum.pk), {paint}).items()} == {
        cut: 2,
        paint: 2,
    }


SETS = st.frozensets(st.integers(0, 5), max_size=4)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=20, deadline=None)
@given(needs=st.lists(st.tuples(SETS, st.integers(1, 30)), max_size=6), before=SETS, after=SETS)
def test_a_change_of_units_is_told_as_plain_sets_tell_it(needs, before, after):
    from django.db import transaction

    with transaction.atomic():
        forum = OrganisationFactory(forum_body=True)
        company = OrganisationFactory(forum=forum)
        units = CodeFactory.create_batch(6)
        told = {need(company, [units[n] for n in some], head_count=people).pk: some for some, people in needs}
        ids = [unit.pk for unit in units]

        found = what_if(needs_asked(forum.pk), {ids[n] for n in before}, {ids[n] for n in after})
        last = last_units(needs_asked(forum.pk), {ids[n] for n in after})

        gained = {pk for pk, some in told.items() if some and some <= after and not some <= before}
        lost = {pk for pk, some in told.items() if some and some <= before and not some <= after}
        assert {one.thing for one in found["gained"]} == gained
        assert {one.thing for one in found["lost"]} == lost
        alone = [(some - after, people) for some, people in needs if len(some - after) == 1]
        assert {unit: count.people for unit, count in last.items()} == {
            ids[n]: sum(people for lack, people in alone if lack == {n}) for n in {n for lack, _ in alone for n in lack}
        }
        transaction.set_rollback(True)
