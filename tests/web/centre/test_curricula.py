"""Writing what is taught: the draft's pages, two writers at once, the steps, the files, and the company's page."""

import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.curricula import EndorsementFactory, VersionAnswerFactory, whole_version
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory, CriterionFactory, SchemeFactory, UnitElementFactory
from shared_data import shared

from padan.curricula.actions.endorsements import ask_endorsement
from padan.curricula.actions.versions import propose_version
from padan.curricula.comparing import digest_of
from padan.curricula.models import CurriculumVersion, Endorsement, UnitRemark
from padan.curricula.queries.versions import whole_of
from padan.curricula.states import VersionState
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 3, tzinfo=UTC)


@pytest.fixture
def version():
    body = OrganisationFactory(forum_body=True)
    return whole_version(programme__centre=OrganisationFactory(centre=True, forum=body))


@pytest.fixture
def officer(client, version):
    user = account(RoleName.CENTRE_OFFICER, version.programme.centre)
    client.force_login(user)
    return user


def at(name, *args):
    return reverse(name, args=args)


def body_of(response):
    return response.content.decode()


def text_of(version, **changes):
    told = {"official_code": version.official_code, "basis": "", "kkni_level": 2, "occupation": "", "hours": 80,
            "objective": version.objective, "entry_requirements": version.entry_requirements, "method": "",
            "revision": version.revision}  # fmt: skip
    return told | changes


def rows_of(taught, *elements, revision=1):
    told = {"form-TOTAL_FORMS": len(elements), "form-INITIAL_FORMS": 0, "revision": revision}
    return told | {f"form-{n}-element": element for n, element in enumerate(elements)}


def test_the_slower_writer_sees_both_texts_and_keeps_hers(client, officer, version):
    page = at("version-text", version.code)
    assert client.post(page, text_of(version, objective="Tujuan Ani")).status_code == 302
    answer = client.post(page, text_of(version, objective="Tujuan Budi"))
    assert answer.status_code == 422
    said = body_of(answer)
    assert ("Tujuan Ani" in said, "Tujuan Budi</textarea>" in said) == (True, True)
    revision = re.search(r'name="revision" value="(\d+)"', said)[1]
    client.post(page, text_of(version, objective="Tujuan bersama", revision=revision))
    version.refresh_from_db()
    assert version.objective == "Tujuan bersama"


def test_the_slower_writer_of_a_syllabus_sees_both_and_keeps_hers(client, officer, version):
    taught = version.units.first()
    page = at("version-unit", taught.pk)
    assert client.post(page, rows_of(taught, "Elemen Ani")).status_code == 302
    answer = client.post(page, rows_of(taught, "Elemen Budi"))
    said = body_of(answer)
    assert (answer.status_code, "<b>Elemen Ani</b>" in said, "Elemen Budi</textarea>" in said) == (422, True, True)
    assert client.post(page, rows_of(taught, "Elemen bersama", revision=2)).status_code == 302
    assert [row.element for row in taught.rows.all()] == ["Elemen bersama"]


def test_the_slower_of_two_who_put_units_in_order_sees_both(client, officer, version):
    one, other = version.units.all()
    page = at("version-units", version.code)
    told = {"do": "arrange", "revision": 1, f"place-{one.pk}": 1, f"place-{other.pk}": 2, f"hours-{other.pk}": 40}
    assert client.post(page, told | {f"hours-{one.pk}": 50}).status_code == 302
    answer = client.post(page, told | {f"hours-{one.pk}": 60})
    said = body_of(answer)
    assert (answer.status_code, "1. 60 JP" in said, "1. 50 JP" in said) == (422, True, True)
    assert 'value="60"' in said
    assert client.post(page, told | {f"hours-{one.pk}": "10000"}).status_code == 422
    assert client.post(page, told | {f"hours-{one.pk}": "-3"}).status_code == 422
    assert [unit.hours for unit in version.units.all()] == [50, 40]


