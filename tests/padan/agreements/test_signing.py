"""Signatures of three kinds under one text; each makes a new paper, and none is made twice."""

import io
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from factories.agreements import DocumentFactory, IntentFactory
from factories.organisations import account
from factories.people import SignedLinkFactory
from factories.signing import PASSWORD, key, open_document, pkcs12

from padan.agreements.actions import sealing
from padan.agreements.actions.life import TermInDisorder
from padan.agreements.actions.sealing import (
    NotOurText,
    SignatureNotValid,
    SigningBusy,
    SigningInterrupted,
    begin_signing,
    bring_signed_pdf,
    sign_here,
    sign_many,
)
from padan.agreements.actions.signing import (
    CannotBeUndone,
    KeyUsedTwice,
    NotOpenForSigning,
    PartyHasSigned,
    SignersUnclear,
    StampUsedTwice,
    TextChanged,
    add_scan,
    record_ink,
    settle_intents,
    void_signature,
)
from padan.agreements.actions.texts import SomebodySigned, thaw
from padan.agreements.models import Agreement, Intent, Paper, Signature
from padan.agreements.pdf.clock import ClockWrong
from padan.agreements.pdf.keys import NotAKeyFile, WrongPassword, key_from_pkcs12
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.pdf.verifying import verify
from padan.agreements.queries.signing import asked_of, paper_to_sign, signatures_of, waiting_for
from padan.agreements.states import (
    AgreementState,
    DocumentKind,
    DocumentState,
    IntentState,
    PaperKind,
    SigningMode,
    StampDuty,
)
from padan.base.errors import NotAllowed
from padan.base.files import FileAltered, content_of, faults
from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, RoleName

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 14)
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"pindaian"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def told(document, **more):
    return {"shown_sha256": document.text_sha256, "signed_on": DAY, "by": None, "at": NOW} | more


def here(document, party, *, with_key=None, form="satu", **more):
    with_key = with_key or key(party.signatory)
    return sign_here(document=document, party=party, key=with_key, form_key=form, **told(document, **more))


def signed_elsewhere(document, party, *, name="Direktur di Penyedia"):
    """The newest paper, signed in the party's place by somebody else's software."""
    return sign_field(content_of(paper_to_sign(document)), party.code, key(name)).content


def brought(document, content, *signers, **more):
    return bring_signed_pdf(
        document=document, content=content, called="kembali.pdf", signers=signers, **told(document, **more)
    )


def state_of(document):
    document.refresh_from_db()
    return document.state, Agreement.objects.get(pk=document.agreement_id).state


# --- opening


def test_a_document_opens_with_an_empty_place_for_every_party_and_opening_again_changes_nothing():
    document, secretary = open_document()

    begin_signing(document=document, by=secretary, at=NOW)

    papers = list(Paper.objects.filter(document=document).order_by("order"))
    assert [paper.kind for paper in papers] == [PaperKind.TYPESET, PaperKind.TYPESET]
    with pikepdf.open(io.BytesIO(content_of(papers[-1]))) as pdf:
        places = sorted(str(field.T) for field in pdf.Root.AcroForm.Fields)
    assert places == sorted(party.code for party in asked_of(document))
    assert content_of(papers[1]).startswith(content_of(papers[0]))


# --- three ways under one text


def test_one_text_takes_signatures_of_two_kinds_and_its_earlier_papers_stay_as_they_are():
    document, _secretary = open_document()
    first, second = asked_of(document)
    before = {paper.pk: content_of(paper) for paper in Paper.objects.filter(document=document)}

    one = here(document, first)
    brought(document, signed_elsewhere(document, second), second)

    assert state_of(document) == (DocumentState.COMPLETE, AgreementState.SIGNED)
    assert Agreement.objects.get(pk=document.agreement_id).signed_on == DAY
    assert [(row.party, row.mode) for row in signatures_of(document)] == [
        (first, SigningMode.HERE),
        (second, SigningMode.BROUGHT),
    ]
    assert (one.provider, len(one.certificate_sha256), one.text_sha256) == (
        first.signatory,
        64,
        document.text_sha256,
    )
    assert {pk: content_of(Paper.objects.get(pk=pk)) for pk in before} == before
    assert [paper.kind for paper in Paper.objects.filter(document=document).order_by("order")] == [
        PaperKind.TYPESET,
        PaperKind.TYPESET,
        PaperKind.SIGNED,
        PaperKind.BROUGHT,
    ]
    assert len(verify(content_of(paper_to_sign(document))).signatures) == 2


def test_what_verification_could_not_establish_is_recorded_as_such():
    document, _secretary = open_document()
    first, second = asked_of(document)

    here(document, first)
    brought(document, signed_elsewhere(document, second), second)

    assert [row.verdict for row in signatures_of(document)] == ["INDETERMINATE", "INDETERMINATE"]


