"""Who stands where and since when: every candidate in one lane, who waits too long first, at a fixed price."""

from datetime import date, timedelta

import pytest
from factories.organisations import OrganisationFactory, account
from factories.overseas import CandidateFactory, SchemeStageFactory, whole_version

from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, RoleName
from padan.overseas.queries.board import CARDS, lanes_of, late_on, named_on_board, on_route
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.states import CandidateState, StageKind

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)


@pytest.fixture
def forum():
    return OrganisationFactory(kind=Kind.FORUM)


@pytest.fixture
def centre(forum):
    return OrganisationFactory(kind=Kind.CENTRE, forum=forum)


@pytest.fixture
def secretary(forum):
    return viewer_of(account(RoleName.SECRETARIAT, forum))


def days_ago(number):
    return TODAY - timedelta(days=number)


def stand(stage, *days, **more):
    return [CandidateFactory(version=stage.version, stage=stage, stage_since=days_ago(n), **more) for n in days]


def lane(lanes, kind):
    return next(one for one in lanes if one.kind == kind)


def test_everybody_stands_in_one_lane_and_who_waits_too_long_comes_first(secretary, centre):
    rules = whole_version((StageKind.LANGUAGE, StageKind.INTERVIEW))
    learning, interview = rules.stages.order_by("position")
    rules.stages.filter(pk=learning.pk).update(days=180)
    shorter = SchemeStageFactory(version=whole_version(()), kind=StageKind.LANGUAGE, days=30)
    patient = stand(learning, 170, 90, centre=centre)  # longer there, and not too long
    stuck = stand(shorter, 31, 60, centre=centre)
    fresh = stand(shorter, 30, centre=centre)
    talks = stand(interview, 400, centre=centre)  # nothing is usual at this stage
    stand(learning, 300)  # of another forum
    CandidateFactory(version=rules, stage=learning, centre=centre, state=CandidateState.WITHDRAWN, ended_on=days_ago(3))

    lanes = lanes_of(on_route(secretary), today=TODAY)

    assert [(one.kind, one.n, one.late, one.oldest) for one in lanes] == [
        (StageKind.LANGUAGE, 5, 2, days_ago(170)),
        (StageKind.INTERVIEW, 1, 0, days_ago(400)),
    ]
    order = [stuck[1], stuck[0], patient[0], patient[1], *fresh]
    assert lane(lanes, StageKind.LANGUAGE).cards == order[:CARDS]
    assert lane(lanes, StageKind.INTERVIEW).cards == talks
    assert list(on_route(secretary).filter(late_on(TODAY))) == [stuck[1], stuck[0]]


@pytest.mark.parametrize(("role", "opens"), [
    (RoleName.SECRETARIAT, 1), (RoleName.BOARD_MEMBER, 1), (RoleName.CENTRE_OFFICER, 1), (RoleName.AUDITOR, 2),
    (RoleName.COMPANY_OFFICER, 0), (RoleName.LABOUR_OFFICE, 0), (RoleName.ADMINISTRATOR, 0),
])  # fmt: skip
def test_the_board_holds_those_whom_the_list_of_candidates_opens(forum, centre, role, opens):
    CandidateFactory(centre=centre), CandidateFactory()  # ours, and one of another forum
    viewer = viewer_of(account(role, {RoleName.CENTRE_OFFICER: centre}.get(role, forum)))
    assert set(on_route(viewer)) == set(candidates_of(viewer))
    assert on_route(viewer).count() == opens


def test_a_lane_shows_some_and_counts_all_and_an_empty_one_is_seen(secretary, centre):
    rules = whole_version((StageKind.LANGUAGE, StageKind.VISA))
    stand(rules.stages.get(kind=StageKind.LANGUAGE), *range(CARDS + 3), centre=centre)
    learning, visa = lanes_of(on_route(secretary), today=TODAY)
    assert (learning.n, len(learning.cards), learning.more) == (CARDS + 3, CARDS, 3)
    assert (visa.n, visa.late, visa.oldest, visa.cards) == (0, 0, None, [])


def test_a_board_costs_the_same_for_one_and_for_many(secretary, centre, django_assert_num_queries):
    rules = whole_version()
    for number in (1, 3):
        for stage in rules.stages.all():
            stand(stage, *range(number), centre=centre)
        with django_assert_num_queries(4):
            lanes = lanes_of(on_route(secretary), today=TODAY)
            assert [str(one.person) + one.version.scheme.name for each in lanes for one in each.cards]


def test_the_board_of_a_centre_holds_its_own_alone(secretary, centre):
    rules = whole_version((StageKind.LANGUAGE,))
    ours = stand(rules.stages.get(), 3, centre=centre, field="Pertanian")
    stand(rules.stages.get(), 5, field="Konstruksi")
    officer = viewer_of(account(RoleName.CENTRE_OFFICER, centre))
    assert list(on_route(officer)) == ours
    centres, partners, fields = named_on_board(officer)
    assert (list(centres), list(partners), fields) == ([centre], [], ["Pertanian"])


def test_pages_of_the_board_lead_from_a_lane_to_its_list_and_name_no_stranger(client, centre, settings):
    settings.PADAN_TODAY = TODAY
    rules = whole_version((StageKind.LANGUAGE,))
    stage = rules.stages.get()
    rules.stages.update(days=10)
    ours = stand(stage, *range(20, 20 + CARDS + 1), centre=centre, field="Pertanian")
    stranger = stand(stage, 90)[0]
    client.force_login(
        account(RoleName.CENTRE_OFFICER, centre), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    board = client.get("/jepang/papan/", {"bidang": "Pertanian"}).content.decode()
    assert "tahap=language&amp;bidang=Pertanian" in board
    assert ours[-1].person.name in board
    assert ours[0].code not in board  # she waits the shortest: the list holds her
    assert stranger.code not in board
    unknown = client.get("/jepang/papan/", {"balai": "BLK-TIDAKADA"})
    assert unknown.status_code == 200
    late = client.get("/jepang/papan/daftar/", {"lama": "1", "tahap": "language"}).content.decode()
    assert all(one.code in late for one in ours)
    assert stranger.code not in late
    rows = client.post("/jepang/papan/daftar/unduh/?lama=1", {"format": "csv"})
    told = b"".join(rows.streaming_content if rows.streaming else [rows.content]).decode()
    assert all(one.code in told for one in ours)
    assert stranger.code not in told
