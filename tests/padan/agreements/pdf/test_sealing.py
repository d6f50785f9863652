"""Empty fields first, then one signature after the other."""

import asyncio
import io
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
import time_machine
from authorities import NOW, authority, signatory, timestamper
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import read_certification_data

from padan.agreements.pdf.clock import ClockWrong
from padan.agreements.pdf.fields import CannotHoldFields, prepare_fields
from padan.agreements.pdf.sealing import CannotSeal, FieldFilled, NoSuchField, sign_field
from padan.agreements.pdf.verdicts import Changes, Indication
from padan.agreements.pdf.verifying import Expected, verify, verify_kept
from tests.padan.agreements.pdf.conftest import FIRST, SECOND, agreement


def test_every_party_has_its_empty_field_where_the_text_leaves_room(paper, places, prepared):
    reader = PdfFileReader(io.BytesIO(prepared))
    fields = {name: field.get_object() for name, _value, field in enumerate_sig_fields(reader, filled_status=False)}

    assert list(fields) == [FIRST, SECOND]
    assert prepared.startswith(paper)
    for place in places:
        left, bottom, right, top = (float(one) for one in fields[place.party]["/Rect"])
        assert (round(left), round(842 - top)) == (round(place.x), round(place.y))
        assert (round(right - left), round(top - bottom)) == (round(place.width), round(place.height))


def test_a_file_gets_its_fields_once(prepared, places):
    with pytest.raises(CannotHoldFields):
        prepare_fields(prepared, places)


def test_a_party_has_one_place(paper, places):
    with pytest.raises(CannotHoldFields):
        prepare_fields(paper, [places[0], places[0]])


def test_what_is_no_pdf_gets_no_fields_and_no_signature(ani, root, places):
    with pytest.raises(CannotHoldFields):
        prepare_fields(b"%PDF-1.7 nothing", places)
    with pytest.raises(CannotSeal):
        sign_field(b"%PDF-1.7 nothing", FIRST, ani.key(), trust=root.trust())


def test_two_parties_sign_one_file_and_both_signatures_stand(prepared, once, twice, root, ani, budi):
    verdict = verify_kept(twice, trust=root.trust())

    assert twice.startswith(once)
    assert once.startswith(prepared)
    assert (verdict.indication, verdict.reason, verdict.findings) == (Indication.TOTAL_PASSED, "", ())
    assert [(one.field, one.signer, one.issuer) for one in verdict.signatures] == [
        (FIRST, "Ani Contoh", "Otoritas Contoh"),
        (SECOND, "Budi Contoh", "Otoritas Contoh"),
    ]
    assert [one.certificate_sha256 for one in verdict.signatures] == [
        ani.key().certificate_sha256,
        budi.key().certificate_sha256,
    ]
    assert [(one.changes, one.covers_whole_file) for one in verdict.signatures] == [
        (Changes.SIGNATURES, False),
        (Changes.NONE, True),
    ]
    assert {one.algorithm for one in verdict.signatures} == {"RSA-2048, SHA256"}
    assert {one.proven_at for one in verdict.signatures} == {None}


def test_the_verdict_is_the_same_in_a_process_of_its_own(twice, root):
    question = {"trust": root.trust(), "at": NOW, "expected": [Expected(FIRST), Expected(SECOND)]}

    assert verify(twice, **question) == verify_kept(twice, **question)


def test_the_first_signature_lets_nothing_but_signatures_be_added(once):
    found = read_certification_data(PdfFileReader(io.BytesIO(once)))

    assert found.permission.name == "FILL_FORMS"


def test_a_field_is_signed_once_and_must_be_there(once, budi, root):
    with pytest.raises(FieldFilled):
        sign_field(once, FIRST, budi.key(), trust=root.trust())
    with pytest.raises(NoSuchField):
        sign_field(once, "PHK-LAIN", budi.key(), trust=root.trust())


def test_a_timestamp_proves_when_it_was_signed(prepared, ani, root):
    at = datetime.now(UTC).replace(microsecond=0)
    sealed = sign_field(prepared, FIRST, ani.key(), trust=root.trust(), authority=timestamper(root, at=at))

    assert (sealed.indication, sealed.proven_at) == (Indication.TOTAL_PASSED, at)


@pytest.mark.parametrize("off", [timedelta(seconds=90), timedelta(days=-1)])
def test_nothing_is_signed_when_the_authority_tells_another_time(prepared, ani, root, off):
    other = timestamper(root, at=datetime.now(UTC) + off)
    with pytest.raises(ClockWrong):
        sign_field(prepared, FIRST, ani.key(), trust=root.trust(), authority=other)


