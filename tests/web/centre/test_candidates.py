"""The route to Japan on screen: a class put on it, every act of the page, certificates and calls, her phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from factories.organisations import OrganisationFactory, account
from factories.overseas import (
    CandidateFactory,
    CheckInFactory,
    ExamAttemptFactory,
    FeeRuleFactory,
    GateFactory,
    MilestoneFactory,
    whole_version,
)
from factories.people import PersonFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.organisations.states import RoleName
from padan.overseas.models import Candidate, CheckIn, ExamAttempt, GateResult, Milestone
from padan.overseas.states import KEEP_PAPERS, ROUTE, CandidateState, HowSheIs, NumberCheck, StageKind
from padan.people.actions import issue_link
from padan.people.models import SignedLink

pytestmark = pytest.mark.django_db


def officer_at(client, centre, role=RoleName.CENTRE_OFFICER):
    user = account(role, centre)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def at_stage(kind, **more):
    version = whole_version()
    return CandidateFactory(version=version, stage=version.stages.get(kind=kind), **more)


def post(client, candidate, **told):
    return client.post(reverse("candidate-record", args=[candidate.code]), told)


def page_of(client, candidate):
    return client.get(reverse("candidate-detail", args=[candidate.code])).content.decode()


def test_an_officer_chooses_a_class_and_who_of_it_and_who_is_busy_is_named_apart(client):
    batch, version = BatchFactory(finished=True), whole_version(valid_from="2020-01-01")
    one, other = (EnrolmentFactory(batch=batch, person=PersonFactory(named=True), finished=True) for _n in range(2))
    busy = CandidateFactory(
        person=EnrolmentFactory(batch=batch, finished=True).person, version=version, centre=batch.centre
    )
    officer_at(client, batch.centre)
    address = reverse("candidate-new", query={"angkatan": batch.code})
    shown = client.get(address).content.decode()
    assert shown.count('name="people"') == 2
    assert busy.code in shown
    told = {"people": [one.person.pk, other.person.pk], "version": version.pk, "began_on": "2024-11-04",
            "consented_on": "2024-11-04", "field": "Kaigo"}  # fmt: skip
    assert client.post(address, told).status_code == 422  # nobody said that they agreed
    assert client.post(address, told | {"agreed": "on"}).status_code == 302
    made = Candidate.objects.exclude(pk=busy.pk)
    assert {row.person for row in made} == {one.person, other.person}
    listed = client.get(reverse("candidate-list"), {"q": "kaigo"}).content.decode()
    assert all(row.code in listed for row in made)
    assert busy.code not in listed


def test_every_way_of_the_page_does_its_one_act_and_a_refusal_stands_at_its_field(client):
    candidate = at_stage(StageKind.INTERVIEW, person=PersonFactory(named=True, phone="+628123456789"))
    officer_at(client, candidate.centre)
    acts = [
        {"do": "exam", "exam": "jft", "taken_on": "2024-08-10", "result": "passed", "number": "KX4820193"},
        {"do": "language", "noted_on": "2024-08-10", "level": "2", "hours": "320"},
        {"do": "interview", "employer": "KK Contoh", "held_on": "2024-09-01", "result": "passed"},
        {"do": "contract", "employer": "KK Contoh", "place": "Aichi", "wage": "185.000", "currency": "JPY",
         "signed_on": "2024-09-20", "hours_a_week": "38,5"},
        {"do": "reach", "kin_name": "Ibu Sri", "kin_phone": "08123456780", "field": "Kaigo"},
        {"do": "advance", "on": "2024-09-20"},
        {"do": "milestone", "kind": "coe", "on": "2024-10-01", "number": "TK-24881"},
    ]  # fmt: skip
    for told in acts:
        answer = post(client, candidate, **told)
        assert answer.status_code == 302, (told, answer.content.decode())
    candidate.refresh_from_db()
    contract = candidate.contracts.get()
    assert (candidate.stage.kind, candidate.kin_phone, contract.wage) == ("contract", "+628123456780", 185_000)
    assert contract.hours_a_week == 38.5
    shown = page_of(client, candidate)
    for words in ("KX4820193", "TK-24881", "KK Contoh", "185.000", "Ibu Sri"):
        assert words in shown
    early = post(client, candidate, do="milestone", kind="departure", on="2024-10-02")
    assert early.status_code == 422
    assert "Visa" in early.content.decode()
    yen = post(client, candidate, do="contract", employer="KK", place="Aichi", wage="3.500.000", currency="JPY",
               signed_on="2024-09-20")  # fmt: skip
    assert yen.status_code == 422
    assert post(client, candidate, do="return", on="2024-10-02", why="Pulang").status_code == 400  # she never left
    letter = post(client, candidate, do="link").content.decode()
    assert "https://wa.me/628123456789" in letter
    assert SignedLink.objects.get().act == ROUTE
    assert (
        post(client, candidate, do="end", state="withdrawn", on="2024-11-01", words="Ibunya sakit").status_code == 302
    )
    assert post(client, candidate, do="again", on="2024-11-02", words="Siap lagi").status_code == 302
    back = {"do": "back", "on": "2024-11-03", "words": "Diulang"}
    later = candidate.version.stages.get(kind="visa")
    assert post(client, candidate, stage=later.pk, **back).status_code == 422
    earlier = candidate.version.stages.get(kind="language")
    assert post(client, candidate, stage=earlier.pk, **back).status_code == 302


def test_what_lacks_is_named_with_its_way_out_and_who_fails_a_knock_out_has_left(client):
    candidate = at_stage(StageKind.SELECTION)
    candidate.stage.knock_out = True
    candidate.stage.save()
    gate = GateFactory(
        stage=candidate.version.stages.get(kind="language"), kind="number", exam="", level=None, least=14, out_of=20,
        words="Matematika: jawaban benar",
    )  # fmt: skip
    officer_at(client, candidate.centre)
    refused = post(client, candidate, do="advance", on="2024-07-01")
    assert refused.status_code == 422
    assert "Matematika: jawaban benar" in refused.content.decode()
    assert post(client, candidate, do=f"gate-{gate.pk}", on="2024-07-01", reached="12").status_code == 302
    candidate.refresh_from_db()
    assert (candidate.state, GateResult.objects.get().reached) == (CandidateState.NOT_PASSED, 12)
    assert "12" in candidate.why_ended


def test_abroad_she_changes_her_employer_and_comes_back(client):
    candidate = at_stage(StageKind.ABROAD)
    for kind, on in (("visa", "2024-09-02"), ("departure", "2024-09-30"), ("arrival", "2024-10-01")):
        MilestoneFactory(candidate=candidate, kind=kind, on=on)
    officer_at(client, candidate.centre)
    told = {"employer": "KK Baru", "changed_on": "2024-10-20", "why": "Upah dipotong"}
    assert post(client, candidate, do="employer", **told).status_code == 302
    told = {"on": "2024-11-10", "why": "Kontrak selesai", "after_return": "work"}
    assert post(client, candidate, do="return", **told).status_code == 302
    assert post(client, candidate, do="after", after_return="business").status_code == 302
    candidate.refresh_from_db()
    assert (candidate.state, candidate.after_return) == (CandidateState.RETURNED, "business")
    assert Milestone.objects.filter(kind="return").count() == 1


def test_a_doubted_certificate_waits_on_the_first_page_until_the_issuer_was_asked(client):
    candidate = CandidateFactory(person=PersonFactory(named=True, name="Dewi Contoh"))
    twin = ExamAttemptFactory(exam="jft", result="passed", number="KX4820193", trust="doubted", doubts=["twice"])
    attempt = ExamAttemptFactory(
        candidate=candidate, exam="jft", result="passed", number="KX4820193", trust="doubted", doubts=["twice"]
    )
    officer_at(client, candidate.centre)
    home, page = reverse("overseas-home"), reverse("exam-detail", args=[attempt.pk])
    assert page in client.get(home).content.decode()
    shown = client.get(page).content.decode()
    assert twin.candidate.code in shown
    assert reverse("exam-detail", args=[twin.pk]) not in shown  # another centre's: its code, and no way in
    assert client.post(page, {"do": "check", "verdict": "checked"}).status_code == 422
    told = {"do": "check", "verdict": "checked", "how": "Situs JFT-Basic"}
    assert client.post(page, told).status_code == 302
    attempt.refresh_from_db()
    assert attempt.trust == NumberCheck.CHECKED
    assert page not in client.get(home).content.decode()
    wrong = {"do": "edit", "exam": "jft", "taken_on": "2024-08-10", "result": "passed", "number": "12"}
    assert client.post(page, wrong).status_code == 422
    assert client.post(page, wrong | {"on_paper": "on"}).status_code == 302
    assert ExamAttempt.objects.get(pk=attempt.pk).trust == NumberCheck.DOUBTED


def test_who_reads_codes_sees_neither_name_nor_number_nor_her_words(client):
    forum = OrganisationFactory(forum_body=True)
    centre = OrganisationFactory(centre=True, forum=forum)
    person = PersonFactory(named=True, name="Dewi Rahasia", phone="+628123456789")
    candidate = at_stage(StageKind.ABROAD, person=person, centre=centre, kin_name="Ibu Rahasia")
    attempt = ExamAttemptFactory(candidate=candidate, exam="jft", result="passed", number="KX4820193")
    check_in = CheckInFactory(candidate=candidate, due_on="2024-11-01")
    officer_at(client, forum, RoleName.BOARD_MEMBER)
    for address in (
        reverse("candidate-list"),
        reverse("candidate-detail", args=[candidate.code]),
        reverse("exam-number-list"),
        reverse("exam-detail", args=[attempt.pk]),
        reverse("abroad-detail", args=[check_in.pk]),
    ):
        shown = client.get(address).content.decode()
        assert candidate.code in shown, address
        assert not any(word in shown for word in ("Rahasia", "628123456789", "KX4820193")), address
    assert client.post(reverse("abroad-detail", args=[check_in.pk]), {"do": "how", "how": "well"}).status_code == 400


def test_who_has_a_problem_is_called_before_who_wants_a_call_and_before_who_was_silent_for_longer(client):
    candidate = at_stage(StageKind.ABROAD)
    silent = CheckInFactory(candidate=candidate, months=1, due_on="2024-08-01", missed_on="2024-08-15")
    wants = CheckInFactory(
        candidate=candidate, months=3, due_on="2024-10-01", how=HowSheIs.CALL, answered_at=timezone.now()
    )
    worse = CheckInFactory(
        candidate=candidate, months=6, due_on="2024-11-01", how=HowSheIs.PROBLEM, answered_at=timezone.now()
    )
    officer_at(client, candidate.centre)
    home = client.get(reverse("overseas-home")).content.decode()
    places = [home.index(reverse("abroad-detail", args=[one.pk])) for one in (worse, wants, silent)]
    assert places == sorted(places)
    assert '<span class="k num">3</span>' in home  # how many wait, as on the page of the week


def test_nobody_whose_result_is_awaited_is_left_out_where_no_list_shows_the_rest(client):
    candidate = CandidateFactory(state=CandidateState.ON_ROUTE)
    for day in range(1, 10):
        ExamAttemptFactory(candidate=candidate, exam="jft", result="waiting", taken_on=f"2024-08-{day:02}")
    officer_at(client, candidate.centre)
    home = client.get(reverse("overseas-home")).content.decode()
    assert home.count("JFT-Basic") == 9
    assert '<span class="k num">9</span>' in home


def test_she_taps_once_on_her_phone_and_her_centre_finds_her_at_the_top(client):
    candidate = at_stage(StageKind.ABROAD, person=PersonFactory(named=True))
    FeeRuleFactory(version=candidate.version, name="Paspor", most=650_000)
    check_in = CheckInFactory(candidate=candidate, due_on="2024-11-01")
    _link, token = issue_link(act=ROUTE, thing=candidate, recipient="Contoh", by=None, at=timezone.now())
    door = f"/t/{token}/"
    shown = client.get(door).content.decode()
    assert shown.count("pd-tap") == 3
    assert "650.000" in shown
    assert client.post(door, {"how": "baik"}).status_code == 422
    assert client.post(door, {"how": "problem", "words": "Lembur tidak dibayar"}).status_code == 302
    check_in.refresh_from_db()
    assert check_in.how == HowSheIs.PROBLEM
    assert "Lembur" not in client.get(door).content.decode()  # who finds the phone reads nothing of it
    officer_at(client, candidate.centre)
    page = reverse("abroad-detail", args=[check_in.pk])
    assert page in client.get(reverse("overseas-home")).content.decode()
    assert "Lembur tidak dibayar" in client.get(page).content.decode()
    assert client.post(page, {"do": "follow", "words": "Ditelepon, dibayar pekan depan"}).status_code == 302
    assert page not in client.get(reverse("overseas-home")).content.decode()
    assert client.post(page, {"do": "how", "how": "well"}).status_code == 302
    assert CheckIn.objects.get().how == HowSheIs.WELL


def test_a_link_without_a_question_shows_the_way_and_takes_no_answer_and_her_account_shows_the_same(client):
    candidate = at_stage(StageKind.LANGUAGE, person=PersonFactory(named=True))
    _link, token = issue_link(act=ROUTE, thing=candidate, recipient="Contoh", by=None, at=timezone.now())
    shown = client.get(f"/t/{token}/").content.decode()
    assert "pd-tap" not in shown
    assert candidate.stage.name in shown
    assert client.post(f"/t/{token}/", {"how": "well"}).status_code == 400
    her = account(RoleName.GRADUATE, person=candidate.person)
    client.force_login(her, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert candidate.stage.name in client.get(reverse("graduate-route")).content.decode()
    assert reverse("graduate-route") in client.get(reverse("graduate-home")).content.decode()
    stranger = account(RoleName.GRADUATE, person=PersonFactory())
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("graduate-route")).status_code == 404


def test_the_link_of_her_way_leads_on_to_her_papers_for_two_hours_while_she_agrees_that_they_are_kept(client):
    candidate = at_stage(StageKind.LANGUAGE, person=PersonFactory(named=True), consented_on="2024-06-03")
    _link, token = issue_link(act=ROUTE, thing=candidate, recipient="Contoh", by=None, at=timezone.now())
    door, button = f"/t/{token}/", 'value="papers"'
    assert button in client.get(door).content.decode()
    led = client.post(door, {"do": "papers"})
    assert led.status_code == 302
    papers = SignedLink.objects.get(act=KEEP_PAPERS)
    assert papers.expires_at - timezone.now() <= timedelta(hours=2)
    assert "Berkas Anda" in client.get(led.url).content.decode()
    Candidate.objects.update(consented_on=None)
    assert button not in client.get(door).content.decode()
    assert client.post(door, {"do": "papers"}).url == door
    assert SignedLink.objects.filter(act=KEEP_PAPERS).count() == 1