def test_units_are_found_added_and_dropped(client, officer, version):
    unit = CodeFactory(title="Mengelas pipa posisi 5G")
    page = at("version-units", version.code)
    assert unit.code in body_of(client.get(page, {"cari": "pipa mengelas"}))
    client.post(page, {"do": "add", "unit": unit.pk})
    assert version.units.count() == 3
    assert "sudah ada" in body_of(client.post(page, {"do": "add", "unit": unit.pk}, follow=True))
    taught = version.units.get(unit=unit)
    client.post(page, {"do": f"drop-{taught.pk}-1"})
    assert version.units.count() == 2
    assert client.post(page, {"do": "add", "unit": "x"}).status_code == 404


def test_words_name_no_occupation_and_offer_those_they_may_mean(client, officer, version):
    scheme = SchemeFactory(scheme="kbji", version="2014")
    welder = CodeFactory(scheme=scheme, code="7212.01", title="Juru Las")
    CodeFactory(scheme=scheme, code="5120.01", title="Juru Masak")
    page = at("version-text", version.code)
    answer = client.post(page, text_of(version, occupation="juru las", objective="Tujuan baru"))
    offered = f'<button class="btn-link" name="occupation" value="{welder}">Juru Las</button>'
    assert (answer.status_code, offered in body_of(answer)) == (422, True)
    client.post(page, text_of(version, occupation=["juru las", str(welder)], objective="Tujuan baru"))
    version.refresh_from_db()
    assert (version.occupation, version.objective) == (welder, "Tujuan baru")
    assert client.post(page, text_of(version, occupation="xyz", revision=2)).status_code == 422


def test_numbers_put_the_elements_of_a_syllabus_in_order_and_a_refusal_stays_at_its_element(client, officer, version):
    taught = version.units.first()
    page = at("version-unit", taught.pk)
    places = {"form-0-ORDER": 3, "form-1-ORDER": 1, "form-2-ORDER": 2}
    answer = client.post(page, rows_of(taught, "Memeriksa", "Menyiapkan", "") | places | {"form-2-knowledge": "WPS"})
    assert answer.status_code == 422
    assert [bool(form.errors) for form in answer.context["rows"]] == [False, False, True]
    client.post(page, rows_of(taught, "Memeriksa", "Menyiapkan", "Mengelas", "Membersihkan") | places)
    elements = ["Menyiapkan", "Mengelas", "Memeriksa", "Membersihkan"]
    assert [row.element for row in taught.rows.all()] == elements
    shown = body_of(client.get(page))
    assert re.findall(r'name="form-\d+-ORDER" value="(\d+)"', shown) == ["1", "2", "3", "4"]


def test_the_elements_of_the_standard_may_begin_a_syllabus(client, officer, version):
    taught = version.units.first()
    taught.rows.all().delete()
    element = UnitElementFactory(unit=taught.unit, number=1, title="Menyiapkan pengelasan")
    CriterionFactory(element=element, number=1, words="WPS dibaca.")
    page = at("version-unit", taught.pk)
    assert "Menyiapkan pengelasan" not in body_of(client.get(page))
    said = body_of(client.get(page, {"isi": "standar"}))
    assert ("Menyiapkan pengelasan</textarea>" in said, "WPS dibaca.</textarea>" in said) == (True, True)
    assert taught.rows.count() == 0


def test_the_syllabus_of_a_unit_that_a_file_brought_unread_may_begin_that_of_one_added_by_hand(
    client, officer, version
):
    told = {"place": "CFItems[0]", "written": "Z.00 Mengelas", "why": "Kode belum dimuat."}
    rows = [{"element": "Menyiapkan bahan las", "criteria": "Bahan ada.", "hours": 15}]
    version.unread = [told, told | {"hours": 40, "rows": rows}]
    version.save()
    assert "Menyiapkan bahan las" in body_of(client.get(at("version-detail", version.code)))
    taught = version.units.first()
    page = at("version-unit", taught.pk)
    assert "berkas-1" not in body_of(client.get(page))  # a syllabus stands there
    taught.rows.all().delete()
    assert 'href="?isi=berkas-1"' in body_of(client.get(page))
    said = body_of(client.get(page, {"isi": "berkas-1"}))
    assert ("Menyiapkan bahan las</textarea>" in said, "Bahan ada.</textarea>" in said) == (True, True)


def test_who_writes_a_syllabus_that_somebody_emptied_meanwhile_is_told_so(client, officer, version):
    taught = version.units.first()
    page = at("version-unit", taught.pk)
    client.post(page, rows_of(taught, ""))
    answer = client.post(page, rows_of(taught, "Elemen Budi"))
    assert (answer.status_code, "Sekarang kosong" in body_of(answer)) == (422, True)


