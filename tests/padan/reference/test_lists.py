import gzip

import pytest
from django.utils import timezone
from shared_data import shared

from padan.reference import lists
from padan.reference.actions import load_list
from padan.reference.lists import ListUnreadable
from padan.reference.models import Code
from padan.reference.queries import schemes

KBJI = "digit,kode,judul,deskripsi\n1,7,Pekerja terampil,\n6,7212.01,Juru las pelat,x\n"


@pytest.fixture
def file(tmp_path):
    def write(name, text):
        path = tmp_path / name
        raw = text.encode() if isinstance(text, str) else text
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    return write


def test_headers_and_the_name_tell_which_list_it_is(file):
    found = lists.read(file("kbji2014.csv.gz", KBJI))

    assert (found.scheme, found.version, found.title) == ("kbji", "2014", "KBJI 2014")
    assert found.rows == (("7", "Pekerja terampil", 1, ""), ("7212.01", "Juru las pelat", 6, "x"))


def test_a_list_without_a_name_has_to_be_told(file):
    path = file("daftar.csv", KBJI)

    with pytest.raises(ListUnreadable, match="--scheme"):
        lists.read(path)
    assert lists.read(path, scheme="kbji", version="2026").version == "2026"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "nama,umur\nx,1\n", "no headers Padan knows"),
        ("kbji2014.csv", "digit,kode,judul,deskripsi\n", "no code"),
        ("kbji2014.csv", "digit,kode,judul,deskripsi\n1,7,,\n", "row 2"),
        ("kbji2014.csv", "digit,kode,judul,deskripsi\n1\n", "row 2"),
        ("kbji2014.csv", b"\x1f\x8b broken", "cannot be opened"),
        ("kbji2014.csv", b"digit,kode,judul\n1,7,\x81\n", "UTF-8 or cp1252"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(file, settings, name, content, says):
    settings.LANGUAGE_CODE = "en"

    with pytest.raises(ListUnreadable, match=says):
        lists.read(file(name, content))


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(ListUnreadable):
        lists.read(tmp_path / "tidak-ada.csv")


@pytest.mark.django_db
def test_the_same_list_twice_changes_nothing(file):
    codes = lists.read(file("kbji2014.csv", KBJI))

    first = load_list(codes=codes, at=timezone.now())
    second = load_list(codes=codes, at=timezone.now())

    assert ((first.new, first.unchanged), (second.new, second.unchanged)) == ((2, 0), (0, 2))
    assert {scheme.code: scheme.size for scheme in schemes()}["kbji-2014"] == 2


@pytest.mark.django_db
def test_a_loaded_code_is_never_reworded(file):
    load_list(codes=lists.read(file("kbji2014.csv", KBJI)), at=timezone.now())
    done = load_list(
        codes=lists.read(file("kbji2014.csv", KBJI.replace("Juru las pelat", "Welder"))), at=timezone.now()
    )

    assert (done.new, done.reworded) == (0, 1)
    assert Code.objects.get(code="7212.01").title == "Juru las pelat"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "list_", "size"),
    [
        ("classification/kbji2014.csv.gz", "kbji-2014", 2766),
        ("classification/kbli2020.csv.gz", "kbli-2020", 2712),
        ("classification/kbli2025.csv.gz", "kbli-2025", 2444),
        ("skkni/jabatan_kerja_konstruksi.csv", "jabatan-konstruksi-pupr", 460),
        ("skkni/lsp_smkn1ciamis_skema.csv", "skema-lsp", 6),
    ],
)
def test_real_lists_are_loaded_whole(name, list_, size):
    done = load_list(codes=lists.read(shared(name)), at=timezone.now())

    assert (done.scheme.code, done.new) == (list_, size)
