"""Bringing files in, as the people at a desk do it; the worker's part is done by calling it."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from factories.intake import RemarkFactory, UploadFactory
from factories.organisations import OrganisationFactory, account
from openpyxl import load_workbook

from padan.base.clock import now
from padan.curricula.models import Programme
from padan.intake.jobs import work_on
from padan.intake.models import Remark, Upload
from padan.intake.states import Layout, RemarkKind, RemarkState, UploadState
from padan.needs.models import Need
from padan.openings.models import Opening
from padan.organisations.states import RoleName
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db

PROGRAMMES = """NO,KEJURUAN,PROGRAM PELATIHAN,JP
1,Pariwisata,Peracik Kopi Contoh,240
2,Teknik Las,Juru Las Contoh,200
3,Teknik Las,,180
"""
ALUMNI = """NO,KEJURUAN,PROGRAM PELATIHAN,STATUS BEKERJA,JABATAN/BIDANG
1,Pariwisata,Peracik Kopi Contoh,Y,Barista
2,Pariwisata,Peracik Kopi Contoh,Y,magang
3,Pariwisata,Peracik Kopi Contoh,Y,magang
4,Pariwisata,Peracik Kopi Contoh,Y,
5,Pariwisata,Peracik Kopi Contoh,Y,
"""
TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')
VACANCIES = """id_posisi,posisi,jumlah_kuota,nama_perusahaan,nama_kabupaten,nama_provinsi
A-1,Staf gudang,2,PT Rekaan,KAB. SIMALUNGUNN,SUMATERA UTARA
A-2,Staf kantor,1,PT Rekaan,KAB. SIMALUNGUNN,SUMATERA UTARA
"""
NEEDS = """perusahaan,jabatan,jumlah,lokasi
PT Rekaan,Juru las,12,Kab. Simalungunn
"""


@pytest.fixture
def centre():
    return OrganisationFactory(centre=True)


@pytest.fixture
def officer(centre, client):
    user = account(RoleName.CENTRE_OFFICER, centre)
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def own_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def csv(text, name="berkas.csv"):
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def bring(client, centre, *files):
    return client.post(reverse("intake-list"), {"centre": centre.code, "files": list(files)})


def work():
    """What the worker does with whatever waits."""
    for waiting in Upload.objects.all():
        work_on.call_local(waiting.code)


def brought(client, centre, text, *, enter=False):
    bring(client, centre, csv(text))
    work()
    upload = Upload.objects.get()
    if enter:
        client.post(reverse("intake-enter", args=[upload.code]))
        work()
        upload.refresh_from_db()
    return upload


def look(client, upload, query=""):
    return client.get(reverse("intake-detail", args=[upload.code]) + query)


def answer(client, upload, remark, text="", do="save", query="", **headers):
    return client.post(
        reverse("intake-answer", args=[upload.code]) + query,
        {"remark": remark.pk, "answer": text, "do": do},
        headers=headers,
    )


def test_an_empty_page_tells_what_to_do_first(client, officer):
    assert b"Mulai dengan daftar program" in client.get(reverse("intake-list")).content


def test_a_file_is_read_shown_as_a_sum_and_entered_with_one_button(client, centre, officer):
    response = bring(client, centre, csv(PROGRAMMES))
    upload = Upload.objects.get()
    assert response.url == reverse("intake-detail", args=[upload.code])
    assert b"every 2s" in look(client, upload).content
    assert not Programme.objects.exists()

    work()
    page = look(client, upload).content.decode()
    assert "2 + 1 + 1 = 4" in page
    assert "Masukkan 2 baris" in page
    assert "every 2s" not in page
    assert not Programme.objects.exists()

    assert client.post(reverse("intake-enter", args=[upload.code])).status_code == 302
    work()
    assert Programme.objects.count() == 2
    assert "Masukkan" not in look(client, upload).content.decode()


def test_the_same_content_twice_is_one_upload(client, centre, officer):
    bring(client, centre, csv(PROGRAMMES, "satu.csv"))
    bring(client, centre, csv(PROGRAMMES, "dua.csv"))
    assert Upload.objects.count() == 1


def test_several_files_come_at_once(client, centre, officer):
    response = bring(client, centre, csv(PROGRAMMES, "a.csv"), csv(ALUMNI, "b.csv"))
    assert response.url == reverse("intake-list")
    assert Upload.objects.count() == 2


def test_a_file_too_large_is_refused_with_its_size(client, centre, officer, settings):
    settings.PADAN_MAX_UPLOAD_BYTES = 1024
    response = bring(client, centre, csv(PROGRAMMES * 100, "besar.csv"))
    assert response.status_code == 422
    assert "“besar.csv” berukuran" in response.content.decode()
    assert not Upload.objects.exists()


def test_without_a_centre_or_a_file_the_form_comes_back(client, centre, officer):
    response = client.post(reverse("intake-list"), {"centre": "", "files": []})
    assert response.status_code == 422
    assert b"Pilih berkasnya." in response.content


def test_nobody_brings_files_into_another_s_centre(client, centre, officer):
    stranger = OrganisationFactory(centre=True)
    assert bring(client, stranger, csv(PROGRAMMES)).status_code == 422
    assert not Upload.objects.exists()


def test_a_refused_file_says_why_and_the_way_out(client, centre, officer):
    upload = brought(client, centre, "a,b\n1,2\n")
    page = look(client, upload).content.decode()
    assert "Berkas ditolak, tidak ada yang masuk." in page
    assert "Unggah berkas yang sudah diperbaiki" in page


def test_a_row_held_back_comes_in_with_its_answer(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    remark = Remark.objects.get(kind=RemarkKind.REVIEW)
    assert answer(client, upload, remark, "Juru Las Pipa Contoh").status_code == 302
    page = look(client, upload).content.decode()
    assert "Masukkan 3 baris" in page
    assert "is-fixed" in page

    client.post(reverse("intake-enter", args=[upload.code]))
    work()
    assert Programme.objects.filter(name="Juru Las Pipa Contoh", hours=180).exists()


def test_an_answer_taken_back_leaves_the_row_waiting(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    remark = Remark.objects.get(kind=RemarkKind.REVIEW)
    answer(client, upload, remark, "Juru Las Pipa Contoh")
    answer(client, upload, remark, do="again")
    remark.refresh_from_db()
    assert (remark.state, remark.answer) == (RemarkState.OPEN, "")
    assert "Masukkan 2 baris" in look(client, upload).content.decode()


def test_an_answer_that_came_in_is_not_taken_back_here(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    remark = Remark.objects.get(kind=RemarkKind.REVIEW)
    answer(client, upload, remark, "Juru Las Pipa Contoh")
    client.post(reverse("intake-enter", args=[upload.code]))
    work()
    assert answer(client, upload, remark, do="again").status_code == 422
    remark.refresh_from_db()
    assert remark.state == RemarkState.SETTLED


def test_an_empty_answer_is_refused_beside_its_field(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    remark = Remark.objects.get(kind=RemarkKind.REVIEW)
    response = answer(client, upload, remark, "   ")
    assert response.status_code == 422
    assert b'aria-invalid="true"' in response.content
    remark.refresh_from_db()
    assert remark.state == RemarkState.OPEN


def test_a_question_waits_until_its_row_is_stored(client, centre, officer):
    upload = brought(client, centre, ALUMNI)
    question = Remark.objects.filter(kind=RemarkKind.QUESTION).first()
    assert "Setelah masuk" in look(client, upload).content.decode()
    assert answer(client, upload, question, "employed").status_code == 422


def test_equal_spellings_are_one_item_and_one_answer_settles_them(client, centre, officer):
    upload = brought(client, centre, ALUMNI, enter=True)
    assert "2 baris, satu jawaban untuk semua" in look(client, upload).content.decode()
    first = Remark.objects.filter(kind=RemarkKind.QUESTION, written="magang").first()
    answer(client, upload, first, "apprenticeship")
    assert sorted(Outcome.objects.values_list("status", flat=True)) == [
        "apprenticeship",
        "apprenticeship",
        "employed",
        "unclear",
        "unclear",
    ]
    upload.refresh_from_db()
    assert upload.questions == 2
    assert Entry.objects.filter(verb="upload.answered").exists()


def test_empty_cells_are_never_answered_together(client, centre, officer):
    upload = brought(client, centre, ALUMNI, enter=True)
    blank = Remark.objects.filter(kind=RemarkKind.QUESTION, written="")
    answer(client, upload, blank.first(), "seeking")
    assert [remark.state for remark in blank] == ["settled", "open"]


def test_a_settled_question_is_taken_out_of_the_row_again(client, centre, officer):
    upload = brought(client, centre, ALUMNI, enter=True)
    first = Remark.objects.filter(written="magang").first()
    answer(client, upload, first, "apprenticeship")
    answer(client, upload, first, do="again")
    assert Outcome.objects.filter(job="magang", status=Status.UNCLEAR).count() == 2


def test_a_place_is_settled_by_the_official_name_only(client, centre, officer):
    upload = brought(client, centre, VACANCIES, enter=True)
    question = Remark.objects.filter(field="regency").first()
    assert 'list="wilayah"' in look(client, upload).content.decode()
    assert answer(client, upload, question, "Simalungun").status_code == 422
    answer(client, upload, question, "Kabupaten Simalungun, Sumatera Utara")
    assert [opening.region.name for opening in Opening.objects.all()] == ["Kabupaten Simalungun"] * 2
    answer(client, upload, question, do="again")
    assert not Opening.objects.filter(region__isnull=False).exists()


def test_the_place_of_a_need_is_settled_on_the_page_and_taken_back(client, centre, officer):
    upload = brought(client, centre, NEEDS, enter=True)
    question = Remark.objects.get(field="regency")
    shown = look(client, upload).content.decode()
    assert "Kab. Simalungunn" in shown
    assert 'list="wilayah"' in shown
    answer(client, upload, question, "Kabupaten Simalungun, Sumatera Utara")
    need = Need.objects.get()
    assert need.region.name == "Kabupaten Simalungun"
    answer(client, upload, question, do="again")
    need.refresh_from_db()
    assert need.region is None


def test_what_is_put_off_stays_counted_and_is_taken_up_again(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    remark = Remark.objects.get(kind=RemarkKind.REVIEW)
    answer(client, upload, remark, do="later")
    assert "Kerjakan sekarang" in look(client, upload).content.decode()
    answer(client, upload, remark, do="again")
    remark.refresh_from_db()
    assert remark.state == RemarkState.OPEN


def test_many_remarks_come_by_pages_and_by_kind(client, centre, officer):
    upload = UploadFactory(organisation=centre, review=120)
    for row in range(120):
        RemarkFactory(upload=upload, row=row + 2)
    RemarkFactory(upload=upload, kind=RemarkKind.QUESTION, row=500)
    assert len(look(client, upload).context["items"]) == 50
    assert len(look(client, upload, "?page=3").context["items"]) == 21
    assert len(look(client, upload, "?kind=question").context["items"]) == 1
    assert look(client, upload, "?kind=nonsense&page=x").status_code == 200


def test_the_piece_and_the_page_say_the_same(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    page = look(client, upload).content.decode()
    piece = client.get(reverse("intake-detail", args=[upload.code]), headers={"HX-Request": "true"}).content.decode()
    assert piece.strip().startswith('<div id="berkas"')
    assert TOKEN.sub("", piece).strip() in TOKEN.sub("", page)


def test_what_remains_is_downloaded_and_the_trail_tells_it(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    response = client.post(reverse("intake-remains", args=[upload.code]))
    rows = list(load_workbook(io.BytesIO(response.getvalue()))["Baris"].values)
    assert rows[0] == ("Lembar", "Baris", "Kolom", "Tertulis", "Mengapa menunggu")
    assert rows[1][1:3] == (4, "PROGRAM PELATIHAN")
    assert Entry.objects.filter(verb="export.made").exists()


def test_a_cancelled_import_enters_nothing(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    assert client.post(reverse("intake-cancel", args=[upload.code])).status_code == 302
    upload.refresh_from_db()
    assert upload.state == UploadState.CANCELLED
    assert client.post(reverse("intake-enter", args=[upload.code])).status_code == 422
    assert not Programme.objects.exists()


def test_columns_with_like_names_are_named(client, centre, officer):
    upload = UploadFactory(
        organisation=centre,
        layout=Layout.PARTICIPANTS,
        columns={"work_kind": "Status", "result": "Status Kelulusan", "name": "Nama"},
    )
    assert "“Status” dibaca sebagai" in look(client, upload).content.decode()


def test_a_second_click_on_enter_begins_nothing_twice(client, centre, officer):
    upload = brought(client, centre, PROGRAMMES)
    for _click in range(2):
        assert client.post(reverse("intake-enter", args=[upload.code])).status_code == 302
    work()
    assert Programme.objects.count() == 2
    assert Entry.objects.filter(verb="upload.brought_in").count() == 1


def test_an_administrator_reads_no_person_in_a_file(client, centre):
    client.force_login(account(RoleName.ADMINISTRATOR))
    upload = UploadFactory(organisation=centre)
    RemarkFactory(upload=upload, field="name", written="Rahasia Sekali", detail="Rahasia Sekali")
    assert b"Rahasia" not in look(client, upload).content
    response = client.post(reverse("intake-remains", args=[upload.code]))
    assert "Rahasia" not in str(list(load_workbook(io.BytesIO(response.getvalue()))["Baris"].values))


def test_a_file_that_waits_long_says_whom_to_ask(client, centre, officer):
    bring(client, centre, csv(PROGRAMMES))
    upload = Upload.objects.get()
    assert "tanyakan" not in look(client, upload).content.decode()
    Upload.objects.update(updated_at=now() - timedelta(minutes=6))
    assert "tanyakan" in look(client, upload).content.decode()
