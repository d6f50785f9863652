"""The pages of papers made of figures."""

from datetime import timedelta

import pytest
from django.conf import settings
from factories.figures import FrozenFactory, ReleasedFigureFactory, ReleaseFactory, ReportFactory, ReportFigureFactory
from factories.forum import ForumFactory
from factories.organisations import account
from factories.outcomes import OutcomeFactory
from factories.world import accounts_of, two_sides

from padan.base.clock import now, today
from padan.figures import jobs
from padan.figures.models import Frozen, Release, Report, ReportOrder
from padan.trail.queries import all_entries
from padan.web.secretariat import reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return two_sides()[0]


def enter(client, here, role):
    client.force_login(accounts_of(here)[role])


def published(here, **more):
    told = {"scope": here.forum_body.code, "as_of": today(), "label": "Bekerja"}
    one = FrozenFactory(**told | more)
    release = ReleaseFactory(forum=here.forum, as_of=today() - timedelta(days=Release.objects.count()))
    ReleasedFigureFactory(release=release, frozen=one)
    Release.objects.filter(pk=release.pk).update(
        state="released", audited_at=now(), released_at=now(), released_by="system"
    )
    return one


def asked(here, **more):
    return {
        "title": "[1] lulusan bekerja", "lead": "Kepengurusan baru dikukuhkan.", "place": "Bekasi",
        "day": "2026-11-14", "quotes": "Ketua Forum\n\nKepala Balai",
    } | more  # fmt: skip


PRESS = "/laporan/baru/siaran-pers/"


def test_a_press_release_is_made_and_fetched_as_pdf_and_word(client, ours):
    one = published(ours)
    enter(client, ours, "secretariat")
    address = f"{PRESS}?lembaga={ours.forum_body.code}"
    assert f"[1] " in client.get(address).content.decode()  # noqa: F541

    made = client.post(address, asked(ours, figures=[one.code]))

    report = Report.objects.get(kind="press", organisation=ours.forum_body)
    assert made["Location"] == f"/laporan/{report.code}/"
    assert report.content["kutipan"] == ["Ketua Forum", "Kepala Balai"]
    page = client.get(made["Location"]).content.decode()
    assert report.files.get(file_kind="docx").file_sha256 in page
    assert one.code in page
    assert "!!undefined" not in page
    pdf = client.get(f"/laporan/{report.code}/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    word = client.get(f"/laporan/{report.code}/word/")
    assert word["Content-Disposition"].startswith("attachment")
    assert word.content.startswith(b"PK\x03\x04")
    assert client.get(f"/laporan/{report.code}/excel/").status_code == 405
    client.logout()
    printed = report.content["angka"][0]["alamat"]
    assert client.get(printed.removeprefix(settings.PADAN_ADDRESS)).status_code == 200  # the reader of the QR code


def test_a_place_counts_as_offered_even_where_only_a_later_figure_is_chosen(client, ours):
    older = published(ours, label="Bekerja dulu", key="seeking", frozen_at=now(), numerator=225, value=225 / 1248)
    newer = published(ours, frozen_at=now())
    enter(client, ours, "secretariat")
    address = f"{PRESS}?lembaga={ours.forum_body.code}"

    refused = client.post(address, asked(ours, figures=[older.code]))
    assert refused.status_code == 422  # [1] is the newer one, and it is not chosen

    client.post(address, asked(ours, figures=[older.code], title="[2] mencari kerja"))
    assert Report.objects.get(kind="press", organisation=ours.forum_body).title == "18,0% mencari kerja"
    assert newer.pk > older.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "54 persen bekerja"}, {"lead": "Target 300 mitra."}, {"figures": []}, {"figures": ["ANG-TIADA"]},
        {"day": ""}, {"lead": "Alhamdulillah 😀"},
    ],
)  # fmt: skip
def test_what_is_refused_comes_back_in_the_form_with_what_was_written(client, ours, wrong):
    one = published(ours)
    enter(client, ours, "secretariat")
    told = asked(ours, figures=[one.code]) | wrong

    answer = client.post(f"{PRESS}?lembaga={ours.forum_body.code}", told)

    assert answer.status_code == 422
    assert "Bekasi" in answer.content.decode()
    assert not Report.objects.filter(kind="press", organisation=ours.forum_body).exists()


def test_without_a_published_figure_the_page_says_what_to_do_first(client):
    client.force_login(account("secretariat", ForumFactory().organisation))
    page = client.get(PRESS).content.decode()
    assert "Belum ada angka yang diumumkan" in page
    assert 'name="title"' not in page


