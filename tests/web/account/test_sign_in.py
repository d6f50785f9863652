import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core import mail
from factories.organisations import OrganisationFactory, account
from factories.people import UserFactory

from padan.organisations.states import RoleName

SECRET = "kapal berlayar ke timur"

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    user = account(
        RoleName.SECRETARIAT,
        OrganisationFactory(forum_body=True),
        email="ratna@contoh.padan.example",
        phone="+6281234567890",
    )
    user.set_password(SECRET)
    user.save()
    return user


def sure(client, user):
    """Signed in, and asked once more, as steps that touch the account's safety demand."""
    client.post("/masuk/", {"login": user.email, "password": SECRET})
    client.post("/akun/pastikan/", {"password": SECRET})


@pytest.mark.parametrize(
    "login", ["ratna@contoh.padan.example", "Ratna@Contoh.Padan.Example", "0812-3456-7890", "+6281234567890"]
)
def test_a_person_signs_in_by_mail_or_phone_as_she_writes_it(client, secretary, login):
    response = client.post("/masuk/", {"login": login, "password": SECRET})

    assert (response.status_code, response["Location"]) == (302, "/rumah/")
    assert client.session["_auth_user_id"] == str(secretary.pk)


def test_a_wrong_password_and_an_unknown_account_read_alike(client, secretary):
    wrong = client.post("/masuk/", {"login": secretary.email, "password": "salah"})
    nobody = client.post("/masuk/", {"login": "tiada@contoh.padan.example", "password": "salah"})

    told = [re.findall(r'role="alert">.*?</div></div>', page.content.decode(), re.S) for page in (wrong, nobody)]
    assert told[0] == told[1] != []
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_passwords_even_the_right_one_waits(client, secretary, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    for _ in range(5):
        client.post("/masuk/", {"login": secretary.email, "password": "salah"})

    response = client.post("/masuk/", {"login": secretary.email, "password": SECRET})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_nobody_opens_an_account_for_herself(client):
    assert client.get("/daftar/").status_code == 404


def test_the_password_form_offers_no_way_to_another_site(client, secretary):
    response = client.post("/masuk/?next=https://jahat.example/", {"login": secretary.email, "password": SECRET})

    assert response["Location"] == "/rumah/"


def test_signing_out_takes_a_form_not_a_link(client, secretary):
    client.force_login(secretary)

    assert client.get("/keluar/").status_code == 405
    assert client.post("/keluar/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (RoleName.SECRETARIAT, "/pekan-ini/"),
        (RoleName.BOARD_MEMBER, "/pekan-ini/"),
        (RoleName.CENTRE_OFFICER, "/pekan-ini/"),
        (RoleName.AUDITOR, "/pekan-ini/"),
        (RoleName.COMPANY_OFFICER, "/industri/"),
        (RoleName.GRADUATE, "/saya/"),
    ],
)
def test_each_role_lands_at_its_own_place(client, role, place):
    client.force_login(account(role, OrganisationFactory()))

    assert client.get("/rumah/")["Location"] == place


def test_an_account_without_a_role_lands_at_itself(client):
    client.force_login(UserFactory())

    assert client.get("/rumah/")["Location"] == "/akun/"


def test_a_stranger_lands_at_the_public_home(client):
    assert client.get("/rumah/")["Location"] == "/"


def test_a_forgotten_password_is_changed_by_a_link_in_a_mail(client, secretary):
    client.post("/masuk/lupa/", {"email": secretary.email})
    link = re.search(r"http://testserver(/masuk/lupa/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True)

    client.post(form.request["PATH_INFO"], {"password1": "perahu kecil di teluk", "password2": "perahu kecil di teluk"})

    secretary.refresh_from_db()
    assert secretary.check_password("perahu kecil di teluk")
    assert client.get(link, follow=True).status_code == 200
    assert mail.outbox[0].subject == "Kata sandi baru untuk Padan"


def test_a_stranger_gets_no_mail_and_the_same_answer(client, secretary):
    known = client.post("/masuk/lupa/", {"email": secretary.email}, follow=True)
    unknown = client.post("/masuk/lupa/", {"email": "tiada@contoh.padan.example"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert [message.to for message in mail.outbox] == [[secretary.email]]


@pytest.mark.parametrize(
    "address",
    [
        "/akun/",
        "/akun/sandi/",
        "/akun/langkah-kedua/",
        "/akun/langkah-kedua/aplikasi/",
        "/akun/kunci-sandi/",
        "/akun/kunci-sandi/tambah/",
    ],
)
def test_pages_of_the_account_are_ours_and_ask_who_it_is(client, secretary, address):
    assert client.get(address)["Location"].startswith("/masuk/")
    sure(client, secretary)

    page = client.get(address)

    assert page.status_code == 200
    assert 'href="/static/padan.css"' in page.content.decode()
    assert "!!undefined" not in page.content.decode()


def test_an_authenticator_app_becomes_the_second_step(client, secretary):
    sure(client, secretary)
    page = client.get("/akun/langkah-kedua/aplikasi/")
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/akun/langkah-kedua/aplikasi/", {"code": code})
    codes = client.get("/akun/langkah-kedua/kode/").context["unused_codes"]
    client.post("/keluar/")

    first = client.post("/masuk/", {"login": secretary.email, "password": SECRET})
    assert (first["Location"], "_auth_user_id" in client.session) == ("/masuk/langkah-kedua/", False)
    second = client.get("/masuk/langkah-kedua/")
    assert "!!undefined" not in second.content.decode()
    client.post("/masuk/langkah-kedua/", {"code": codes[0]})
    assert client.session["_auth_user_id"] == str(secretary.pk)


def test_language_and_theme_are_remembered_without_an_account(client):
    client.post("/tampilan/", {"language": "en", "next": "/masuk/"})
    client.post("/tampilan/", {"theme": "dark", "next": "/masuk/"})

    page = client.get("/masuk/", headers={"accept-language": "id"}).content.decode()

    assert '<html lang="en" data-theme="dark">' in page
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]


def test_pages_speak_indonesian_whatever_the_browser_prefers(client):
    assert '<html lang="id">' in client.get("/masuk/", headers={"accept-language": "en-US"}).content.decode()


def test_the_way_back_from_the_switch_stays_in_the_house(client):
    assert client.post("/tampilan/", {"theme": "dark", "next": "https://jahat.example/"})["Location"] == "/"
