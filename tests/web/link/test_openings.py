"""A company writes an opening on a phone, publishes it, prolongs it by one tap; a graduate says what she looks for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories.graduates import GraduateFactory, SeekingFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory
from factories.people import SignedLinkFactory
from factories.reference import CodeFactory

from padan.graduates.models import Seeking
from padan.graduates.permissions import SEEK
from padan.openings.models import Opening
from padan.openings.permissions import KEEP, WRITE
from padan.openings.states import OpeningState

pytestmark = pytest.mark.django_db
SAID = {"title": "Juru las pelat", "kind": "job", "seats": "4", "place": "Kota Bekasi"}


def door(act, thing, **more):
    """The address of a link for one act on one thing."""
    link = SignedLinkFactory.build(
        act=act, thing_kind=thing._meta.label_lower, thing_code=thing.code, token="buka", **more
    )
    link.save()
    return "/t/buka/"


def path_of(address):
    return "/" + address.split("/", 3)[3]


def test_an_opening_is_written_read_for_its_words_and_published(client):
    company = OrganisationFactory()
    link = door(WRITE, company)
    answer = client.post(link, {**SAID, "description": "Mengelas pelat, belum menikah"})
    opening = Opening.objects.get()
    assert (opening.company, opening.state, opening.region.code) == (company, OpeningState.DRAFT, "32.75")
    keep = path_of(answer.url)
    page = client.get(keep).content.decode()
    assert "<mark>belum menikah</mark>" in page
    assert 'value="open"' not in page
    assert client.post(keep, {"do": "open"}).status_code == 422

    changed = {**SAID, "description": "Mengelas pelat", "seen": "0"}
    assert client.post(f"{keep}?ubah", changed).status_code == 302
    assert client.post(keep, {"do": "open"}).status_code == 302
    opening.refresh_from_db()
    assert (opening.state, opening.description) == (OpeningState.OPEN, "Mengelas pelat")


def test_a_wage_of_7_5_is_asked_about_with_its_readings_and_never_guessed(client):
    link = door(WRITE, OrganisationFactory())
    answer = client.post(link, {**SAID, "wage_from_idr": "7,5"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="7500000"' in page
    assert 'value="7500"' in page
    assert not Opening.objects.exists()
    assert client.post(link, {**SAID, "wage_from_idr": "7,5", "wage_from_idr_meant": "9000000"}).status_code == 422
    client.post(link, {**SAID, "wage_from_idr": "7,5", "wage_from_idr_meant": "7500000"})
    assert Opening.objects.get().wage_from_idr == 7_500_000


@pytest.mark.parametrize(
    "wrong",
    [{"seats": "0"}, {"seats": "-3"}, {"closes_on": "2020-01-01"}, {"wage_from_idr": "banyak"}, {"title": ""},
     {"closes_time": "12:00"}, {"wage_from_idr": "5000000", "wage_to_idr": "4000000"}, {"language": "ja"}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_keeps_what_was_typed_and_writes_nothing(client, wrong):
    answer = client.post(door(WRITE, OrganisationFactory()), {**SAID, **wrong})
    assert answer.status_code == 422
    assert answer.content.decode().count('class="bad"') == 1
    assert "Kota Bekasi" in answer.content.decode()
    assert not Opening.objects.exists()


def test_one_tap_prolongs_and_the_same_tap_again_changes_nothing(client):
    opening = OpeningFactory(closes_at=timezone.now() + timedelta(days=3))
    keep, seen = door(KEEP, opening), opening.closes_at.isoformat()
    client.get(keep)  # a preview uses nothing up
    for _tap in range(2):
        assert client.post(keep, {"do": "prolong", "seen": seen}).status_code == 302
    was = opening.closes_at
    opening.refresh_from_db()
    assert 29 <= (opening.closes_at - was).days <= 30
    assert client.post(keep, {"do": "close", "ending": "filled"}).status_code == 302
    opening.refresh_from_db()
    assert (opening.state, opening.ending) == (OpeningState.CLOSED, "filled")


def test_units_are_looked_for_by_words_and_chosen_by_a_tap(client):
    opening = OpeningFactory()
    unit = CodeFactory(title="Mengelas pelat posisi tegak")
    keep = door(KEEP, opening)
    assert unit.code in client.get(keep, {"unit": "pelat mengelas"}).content.decode()
    told = {"do": "unit", "unit": unit.code}
    client.post(keep, {**told, "as": "required", "seen": "0"})
    assert client.post(keep, {**told, "as": "none", "seen": "0"}).status_code == 422  # somebody was faster
    client.post(keep, {**told, "as": "welcome", "seen": "1"})
    assert list(opening.units.values_list("unit__code", "required")) == [(unit.code, False)]


def test_units_are_suggested_from_its_own_words_and_chosen_by_the_same_tap(client):
    opening = OpeningFactory(title="Juru las", description="Mengelas pelat posisi tegak di bengkel.")
    meant, other = CodeFactory(title="Mengelas pelat posisi tegak"), CodeFactory(title="Menyeduh kopi")
    keep = door(KEEP, opening)
    shown = client.get(keep).content.decode()
    assert meant.code in shown
    assert other.code not in shown
    client.post(keep, {"do": "unit", "unit": meant.code, "as": "required", "seen": "0"})
    assert list(opening.units.values_list("unit__code", "required")) == [(meant.code, True)]
    assert client.get(keep).content.decode().count(meant.code) == 2  # chosen, and in its own buttons alone


@pytest.mark.parametrize(
    ("do", "status"), [("age-approve", 422), ("link", 422), ("unknown", 400), ("close", 400), ("unit", 400)]
)
def test_a_link_does_nothing_that_is_not_its_own(client, do, status):
    opening = OpeningFactory()
    assert client.post(door(KEEP, opening), {"do": do}).status_code == status
    opening.refresh_from_db()
    assert opening.state == OpeningState.OPEN


def test_a_link_that_is_unknown_over_or_for_another_act_opens_nothing(client):
    opening = OpeningFactory()
    assert client.get("/t/tidak-ada/").status_code == 404
    late = door(KEEP, opening, expires_at=timezone.now() - timedelta(minutes=1))
    answer = client.post(late, {"do": "close", "ending": "filled"})
    assert answer.status_code == 410
    opening.refresh_from_db()
    assert opening.state == OpeningState.OPEN


def test_she_says_what_she_looks_for_confirms_it_and_pauses_it(client):
    graduate = GraduateFactory()
    link = door(SEEK, graduate)
    page = client.get(link).content.decode()
    assert graduate.code in page
    told = {
        "do": "keep",
        "seen": "",
        "home": "Kabupaten Bekasi",
        "lowest_wage_idr": "5,2 juta",
        "language_0": "ja",
        "level_0": "2",
    }
    assert client.post(link, told).status_code == 302
    seeking = Seeking.objects.get()
    assert (seeking.is_open, seeking.home.code, seeking.lowest_wage_idr) == (True, "32.16", 5_200_000)
    assert list(graduate.languages.values_list("language", "level")) == [("ja", 2)]
    client.post(link, {"do": "pause", "again": "30"})
    seeking.refresh_from_db()
    assert not seeking.is_open
    client.post(link, {"do": "confirm"})
    seeking.refresh_from_db()
    assert (seeking.is_open, seeking.ask_again_on) == (True, None)
    assert client.post(link, {**told, "seen": "1"}).status_code == 422  # another device was faster


def test_asking_for_places_around_keeps_what_she_typed_and_writes_nothing(client):
    answer = client.post(
        door(SEEK, GraduateFactory()), {"do": "near", "home": "Kota Surabaya", "lowest_wage_idr": "6 juta"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Kabupaten Sidoarjo" in page
    assert "6 juta" in page
    assert not Seeking.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"home": "Atlantis"},
        {"lowest_wage_idr": "5"},
        {"earliest_on": "2099-01-01"},
        {"language_0": "ja"},
        {"regions": ["0"]},
    ],
    ids=str,
)
def test_what_she_cannot_mean_is_said_at_its_place(client, wrong):
    answer = client.post(door(SEEK, GraduateFactory()), {"do": "keep", "seen": "", **wrong})
    assert answer.status_code == 422
    assert 'class="bad"' in answer.content.decode()
    assert not Seeking.objects.exists()


def test_her_file_holds_what_she_said_and_no_identity(client):
    graduate = GraduateFactory(person__named=True, person__phone="+6281234567890")
    SeekingFactory(graduate=graduate, lowest_wage_idr=5_000_000)
    answer = client.post(door(SEEK, graduate), {"do": "json"})
    text = answer.content.decode()
    assert '"lowest_wage_idr": 5000000' in text
    assert graduate.person.name not in text
    assert "81234567890" not in text
