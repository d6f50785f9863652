import html
import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.curricula import ProgrammeFactory
from factories.figures import RELEASED, PublishedCellFactory, ReleaseFactory
from factories.outcomes import OutcomeFactory
from factories.training import BatchFactory, EnrolmentFactory
from factories.world import accounts_of, two_sides

from padan.base.clock import now
from padan.curricula.models import Programme
from padan.figures.models import Release
from padan.outcomes.actions.samples import check_sample_row, draw_sample
from padan.outcomes.models import Outcome
from padan.outcomes.queries.samples import told_of
from padan.outcomes.states import Found
from padan.web.secretariat.figures import drawing_of, reached
from padan_engine.durations import kaplan_meier

pytestmark = pytest.mark.django_db
ADDRESS = "/angka/placed/menurut/"
CUT_OFF = date(2024, 10, 31)


@pytest.fixture
def ours():
    return two_sides()[0]


def enter(client, here, role="secretariat"):
    client.force_login(accounts_of(here)[role])


def trade(here, name, **numbers):
    """A class of a trade of ours, with so many at each status."""
    programme = ProgrammeFactory(centre=here.centre, trade=name)
    batch = BatchFactory(finished=True, programme=programme)
    statuses = [status for status, n in numbers.items() for _ in range(n)]
    people = EnrolmentFactory.create_batch(len(statuses), batch=batch, finished=True)
    Outcome.objects.bulk_create(
        Outcome(enrolment=one, batch=batch, window="m6", status=status, as_of=CUT_OFF, noted_on=CUT_OFF)
        for one, status in zip(people, statuses, strict=True)
    )


def text_of(response):
    return " ".join(response.content.decode().split())


