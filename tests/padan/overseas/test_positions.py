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

from padan.graduates.models import CheckedCode, WayAbroad
from padan.matching.adapter import warm
from padan.matching.shortlists import graduates_for
from padan.openings.actions import (
    OpeningInvalid,
    StandsOnMore,
    WordsForbidden,
    edit_opening,
    open_opening,
    prolong_opening,
)
from padan.openings.states import OpeningState
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.overseas.actions.candidates import end_route, register_candidates, take_up_again
from padan.overseas.actions.exams import correct_exam
from padan.overseas.actions.following import follow_overseas
from padan.overseas.actions.permits import PermitMissing, revoke_permit
from padan.overseas.actions.positions import open_position, prolong_position, publish_position, tell_matching
from padan.overseas.models import Candidate, Permit, Position
from padan.overseas.queries.positions import offers_to, positions_of
from padan.overseas.states import CandidateState, Exam, ExamResult, NumberCheck
from padan.trail.models import Entry

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
    [(offered, asks)] = offers_to(her, at=AT, day=TODAY)
    assert offered == position
    assert [(one.words, one.held) for one in asks] == [
        ("JFT-Basic A2 or JLPT N4", False),
        ("skills test: Kaigo", True),
    ]
    assert (position.wage, position.opening.wage_from_idr) == (185_000, 19_240_000)
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
    assert offers_to(one, at=AT, day=TODAY) == []


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


def test_a_position_stops_with_the_permit_and_nobody_put_forward_is_dropped(here):
    _graduate, one = candidate(here)
    position, before = publish(here), Candidate.objects.count()
    follow_overseas(today=date(2026, 1, 1), at=AT)  # its last day
    position.opening.refresh_from_db()
    assert position.opening.state == OpeningState.OPEN

    follow_overseas(today=date(2026, 1, 2), at=AT)

    position.opening.refresh_from_db()
    assert position.opening.state == OpeningState.EXPIRED
    one.refresh_from_db()
    assert (one.state, Candidate.objects.count()) == (CandidateState.ON_ROUTE, before)
    assert offers_to(one, at=AT, day=date(2026, 1, 2)) == []
    assert Entry.objects.filter(verb="openings.stopped").count() == 1
    follow_overseas(today=date(2026, 1, 3), at=AT)
    assert Entry.objects.filter(verb="openings.stopped").count() == 1


def test_a_revoked_permit_stops_its_positions_at_once_and_a_kind_the_scheme_does_not_take_does_not_help(here):
    here.rules.permit_kinds = ["so"]
    here.rules.save()
    PermitFactory(organisation=here.company, kind="lpk", expires_on=None)
    position = publish(here)
    permit = Permit.objects.get(organisation=here.company, kind="so")
    revoke_permit(permit=permit, revoked_on=TODAY, words="Dicabut kementerian", by=here.secretary, at=AT, today=TODAY)
    position.opening.refresh_from_db()
    assert position.opening.state == OpeningState.EXPIRED


def test_what_the_night_stopped_opens_again_only_with_a_permit_that_the_night_would_accept(here):
    here.rules.permit_kinds = ["so"]
    here.rules.save()
    position, later = publish(here), date(2026, 2, 1)
    follow_overseas(today=later, at=AT)
    position.opening.refresh_from_db()
    told = {"position": position, "by": here.secretary, "at": AT, "today": later}
    PermitFactory(organisation=here.company, kind="lpk", expires_on=None)
    with pytest.raises(PermitMissing, match=r"ran out on 1 January 2026.*“Partner permits”; then open it again"):
        open_position(**told)
    with pytest.raises(PermitMissing):
        prolong_position(seen=position.opening.closes_at, **told)
    with pytest.raises(StandsOnMore):
        open_opening(opening=position.opening, by=here.secretary, at=AT)  # no way around it
    with pytest.raises(StandsOnMore):
        prolong_opening(opening=position.opening, seen=position.opening.closes_at, by=here.secretary, at=AT)
    position.opening.refresh_from_db()
    assert position.opening.state == OpeningState.EXPIRED
    PermitFactory(organisation=here.company, kind="so", issued_on=TODAY, expires_on=date(2027, 1, 1))
    open_position(**told)
    follow_overseas(today=later, at=AT)
    position.opening.refresh_from_db()
    assert position.opening.state == OpeningState.OPEN


