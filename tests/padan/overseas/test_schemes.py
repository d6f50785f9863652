"""Rules of a scheme: drafted from those before, in force from a day, closed with a reason; nobody inside is dropped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from factories.organisations import OrganisationFactory, account, viewer
from factories.overseas import (
    CandidateFactory,
    FeeRuleFactory,
    GateFactory,
    MilestoneRuleFactory,
    PaperRuleFactory,
    SchemeStageFactory,
    SchemeVersionFactory,
    whole_version,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from padan.base.errors import ActionDenied, NotAllowed, TransitionDenied
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.states import RoleName
from padan.overseas.actions.moving import NotOnTheirWay, RulesNotInForce, move_candidates
from padan.overseas.actions.rules import (
    add_stage,
    arrange_stages,
    drop_rule,
    drop_stage,
    edit_stage,
    write_fee,
    write_gate,
    write_paper,
)
from padan.overseas.actions.schemes import (
    DraftThere,
    RulesFrozen,
    RulesOverlap,
    close_scheme,
    close_version,
    discard_draft,
    draft_version,
    edit_version,
    open_scheme,
    put_in_force,
)
from padan.overseas.models import Candidate, FeeRule, Gate, PaperRule, Scheme, SchemeStage, SchemeVersion, Step
from padan.overseas.queries.versions import (
    difference,
    inside,
    inside_open_to,
    people_in,
    version_on,
    versions_on,
    whole,
)
from padan.overseas.states import CandidateState, GateKind, StageKind, StepEnd, VersionState
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = AT.date()
DONE = {"by": None, "at": AT}
SHORT = (StageKind.INTEREST, StageKind.LANGUAGE, StageKind.COE)


def short(**more):
    return whole_version(SHORT, **more)


def drafted(version=None, **more):
    told = {"valid_from": date(2025, 1, 1), "source": "Permenaker baru 3/2024"} | more
    return draft_version(version=version or short(), **told, **DONE)


def stage_of(version, key):
    return SchemeStage.objects.get(version=version, key=key)


def said(version):
    """Everything a version asks, without its ids."""
    found = whole(version)
    return [
        (stage.key, [str(gate) for gate in stage.gates.all()], [one.kind for one in stage.papers.all()],
         [one.kind for one in stage.milestones.all()])
        for stage in found.stages.all()
    ], [(fee.purpose, fee.most) for fee in found.fees.all()]  # fmt: skip


# --- drafts -------------------------------------------------------------------------------------------


def test_a_draft_is_a_copy_with_its_own_day_and_source_and_the_rules_before_stay_as_they_are():
    old = short()
    GateFactory(stage=stage_of(old, "coe")), PaperRuleFactory(stage=stage_of(old, "coe"))
    MilestoneRuleFactory(stage=stage_of(old, "coe")), FeeRuleFactory(version=old)
    new = drafted(old)
    assert (new.number, new.state, new.valid_from) == (2, VersionState.DRAFT, date(2025, 1, 1))
    assert (new.source, new.permit_kinds) == ("Permenaker baru 3/2024", ["so", "p3mi"])
    before = said(old)
    assert said(new) == before
    drop_stage(stage=stage_of(new, "coe"), revision=1, **DONE)
    write_fee(version=new, rule=new.fees.get(), revision=2, purpose="passport", name="Paspor", most=1, **DONE)
    assert said(old) == before
    assert not difference(whole(old), whole(old))


def test_two_drafts_of_one_scheme_never_stand_beside_each_other():
    old = short()
    first = drafted(old)
    with pytest.raises(DraftThere) as there:
        drafted(old)
    assert there.value.draft == first
    assert discard_draft(version=first, **DONE) == old.scheme
    assert drafted(old).number == 2


def test_a_scheme_that_was_not_there_begins_as_an_empty_draft_and_goes_with_it():
    told = {"key": "kerja-musiman", "name": "Kerja musiman", "valid_from": date(2025, 1, 1), "source": "SE 1/2024"}
    draft = open_scheme(**told, **DONE)
    with pytest.raises(FieldRefused) as refused:
        put_in_force(version=draft, **DONE)
    assert refused.value.field == "stages"
    with pytest.raises(FieldRefused):
        open_scheme(**told, **DONE)
    assert discard_draft(version=draft, **DONE) is None
    assert Scheme.objects.count() == 0


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"source": "  "}, "source"),
        ({"valid_from": date(24, 1, 1)}, "valid_from"),
        ({"valid_until": date(2024, 12, 31)}, "valid_until"),
        ({"source": "a\u202eb"}, "source"),
    ],
)
def test_what_a_version_says_of_itself_is_checked(told, field):
    draft = drafted()
    all_told = {"valid_from": date(2025, 1, 1), "valid_until": None, "source": "UU", "permit_kinds": []} | told
    with pytest.raises(FieldRefused) as refused:
        edit_version(version=draft, revision=1, **all_told, **DONE)
    assert refused.value.field == field


def test_the_slower_of_two_writers_is_told_and_overwrites_nothing():
    draft = drafted()
    told = {"valid_from": date(2025, 2, 1), "valid_until": None, "source": "UU 1", "permit_kinds": ["lpk"]}
    assert edit_version(version=draft, revision=1, **told, **DONE).permit_kinds == ["lpk"]
    with pytest.raises(EditedMeanwhile) as faster:
        edit_version(version=draft, revision=1, **told, **DONE)
    assert faster.value.stands == 2
    with pytest.raises(EditedMeanwhile):
        write_fee(version=draft, revision=1, purpose="x", name="X", most=1, **DONE)


def test_stages_are_added_moved_changed_and_dropped_in_a_draft():
    draft = drafted()
    language = stage_of(draft, "language")
    new = add_stage(
        version=draft, revision=1, name="Tes bakat", kind="selection", knock_out=True, after=language, **DONE
    )
    twin = add_stage(version=draft, revision=2, name="Tes lain", kind="selection", **DONE)
    keys = ["interest", "language", "selection", "coe", "selection-2"]
    assert [one.key for one in whole(draft).stages.all()] == keys
    order = [twin.pk, new.pk]
    arrange_stages(version=draft, revision=3, order=order, **DONE)
    assert [one.key for one in whole(draft).stages.all()] == ["selection-2", "selection", "interest", "language", "coe"]
    told = {"name": "Tes bakat", "kind": "selection", "name_ja": "適性検査", "days": 14, "knock_out": False}
    edit_stage(stage=new, revision=4, milestones=["visa", "coe"], **told, **DONE)
    new.refresh_from_db()
    assert (new.name_ja, new.days, new.knock_out) == ("適性検査", 14, False)
    assert [one.kind for one in new.milestones.order_by("pk")] == ["coe", "visa"]
    drop_stage(stage=twin, revision=5, **DONE)
    assert [one.position for one in whole(draft).stages.all()] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "exam", "exam": "jlpt"}, "level"),
        ({"kind": "exam"}, "exam"),
        ({"kind": "age"}, "least"),
        ({"kind": "check", "least": 3}, "least"),
        ({"kind": "age", "least": 26, "most": 18}, "most"),
        ({"kind": "number", "least": 14, "out_of": 10}, "out_of"),
        ({"kind": "lain"}, "kind"),
        ({"kind": "check", "words": ""}, "words"),
    ],
)
def test_a_gate_that_does_not_fit_together_is_refused_at_its_field(told, field):
    stage = stage_of(drafted(), "coe")
    with pytest.raises(FieldRefused) as refused:
        write_gate(stage=stage, revision=1, **({"words": "Aturan"} | told), **DONE)
    assert refused.value.field == field
    assert Gate.objects.count() == 0


def test_a_document_and_a_fee_stand_once_and_can_be_taken_out():
    draft = drafted()
    stage = stage_of(draft, "coe")
    paper = write_paper(stage=stage, revision=1, kind="passport", name="Paspor", valid_days=180, **DONE)
    with pytest.raises(FieldRefused) as refused:
        write_paper(stage=stage, revision=2, kind="passport", name="Paspor lagi", **DONE)
    assert refused.value.field == "kind"
    fee = write_fee(version=draft, revision=2, purpose="skck", name="SKCK", most=30_000, **DONE)
    with pytest.raises(FieldRefused):
        write_fee(version=draft, revision=3, purpose="skck", name="SKCK", most=30_000, **DONE)
    drop_rule(rule=paper, revision=3, **DONE)
    drop_rule(rule=fee, revision=4, **DONE)
    assert (PaperRule.objects.count(), FeeRule.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", [VersionState.IN_FORCE, VersionState.CLOSED])
def test_what_was_in_force_is_not_written_any_more(state):
    version = short(state=state, closed_on=TODAY, closed_why="Berganti")
    stage, revision = stage_of(version, "coe"), {"revision": 1}
    acts = (
        lambda: drop_stage(stage=stage, **revision, **DONE),
        lambda: write_gate(stage=stage, kind="check", words="Baru", **revision, **DONE),
        lambda: write_fee(version=version, purpose="x", name="X", most=1, **revision, **DONE),
        lambda: arrange_stages(version=version, order=[], **revision, **DONE),
        lambda: discard_draft(version=version, **DONE),
    )
    before = said(version)
    for act in acts:
        with pytest.raises(RulesFrozen):
            act()
    assert said(version) == before


# --- validity -----------------------------------------------------------------------------------------


def test_new_rules_end_those_before_them_and_no_day_has_two():
    old = short()
    new = put_in_force(version=drafted(old), **DONE)
    old.refresh_from_db()
    assert (old.state, old.valid_until) == (VersionState.IN_FORCE, date(2024, 12, 31))
    assert version_on(old.scheme, date(2024, 12, 31)) == old
    assert version_on(old.scheme, date(2025, 1, 1)) == new
    assert version_on(old.scheme, date(2023, 12, 31)) is None
    with pytest.raises(TransitionDenied):
        put_in_force(version=new, **DONE)
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == [
        "rules.drafted", "rules.followed", "rules.in_force",
    ]  # fmt: skip


def test_rules_that_would_hold_beside_later_ones_are_refused():
    later = short(valid_from=date(2025, 6, 1))
    draft = drafted(later, valid_from=date(2025, 1, 1))
    with pytest.raises(RulesOverlap):
        put_in_force(version=draft, **DONE)
    SchemeVersion.objects.filter(pk=draft.pk).update(valid_until=date(2025, 5, 31))
    assert put_in_force(version=draft, **DONE).state == VersionState.IN_FORCE


def test_the_database_refuses_a_second_version_without_end_and_one_from_the_same_day():
    old = short()
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeVersionFactory(scheme=old.scheme, number=2, valid_from=date(2025, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeVersionFactory(scheme=old.scheme, number=3, valid_until=date(2026, 1, 1))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 30), st.booleans()), min_size=1, max_size=6))
def test_whatever_comes_into_force_or_is_closed_in_whatever_order_no_day_has_two_rules(told):
    scheme = SchemeVersionFactory(number=1, state=VersionState.DRAFT).scheme
    first = date(2025, 1, 1)
    for number, (begins, lasts, closes) in enumerate(told, start=2):
        start = first + timedelta(days=begins)
        until = None if lasts is None else start + timedelta(days=lasts)
        version = SchemeVersionFactory(
            scheme=scheme, number=number, valid_from=start, valid_until=until, state=VersionState.DRAFT
        )
        SchemeStageFactory(version=version)
        try:
            put_in_force(version=version, **DONE)
        except RulesOverlap:
            continue
        if closes:
            close_version(version=version, on=start + timedelta(days=3), why="Berganti", **DONE)
    rows = list(SchemeVersion.objects.filter(scheme=scheme))
    for day in (first + timedelta(days=n) for n in range(100)):
        assert sum(one.holds_on(day) for one in rows) <= 1


# --- closing ------------------------------------------------------------------------------------------


def test_a_scheme_closed_with_people_inside_keeps_their_rules_and_lists_every_one():
    version = short()
    inside_, gone = CandidateFactory(version=version), CandidateFactory(version=version)
    Candidate.objects.filter(pk=gone.pk).update(state=CandidateState.WITHDRAWN, ended_on=TODAY)
    assert close_scheme(scheme=version.scheme, on=date(2024, 12, 1), why="TITP berakhir", **DONE) == [version]
    version.refresh_from_db()
    assert (version.state, version.closed_why, version.ends_on) == ("closed", "TITP berakhir", date(2024, 11, 30))
    assert version_on(version.scheme, date(2024, 11, 30)) == version
    assert version_on(version.scheme, date(2024, 12, 1)) is None
    inside_.refresh_from_db()
    assert (inside_.version, inside_.state) == (version, CandidateState.ON_ROUTE)
    assert list(inside(version)) == [inside_]
    with pytest.raises(ActionDenied):
        close_scheme(scheme=version.scheme, on=TODAY, why="Sekali lagi", **DONE)


def test_closing_needs_a_reason_and_happens_once():
    version = short()
    with pytest.raises(FieldRefused):
        close_version(version=version, on=TODAY, why=" ", **DONE)
    close_version(version=version, on=TODAY, why="Berganti", **DONE)
    with pytest.raises(TransitionDenied):
        close_version(version=version, on=TODAY, why="Berganti", **DONE)
    assert versions_on(TODAY) == []


def test_everybody_counts_the_people_she_may_open():
    version = short()
    ours, _theirs = CandidateFactory(version=version), CandidateFactory(version=version)
    officer = viewer(RoleName.CENTRE_OFFICER, ours.centre)
    assert people_in(officer, [version]) == {version.pk: 1}
    assert list(inside_open_to(officer, version)) == [ours]
    assert people_in(viewer(RoleName.AUDITOR), [version]) == {version.pk: 2}
    assert people_in(viewer(RoleName.LABOUR_OFFICE), [version]) == {}


def test_only_secretariats_and_administrators_write_rules():
    version, forum = short(), OrganisationFactory(forum_body=True)
    told = {"valid_from": date(2025, 1, 1), "source": "UU", "at": AT}
    with pytest.raises(NotAllowed):
        draft_version(version=version, by=account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True)), **told)
    assert draft_version(version=version, by=account(RoleName.SECRETARIAT, forum), **told).number == 2


# --- moving -------------------------------------------------------------------------------------------


def moved(candidates, version, **more):
    olds = {one.stage_id: one.stage for one in candidates}
    stages = {pk: stage_of(version, old.key) for pk, old in olds.items()}
    told = {"why": "Aturan 2025 lebih ringan", "stages": stages, "today": TODAY} | DONE | more
    return move_candidates(candidates=candidates, version=version, **told)


def test_she_is_moved_with_a_reason_and_her_steps_and_the_trail_tell_it():
    old = short()
    her = CandidateFactory(version=old, stage=stage_of(old, "language"))
    new = short(scheme=old.scheme, number=2, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    moved([her], new)
    her.refresh_from_db()
    assert (her.version, her.stage, her.stage_since, her.state) == (new, stage_of(new, "language"), TODAY, "on_route")
    before, now = Step.objects.filter(candidate=her).order_by("pk")
    assert (before.stage, before.end, before.left_on, before.words) == (
        stage_of(old, "language"), StepEnd.MOVED, TODAY, "Aturan 2025 lebih ringan",
    )  # fmt: skip
    assert (now.stage, now.left_on) == (her.stage, None)
    entry = Entry.objects.select_related("wording").get(verb="candidate.moved")
    assert (entry.thing_code, entry.wording.changes["rules"]) == (her.code, [old.code, new.code])
    assert Entry.objects.get(verb="rules.people_moved").thing_code == new.code


def test_all_are_moved_or_none():
    old, new = short(), short()
    staying = CandidateFactory(version=old, stage=stage_of(old, "coe"))
    going = CandidateFactory(version=old, stage=stage_of(old, "language"))
    stages = {going.stage_id: stage_of(new, "language")}
    with pytest.raises(FieldRefused):
        moved([going, staying], new, stages=stages)
    with pytest.raises(FieldRefused):
        moved([going], new, stages={going.stage_id: stage_of(old, "coe")})
    with pytest.raises(FieldRefused):
        moved([going], new, why="")
    Candidate.objects.filter(pk=going.pk).update(state=CandidateState.WITHDRAWN, ended_on=TODAY)
    with pytest.raises(NotOnTheirWay):
        moved([going], new)
    assert Candidate.objects.filter(version=new).count() == 0


def test_nobody_is_moved_to_rules_that_are_not_in_force():
    her = CandidateFactory(version=short())
    for version in (short(state=VersionState.DRAFT), short(valid_until=date(2024, 6, 1))):
        with pytest.raises(RulesNotInForce):
            moved([her], version)


def test_only_the_secretariat_of_her_forum_moves_her():
    ours, theirs = OrganisationFactory(forum_body=True), OrganisationFactory(forum_body=True)
    new, old = short(), short()
    her = CandidateFactory(version=old, centre=OrganisationFactory(centre=True, forum=ours))
    with pytest.raises(NotAllowed):
        moved([her], new, by=account(RoleName.SECRETARIAT, theirs))
    with pytest.raises(NotAllowed):
        moved([her], new, by=account(RoleName.CENTRE_OFFICER, her.centre))
    assert moved([her], new, by=account(RoleName.SECRETARIAT, ours)) == [her]


# --- what changed -------------------------------------------------------------------------------------


def test_the_difference_names_each_thing_where_it_stands_before_and_after():
    old = short()
    coe = stage_of(old, "coe")
    GateFactory(stage=coe, kind=GateKind.AGE, exam="", level=None, least=18, most=26, words="Umur")
    FeeRuleFactory(version=old, most=350_000)
    new = drafted(old)
    gate = Gate.objects.get(stage__version=new)
    told = {"kind": "age", "least": 18, "most": 30, "words": "Umur"}
    write_gate(stage=gate.stage, gate=gate, revision=1, **told, **DONE)
    write_paper(stage=gate.stage, revision=2, kind="skck", name="SKCK", **DONE)
    write_fee(version=new, rule=new.fees.get(), revision=3, purpose="passport", name="Paspor", most=650_000, **DONE)
    drop_stage(stage=stage_of(new, "language"), revision=4, **DONE)
    changed = difference(whole(old), whole(new))
    found = {(place, one.what, one.before, one.after) for place, some in changed.places for one in some}
    assert ("Certificate of eligibility", "Asks", "Umur (at least 18 years, at most 26 years)",
            "Umur (at least 18 years, at most 30 years)") in {
        (place.replace(coe.name, "Certificate of eligibility"), *rest) for place, *rest in found
    }  # fmt: skip
    assert {one.after for _place, some in changed.places for one in some if one.what == "Document"} == {"SKCK"}
    assert any(one.before.endswith("350,000") and one.after.endswith("650,000")
               for place, some in changed.places for one in some if place == "Fees")  # fmt: skip
    gone = [some for place, some in changed.places if place == stage_of(old, "language").name]
    assert gone[0][0].after == ""
