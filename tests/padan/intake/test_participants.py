"""A centre's sheet of participants: what comes in, what waits, and that nobody comes in twice."""

import csv
import json

import pytest
from click.testing import CliRunner
from django.db import connection
from factories.organisations import OrganisationFactory

from padan.base.clock import now
from padan.cli.intake import intake
from padan.graduates.models import Graduate
from padan.intake.models import Remark
from padan.intake.settling import settle
from padan.outcomes.models import Outcome
from padan.people.models import Person
from padan.trail.models import Entry
from padan.training.models import Batch, Enrolment

pytestmark = pytest.mark.django_db

HEADINGS = [
    "KODE TRANSAKSI", "Nama*", "NIK", "No. HP", "Email", "Jenis Kelamin*", "Alamat*", "Tempat Lahir",
    "Tanggal Lahir*", "Usia*", "Pendidikan Terakhir", "Disabilitas Tipe Disabilitas",
    "Pernah Bekerja di Luar Negeri", "Berminat Bekerja di Luar Negeri", "Judul Program Pelatihan*", "Kejuruan*",
    "Metode Pelatihan", "Jenis Pelatihan*", "Angkatan", "Durasi (JP)", "Biaya Pelatihan", "Tanggal Mulai Pelatihan",
    "Tanggal Selesai Pelatihan", "Absensi", "Status Selesai Pelatihan", "Status Kelulusan*", "Sumber Anggaran",
    "Status Kebekerjaan*", "Nama Perusahaan/Nama Usaha", "Lokasi Penempatan (Kota/Kab)", "Status", "Jabatan",
    "Tanggal Penempatan",
]  # fmt: skip


def participant(at=1, **other):
    """A row as most are: Lulus, working."""
    row = dict.fromkeys(HEADINGS, "")
    row |= {
        "KODE TRANSAKSI": f"TRX-{at}", "Nama*": f"Peserta Contoh {chr(65 + at // 26)}{chr(65 + at % 26)}",
        "NIK": f"3216010102{at % 100:02d}{at:04d}", "No. HP": f"0812345{at:05d}", "Jenis Kelamin*": "L",
        "Alamat*": "Jl. Contoh 1, Bekasi", "Tanggal Lahir*": f"01/02/19{at % 100:02d}", "Usia*": "30",
        "Judul Program Pelatihan*": "Barista", "Kejuruan*": "Pariwisata", "Angkatan": "3",
        "Tanggal Mulai Pelatihan": "2024-01-08", "Tanggal Selesai Pelatihan": "28 Maret 2024",
        "Status Kelulusan*": "Lulus", "Status Kebekerjaan*": "Bekerja", "Jabatan": "Barista",
    }  # fmt: skip
    return row | other


