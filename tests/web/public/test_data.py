import csv
import io
import re

import openpyxl
import pytest
from factories.outcomes import OutcomeFactory, ReportedTotalFactory
from factories.world import side

from padan.figures.actions.summaries import refresh_summaries
from padan.figures.metadata import FIELDS
from padan.figures.registry import FIGURES

pytestmark = pytest.mark.django_db
KINDS = {"string": str, "integer": int, "number": (int, float), "null": type(None), "object": dict, "array": list}


@pytest.fixture
def cohort():
    OutcomeFactory.create_batch(9, status="employed")
    OutcomeFactory.create_batch(6)
    refresh_summaries()


def faults(told, kind, at="$"):
    """Where ``told`` is not what the schema says: the part of JSON Schema that ours uses."""
    if "const" in kind:
        return [] if told == kind["const"] else [at]
    if "enum" in kind:
        return [] if told in kind["enum"] else [at]
    if "anyOf" in kind:
        return min((faults(told, one, at) for one in kind["anyOf"]), key=len)
    names = kind["type"] if isinstance(kind["type"], list) else [kind["type"]]
    if not isinstance(told, tuple(KINDS[name] for name in names if name != "number")) and not (
        "number" in names and isinstance(told, (int, float))
    ):
        return [at]
    found = []
    if isinstance(told, dict):
        properties = kind.get("properties", {})
        found += [f"{at}.{name} lacks" for name in kind.get("required", []) if name not in told]
        if not kind.get("additionalProperties", True):
            found += [f"{at}.{name} is not told of" for name in told if name not in properties]
        for name, value in told.items():
            found += faults(value, properties[name], f"{at}.{name}") if name in properties else []
    if isinstance(told, list):
        found += [fault for n, one in enumerate(told) for fault in faults(one, kind["items"], f"{at}[{n}]")]
    return found


@pytest.mark.parametrize("key", FIGURES)
def test_the_data_of_every_figure_is_what_the_schema_says(client, cohort, key):
    schema = client.get("/data/skema.json").json()
    told = client.get(f"/data/{key}.json").json()

    assert faults(told, schema) == []
    assert set(schema["properties"]) == {name for name, _kind, _words in FIELDS} == set(told)


def test_the_schema_would_notice(client, cohort):
    schema = client.get("/data/skema.json").json()
    told = client.get("/data/placed.json").json()

    assert faults(told | {"rows": "many"}, schema) == ["$.rows"]
    assert faults(told | {"more": 1}, schema) == ["$.more is not told of"]
    assert faults({name: value for name, value in told.items() if name != "licence"}, schema) == ["$.licence lacks"]


def test_data_carries_what_a_statistician_asks_in_both_languages(client, cohort):
    told = client.get("/data/placed.json").json()

    assert told["title"] == {"id": "Bekerja", "en": "Employed"}
    assert (told["numerator"], told["denominator"], told["window"]["key"], told["kind"]) == (9, 15, "m6", "counted")
    assert told["unknown"] == {"n": 6, "share_if_none": 0.6, "share_if_all": 1.0}
    assert told["confidence"]["low"] < 0.6 < told["confidence"]["high"]
    assert told["protection"]["smallest"] == 5
    assert told["link"].endswith("/angka/placed/")
    assert sum(part["n"] for part in told["parts"]) == 15


def test_a_workbook_says_its_rule_on_the_first_sheet(client, cohort):
    response = client.get("/data/placed.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    said = [cell.value for (cell,) in book["Keterangan"].iter_rows() if cell.value]

    assert said[0] == "Bekerja"
    assert said[1].startswith("Dari semua lulusan")
    assert "Dihitung: 9 dari 15 lulusan" in said
    assert any(line.startswith("Diterbitkan") and "CC BY 4.0" in line for line in said)
    assert re.fullmatch(r"Dihitung pada \d+ \w+ \d{4}, \d\d\.\d\d WIB\.", said[-1])
    assert [cell.value for cell in book["Baris"][1]] == ["Program", "Keadaan", "Angka"]


def test_a_table_is_read_by_a_spreadsheet(client, cohort):
    response = client.get("/data/placed.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    assert rows[0] == ["Program", "Keadaan", "Angka"]
    assert response["Content-Disposition"].startswith('attachment; filename="padan-placed-')


def test_all_figures_stand_in_one_file_and_reported_ones_are_told_apart(client, cohort):
    ReportedTotalFactory(participants=40, placed=30)
    refresh_summaries()
    rows = list(csv.DictReader(io.StringIO(client.get("/data/semua.csv").content.decode("utf-8-sig")), delimiter=";"))

    kinds = {row["Kunci"]: row["Dihitung atau dilaporkan"] for row in rows}
    assert set(kinds) == set(FIGURES)
    assert [key for key, kind in kinds.items() if kind == "Dilaporkan"] == ["reported_placement"]
    assert len(client.get("/data/semua.json").json()["figures"]) == len(rows)


def test_data_may_be_read_by_the_scripts_of_others_and_sets_no_cookie(client, cohort):
    for address in ("/data/placed.json", "/data/placed.csv", "/data/semua.json", "/data/skema.json"):
        response = client.get(address)
        assert (response["Access-Control-Allow-Origin"], response.cookies) == ("*", {})
        assert "max-age=300" in response["Cache-Control"]
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert "Access-Control-Allow-Origin" not in client.get("/angka/placed/")


def test_no_person_leaves_in_a_file(client):
    here = side("Melati", "32")
    refresh_summaries()
    secrets = (here.person.name, here.person.code, here.enrolment.code)

    for key in FIGURES:
        for kind in ("csv", "json"):
            told = client.get(f"/data/{key}.{kind}").content.decode()
            assert [word for word in secrets if word in told] == [], key


@pytest.mark.parametrize("address", ["/data/placed.exe", "/data/semua.exe"])
def test_a_form_nobody_writes_is_refused(client, address):
    assert client.get(address).status_code == 400


def test_a_figure_nobody_defined_has_no_file(client):
    assert client.get("/data/tiada.json").status_code == 404
