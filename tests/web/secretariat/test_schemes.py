"""Schemes to work abroad as the secretariat writes them: read, drafted, put in force, closed; and who is moved."""

from datetime import date

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory, account
from factories.overseas import (
    CandidateFactory,
    FeeRuleFactory,
    GateFactory,
    PaperRuleFactory,
    whole_version,
)
from factories.people import PersonFactory

from padan.organisations.states import RoleName
from padan.overseas.models import Candidate, FeeRule, Gate, PaperRule, Scheme, SchemeVersion, Step
from padan.overseas.states import StageKind

pytestmark = pytest.mark.django_db
SHORT = (StageKind.INTEREST, StageKind.LANGUAGE, StageKind.COE)
WHY = {"on": "2024-12-01", "why": "TITP berakhir"}


@pytest.fixture
def forum():
    return OrganisationFactory(forum_body=True)


@pytest.fixture
def secretary(client, forum):
    user = account(RoleName.SECRETARIAT, forum)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def at(name, *args):
    return reverse(name, args=args)


def text(client, name, *args, **query):
    return client.get(at(name, *args), query).content.decode()


def draft(secretary, version):
    told = {"do": "draft", "version": version.pk, "valid_from": "2025-01-01", "source": "Permenaker 9/2024"}
    assert secretary.post(at("scheme-act", version.scheme.code), told).status_code == 302
    return SchemeVersion.objects.get(scheme=version.scheme, state="draft")


def test_a_secretary_enters_a_new_ministerial_rule_from_the_first_word_to_the_day_it_holds(secretary):
    old = whole_version(SHORT)
    FeeRuleFactory(version=old, most=350_000)
    new = draft(secretary, old)
    coe = new.stages.get(key="coe")
    told = {"do": "gate", "words": "Umur", "kind": "age", "least": "18", "revision": "1"}
    page = at("rules-stage", coe.pk)
    assert secretary.post(page, told | {"least": ""}).status_code == 422
    assert secretary.post(page, told).status_code == 302
    told = {"do": "paper", "name": "SKCK", "kind": "skck", "revision": "2"}
    assert secretary.post(page, told).status_code == 302
    told = {"do": "stage", "name": "COE terbit", "kind": "coe", "days": "60", "milestones": ["visa"], "revision": "3"}
    assert secretary.post(page, told).status_code == 302
    fee = new.fees.get()
    told = {"do": "fee", "rule": fee.pk, "name": "Paspor", "purpose": "passport", "currency": "IDR", "most": "650000"}
    assert secretary.post(at("rules-fees", new.code), told | {"revision": "4"}).status_code == 302
    own = {"do": "fee", "name": "Tes tertulis", "purpose": "", "currency": "IDR", "most": "50000", "revision": "5"}
    assert secretary.post(at("rules-fees", new.code), own).status_code == 302
    assert new.fees.get(name="Tes tertulis").purpose == "tes-tertulis"
    shown = text(secretary, "rules-fees", new.code)
    assert ">Paspor</option>" in shown  # by its words; no short name is read
    assert ">passport<" not in shown
    changed = text(secretary, "rules-changes", new.code)
    for words in ("COE terbit", "SKCK", "Permenaker 9/2024", "650.000", "350.000"):
        assert words in changed
    assert secretary.post(at("rules-step", new.code), {"do": "force"}).status_code == 302
    old.refresh_from_db(), new.refresh_from_db()
    assert (old.valid_until, new.state) == (date(2024, 12, 31), "in_force")
    assert secretary.get(page).status_code == 404  # it is written no more
    assert secretary.get(at("rules-fees", new.code)).status_code == 302


