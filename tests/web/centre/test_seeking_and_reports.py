"""The centre asks its graduates; the report of vacancies goes out in its order, with what it lacks named."""

import csv
import io

import pytest
from django.urls import reverse
from factories.graduates import GraduateFactory, SeekingFactory
from factories.needs import NeedFactory, NeedUnitFactory
from factories.openings import AgeLimitFactory, OpeningFactory, OpeningUnitFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory

from padan.openings.models import VacancyReport
from padan.organisations.states import Kind, RoleName
from padan.people.models import SignedLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return OrganisationFactory(kind=Kind.FORUM)


def test_a_class_gets_its_links_at_once_and_each_holds_the_words_to_send(client):
    graduate = GraduateFactory(person__phone="+6281234567890")
    GraduateFactory(batch=graduate.batch)
    GraduateFactory()
    client.force_login(account(RoleName.CENTRE_OFFICER, graduate.centre))
    url = reverse("batch-seekers", args=[graduate.batch.code])
    assert "https://wa.me/" not in client.get(url).content.decode()
    page = client.post(url).content.decode()
    assert page.count("https://wa.me/") == 2
    assert "https://wa.me/6281234567890?text=" in page
    assert SignedLink.objects.count() == 2


def test_graduates_are_found_by_what_they_look_for_and_by_nothing_the_law_forbids(client):
    graduate = GraduateFactory()
    SeekingFactory(graduate=graduate)
    silent = GraduateFactory(batch=graduate.batch)
    client.force_login(account(RoleName.CENTRE_OFFICER, graduate.centre))
    page = client.get(reverse("graduate-list"), {"looks": "open"}).content.decode()
    assert graduate.code in page
    assert silent.code not in page
    fields = set(client.get(reverse("graduate-list")).context["seen"].form.fields)
    assert fields.isdisjoint({"sex", "age", "born_on", "religion", "marital", "disability", "height"})


def test_the_report_stands_in_the_order_of_the_duty_and_says_what_is_missing(client, forum):
    company = OrganisationFactory(forum=forum, name="PT Contoh Las", nib="9912345678901", address="Jalan Contoh 1")
    told = {
        "title": "Juru las",
        "education": "SMK",
        "experience": "tanpa",
        "wage_from_idr": 5_200_000,
        "company": company,
    }
    whole = OpeningFactory(**told, region_written="Bekasi")
    OpeningUnitFactory(opening=whole, unit=CodeFactory(title="Mengelas pelat"))
    bare = OpeningFactory(company=company, title="Barista")
    AgeLimitFactory(opening=bare)  # nobody let it pass: it is not reported
    passed = OpeningFactory(company=company, title="Perancah")
    AgeLimitFactory(opening=passed, approver=account(RoleName.AUDITOR), approved_at="2024-11-01T00:00Z")
    secretary = account(RoleName.SECRETARIAT, forum)
    client.force_login(secretary)

    answer = client.post(reverse("vacancy-export"), {"format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ",")
    assert head[:2] == ["Pemberi kerja", "NIB"]
    order = ["Nama jabatan", "Jumlah orang", "Dibuka sejak", "Dibuka sampai", "Usia", "Jenis kelamin", "Pendidikan",
             "Keterampilan", "Pengalaman", "Upah", "Tempat kerja", "Lainnya"]  # fmt: skip
    assert [name for name in head if name in order] == order
    by_title = {row[7]: dict(zip(head, row, strict=True)) for row in rows if len(row) == len(head)}
    assert by_title["Juru las"]["Keterampilan"] == "Mengelas pelat"
    assert by_title["Juru las"]["Kurang untuk laporan"] == "masa berlaku"
    assert by_title["Barista"]["Usia"] == by_title["Barista"]["Jenis kelamin"] == "tidak dibatasi"
    assert by_title["Perancah"]["Usia"] == "mulai 18 tahun"

    found = client.post(reverse("vacancy-export", query={"q": "barista"}), {"format": "csv"})
    text = b"".join(found.streaming_content).decode("utf-8-sig")
    assert "Barista" in text
    assert "Juru las" not in text

    told = {"opening": [whole.code], "kind": "vacant", "reported_on": "2024-11-14", "karirhub_ref": "KH-77"}
    assert client.post(reverse("vacancy-record"), told).status_code == 302
    report = VacancyReport.objects.get()
    assert (report.opening, report.karirhub_ref, report.by) == (whole, "KH-77", secretary)
    assert client.post(reverse("vacancy-record"), told).status_code == 422  # it is due no more: nothing is ticked
    page = client.get(reverse("vacancy-list")).content.decode()
    assert "Barista" in page
    assert "Juru las" not in page


def test_only_what_one_keeps_is_offered_to_be_written_down_as_reported(client, forum):
    centre = OrganisationFactory(kind=Kind.CENTRE, forum=forum)
    theirs = OpeningFactory(company=OrganisationFactory(forum=forum), title="Juru las")
    own = OpeningFactory(company=OrganisationFactory(forum=forum), owner=centre, title="Barista")
    client.force_login(account(RoleName.CENTRE_OFFICER, centre))
    assert theirs.code in client.get(reverse("vacancy-list")).text
    page = client.get(reverse("vacancy-record")).text
    assert own.code in page
    assert theirs.code not in page


def test_a_need_becomes_an_opening_without_typing_anything_twice(client, forum):
    need = NeedFactory(company__forum=forum, wage_from_idr=5_000_000)
    unit = NeedUnitFactory(need=need).unit
    client.force_login(account(RoleName.SECRETARIAT, forum))
    url = reverse("opening-new", args=[need.company.code], query={"kebutuhan": need.code})
    form = client.get(url).context["form"]
    told = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(url, {**told, "title": "Juru las pelat"})
    page = client.get(answer.url).content.decode()
    assert unit.code in page
    assert "5.000.000" in page
