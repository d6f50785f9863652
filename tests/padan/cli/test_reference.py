import pytest
from click.testing import CliRunner

from padan.cli.reference import reference
from padan.reference.models import Scheme
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db


def test_a_list_is_loaded_and_then_listed(tmp_path):
    (tmp_path / "kbji2014.csv").write_text("digit,kode,judul,deskripsi\n6,7212.01,Juru las pelat,\n")

    done = CliRunner().invoke(reference, ["load", str(tmp_path / "kbji2014.csv")])
    told = CliRunner().invoke(reference, ["list"])

    assert (done.exit_code, done.output) == (0, "kbji2014.csv: KBJI 2014: 1 new codes, 0 were there.\n")
    assert "kbji-2014" in told.output


def test_the_same_list_twice_is_told_once_in_the_trail(tmp_path):
    (tmp_path / "kbji2014.csv").write_text("digit,kode,judul,deskripsi\n6,7212.01,Juru las pelat,\n")

    for _ in range(2):
        CliRunner().invoke(reference, ["load", str(tmp_path / "kbji2014.csv")])

    assert list(Entry.objects.values_list("verb", "thing_code")) == [("reference.loaded", "kbji-2014")]


def test_a_bad_file_does_not_keep_the_good_one_out_and_the_exit_code_says_so(tmp_path):
    (tmp_path / "x.csv").write_text("nama\nA\n")
    (tmp_path / "kbji2014.csv").write_text("digit,kode,judul,deskripsi\n6,7212.01,Juru las pelat,\n")

    done = CliRunner().invoke(reference, ["load", str(tmp_path / "x.csv"), str(tmp_path / "kbji2014.csv")])

    assert done.exit_code == 2
    assert "x.csv" in done.output
    assert Scheme.objects.filter(scheme="kbji").exists()