def test_the_page_of_the_rules_tells_each_with_its_source(secretary):
    version = whole_version(SHORT, source_url="https://jdih.example/permenaker")
    stage = version.stages.get(key="coe")
    GateFactory(stage=stage, source="ISA 2019"), PaperRuleFactory(stage=stage, name_ja="旅券")
    FeeRuleFactory(version=version, most=0, payer="Pemberi kerja")
    page = text(secretary, "rules-detail", version.code)
    for words in ("JFT-Basic A2", "ISA 2019", "旅券", "UU 18/2017", "Pemberi kerja", "https://jdih.example/permenaker"):
        assert words in page


def test_a_refusal_stands_in_the_form_and_saving_again_over_a_faster_one_saves(secretary):
    new = draft(secretary, whole_version(SHORT))
    told = {"valid_from": "2025-02-01", "source": "Permenaker 10/2024", "revision": "9"}
    refused = secretary.post(at("rules-text", new.code), told)
    assert refused.status_code == 422
    assert 'name="revision" value="1"' in refused.content.decode()
    assert secretary.post(at("rules-text", new.code), told | {"revision": "1"}).status_code == 302
    new.refresh_from_db()
    assert (new.valid_from, new.source) == (date(2025, 2, 1), "Permenaker 10/2024")


def test_stages_are_added_put_in_order_and_taken_out(secretary):
    new = draft(secretary, whole_version(SHORT))
    page, coe = at("rules-stages", new.code), new.stages.get(key="coe")
    told = {"do": "add", "name": "Visa", "kind": "visa", "after": coe.pk, "revision": "1"}
    assert secretary.post(page, told).status_code == 302
    visa = new.stages.get(key="visa")
    assert secretary.post(page, {"do": "arrange", f"place-{visa.pk}": "1", "revision": "2"}).status_code == 302
    assert [one.key for one in new.stages.order_by("position")][:2] == ["interest", "visa"]
    told = {"do": "drop-stage", "revision": "3"}
    assert secretary.post(at("rules-stage", visa.pk), told).status_code == 302
    assert secretary.post(page, {"do": "lain"}).status_code == 400
    assert new.stages.count() == 3


def test_rules_are_changed_and_taken_out_one_at_a_time(secretary):
    new = draft(secretary, whole_version(SHORT))
    stage = new.stages.get(key="coe")
    gate, paper = GateFactory(stage=stage), PaperRuleFactory(stage=stage)
    page = at("rules-stage", stage.pk)
    assert 'value="JFT-Basic A2"' in text(secretary, "rules-stage", stage.pk, tulis=f"gate-{gate.pk}")
    told = {"do": "gate", "rule": gate.pk, "words": "JLPT", "kind": "exam", "exam": "jlpt", "level": "2"}
    assert secretary.post(page, told | {"revision": "1"}).status_code == 302
    assert Gate.objects.get().words == "JLPT"
    elsewhere = GateFactory()
    assert secretary.post(page, {"do": "drop", "rule": f"gate-{elsewhere.pk}", "revision": "2"}).status_code == 404
    assert secretary.post(page, {"do": "drop", "rule": f"gate-{gate.pk}", "revision": "2"}).status_code == 302
    assert secretary.post(page, {"do": "drop", "rule": f"paper-{paper.pk}", "revision": "3"}).status_code == 302
    fee = FeeRuleFactory(version=new)
    assert 'value="650000"' in text(secretary, "rules-fees", new.code, tulis=f"fee-{fee.pk}")
    assert fee.name in text(secretary, "rules-fees", new.code)
    told = {"do": "drop", "rule": f"fee-{fee.pk}", "revision": "4"}
    assert secretary.post(at("rules-fees", new.code), told).status_code == 302
    assert (list(Gate.objects.all()), PaperRule.objects.count(), FeeRule.objects.count()) == ([elsewhere], 0, 0)


