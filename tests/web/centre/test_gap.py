"""The pages of the gap: numbers that open, ticks that live in the address, nothing written."""

import re

import pytest
from django.urls import reverse
from factories.curricula import CurriculumVersionFactory, ProgrammeFactory, TaughtUnitFactory
from factories.needs import NeedFactory, NeedUnitFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory, SchemeFactory

from padan.base.clock import now
from padan.curricula.actions.units import add_unit, write_syllabus
from padan.curricula.models import TaughtUnit
from padan.curricula.states import VersionState
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    forum = OrganisationFactory(forum_body=True)
    centre = OrganisationFactory(centre=True, forum=forum)
    company = OrganisationFactory(forum=forum)
    weld, cut = CodeFactory(title="Mengelas pelat"), CodeFactory(title="Memotong pelat")
    programme = ProgrammeFactory(centre=centre, name="Juru Las Pelat")
    TaughtUnitFactory(version=CurriculumVersionFactory(programme=programme, number=1), unit=weld)
    need = NeedFactory(company=company, words="Juru las pelat", head_count=24)
    NeedUnitFactory(need=need, unit=weld)
    NeedUnitFactory(need=need, unit=cut)
    return forum, centre, programme, need, weld, cut


def page_of(client, role, body, address):
    client.force_login(account(role, body))
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_gap_names_the_missing_unit_with_the_people_behind_it_and_its_numbers_open_to_their_rows(client, house):
    forum, centre, _programme, need, _weld, cut = house

    shown = page_of(client, RoleName.SECRETARIAT, forum, reverse("gap"))

    assert cut.title in shown
    assert f'href="{reverse("need-list")}?unit={cut.code}&amp;standing=1">1</a>' in shown
    (rows,) = re.findall(rf'href="([^"]*reach=part-{centre.code})">24<', shown)
    assert need.words in client.get(rows.replace("&amp;", "&")).content.decode()
    full = client.get(reverse("need-list", query={"reach": f"full-{centre.code}"})).content.decode()
    assert need.words not in full


def test_an_instructor_sees_the_numbers_and_no_door_to_the_needs(client, house):
    _forum, centre, _programme, need, _weld, cut = house

    shown = page_of(client, RoleName.INSTRUCTOR, centre, reverse("gap"))

    assert cut.title in shown
    assert reverse("need-list") not in shown
    assert need.words not in shown


def test_a_tick_tells_who_comes_within_reach_and_writes_nothing(client, house):
    forum, _centre, programme, need, weld, cut = house
    address = reverse("what-if", args=[programme.code], query={"tried": 1, "u": [weld.pk, cut.pk]})

    shown = page_of(client, RoleName.SECRETARIAT, forum, address)

    assert "24 orang yang diminta jadi terjangkau, 0 hilang" in shown
    assert need.words in shown
    assert f'value="{cut.pk}" checked' in shown
    assert TaughtUnit.objects.count() == 1
    piece = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert piece.strip().startswith("<section")


@pytest.mark.parametrize("asked", ["?u=nan&tried=1", "?u=999999999&tried=1", "?versi=0", "?tried=1", "?u=" + "9" * 40])
def test_ticks_that_are_no_units_change_nothing_and_break_nothing(client, house, asked):
    forum, _centre, programme, *_rest = house
    shown = page_of(client, RoleName.SECRETARIAT, forum, reverse("what-if", args=[programme.code]) + asked)
    assert not re.search(r"[1-9]\d* orang yang diminta jadi terjangkau", shown)


def test_the_page_of_a_need_says_which_unit_each_programme_lacks(client, house):
    forum, _centre, programme, need, _weld, cut = house
    shown = page_of(client, RoleName.SECRETARIAT, forum, reverse("need-detail", args=[need.code]))
    assert programme.name in shown
    assert f"{cut.title} (b)" in shown


def copied_from(page):
    """What the button that copies sends, as the page wrote it."""
    return {
        name: re.findall(rf'form="copy" name="{name}" value="([^"]+)"', page)
        for name in ("u", "versi", "revision", "seen")
    }


@pytest.fixture
def draft(client, house):
    """A draft that teaches one unit, with the officer who may write it signed in."""
    _forum, centre, programme, _need, weld, _cut = house
    version = CurriculumVersionFactory(programme=programme, number=2, state=VersionState.DRAFT)
    TaughtUnitFactory(version=version, unit=weld)
    client.force_login(account(RoleName.CENTRE_OFFICER, centre))
    return version


def test_the_ticks_become_the_units_of_the_draft_all_of_them_or_none(client, house, draft):
    _forum, _centre, programme, _need, _weld, cut = house
    shown = client.get(reverse("what-if", args=[programme.code], query={"tried": 1, "u": [cut.pk]})).content.decode()
    told = copied_from(shown)
    assert told["u"] == [str(cut.pk)]

    answer = client.post(reverse("what-if-copy", args=[programme.code]), told)

    assert answer.url == reverse("version-units", args=[draft.code])
    assert set(draft.units.values_list("unit_id", flat=True)) == {cut.pk}
    nothing = client.post(reverse("what-if-copy", args=[programme.code]), told | {"u": []})
    assert nothing.url == reverse("what-if", args=[programme.code])
    assert draft.units.count() == 1


def test_ticks_drop_no_syllabus_and_no_unit_that_their_page_never_showed(client, house, draft):
    _forum, _centre, programme, _need, weld, cut = house
    trying = reverse("what-if", args=[programme.code], query={"tried": 1, "u": [cut.pk]})
    told = copied_from(client.get(trying).content.decode())
    taught = draft.units.get()
    write_syllabus(taught=taught, revision=1, rows=[{"element": "Menyiapkan"}], by=None, at=now())

    refused = client.post(reverse("what-if-copy", args=[programme.code]), told, follow=True)

    assert set(draft.units.values_list("unit_id", flat=True)) == {weld.pk}
    assert taught.rows.count() == 1
    said = refused.content.decode()
    assert "Rancangan ini berubah" in said
    assert copied_from(said)["u"] == [str(cut.pk)]  # her ticks are kept, the page is fresh

    told, other = copied_from(said), CodeFactory()
    add_unit(version=draft, unit=other, by=None, at=now())
    client.post(reverse("what-if-copy", args=[programme.code]), told)
    assert set(draft.units.values_list("unit_id", flat=True)) == {weld.pk, other.pk}


def test_only_units_of_the_lists_are_copied(client, house, draft):
    _forum, _centre, programme, _need, weld, _cut = house
    job = CodeFactory(scheme=SchemeFactory(scheme="kbji"))
    trying = reverse("what-if", args=[programme.code], query={"tried": 1, "u": [weld.pk, job.pk]})
    shown = client.get(trying).content.decode()
    assert job.title not in shown
    told = copied_from(shown) | {"u": [weld.pk, job.pk], "versi": [2], "revision": [1], "seen": []}
    client.post(reverse("what-if-copy", args=[programme.code]), told)
    assert set(draft.units.values_list("unit_id", flat=True)) == {weld.pk}
