"""Files that mean harm, or look as if they did: each is refused in a sentence, or read for what it is.

Names follow the list of hazards: C1 bombs, C2 XML, C3 far cells, C4 other kinds, C5 CSV.
"""

import gzip
import io
import resource
import struct
import time
import zipfile

import pytest
from workbooks import packed, parts, raw_sheet, sheet, xlsx

from padan.intake.headings import find_headings
from padan.intake.reading.errors import Unreadable
from padan.intake.reading.files import sheets_of
from padan.intake.states import Layout

GOOD = [["no", "kejuruan", "program", "jp"], ["1", "Las", "Juru Las", 240], ["2", "Las", "Juru Las Pipa", 280]]
XML = "xl/worksheets/sheet1.xml"


def rows_of(path, name=""):
    """Every row of every visible sheet; a refusal is its code."""
    try:
        told = list(flat(path, name or path.name))
    except Unreadable as refused:
        return refused.code
    return told


def flat(path, name):
    for one in sheets_of(path, name):
        if not one.hidden:
            for block in one.blocks:
                yield from block


@pytest.fixture
def read(tmp_path):
    def write_and_read(data, name="data.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return rows_of(path)

    return write_and_read


def with_part(name, content, **options):
    return packed({**parts({"Data": sheet(GOOD)}, **options), name: content})


def patched(data, change):
    """The archive with its last central entry changed: sizes that lie."""
    found = bytearray(data)
    change(found, found.rfind(b"PK\x01\x02"), found.rfind(b"PK\x03\x04"))
    return bytes(found)


BIG = 80 * 2**20


def spaces():
    return with_part("xl/sharedStrings.xml", " " * BIG)


def one_string():
    return packed(
        parts({"Data": raw_sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * BIG}</t></is></c></row>')})
    )


def shared_strings():
    return with_part("xl/sharedStrings.xml", "<sst>" + "<si><t>a</t></si>" * 6_000_000 + "</sst>")


def styles():
    return with_part("xl/styles.xml", "<styleSheet>" + "<xf/>" * 16_000_000 + "</styleSheet>")


def many_entries():
    return packed({**parts({"Data": sheet(GOOD)}), **{f"x/{at}.xml": "" for at in range(60_000)}}, level=0)


def lying_small():
    def change(found, central, local):
        found[central + 24 : central + 28] = struct.pack("<I", 10)
        found[local + 22 : local + 26] = struct.pack("<I", 10)

    return patched(spaces(), change)


def overlapping():
    def change(found, central, local):
        found[central + 42 : central + 46] = struct.pack("<I", 0)

    return patched(xlsx(GOOD), change)


@pytest.mark.parametrize(
    ("bomb", "code"),
    [
        (spaces, "too_large_unpacked"),
        (one_string, "too_large_unpacked"),
        (shared_strings, "too_large_unpacked"),
        (styles, "too_large_unpacked"),
        (many_entries, "too_many_entries"),
        (lying_small, "too_large_unpacked"),
        (overlapping, "broken_workbook"),
    ],
)
def test_c1_a_bomb_is_counted_before_it_is_parsed(read, bomb, code):
    data = bomb()
    began = time.monotonic()
    assert read(data) == code
    assert time.monotonic() - began < 10


BOMB_OF_ENTITIES = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", [XML, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize(
    "words",
    [
        BOMB_OF_ENTITIES,
        '<!DOCTYPE x SYSTEM "http://contoh.example/x.dtd">',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        "<!doctype x>",
        '<!ENTITY a "b">',
    ],
)
def test_c2_a_document_type_is_refused_in_every_part(read, part, words):
    made = parts({"Data": sheet(GOOD)})
    made[part] = words + made.get(part, "<x/>")
    assert read(packed(made)) == "dtd"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_c2_a_document_type_is_refused_in_wide_letters(read, encoding):
    assert read(with_part(XML, (BOMB_OF_ENTITIES + sheet(GOOD)).encode(encoding))) == "dtd"


def test_c2_an_encoding_that_hides_letters_is_refused(read):
    assert read(with_part(XML, '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE')) == "dtd"


def test_c2_two_hundred_thousand_levels_cost_the_child_not_us(read):
    deep = raw_sheet("<a>" * 200_000 + "</a>" * 200_000)
    assert read(packed(parts({"Data": deep}))) in ([], "broken_workbook", "workbook_too_heavy")


def row(at, cells):
    return f'<row r="{at}">{cells}</row>'


@pytest.mark.parametrize(
    "data",
    [
        row(1048576, '<c r="XFD1048576"><v>1</v></c>') + row(1, '<c r="A1"><v>1</v></c>'),
        row(1, '<c r="A1"><v>1</v></c>') + row(1048576, '<c r="XFD1048576"><v>1</v></c>'),
        row(99999999999, '<c r="A99999999999"><v>1</v></c>'),
        row(1, '<c r="ZZZZZZZ1"><v>1</v></c>'),
        row(1, '<c r="A0"><v>1</v></c>'),
        row(1, '<c r="💥"><v>1</v></c>'),
        row(1, '<c r="A1" t="s"><v>99999</v></c>'),
        row(1, '<c r="A1" t="s"><v>-1</v></c>'),
        row(1, '<c r="A1" t="d"><v>kapan</v></c>'),
        row(1, '<c r="A1"><v>1e999</v></c>'),
    ],
)
def test_c3_a_cell_far_outside_or_wrong_costs_one_file_at_most(read, data):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(packed(parts({"Data": raw_sheet(data)})))
    assert found in ("workbook_too_heavy", "broken_workbook") or len(found) <= 1048576
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_c3_a_lying_dimension_changes_nothing(read):
    lying = sheet(GOOD).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert read(packed(parts({"Data": lying})))[:3] == GOOD


def test_c3_rows_keep_their_place_when_the_data_begin_further_down(read):
    data = row(3, '<c r="C3"><v>1</v></c><c r="D3"><v>2</v></c>') + row(4, '<c r="C4"><v>5</v></c>')
    made = raw_sheet(data, '<mergeCells><mergeCell ref="C4:D4"/></mergeCells>')
    assert read(packed(parts({"Data": made}))) == [[], [], [None, None, 1, 2], [None, None, 5, 5]]


def test_c3_cells_without_references_are_counted_on(read):
    data = '<row><c t="inlineStr"><is><t>program</t></is></c><c t="inlineStr"><is><t>jp</t></is></c></row>'
    assert read(packed(parts({"Data": raw_sheet(data)}))) == [["program", "jp"]]


def test_c3_a_hundred_thousand_blank_formatted_rows_are_no_rows(read):
    blank = "".join(row(at, f'<c r="A{at}" s="1"/>') for at in range(4, 100_000))
    made = sheet(GOOD).replace("</sheetData>", blank + "</sheetData>")
    assert [found for found in read(packed(parts({"Data": made}))) if found] == GOOD


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "data.xlsx", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "data.csv", "empty_file"),
        (b"%PDF-1.7\n" + b"x" * 100, "data.xlsx", "other_kind"),
        (b"MZ\x90\x00" + b"x" * 100, "data.csv", "other_kind"),
        (b"\x7fELF" + b"x" * 100, "data.csv", "other_kind"),
        (b"\x89PNG\r\n\x1a\n", "data.xlsx", "other_kind"),
        (b"Rar!\x1a\x07", "data.xlsx", "other_kind"),
        (b"<html><table><tr><td>NO</td></tr></table></html>", "data.xls", "html_as_sheet"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "data.xls", "html_as_sheet"),
        (gzip.compress(b"no,program,jp\n", mtime=0), "data.xlsx", "gzip_under_other_name"),
        (gzip.compress(b"no,program,jp\n", mtime=0), "data.gz", "gzip_under_other_name"),
        (gzip.compress(b"no,program,jp\n" * 99, mtime=0)[:40], "data.csv.gz", "broken_gzip"),
        (b"PK\x03\x04" + b"\x00" * 100, "data.xlsx", "broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "data.xlsx", "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT_CUR".encode("utf-16-le"), "data.xls", "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "data.xls", "other_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "data.xls", "broken_workbook"),
        (xlsx(GOOD)[:-40], "data.xlsx", "broken_workbook"),
        (xlsx(GOOD)[: len(xlsx(GOOD)) // 2], "data.xlsx", "broken_workbook"),
        (with_part("xl/vbaProject.bin", b"x"), "data.xlsx", "macros"),
        (with_part("xl/macrosheets/sheet1.xml", "<x/>"), "data.xlsx", "macros"),
        (with_part("../../etc/cron.d/x", "x"), "data.xlsx", "broken_workbook"),
        (with_part("/etc/passwd", "x"), "data.xlsx", "broken_workbook"),
        (packed({"word/document.xml": "<x/>"}), "data.xlsx", "other_kind"),
        (packed({"xl/workbook.bin": "x"}), "data.xlsx", "other_kind"),
        (packed({"a.txt": "no,program,jp"}), "data.csv", "other_kind"),
        (b"GIF89a" + xlsx(GOOD), "data.xlsx", "other_kind"),
        (b"no,program\n" + xlsx(GOOD), "data.csv", "nul"),
    ],
)
def test_c4_a_file_is_what_it_holds_not_what_it_is_called(read, data, name, code):
    assert read(data, name) == code


def test_c4_a_broken_checksum_is_a_broken_workbook(read):
    def change(found, central, local):
        found[central + 16] ^= 0xFF
        found[local + 14] ^= 0xFF

    assert read(patched(xlsx(GOOD), change)) == "broken_workbook"


def test_c4_an_encrypted_entry_is_a_locked_workbook(read):
    def change(found, central, local):
        found[central + 8] |= 1
        found[local + 6] |= 1

    assert read(patched(xlsx(GOOD), change)) == "encrypted"


def test_c4_a_workbook_without_sheets_and_one_without_values_are_told_apart_from_data(read):
    assert read(packed(parts({}))) in ([], "broken_workbook")
    assert read(packed(parts({"Data": raw_sheet("")}))) == []


TEXT = "no;kejuruan;program;jp\n1;Las;Juru Las “A”;240\n2;Las;Café;280\n"
MEANT = [["no", "kejuruan", "program", "jp"], ["1", "Las", "Juru Las “A”", "240"], ["2", "Las", "Café", "280"]]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.rstrip().encode(),
        TEXT.splitlines()[0].encode() + b"\n" + TEXT.splitlines()[1].encode("cp1252") + b"\n2;Las;Caf\xc3\xa9;280",
    ],
)
def test_c5_a_csv_is_read_whatever_its_delimiter_its_letters_and_its_line_ends(read, data):
    assert read(data, "data.csv") == MEANT