def test_its_keeper_is_told_on_the_page_why_it_does_not_open_and_what_to_do(client, here):
    position = publish(here)
    permit = Permit.objects.get(organisation=here.company)
    revoke_permit(permit=permit, revoked_on=TODAY, words="Dicabut kementerian", by=here.secretary, at=AT, today=TODAY)
    officer = account(RoleName.COMPANY_OFFICER, here.company)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/lowongan/{position.opening.code}/kelola/"
    for do in ("open", "prolong"):
        answer = client.post(address, {"do": do, "seen": ""})
        assert answer.status_code == 422
        assert f"Izin {permit.number}" in answer.content.decode()
        assert "dicabut pada 15 November 2024" in answer.content.decode()
    PermitFactory(organisation=here.company, kind="so", expires_on=date(2026, 1, 1))
    assert client.post(address, {"do": "open"}).status_code == 302


def test_registering_and_taking_her_up_again_tell_matching_at_once(here):
    one = candidate(here)[1]
    officer = {"by": here.officer, "at": AT, "today": TODAY}
    end_route(candidate=one, state=CandidateState.WITHDRAWN, on=TODAY, words="Keluarga sakit", **officer)
    assert not WayAbroad.objects.exists()
    take_up_again(candidate=one, on=TODAY, words="Sudah sembuh", **officer)
    assert WayAbroad.objects.filter(graduate__person=one.person).exists()
    new = GraduateFactory(batch=here.batch)
    register_candidates(
        people=[new.person], centre=here.centre, version=here.rules, began_on=TODAY, consented_on=TODAY, **officer
    )
    assert WayAbroad.objects.filter(graduate=new).exists()


def test_a_corrected_exam_holds_nothing_until_it_is_checked_anew(here):
    graduate, one = candidate(here, (Exam.JLPT, 3, ""))
    publish(here)
    assert CheckedCode.objects.filter(graduate=graduate, code__code="ja:2").exists()
    attempt = one.exams.get()
    correct_exam(
        attempt=attempt, exam=Exam.JLPT, level=3, taken_on=attempt.taken_on, result=ExamResult.NOT_PASSED,
        by=here.officer, at=AT, today=TODAY,
    )  # fmt: skip
    assert not CheckedCode.objects.filter(graduate=graduate, code__code="ja:2").exists()


def posted(here, **more):
    told = {
        "partner": here.company.pk, "scheme": here.rules.scheme.pk, "title": "Perawat lansia di Aichi",
        "employer": "Kabushiki Gaisha Contoh", "place": "Nagoya, Aichi", "field": "Kaigo", "skills_test": "on",
        "language_level": "2", "language_exam": "", "wage": "185000", "currency": "JPY", "rate_idr": "104",
        "rate_on": "2024-11-15", "seats": "5", "closes_on": "2025-03-01", "description": "",
    }  # fmt: skip
    return told | more


@pytest.mark.parametrize("role", ["secretary", "officer"])
def test_a_position_is_published_on_its_page_and_a_refusal_stands_at_its_field(here, client, role):
    client.force_login(getattr(here, role))
    wrong = client.post("/jepang/lowongan/baru/", posted(here, wage="19000000"))
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["wage"]
    there = client.post("/jepang/lowongan/baru/", posted(here))
    [position] = Position.objects.all()
    assert there.url == f"/jepang/lowongan/{position.code}/"
    assert position.opening.owner == (here.company if role == "secretary" else here.centre)
    shown = client.get(there.url).content.decode()
    for words in ("185", "Rp 104", "JFT-Basic A2", f"/padanan/lowongan/{position.opening.code}/"):
        assert words in shown


def test_a_partner_whose_permit_is_of_another_kind_is_refused_at_the_partner(here, client):
    here.rules.permit_kinds = ["lpk"]
    here.rules.save()
    client.force_login(here.secretary)
    answer = client.post("/jepang/lowongan/baru/", posted(here))
    assert answer.status_code == 422
    assert answer.context["form"].errors["partner"]
    assert not Position.objects.exists()
