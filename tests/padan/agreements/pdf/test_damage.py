"""Whatever is done to a signed file afterwards is told, and no file brings the reader down (D1, D2, D3)."""

import hashlib
import io
import random
import re
import zlib

import pikepdf
import pytest
from asn1crypto import cms
from authorities import authority, signatory, timestamper
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from padan.agreements.pdf.fields import prepare_fields
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.pdf.verdicts import Fault, Indication
from padan.agreements.pdf.verifying import verify, verify_kept
from tests.padan.agreements.pdf.conftest import FIRST, SECOND


@pytest.fixture(scope="module")
def untouched(twice, root):
    """The control: what is damaged below is valid before."""
    assert verify_kept(twice, trust=root.trust()).indication == Indication.TOTAL_PASSED
    return twice


@pytest.fixture
def judged(root):
    return lambda content: verify_kept(content, trust=root.trust()).indication


def gaps(pdf):
    """Where the signatures lie between their brackets."""
    ranges = [list(map(int, one.split())) for one in re.findall(rb"/ByteRange\s*\[([\d ]+)\]", pdf)]
    return [(one[1], one[2]) for one in ranges]


# --- D1: bytes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_no_flipped_byte_goes_unnoticed(untouched, judged, seed):
    chance = random.Random(seed)
    for _flip in range(10):
        at = chance.randrange(len(untouched))
        content = bytearray(untouched)
        content[at] ^= 1 << chance.randrange(8)
        assert (at, judged(bytes(content))) != (at, Indication.TOTAL_PASSED)


@pytest.mark.parametrize("part", range(4))
def test_no_flipped_byte_of_the_signatures_themselves_goes_unnoticed(untouched, judged, part):
    """Each bit of a whole container was turned once by hand; here a sample."""
    begin, end = gaps(untouched)[part % 2]
    container = untouched[begin + 1 : end - 1].rstrip(b"0")
    chance = random.Random(part)
    for _flip in range(10):
        at = begin + 1 + chance.randrange(len(container) - 1)
        content = bytearray(untouched)
        content[at] = ord("0") if content[at] != ord("0") else ord("1")
        assert (at, judged(bytes(content))) != (at, Indication.TOTAL_PASSED)


def test_nothing_hides_in_the_zeros_behind_a_signature(untouched, judged):
    for begin, end in gaps(untouched):
        for at in (end - 2, end - 200):
            assert untouched[at : at + 1] == b"0"
            content = untouched[:at] + b"7" + untouched[at + 1 :]
            assert begin < at
            assert judged(content) == Indication.TOTAL_FAILED


def test_a_certificate_that_nobody_vouches_for_does_not_travel_along(prepared, root, ani):
    """One letter of another authority's name in a certificate that no signature covers."""
    below = authority("Otoritas Bawah", above=root)
    content = sign_field(prepared, FIRST, ani.key(chain=[below.certificate]), trust=root.trust()).content
    at = content.lower().index(below.der.hex().encode()) + 2 * below.der.index(b"Otoritas Contoh")
    changed = content[:at] + b"50" + content[at + 2 :]

    assert verify_kept(content, trust=root.trust()).indication == Indication.TOTAL_PASSED
    verdict = verify_kept(changed, trust=root.trust())
    assert (verdict.indication, verdict.reason) == (Indication.INDETERMINATE, "CERTIFICATE_CHAIN_GENERAL_FAILURE")


def test_a_timestamp_struck_out_of_a_signature_is_noticed(prepared, ani, root, judged):
    """It stands among what no signature covers: its label is changed, so that readers pass it over."""
    content = sign_field(prepared, FIRST, ani.key(), trust=root.trust(), authority=timestamper(root)).content
    begin, end = gaps(content)[0]
    container = cms.ContentInfo.load(bytes.fromhex(content[begin + 1 : end - 1].decode()))
    attributes = container["content"]["signer_infos"][0]["unsigned_attrs"].dump()
    at = content.lower().index(attributes.hex().encode())
    assert content[at : at + 2].lower() == b"a1"
    assert judged(content) == Indication.TOTAL_PASSED

    for label in (b"a0", b"a9", b"31", b"04"):
        assert judged(content[:at] + label + content[at + 2 :]) == Indication.TOTAL_FAILED


