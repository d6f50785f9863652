"""What every list does: it narrows, orders, pages and exports what is seen, and bears any question."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from factories.curricula import ProgrammeFactory
from factories.graduates import GraduateFactory
from factories.needs import NeedFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.training import BatchFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from padan.organisations.states import RoleName
from padan.trail.queries import all_entries
from padan.web.lists import PAGE


@pytest.fixture
def forum(db):
    return OrganisationFactory(forum_body=True)


@pytest.fixture
def secretary(forum, client):
    user = account(RoleName.SECRETARIAT, forum)
    client.force_login(user)
    return user


@pytest.fixture
def programmes(forum, secretary):
    centre = OrganisationFactory(centre=True, forum=forum)
    return [ProgrammeFactory(centre=centre, name=f"Program {n:03d}", hours=n % 5 or None) for n in range(PAGE + 3)]


def names(response):
    return [row.name for row in response.context["seen"].shown]


def test_the_next_page_begins_where_the_last_one_ended_and_leads_back(client, programmes):
    first = client.get(reverse("programme-list"))
    second = client.get(first.context["seen"].next)
    back = client.get(second.context["seen"].previous)
    assert names(first) == names(back) == [f"Program {n:03d}" for n in range(PAGE)]
    assert names(second) == [f"Program {n:03d}" for n in range(PAGE, PAGE + 3)]
    assert first.context["seen"].previous == second.context["seen"].next == ""


def test_an_allowed_order_is_kept_from_page_to_page_and_empty_values_come_last(client, programmes):
    first = client.get(reverse("programme-list"), {"sort": "-hours"})
    second = client.get(first.context["seen"].next)
    hours = [row.hours for row in [*first.context["seen"].shown, *second.context["seen"].shown]]
    assert hours == sorted((h for h in hours if h), reverse=True) + [None] * hours.count(None)
    assert len(hours) == PAGE + 3


def test_a_forbidden_order_is_left_out_with_a_sentence(client, programmes):
    response = client.get(reverse("programme-list"), {"sort": "centre__nib"})
    assert names(response)[0] == "Program 000"
    assert len(response.context["seen"].left_out) == 1


def test_a_value_that_a_filter_does_not_know_is_left_out_with_a_sentence(client, forum, secretary):
    need = NeedFactory(company=OrganisationFactory(forum=forum))
    response = client.get(reverse("need-list"), {"state": "secret", "due_from": "31/31/2024"})
    assert [row.pk for row in response.context["seen"].shown] == [need.pk]
    assert len(response.context["seen"].left_out) == 2


def test_search_finds_words_inside_a_name(client, programmes):
    assert names(client.get(reverse("programme-list"), {"q": "gram 042"})) == ["Program 042"]
    assert names(client.get(reverse("programme-list"), {"q": "las"})) == []


def test_jobs_and_apprenticeships_stand_apart(client, forum, secretary):
    company = OrganisationFactory(forum=forum)
    job, training = OpeningFactory(company=company), OpeningFactory(company=company, kind="apprenticeship")
    assert [row.pk for row in client.get(reverse("opening-list")).context["seen"].shown] == [job.pk]
    asked = client.get(reverse("opening-list"), {"kind": "apprenticeship"})
    assert [row.pk for row in asked.context["seen"].shown] == [training.pk]


def test_htmx_gets_the_table_alone_and_the_table_is_a_piece_of_the_page(client, programmes):
    whole = client.get(reverse("programme-list"))
    piece = client.get(reverse("programme-list"), headers={"HX-Request": "true"})
    assert piece.text.strip().startswith('<div id="rows">')
    body = piece.text[: piece.text.index("csrfmiddlewaretoken")].strip()
    assert body in whole.text


@pytest.mark.parametrize("role", [RoleName.SECRETARIAT, RoleName.AUDITOR])
def test_an_export_is_exactly_what_is_seen_and_stands_in_the_trail(client, forum, role):
    user = account(role, forum if role == RoleName.SECRETARIAT else None)
    client.force_login(user)
    centre = OrganisationFactory(centre=True, forum=forum)
    batch = BatchFactory(finished=True, programme__centre=centre)
    inside = GraduateFactory(person__named=True, batch=batch, finished_on=date(2024, 3, 29))
    GraduateFactory(person__named=True, batch=batch, finished_on=date(2023, 3, 29))
    url = f"{reverse('graduate-export')}?from=2024-01-01"

    sheet = io.BytesIO(b"".join(client.post(url, {"format": "xlsx"}).streaming_content))
    rows = list(openpyxl.load_workbook(sheet)["Baris"].iter_rows(values_only=True))
    text = b"".join(client.post(url, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))

    assert [row[0] for row in rows[1:]] == [inside.code]
    assert lines[1][0] == inside.code
    assert (inside.person.name in text) == (role == RoleName.SECRETARIAT)
    assert user.name in text  # the file says who took it
    entry = all_entries().first()
    assert (entry.verb, entry.wording.changes["rows"], entry.wording.changes["people"]) == (
        "export.made",
        ["", 1],
        ["", True],
    )


def test_an_exported_cell_never_runs_as_a_formula(client, forum, secretary):
    OpeningFactory(company=OrganisationFactory(forum=forum), title="=cmd|'/c calc'!A1")
    text = b"".join(client.post(reverse("opening-export"), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text.split("\r\n")[1]), delimiter=";"))[0].startswith("'=")


@pytest.mark.parametrize("kind", ["pdf", "", "xlsx\x00"])
def test_an_unknown_format_is_refused_and_nothing_is_recorded(client, programmes, kind):
    assert client.post(reverse("programme-export"), {"format": kind}).status_code == 400
    assert not all_entries().exists()


LISTS = ["programme-list", "need-list", "graduate-list", "opening-list", "outcome-list", "batch-list", "agreement-list"]
PARAMS = ["q", "sort", "after", "before", "state", "kind", "status", "from", "to", "due_from", "batch", "need", "page"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(LISTS), asked=st.dictionaries(st.sampled_from(PARAMS), st.text(max_size=120), max_size=6))
def test_no_question_breaks_a_list(client, secretary, name, asked):
    response = client.get(reverse(name), asked)
    assert response.status_code == (400 if any("\x00" in value for value in asked.values()) else 200)


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "99999999999"},
        {"after": "99999999999999999999999999"},
        {"before": "9" * 18},
        {"after": "²"},
        {"q": '" OR 1=1 --'},
        {"q": "* NEAR( ^"},
        {"from": "9999-99-99"},
        {"to": "0001-01-01"},
        {"batch": "'; DROP TABLE"},
        {"after": "x", "before": "y"},
    ],
)
@pytest.mark.parametrize("name", LISTS)
def test_hostile_questions_get_a_page(client, secretary, name, asked):
    assert client.get(reverse(name), asked).status_code == 200


def test_three_thousand_parameters_or_an_endless_address_are_refused(client, secretary):
    many = "&".join(f"p{n}=1" for n in range(3000))
    assert client.get(f"{reverse('graduate-list')}?{many}").status_code == 400
    assert client.get(f"{reverse('graduate-list')}?q={'a' * 9000}").status_code == 400


def test_a_file_says_its_filters_as_the_page_does(client, forum, secretary):
    address = reverse("need-export", query={"state": "open", "due_from": "2024-11-05"})
    sheet = io.BytesIO(b"".join(client.post(address, {"format": "xlsx"}).streaming_content))
    about = [cell.value for (cell,) in openpyxl.load_workbook(sheet)["Keterangan"].iter_rows(max_col=1)]
    said = next(line for line in about if line and line.startswith("Saringan"))
    assert "Menunggu jawaban" in said
    assert "5 Nov 2024" in said
    assert "open" not in said
