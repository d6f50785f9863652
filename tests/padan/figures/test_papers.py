"""Papers made of frozen figures: their words, what they refuse, and the files as other programs read them."""

import io
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import openpyxl
import pytest
from django.utils import translation
from factories.figures import FrozenFactory

from padan.figures.reports import press, summary, word, yearly
from padan.figures.reports.telling import Told, paragraphs
from padan.figures.reports.together import DoNotCompare, check_together

AT = datetime(2024, 11, 15, 2, 14, tzinfo=UTC)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(autouse=True)
def indonesian():
    """Papers are in Indonesian, whoever makes them."""
    with translation.override("id"):
        yield


def frozen(key="placed", k=674, n=1248, **more):
    """A frozen figure that no database keeps: 674 of 1,248 unless told otherwise."""
    label = {"placed": "Bekerja", "self_employed": "Wirausaha", "unknown": "Belum diketahui"}.get(key, key)
    told = {"key": key, "label": label, "numerator": k, "denominator": n, "rows_count": n, "value": k / n}
    told |= {"low": 0.512, "high": 0.568, "unknown": 175, "rows_hash": "41c9" + "0" * 56 + "7e02"}
    return FrozenFactory.build(**told | more)


def partners(n=95, **more):
    return frozen(
        "partners", n, n, label="Mitra dengan perjanjian", unit="count", of_what="perusahaan", window="", value=n,
        low=None, high=None, unknown=None, **more,
    )  # fmt: skip


def release(figures=None, **more):
    figures = figures or [partners(), frozen(), frozen("self_employed", 75), frozen("unknown", 175)]
    told = {
        "figures": figures, "addresses": [f"https://padan.example/angka/beku/{one.code}/" for one in figures],
        "title": "[1] mitra industri, [2] lulusan bekerja", "lead": "Kepengurusan baru dikukuhkan.", "place": "Bekasi",
        "day": date(2024, 11, 14), "body": "FKLPI Contoh", "quotes": ["Ketua Forum"], "code": "LAP-0000000001",
        "at": AT,
    }  # fmt: skip
    return press.content(**told | more)


