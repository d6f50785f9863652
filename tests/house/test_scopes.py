"""Every scoped question, asked by every role, in a world where a stranger's row stands beside ours."""

import pytest
from factories.world import accounts_of, two_sides

from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.promises import promises_of
from padan.curricula.queries.programmes import programmes_of
from padan.forum.queries import forums_of
from padan.graduates.queries import graduates_of
from padan.needs.queries import needs_of
from padan.openings.queries import openings_of
from padan.organisations.queries import NOBODY, centres_of, companies_of, viewer_of
from padan.outcomes.queries import outcomes_of, reported_totals_of
from padan.placements.queries import placements_of
from padan.training.queries.batches import batches_of, enrolments_of

ROLES = (
    "secretariat",
    "board_member",
    "centre_officer",
    "instructor",
    "company_officer",
    "graduate",
    "labour_office",
    "auditor",
    "administrator",
)
# o: only ours; b: both, the stranger's as well; -: none. One letter per role, in the order of ROLES.
SCOPES = {
    #                 sec brd off ins com gra lab aud adm
    "forum":         (forums_of, "o o o o o - o b b"),
    "centre":        (centres_of, "o o o o - - o b b"),
    "company":       (companies_of, "o o o - o - o b b"),
    "need":          (needs_of, "o o o - o - o b -"),
    "programme":     (programmes_of, "o o o o - - o b b"),
    "agreement":     (agreements_of, "o o o - o - o b -"),
    "promise":       (promises_of, "o o o - o - o b -"),
    "batch":         (batches_of, "o o o o - - o b b"),
    "enrolment":     (enrolments_of, "o o o o - o - b -"),
    "graduate":      (graduates_of, "o o o o - o - b -"),
    "opening":       (openings_of, "o o o - o b o b -"),
    "placement":     (placements_of, "o o o o o o - b -"),
    "outcome":       (outcomes_of, "o o o o - o - b -"),
    "total":         (reported_totals_of, "o o o o - - o b b"),
}  # fmt: skip


@pytest.fixture
def world(db):
    ours, theirs = two_sides()
    return ours, theirs, accounts_of(ours)


@pytest.mark.parametrize("noun", SCOPES)
def test_each_role_reads_its_own_rows_and_no_stranger_s(world, noun, django_assert_max_num_queries):
    ours, theirs, accounts = world
    question, expected = SCOPES[noun]
    wanted = {"o": {ours.mark}, "b": {ours.mark, theirs.mark}, "-": set()}

    seen = {}
    for role in ROLES:
        viewer = viewer_of(accounts[role])
        with django_assert_max_num_queries(1):
            rows = list(question(viewer))
        seen[role] = {here.mark for here in (ours, theirs) if getattr(here, noun) in rows}

    assert seen == dict(zip(ROLES, (wanted[letter] for letter in expected.split()), strict=True))


@pytest.mark.parametrize("noun", SCOPES)
def test_a_visitor_without_account_reads_no_row(world, noun):
    question, _ = SCOPES[noun]
    assert list(question(NOBODY)) == []


@pytest.mark.parametrize("noun", SCOPES)
def test_an_account_whose_roles_ended_reads_no_row(world, noun):
    *_, accounts = world
    question, _ = SCOPES[noun]
    for user in accounts.values():
        user.is_active = False
        assert list(question(viewer_of(user))) == []


@pytest.mark.parametrize("noun", SCOPES)
def test_every_question_has_a_fixed_order_ending_in_a_unique_column(world, noun):
    _ours, *_, accounts = world
    question, _ = SCOPES[noun]
    ordering = question(viewer_of(accounts["auditor"])).query.order_by
    assert str(ordering[-1]).lstrip("-") in ("pk", "number")
