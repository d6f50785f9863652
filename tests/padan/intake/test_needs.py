"""Needs from a workbook as the staff of a forum keep it: what comes in, what waits, and that nothing comes in twice."""

import json
from datetime import date

import pytest
import workbooks
from click.testing import CliRunner
from factories.forum import ForumFactory
from factories.needs import CodeDecisionFactory, NeedFactory
from factories.organisations import OrganisationFactory
from factories.reference import CodeFactory, RegionFactory, SchemeFactory

from padan.base.clock import now
from padan.cli.intake import intake
from padan.intake.headings import find_headings
from padan.intake.models import Remark
from padan.intake.settling import NoAnswer, settle, take_up
from padan.intake.states import Layout
from padan.needs.actions import NeedInvalid, answer_due
from padan.needs.models import Need
from padan.needs.states import Strength
from padan.organisations.models import Organisation
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db

HEADINGS = [
    "No", "Perusahaan", "Jabatan", "Jumlah", "Kapan", "Lokasi", "Upah dari", "Upah sampai", "Kompetensi",
    "Persyaratan", "Kode KBJI", "Narasumber", "Tanggal", "Kekuatan",
]  # fmt: skip
PLACE = "Kabupaten Karawang"


def row(company="PT Contoh Rekaan", job="Juru las", people=12, **other):
    told = dict.fromkeys(HEADINGS) | {"No": 1, "Perusahaan": company, "Jabatan": job, "Jumlah": people}
    return list((told | {name.replace("_", " "): value for name, value in other.items()}).values())


