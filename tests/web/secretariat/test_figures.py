import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.openings import OpeningFactory
from factories.outcomes import OutcomeFactory
from factories.training import BatchFactory, EnrolmentFactory
from factories.world import accounts_of, two_sides

from padan.figures.registry import FIGURES
from padan.trail.queries import all_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides():
    return two_sides()


@pytest.fixture
def ours(sides):
    return sides[0]


@pytest.fixture
def theirs(sides):
    return sides[1]


def enter(client, here, role):
    client.force_login(accounts_of(here)[role])


def read(response):
    return b"".join(response)  # the client closes what was read to its end


@pytest.mark.parametrize("key", FIGURES)
@pytest.mark.parametrize("role", ["", "secretariat", "centre_officer", "company_officer", "graduate", "auditor"])
def test_every_figure_opens_for_everybody(client, ours, key, role):
    if role:
        enter(client, ours, role)

    for address in ("/angka/", f"/angka/{key}/", f"/angka/{key}/baris/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "!!undefined" not in response.content.decode()


def test_a_figure_nobody_defined_is_not_here(client):
    assert client.get("/angka/tiada/").status_code == 404


def test_the_public_reads_no_groups_of_people_before_a_release(client, ours):
    batch = BatchFactory(finished=True, programme=ours.programme)
    OutcomeFactory.create_batch(20, enrolment__batch=batch, enrolment__state="completed", batch=batch)

    page = client.get("/angka/placed/baris/").content.decode()

    assert "Kelompok orang diterbitkan dalam rilis" in page
    assert ours.programme.name not in page
    assert ours.enrolment.code not in page


def test_a_group_under_five_is_not_numbered_on_its_own_page(client, ours):
    page = client.get("/angka/placed/").content.decode()

    assert "di bawah 5 orang" in page
    assert "95%:" not in page


def test_an_officer_reads_the_rows_of_her_own_scope(client, ours, theirs):
    enter(client, ours, "secretariat")

    page = client.get("/angka/placed/baris/").content.decode()

    assert ours.enrolment.code in page
    assert theirs.enrolment.code not in page


def test_rows_are_narrowed_to_those_that_count(client, ours):
    enter(client, ours, "secretariat")
    silent = OutcomeFactory(enrolment=EnrolmentFactory(batch=ours.batch, finished=True))

    counted = client.get("/angka/placed/baris/?counted=1").content.decode()
    not_counted = client.get("/angka/placed/baris/?counted=0").content.decode()

    assert (ours.enrolment.code in counted, silent.enrolment.code in counted) == (True, False)
    assert (ours.enrolment.code in not_counted, silent.enrolment.code in not_counted) == (False, True)


def test_what_an_address_asks_and_nobody_understands_is_left_out(client, ours):
    enter(client, ours, "secretariat")

    response = client.get("/angka/placed/baris/?window=kapan&as_of=31-02-2024&counted=ya&part=tiada'&after=x&before=-1")

    assert response.status_code == 200


def test_a_figure_of_another_day_counts_what_stood_then(client, ours):
    enter(client, ours, "secretariat")

    assert client.get("/angka/partners/?as_of=2020-01-01").context["asked"].value == 0


def test_the_public_cannot_compare_two_days_to_find_one_person(client, ours):
    now, then = client.get("/angka/placed/"), client.get("/angka/placed/?as_of=2020-01-01")

    assert then.context["asked"].as_of == now.context["asked"].as_of
    assert 'name="as_of"' not in now.content.decode()


def test_rows_come_page_by_page_and_none_twice(client, ours):
    enter(client, ours, "secretariat")
    OutcomeFactory.create_batch(60, enrolment__batch=ours.batch, enrolment__state="completed", batch=ours.batch)

    first = client.get("/angka/placed/baris/")
    second = client.get(first.context["next"])
    back = client.get(second.context["previous"])

    codes = [line[0].text for line in (*first.context["lines"], *second.context["lines"])]
    assert (len(codes), len(set(codes))) == (62, 62)
    assert [line[0].text for line in back.context["lines"]] == codes[:50]


def test_the_piece_that_is_swapped_stands_word_for_word_in_a_fresh_page(client, ours):
    enter(client, ours, "secretariat")
    address = "/angka/placed/baris/?counted=1"

    piece = client.get(address, headers={"hx-request": "true"}).content.decode().strip()
    restored = client.get(
        address, headers={"hx-request": "true", "hx-history-restore-request": "true"}
    ).content.decode()

    assert piece.startswith('<div id="rows">')
    assert piece in client.get(address).content.decode()
    assert restored.lstrip().lower().startswith("<!doctype html>")


@pytest.mark.parametrize("address", ["/angka/placed/", "/angka/placed/baris/"])
def test_one_row_and_three_rows_ask_the_same_number_of_questions(client, ours, address):
    enter(client, ours, "secretariat")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    OutcomeFactory.create_batch(2, enrolment__batch=ours.batch, enrolment__state="completed", batch=ours.batch)
    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(three) == len(one)


def test_the_number_of_rows_of_seats_is_the_number_of_openings(client, ours):
    OpeningFactory(company=ours.company, seats=7)
    enter(client, ours, "auditor")

    asked = client.get("/angka/seats/").context["asked"]

    assert (asked.value, asked.denominator) == (sum(row.counted for row in asked.rows), asked.rows.count())


def test_the_published_table_of_openings_speaks_in_words(client, ours):
    page = client.get("/angka/openings/").content.decode()

    assert "Pekerjaan</th>" in page
    assert ours.opening.title not in page


def test_taking_rows_along_is_an_act_and_stands_in_the_trail(client, ours):
    enter(client, ours, "secretariat")

    read(client.get("/angka/placed/unduh/?format=csv"))
    assert not all_entries().filter(verb="export.made").exists()
    rows = read(client.post("/angka/placed/unduh/", {"format": "csv"})).decode("utf-8-sig")

    assert ours.enrolment.code in rows
    assert [entry.verb for entry in all_entries()[:1]] == ["export.made"]


def test_a_workbook_says_what_it_is_and_runs_nothing(client, ours):
    ours.programme.name = "=HYPERLINK(1)"
    ours.programme.save()
    enter(client, ours, "secretariat")

    book = openpyxl.load_workbook(io.BytesIO(read(client.post("/angka/placed/unduh/", {"format": "xlsx"}))))

    assert book["Keterangan"]["A1"].value == "Bekerja"
    assert [cell.value for cell in book["Baris"][2]][1] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("role", ["", "company_officer", "graduate", "labour_office", "administrator"])
def test_rows_of_people_leave_the_house_with_nobody_else(client, ours, role):
    if role:
        enter(client, ours, role)

    assert client.post("/angka/placed/unduh/", {"format": "csv"}).status_code == 404
    cells = read(client.get("/angka/placed/unduh/?format=csv")).decode("utf-8-sig")
    assert "Program;Keadaan;Angka" in cells
    assert ours.programme.name not in cells
    assert ours.enrolment.code not in cells


def test_a_format_nobody_writes_is_refused(client, ours):
    assert client.get("/angka/placed/unduh/?format=exe").status_code == 400


def test_the_one_page_is_for_staff_and_tells_of_their_scope(client, ours, theirs):
    assert client.get("/angka/ringkasan/")["Location"].startswith("/masuk/")
    enter(client, ours, "secretariat")

    page = client.get("/angka/ringkasan/").content.decode()

    assert ours.forum_body.name in page
    assert theirs.mark not in page
    assert "!!undefined" not in page