def test_ink_is_recorded_with_its_stamp_and_the_scan_may_follow():
    document, secretary = open_document()
    first, second = asked_of(document)
    ink = {"document": document, "signed_on": DAY, "by": secretary, "at": NOW}

    record_ink(parties=[first], stamp_duty=StampDuty.PAPER, stamp_serial="AB 123", **ink)
    assert state_of(document) == (DocumentState.FROZEN, AgreementState.SCHEDULED)
    record_ink(parties=[second], **ink)
    scan = add_scan(document=document, scan=PICTURE, called="pindai.png", by=secretary, at=NOW)

    assert state_of(document) == (DocumentState.COMPLETE, AgreementState.SIGNED)
    assert [(row.mode, row.paper, row.stamp_duty, row.stamp_serial) for row in signatures_of(document)] == [
        (SigningMode.INK, scan, StampDuty.PAPER, "AB 123"),
        (SigningMode.INK, scan, StampDuty.NONE, ""),
    ]
    with pytest.raises(NotOpenForSigning):
        add_scan(document=document, scan=PICTURE, called="lagi.png", by=secretary, at=NOW)


def test_a_stamp_stands_on_one_document_and_has_kind_and_serial():
    document, _secretary = open_document()
    other, _ = open_document()
    ink = {"signed_on": DAY, "by": None, "at": NOW}
    stamp = {"stamp_duty": StampDuty.PAPER, "stamp_serial": "AB 123"}
    record_ink(document=document, parties=asked_of(document), **stamp, **ink)

    for wrong in (stamp, {"stamp_duty": StampDuty.PAPER}, {"stamp_serial": "X 1"}):
        with pytest.raises(StampUsedTwice):
            record_ink(document=other, parties=asked_of(other), **wrong, **ink)

    assert not signatures_of(other).exists()


def test_ink_of_tomorrow_or_of_nobody_is_refused():
    document, secretary = open_document()

    with pytest.raises(TermInDisorder):
        record_ink(document=document, parties=asked_of(document), signed_on=date(2026, 11, 25), by=secretary, at=NOW)
    with pytest.raises(SignersUnclear):
        record_ink(document=document, parties=[], signed_on=DAY, by=secretary, at=NOW)


# --- D7: what was shown is what is signed


def test_who_was_shown_another_text_does_not_sign_this_one():
    document, secretary = open_document()
    first, second = asked_of(document)
    file = signed_elsewhere(document, second)

    with pytest.raises(TextChanged):
        here(document, first, shown_sha256="0" * 64)
    with pytest.raises(TextChanged):
        brought(document, file, second, shown_sha256="0" * 64)

    assert not signatures_of(document).exists()
    assert not Intent.objects.exists()
    thaw(document=document, by=secretary, at=NOW)
    with pytest.raises(NotOpenForSigning):
        here(document, first)


# --- D8: one signature


def test_the_same_form_sent_twice_signs_once_and_finds_the_same_signature():
    document, _secretary = open_document()
    first, _second = asked_of(document)

    one = here(document, first, form="formulir")
    again = here(document, first, form="formulir")

    assert again == one
    assert Signature.objects.count() == 1
    assert Paper.objects.filter(kind=PaperKind.SIGNED).count() == 1


def test_another_form_for_a_party_that_signed_is_refused():
    document, _secretary = open_document()
    first, _second = asked_of(document)
    here(document, first, form="satu")

    with pytest.raises(PartyHasSigned):
        here(document, first, form="dua")
    with pytest.raises(PartyHasSigned):
        record_ink(document=document, parties=[first], signed_on=DAY, by=None, at=NOW)


def test_while_a_signature_is_made_no_second_one_begins():
    document, _secretary = open_document()
    first, _second = asked_of(document)
    IntentFactory(document=document, party=first, key="satu", begun_at=NOW, text_sha256=document.text_sha256)

    for form in ("satu", "dua"):
        with pytest.raises(SigningBusy):
            here(document, first, form=form)


def test_two_parties_at_one_moment_both_stand_in_the_last_file(monkeypatch):
    document, _secretary = open_document()
    first, second = asked_of(document)

    def overtaken(content, field, with_key):
        """While the first party's file is made, the second party's is stored."""
        monkeypatch.setattr(sealing, "sign_field", sign_field)
        here(document, second, form="dua")
        return sign_field(content, field, with_key)

    monkeypatch.setattr(sealing, "sign_field", overtaken)
    here(document, first, form="satu")

    found = verify(content_of(paper_to_sign(document))).signatures
    assert [one.field for one in found] == [second.code, first.code]
    assert state_of(document) == (DocumentState.COMPLETE, AgreementState.SIGNED)


# --- D9: a crash