@pytest.fixture
def centre(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return OrganisationFactory(centre=True, forum=ForumFactory().organisation)


@pytest.fixture
def bring(centre, tmp_path):
    def run(*rows, headings=HEADINGS, to=centre):
        file = tmp_path / "kebutuhan.xlsx"
        file.write_bytes(workbooks.xlsx([["Kebutuhan mitra 2024"], headings, *rows]))
        done = CliRunner().invoke(intake, [str(file), "--organisation", to.code, "--json"])
        (told,) = json.loads(done.stdout)["files"]
        return told

    return run


def counted(told):
    return [told[name] for name in ("layout", "read", "imported", "unchanged", "review", "ignored", "questions")]


@pytest.mark.parametrize(
    ("headings", "layout"),
    [
        (["PERUSAHAAN", "PROFESI", "ORANG"], Layout.NEEDS),
        (["Nama Perusahaan", "Posisi", "Jumlah Kebutuhan", "Tenggat waktu", "Kab/Kota", "Provinsi"], Layout.NEEDS),
        (["nama_perusahaan", "kebutuhan", "jumlah", "dibutuhkan", "penempatan", "gaji minimal"], Layout.NEEDS),
        (["id_posisi", "posisi", "jumlah_kuota", "nama_perusahaan", "jumlah"], Layout.VACANCIES),
        (["Jabatan", "Kode KBJI", "Kompetensi", "Perkiraan lowongan", "Perusahaan"], Layout.OPENINGS),
        (["Nama", "Judul Program Pelatihan", "Nama Perusahaan", "Jabatan"], Layout.PARTICIPANTS),
    ],
)
def test_a_sheet_of_needs_is_known_by_its_headings_and_takes_no_other_sheet(headings, layout):
    assert find_headings([headings]).shape.layout == layout


def test_a_sheet_without_the_number_of_people_is_no_sheet_of_needs():
    assert find_headings([["Perusahaan", "Jabatan", "Kapan", "Lokasi"]]) is None


def test_a_need_comes_in_whole_and_the_forum_owes_its_answer(bring, centre):
    occupation = CodeFactory(scheme=SchemeFactory(scheme="kbji", version="2014"), code="7212.01")
    told = bring(
        row(Kapan="01/03/2030", Lokasi=PLACE, Upah_dari="Rp 5.000.000", Upah_sampai="6,5 juta", Kompetensi="Las tegak",
            Persyaratan="Pernah di galangan;\ntahan panas", Kode_KBJI="7212.01", Narasumber="Ibu Contoh",
            Tanggal="01/11/2024", Kekuatan="Surat"),
    )  # fmt: skip
    assert counted(told) == ["needs", 3, 1, 0, 0, 2, 0]
    need = Need.objects.get()
    assert need.words == "Juru las\nLas tegak\nPernah di galangan;\ntahan panas"
    assert need.words_key == f"PT Contoh Rekaan {need.words}".casefold()
    assert (need.head_count, need.due_on, need.said_on) == (12, date(2030, 3, 1), date(2024, 11, 1))
    assert (need.wage_from_idr, need.wage_to_idr) == (5_000_000, 6_500_000)
    assert (need.occupation, need.region.name, need.strength) == (occupation, PLACE, Strength.LETTER)
    assert (need.said_by, need.state) == ("Ibu Contoh", "open")
    assert need.answer_due_on == answer_due(date(2024, 11, 1)) == date(2024, 11, 12)
    assert (need.company.name, need.company.forum, need.company.region) == (
        "PT Contoh Rekaan", centre.forum, need.region,
    )  # fmt: skip
    told = Entry.objects.get(verb="needs.registered")
    assert told.wording.changes["count"] == [0, 1]
    assert len(told.wording.changes["codes"][1]) == 64


def test_bad_rows_wait_with_their_reason_and_good_ones_come_in_once(bring):
    rows = [
        row(),
        row(people=0),
        row(people=1_000_000),
        row(Kapan="31/02/2025"),
        row(Tanggal="kemarin"),
        row(Kapan="01/10/2024", Tanggal="01/11/2024"),
        row(company=None),
        row(job="Juru mesin", Tanggal="01/11/2024"),
        row(job="Juru mesin", Tanggal="01/11/2024"),
        row(job="Juru mesin", people=13, Tanggal="01/11/2024"),
        row(company="JUMLAH", job=None, people=25),
    ]
    first = bring(*rows)
    assert counted(first) == ["needs", 13, 2, 1, 7, 3, 0]
    waiting = [(one["row"], one["column"]) for one in first["reasons"] if one["kind"] == "review"]
    assert waiting == [
        (4, "Jumlah"), (5, "Jumlah"), (6, "Kapan"), (7, "Tanggal"), (8, "Kapan"), (9, "Perusahaan"), (12, "Jumlah"),
    ]  # fmt: skip
    second = bring(*rows)
    assert counted(second) == ["needs", 13, 0, 3, 7, 3, 0]
    assert Need.objects.count() == 2
    assert Entry.objects.filter(verb="needs.registered").count() == 1


def test_one_field_that_is_not_clear_is_asked_about_and_settled(bring, centre):
    scheme = SchemeFactory(scheme="kbji", version="2014")
    occupation = CodeFactory(scheme=scheme, code="7212.01")
    doubtful = row(Lokasi="Karawangg", Upah_dari="7,5", Upah_sampai="dua", Kode_KBJI="tukang las", Kekuatan="kuat")
    told = bring(doubtful)
    assert counted(told) == ["needs", 3, 1, 0, 0, 2, 5]
    need = Need.objects.get()
    assert (need.region, need.wage_from_idr, need.occupation, need.strength) == (None, None, None, Strength.SURVEY)

    def question(field):
        return Remark.objects.filter(field=field).earliest("pk")  # a file saved a second later is asked about once more

    def say(field, answer):
        settle(upload=question(field).upload, remark=question(field), answer=answer, by=None, at=now())

    with pytest.raises(NoAnswer):
        say("occupation", "9999.99")
    with pytest.raises(NoAnswer):
        say("wage_from", "7,5")
    say("occupation", "7212.01")
    say("wage_from", "7.500.000")
    say("strength", "janji")
    with pytest.raises(NeedInvalid):
        say("wage_to", "7.000.000")
    say("wage_to", "8.000.000")
    need.refresh_from_db()
    assert (need.occupation, need.wage_from_idr, need.wage_to_idr) == (occupation, 7_500_000, 8_000_000)
    assert need.strength == Strength.PROMISE
    assert {one.wording.changes["column"][1] for one in Entry.objects.filter(verb="need.completed")} == {
        "occupation", "wage_from_idr", "wage_to_idr", "strength",
    }  # fmt: skip

    again = bring(doubtful)
    assert counted(again) == ["needs", 3, 0, 1, 0, 2, 1]
    waiting = Remark.objects.filter(kind="question", state="open")
    assert set(waiting.values_list("field", flat=True)) == {"regency"}

    take_up(upload=question("strength").upload, remark=question("strength"), by=None, at=now())
    need.refresh_from_db()
    assert need.strength == Strength.SURVEY
    assert counted(bring(doubtful)) == ["needs", 3, 0, 1, 0, 2, 2]


def test_an_occupation_decided_on_the_page_of_the_need_is_not_overwritten(bring):
    occupation = CodeFactory(scheme=SchemeFactory(scheme="kbji", version="2014"), code="7212.01")
    bring(row(Kode_KBJI="tukang las"))
    CodeDecisionFactory(need=Need.objects.get(), code=occupation, verdict="accepted")
    remark = Remark.objects.get(field="occupation")
    with pytest.raises(NeedInvalid):
        settle(upload=remark.upload, remark=remark, answer="7212.01", by=None, at=now())


def test_a_company_is_found_by_its_exact_name_and_region_in_the_forum(bring, centre):
    known = OrganisationFactory(name="PT Contoh Rekaan", forum=centre.forum, region=RegionFactory())
    bring(row(company="pt  contoh REKAAN"), row(job="Operator", Lokasi=PLACE), row(company="PT Contoh Rekaan Baru"))
    found = {need.words: need.company for need in Need.objects.exclude(company__name__contains="Baru")}
    assert found["Juru las"] == known
    assert (found["Operator"].name, found["Operator"].region.name) == ("PT Contoh Rekaan", PLACE)
    assert Organisation.objects.filter(name="PT Contoh Rekaan Baru", region=None, forum=centre.forum).exists()


def test_nothing_is_written_for_a_company_of_another_forum(bring):
    OrganisationFactory(name="PT Contoh Rekaan", forum=ForumFactory().organisation)
    told = bring(row())
    assert counted(told) == ["needs", 3, 0, 0, 1, 2, 0]
    assert [one["column"] for one in told["reasons"] if one["kind"] == "review"] == ["Perusahaan"]
    assert not Need.objects.exists()


def test_a_need_known_already_is_not_written_again_whoever_brings_it(bring, centre):
    by_hand = NeedFactory(
        company=OrganisationFactory(name="PT Contoh Rekaan", forum=centre.forum),
        words="Juru las", head_count=12, said_on=date(2024, 11, 1),
    )  # fmt: skip
    rows = [row(Tanggal="01/11/2024"), row(job="Operator")]
    assert counted(bring(*rows)) == ["needs", 4, 1, 1, 0, 2, 0]
    beside = OrganisationFactory(centre=True, forum=centre.forum)
    assert counted(bring(*rows, to=beside)) == ["needs", 4, 0, 2, 0, 2, 0]
    assert Need.objects.exclude(pk=by_hand.pk).get().words == "Operator"