def sheet_of(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    about, rows = book.worksheets
    return " ".join(str(cell.value) for (cell,) in about.iter_rows(max_col=1) if cell.value), list(rows.values)


def test_two_trades_that_differ_are_told_apart_in_words(client, ours):
    enter(client, ours)
    trade(ours, "Las", employed=160, seeking=40)
    trade(ours, "Barista", employed=80, seeking=120)

    page = text_of(client.get(f"{ADDRESS}?by=trade&first=Las&second=Barista"))

    assert "Las di atas Barista." in page
    assert "<b>+40,0 poin persen</b>" in page
    assert "80,0%" in page


def test_two_small_trades_cannot_be_told_apart_and_it_says_so(client, ours):
    enter(client, ours)
    trade(ours, "Las", employed=7, seeking=3)
    trade(ours, "Barista", employed=5, seeking=5)

    page = text_of(client.get(f"{ADDRESS}?by=trade&first=Las&second=Barista"))

    assert "Las dan Barista tidak dapat dibedakan." in page
    assert "hanya 10 orang" in page


def test_the_same_group_twice_is_no_comparison(client, ours):
    enter(client, ours)
    trade(ours, "Las", employed=7, seeking=3)
    trade(ours, "Barista", employed=5, seeking=5)

    page = text_of(client.get(f"{ADDRESS}?by=trade&first=Las&second=Las"))

    assert "Pilih dua kelompok yang berbeda." in page


def released(here):
    """The newest release by trade, as the public has it: 25 of 40 welders work, and a few of 30 baristas."""
    release = ReleaseFactory(forum=here.forum, as_of=CUT_OFF, tables=["total", "trade"])
    for name, whole, employed, seeking in (("Las", 40, 25, 15), ("Barista", 30, None, 30)):
        for status, count in (("", whole), ("employed", employed), ("seeking", seeking)):
            PublishedCellFactory(release=release, window="m6", trade=name, status=status, count=count)
    Release.objects.filter(pk=release.pk).update(**RELEASED)


def test_the_labour_office_reads_the_trades_of_the_release_and_no_class(client, ours):
    enter(client, ours, "labour_office")
    trade(ours, "Las", employed=23, seeking=18)
    trade(ours, "Barista", employed=2, seeking=30)
    assert client.get(ADDRESS).status_code == 404
    released(ours)

    page = text_of(client.get(f"{ADDRESS}?by=batch"))
    answer = client.get(f"{ADDRESS}?by=trade&as_of=2020-01-01")
    groups = answer.context["breakdown"].groups

    assert "di bawah 5 orang" in page
    assert 'value="batch"' not in page
    assert all(group.rounded for group in groups)
    assert {group.label for group in groups if group.hidden} >= {"Barista"}
    assert answer.context["asked"].as_of == CUT_OFF


@pytest.mark.parametrize("role", ["company_officer", "graduate"])
def test_who_asks_the_whole_installation_reads_no_groups(client, ours, role):
    enter(client, ours, role)

    assert client.get(f"{ADDRESS}?by=trade").status_code == 404
    assert "/menurut/" not in client.get("/angka/placed/").content.decode()


def test_a_figure_without_groups_has_no_such_page(client, ours):
    enter(client, ours)

    for key in ("partners", "seats", "tiada"):
        assert client.get(f"/angka/{key}/menurut/").status_code == 404


def test_times_of_groups_are_not_for_who_reads_no_lines(client, ours):
    enter(client, ours, "labour_office")

    assert client.get("/angka/time_to_job/menurut/").status_code == 404


@pytest.mark.parametrize(
    "query", ["by=agama", "by=", "by=trade&first=x&second='", "page=-1", "page=9999", "as_of=kapan"]
)
def test_what_nobody_understands_is_left_out(client, ours, query):
    enter(client, ours)

    assert client.get(f"{ADDRESS}?{query}").status_code == 200


def test_a_window_that_has_passed_for_nobody_is_no_zero(client, ours):
    enter(client, ours)
    OutcomeFactory(enrolment=EnrolmentFactory(batch=ours.batch, finished=True), window="m3")
    Outcome.objects.exclude(window="m3").delete()

    page = text_of(client.get("/angka/placed/?window=m6&as_of=2024-05-01"))
    groups = text_of(client.get(f"{ADDRESS}?by=trade&window=m6&as_of=2024-05-01"))

    for shown in (page, groups):
        assert "belum lewat untuk siapa pun" in shown
        assert "29 September 2024" in shown
        assert "0,0%" not in shown


def test_times_stand_with_their_median_and_their_curve(client, ours):
    enter(client, ours)
    for days, name in ((12, "Las"), (40, "Barista")):
        batch = BatchFactory(finished=True, programme=ProgrammeFactory(centre=ours.centre, trade=name))
        for enrolment in EnrolmentFactory.create_batch(3, batch=batch, finished=True):
            began = date(2024, 3, 29).toordinal() + days
            OutcomeFactory(enrolment=enrolment, status="employed", began_on=date.fromordinal(began))

    whole = text_of(client.get("/angka/time_to_job/"))
    groups = text_of(client.get("/angka/time_to_job/menurut/?by=trade&first=Las&second=Barista"))

    assert "hari" in whole
    assert "<polyline" in whole
    assert "12 hari" in groups
    assert "40 hari" in groups
    assert groups.count("<polyline") == 2
    assert "style=" not in whole + groups


def test_groups_leave_the_house_as_seen_with_their_rule_on_the_first_sheet(client, ours):
    enter(client, ours)
    trade(ours, "Las", employed=6, seeking=2, unknown=2)

    about, (head, *rows) = sheet_of(client.get(f"{ADDRESS}unduh/?by=trade&format=xlsx"))
    las = dict(zip(head, next(row for row in rows if row[0] == "Las"), strict=True))

    assert "yang bekerja dengan upah" in about
    assert "Kejuruan" in about
    assert (las["Dari"], las["Dihitung"], las["Bagian dari semua"], las["Belum diketahui"]) == (10, 6, 0.6, 2)
    assert rows[-1][0] == "Semua"
    assert client.get(f"{ADDRESS}unduh/?by=trade&format=pdf").status_code == 400


def test_the_labour_office_takes_away_what_it_reads_and_no_more(client, ours):
    enter(client, ours, "labour_office")
    trade(ours, "Las", employed=23, seeking=18)
    trade(ours, "Barista", employed=2, seeking=30)
    released(ours)

    _about, (_head, *rows) = sheet_of(client.get(f"{ADDRESS}unduh/?by=trade&format=xlsx"))
    told = {row[0]: row[2:] for row in rows}

    assert [value for value in told["Barista"] if value] == ["di bawah 5 orang, atau ditahan"]
    assert (told["Las"][0] % 5, told["Las"][1] % 5) == (0, 0)


def test_times_leave_the_house_in_days(client, ours):
    enter(client, ours)
    _about, (head, *rows) = sheet_of(client.get("/angka/time_to_job/menurut/unduh/?by=centre&format=xlsx"))

    assert head[4] == "Median dalam hari"
    assert rows[-1][0] == "Semua"


@pytest.mark.parametrize("key", ["placed", "time_to_job"])
def test_one_group_and_three_groups_ask_the_same_number_of_questions(client, ours, key):
    enter(client, ours)
    address = f"/angka/{key}/menurut/?by=trade"

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    trade(ours, "Las", employed=1)
    client.get(address)
    one = asked()
    for name in ("AC", "Barista"):
        trade(ours, name, employed=1)

    assert asked() == one


def test_a_curve_ends_where_hardly_anybody_is_waited_for():
    many = kaplan_meier([10] * 6 + [20] * 14 + [300], [True] * 6 + [False] * 14 + [True])

    assert reached(many, 183) == pytest.approx(6 / 21)
    assert reached(many, 365) is None  # one late first day is not everybody
    assert drawing_of([many])["lines"][0].split()[-1].endswith(f",{240 * 15 / 21:.1f}")
    assert reached(kaplan_meier([5, 9], [True, True]), 91) == 1


def test_a_check_at_random_corrects_the_groups_on_the_page_and_in_the_file(client, ours):
    enter(client, ours)
    trade(ours, "Las", employed=8, seeking=2)
    told = told_of(ours.centre, window="m6").count()
    sample = draw_sample(keeper=ours.centre, window="m6", size=told, by=None, at=now(), today=date(2024, 11, 5))
    for row in sample.rows.order_by("place"):
        wrong = row.told == "employed" and row.place % 2
        found = {"found": Found.OTHER, "status": "seeking"} if wrong else {"found": Found.AS_TOLD}
        check_sample_row(row=row, how="Menelepon HRD", by=None, at=now(), today=date(2024, 11, 6), **found)
    right = sample.rows.filter(found_status="employed", enrolment__batch__programme__trade="Las").count()

    page = text_of(client.get(f"{ADDRESS}?by=trade&window=m6&as_of=2024-11-30"))
    about, rows = sheet_of(client.get("/angka/placed/menurut/unduh/?by=trade&window=m6&as_of=2024-11-30&format=xlsx"))
    early = text_of(client.get(f"{ADDRESS}?by=trade&window=m6&as_of=2024-11-05"))

    assert f"{told} dari {told} orang yang menjawab diperiksa" in page
    assert f"<b>{right}0,0%</b>" in page
    assert sample.code in page
    assert sample.code in about
    (las,) = [row for row in rows if row[0] == "Las"]
    assert las[-7:] == (0.8, pytest.approx(right / 10), pytest.approx(right / 10), pytest.approx(right / 10), 10, 10, 0)
    assert "Setelah diperiksa acak" not in early


@pytest.mark.parametrize(
    ("by", "told"), [("trade", "Garmen"), ("programme", "Jahit Dasar"), ("trade", "tidak tercatat")]
)
def test_the_rows_of_a_group_are_one_tap_away_and_no_others_stand_there(client, ours, by, told):
    trade(ours, "Garmen", employed=3, seeking=2)
    Programme.objects.filter(trade="Garmen").update(name="Jahit Dasar")
    trade(ours, "", employed=2, seeking=3)
    enter(client, ours)
    groups = client.get(ADDRESS, {"by": by, "window": "m6"}).content.decode()
    row = next(row for row in groups.split("<tr>") if row.startswith(f'<td class="">{told}'))

    address = html.unescape(re.search(r'<a class="angka" href="([^"]+)"', row)[1])
    rows = client.get(address)

    n, k = (5, 2) if told == "tidak tercatat" else (5, 3)
    assert (rows.context["total"], rows.context["asked"].numerator) == (n, k)
    assert f"<b>{told}</b>" in text_of(rows)
    about, lines = sheet_of(client.post(rows.context["shown"].download_address, {"format": "xlsx"}))
    assert len(lines) == n + 1
    assert told in about


def test_who_reads_no_lines_is_led_to_none_by_group(client, ours):
    trade(ours, "Garmen", employed=3, seeking=2)
    enter(client, ours, "labour_office")
    address = {"window": "m6", "by": "trade", "group": "Garmen"}
    assert client.get("/angka/placed/baris/", address).context["asked"].numerator != 3