def test_what_a_crash_left_is_ended_and_the_party_signs_again():
    document, _secretary = open_document()
    first, _second = asked_of(document)
    left = IntentFactory(document=document, party=first, key="satu", begun_at=NOW, text_sha256=document.text_sha256)

    assert settle_intents(at=NOW + timedelta(seconds=60)) == 0
    assert settle_intents(at=NOW + timedelta(minutes=3)) == 1

    left.refresh_from_db()
    assert (left.state, left.ended_at) == (IntentState.FAILED, NOW + timedelta(minutes=3))
    with pytest.raises(SigningInterrupted):
        here(document, first, form="satu")
    assert here(document, first, form="dua").party == first


def test_a_signing_that_fails_leaves_no_paper_and_no_open_intent(monkeypatch):
    document, _secretary = open_document()
    first, _second = asked_of(document)
    monkeypatch.setattr(sealing, "sign_field", lambda *_told: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        here(document, first)

    assert [(row.state, row.fault) for row in Intent.objects.all()] == [(IntentState.FAILED, "division by zero")]
    assert Paper.objects.filter(document=document).count() == 2


# --- D10, D14: the file on the disk


def test_a_paper_replaced_on_the_disk_is_noticed_and_not_signed(tmp_path):
    document, _secretary = open_document()
    paper = paper_to_sign(document)
    file = tmp_path / "kept" / paper.file_name[:2] / paper.file_name
    file.write_bytes(file.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))

    assert [row for row, _sentence in faults()] == [paper]
    with pytest.raises(FileAltered):
        here(document, asked_of(document)[0])
    assert not signatures_of(document).exists()


# --- D15: the clock


def test_a_server_whose_clock_is_off_signs_nothing(monkeypatch):
    document, _secretary = open_document()
    monkeypatch.setattr(sealing, "database_clock", lambda: datetime.now(UTC) - timedelta(seconds=90))

    with pytest.raises(ClockWrong):
        here(document, asked_of(document)[0])

    assert not Intent.objects.exists()


# --- keys


def test_a_wrong_password_or_no_key_at_all_is_told_before_anything_is_begun():
    with pytest.raises(WrongPassword):
        key_from_pkcs12(pkcs12(), "salah")
    with pytest.raises(NotAKeyFile):
        key_from_pkcs12(PICTURE, PASSWORD)


def test_one_certificate_does_not_stand_for_two_parties():
    document, _secretary = open_document()
    first, second = asked_of(document)
    one = key()
    here(document, first, with_key=one, form="satu")
    file = sign_field(content_of(paper_to_sign(document)), second.code, one).content

    with pytest.raises(KeyUsedTwice):
        here(document, second, with_key=one, form="dua")
    with pytest.raises(KeyUsedTwice):
        brought(document, file, second)

    assert [row.party for row in signatures_of(document)] == [first]


# --- brought files


def test_a_file_that_is_not_ours_is_refused_and_says_so():
    document, _secretary = open_document()
    other, _ = open_document()
    _first, second = asked_of(document)

    for content in (
        signed_elsewhere(other, asked_of(other)[0]),
        signed_elsewhere(document, second).replace(b"%PDF-1.7", b"%PDF-1.6"),
        content_of(paper_to_sign(document)),
    ):
        with pytest.raises(NotOurText):
            brought(document, content, second)

    assert not signatures_of(document).exists()


def test_a_file_without_a_signature_that_stands_is_refused():
    document, _secretary = open_document()
    first, second = asked_of(document)
    early = signed_elsewhere(document, second)
    here(document, first)

    with pytest.raises(NotOurText, match="lacks a signature"):
        brought(document, early, second)


def test_a_broken_signature_is_refused():
    document, _secretary = open_document()
    _first, second = asked_of(document)
    content = bytearray(signed_elsewhere(document, second))
    content[len(content_of(paper_to_sign(document))) + 40] ^= 1

    with pytest.raises(SignatureNotValid):
        brought(document, bytes(content), second)

    assert not signatures_of(document).exists()


def test_whose_signature_it_is_has_to_be_said_and_fit_its_place():
    document, _secretary = open_document()
    first, second = asked_of(document)
    content = signed_elsewhere(document, second)

    for signers in ((), (first, second), (first,)):
        with pytest.raises(SignersUnclear):
            brought(document, content, *signers)

    assert not signatures_of(document).exists()


# --- who may


def test_a_link_signs_for_its_own_party_alone_and_staff_of_a_body_for_that_body():
    document, _secretary = open_document()
    first, second = asked_of(document)
    link = SignedLinkFactory(act="agreement.sign", thing_kind="agreements.party", thing_code=first.code)
    roles = {Kind.COMPANY: RoleName.COMPANY_OFFICER, Kind.CENTRE: RoleName.CENTRE_OFFICER}
    officer = account(roles[second.organisation.kind], second.organisation)

    with pytest.raises(NotAllowed):
        here(document, second, by=link)
    with pytest.raises(NotAllowed):
        here(document, first, by=officer)
    assert here(document, first, by=link, form="a").party == first
    assert here(document, second, by=officer, form="b").party == second

    link.refresh_from_db()
    assert link.used_at == NOW
    assert state_of(document) == (DocumentState.COMPLETE, AgreementState.SIGNED)


