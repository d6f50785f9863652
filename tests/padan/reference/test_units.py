"""Units from lists and decrees: every family kept, nothing reworded, what is in doubt told with its line."""

import shutil

import pytest
from click.testing import CliRunner
from django.utils import timezone
from factories.reference import CodeFactory
from shared_data import shared

from padan.cli.reference import reference
from padan.reference import unitfiles
from padan.reference.actions import load_units
from padan.reference.families import family_of, likely_meant
from padan.reference.lists import ListUnreadable
from padan.reference.models import Code, Criterion, Decree, OtherTitle, UnitElement
from padan.reference.queries import codes_holding, elements_of, unit_of, units, versions_of
from padan.reference.tables import elements_of as table_of
from padan.reference.tables import pairs_of
from padan.trail.models import Entry

DECREE = """LAMPIRAN KEPUTUSAN MENTERI
NOMOR 7 TAHUN 2031
TENTANG
PENETAPAN SKKNI BIDANG CONTOH
BAB I

1. C.24CTH01.001.2 Mengelas Pelat
2. C.24CTH01.009.1 Tidak Pernah Diuraikan

KODE UNIT      : C.24CTH01.001.2
JUDUL UNIT     : Mengelas Pelat
DESKRIPSI UNIT : Unit ini tentang pelat.
   ELEMEN KOMPETENSI                 KRITERIA UNJUK KERJA
1. Menyiapkan            1.1  Alat disiapkan sesuai
   pekerjaan las              petunjuk.
                         1.2  Bahan diperiksa.
2. Mengelas              2.1  Pelat dilas.
BATASAN VARIABEL
1. Konteks variabel
KODE UNIT      : C.24CTH01.002.1
JUDUL UNIT     : Unit dengan Tabel Rusak
ELEMEN KOMPETENSI        KRITERIA UNJUK KERJA
   melayang tanpa nomor
1. Menyiapkan            1.1  Alat disiapkan.
                         1.4  Nomor melompat.
BATASAN VARIABEL
KODE UNIT      : C.24CTH01.003.1
JUDUL UNIT     : Unit Tanpa Tabel
BATASAN VARIABEL
"""


@pytest.fixture
def file(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("PLK.MP01.004.01", "before 2012"),
        ("J.611000.001.01", "2012"),
        ("N.78SPS02.009.2", "2016"),
        ("D1.HRS.CL1.02", None),
        ("J.6289700.027.02", None),
        ("", None),
    ],
)
def test_three_families_of_codes_are_known(code, family):
    assert family_of(code) == family


def test_a_forgotten_dot_is_noticed_and_never_corrected():
    assert likely_meant("M74DKV13.015.3") == "M.74DKV13.015.3"
    assert likely_meant("D1.HRS.CL1.02") is None
    assert likely_meant("J.611000.001.01") is None