def test_what_does_not_add_up_stands_on_the_page_and_keeps_it_from_being_proposed(client, officer, version):
    version.units.update(hours=45)
    step = at("version-step", version.code)
    told = {"do": "propose", "seen": digest_of(whole_of(version))}
    answer = client.post(step, told)
    assert answer.status_code == 422
    assert "kelebihan 10 JP" in body_of(answer)
    assert "kurang 5 JP" in body_of(answer)
    version.units.update(hours=40)
    assert client.post(step, told | {"seen": digest_of(whole_of(version))}).status_code == 302
    version.refresh_from_db()
    assert version.state == VersionState.PROPOSED
    assert client.get(at("version-text", version.code)).status_code == 302  # the text stands


def test_a_version_walks_from_proposed_into_force_by_its_buttons(client, officer, version):
    propose_version(version=version, seen=digest_of(whole_of(version)), by=None, at=AT)
    step = at("version-step", version.code)
    assert client.post(step, {"do": "endorsed"}).status_code == 422
    EndorsementFactory(version=version, endorsed_at=AT, text_sha256=digest_of(whole_of(version)))
    client.post(step, {"do": "endorsed"})
    assert client.post(step, {"do": "force", "on": ""}).status_code == 422
    client.post(step, {"do": "force", "on": "2024-12-02"})
    version.refresh_from_db()
    assert (version.state, version.in_force_from) == (VersionState.IN_FORCE, date(2024, 12, 2))
    assert client.post(step, {"do": "return", "words": "Terlambat"}).status_code == 422
    assert client.post(step, {"do": "dance"}).status_code == 404


def test_the_next_version_is_begun_once_and_discarded(client, officer, version):
    CurriculumVersion.objects.filter(pk=version.pk).update(state=VersionState.IN_FORCE, in_force_from=date(2024, 1, 2))
    begin = at("version-begin", version.programme.code)
    client.post(begin)
    client.post(begin)
    draft = version.programme.versions.get(state=VersionState.DRAFT)
    said = body_of(client.get(at("version-changes", draft.code)))
    assert "Tidak ada beda" in said
    client.post(at("version-step", draft.code), {"do": "discard"})
    assert version.programme.versions.count() == 1


def test_needs_are_chosen_by_a_person(client, officer, version):
    company = OrganisationFactory(forum=version.programme.centre.forum)
    one, other = NeedFactory(company=company), NeedFactory(company=company)
    VersionAnswerFactory(version=version, need=other)
    page = at("version-answers", version.code)
    assert one.code in body_of(client.get(page))
    client.post(page, {"seen": [one.code, other.code], "need": [one.code]})
    assert [answer.need for answer in version.answers.all()] == [one]


def test_a_company_is_asked_reads_on_its_page_and_is_answered(client, officer, version):
    company = OrganisationFactory(name="PT Las Contoh", forum=version.programme.centre.forum)
    VersionAnswerFactory(version=version, need=NeedFactory(company=company, words="Kami perlu juru las 3G"))
    VersionAnswerFactory(version=version, need=NeedFactory(words="Rahasia perusahaan lain"))
    propose_version(version=version, seen=digest_of(whole_of(version)), by=None, at=AT)
    ask = at("version-ask", version.code)
    assert client.post(ask, {"company": "PT Tidak Ada"}).status_code == 422
    said = body_of(client.post(ask, {"company": "PT Las Contoh", "recipient": "Ibu Sri", "phone": "081234567890"}))
    address = re.search(r"https?://[^\s<\"]+(/t/[\w-]+/)", said)[1]
    assert "wa.me/6281234567890" in said

    client.logout()
    page = body_of(client.get(address))
    assert ("juru las 3G" in page, "Rahasia" in page, version.units.first().unit.title in page) == (True, False, True)
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert client.post(address, {"do": "endorse", "seen": seen, "name": ""}).status_code == 422
    taught = version.units.first()
    wanted = {"do": "change", "seen": seen, "unit": taught.pk, "words": "Tambah posisi 3G", "name": "Sri, HRD"}
    assert client.post(address, wanted).status_code == 302
    assert (
        client.post(address, {"do": "endorse", "seen": seen, "name": "Sri, HRD", "words": "Cocok"}).status_code == 302
    )
    assert client.post(address, {"do": "endorse", "seen": "lain", "name": "Sri", "words": "x"}).status_code == 422

    client.force_login(officer)
    remark = UnitRemark.objects.get()
    assert client.post(at("remark-resolve", remark.pk), {"answer": ""}).status_code == 422
    client.post(at("remark-resolve", remark.pk), {"answer": "Ditambah 20 JP"})
    client.logout()
    assert "Ditambah 20 JP" in body_of(client.get(address))
    assert Endorsement.objects.get().words == "Cocok"