def test_a_text_that_somebody_signed_or_is_signing_does_not_thaw():
    document, secretary = open_document()
    first, _second = asked_of(document)
    intent = IntentFactory(document=document, party=first, begun_at=NOW)
    with pytest.raises(SomebodySigned):
        thaw(document=document, by=secretary, at=NOW)
    intent.delete()
    here(document, first)

    with pytest.raises(SomebodySigned):
        thaw(document=document, by=secretary, at=NOW)


def test_an_agreement_that_ended_meanwhile_takes_no_signature(monkeypatch):
    document, _secretary = open_document()
    first, _second = asked_of(document)

    def ended(content, field, with_key):
        Agreement.objects.filter(pk=document.agreement_id).update(state=AgreementState.AGREED)
        return sign_field(content, field, with_key)

    monkeypatch.setattr(sealing, "sign_field", ended)
    with pytest.raises(NotOpenForSigning):
        here(document, first)

    assert not signatures_of(document).exists()
    assert [row.state for row in Intent.objects.all()] == [IntentState.FAILED]


# --- many in one act


def test_one_signatory_signs_many_and_a_refusal_keeps_none_of_the_others():
    documents = [open_document()[0] for _ in range(3)]
    turns = [(document, asked_of(document)[0], document.text_sha256) for document in documents]
    turns[1] = (*turns[1][:2], "0" * 64)
    one = key("Kepala Balai")

    results = list(sign_many(turns=turns, key=one, form_key="banyak", signed_on=DAY, by=None, at=NOW))

    assert [(document, type(result).__name__) for document, result in results] == [
        (documents[0], "Signature"),
        (documents[1], "TextChanged"),
        (documents[2], "Signature"),
    ]
    turns[1] = (*turns[1][:2], documents[1].text_sha256)
    again = list(sign_many(turns=turns, key=one, form_key="banyak", signed_on=DAY, by=None, at=NOW))
    assert [result.document for _document, result in again] == documents
    assert Signature.objects.count() == 3


def test_who_has_yet_to_sign_sees_it_and_nobody_else_s():
    document, _secretary = open_document()
    open_document()
    _first, second = asked_of(document)
    roles = {Kind.COMPANY: RoleName.COMPANY_OFFICER, Kind.CENTRE: RoleName.CENTRE_OFFICER}
    officer = viewer_of(account(roles[second.organisation.kind], second.organisation))

    assert [(party, party.document) for party in waiting_for(officer)] == [(second, document)]
    here(document, second)
    assert waiting_for(officer) == []


# --- taking back


def test_ink_is_taken_back_with_a_reason_and_a_signature_in_the_file_is_not():
    document, secretary = open_document()
    first, second = asked_of(document)
    record_ink(document=document, parties=[first], signed_on=DAY, by=secretary, at=NOW)
    sealed = here(document, second)
    ink = signatures_of(document).get(party=first)

    for signature, reason in ((sealed, "Salah"), (ink, "  ")):
        with pytest.raises(CannotBeUndone):
            void_signature(signature=signature, reason=reason, by=secretary, at=NOW)
    void_signature(signature=ink, reason="Salah kertas", by=secretary, at=NOW + timedelta(minutes=2))

    assert state_of(document) == (DocumentState.FROZEN, AgreementState.SCHEDULED)
    assert [row.party for row in signatures_of(document)] == [second]
    with pytest.raises(CannotBeUndone):
        void_signature(signature=ink, reason="Lagi", by=secretary, at=NOW)


def test_the_last_signature_under_an_addendum_moves_the_end_of_the_agreement():
    document, secretary = open_document()
    record_ink(document=document, parties=asked_of(document), signed_on=DAY, by=secretary, at=NOW)
    agreement = Agreement.objects.get(pk=document.agreement_id)
    new_end = agreement.ends_on + timedelta(days=365)
    addendum = DocumentFactory(
        agreement=agreement, kind=DocumentKind.ADDENDUM, order=1, new_ends_on=new_end, frozen=True
    )
    first, second = asked_of(addendum)

    record_ink(document=addendum, parties=[first], signed_on=DAY, by=secretary, at=NOW)
    agreement.refresh_from_db()
    assert agreement.ends_on == new_end - timedelta(days=365)
    record_ink(document=addendum, parties=[second], signed_on=DAY, by=secretary, at=NOW)

    agreement.refresh_from_db()
    assert (agreement.ends_on, agreement.state) == (new_end, AgreementState.SIGNED)
