"""Who holds a paper learns what became of it; who guesses learns nothing, and cannot tell a near miss from nonsense."""

import statistics
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories.agreements import PaperFactory, SignatureFactory
from factories.signing import key, open_document
from factories.texts import AT, drafted, frozen

from padan.agreements.actions.texts import freeze, issue_correction, thaw
from padan.agreements.models import Agreement, Document, Paper
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.queries.signing import paper_to_sign
from padan.agreements.queries.texts import verification_code
from padan.agreements.states import AgreementState, DocumentState, PaperKind, SigningMode
from padan.base.clock import today
from padan.base.files import content_of, keep
from padan.web.verify import limits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


def signed():
    """A text that both parties have signed, in force today."""
    document, secretary = frozen("PT Contoh Rahasia")
    for order, mode in ((1, SigningMode.INK), (2, SigningMode.BROUGHT)):
        party = document.agreement.parties.get(order=order)
        SignatureFactory(
            document=document, party=party, mode=mode, provider="Penyelenggara Contoh", signatory=f"Penanda {order}"
        )
    Document.objects.filter(pk=document.pk).update(state=DocumentState.COMPLETE)
    Agreement.objects.filter(pk=document.agreement_id).update(
        state=AgreementState.ACTIVE, signed_on=today(), starts_on=today(), ends_on=today() + timedelta(days=300)
    )
    return document, secretary


def by_code(client, code):
    return client.get(reverse("verify-code", args=[code]))


def by_file(client, content, name="perjanjian.pdf"):
    return client.post(reverse("verify"), {"file": SimpleUploadedFile(name, content, "application/pdf")})


def words(response):
    return " ".join(response.content.decode().split())


# --- what a holder learns -----------------------------------------------------------------------------------


def test_the_code_tells_kind_parties_dates_state_signatures_and_the_hash_and_nothing_else(client):
    document, _secretary = signed()
    response = by_code(client, verification_code(document))
    told = words(response)
    assert response.status_code == 200
    assert "Perjanjian Kerja Sama" in told
    assert "PT Contoh Rahasia" in told
    assert document.text_sha256 in told
    assert "Berlaku sampai" in told
    assert "2 dari 2 tanda tangan" in told
    assert "Penyelenggara Contoh" in told
    party = document.agreement.parties.get(order=2)
    for hidden in (party.email, party.signatory, "Penanda 2", "Jalan PT Contoh Rahasia", "jam pelatihan", "juru las"):
        assert hidden not in told, hidden


def test_a_holder_of_the_file_also_reads_who_signed_it(client):
    document, _secretary = signed()
    told = words(by_file(client, content_of(document.papers.get())))
    assert "Berkas ini asli" in told
    assert "Penanda 2" in told
    assert "Berlaku sampai" in told