def test_other_letters_for_the_same_signature_are_noticed_by_the_register(untouched, root):
    begin, end = gaps(untouched)[1]
    content = untouched[:begin] + untouched[begin:end].swapcase() + untouched[end:]
    known = hashlib.sha256(untouched).hexdigest()
    verdict = verify_kept(content, trust=root.trust(), sha256=known)

    assert content != untouched
    assert (verdict.indication, verdict.reason) == (Indication.TOTAL_FAILED, "HASH_FAILURE")
    assert [one.fault for one in verdict.findings] == [Fault.OTHER_FILE]
    assert verify_kept(untouched, trust=root.trust(), sha256=known).indication == Indication.TOTAL_PASSED


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99, 0.9999])
def test_a_cut_file_is_not_valid(untouched, judged, share):
    assert judged(untouched[: int(len(untouched) * share)]) != Indication.TOTAL_PASSED


@pytest.mark.parametrize("junk", [b"\n", b"\x00", b" ", b"%%EOF\n", b"junk" * 300])
def test_bytes_before_or_after_are_noticed(untouched, judged, junk):
    assert judged(junk + untouched) != Indication.TOTAL_PASSED
    assert judged(untouched + junk) != Indication.TOTAL_PASSED


@pytest.mark.parametrize("how", ["start", "shorter", "longer", "negative", "fewer", "words", "gone", "whole"])
def test_an_edited_byte_range_is_noticed(untouched, judged, how):
    def edited(found):
        a, b, c, d = found[1].split()
        numbers = {
            "start": [b"1", b, c, d],
            "shorter": [a, b, c, b"%d" % (int(d) - 1)],
            "longer": [a, b, c, b"%d" % (int(d) + 1)],
            "negative": [a, b, c, b"-" + d],
            "fewer": [a, b],
            "words": [a, b, b"/X", d],
            "gone": [],
            "whole": [b"0", b"%d" % len(untouched), b"%d" % len(untouched), b"0"],
        }[how]
        return b"/ByteRange [" + b" ".join(numbers)[: len(found[1])].ljust(len(found[1])) + b"]"

    content = re.sub(rb"/ByteRange\s*\[([\d ]+)\]", edited, untouched)
    assert judged(content) != Indication.TOTAL_PASSED


@pytest.mark.parametrize("filling", [b"00", b"ff", b"  ", b"3000", b"3080"])
def test_an_emptied_signature_is_noticed(untouched, judged, filling):
    begin, end = gaps(untouched)[1]
    room = end - begin - 2
    content = untouched[: begin + 1] + (filling * room)[:room] + untouched[end - 1 :]

    assert judged(content) != Indication.TOTAL_PASSED


# --- D2: incremental updates --------------------------------------------------------------------------------


def page_of(writer, number=0):
    reference, _resources = writer.find_page_for_modification(number)
    page = reference.get_object()
    writer.mark_update(reference)
    return page


def rectangle(*numbers):
    return generic.ArrayObject([generic.FloatObject(one) for one in numbers])


def stream(content, **entries):
    return generic.StreamObject({pdf_name("/" + name): value for name, value in entries.items()}, stream_data=content)


def text(writer):
    page = page_of(writer)
    extra = writer.add_object(stream(b"BT /F1 40 Tf 100 400 Td (menjadi 10 orang) Tj ET"))
    page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), extra])


def contents(writer):
    page_of(writer)[pdf_name("/Contents")] = writer.add_object(stream(b""))


def page(writer):
    pages = writer.root["/Pages"]
    new = generic.DictionaryObject(
        {pdf_name("/Type"): pdf_name("/Page"), pdf_name("/MediaBox"): rectangle(0, 0, 595, 842)}
    )
    new[pdf_name("/Parent")] = writer.root.raw_get("/Pages")
    pages["/Kids"].append(writer.add_object(new))
    pages[pdf_name("/Count")] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def page_gone(writer):
    pages = writer.root["/Pages"]
    del pages["/Kids"][1]
    pages[pdf_name("/Count")] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def page_order(writer):
    pages = writer.root["/Pages"]
    pages["/Kids"].reverse()
    writer.update_container(pages)


def page_tree(writer):
    old = writer.root["/Pages"]
    writer.root[pdf_name("/Pages")] = writer.add_object(generic.DictionaryObject(old))
    writer.update_root()


def catalogue(writer):
    writer.root[pdf_name("/PageMode")] = pdf_name("/UseAttachments")
    writer.root[pdf_name("/ViewerPreferences")] = generic.DictionaryObject(
        {pdf_name("/HideMenubar"): generic.BooleanObject(True)}
    )
    writer.update_root()


