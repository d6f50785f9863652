"""Texts from template to frozen paper, and sheets of corrections."""

import hashlib
import io
import subprocess
from datetime import date

import pikepdf
import pytest
from factories.agreements import IntentFactory, PartyFactory, PromiseFactory, SignatureFactory, TemplateFactory
from factories.forum import ForumFactory
from factories.needs import NeedFactory
from factories.organisations import account
from factories.texts import AT, agreed, drafted, frozen, template

from padan.agreements.actions.life import AlreadySigned, NotComplete, Overtaken, TextFrozen, edit_agreement
from padan.agreements.actions.texts import (
    CorrectionUnclear,
    NameTaken,
    NotYetAgreed,
    SomebodySigned,
    TemplateRetired,
    TemplateShipped,
    TextThere,
    begin_addendum,
    begin_text,
    copy_template,
    edit_template,
    edit_text,
    freeze,
    issue_correction,
    retire_template,
    thaw,
    withdraw_text,
)
from padan.agreements.models import Document, Paper, Template
from padan.agreements.queries.signing import asked_of
from padan.agreements.queries.texts import (
    filled,
    printed,
    signature_places,
    templates_for,
    templates_of,
    verification_code,
)
from padan.agreements.states import AgreementState, DocumentKind, DocumentState, PaperKind
from padan.agreements.templates_shipped import NAMES, load_shipped
from padan.agreements.wording.language import NotUnderstood
from padan.agreements.wording.parts import digest_of
from padan.base.errors import NotAllowed
from padan.base.files import content_of
from padan.base.printed import code_on_paper
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.people.models import Message
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


# --- templates ----------------------------------------------------------------------------------------------


def test_a_shipped_template_is_there_for_every_kind_and_loading_again_changes_nothing():
    load_shipped(Template)
    before = list(Template.objects.filter(forum=None).order_by("pk").values_list("pk", "code"))
    load_shipped(Template)
    assert list(Template.objects.filter(forum=None).order_by("pk").values_list("pk", "code")) == before
    assert sorted(Template.objects.filter(forum=None).values_list("kind", flat=True)) == sorted(NAMES)


def test_a_forum_changes_its_copy_and_never_the_shipped_one():
    forum = ForumFactory()
    secretary, shipped = account(RoleName.SECRETARIAT, forum.organisation), template()
    told = {"by": secretary, "at": AT}
    copy = copy_template(template=shipped, forum=forum, name="Naskah kami", **told)
    with pytest.raises(NameTaken):
        copy_template(template=shipped, forum=forum, name="Naskah kami", **told)
    edit_template(template=copy, name="Naskah kami", body="# Satu\nIsi", revision=1, **told)
    with pytest.raises(Overtaken):
        edit_template(template=copy, name="Naskah kami", body="# Dua\nIsi", revision=1, **told)
    with pytest.raises(NotUnderstood):
        edit_template(template=copy, name="Naskah kami", body="{{ apa }}", revision=2, **told)
    with pytest.raises(TemplateShipped):
        edit_template(template=shipped, name="x", body="# Satu", revision=1, **told)
    stranger = account(RoleName.SECRETARIAT, ForumFactory().organisation)
    with pytest.raises(NotAllowed):
        edit_template(template=copy, name="Curi", body="# Curi", revision=2, by=stranger, at=AT)
    copy.refresh_from_db()
    assert (copy.body, copy.revision, copy.name) == ("# Satu\nIsi", 2, "Naskah kami")


def test_a_retired_template_stays_in_the_books_and_begins_no_text():
    agreement, secretary = agreed()
    own = TemplateFactory(forum=agreement.forum, kind=agreement.kind)
    assert own in templates_for(agreement)
    retire_template(template=own, by=secretary, at=AT)
    assert own not in templates_for(agreement)
    assert own in templates_of(viewer_of(secretary))
    own.refresh_from_db()
    with pytest.raises(TemplateRetired):
        begin_text(agreement=agreement, template=own, by=secretary, at=AT)


def test_a_template_of_another_forum_is_neither_seen_nor_used():
    agreement, secretary = agreed()
    theirs = TemplateFactory(forum=ForumFactory(), kind=agreement.kind)
    assert theirs not in templates_of(viewer_of(secretary))
    with pytest.raises(TemplateRetired):
        begin_text(agreement=agreement, template=theirs, by=secretary, at=AT)


# --- drafts -------------------------------------------------------------------------------------------------