def test_an_authority_nobody_trusts_proves_no_time(prepared, ani, root):
    stranger = timestamper(authority("Otoritas Lain"))
    sealed = sign_field(prepared, FIRST, ani.key(), trust=root.trust(), authority=stranger)

    assert (sealed.indication, sealed.reason) == (Indication.INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND")
    assert sealed.proven_at is None


def test_the_paper_stays_an_archive_file(twice):
    with pikepdf.open(io.BytesIO(twice)) as pdf:
        assert pdf.open_metadata().get("pdfaid:part") == "2"
        for page in pdf.pages:
            for note in page.get("/Annots", []):
                assert "/N" in note["/AP"]  # an archive demands an appearance of every field
                assert int(note["/F"]) & 0b100110 == 0b100  # printed, never hidden


def test_a_signature_shows_who_when_and_by_whose_word_in_its_field_alone(paper, prepared, ani, root):
    with time_machine.travel(NOW.replace(year=2026, month=11, day=24, hour=4, minute=5), tick=False):
        content = sign_field(prepared, FIRST, ani.key(), trust=root.trust()).content

    told = "Ditandatangani secara elektronik Ani Contoh 24 November 2026, 11.05 WIB Sertifikat dari Otoritas Contoh"
    assert words_of(content) - words_of(paper) == Counter(told.split())
    assert words_of(paper) - words_of(content) == Counter()


def test_the_look_brings_its_own_fonts(once):
    with pikepdf.open(io.BytesIO(once)) as pdf:
        fonts = [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        shown = {str(one.FontName).split("+")[1] for one in fonts}
        assert {"PlusJakartaSans-Regular", "PlusJakartaSans-Bold"} <= shown
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one.keys()) for one in fonts)


def test_a_name_that_no_font_can_print_signs_without_a_look(prepared, root, paper):
    holder = signatory("李小龍", root)
    sealed = sign_field(prepared, FIRST, holder.key(), trust=root.trust())

    assert sealed.indication == Indication.TOTAL_PASSED
    assert words_of(sealed.content) == words_of(paper)


def words_of(content):
    """Every word a reader sees, and how often."""
    told = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return Counter(told.stdout.decode().split())


def test_an_elliptic_curve_key_signs_too(prepared, root):
    sealed = sign_field(prepared, FIRST, signatory("Citra Contoh", root, bits="ec").key(), trust=root.trust())

    assert sealed.indication == Indication.TOTAL_PASSED


def test_the_verdict_says_it_in_plain_words(twice, once, root):
    both = verify_kept(twice, trust=root.trust()).sentences
    stranger = verify_kept(once, trust=type(root.trust())()).sentences

    assert both[0] == "All signatures are valid, and the file is unchanged."
    assert both[1].startswith("Signed by Ani Contoh on ")
    assert both[1].endswith(" WIB by the signer's own clock. Since then only further signatures were added.")
    assert stranger[1].endswith("The file has not changed since. The issuer of the certificate is not known here.")


@pytest.mark.parametrize("kind", ["memorandum", "cooperation", "joint", "commitment"])
def test_every_kind_of_agreement_is_signed_by_its_parties_and_any_overlay_is_noticed(kind, root, ani, budi):
    paper, places = agreement(kind)
    content = prepare_fields(paper, places)
    for place, holder in zip(places, (ani, budi), strict=True):
        content = sign_field(content, place.party, holder.key(), trust=root.trust()).content
    expected = [Expected(place.party, name) for place, name in zip(places, ("Ani Contoh", "Budi Contoh"), strict=True)]
    verdict = verify_kept(content, trust=root.trust(), expected=expected, in_order=True)
    assert (len(places), verdict.indication, verdict.findings) == (2, Indication.TOTAL_PASSED, ())

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page, _resources = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = generic.NumberObject(90)
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)
    assert verify_kept(out.getvalue(), trust=root.trust()).indication == Indication.TOTAL_FAILED


def test_a_file_is_signed_and_judged_beside_a_running_loop(prepared, root, ani):
    async def within():
        sealed = sign_field(prepared, FIRST, ani.key(), trust=root.trust())
        return verify_kept(sealed.content, trust=root.trust()).signatures[0].signer

    assert asyncio.run(within()) == "Ani Contoh"
