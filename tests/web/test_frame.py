"""The frame around every page."""

from urllib.parse import quote

import pytest
from django import forms
from django.test import Client
from django.utils import translation
from factories.world import accounts_of, side

from padan.organisations.queries import viewer_of
from padan.people.models import User
from padan.web.forms import DayField, RowsField
from padan.web.navigation import places_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return side("Melati", "32")


@pytest.mark.parametrize(
    "role",
    [
        "secretariat",
        "board_member",
        "centre_officer",
        "instructor",
        "company_officer",
        "graduate",
        "labour_office",
        "auditor",
        "administrator",
    ],
)
def test_every_place_the_bar_shows_opens_for_who_sees_it(client, ours, role):
    user = accounts_of(ours)[role]
    client.force_login(user)
    places = places_for(viewer_of(user), "/")

    found = [*places["main"], *places["more"]]
    assert found
    for place in found:
        response = client.get(place["url"])
        if response.status_code == 302:  # signing asks for the password first
            assert response["Location"] == f"/akun/pastikan/?next={quote(place['url'], safe='')}"
            continue
        page = response.content.decode()
        assert (place["url"], response.status_code) == (place["url"], 200)
        assert f'href="{place["url"]}" aria-current="page"' in page
        assert page.split("<main")[0].count('aria-current="page"') == 1
        assert "!!undefined" not in page


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/tiada/", 404, "Halaman ini tidak ada"),
        ("/?q=%00", 400, "Permintaan tidak terbaca"),
    ],
)
def test_what_went_wrong_is_told_in_our_own_look(client, address, status, words):
    response = client.get(address)

    assert response.status_code == status
    assert words in response.content.decode()
    assert "!!undefined" not in response.content.decode()


def test_a_form_without_its_token_is_told_what_to_do(ours):
    response = Client(enforce_csrf_checks=True).post("/masuk/", {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert "Formulir ini sudah terlalu lama" in response.content.decode()


def test_a_fault_of_ours_is_told_without_asking_the_database(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("padan.web.public.views.counted_home", lambda: 1 / 0)

    response = client.get("/")

    assert response.status_code == 500
    assert "Ada yang rusak di pihak kami" in response.content.decode()


def test_no_template_carries_a_style_or_a_script_of_its_own(client, ours):
    client.force_login(accounts_of(ours)["secretariat"])
    for address in ("/pekan-ini/", "/angka/placed/", "/angka/ringkasan/", "/kerja-sama/", "/akun/"):
        page = client.get(address).content.decode()
        assert [mark for mark in (" style=", "<style", "onclick=", "hx-on", "javascript:") if mark in page] == []
        assert page.count("<script") == page.count("<script src=")


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        (forms.CharField(), "", "Isian ini belum terisi."),
        (forms.CharField(max_length=3), "empat", "Paling banyak 3 tanda; ini 5. Pendekkan."),
        (forms.IntegerField(min_value=1), "1.5", "Tulis angka bulat, misalnya 12."),
        (forms.IntegerField(min_value=1), "0", "Paling sedikit 1."),
        (DayField(), "0024-11-15", "Tulis tahun dengan empat angka, misalnya 2024."),
        (
            RowsField(User.objects.order_by("pk")),
            ["9" * 25],
            f"“{'9' * 25}” tidak ada dalam pilihan. Pilih salah satu dari daftar.",
        ),
        (forms.ChoiceField(choices=[("a", "A")]), "z", "“z” tidak ada dalam pilihan. Pilih salah satu dari daftar."),
    ],
)
def test_a_field_refuses_in_our_words(field, written, words):
    with translation.override("id"), pytest.raises(forms.ValidationError) as refused:
        field.clean(written)
    with translation.override("id"):
        assert refused.value.messages == [words]