@pytest.fixture
def bring(tmp_path):
    OrganisationFactory(centre=True)

    def written_and_brought(rows, name="peserta.csv", delimiter=";"):
        path = tmp_path / name
        with path.open("w", newline="") as out:
            writer = csv.DictWriter(out, HEADINGS, delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        done = CliRunner().invoke(intake, [str(path), "--json"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        (told,) = json.loads(done.stdout)["files"]
        assert told["layout"] == "participants", told
        assert told["read"] == told["imported"] + told["unchanged"] + told["review"] + told["ignored"]
        return told

    return written_and_brought


def numbers(told):
    return told["imported"], told["unchanged"], told["review"], told["questions"]


def reasons(told):
    return [(one["row"], one["column"], one["reason"]) for one in told["reasons"] if one["kind"] != "ignored"]


def test_a_person_comes_in_with_her_class_her_result_and_her_work(bring):
    assert numbers(bring([participant(1)])) == (1, 0, 0, 0)

    person = Person.objects.get()
    assert (person.nik, person.phone, person.sex, str(person.born_on)) == (
        "3216010102010001",
        "+6281234500001",
        "male",
        "1901-02-01",
    )
    enrolment = Enrolment.objects.get()
    assert (enrolment.batch.name, str(enrolment.batch.starts_on), str(enrolment.finished_on), enrolment.number) == (
        "Barista 3",
        "2024-01-08",
        "2024-03-28",
        1,
    )
    assert Graduate.objects.get().code == f"LLS{person.code[3:]}"
    outcome = Outcome.objects.get()
    assert (outcome.status, outcome.job, outcome.evidence) == ("employed", "Barista", "self_report")
    assert b"3216010102010001" not in bytes(person.nik_sealed)
    assert "people.enrolled" in set(Entry.objects.values_list("verb", flat=True))


def test_c13_ninety_good_rows_come_in_and_five_bad_ones_wait_with_row_and_reason(bring):
    bad = [
        participant(91, NIK="3.21601E+15"),
        participant(92, **{"Jenis Kelamin*": "-"}),
        participant(93, **{"Tanggal Lahir*": "31/02/1990"}),
        participant(94, **{"Nama*": ""}),
        participant(95, NIK="3216010102950000"),
    ]
    told = bring([participant(at) for at in range(1, 91)] + bad)

    assert numbers(told) == (90, 0, 5, 0)
    assert Person.objects.count() == 90
    assert reasons(told) == [
        (92, "NIK", "NIK is a number; format the column as text and take it from the original file."),
        (93, "Jenis Kelamin*", "“-” is not one of the known answers. Choose one."),
        (94, "Tanggal Lahir*", "There is no such day."),
        (95, "Nama*", "Empty. We do not guess."),
        (96, "NIK", "The last four digits of a NIK are never 0000."),
    ]


def test_a_field_that_the_row_can_do_without_is_a_question_and_changes_nothing_else(bring):
    told = bring([participant(1, **{"No. HP": "8.12E+10", "Tanggal Selesai Pelatihan": "31/02/2024"})])

    assert numbers(told) == (1, 0, 0, 2)
    assert Person.objects.get().phone == ""
    asked = Remark.objects.filter(kind="question")
    assert {remark.thing_id for remark in asked} == {Enrolment.objects.get().pk}


def test_c8_the_same_file_twice_changes_nothing(bring):
    rows = [participant(at) for at in range(1, 6)] + [participant(6, NIK="", **{"KODE TRANSAKSI": ""})]
    assert numbers(bring(rows)) == (6, 0, 0, 0)
    assert numbers(bring(rows)) == (0, 6, 0, 0)
    assert numbers(bring(rows, name="salinan.csv", delimiter=",")) == (0, 6, 0, 0)
    assert (Person.objects.count(), Enrolment.objects.count(), Graduate.objects.count()) == (6, 6, 6)


def test_c8_a_row_that_stands_twice_in_the_file_comes_in_once(bring):
    assert numbers(bring([participant(1), participant(1)])) == (1, 1, 0, 0)


def test_c8_one_nik_in_two_classes_is_one_person_and_one_graduate(bring):
    later = {"Judul Program Pelatihan*": "Bakery", "Tanggal Selesai Pelatihan": "28/06/2024", "KODE TRANSAKSI": "TRX-9"}
    assert numbers(bring([participant(1), participant(1, **later)])) == (2, 0, 0, 0)
    assert (Person.objects.count(), Enrolment.objects.count()) == (1, 2)
    assert Graduate.objects.get().batch.name == "Bakery 3"


def test_c8_one_nik_under_two_names_waits_for_a_person(bring):
    bring([participant(1)])
    told = bring([participant(2, NIK=participant(1)["NIK"], **{"Tanggal Lahir*": "01/02/1901"})], name="lain.csv")
    assert numbers(told) == (0, 0, 1, 0)
    assert reasons(told) == [(2, "NIK", "The same NIK stands with another name. One of the two is wrong.")]


def test_c8_the_same_name_and_birth_under_another_nik_is_only_suggested(bring):
    bring([participant(1)])
    twin = participant(1, NIK="3216010102010777", **{"KODE TRANSAKSI": "X", "Judul Program Pelatihan*": "Bakery"})
    told = bring([twin], name="lain.csv")
    assert numbers(told) == (0, 0, 1, 0)
    assert Person.objects.get().code in told["reasons"][-1]["reason"]


def test_c7_a_nik_that_tells_another_birth_comes_in_with_a_note(bring):
    assert numbers(bring([participant(1, **{"Tanggal Lahir*": "02/02/1990"})])) == (1, 0, 0, 0)
    assert [remark.reason for remark in Remark.objects.filter(kind="note")] == ["nik_disagrees"]


def test_whoever_is_still_in_training_is_no_graduate_and_has_no_outcome(bring):
    bring([participant(1, **{"Status Kelulusan*": "Dalam Proses", "Status Kebekerjaan*": "Belum Bekerja"})])
    assert (Graduate.objects.count(), Outcome.objects.count(), Batch.objects.get().state) == (0, 0, "training")


def test_not_working_yet_is_told_as_it_was_told_never_as_seeking(bring):
    bring([participant(1, **{"Status Kebekerjaan*": "Belum Bekerja"})])
    assert Outcome.objects.get().status == "not_working"


def test_work_that_may_be_no_waged_work_is_asked_for_never_counted(bring):
    told = bring([participant(1, Jabatan="Ojek Online"), participant(2, **{"Status Kebekerjaan*": ""})])
    assert numbers(told) == (2, 0, 0, 1)
    assert sorted(Outcome.objects.values_list("status", "marked_working")) == [("unclear", True), ("unknown", False)]


def test_a_row_with_more_cells_than_headings_waits(bring, tmp_path):
    path = tmp_path / "geser.csv"
    path.write_text("Nama;Judul Program Pelatihan\nSiti;Barista\nBudi;Barista;Bekasi\n;;\nAni;Bakery\n;;\n")
    done = CliRunner().invoke(intake, [str(path), "--json"])
    (told,) = json.loads(done.stdout)["files"]
    assert (told["read"], numbers(told), told["ignored"]) == (5, (2, 0, 1, 0), 2)
    assert reasons(told) == [(3, "", "The row has more cells than the heading; the columns may have slipped.")]


def test_several_centres_and_no_code_is_refused_with_the_list(tmp_path):
    OrganisationFactory.create_batch(2, centre=True)
    (tmp_path / "a.csv").write_text("program,jp\nBarista,180\n")
    done = CliRunner().invoke(intake, [str(tmp_path / "a.csv"), "--json"])
    assert (done.exit_code, len(json.loads(done.stdout)["organisations"])) == (1, 2)


def test_a_file_that_cannot_be_read_is_exit_code_two_and_the_others_come_in(tmp_path):
    (tmp_path / "a.csv").write_text("program,jp\nBarista,180\n")
    (tmp_path / "b.xlsx").write_bytes(b"%PDF-1.7")
    done = CliRunner().invoke(intake, [str(tmp_path / "a.csv"), str(tmp_path / "b.xlsx"), "--json"])
    good, refused = json.loads(done.stdout)["files"]
    assert (done.exit_code, good["imported"], refused["layout"]) == (2, 1, None)
    assert refused["error"] == "This is a PDF file, not a sheet. Save it as XLSX, XLS, ODS or CSV."


def test_a_nik_that_waits_lies_sealed_and_is_read_again_with_its_answer(bring):
    spoilt, mended = "9901011205970000.0", "9901011205970007"
    bring([participant(1, NIK=spoilt)])
    remark = Remark.objects.get(field="nik")
    assert (remark.written_open, Person.objects.count()) == (spoilt, 0)
    settle(upload=remark.upload, remark=remark, answer=mended, by=None, at=now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_remark")
        lying = str(cursor.fetchall())
    assert spoilt[:12] not in lying
    assert mended not in lying
    bring([participant(1, NIK=spoilt)])
    assert Person.objects.get().nik == mended