def test_columns_that_run_together_are_parted_as_the_page_was_filled_and_as_the_document_speaks():
    lines = [
        "2. Menjalankan perangkat 2.1 Antar muka pengguna yang tersedia dapat",
        "komputer dijalankan dengan peripheral yang",
        "tersedia sesuai dengan petunjuk",
        "penggunaan komputer.",
        "2.2 Program aplikasi dijalankan sesuai",
        "dengan petunjuk penggunaan komputer.",
    ]
    spoken = pairs_of("Unit ini tentang perangkat komputer yang dapat dijalankan.")
    [element], astray = table_of(list(enumerate(lines, start=1)), spoken)

    assert astray == []
    assert element.title == "Menjalankan perangkat komputer"
    assert element.criteria == [
        (1, "Antar muka pengguna yang tersedia dapat dijalankan dengan peripheral yang tersedia sesuai dengan petunjuk "
            "penggunaan komputer."),
        (2, "Program aplikasi dijalankan sesuai dengan petunjuk penggunaan komputer."),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_decree_with_a_broken_table_is_read_on_and_every_fault_has_its_line(file, settings):
    settings.LANGUAGE_CODE = "en"
    found = unitfiles.read(file("keputusan.md", DECREE))
    done = load_units(file=found, at=timezone.now())

    unit = unit_of("C.24CTH01.001.2")
    assert (str(unit.decree.number), unit.decree.year, unit.description) == ("7", 2031, "Unit ini tentang pelat.")
    read = [(one.number, one.title, [(c.number, c.words) for c in one.criteria.all()]) for one in elements_of(unit)]
    assert read == [
        (1, "Menyiapkan pekerjaan las", [(1, "Alat disiapkan sesuai petunjuk."), (2, "Bahan diperiksa.")]),
        (2, "Mengelas", [(1, "Pelat dilas.")]),
    ]
    assert done.codes == 3
    told = {remark.line: remark.why for remark in done.remarks}
    assert told[8].startswith("The list names this unit")
    assert told[23] == "This line stands in no element of C.24CTH01.002.1."
    assert told[24] == "The criteria of element 1 of C.24CTH01.002.1 are numbered 1, 4."
    assert told[27].startswith("No element could be read")
    assert Criterion.objects.filter(words="Nomor melompat.").exists()


@pytest.mark.django_db
def test_the_same_decree_twice_changes_nothing_and_versions_stand_side_by_side(file):
    later = DECREE.replace("C.24CTH01.001.2", "C.24CTH01.001.3").replace("NOMOR 7", "NOMOR 8").replace(
        "Mengelas Pelat", "Mengelas Pelat Baja")  # fmt: skip
    for text in (DECREE, DECREE, later):
        done = load_units(file=unitfiles.read(file("keputusan.md", text)), at=timezone.now())

    assert done.codes == 1
    old = unit_of("C.24CTH01.001.2")
    assert (old.title, old.decree.number) == ("Mengelas Pelat", "7")
    assert [one.code for one in versions_of(old)] == ["C.24CTH01.001.3"]
    assert Decree.objects.count() == 2


@pytest.mark.django_db
def test_a_title_written_ten_ways_is_one_code_with_its_other_wordings():
    done = load_units(file=unitfiles.read(shared("skkni/units_from_lsp_repos.csv")), at=timezone.now())

    assert (done.codes, done.other_titles) == (255, 47)
    worded = OtherTitle.objects.values("code").distinct()
    assert worded.count() == 22
    unit = unit_of("J.620100.025.02")
    assert {unit.title, *unit.other_titles.values_list("title", flat=True)} == {
        "Memperbaiki program", "Mempersiapkan kode program", "Melakukan debugging", "Melakukan Debugging",
    }  # fmt: skip
    assert "mempersiapkan kode program" in unit.words_key  # found by any of its wordings
    assert {remark.line for remark in done.remarks} == {199, 312, 326, 327}
    assert Code.objects.filter(scheme__scheme="unit", code="J.6289700.027.02").exists()


@pytest.mark.django_db
def test_the_real_decree_reads_the_same_from_its_pages_and_nearly_so_from_its_text():
    pages, text = (
        unitfiles.read(shared(f"skkni/documents/{name}"))
        for name in ("SKKNI-2018-056.pdf", "skkni-2018-056-pengoperasian-komputer.md")
    )
    assert [len(one.units) for one in (pages, text)] == [17, 17]
    apart = {(u.code, e.number, n): words for u in pages.units for e in u.elements for n, words in e.criteria}
    together = {(u.code, e.number, n): words for u in text.units for e in u.elements for n, words in e.criteria}
    assert (len(apart), apart.keys()) == (246, together.keys())
    assert sum(together[key] == words for key, words in apart.items()) >= 0.9 * len(apart)
    assert pages.decrees[0].title.startswith("PENETAPAN STANDAR KOMPETENSI KERJA NASIONAL INDONESIA")
    assert [remark.written for remark in pages.remarks] == ["J.63OPR00.017.2"]  # its own list names another version


@pytest.mark.django_db
def test_all_real_files_are_loaded_in_any_order_and_a_second_time_changes_nothing(tmp_path):
    names = ("lsp_smkn1ciamis_kuk", "lsp_smkn1ciamis_elemen", "lsp_smkn1ciamis_unit", "lsp_smkn1ciamis_skema",
             "skkni_documents", "skkni_units_portal", "jabatan_kerja_konstruksi")  # fmt: skip
    paths = [str(shared(f"skkni/{name}.csv")) for name in names]
    for _time in range(2):
        result = CliRunner().invoke(reference, ["load", *paths])
        counts = [model.objects.count() for model in (Code, UnitElement, Criterion, Decree)]
        assert result.exit_code == 3, result.output
        assert counts[1:] == [466, 1647, 250]
    assert Entry.objects.filter(verb="reference.units_loaded").count() == 5
    unit = unit_of("D1.HRS.CL1.02")
    assert unit.scheme.scheme == "unit"
    assert elements_of(unit)[0].title == "Mengidentifikasi bahaya dan resiko keselamatan makanan"


@pytest.mark.django_db
def test_one_file_that_cannot_be_read_leaves_the_others_loaded(file):
    good = file("unit.csv", "kode_unit,judul_unit\nC.24CTH01.001.1,Mengelas pelat\n,tanpa kode\nX-1,Aneh\n")
    bad = file("rusak.pdf", b"%PDF-1.7 broken")
    result = CliRunner().invoke(reference, ["load", str(bad), str(good)])

    assert result.exit_code == 2
    assert sorted(Code.objects.filter(scheme__scheme__in=("skkni", "unit")).values_list("code", flat=True)) == [
        "C.24CTH01.001.1", "X-1",
    ]  # fmt: skip
    assert "3" in result.stderr
    assert "X-1" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF-1.7 broken", "damaged"),
        ("a.md", "# Resep kue", "describes no competency unit"),
        ("a.csv", "kode_unit,judul_unit\n", "no code"),
    ],
)
def test_a_file_without_units_is_refused_with_a_sentence(file, settings, name, content, says):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(ListUnreadable, match=says):
        unitfiles.read(file(name, content))