def test_c5_a_line_that_names_the_delimiter_is_believed(read):
    assert read(b"sep=;\nno;a,b\n1;2,3\n", "data.csv") == [["sep=", ""], ["no", "a,b"], ["1", "2,3"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no,program\n1,a\x00b\n", "nul"),
        (b'no,program\n1,"never closed\n2,b\n', "open_quote"),
        (b'no,program\n1,"a"b\n', "open_quote"),
        (b"no,program\n1," + b"a" * 3 * 2**20 + b"\n", "field_too_long"),
        (b'no,program\n1,"' + b"a\n" * 2**20, "field_too_long"),
        (b"," * 20 * 2**20, "line_too_long"),
        (b"no" + b"," * 5000 + b"\n", "too_many_columns"),
        (b"no,program\n1,\x81\x8d\n", "encoding"),
    ],
)
def test_c5_a_csv_that_cannot_be_read_is_refused_with_its_row(read, data, code):
    assert read(data, "data.csv") == code


def test_c5_the_sentence_names_the_row(tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes(b'no,program\n1,a\n2,"b\n')
    with pytest.raises(Unreadable, match="row 3"):
        list(flat(path, path.name))


def test_c5_a_gzip_is_read_as_a_stream(read):
    assert read(gzip.compress(TEXT.encode()), "data.csv.gz") == MEANT


def test_an_old_open_document_sheet_is_read(read):
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="Data"><table:table-row><table:table-cell office:value-type="string">'
        "<text:p>program</text:p></table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</m:manifest>",
        )
    assert read(out.getvalue(), "data.ods") == [["program"]]


