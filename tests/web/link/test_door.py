"""The door of signed links: closed ones say why, opening changes nothing, no log holds a token."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from factories.people import SignedLinkFactory

from padan.web.link import views

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(monkeypatch):
    monkeypatch.setitem(
        views.PAGES, "event.answer", lambda request, link: HttpResponse(f"{request.method} {link.code}")
    )


def test_an_open_link_leads_to_the_page_of_its_act_and_is_neither_kept_nor_passed_on(client, act):
    link = SignedLinkFactory(token="abc")
    response = client.get("/t/abc/")
    assert response.content.decode() == f"GET {link.code}"
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"


def test_looking_at_a_link_uses_nothing_up(client, act):
    link = SignedLinkFactory(token="abc")
    for ask in (client.get, client.head, client.get):
        assert ask("/t/abc/").status_code == 200
    link.refresh_from_db()
    assert link.used_at is None


def test_a_closed_link_says_why_and_an_unknown_one_is_not_found(client, act):
    past = datetime.now(UTC) - timedelta(days=1)
    SignedLinkFactory(token="over", expires_at=past)
    SignedLinkFactory(token="withdrawn", revoked_at=past)
    for token, status in (("over", 410), ("withdrawn", 410), ("none", 404)):
        response = client.get(f"/t/{token}/")
        assert response.status_code == status
        assert "Tautan" in response.content.decode()


def test_no_log_holds_a_token(client, caplog, capsys):
    handler = logging.getLogger().handlers
    assert handler  # the console, with its filter
    from config.settings import without_tokens

    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Gone: %s", ("/t/aBc-9_x/",), None)
    assert without_tokens(record)
    assert record.getMessage() == "Gone: /t/…/"
