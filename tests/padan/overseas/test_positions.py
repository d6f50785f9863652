"""Work abroad enters matching with its own requirement, and is told to nobody else."""

from datetime import UTC, date, datetime

import pytest
from factories.graduates import GraduateFactory, SeekingFactory
from factories.market import market
from factories.organisations import account
from factories.overseas import (
    CandidateFactory,
    ContractFactory,
    ExamAttemptFactory,
    PermitFactory,
    SchemeVersionFactory,
    whole_version,
)

from padan.graduates.models import WayAbroad
from padan.matching.adapter import warm
from padan.matching.shortlists import graduates_for
from padan.openings.actions import OpeningInvalid, WordsForbidden, edit_opening
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.overseas.actions.permits import PermitMissing
from padan.overseas.actions.positions import publish_position, tell_matching
from padan.overseas.models import Position
from padan.overseas.queries.positions import asked_of, positions_of, positions_open_to, wage_in_words
from padan.overseas.states import Exam, ExamResult, NumberCheck

pytestmark = pytest.mark.django_db
TODAY, AT = date(2024, 11, 15), datetime(2024, 11, 15, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quiet(settings, tmp_path):
    settings.PADAN_TODAY, settings.HOME = TODAY, tmp_path
    warm.forget()
    yield
    warm.forget()


@pytest.fixture
def here():
    world = market()
    world.rules = whole_version()
    PermitFactory(organisation=world.company, kind="so", expires_on=date(2026, 1, 1))
    world.secretary = account(RoleName.SECRETARIAT, world.forum)
    return world


def publish(here, **more):
    told = {
        "scheme": here.rules.scheme, "partner": here.company, "owner": here.company, "title": "Perawat lansia di Aichi",
        "employer": "Kabushiki Gaisha Contoh", "place": "Nagoya, Aichi", "field": "Kaigo", "seats": 5, "wage": 185_000,
        "rate_idr": 104, "rate_on": TODAY, "language_level": 2, "by": here.secretary, "at": AT, "today": TODAY,
    }  # fmt: skip
    return publish_position(**(told | more))


def candidate(here, *exams, seeks=True):
    graduate = GraduateFactory(batch=here.batch)
    if seeks:
        SeekingFactory(graduate=graduate, home=here.region, lowest_wage_idr=4_000_000)
    one = CandidateFactory(person=graduate.person, centre=here.centre, version=here.rules)
    for exam, level, field in exams:
        ExamAttemptFactory(
            candidate=one, exam=exam, level=level, field=field, result=ExamResult.PASSED, trust=NumberCheck.CHECKED,
            checked_on=TODAY, checked_by="Balai", number=f"{exam}-{one.pk}",
        )  # fmt: skip
    return graduate, one


def listed(here, position):
    found = graduates_for(position.opening, viewer=viewer_of(here.officer))
    return [line.thing for line in found.lines], dict(found.near)


def test_candidates_whose_exams_were_checked_are_listed_and_who_lacks_one_is_told_which(here):
    ready, _one = candidate(here, (Exam.JLPT, 3, ""), (Exam.SKILLS, None, "kaigo"))  # N3 holds N4 as well
    lacks, her = candidate(here, (Exam.SKILLS, None, "Kaigo"))
    told, other = candidate(here, (Exam.SKILLS, None, "Kaigo"))
    ExamAttemptFactory(candidate=other, exam=Exam.JFT, level=2, result=ExamResult.PASSED, number="JFT-2")  # told only
    SeekingFactory(graduate=GraduateFactory(batch=here.batch), home=here.region)  # no candidate

    position = publish(here)

    found, near = listed(here, position)
    assert found == [ready]
    sentence = "Needs JFT-Basic A2 or JLPT N4; has none checked."
    assert near == {lacks: sentence, told: sentence}
    assert [(one.words, one.held) for one in asked_of(her, position, TODAY)] == [
        (f"candidate under {here.rules.scheme.name}", True),
        ("JFT-Basic A2 or JLPT N4", False),
        ("skills test: Kaigo", True),
    ]
    assert positions_open_to(her, at=AT) == [position]
    assert (wage_in_words(position), position.opening.wage_from_idr) == ("¥185.000", 19_240_000)
    assert list(positions_of(viewer_of(here.officer))) == [position]


def test_a_contract_takes_her_off_the_list_and_a_second_telling_changes_nothing(here):
    graduate, one = candidate(here, (Exam.JFT, 2, ""), (Exam.SKILLS, None, "Kaigo"))
    position = publish(here)
    assert listed(here, position)[0] == [graduate]
    assert tell_matching(today=TODAY, at=AT) == 0
    ContractFactory(candidate=one)
    assert tell_matching(today=TODAY, at=AT) == 1
    assert listed(here, position)[0] == []
    assert not WayAbroad.objects.exists()


def test_an_expired_permit_or_a_scheme_out_of_force_publishes_nothing(here):
    with pytest.raises(PermitMissing, match="no permit"):
        publish(here, today=date(2026, 2, 1), rate_on=TODAY)
    with pytest.raises(FieldRefused, match="No rules"):
        publish(here, scheme=SchemeVersionFactory(valid_until=date(2024, 6, 30)).scheme)
    assert not Position.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"wage": 19_000_000}, "wage"),  # rupiah typed as yen
        ({"currency": "IDR", "wage": 185_000, "rate_idr": None, "rate_on": None}, "wage"),  # yen typed as rupiah
        ({"rate_idr": None}, "rate_idr"),
        ({"rate_on": date(2024, 11, 16)}, "rate_on"),
        ({"language_level": 6}, "language_level"),
        ({"employer": "  "}, "employer"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(here, wrong, field):
    with pytest.raises(FieldRefused) as refused:
        publish(here, **wrong)
    assert refused.value.field == field
    assert not Position.objects.exists()


def test_no_sex_is_asked_for_and_the_plain_form_cannot_take_the_requirement_away(here):
    with pytest.raises(WordsForbidden):
        publish(here, description="Khusus wanita, usia maksimal 25 tahun.")
    opening = publish(here).opening
    with pytest.raises(OpeningInvalid, match="another country"):
        edit_opening(opening=opening, seen=opening.revision, required_units=[], by=here.secretary, at=AT)