def test_the_summary_shows_the_frozen_page_once_one_is_kept_and_the_live_one_on_demand(client, ours):
    OutcomeFactory.create_batch(4, enrolment__batch=ours.batch, enrolment__state="completed", batch=ours.batch)
    enter(client, ours, "secretariat")
    assert Frozen.objects.filter(scope=ours.forum_body.code).count() == 0

    made = client.post(f"/angka/ringkasan/simpan/?lembaga={ours.forum_body.code}")

    report = Report.objects.get(kind="summary")
    assert made["Location"] == f"/angka/ringkasan/?laporan={report.code}"
    kept = client.get("/angka/ringkasan/").content.decode()
    assert report.code in kept
    assert "https://wa.me/?text=" in kept
    assert "!!undefined" not in kept
    now_ = client.get("/angka/ringkasan/?sekarang=1").content.decode()
    assert report.code not in now_
    assert "!!undefined" not in now_


def test_a_stranger_s_summary_is_not_here(client):
    ours, theirs = two_sides()
    report = ReportFactory(kind="summary", organisation=theirs.forum_body)
    enter(client, ours, "secretariat")
    assert client.get(f"/angka/ringkasan/?laporan={report.code}").status_code == 404
    assert client.post(f"/angka/ringkasan/simpan/?lembaga={theirs.forum_body.code}")["Location"] != ""
    assert not Report.objects.filter(organisation=theirs.forum_body).exclude(pk=report.pk).exists()


def test_the_yearly_report_of_an_empty_year_says_so_on_its_page(client, ours):
    enter(client, ours, "secretariat")
    made = client.post(f"/laporan/baru/tahunan/?lembaga={ours.forum_body.code}", {"year": 2003})
    page = client.get(made["Location"])
    assert page.status_code == 200
    assert "Tidak ada data untuk tahun ini" in page.content.decode()
    ahead = client.post("/laporan/baru/tahunan/", {"year": 2100})
    assert ahead.status_code == 422


def test_a_report_of_many_graduates_is_prepared_by_a_job_and_its_page_tells_how_far_it_is(client, ours, monkeypatch):
    enter(client, ours, "secretariat")
    monkeypatch.setattr(reports, "AT_ONCE", 0)
    begun = []
    monkeypatch.setattr(reports, "prepare_soon", begun.append)
    address = f"/laporan/baru/tahunan/?lembaga={ours.centre.code}"
    made = client.post(address, {"year": 2023})
    order = ReportOrder.objects.get(year=2023)
    assert (made["Location"], Report.objects.filter(year=2023).exists()) == (f"/laporan/disiapkan/{order.code}/", False)
    assert client.post(address, {"year": 2023})["Location"] == made["Location"]
    assert begun == [order]  # no second job beside it
    piece = client.get(made["Location"], headers={"HX-Request": "true"}).content.decode()
    assert ("every 2s" in piece, f"0 dari {order.steps}" in piece) == (True, True)
    jobs.prepare.call_local(order.code)
    report = Report.objects.get(year=2023)
    for page in (made["Location"], address):
        body = client.get(page).content.decode()
        assert ("every 2s" in body, "<noscript><meta" in body) == (False, False)
        assert order.code in body or f"/laporan/{report.code}/" in body


def test_the_workbook_is_fetched_into_the_trail_and_by_nobody_who_reads_no_rows(client, ours):
    accounts = accounts_of(ours)
    client.force_login(accounts["board_member"])
    fetched = client.post(f"/laporan/{ours.report.code}/excel/")
    assert fetched["Content-Type"].endswith("spreadsheetml.sheet")
    entry = all_entries().latest("seq")
    assert entry.verb == "export.made"
    assert entry.wording.changes["report"] == ["", ours.report.code]
    client.force_login(accounts["labour_office"])
    assert client.post(f"/laporan/{ours.report.code}/excel/").status_code == 404
    assert "/excel/" not in client.get(f"/laporan/{ours.report.code}/").content.decode()


def test_a_paper_says_that_a_figure_of_it_was_corrected_since(client, ours):
    old = FrozenFactory(scope=ours.centre.code)
    ReportFigureFactory(report=ours.report, frozen=old, place=7)
    enter(client, ours, "auditor")
    assert "diperbaiki oleh" not in client.get(f"/laporan/{ours.report.code}/").content.decode()
    new = FrozenFactory(scope=ours.centre.code, corrects=old, version=2, reason="Satu jawaban salah dibaca")
    assert f"diperbaiki oleh {new.code}" in client.get(f"/laporan/{ours.report.code}/").content.decode()
