import io
import json

import openpyxl
import pytest
from django.urls import reverse
from factories.matching import ConsentFactory, WorkInvitationFactory
from factories.organisations import account
from factories.world import two_sides

from padan.organisations.states import RoleName


@pytest.fixture
def sides(client, db):
    ours, theirs = two_sides()
    client.force_login(account(RoleName.GRADUATE, person=ours.person))
    return ours, theirs


def test_she_sees_her_courses_her_work_and_nobody_else(client, sides):
    ours, theirs = sides
    page = client.get(reverse("graduate-home")).text
    for told in (ours.batch.name, ours.opening.title, ours.person.name, ours.person.nik_masked):
        assert told in page
    assert theirs.mark not in page
    assert ours.person.nik not in page


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_she_takes_everything_about_her_along_with_the_nik_masked(client, sides, kind):
    ours, theirs = sides
    response = client.post(reverse("graduate-own-export"), {"format": kind})
    if kind == "json":
        tables = json.loads(response.content)
        told = {name: len(tables[name]) for name in ("person", "courses", "outcomes", "placements", "businesses")}
        assert told == {"person": 1, "courses": 1, "outcomes": 2, "placements": 1, "businesses": 1}
        text = response.content.decode()
    else:
        book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        text = str([list(sheet.iter_rows(values_only=True)) for sheet in book])
    assert ours.batch.name in text
    assert ours.person.nik_masked in text
    assert ours.person.nik not in text
    assert theirs.mark not in text


def test_she_goes_from_a_name_she_shows_to_where_she_takes_it_back(client, sides):
    ours, _theirs = sides
    invitation = WorkInvitationFactory(graduate=ours.graduate, interested=True)
    ConsentFactory(graduate=ours.graduate, opening=invitation.opening)
    page = client.get(reverse("graduate-seeking")).text
    answer = reverse("own-invitation", args=[invitation.code])
    assert answer in page
    assert client.post(answer, {"do": "name_off"}).status_code == 302
    page = client.get(reverse("graduate-seeking")).text
    assert invitation.opening.title in page  # it can be read who saw it, until when
    assert answer not in page
