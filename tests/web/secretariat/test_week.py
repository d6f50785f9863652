from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories.agreements import AgreementFactory, TargetFactory
from factories.matching import WorkInvitationFactory
from factories.needs import NeedFactory
from factories.placements import CheckInFactory, PlacementFactory
from factories.world import accounts_of, two_sides

from padan.agreements.states import AgreementState
from padan.placements.actions import answer_check_in
from padan.placements.states import CheckInAnswer

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)


@pytest.fixture
def sides(settings):
    settings.PADAN_TODAY = TODAY
    return two_sides()


@pytest.fixture
def ours(sides):
    return sides[0]


def week(client, here, role="secretariat"):
    client.force_login(accounts_of(here)[role])
    return client.get("/pekan-ini/")


def group(response, title):
    return next((found for found in response.context["groups"] if found.title == title), None)


def test_the_week_shows_what_waits_for_this_forum_only(client, sides):
    ours, theirs = sides
    response = week(client, ours)

    page = response.content.decode()
    assert ours.need.words in page
    assert theirs.mark not in page
    assert "!!undefined" not in page


def test_the_need_that_waited_longest_stands_first_and_says_how_late_it_is(client, ours):
    NeedFactory(company=ours.company, words="Operator jahit", answer_due_on=TODAY - timedelta(days=2))
    NeedFactory(company=ours.company, words="Barista", answer_due_on=TODAY + timedelta(days=2))

    tasks = group(week(client, ours), "Kebutuhan belum dijawab").tasks

    late = next(task for task in tasks if task.why == "Operator jahit")
    soon = next(task for task in tasks if task.why == "Barista")
    assert (late.kind, late.status) == ("bad", "Lewat 2 hari")
    assert (soon.kind, soon.status) == ("warn", "Sisa 2 hari")
    assert tasks.index(late) < tasks.index(soon)


def test_an_agreed_text_says_what_it_lacks_before_it_can_be_signed(client, ours):
    ready = AgreementFactory(
        forum=ours.forum, state=AgreementState.AGREED, title="Praktisi mengajar", parties=[ours.centre, ours.company]
    )
    for party in ready.parties.all():
        party.signatory, party.number = "Direktur", "1/PKS"
        party.save()
    lacking = AgreementFactory(
        forum=ours.forum, state=AgreementState.AGREED, title="Magang", parties=[ours.centre, ours.company]
    )

    tasks = {task.title: task for task in group(week(client, ours), "Perjanjian siap ditandatangani").tasks}

    assert tasks[ready.title].kind == "new"
    assert tasks[lacking.title].kind == "warn"
    assert ours.centre.name in tasks[lacking.title].why
    assert (tasks[ready.title].step, tasks[lacking.title].step) == ("Jadwalkan", "Lengkapi")


def test_a_promise_kept_by_its_rows_does_not_wait(client, ours):
    ours.promise.due_on, ours.promise.quantity = TODAY, 2
    ours.promise.save()
    assert group(week(client, ours), "Janji jatuh tempo").count == 1

    ours.promise.quantity = 1  # the one placement of this side answers it
    ours.promise.save()

    assert group(client.get("/pekan-ini/"), "Janji jatuh tempo") is None


def test_an_agreement_about_to_end_waits_until_something_renews_it(client, ours):
    ending = AgreementFactory(
        running=True, forum=ours.forum, title="Magang", parties=[ours.centre, ours.company],
        state=AgreementState.EXPIRING, ends_on=TODAY + timedelta(days=20),
    )  # fmt: skip
    (task,) = group(week(client, ours), "Perjanjian yang segera berakhir").tasks
    assert (task.title, task.status) == ("Magang", "Sisa 20 hari")

    AgreementFactory(forum=ours.forum, renews=ending, parties=[ours.centre, ours.company])
    assert group(client.get("/pekan-ini/"), "Perjanjian yang segera berakhir") is None


def test_who_was_asked_whether_she_is_still_at_work_waits_until_somebody_says(client, ours):
    placement = PlacementFactory(working=True, graduate__centre=ours.centre)
    waiting = CheckInFactory(placement=placement, month=3, due_on=TODAY - timedelta(days=4))
    CheckInFactory()  # of a centre elsewhere

    def asked(response):
        tasks = group(response, "Masih di sana?").tasks
        return [task.status for task in tasks if task.title.startswith(placement.graduate.code)]

    assert asked(week(client, ours)) == ["Lewat 4 hari"]
    answer_check_in(check_in=waiting, answer=CheckInAnswer.STILL, by=None, at=timezone.now(), today=TODAY)
    assert asked(client.get("/pekan-ini/")) == []


def test_an_answer_that_is_waited_for_says_how_long_there_is(client, ours):
    WorkInvitationFactory(graduate__centre=ours.centre, answer_by=TODAY + timedelta(days=2))

    shown = week(client, ours)
    assert "Sisa 2 hari" in [task.status for task in group(shown, "Jawaban lulusan").tasks]
    assert all(task.status for found in shown.context["groups"] for task in found.tasks)


def test_one_sleeping_agreement_is_chosen_a_week(client, ours):
    for silent in (400, 300):
        AgreementFactory(
            running=True,
            forum=ours.forum,
            title=f"Tidur {silent}",
            parties=[ours.centre, ours.company],
            pulse="asleep",
            last_activity_on=TODAY - timedelta(days=silent),
        )

    sleeping = group(week(client, ours), "Perjanjian tidur perlu dibangunkan")

    assert [task.title for task in sleeping.tasks] == ["Tidur 400"]
    assert sleeping.more_words == "Lihat semua 2 perjanjian tidur"


def test_more_waiting_things_ask_no_more_questions(client, ours):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get("/pekan-ini/")
        return len(asked)

    NeedFactory(company=ours.company)
    week(client, ours)
    few = questions()
    NeedFactory.create_batch(3, company=ours.company)

    assert questions() == few


def test_a_part_of_the_forum_is_not_measured_against_its_target(client, ours):
    TargetFactory(forum=ours.forum)

    def target(role):
        client.force_login(people[role])
        return client.get("/pekan-ini/").context["target"]

    people = accounts_of(ours)

    assert target("centre_officer") is None
    assert target("secretariat")["value"] == 300


def test_a_step_is_offered_to_who_may_take_it(client, ours):
    def step(role):
        client.force_login(people[role])
        return group(client.get("/pekan-ini/"), "Kebutuhan belum dijawab").tasks[0].step

    people = accounts_of(ours)

    assert (step("secretariat"), step("board_member")) == ("Jawab", "Lihat")


@pytest.mark.parametrize("role", ["company_officer", "graduate"])
def test_the_week_is_a_page_of_staff(client, ours, role):
    assert week(client, ours, role).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/pekan-ini/")["Location"] == "/masuk/?next=/pekan-ini/"
