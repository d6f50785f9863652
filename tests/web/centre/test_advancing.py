"""Ticking people on the list, seeing what each lacks, and only then moving them on."""

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory, account
from factories.overseas import CandidateFactory, GateFactory, whole_version
from factories.people import PersonFactory

from padan.organisations.states import RoleName
from padan.overseas.states import StageKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd():
    """Two who may go and one who lacks an exam, at one centre."""
    version = whole_version()
    centre = OrganisationFactory(centre=True, forum=OrganisationFactory(forum_body=True))
    GateFactory(stage=version.stages.get(kind="skills_test"))
    made = []
    for kind in (StageKind.SELECTION, StageKind.SELECTION, StageKind.LANGUAGE_TEST):
        one = CandidateFactory(
            version=version, centre=centre, stage=version.stages.get(kind=kind), person=PersonFactory(named=True)
        )
        made.append(one)
    return made


def officer_at(client, centre, role=RoleName.CENTRE_OFFICER):
    client.force_login(account(role, centre), backend="allauth.account.auth_backends.AuthenticationBackend")


def address(*candidates):
    return reverse("route-advance", query={"calon": [one.code for one in candidates]})


def test_who_keeps_them_ticks_on_the_list_and_who_only_reads_sees_no_box(client, crowd):
    officer_at(client, crowd[0].centre)
    shown = client.get(reverse("stuck-list")).content.decode()
    assert shown.count('form="pick" name="calon"') == 3
    assert "checked" not in shown
    assert client.get(reverse("stuck-list"), {"pilih": "semua"}).content.decode().count(" checked") == 3
    officer_at(client, crowd[0].centre.forum, RoleName.BOARD_MEMBER)
    assert 'form="pick"' not in client.get(reverse("stuck-list")).content.decode()


def test_each_is_shown_with_what_she_lacks_and_after_the_step_who_stayed_stands_there_again(client, crowd):
    one, other, lacking = crowd
    officer_at(client, one.centre)
    shown = client.get(address(*crowd)).content.decode()
    assert shown.count('type="checkbox" name="calon"') == 2
    assert "JFT-Basic A2" in shown
    assert lacking.person.name in shown
    told = {"calon": [one.code], "on": one.stage_since.isoformat(), f"tahap-{one.code}": one.stage.key}
    answer = client.post(address(*crowd), told)
    assert answer.status_code == 302
    assert answer.url == address(other, lacking)
    one.refresh_from_db()
    assert one.stage.kind == "language"
    assert client.post(address(*crowd), told).status_code == 422  # sent twice: she stands there by now
    assert client.post(address(other), {"on": "2024-11-15"}).status_code == 422  # nobody is marked
    assert client.post(address(other), {"calon": other.code, "on": ""}).status_code == 422


def test_a_stranger_is_nobody_here(client, crowd):
    strange = CandidateFactory()
    officer_at(client, crowd[0].centre)
    assert client.get(address(strange)).status_code == 404
    told = {"calon": strange.code, "on": "2024-11-15", f"tahap-{strange.code}": strange.stage.key}
    assert client.post(address(strange, crowd[0]), told).status_code == 422
    strange.refresh_from_db()
    assert strange.revision == 1