# --- headings -----------------------------------------------------------------------------------------


def found(rows):
    told = find_headings(rows)
    return (told.shape.layout, told.first, told.height, sorted(told.columns)) if told else None


@pytest.mark.parametrize(
    "headings",
    [
        ["NO", "KEJURUAN", "PROGRAM PELATIHAN", "DURASI JP (@45 Menit)"],
        ["no", "kejuruan", "program", "jp"],
        ["No.", " Kejuruan ", "Program\u00a0Pelatihan*", "JP"],
        ["ＮＯ", "KEJURUAN", "PROGRAM_PELATIHAN", "Jam Pelajaran"],
    ],
)
def test_c9_a_heading_is_known_in_any_case_and_with_any_spaces(headings):
    assert found([headings, ["1", "Las", "Juru Las", "240"]]) == (
        Layout.PROGRAMMES,
        0,
        1,
        ["hours", "name", "number", "trade"],
    )


def test_c9_titles_above_and_headings_in_two_lines_are_found():
    rows = [
        ["DAFTAR PESERTA PELATIHAN"],
        [],
        ["No", "Nama", "Tanggal", "Tanggal", "Judul Program"],
        ["", "Peserta", "Lahir", "Mulai Pelatihan", "Pelatihan"],
        ["1", "Siti", "01/02/2000", "05/01/2024", "Barista"],
    ]
    assert found(rows) == (Layout.PARTICIPANTS, 2, 2, ["born_on", "name", "number", "programme", "starts_on"])