def test_an_agreement_has_one_text_and_a_second_writer_is_told():
    document, secretary = drafted()
    told = {"by": secretary, "at": AT}
    with pytest.raises(TextThere):
        begin_text(agreement=document.agreement, template=template(), **told)
    edit_text(document=document, body="# Satu\nBenar", revision=1, **told)
    with pytest.raises(Overtaken):
        edit_text(document=document, body="# Satu\nSalah", revision=1, **told)
    document.refresh_from_db()
    assert (document.body, document.revision) == ("# Satu\nBenar", 2)


def test_a_promise_touches_who_makes_it_and_who_receives_it():
    agreement, _secretary = agreed("PT Satu", "PT Dua")
    centre, first, second = agreement.parties.order_by("order")
    agreement.promises.all().delete()
    named = PromiseFactory(agreement=agreement, party=centre, need=NeedFactory(company=second.organisation))
    open_ended = PromiseFactory(agreement=agreement, party=first)
    document = begin_text(agreement=agreement, template=template(), by=None, at=AT)
    touches = {part["key"]: part["touches"] for part in filled(document).parts}
    assert touches[f"promise:{named.code}"] == [centre.code, second.code]
    assert touches[f"promise:{open_ended.code}"] == [centre.code, first.code, second.code]


# --- freezing -----------------------------------------------------------------------------------------------


def test_a_frozen_text_keeps_its_context_its_parts_and_their_hash_and_its_first_paper():
    document, _secretary = frozen()
    paper = Paper.objects.get(document=document)
    assert document.state == DocumentState.FROZEN
    assert document.text_sha256 == digest_of({"context": document.context, "text": document.text})
    assert (paper.kind, paper.order) == (PaperKind.TYPESET, 0)
    assert content_of(paper).startswith(b"%PDF-")
    assert paper.file_sha256 == hashlib.sha256(content_of(paper)).hexdigest()


def test_the_same_frozen_text_is_typeset_to_the_same_bytes_whatever_changes_around_it():
    document, _secretary = frozen()
    before = content_of(Paper.objects.get(document=document))
    party = document.agreement.parties.get(order=2)
    party.organisation.name = "PT Nama Baru"
    party.organisation.save()
    again = Document.objects.get(pk=document.pk)
    assert printed(again) == before


def test_a_frozen_text_refuses_edits_until_it_is_thawed_and_then_freezes_under_another_hash():
    document, secretary = frozen()
    told, first = {"by": secretary, "at": AT}, document.text_sha256
    with pytest.raises(TextFrozen):
        edit_text(document=document, body="# Lain", revision=1, **told)
    thaw(document=document, **told)
    edit_text(document=document, body=document.body + "\n\n# Tambahan\nIsi", revision=1, **told)
    again = freeze(document=document, **told)
    assert again.text_sha256 != first
    assert list(again.papers.order_by("order").values_list("order", "kind")) == [(0, "typeset"), (1, "typeset")]
    assert [entry.verb for entry in Entry.objects.order_by("seq")][-4:] == [
        "text.frozen",
        "text.thawed",
        "text.edited",
        "text.frozen",
    ]


def test_what_is_missing_is_named_and_nothing_is_frozen():
    agreement, secretary = agreed()
    agreement.parties.filter(order=2).update(number="", number_year=None)
    document = begin_text(agreement=agreement, template=template(), by=secretary, at=AT)
    with pytest.raises(NotComplete, match="Number of the document of PT Contoh Sentosa is missing"):
        freeze(document=document, by=secretary, at=AT)
    document.refresh_from_db()
    assert (document.state, document.text, Paper.objects.count()) == (DocumentState.DRAFT, [], 0)


def test_only_an_agreed_text_is_frozen_and_only_by_its_secretariat():
    document, secretary = drafted(state=AgreementState.IN_REVIEW)
    with pytest.raises(NotYetAgreed):
        freeze(document=document, by=secretary, at=AT)
    ready, _own = drafted("PT Lain")
    with pytest.raises(NotAllowed):
        freeze(document=ready, by=secretary, at=AT)


def test_nothing_is_thawed_once_somebody_has_signed_or_is_signing():
    signed, secretary = frozen()
    SignatureFactory(document=signed, party=signed.agreement.parties.get(order=1))
    at_work, other = frozen("PT Lain")
    IntentFactory(document=at_work, party=at_work.agreement.parties.get(order=1))
    for document, by in ((signed, secretary), (at_work, other)):
        with pytest.raises(SomebodySigned):
            thaw(document=document, by=by, at=AT)
        with pytest.raises(SomebodySigned):
            withdraw_text(document=document, by=by, at=AT)
        document.refresh_from_db()
        assert document.state == DocumentState.FROZEN


# --- paper --------------------------------------------------------------------------------------------------