def test_an_expired_link_and_a_retired_version_say_so(client, version):
    propose_version(version=version, seen=digest_of(whole_of(version)), by=None, at=AT)
    told = {"version": version, "company": OrganisationFactory(), "by": None}
    _asking, old = ask_endorsement(at=datetime(2024, 1, 2, tzinfo=UTC), **told)
    assert client.get("/" + old.split("/", 3)[3]).status_code == 410
    _asking, fresh = ask_endorsement(at=datetime.now(UTC), **(told | {"company": OrganisationFactory()}))
    CurriculumVersion.objects.filter(pk=version.pk).update(state=VersionState.RETIRED)
    address = "/" + fresh.split("/", 3)[3]
    assert "tidak dipakai lagi" in body_of(client.get(address))
    answer = client.post(address, {"do": "endorse", "seen": digest_of(whole_of(version)), "name": "Sri", "words": "Ya"})
    assert answer.status_code == 422
    assert Endorsement.objects.filter(endorsed_at__isnull=False).count() == 0


def test_a_version_leaves_as_paper_and_as_case_and_comes_back(client, officer, version):
    paper = client.get(at("version-paper", version.code))
    assert paper.content[:5] == b"%PDF-"
    told = client.get(at("version-case", version.code)).content
    assert json.loads(told)["CFDocument"]["title"] == version.programme.name
    bring = at("version-import", version.programme.code)
    client.post(bring, {"file": SimpleUploadedFile("kurikulum.json", told)})
    back = version.programme.versions.order_by("-number").first()
    assert (back.number, digest_of(whole_of(back))) == (version.number + 1, digest_of(whole_of(version)))


@pytest.mark.parametrize("content", [b"", b"{", b"PK\x03\x04 bukan buku kerja", b'{"CFDocument": 1}'])
def test_a_broken_file_is_refused_in_words_and_makes_nothing(client, officer, version, content):
    bring = at("version-import", version.programme.code)
    assert client.post(bring, {"file": SimpleUploadedFile("kurikulum.json", content)}).status_code == 422
    assert version.programme.versions.count() == 1


def test_the_spreadsheet_of_case_comes_in_and_what_was_not_read_is_listed(client, officer, version):
    path = shared("training/case/spreadsheet_import_sample.xlsx")
    bring = at("version-import", version.programme.code)
    said = body_of(client.post(bring, {"file": io.BytesIO(path.read_bytes())}, follow=True))
    assert "4 hal dari berkas tidak dapat dibaca" in said
    assert "CF Item 2" in said


def test_a_centre_sets_its_lesson_hours_and_how_many_companies_it_needs(client, officer, version):
    page = at("centre-teaching", version.programme.centre.code)
    assert client.post(page, {"hour_minutes": 5, "endorsements_needed": 1}).status_code == 422
    client.post(page, {"hour_minutes": 40, "endorsements_needed": 2})
    said = body_of(client.get(at("version-detail", version.code)))
    assert "53 jam 20 menit" in said
    version.programme.centre.refresh_from_db()
    assert version.programme.centre.endorsements_needed == 2


def test_the_page_of_a_version_asks_a_fixed_number_of_questions(client, officer, version):
    counted = []
    for units in (1, 3):
        found = whole_version(units=units, programme__centre=version.programme.centre)
        for _n in range(units):
            VersionAnswerFactory(version=found)
            EndorsementFactory(version=found)
        client.get(at("version-detail", found.code))
        with CaptureQueriesContext(connection) as asked:
            client.get(at("version-detail", found.code))
        counted.append(len(asked))
    assert counted[0] == counted[1]