def text_of(pdf, *ways):
    """What another program reads on the pages."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not here: the PDF is read by no other program")
    found = subprocess.run([reader, *ways, "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode()


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_share_is_never_said_without_its_whole_window_and_day_nor_the_unknown_left_out():
    assert paragraphs([frozen()]) == [
        "Dari 1.248 lulusan, 6 bulan setelah lulus, per 31 Oktober 2024: 54,0% bekerja (674 dari 1.248). Belum "
        "diketahui: 175 dari 1.248 (14,0%). Mereka tetap dalam keseluruhan dan tidak dihitung tidak bekerja."
    ]


def test_shares_of_one_cohort_stand_in_one_sentence_and_a_count_in_its_own():
    said = paragraphs([partners(as_of=date(2024, 11, 14)), frozen(), frozen("unknown", 175)])
    assert said == [
        "Sampai 14 November 2024, 95 perusahaan mempunyai perjanjian bertanda tangan yang masih berlaku.",
        "Dari 1.248 lulusan, 6 bulan setelah lulus, per 31 Oktober 2024: 54,0% bekerja (674 dari 1.248); dan 14,0% "
        "belum diketahui kabarnya (175 dari 1.248).",
    ]


def test_a_figure_offered_for_a_paper_is_told_from_the_same_at_another_window():
    assert Told(frozen(window="m3")).line == (
        "Bekerja: 54,0% · 674 dari 1.248 lulusan · 3 bulan setelah lulus · per 31 Oktober 2024"
    )


def test_where_few_were_counted_the_interval_is_spoken():
    few = frozen(k=9, n=16, low=0.332, high=0.769, unknown=0)
    assert "56,2% bekerja (9 dari 16), selang 95% 33,2 – 76,9%" in paragraphs([few])[0]
    assert "selang" not in paragraphs([frozen()])[0]


# --- what may stand together ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        {"window": "m12"},
        {"as_of": date(2024, 9, 30)},
        {"scope": "ORG-LAIN"},
        {"n": 1150},
        {"dimensions": {"trade": "Las"}},
    ],
    ids=["window", "cut-off", "body", "cohort", "group"],
)
def test_shares_that_a_reader_would_add_up_must_be_of_the_same_graduates(other):
    check_together([frozen(), frozen("self_employed", 75)])
    with pytest.raises(DoNotCompare, match="Jangan bandingkan Bekerja"):
        check_together([frozen(), frozen("self_employed", 75, **other)])


def test_one_figure_by_two_rules_is_not_set_side_by_side_but_at_two_days_it_may():
    check_together([partners(80, as_of=date(2024, 11, 13)), partners(95, as_of=date(2024, 11, 14))])
    with pytest.raises(DoNotCompare, match="aturan"):
        check_together([partners(80), partners(95, rule_version=2)])


def test_a_reported_total_never_stands_beside_a_counted_share():
    reported = frozen("reported_placement", 994, 1761, window="", label="Dilaporkan")
    check_together([reported])
    with pytest.raises(DoNotCompare, match="Jangan dibandingkan"):
        check_together([frozen(), reported])


# --- the press release ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["54 persen bekerja", "Naik 6,5", "separuh, 50%", "target ٣٠٠", "lima persen"])
def test_no_number_is_typed_by_hand(typed):
    with pytest.raises(press.NumberByHand):
        release(title=typed)
    with pytest.raises(press.NumberByHand):
        release(lead=f"Forum menyampaikan: {typed}.")


def test_a_place_in_the_title_stands_for_the_value_of_the_figure_there():
    assert release()["judul"] == "95 mitra industri, 54,0% lulusan bekerja"
    with pytest.raises(press.NumberByHand):
        release(title="[5] lulusan")


def test_every_figure_brings_rule_window_cut_off_whole_unknown_interval_and_address():
    one = release()["angka"][1]
    assert one["dari"] == "674 dari 1.248 lulusan"
    assert (one["jendela"], one["per"]) == ("6 bulan setelah lulus", "31 Oktober 2024")
    assert (one["selang"], one["belum"]) == ("51,2 – 56,8%", "175 dari 1.248 (14,0%)")
    assert one["aturan"] == "Dari semua lulusan, yang bekerja untuk upah."
    assert one["alamat"].startswith("https://padan.example/angka/beku/ANG-")
    assert one["qr"].startswith("<svg")
    assert one["sidik"] == "41c9…7e02"


def test_the_pdf_as_another_program_reads_it_holds_every_figure_with_its_address():
    told = release()
    text = " ".join(text_of(press.pdf(told, at=AT)).split())
    assert "SIARAN PERS" in text
    assert told["judul"] in text
    for one in told["angka"]:
        assert one["nilai"] in text
        assert one["alamat"] in text.replace("- ", "-")
    assert "Kutipan Ketua Forum: [tulis ucapannya di sini" in text
    assert "selang" not in told["isi"][1]


def test_words_of_people_are_printed_as_words_and_never_as_markup():
    odd = 'Balai *tebal* #sys.inputs "kutip" <b>'
    text = text_of(press.pdf(release(title=odd, lead=odd), at=AT))
    assert odd in " ".join(text.split())


def test_the_word_file_is_whole_every_part_well_formed_and_every_link_leads_to_a_part():
    content = word.docx(release(), at=AT)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        names = set(parts.namelist())
        trees = {name: ElementTree.fromstring(parts.read(name)) for name in names if name.endswith((".xml", ".rels"))}
    types = trees["[Content_Types].xml"]
    told = {one.get("PartName", "").lstrip("/") for one in types} | {one.get("Extension") for one in types}
    assert all(name in told or name.rsplit(".", 1)[-1] in told for name in names - {"[Content_Types].xml"})
    for one in trees["word/_rels/document.xml.rels"]:
        if one.get("TargetMode") != "External":
            assert f"word/{one.get('Target')}".replace("word/../", "") in names
    body = trees["word/document.xml"]
    kept = {one.get("Id") for one in trees["word/_rels/document.xml.rels"]}
    asked = {value for item in body.iter() for name, value in item.attrib.items() if "relationships}" in name}
    assert asked <= kept


def test_the_word_file_uses_styles_of_word_tells_its_language_and_marks_what_the_writer_adds():
    content = word.docx(release(), at=AT)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        body = ElementTree.fromstring(parts.read("word/document.xml"))
        styles = ElementTree.fromstring(parts.read("word/styles.xml"))
        core = parts.read("docProps/core.xml").decode()
    names = {
        one.get(f"{WORD}styleId"): one.find(f"{WORD}name").get(f"{WORD}val") for one in styles.iter(f"{WORD}style")
    }
    lines = []
    for line in body.iter(f"{WORD}p"):
        style = line.find(f"{WORD}pPr/{WORD}pStyle")
        words = "".join(piece.text or "" for piece in line.iter(f"{WORD}t"))
        lines.append((names[style.get(f"{WORD}val")] if style is not None else "Normal", words))
    assert ("Title", "95 mitra industri, 54,0% lulusan bekerja") in lines
    assert "Angka dalam siaran ini" in [words for style, words in lines if style.casefold() == "heading 1"]
    assert [words for style, words in lines if style == word.WRITER_STYLE] == [
        "Kutipan Ketua Forum: [tulis ucapannya di sini, dengan nama dan jabatan]",
        "Narahubung media: [nama, telepon, surel]",
    ]
    assert {one.get(f"{WORD}val") for one in styles.iter(f"{WORD}lang")} == {"id-ID"}
    assert "<dc:language>id-ID</dc:language>" in core
    assert len(list(body.iter(f"{WORD}hyperlink"))) == 4
    assert len(list(body.iter(f"{WORD}tblHeader"))) == 1


def test_the_word_file_says_the_same_numbers_as_the_pdf():
    told = release()
    with zipfile.ZipFile(io.BytesIO(word.docx(told, at=AT))) as parts:
        body = ElementTree.fromstring(parts.read("word/document.xml"))
    words = " ".join(piece.text or "" for piece in body.iter(f"{WORD}t"))
    printed = " ".join(text_of(press.pdf(told, at=AT)).split())
    for one in told["angka"]:
        for name in ("nilai", "dari", "jendela", "per", "selang", "belum", "sidik"):
            assert one[name] in words
            assert one[name] in printed


# --- the one page -----------------------------------------------------------------------------------------------------


def one_page(figures=None, **more):
    found = figures or {"placed": frozen(), "unknown": frozen("unknown", 175), "partners": partners()}
    told = {
        "figures": found, "keys": ("placed", "partners", "unknown", *summary.OF_THE_LINE), "before": None,
        "target": {"value": 300, "expected": 187, "window": "2023 – 2025"}, "decisions": [], "body": "FKLPI Contoh",
        "code": "LAP-0000000002", "address": "https://padan.example/laporan/LAP-0000000002/",
        "rows_at": dict.fromkeys(found, "https://padan.example/angka/"), "at": AT,
    }  # fmt: skip
    return summary.content(**told | more)


def test_the_summary_is_one_sheet_whatever_waits_for_a_decision():
    waiting = [{"apa": "Janji lewat tanggal", "isi": "Dua mesin las " * 6, "sebab": "Lewat 46 hari."}] * 4
    pdf = summary.pdf(one_page(decisions=waiting), at=AT)
    assert text_of(pdf).count("\f") == 1
    assert "seharusnya 187" in text_of(pdf)


def test_the_summary_names_an_earlier_value_only_where_the_rule_is_the_same():
    before = frozen(k=112, n=221, as_of=date(2024, 4, 30))
    said = "".join(part["kata"] for part in one_page(before=before)["kalimat"])
    assert "Pada 30 April 2024: 112 dari 221." in said
    other = frozen(k=112, n=221, as_of=date(2024, 4, 30), rule_version=2)
    said = "".join(part["kata"] for part in one_page(before=other)["kalimat"])
    assert "112 dari 221" not in said
    assert "Jangan dibandingkan dengan 30 April 2024." in said


def test_what_is_not_counted_reads_no_data_and_never_zero():
    told = one_page({"placed": frozen(), "unknown": frozen("unknown", 175)})
    assert [one["angka"] for one in told["angka"]] == ["54,0", "–", "14,0"]
    assert [step["angka"] for step in told["garis"]] == ["–", "–", "–", "–", "1.248", "674"]


# --- the yearly report ------------------------------------------------------------------------------------------------


def year(lines, **more):
    told = {
        "lines": lines, "budgets": [], "budget_note": "", "body": "FKLPI Contoh", "year": 2024,
        "until": date(2024, 11, 15), "code": "LAP-0000000003", "at": AT,
        "addresses": {line.now.code: "https://padan.example/angka/beku/x/" for line in lines if line.now},
    }  # fmt: skip
    return yearly.content(**told | more)


def test_a_year_without_data_says_so_and_shows_no_zero():
    told = year([yearly.Line(key) for key in yearly.KEYS], year=2019, until=date(2019, 12, 31))
    text = " ".join(text_of(yearly.pdf(told, [], at=AT)).split())
    assert told["kosong"]
    assert "Tidak ada data untuk tahun ini." in text
    assert "Ini bukan nol" in text
    assert all(one["nilai"] == "" for one in told["angka"])


def test_last_year_stands_beside_this_one_only_where_both_are_counted_alike():
    same = frozen(k=389, n=1100, as_of=date(2023, 10, 31))
    assert yearly.against_last_year(yearly.Line("placed", frozen(), same), 2024).startswith("35,4% · 389 dari 1.100")
    for other in ({"rule_version": 2}, {"window": "m12"}, {"as_of": date(2023, 12, 31)}):
        before = frozen(k=389, n=1100, **{"as_of": date(2023, 10, 31)} | other)
        said = yearly.against_last_year(yearly.Line("placed", frozen(), before), 2024)
        assert said.startswith("Jangan dibandingkan.")
        assert "389" not in said
    assert yearly.against_last_year(yearly.Line("placed", frozen()), 2024) == "tidak ada angka beku untuk 2023"


def test_the_workbook_opens_elsewhere_with_rules_first_numbers_as_numbers_and_nothing_that_runs():
    lines = [yearly.Line("placed", frozen()), yearly.Line("partners", partners()), yearly.Line("studying")]
    row = {
        "induk": True, "ro": "=4057.SCO.003", "saluran": "UPTP", "dana": "APBN", "paket": 18, "orang": 288,
        "paket_jadi": 14, "orang_jadi": 224, "persen": 224 / 288,
    }  # fmt: skip
    budgets = [yearly.Budget("Balai Contoh", [row])]
    annexes = [
        yearly.Annex("Bekerja: [semua]/pria*", "ANG-1", ["Kode", "Dihitung sebagai"], [["AKT-1-001", "Bekerja"]]),
        yearly.Annex("Bekerja: (semua) pria", "ANG-2", ["Kode", "Kata"], [["=1+1", "\u200b@SUM(A1)"]]),
    ]
    told = year(lines, budgets=budgets)
    with yearly.xlsx(told, lines, budgets, annexes, 2024) as file:
        book = openpyxl.load_workbook(file)
    assert book.sheetnames[:3] == ["Keterangan", "Angka", "Paket dan orang"]
    about = [cell.value for cell in book["Keterangan"]["A"] if cell.value]
    assert any("Dari semua lulusan, yang bekerja untuk upah." in line for line in about)
    assert any("tidak ada angka beku untuk tahun ini" in line for line in about)
    figures = list(book["Angka"].iter_rows(values_only=True))
    assert figures[1][1:4] == (674 / 1248, 674, 1248)
    assert figures[1][6] == datetime(2024, 10, 31)  # noqa: DTZ001  a workbook has no zones
    assert figures[3][1] in (None, "")
    assert list(book["Paket dan orang"].iter_rows(values_only=True))[1] == (
        "Balai Contoh", "'=4057.SCO.003", "UPTP", "APBN", 18, 288, 14, 224, 224 / 288,
    )  # fmt: skip
    assert book.worksheets[4]["A2"].value == "'=1+1"
    assert book.worksheets[4]["B2"].value == "'@SUM(A1)"


def test_the_annex_on_paper_leaves_out_rows_that_are_not_for_everybody():
    lines = [yearly.Line("placed", frozen()), yearly.Line("partners", partners())]
    annexes = [
        yearly.Annex("Bekerja", "ANG-1", ["Kode"], [["AKT-RAHASIA-001"]]),
        yearly.Annex("Mitra", "ANG-2", ["Kode", "Perusahaan"], [["PKS-1", "PT Contoh Terang"]], printed=True),
    ]
    text = text_of(yearly.pdf(year(lines), annexes, at=AT))
    assert "PT Contoh Terang" in text
    assert "AKT-RAHASIA" not in text


def test_the_interval_and_the_unknown_of_a_count_are_empty():
    told = Told(partners())
    assert (told.interval, told.unknown, told.whole) == ("", "", "")
    assert told.value == "95"
