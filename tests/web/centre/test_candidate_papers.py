"""Staff and she herself keep papers: brought, opened by a button, health closed, shares made and revoked."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories.organisations import OrganisationFactory, account
from factories.overseas import CandidateFactory, PaperRuleFactory
from factories.overseas_papers import CandidatePaperFactory, PaperConsentFactory, ShareFactory, photograph
from factories.people import PersonFactory, SignedLinkFactory, UserFactory

from padan.base.clock import JAKARTA, now, today
from padan.organisations.models import Role
from padan.organisations.states import RoleName
from padan.overseas.models import CandidatePaper, Cv, PaperConsent, PaperLook, Share
from padan.overseas.states import ConsentState, PaperState, Purpose
from padan.people.models import SignedLink
from padan.web.centre import shares

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def candidate():
    candidate = CandidateFactory(person=PersonFactory(named=True, phone="+628123456789"))
    candidate.centre.forum = OrganisationFactory(forum_body=True)
    candidate.centre.save()
    PaperRuleFactory(stage=candidate.stage, kind="passport", name="Paspor")
    PaperRuleFactory(stage=candidate.stage, kind="health_letter", name="Surat sehat", health=True)
    return candidate


@pytest.fixture
def officer(client, candidate):
    user = account(RoleName.CENTRE_OFFICER, candidate.centre)
    client.force_login(user)
    return user


def page_of(candidate):
    return reverse("candidate-papers", args=[candidate.code])


def brought(**more):
    file = SimpleUploadedFile("foto.jpg", photograph())
    end = today() + timedelta(days=900)
    return {"do": "bring", "kind": "passport", "file": file, "number": "C1234567", "expires_on": end.isoformat()} | more


def test_an_officer_brings_a_paper_and_opens_it_and_the_page_tells_of_both(client, candidate, officer):
    assert client.post(page_of(candidate), brought()).status_code == 302
    paper = CandidatePaper.objects.get()
    opened = client.post(reverse("candidate-paper-open", args=[paper.code]), {"do": "open"})
    assert opened.content[:3] == b"\xff\xd8\xff"
    assert (opened["Content-Type"], opened["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert opened["Content-Disposition"].startswith("inline")
    saved = client.post(reverse("candidate-paper-open", args=[paper.code]), {"do": "download"})
    assert saved["Content-Disposition"].startswith("attachment")
    assert candidate.person.name not in saved["Content-Disposition"]
    page = client.get(page_of(candidate)).content.decode()
    for told in ("1 dari 2 berkas sudah ada", "••••4567", "Dibuka", "Diunduh", officer.name):
        assert told in page, told
    assert "C1234567" not in page


def test_a_refusal_stands_at_its_field_and_nothing_is_kept(client, candidate, officer):
    wrong = client.post(page_of(candidate), brought(number="1"))
    assert (wrong.status_code, "Paspor Indonesia berisi" in wrong.content.decode()) == (422, True)
    for file in (SimpleUploadedFile("a.jpg", b"MZ"), SimpleUploadedFile("a.pdf", b"%PDF-1.7 rusak")):
        assert client.post(page_of(candidate), brought(file=file)).status_code == 422
    closed = client.post(page_of(candidate), brought(kind="health_letter", number=""))
    assert (closed.status_code, "belum menyetujui" in closed.content.decode()) == (422, True)
    assert not CandidatePaper.objects.exists()


def test_a_health_paper_has_no_button_for_the_secretariat_nor_after_she_took_it_back(client, candidate, officer):
    paper = CandidatePaperFactory(candidate=candidate, letter=True, filed=True)
    consent = PaperConsentFactory(candidate=candidate)
    address = reverse("candidate-paper-open", args=[paper.code])
    assert address in client.get(page_of(candidate)).content.decode()
    client.force_login(account(RoleName.SECRETARIAT, candidate.centre.forum))
    assert address not in client.get(page_of(candidate)).content.decode()
    assert client.post(address, {"do": "open"}).status_code == 302
    consent.state, consent.ended_at = ConsentState.WITHDRAWN, datetime.now(UTC)
    consent.save()
    client.force_login(officer)
    assert address not in client.get(page_of(candidate)).content.decode()
    assert client.post(address, {"do": "open"}).status_code == 302
    assert not PaperLook.objects.exists()


def test_an_auditor_reads_what_is_there_without_names_numbers_or_files(client, candidate):
    paper = CandidatePaperFactory(candidate=candidate, filed=True, number="C7654321")
    client.force_login(account(RoleName.AUDITOR))
    page = client.get(page_of(candidate)).content.decode()
    assert "Paspor" in page
    for hidden in (candidate.person.name, "4321", reverse("candidate-paper-open", args=[paper.code])):
        assert hidden not in page
    assert client.post(page_of(candidate), brought()).status_code == 404
    assert client.post(reverse("candidate-paper-open", args=[paper.code])).status_code == 404


def test_a_paper_is_taken_out_with_a_reason(client, candidate, officer):
    paper = CandidatePaperFactory(candidate=candidate, filed=True)
    for why, state in (("", PaperState.CURRENT), ("Milik orang lain", PaperState.REMOVED)):
        client.post(page_of(candidate), {"do": "remove", "paper": paper.code, "why": why})
        paper.refresh_from_db()
        assert paper.state == state


def test_her_message_names_what_ends_and_carries_her_own_link(client, candidate, officer):
    CandidatePaperFactory(candidate=candidate, expires_on=today() + timedelta(days=5))
    page = client.post(page_of(candidate), {"do": "tell"}).content.decode()
    assert "wa.me/628123456789" in page
    assert SignedLink.objects.get().thing_code == candidate.code
    assert CandidatePaper.objects.get().reminded_of == 7


def test_a_share_is_made_asked_for_and_revoked_and_its_address_is_told_once(client, candidate, officer):
    other = CandidateFactory(centre=candidate.centre)
    new = reverse("share-new")
    assert str(other.code) in client.get(new).content.decode()
    until = today() + timedelta(days=10)
    told = {
        "receiver": "株式会社さくら",
        "candidates": [candidate.code],
        "kinds": ["passport"],
        "until": until.isoformat(),
    }
    made = client.post(new, told)
    share = Share.objects.get()
    link = SignedLink.objects.get()
    assert (made.status_code, "/t/" in made.content.decode(), link.thing_code) == (200, True, share.code)
    address = reverse("share-detail", args=[share.code])
    assert made.content.decode().count(f'method="post" action="{address}"') == 3  # the page stands at another address
    assert "/t/" not in client.get(address).content.decode()
    asked = client.post(address, {"do": "ask", "candidate": candidate.code}).content.decode()
    assert "株式会社さくら" in asked
    assert client.post(address, {"do": "revoke"}).status_code == 302
    assert Share.objects.get().revoked_at
    assert client.post(new, told | {"receiver": ""}).status_code == 422


def test_a_share_ends_with_the_day_that_was_chosen_and_a_day_that_is_over_is_told(client, candidate, officer):
    told = {"receiver": "Sakura", "candidates": [candidate.code], "kinds": ["passport"]}
    new, day = reverse("share-new"), now().astimezone(JAKARTA).date()

    assert client.post(new, told | {"until": f"{day + timedelta(days=90)}"}).status_code == 200
    assert client.post(new, told | {"until": f"{day + timedelta(days=10)}"}).status_code == 200
    last, soon = Share.objects.order_by("-expires_at")
    assert last.expires_at.astimezone(JAKARTA).date() == day + timedelta(days=90)
    assert soon.expires_at.astimezone(JAKARTA).date() == day + timedelta(days=10)  # and not the midnight after it
    over = client.post(new, told | {"until": f"{day - timedelta(days=1)}"})
    assert (over.status_code, "sudah lewat" in over.content.decode()) == (422, True)
    assert client.post(new, told | {"until": f"{day + timedelta(days=91)}"}).status_code == 422


def test_while_another_day_is_told_papers_and_shares_bear_it_and_the_link_lives_by_the_real_clock(
    client, candidate, officer, settings
):
    settings.PADAN_TODAY = date(2024, 11, 15)
    told = {"receiver": "Sakura", "candidates": [candidate.code], "kinds": ["passport"], "until": "2024-11-25"}
    made = client.post(reverse("share-new"), told)
    share, link = Share.objects.get(), SignedLink.objects.get()
    assert share.expires_at.astimezone(JAKARTA).date() == date(2024, 11, 25)
    assert timedelta(days=9) < link.expires_at - now() < timedelta(days=11)
    assert "15 November 2024" in made.content.decode()
    consent = share.consents.get()
    consent.state, consent.given_at = ConsentState.GIVEN, consent.asked_at
    consent.save()
    client.post(reverse("candidate-papers", args=[candidate.code]), brought())
    assert CandidatePaper.objects.get().brought_at.astimezone(JAKARTA).date() == date(2024, 11, 15)
    door = re.search(r"/t/[\w-]+/", made.content.decode()).group()
    assert client.post(f"{door}?bahasa=en", {"do": "enter"}).status_code == 302
    assert "2024-11-15" in client.get(f"{door}?bahasa=en").content.decode()
    assert share.views.get().at.astimezone(JAKARTA).date() == date(2024, 11, 15)


def test_among_many_candidates_the_others_are_named_by_code_and_a_stranger_s_is_refused(
    client, candidate, officer, monkeypatch
):
    monkeypatch.setattr(shares, "SHOWN", 1)
    other = CandidateFactory(centre=candidate.centre, version=candidate.version)
    told = {"receiver": "Sakura", "with_cv": "on", "until": f"{today() + timedelta(days=10)}"}
    named = f"{candidate.code.lower()}, {other.code}"
    assert client.post(reverse("share-new"), told | {"codes": named}).status_code == 200
    assert Share.objects.get().consents.count() == 2
    stranger = CandidateFactory()
    wrong = client.post(reverse("share-new"), told | {"codes": stranger.code})
    assert (wrong.status_code, stranger.code in wrong.content.decode()) == (422, True)
    assert client.post(reverse("share-new"), told).status_code == 422  # nobody was chosen


def test_only_an_officer_of_the_centre_shares_and_a_stranger_finds_nothing(client, candidate):
    share = ShareFactory(centre=candidate.centre)
    client.force_login(account(RoleName.CENTRE_OFFICER, CandidateFactory().centre))
    assert client.get(reverse("share-detail", args=[share.code])).status_code == 404
    client.force_login(account(RoleName.AUDITOR))
    assert client.get(reverse("share-detail", args=[share.code])).status_code == 200
    assert client.post(reverse("share-detail", args=[share.code]), {"do": "revoke"}).status_code == 404
    assert client.get(reverse("share-new")).status_code == 404


def test_the_japanese_cv_is_written_and_printed(client, candidate, officer):
    address = reverse("candidate-cv", args=[candidate.code])
    told = {"romaji": "Siti", "katakana": "シティ", "school": "2019-05 SMK 卒業", "seen": "0"}
    assert client.post(address, told | {"katakana": "Siti"}).status_code == 422
    assert client.post(address, told).status_code == 302
    assert Cv.objects.get().katakana == "シティ"
    assert client.post(address, told).status_code == 422  # somebody was faster: seen 0 is not what stands
    printed = client.post(address, {"do": "print"})
    assert (printed["Content-Type"], printed.content[:4]) == ("application/pdf", b"%PDF")
    assert PaperLook.objects.get().by == officer


# --- she herself, by link and by account -----------------------------------------------------------


@pytest.fixture
def own(candidate):
    SignedLinkFactory(token="own", act="overseas.papers", thing_kind="overseas.candidate", thing_code=candidate.code)
    return "/t/own/"


def test_by_her_link_she_brings_agrees_and_sees_who_looked(client, candidate, own):
    paper = CandidatePaperFactory(candidate=candidate, filed=True)
    PaperLook.objects.create(candidate=candidate, paper=paper, what="opened", hand="officer", at=datetime.now(UTC),
                             by=UserFactory(name="Ibu Petugas"))  # fmt: skip
    assert "Ibu Petugas" in client.get(own).content.decode()
    assert client.post(own, brought()).status_code == 302
    assert CandidatePaper.objects.get(state="current").version == 2
    assert client.post(own, brought(number="x")).status_code == 422
    assert client.post(own, {"do": "open", "paper": paper.code}).content == photograph()
    assert client.post(own, {"do": "health"}).status_code == 302
    health = PaperConsent.objects.get()
    assert (health.purpose, health.state) == (Purpose.HEALTH, ConsentState.GIVEN)
    assert client.post(own, brought(kind="health_letter", number="")).status_code == 302
    client.post(own, {"do": "withdraw", "consent": health.code})
    health.refresh_from_db()
    assert health.state == ConsentState.WITHDRAWN


def test_by_her_link_she_answers_a_receiver_and_takes_it_back(client, candidate, own):
    CandidatePaperFactory(candidate=candidate, letter=True, filed=True)
    share = ShareFactory(centre=candidate.centre, kinds=["passport", "health_letter"])
    consent = PaperConsentFactory(candidate=candidate, purpose="share", share=share, state="asked", given_at=None)
    page = client.get(own).content.decode()
    assert share.receiver in page
    assert 'name="with_health"' in page
    for posted, state, health in (
        ({"do": "decline"}, ConsentState.DECLINED, False),
        ({"do": "agree", "with_health": "on"}, ConsentState.GIVEN, True),
        ({"do": "withdraw"}, ConsentState.WITHDRAWN, True),
    ):
        assert client.post(own, posted | {"consent": consent.code}).status_code == 302
        consent.refresh_from_db()
        assert (consent.state, consent.with_health) == (state, health)
    assert client.post(own, {"do": "agree", "consent": "STJ-0000000000"}).status_code == 404
    assert client.post(own, {"do": "anything"}).status_code == 400


def test_by_account_she_sees_her_own_and_writes_her_cv(client, candidate):
    user = UserFactory(person=candidate.person)
    Role.objects.create(user=user, name=RoleName.GRADUATE)
    client.force_login(user)
    address = reverse("own-route-papers")
    assert client.post(address, brought()).status_code == 302
    assert client.get(f"{address}?cv=1").status_code == 200
    assert client.post(f"{address}?cv=1", {"romaji": "SITI", "katakana": "シティ", "seen": "0"}).status_code == 302
    assert client.post(f"{address}?cv=1", {"do": "print"}).content.startswith(b"%PDF")
    other = CandidatePaperFactory(filed=True)
    assert client.post(address, {"do": "open", "paper": other.code}).status_code == 404