def annotated(subtype, **entries):
    def update(writer):
        look = writer.add_object(
            stream(
                b"1 1 1 rg 0 0 400 200 re f",
                Type=pdf_name("/XObject"),
                Subtype=pdf_name("/Form"),
                BBox=rectangle(0, 0, 400, 200),
            )
        )
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(subtype),
                pdf_name("/Rect"): rectangle(80, 300, 480, 500),
                pdf_name("/Contents"): generic.TextStringObject("10 orang"),
                pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): look}),
                pdf_name("/F"): generic.NumberObject(4),
                **{pdf_name("/" + name): value for name, value in entries.items()},
            }
        )
        reference, _resources = writer.find_page_for_modification(0)
        writer.register_annotation(reference, writer.add_object(note))

    return update


def font(writer):
    fonts = writer.root["/Pages"]["/Kids"][0].get_object()["/Resources"]["/Font"]
    first = fonts[next(iter(fonts))]
    first[pdf_name("/Encoding")] = pdf_name("/WinAnsiEncoding")
    writer.update_container(first)


def crop(writer):
    page_of(writer)[pdf_name("/CropBox")] = rectangle(0, 0, 595, 400)


def rotate(writer):
    page_of(writer)[pdf_name("/Rotate")] = generic.NumberObject(180)


def layer(writer):
    group = writer.add_object(
        generic.DictionaryObject(
            {pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): generic.TextStringObject("x")}
        )
    )
    writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject(
        {
            pdf_name("/OCGs"): generic.ArrayObject([group]),
            pdf_name("/D"): generic.DictionaryObject({pdf_name("/OFF"): generic.ArrayObject([group])}),
        }
    )
    writer.update_root()


def javascript(writer):
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("tutup")}
    )
    writer.update_root()


def attachment(writer):
    file = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Filespec"),
                pdf_name("/F"): generic.TextStringObject("a.txt"),
                pdf_name("/EF"): generic.DictionaryObject(
                    {pdf_name("/F"): writer.add_object(stream(b"x", Type=pdf_name("/EmbeddedFile")))}
                ),
            }
        )
    )
    writer.root[pdf_name("/Names")] = generic.DictionaryObject(
        {
            pdf_name("/EmbeddedFiles"): generic.DictionaryObject(
                {pdf_name("/Names"): generic.ArrayObject([generic.TextStringObject("a"), file])}
            )
        }
    )
    writer.update_root()


def field(writer, name):
    return next(one.get_object() for one in writer.root["/AcroForm"]["/Fields"] if one.get_object()["/T"] == name)


def look(writer):
    """The look of a signature after it was made."""
    of = field(writer, FIRST)
    of[pdf_name("/AP")] = generic.DictionaryObject(
        {
            pdf_name("/N"): writer.add_object(
                stream(
                    b"0 0 1 rg 0 0 99 99 re f",
                    Type=pdf_name("/XObject"),
                    Subtype=pdf_name("/Form"),
                    BBox=rectangle(0, 0, 99, 99),
                )
            )
        }
    )
    writer.update_container(of)


def moved(writer):
    """A signature's field moved over the text."""
    of = field(writer, FIRST)
    of[pdf_name("/Rect")] = rectangle(0, 0, 595, 842)
    writer.update_container(of)


def signature_gone(writer):
    of = field(writer, SECOND)
    del of["/V"]
    writer.update_container(of)


def form_gone(writer):
    del writer.root["/AcroForm"]
    writer.update_root()


def typed(writer):
    """A form field, typed into."""
    new = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): generic.TextStringObject("harga"),
                pdf_name("/V"): generic.TextStringObject("10"),
            }
        )
    )
    form = writer.root["/AcroForm"]
    form["/Fields"].append(new)
    writer.update_container(form["/Fields"])


UPDATES = {
    "text": text,
    "contents": contents,
    "page": page,
    "page gone": page_gone,
    "page order": page_order,
    "page tree": page_tree,
    "catalogue": catalogue,
    "annotation": annotated("/FreeText"),
    "stamp": annotated("/Stamp"),
    "link": annotated("/Link"),
    "widget": annotated("/Widget", FT=pdf_name("/Btn"), T=generic.TextStringObject("x")),
    "font": font,
    "crop": crop,
    "rotate": rotate,
    "layer": layer,
    "javascript": javascript,
    "attachment": attachment,
    "look of a signature": look,
    "field moved": moved,
    "signature gone": signature_gone,
    "form gone": form_gone,
    "form field": typed,
}


