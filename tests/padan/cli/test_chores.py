import pytest
from click.testing import CliRunner
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory
from factories.people import PersonFactory
from factories.training import EnrolmentFactory

from padan.chores.actions import nightly
from padan.chores.models import ChoreRun
from padan.cli.chores import chores
from padan.cli.doctor import doctor
from padan.cli.erase import erase
from padan.organisations.models import LikelyPair
from padan.training.states import EnrolmentState

pytestmark = pytest.mark.django_db
WHY = ("--reason", "Permintaan tertulis 12 November 2024.")


def test_one_chore_is_done_now_and_stands_in_the_list():
    OrganisationFactory(name="PT Maju Jaya"), OrganisationFactory(name="CV Maju Jaya")

    done = CliRunner().invoke(chores, ["run", "pairs"])

    assert (done.exit_code, LikelyPair.objects.count()) == (0, 1)
    assert ChoreRun.objects.get().name == "pairs"
    assert "pairs" in CliRunner().invoke(chores, ["list"]).output


def test_a_chore_that_fails_ends_the_command_with_one_and_the_others_are_done(monkeypatch):
    def fail(**_told):
        raise ZeroDivisionError

    monkeypatch.setitem(nightly.CHORES, "terms", nightly.Chore("terms", "Terms", fail))
    assert CliRunner().invoke(chores, ["run", "terms", "pairs"]).exit_code == 1
    assert ChoreRun.objects.filter(fault="").get().name == "pairs"


def test_an_unknown_chore_is_no_chore():
    assert CliRunner().invoke(chores, ["run", "windows"]).exit_code == 2


def test_a_graduate_is_erased_by_her_code_and_only_after_a_yes():
    person = PersonFactory(name="Mentari Senjakala")
    graduate = GraduateFactory(person=person, code=person.code.replace("ORG-", "LLS-"))

    assert CliRunner().invoke(erase, [graduate.code, *WHY], input="n\n").exit_code == 1
    person.refresh_from_db()
    assert person.name == "Mentari Senjakala"

    assert CliRunner().invoke(erase, [graduate.code, *WHY, "--yes"]).exit_code == 0
    person.refresh_from_db()
    assert person.name == ""


def test_who_is_in_training_is_not_erased_and_the_reason_is_told():
    person = PersonFactory(name="Mentari Senjakala")
    EnrolmentFactory(person=person, state=EnrolmentState.TRAINING)

    refused = CliRunner().invoke(erase, [person.code, *WHY, "--yes"])

    assert refused.exit_code == 1
    assert "in training" in refused.output
    person.refresh_from_db()
    assert person.name == "Mentari Senjakala"


def test_an_unknown_code_erases_nobody():
    assert CliRunner().invoke(erase, ["ORG-TIDAKADA", *WHY, "--yes"]).exit_code == 1


def test_doctor_reads_kept_files_when_asked():
    healthy = CliRunner().invoke(doctor, ["files"])
    assert (healthy.exit_code, healthy.output.split()[0]) == (0, "ok")