def test_the_paper_names_both_numbers_counts_its_pages_and_carries_the_code(tmp_path):
    document, _secretary = frozen()
    told = text_of(printed(document), tmp_path)
    assert "PERJANJIAN KERJA SAMA" in told
    assert "1/PKS/XI/2024" in told
    assert "2/PKS/XI/2024" in told
    assert "Halaman 1 dari 4" in told
    assert verification_code(document) in told
    assert document.text_sha256 in told
    assert "Belum untuk ditandatangani" not in told


def test_a_draft_is_printed_as_a_draft_without_a_code(tmp_path):
    document, _secretary = drafted()
    told = text_of(printed(document), tmp_path)
    assert "Belum untuk ditandatangani" in told
    assert verification_code(document) not in told


@pytest.mark.parametrize("companies", [1, 2, 5, 9])
def test_every_party_has_its_place_to_sign_on_one_page_and_no_two_places_meet(companies):
    document, _secretary = frozen(*(f"PT Contoh {n}" for n in range(companies)))
    places = signature_places(document)
    codes = [party.code for party in asked_of(document)]
    assert [place.party for place in places] == codes
    with pikepdf.open(io.BytesIO(printed(document))) as pdf:
        pages = len(pdf.pages)
    for at, one in enumerate(places):
        assert 1 <= one.page <= pages
        assert 0 < one.x < one.x + one.width < 595
        assert 0 < one.y < one.y + one.height < 842 - 60
        for other in places[at + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert one.page != other.page or apart or abs(one.y - other.y) >= one.height
    if companies <= 5:
        assert len({place.page for place in places}) == 1


def test_the_code_on_the_paper_is_read_however_it_is_typed_and_a_near_miss_is_not():
    document, _secretary = frozen()
    code = verification_code(document)
    assert code_on_paper(code) == document.code
    assert code_on_paper(code.lower().replace("-", " ")) == document.code
    for place in range(4, len(code)):
        if code[place] != "-":
            other = "7" if code[place] != "7" else "8"
            assert code_on_paper(code[:place] + other + code[place + 1 :]) == ""
    assert [code_on_paper(wrong) for wrong in ("", "DOK", document.code, code[:-1], f"{code}7", "é" * 30)] == [""] * 6


def text_of(pdf, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "paper.pdf", "-"], capture_output=True, check=True)
    return told.stdout.decode()


# --- corrections --------------------------------------------------------------------------------------------


def half_signed(*names):
    document, secretary = frozen(*names)
    SignatureFactory(document=document, party=document.agreement.parties.get(order=1))
    return document, secretary


def test_a_typo_in_one_identity_asks_that_party_alone_and_the_signed_file_stays():
    document, secretary = half_signed("PT Satu", "PT Dua")
    before = list(document.papers.values_list("pk", "file_sha256"))
    second = document.agreement.parties.get(order=2)
    entry = (f"party:{second.code}", "Jalan PT Satu", "Jalan Satu Nomor 2")
    sheet = issue_correction(document=document, entries=[entry], by=secretary, at=AT)
    assert (sheet.kind, sheet.state) == (DocumentKind.CORRECTION, DocumentState.FROZEN)
    assert asked_of(sheet) == [second]
    assert [place.party for place in signature_places(sheet)] == [second.code]
    assert list(document.papers.values_list("pk", "file_sha256")) == before
    document.refresh_from_db()
    assert document.state == DocumentState.FROZEN
    told = Message.objects.filter(thing_code=sheet.code).order_by("to").values_list("to", flat=True)
    assert list(told) == ["pihak1@contoh.example", "pihak3@contoh.example"]


def test_a_typo_in_an_article_asks_every_party():
    document, secretary = half_signed("PT Satu", "PT Dua")
    sheet = issue_correction(
        document=document, entries=[("article:1", "jam pelatihan", "jam pelajaran")], by=secretary, at=AT
    )
    assert [party.order for party in asked_of(sheet)] == [1, 2, 3]


def test_the_sheet_lists_old_and_new_words_by_part(tmp_path):
    document, secretary = half_signed()
    entry = ("article:1", "jam pelatihan", "jam pelajaran")
    sheet = issue_correction(document=document, entries=[entry], by=secretary, at=AT)
    told = " ".join(text_of(printed(sheet), tmp_path).split())
    assert "LEMBAR RALAT" in told
    assert "Pasal 1 Pengertian" in told
    assert "jam pelatihan" in told
    assert "jam pelajaran" in told