def test_a_scheme_that_was_not_there_is_written_and_taken_away(secretary):
    told = {"name": "Kerja musiman", "key": "musiman", "valid_from": "2025-01-01", "source": "SE 1/2024"}
    assert secretary.post(at("scheme-new"), told | {"key": "Kerja Musiman"}).status_code == 422
    assert secretary.post(at("scheme-new"), told).status_code == 302
    code = SchemeVersion.objects.get().code
    assert secretary.post(at("rules-step", code), {"do": "force"}, follow=True).status_code == 200
    assert SchemeVersion.objects.get().state == "draft"  # without a stage
    assert secretary.post(at("rules-step", code), {"do": "discard"}).url == at("scheme-list")
    assert Scheme.objects.count() == 0


def test_closing_a_scheme_tells_how_many_are_inside_and_leaves_them_there(secretary, forum):
    version = whole_version(SHORT)
    her = CandidateFactory(version=version, centre=OrganisationFactory(centre=True, forum=forum))
    page = at("scheme-act", version.scheme.code)
    assert secretary.post(page, WHY | {"do": "close", "why": ""}).status_code == 422
    assert her.code not in text(secretary, "overseas-home")
    closed = secretary.post(page, WHY | {"do": "close"}, follow=True).content.decode()
    assert "1 calon di dalamnya" in closed
    her.refresh_from_db()
    assert (her.version, her.state) == (version, "on_route")
    assert "TITP berakhir" in text(secretary, "rules-detail", version.code)
    home = text(secretary, "overseas-home")  # until somebody decides, she is among what waits
    assert her.code in home
    assert "TITP berakhir" in home
    assert secretary.post(page, WHY | {"do": "close"}).status_code == 400  # nothing is left to close


def test_what_changes_for_her_is_told_before_she_is_moved_and_only_the_marked_are_moved(secretary, forum):
    centre = OrganisationFactory(centre=True, forum=forum)
    old, new = whole_version(SHORT), whole_version(SHORT)
    GateFactory(stage=new.stages.get(key="language"), kind="check", exam="", level=None, words="Tes bakat")
    people = [
        CandidateFactory(version=old, centre=centre, stage=old.stages.get(key="language"), person=PersonFactory())
        for _ in range(2)
    ]
    page = at("rules-move", old.code)
    before = text(secretary, "rules-move", old.code, ke=new.code)
    assert before.count("Tes bakat: belum dipastikan.") == 2
    assert Candidate.objects.filter(version=new).count() == 0
    told = {"ke": new.code, "calon": [people[0].code], "why": "Aturan 2025"}
    assert secretary.post(page, told | {"why": ""}).status_code == 422
    assert secretary.post(page, told | {"calon": []}).status_code == 422
    assert secretary.post(page, told).status_code == 302
    assert list(Candidate.objects.filter(version=new)) == [people[0]]
    assert Step.objects.filter(candidate=people[0], end="moved", words="Aturan 2025").count() == 1


def test_another_stage_can_be_chosen_for_those_who_are_moved(secretary, forum):
    centre = OrganisationFactory(centre=True, forum=forum)
    old, new = whole_version(SHORT), whole_version(SHORT)
    her = CandidateFactory(version=old, centre=centre)
    there = new.stages.get(key="coe")
    chosen = {f"tahap-{her.stage_id}": str(there.pk)}
    assert f'value="{there.pk}" selected' in text(secretary, "rules-move", old.code, ke=new.code, **chosen)
    told = {"ke": new.code, "calon": her.code, "why": "Sudah punya COE"}
    assert secretary.post(at("rules-move", old.code), told | chosen).status_code == 302
    her.refresh_from_db()
    assert her.stage == there


def test_officers_read_rules_and_are_offered_nothing_to_write(client):
    version = whole_version(SHORT)
    centre = OrganisationFactory(centre=True)
    her = CandidateFactory(version=version, centre=centre)
    user = account(RoleName.CENTRE_OFFICER, centre)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = text(client, "rules-detail", version.code)
    assert at("rules-step", version.code) not in page
    assert at("rules-move", version.code) not in page
    assert her.stage.name in page
    assert client.post(at("rules-step", version.code), {"do": "close"} | WHY).status_code == 404