def test_one_changed_byte_makes_a_stranger_of_the_file(client):
    document, _secretary = signed()
    content = bytearray(content_of(document.papers.get()))
    content[len(content) // 2] ^= 1
    told = words(by_file(client, bytes(content)))
    assert "Berkas ini tidak dikenal di sini" in told
    assert "PT Contoh Rahasia" not in told


def test_an_earlier_file_is_genuine_and_says_that_it_is_not_the_newest(client):
    document, _secretary = signed()
    first = document.papers.get()
    PaperFactory(document=document, order=1, kind=PaperKind.SIGNED, **keep(content_of(first) + b"\n"))
    assert "Sesudah itu tanda tangan bertambah" in words(by_file(client, content_of(first)))
    assert "Berkas ini asli" in words(by_file(client, content_of(first) + b"\n"))


@pytest.mark.parametrize(
    ("state", "ends_in", "sentence"),
    [
        (AgreementState.ACTIVE, 10, "Berlaku sampai"),
        (AgreementState.ACTIVE, -1, "Tidak berlaku lagi: berakhir pada"),
        (AgreementState.EXPIRED, -1, "Tidak berlaku lagi: berakhir pada"),
        (AgreementState.RENEWED, -1, "Tidak berlaku lagi: sudah diperbarui"),
        (AgreementState.TERMINATED, 10, "Tidak berlaku lagi: diakhiri"),
    ],
)
def test_what_holds_today_is_said_in_words(client, state, ends_in, sentence):
    document, _secretary = signed()
    columns = {"state": state, "starts_on": today() - timedelta(days=400), "ends_on": today() + timedelta(days=ends_in)}
    if state == AgreementState.TERMINATED:
        columns["ended_on"] = today()
    Agreement.objects.filter(pk=document.agreement_id).update(**columns)
    assert sentence in words(by_code(client, verification_code(document)))


def test_a_paper_that_waits_for_signatures_is_not_in_force(client):
    document, _secretary = frozen()
    assert "Belum berlaku: 0 dari 2 tanda tangan" in words(by_code(client, verification_code(document)))


def test_a_paper_of_a_text_that_was_thawed_does_not_hold(client):
    document, secretary = frozen()
    old = content_of(document.papers.get())
    thaw(document=document, by=secretary, at=AT)
    assert "Naskah ini ditarik" in words(by_code(client, verification_code(document)))
    assert "diganti sebelum ada yang menandatangani" in words(by_file(client, old))
    freeze(document=document, by=secretary, at=AT + timedelta(hours=1))
    assert "diganti sebelum ada yang menandatangani" in words(by_file(client, old))
    newest = content_of(document.papers.order_by("order").last())
    assert "Berkas ini asli" in words(by_file(client, newest))


def test_a_sheet_of_corrections_is_named_beside_its_text_and_found_by_its_own_code(client):
    document, secretary = frozen()
    SignatureFactory(document=document, party=document.agreement.parties.get(order=1))
    entry = ("article:1", "jam pelatihan", "jam pelajaran")
    sheet = issue_correction(document=document, entries=[entry], by=secretary, at=AT)
    assert "Lembar ralat," in words(by_code(client, verification_code(document)))
    told = words(by_code(client, verification_code(sheet)))
    assert "Lembar ralat atas Perjanjian Kerja Sama" in told
    assert "Belum berlaku: 0 dari 2 tanda tangan" in told


def test_a_draft_has_no_paper_to_check(client):
    document, _secretary = drafted()
    assert by_code(client, verification_code(document)).status_code == 404


def test_a_code_typed_by_hand_leads_to_its_paper(client):
    document, _secretary = signed()
    typed = verification_code(document).lower().replace("-", " ")
    response = client.get(reverse("verify"), {"kode": typed}, follow=True)
    assert response.status_code == 200
    assert "Perjanjian Kerja Sama" in words(response)


# --- what a guesser learns ----------------------------------------------------------------------------------


def near_misses(document, count):
    """Codes that differ from the printed one in one sign, and the document's code with a check part of another."""
    code = verification_code(document)
    places = [at for at in range(4, len(code)) if code[at] != "-"]
    signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    wrong = []
    for n in range(count):
        at = places[n % len(places)]
        other = signs[(signs.index(code[at]) + 1 + n * 7 % 31) % 32]  # never the sign that stands there
        wrong.append(code[:at] + other + code[at + 1 :])
    return wrong


def test_two_hundred_guesses_and_near_misses_are_answered_exactly_alike(client, monkeypatch):
    """Hazard D12."""
    monkeypatch.setattr(limits, "WRONG_OF_ONE", 10**6)
    monkeypatch.setattr(limits, "WRONG_OF_ALL", 10**6)
    document, _secretary = signed()
    nonsense = [f"DOK-{n:010d}-0000-0000-0000" for n in range(100)]
    answers, times = [], {"near": [], "far": []}
    nonsense += ["XYZ-0123456789-0000-0000-0000", "-" * 29]
    for kind, codes in (("near", near_misses(document, 110)), ("far", nonsense)):
        for code in codes:
            begun = time.perf_counter()
            response = by_code(client, code)
            times[kind].append(time.perf_counter() - begun)
            answers.append((response.status_code, len(response.content)))
    assert len(answers) >= 200
    assert {status for status, _size in answers} == {404}
    sizes = {size for _status, size in answers}
    assert max(sizes) - min(sizes) <= 8  # of the same length as typed
    near, far = statistics.median(times["near"]), statistics.median(times["far"])
    assert abs(near - far) < 0.010, (near, far)


def test_a_wrong_code_asks_nothing_of_the_agreements(client, django_assert_num_queries):
    document, _secretary = signed()
    with django_assert_num_queries(0):
        by_code(client, near_misses(document, 1)[0])


def test_who_guesses_on_is_made_to_wait_and_a_holder_elsewhere_is_not(client):
    document, _secretary = signed()
    answers = [by_code(client, code).status_code for code in near_misses(document, 60)[: limits.WRONG_OF_ONE + 5]]
    assert answers == [404] * limits.WRONG_OF_ONE + [429] * 5
    right = verification_code(document)
    assert by_code(client, right).status_code == 429
    assert by_code(client, right)["Retry-After"] == "600"
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert by_code(elsewhere, right).status_code == 200


def test_many_addresses_guessing_together_are_held_back_and_who_never_guessed_is_not(monkeypatch):
    monkeypatch.setattr(limits, "WRONG_OF_ALL", 6)
    document, _secretary = signed()
    wrong = near_misses(document, 30)
    crowd = [Client(REMOTE_ADDR=f"2001:db8:0:{n:x}::1") for n in range(6)]
    assert [by_code(one, wrong[n]).status_code for n, one in enumerate(crowd)] == [404] * 6
    assert [by_code(one, wrong[9]).status_code for one in crowd] == [429] * 6
    neighbour = Client(REMOTE_ADDR="2001:db8:0:1::ffff")
    assert by_code(neighbour, wrong[10]).status_code == 429  # the same network as one of them
    assert by_code(Client(REMOTE_ADDR="2001:db8:ffff::1"), verification_code(document)).status_code == 200


def test_files_are_counted_and_what_is_no_pdf_or_too_large_is_refused_with_the_way_out(client, monkeypatch):
    assert by_file(client, b"GIF89a").status_code == 422
    assert "Ini bukan PDF" in words(by_file(client, b"GIF89a"))
    monkeypatch.setattr("padan.web.verify.views.MOST_BYTES", 100)
    assert by_file(client, b"%PDF-" + b"x" * 200).status_code == 422
    monkeypatch.setattr(limits, "FILES_OF_ONE", 1)
    document, _secretary = signed()
    monkeypatch.undo()
    monkeypatch.setattr(limits, "FILES_OF_ONE", 1)
    content = content_of(document.papers.get())
    assert [by_file(client, content).status_code for _ in range(2)] == [200, 429]


def test_nothing_of_a_file_that_was_brought_is_kept(client, settings, tmp_path):
    document, _secretary = signed()
    content = content_of(document.papers.get())
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    papers = Paper.objects.count()
    by_file(client, content[:-1])
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before
    assert Paper.objects.count() == papers


def test_these_pages_are_found_by_no_search_engine_kept_by_no_cache_and_passed_on_to_nobody(client):
    document, _secretary = signed()
    for response in (
        client.get(reverse("verify")),
        by_code(client, verification_code(document)),
        by_code(client, "DOK-1"),
        by_file(client, content_of(document.papers.get())),
    ):
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "same-origin"


def test_a_browser_may_send_the_file_from_this_page(settings):
    """A page that asks for no referrer makes browsers send "Origin: null", which the guard against forgery refuses."""
    document, _secretary = signed()
    careful = Client(enforce_csrf_checks=True)
    start = careful.get(reverse("verify"))
    assert start["Referrer-Policy"] != "no-referrer"
    token = start.context["csrf_token"]
    file = SimpleUploadedFile("a.pdf", content_of(document.papers.get()), "application/pdf")
    told = {"file": file, "csrfmiddlewaretoken": str(token)}
    response = careful.post(reverse("verify"), told, headers={"origin": "http://testserver"})
    assert response.status_code == 200


def test_a_signed_file_that_is_not_kept_here_is_judged_by_its_own_signatures(client):
    document, _secretary = open_document()
    party = document.agreement.parties.get(order=1)
    elsewhere = sign_field(content_of(paper_to_sign(document)), party.code, key("Direktur di Penyedia")).content

    told = words(by_file(client, elsewhere))
    assert "Berkas ini tidak dikenal di sini" in told
    assert "Direktur di Penyedia" in told
    assert "INDETERMINATE" in told  # nobody here knows who issued the certificate

    changed = bytearray(elsewhere)
    changed[len(changed) // 3] ^= 1
    told = words(by_file(client, bytes(changed)))
    assert "TOTAL-FAILED" in told or "rusak" in told
    assert "TOTAL-PASSED" not in told