def test_words_after_the_table_of_promises_are_found_in_their_article():
    document, secretary = half_signed()
    entry = ("article:5", "memungut biaya penempatan", "memungut biaya apa pun")
    sheet = issue_correction(document=document, entries=[entry], by=secretary, at=AT)
    assert sheet.context["ralat"][0]["label"] == "Pasal 5 Kewajiban dan Hak"


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([], "at least one"),
        ([("article:99", "a", "b")], "Correction 1"),
        ([("article:1", "tidak ada di sana", "b")], "0 times"),
        ([("article:1", "jam pelatihan", "jam pelatihan")], "Correction 1"),
        ([("article:1", "jam pelatihan", "x"), ("article:1", "yang", "x")], "Correction 2"),
        ([("article:1", "jam pelatihan", "x")] * 21, "at most 20"),
    ],
)
def test_an_unclear_correction_is_refused_and_nothing_is_kept(entries, sentence):
    document, secretary = half_signed()
    with pytest.raises(CorrectionUnclear, match=sentence):
        issue_correction(document=document, entries=entries, by=secretary, at=AT)
    assert Document.objects.filter(kind=DocumentKind.CORRECTION).count() == 0


def test_before_any_signature_the_text_itself_is_corrected_and_after_the_last_only_an_addendum_helps():
    document, secretary = frozen()
    entry = ("article:1", "jam pelatihan", "jam pelajaran")
    with pytest.raises(CorrectionUnclear, match="Thaw"):
        issue_correction(document=document, entries=[entry], by=secretary, at=AT)
    Document.objects.filter(pk=document.pk).update(state=DocumentState.COMPLETE)
    with pytest.raises(AlreadySigned, match="addendum"):
        issue_correction(document=document, entries=[entry], by=secretary, at=AT)


def test_a_wrong_sheet_is_withdrawn_while_nobody_has_signed_it():
    document, secretary = half_signed()
    entry = ("article:1", "jam pelatihan", "jam pelajaran")
    sheet = issue_correction(document=document, entries=[entry], by=secretary, at=AT)
    with pytest.raises(TextFrozen):
        thaw(document=sheet, by=secretary, at=AT)
    assert withdraw_text(document=sheet, by=secretary, at=AT).state == DocumentState.VOIDED


def test_an_addendum_stands_beside_an_agreement_in_force_and_counts_itself(tmp_path):
    agreement, secretary = agreed()
    told = {"by": secretary, "at": AT}
    with pytest.raises(NotYetAgreed):
        begin_addendum(agreement=agreement, title="Menambah jumlah", **told)
    type(agreement).objects.filter(pk=agreement.pk).update(state=AgreementState.ACTIVE, signed_on=date(2024, 11, 15))
    begin_addendum(agreement=agreement, title="Menambah jumlah", **told)
    second = begin_addendum(agreement=agreement, title="Memperpanjang", new_ends_on=date(2027, 11, 14), **told)
    body = "# Jangka waktu\nBerlaku sampai dengan 14 November 2027.\n{{ tabel kewajiban }}"
    edit_text(document=second, body=body, revision=1, **told)
    done = freeze(document=second, **told)
    assert done.context["kepala"] == ["Adendum kedua atas Perjanjian Kerja Sama", "Memperpanjang"]
    PartyFactory(agreement=agreement)  # whoever comes later
    assert "ADENDUM KEDUA" in text_of(printed(done), tmp_path)


def test_places_to_sign_are_kept_with_the_text_and_are_those_of_its_paper():
    document, _secretary = frozen("PT Satu", "PT Dua")
    told = [(place.party, place.page) for place in signature_places(Document.objects.get(pk=document.pk))]
    assert [party for party, _page in told] == [party.code for party in asked_of(document)]
    before = content_of(document.papers.get())
    assert printed(document) == before
    with pikepdf.open(io.BytesIO(before)) as pdf:
        assert {page for _party, page in told} == {len(pdf.pages)}


@pytest.mark.parametrize("companies", [1, 2, 4])
def test_signatures_never_stand_on_a_page_without_words_of_the_text(companies, tmp_path):
    document, _secretary = frozen(*(f"PT Contoh {n}" for n in range(companies)))
    pages = text_of(printed(document), tmp_path).split("\f")
    (page,) = {place.page for place in signature_places(document)}
    assert "merupakan aslinya." in pages[page - 1]


def test_a_text_on_the_table_is_called_as_its_agreement_is():
    document, secretary = drafted("PT Satu", "PT Dua", state=AgreementState.DRAFT)
    agreement = document.agreement
    said = {"agreement": agreement, "scopes": [], "by": secretary, "at": AT}
    edit_agreement(revision=agreement.revision, title="Penyerapan juru las", **said)

    document.refresh_from_db()
    assert document.title == "Penyerapan juru las"
