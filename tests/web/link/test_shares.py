"""The page of a share link: nothing of anybody before the door, two languages, and the truth after its end."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from django.utils.translation.template import templatize
from factories.overseas import CandidateFactory, PaperRuleFactory
from factories.overseas_papers import CandidatePaperFactory, CvFactory, PaperConsentFactory, ShareFactory
from factories.people import PersonFactory, SignedLinkFactory

from padan.overseas.jobs import note_closed_visit
from padan.overseas.models import ShareView
from padan.overseas.states import Document, Viewed
from padan.people.models import SignedLink
from padan.web.link import shares

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent.parent / "padan"
NAME = "PUTRI MELATI"
QUOTED = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
PGETTEXT = re.compile(rf"pgettext\({QUOTED}, {QUOTED}\)")


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def jobs(monkeypatch):
    monkeypatch.setattr(shares, "note_closed_visit", note_closed_visit.call_local)


@pytest.fixture
def share():
    candidate = CandidateFactory(person=PersonFactory(named=True))
    CvFactory(candidate=candidate, romaji=NAME)
    CandidatePaperFactory(candidate=candidate, filed=True)
    share = ShareFactory(centre=candidate.centre)
    PaperConsentFactory(candidate=candidate, share=share, purpose="share")
    SignedLinkFactory(token="abc", act="overseas.share", thing_kind="overseas.share", thing_code=share.code)
    return share


def text(response):
    return response.content.decode()


def test_the_door_shows_nothing_of_anybody_and_counts_as_no_view(client, share):
    response = client.get("/t/abc/")
    assert response.status_code == 200
    page = text(response)
    assert (NAME in page, "候補者の書類" in page, share.receiver in page) == (False, True, True)
    assert (response["Cache-Control"], response["Content-Language"]) == ("no-store, private", "ja")
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    assert not ShareView.objects.exists()
    assert (
        client.post("/t/abc/", {"do": "paper", "code": share.consents.get().candidate.papers.get().code}).status_code
        == 200
    )
    assert not ShareView.objects.exists()  # the door again, and no file


def test_behind_the_door_papers_open_marked_in_both_languages(client, share):
    entered = client.post("/t/abc/?bahasa=en", {"do": "enter"})
    assert entered.status_code == 302
    page = text(client.get(entered["Location"]))
    assert NAME in page
    assert "Passport" in page
    assert f"{share.receiver} · " in page  # the mark over the page
    assert "旅券" in text(client.get("/t/abc/?bahasa=ja"))
    stage = share.consents.get().candidate.stage
    PaperRuleFactory(stage=stage, name_en="Passport of 48 pages", name_ja="一般旅券")  # as her scheme calls it
    assert "Passport of 48 pages" in text(client.get("/t/abc/?bahasa=en"))
    assert "一般旅券" in text(client.get("/t/abc/?bahasa=ja"))
    paper = share.consents.get().candidate.papers.get()
    picture = client.post("/t/abc/?bahasa=en", {"do": "paper", "code": paper.code})
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert picture["Cache-Control"] == "no-store, private"
    cv = client.post("/t/abc/?bahasa=en", {"do": "cv", "code": paper.candidate.code})
    assert cv.content.startswith(b"%PDF")
    told = list(ShareView.objects.order_by("pk").values_list("what", "language"))
    assert told == [(Viewed.OPENED, "en"), (Viewed.PAPER, "en"), (Viewed.CV, "en")]
    assert client.post("/t/abc/", {"do": "paper", "code": "BRS-0000000000"}).status_code == 302


def test_a_wrong_passphrase_is_told_at_the_door_in_its_language(client, share):
    share.passphrase = make_password("hutan pinus")
    share.save()
    wrong = client.post("/t/abc/?bahasa=ja", {"do": "enter", "passphrase": "hutan"})
    assert (wrong.status_code, "合言葉が違います。" in text(wrong), NAME in text(wrong)) == (422, True, False)
    assert client.post("/t/abc/", {"do": "enter", "passphrase": "hutan pinus"}).status_code == 302


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("revoked", [True, False])
def test_a_link_opened_after_its_end_says_so_shows_nothing_and_is_written_down(client, share, jobs, language, revoked):
    client.post("/t/abc/", {"do": "enter"})  # somebody who was inside a moment ago
    past = datetime.now(UTC) - timedelta(minutes=1)
    SignedLink.objects.update(**({"revoked_at": past} if revoked else {"expires_at": past}))
    share.revoked_at, share.expires_at = (past, share.expires_at) if revoked else (None, past)
    share.save()
    for ask in (client.get, client.post):
        response = ask(f"/t/abc/?bahasa={language}", {"do": "enter"} if ask == client.post else None)
        page = text(response)
        assert response.status_code == 410
        assert (NAME in page, share.consents.get().candidate.code in page) == (False, False)
        said = {("ja", True): "取り消しました", ("ja", False): "有効期限は", ("en", True): "revoked this link",
                ("en", False): "was open until"}[language, revoked]  # fmt: skip
        assert said in page
        assert response["Content-Language"] == language
    seen = list(ShareView.objects.exclude(what=Viewed.OPENED).values_list("what", "language"))
    assert seen == [(Viewed.CLOSED if revoked else Viewed.LATE, language)] * 2


def test_one_language_is_chosen_by_the_country_of_the_receiver(client, share):
    share.receiver_country = "KR"
    share.save()
    assert client.get("/t/abc/")["Content-Language"] == "en"
    assert client.get("/t/abc/?bahasa=xx")["Content-Language"] == "en"


def test_the_japanese_of_these_pages_is_whole():
    with (ROOT / "overseas/locale/ja/LC_MESSAGES/django.po").open("rb") as file:
        words = {(message.context, message.id): message.string for message in read_po(file, locale="ja") if message.id}
    wanted = {("document" if kind != "passport" else None, Document(kind).label) for kind in Document.values}
    with override("en"):
        wanted = {(context, str(label)) for context, label in wanted}
    for file in (ROOT / "web/templates/link/share").glob("*.html"):
        source = templatize(file.read_text(), origin=file.name)
        wanted |= {tuple(map(ast.literal_eval, one)) for one in PGETTEXT.findall(source)}
    assert len(wanted) > 35
    assert sorted(map(str, wanted - set(words))) == []
    assert all(words.values())


def test_what_she_brings_is_never_written_to_a_file_on_the_way(client, share, monkeypatch, settings):
    """The upload of a passport stays in memory until it is sealed, however large."""
    candidate = share.consents.get().candidate
    SignedLinkFactory(token="own", act="overseas.papers", thing_kind="overseas.candidate", thing_code=candidate.code)
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", None)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    large = b"%PDF-1.7" + b"x" * 3_000_000
    response = client.post("/t/own/", {"do": "bring", "kind": "skck", "file": SimpleUploadedFile("a.pdf", large)})
    assert response.status_code == 422  # damaged, told at its field