@pytest.mark.parametrize("name", UPDATES)
def test_no_incremental_update_goes_unnoticed(untouched, judged, name):
    writer = IncrementalPdfFileWriter(io.BytesIO(untouched))
    UPDATES[name](writer)
    out = io.BytesIO()
    writer.write(out)
    content = out.getvalue()

    assert content.startswith(untouched)
    assert len(content) > len(untouched)
    assert judged(content) != Indication.TOTAL_PASSED


@pytest.mark.parametrize("name", sorted({*UPDATES} - {"signature gone"}))
def test_no_update_between_the_signatures_goes_unnoticed(once, root, budi, name):
    """The second party, or who carries the file to it, changes what the first has signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(once))
    UPDATES[name](writer)
    out = io.BytesIO()
    writer.write(out)
    try:
        content = sign_field(out.getvalue(), SECOND, budi.key(), trust=root.trust()).content
    except Exception:  # the file does not even take a second signature
        content = out.getvalue()
    verdict = verify_kept(content, trust=root.trust())

    assert verdict.indication != Indication.TOTAL_PASSED


def test_a_file_saved_anew_is_not_valid(untouched, judged):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(untouched)) as pdf:
        pdf.save(out)

    assert judged(out.getvalue()) == Indication.TOTAL_FAILED


# --- D3: attacks by name ------------------------------------------------------------------------------------


def appended(pdf, body, *, trailer=True, pointer=None):
    """An update written by hand, as the saving attacks do."""
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    place = len(pdf) + 1
    content = pdf + b"\n" + body
    table = len(content)
    number = int(re.match(rb"(\d+) 0 obj", body)[1])
    root_of = re.findall(rb"/Root (\d+ 0 R)", pdf)[-1]
    content += b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    if trailer:
        content += b"trailer\n<</Size 9999/Root %s/Prev %d>>\n" % (root_of, start)
    return content + b"startxref\n%d\n%%%%EOF\n" % (table if pointer is None else pointer)


def first_page(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.pages[0].Contents.objgen[0]


def forged_page(pdf):
    return b"%d 0 obj\n<</Length 2>>\nstream\n  \nendstream\nendobj\n" % first_page(pdf)


def test_the_incremental_saving_attack_is_noticed(untouched, judged):
    assert judged(appended(untouched, forged_page(untouched))) != Indication.TOTAL_PASSED


def test_the_incremental_saving_attack_without_trailer_is_noticed(untouched, judged):
    assert judged(appended(untouched, forged_page(untouched), trailer=False)) != Indication.TOTAL_PASSED


def test_the_incremental_saving_attack_with_the_old_pointer_is_noticed(untouched, judged):
    old = int(re.findall(rb"startxref\s+(\d+)", untouched)[-1])
    assert judged(appended(untouched, forged_page(untouched), pointer=old)) != Indication.TOTAL_PASSED


def test_the_incremental_saving_attack_without_any_table_is_noticed(untouched, judged):
    assert judged(untouched + forged_page(untouched)) != Indication.TOTAL_PASSED


def test_a_signature_wrapped_into_the_gap_is_noticed(untouched, judged):
    """The signed second part is moved back, and something else is put where it was."""
    begin, end = gaps(untouched)[1]
    tail = untouched[end:]
    filling = forged_page(untouched)
    shifted = end + len(filling)
    content = untouched[:end] + filling + tail
    for old, new in ((b"%d" % end, b"%d" % shifted),):
        content = content.replace(b" %s " % old, b" %s " % new)

    assert begin < end
    assert judged(content) != Indication.TOTAL_PASSED


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        (rb"/Contents <[0-9a-fA-F]+>", b"/Contents null"),
        (rb"/Contents <[0-9a-fA-F]+>", b"/Contents <00>"),
        (rb"/Contents <[0-9a-fA-F]+>", b"/Contents <>"),
        (rb"/Contents <[0-9a-fA-F]+>", b""),
        (rb"/ByteRange\s*\[[\d ]+\]", b"/ByteRange null"),
        (rb"/ByteRange\s*\[[\d ]+\]", b"/ByteRange [0 -1 -1 0]"),
        (rb"/ByteRange\s*\[[\d ]+\]", b""),
        (rb"/SubFilter\s*/ETSI.CAdES.detached", b"/SubFilter /adbe.x509.rsa_sha1"),
        (rb"/SubFilter\s*/ETSI.CAdES.detached", b""),
    ],
)
def test_universal_forgery_is_noticed(untouched, judged, what, instead):
    content, times = re.subn(what, lambda found: instead.ljust(len(found[0])), untouched)

    assert times == 2
    assert judged(content) != Indication.TOTAL_PASSED


def test_a_signature_transplanted_into_another_file_is_noticed(untouched, judged, prepared, ani, root):
    other = sign_field(prepared, FIRST, ani.key(), trust=root.trust(), reason="lain").content
    (begin, end), (begin_2, end_2) = gaps(other)[0], gaps(untouched)[0]
    signature = untouched[begin_2:end_2]
    content = other[:begin] + signature[:-1][: end - begin - 1].ljust(end - begin - 1, b"0") + b">" + other[end:]

    assert judged(other) == Indication.TOTAL_PASSED
    assert judged(content) == Indication.TOTAL_FAILED


# --- not a file to read -------------------------------------------------------------------------------------


def test_what_is_no_pdf_is_told(root):
    for content in (b"", b"hello", b"%PDF-", b"%PDF-1.7\n" + b"\x00" * 5000, b"PK\x03\x04" + b"x" * 500):
        verdict = verify_kept(content, trust=root.trust())
        assert (verdict.indication, verdict.reason) == (Indication.TOTAL_FAILED, "FORMAT_FAILURE")
        assert [one.fault for one in verdict.findings] == [Fault.UNREADABLE]
        assert verdict.sentences[1] == "This is not a PDF, or it is damaged."


def test_a_file_without_signatures_is_told(paper, prepared, root):
    for content in (paper, prepared):
        verdict = verify_kept(content, trust=root.trust())
        assert (verdict.indication, verdict.reason) == (Indication.INDETERMINATE, "NO_SIGNATURE")
        assert verdict.sentences[1] == "There is no signature in this file."


def test_a_locked_file_is_told(paper, root):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    assert [one.fault for one in verify_kept(out.getvalue(), trust=root.trust()).findings] == [Fault.LOCKED]

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert verify_kept(out.getvalue(), trust=root.trust()).indication == Indication.TOTAL_FAILED


def test_a_file_of_200_mb_is_not_read(root):
    verdict = verify(b"%PDF-1.7\n" + b"0" * 200 * 2**20, trust=root.trust())

    assert [one.fault for one in verdict.findings] == [Fault.TOO_LARGE]


def test_a_file_with_scripts_never_passes(root, ani, paper, places):
    """Signed with the script in it from the start."""
    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    javascript(writer)
    out = io.BytesIO()
    writer.write(out)
    plain = out.getvalue()
    disguised = plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"(tutup)", b"(tut)")
    assert len(disguised) == len(plain)
    assert b"/JavaScript" not in disguised
    for content in (plain, disguised):
        signed = sign_field(prepare_fields(content, places), FIRST, ani.key(), trust=root.trust()).content
        verdict = verify_kept(signed, trust=root.trust())
        assert (verdict.indication, verdict.reason) == (Indication.INDETERMINATE, "SIG_CONSTRAINTS_FAILURE")
        assert [one.fault for one in verdict.findings] == [Fault.ACTIVE]


def bomb(size):
    """A stream that unpacks to ``size`` bytes, used as the file's objects."""
    packed = zlib.compress(b"0" * size, 9)
    body = b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    return b"%PDF-1.7\n" + body + packed + b"\nendstream\nendobj\ntrailer\n<</Root 2 0 R>>\nstartxref\n0\n%%EOF\n"


@pytest.mark.parametrize(
    "content",
    [
        bomb(2**30),
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\nstartxref\n9\n%%EOF\n",
        b"%PDF-1.7\n1 0 obj\n" + b"<</A" * 200_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n",
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n",
        b"%PDF-1.7\nxref\n0 99999999999\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R>>\nstartxref\n9\n%%EOF\n",
    ],
    ids=["bomb", "deep arrays", "deep dictionaries", "circle", "endless table"],
)
def test_a_hostile_file_costs_one_process_and_nothing_else(content, root):
    assert verify(content, trust=root.trust()).indication != Indication.TOTAL_PASSED


def test_a_stranger_with_a_certificate_of_his_own_changes_nothing(once, root):
    stranger = signatory("Gita Contoh", authority("Otoritas Gelap"))
    content = sign_field(once, SECOND, stranger.key(), trust=root.trust()).content

    assert verify_kept(content, trust=root.trust()).indication == Indication.INDETERMINATE
