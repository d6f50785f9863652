import hashlib

import pytest
from factories.people import UserFactory

from padan.people.checks import unfit

LONG = "k" * 40


@pytest.fixture
def https(settings, monkeypatch):
    """An installation for others, complete."""
    monkeypatch.setenv("PADAN_SEAL_KEY", "s" * 40)
    monkeypatch.setenv("PADAN_HOSTS", "padan.example.go.id")
    settings.HTTPS = True
    settings.SECRET_KEY = LONG
    settings.PADAN_SEAL_KEY = hashlib.sha256(b"s" * 40).digest()
    return settings


def ids():
    return sorted(fault.id for fault in unfit() if fault.id.startswith("padan."))


@pytest.mark.django_db
def test_a_complete_installation_may_serve(https):
    assert ids() == []


@pytest.mark.django_db
def test_a_laptop_is_asked_for_nothing(settings):
    settings.HTTPS = False
    UserFactory(is_demo=True)

    assert ids() == []


@pytest.mark.django_db
def test_missing_and_short_keys_and_hosts_are_each_named(https, monkeypatch):
    https.SECRET_KEY = "unset"
    https.PADAN_SEAL_KEY = hashlib.sha256(b"").digest()
    monkeypatch.delenv("PADAN_HOSTS")

    assert ids() == ["padan.E001", "padan.E002", "padan.E003"]


@pytest.mark.django_db
def test_one_secret_for_both_purposes_is_refused(https, monkeypatch):
    monkeypatch.setenv("PADAN_SEAL_KEY", LONG)

    assert ids() == ["padan.E004"]


@pytest.mark.django_db
def test_active_accounts_of_the_demonstration_keep_an_installation_from_serving(https):
    user = UserFactory(is_demo=True)
    assert ids() == ["padan.E005"]

    user.is_active = False
    user.save()
    assert ids() == []