def test_a_pdf_of_pictures_is_refused_with_the_way_out(tmp_path, settings):
    import pikepdf

    settings.LANGUAGE_CODE = "en"
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(tmp_path / "pindai.pdf")
    with pytest.raises(ListUnreadable, match="recognised first"):
        unitfiles.read(tmp_path / "pindai.pdf")
    pdf.save(tmp_path / "kunci.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(ListUnreadable, match="locked"):
        unitfiles.read(tmp_path / "kunci.pdf")


def test_the_reader_of_pages_ends_where_it_asks_for_too_much(monkeypatch, tmp_path, settings):
    from padan.reference import documents

    settings.LANGUAGE_CODE = "en"
    monkeypatch.setattr(documents, "MEMORY", 60 * 2**20)
    shutil.copy(shared("skkni/documents/SKKNI-2018-056.pdf"), tmp_path / "besar.pdf")
    with pytest.raises(ListUnreadable, match="too heavy"):
        unitfiles.read(tmp_path / "besar.pdf")


@pytest.mark.django_db
def test_units_are_found_by_code_or_by_the_words_of_any_of_their_titles_the_shortest_first():
    plate = CodeFactory(code="C.24LAS01.013.1", title="Mengelas pelat posisi 3G")
    pipe = CodeFactory(code="C.24LAS01.014.1", title="Mengelas pipa")
    OtherTitle.objects.create(code=pipe, title="Pengelasan pipa baja", source="x")
    pipe.save()
    CodeFactory(code="7212.03", title="Tukang Las", scheme__scheme="kbji", scheme__version="2014")
    assert codes_holding(units(), "C.24LAS01.013") == [plate]
    assert codes_holding(units(), "pelat mengelas") == [plate]
    assert codes_holding(units(), "BAJA") == [pipe]
    assert codes_holding(units(), "las") == [pipe, plate]
    assert codes_holding(units(), "las", 1) == [pipe]
    assert codes_holding(units(), "  ") == []


@pytest.mark.django_db
def test_a_code_that_stands_in_two_lists_is_the_unit_of_the_newer_one():
    older = CodeFactory(code="C.24LAS01.013.1", scheme__version="2016")
    newer = CodeFactory(code="C.24LAS01.013.1", scheme__version="2021")
    assert [unit_of("C.24LAS01.013.1"), *units()] == [newer, newer, older]