def test_c9_status_never_catches_status_kelulusan():
    headings = ["Nama", "Judul Program Pelatihan", "Status Kelulusan", "Status Selesai Pelatihan", "Status"]
    told = find_headings([headings])
    assert {name: told.written[name] for name in ("result", "finished", "work_kind")} == {
        "result": "Status Kelulusan",
        "finished": "Status Selesai Pelatihan",
        "work_kind": "Status",
    }


def test_c9_a_heading_that_stands_twice_is_told_and_the_first_is_read():
    told = find_headings([["NO", "PROGRAM PELATIHAN", "STATUS BEKERJA", "NO"]])
    assert (told.columns["number"], told.twice) == (0, ["NO"])


def test_c9_a_sheet_whose_needed_column_is_missing_is_not_guessed():
    assert found([["No", "Kejuruan", "Program"], ["1", "Las", "Juru Las"]]) is None


def test_c9_hidden_and_very_hidden_sheets_are_not_read(tmp_path):
    path = tmp_path / "data.xlsx"
    made = parts(
        {"Data": sheet(GOOD), "Lama": sheet(GOOD), "Rahasia": sheet(GOOD)},
        states=[("Lama", "hidden"), ("Rahasia", "veryHidden")],
    )
    path.write_bytes(packed(made))
    assert [(one.name, one.hidden) for one in sheets_of(path, path.name)] == [
        ("Data", False),
        ("Lama", True),
        ("Rahasia", True),
    ]


def test_c9_a_merged_heading_belongs_to_all_its_columns(read):
    rows = [["Tanggal", None, "Nama"], ["Mulai", "Selesai", None]]
    made = sheet(rows, '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C1:C2"/></mergeCells>')
    assert read(packed(parts({"Data": made}))) == [["Tanggal", "Tanggal", "Nama"], ["Mulai", "Selesai", "Nama"]]
