"""Large grids: one form never carries more fields than the house takes, and nothing typed is lost for it."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from factories.curricula import CurriculumVersionFactory, TaughtUnitFactory
from factories.organisations import account
from factories.training import ApplicationFactory, BatchFactory, EnrolmentFactory

from padan.base.clock import today
from padan.organisations.states import RoleName
from padan.training.models import Application, UnitResult
from padan.training.states import BatchState

pytestmark = pytest.mark.django_db


def fields_of(page):
    """What a browser would send of the grid: names and the values that stand."""
    form = page[page.index("<form", page.index("</h1>")) : page.rindex("</form>")]
    told = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    for name in re.findall(r'<(?:select|input)[^>]* name="([^"]+)"', form):
        told.setdefault(name, "")
    return told


def test_a_class_of_26_with_20_units_is_assessed_in_portions(client):
    version = CurriculumVersionFactory()
    TaughtUnitFactory.create_batch(20, version=version)
    batch = BatchFactory(programme=version.programme, version=version, starts_on=date(2024, 1, 8))
    people = [EnrolmentFactory(batch=batch, number=n) for n in range(1, 27)]
    client.force_login(account(RoleName.CENTRE_OFFICER, batch.centre))
    page, written = reverse("batch-results", args=[batch.code]), 0
    for portion in (1, 2):
        shown = client.get(f"{page}?bagian={portion}").text
        told = fields_of(shown)
        assert len(told) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        cells = {name: "competent" for name in told if re.fullmatch(r"r-\d+-\d+", name)}
        written += len(cells)
        told |= cells | {"assessor": "Asesor Rekaan", "assessed_on": today().isoformat(), "seen": ""}
        answer = client.post(f"{page}?bagian={portion}", told)
        assert (answer.status_code, answer["Location"]) == (302, f"{page}?bagian={portion}")
    assert (written, UnitResult.objects.count()) == (26 * 20, len(people) * 20)


def test_a_list_of_120_applicants_is_scored_and_chosen_in_portions(client):
    batch = BatchFactory(state=BatchState.SELECTION, starts_on=date(2024, 12, 2), capacity=16)
    for number in range(1, 121):
        ApplicationFactory(enrolment__batch=batch, enrolment__number=number)
    client.force_login(account(RoleName.CENTRE_OFFICER, batch.centre))
    page = reverse("batch-applicants", args=[batch.code])
    for portion in (1, 2, 1):  # the first once more: what is in reserve keeps its place in the line
        told = fields_of(client.get(f"{page}?bagian={portion}").text)
        assert len(told) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        told |= {name: "reserve" for name in told if name.startswith("s-")}
        assert client.post(f"{page}?bagian={portion}", told | {"do": "choose"}).status_code == 302
    turns = Application.objects.order_by("enrolment__number").values_list("turn", flat=True)
    assert list(turns) == list(range(1, 121))
