"""What work a graduate looks for: said by her alone, asked again when it is old, never dropped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from factories.graduates import GraduateFactory, LanguageFactory, SeekingFactory
from factories.organisations import account
from factories.people import PersonFactory, SignedLinkFactory
from factories.reference import RegionFactory
from factories.training import BatchInstructorFactory

from padan.base.errors import NotAllowed
from padan.graduates.actions import (
    ask_again,
    confirm_seeking,
    keep_seeking,
    pause_seeking,
    seeking_links,
)
from padan.graduates.actions.seeking import NothingSaid
from padan.graduates.models import Language, Seeking
from padan.graduates.permissions import SEEK
from padan.graduates.queries import FRESH_FOR, is_old, public_profile_of, regions_around, seeking_of
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.states import RoleName
from padan.people.models import Message, SignedLink
from padan.reference.models import Region
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = AT.date()
WHEN = {"at": AT, "today": TODAY}


def link_to(graduate):
    return SignedLinkFactory(act=SEEK, thing_kind="graduates.graduate", thing_code=graduate.code)


def test_she_says_it_by_link_and_the_trail_tells_that_not_what():
    graduate = GraduateFactory()
    near, far = RegionFactory.create_batch(2)
    link = link_to(graduate)
    keep_seeking(
        graduate=graduate, by=link, home=near, regions=[near, far, near], earliest_on=date(2025, 1, 6),
        lowest_wage_idr=5_200_000, languages={"ja": 2}, **WHEN,
    )  # fmt: skip
    seeking = seeking_of(graduate)
    assert (seeking.is_open, seeking.home, seeking.lowest_wage_idr) == (True, near, 5_200_000)
    assert {row.region for row in seeking.regions.all()} == {near, far}
    assert dict(Language.objects.values_list("language", "level")) == {"ja": 2}
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor_code, entry.thing_code) == ("seeking.kept", link.code, graduate.code)
    assert "5200000" not in str(entry.wording.changes)


def test_saying_it_anew_replaces_what_stood_and_two_devices_never_overwrite_one_another():
    graduate = GraduateFactory()
    one, other = RegionFactory.create_batch(2)
    link = link_to(graduate)
    first = keep_seeking(graduate=graduate, by=link, regions=[one], languages={"en": 3, "ja": 1}, **WHEN)
    keep_seeking(graduate=graduate, by=link, seen=first.revision, regions=[other], languages={"en": 4}, **WHEN)
    with pytest.raises(EditedMeanwhile):
        keep_seeking(graduate=graduate, by=link, seen=first.revision, **WHEN)
    assert [row.region for row in seeking_of(graduate).regions.all()] == [other]
    assert dict(Language.objects.values_list("language", "level")) == {"en": 4}


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("earliest_on", {"earliest_on": date(2030, 1, 1)}),
        ("lowest_wage_idr", {"lowest_wage_idr": 7}),
        ("languages", {"languages": {"xx": 2}}),
        ("languages", {"languages": {"ja": 9}}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_kept(field, said):
    graduate = GraduateFactory()
    with pytest.raises(FieldRefused) as refused:
        keep_seeking(graduate=graduate, by=link_to(graduate), **said, **WHEN)
    assert refused.value.field == field
    assert Seeking.objects.count() == 0


def test_nobody_says_it_for_her():
    graduate, other = GraduateFactory(), GraduateFactory()
    officer = account(RoleName.CENTRE_OFFICER, graduate.centre)
    herself = account(RoleName.GRADUATE, person=graduate.person)
    for by in (officer, link_to(other), account(RoleName.GRADUATE, person=other.person), account(RoleName.AUDITOR)):
        with pytest.raises(NotAllowed):
            keep_seeking(graduate=graduate, by=by, **WHEN)
        with pytest.raises(NotAllowed):
            pause_seeking(graduate=graduate, by=by, **WHEN)
    keep_seeking(graduate=graduate, by=herself, **WHEN)


def test_she_pauses_and_takes_it_up_again_and_all_she_said_is_still_there():
    graduate = GraduateFactory()
    link = link_to(graduate)
    with pytest.raises(NothingSaid):
        confirm_seeking(graduate=graduate, by=link, at=AT)
    keep_seeking(graduate=graduate, by=link, lowest_wage_idr=5_000_000, **WHEN)
    with pytest.raises(FieldRefused):
        pause_seeking(graduate=graduate, by=link, ask_again_on=TODAY, **WHEN)
    paused = pause_seeking(graduate=graduate, by=link, ask_again_on=TODAY + timedelta(days=30), **WHEN)
    assert (paused.is_open, paused.lowest_wage_idr) == (False, 5_000_000)
    again = confirm_seeking(graduate=graduate, by=link, at=AT)
    assert (again.is_open, again.ask_again_on, again.lowest_wage_idr) == (True, None, 5_000_000)


def test_staff_send_links_to_their_own_and_to_nobody_else():
    ours, theirs = GraduateFactory(person=PersonFactory(email="a@contoh.example")), GraduateFactory()
    officer = account(RoleName.CENTRE_OFFICER, ours.centre)
    instructor = account(RoleName.INSTRUCTOR, ours.centre)
    BatchInstructorFactory(batch=ours.batch, user=instructor)
    for by in (officer, instructor):
        assert "/t/" in seeking_links(graduates=[ours], about=ours, by=by, at=AT)[ours.code]
        with pytest.raises(NotAllowed):
            seeking_links(graduates=[ours, theirs], about=ours.batch, by=by, at=AT)
    with pytest.raises(NotAllowed):
        seeking_links(graduates=[ours], about=ours, by=account(RoleName.AUDITOR), at=AT)
    assert set(Message.objects.values_list("to", flat=True)) == {"a@contoh.example"}
    addresses = seeking_links(graduates=[ours], about=ours.batch, by=officer, at=AT)
    assert set(addresses) == {ours.code}
    assert SignedLink.objects.filter(thing_code=theirs.code).count() == 0


def test_the_night_asks_what_is_old_or_due_once_in_a_while_and_drops_nobody():
    old = SeekingFactory(confirmed_at=AT - FRESH_FOR, graduate__person=PersonFactory(email="a@contoh.example"))
    due = SeekingFactory(is_open=False, ask_again_on=TODAY, graduate__person=PersonFactory(email="b@contoh.example"))
    SeekingFactory(confirmed_at=AT - FRESH_FOR + timedelta(days=1))
    SeekingFactory(is_open=False, confirmed_at=AT - 3 * FRESH_FOR)
    without = SeekingFactory(confirmed_at=AT - FRESH_FOR)

    assert ask_again(today=TODAY, at=AT) == 3
    assert ask_again(today=TODAY + timedelta(days=1), at=AT + timedelta(days=1)) == 1  # one more has grown old
    assert sorted(Message.objects.values_list("to", flat=True)) == ["a@contoh.example", "b@contoh.example"]
    assert SignedLink.objects.filter(act=SEEK).count() == 4
    assert [is_old(row, AT) for row in (old, due, without)] == [True, False, True]
    assert Seeking.objects.filter(is_open=True).count() == 3
    assert ask_again(today=TODAY + timedelta(days=15), at=AT + timedelta(days=15)) == 4


def test_places_are_told_from_her_own_outwards():
    home = Region.objects.get(version="2025", code="32.16")  # Bekasi
    near, provinces = regions_around(home)
    assert near[0] == home
    assert {region.name for region in near[1:4]} & {"Kota Bekasi", "Kota Administrasi Jakarta Timur"}
    assert provinces[0] == home.parent
    assert len(provinces) == 38
    assert regions_around(None)[0] == []


def test_what_companies_see_holds_no_name_no_age_and_no_way_to_reach_her():
    graduate = GraduateFactory(person=PersonFactory(named=True, phone="+6281234567890", sex="female"))
    seeking = SeekingFactory(graduate=graduate, home=RegionFactory(name="Kabupaten Rumah"), lowest_wage_idr=5_000_000)
    LanguageFactory(graduate=graduate)
    told = str(public_profile_of(graduate, seeking, 7, {"ja": 2}))
    assert "Kabupaten Rumah" in told
    for secret in (graduate.person.name, "6281234567890", "female", "5000000"):
        assert secret not in told
