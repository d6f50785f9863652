from datetime import date

import pytest
from django.utils import timezone
from factories.forum import (
    BoardMemberFactory,
    BoardTermFactory,
    DecisionFactory,
    EventFactory,
    InvitationFactory,
    MinutesFactory,
)
from factories.organisations import OrganisationFactory, account

from padan.base.errors import NotAllowed, TransitionDenied
from padan.base.files import content_of
from padan.forum.actions.minutes import (
    MinutesFrozen,
    NothingToApprove,
    TooEarly,
    add_decision,
    approve_minutes,
    change_decision,
    correct_minutes,
    drop_task,
    finish_task,
    remove_decision,
    write_minutes,
)
from padan.forum.models import Decision, Minutes
from padan.forum.queries import minutes_of, tasks_due, tasks_of
from padan.forum.states import TaskState
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)
DUE = date(2024, 12, 1)


def told(by=None):
    return {"by": by, "at": timezone.now()}


def test_two_writers_of_the_minutes_never_overwrite_each_other():
    event = EventFactory()

    write_minutes(event=event, text="Rapat dibuka.", revision=0, **told())
    with pytest.raises(EditedMeanwhile) as refused:
        write_minutes(event=event, text="Rapat ditutup.", revision=0, **told())
    write_minutes(event=event, text="Rapat dibuka. Rapat ditutup.", revision=1, **told())

    assert refused.value.stands.text == "Rapat dibuka."
    assert [(one.text, one.revision) for one in Minutes.objects.all()] == [("Rapat dibuka. Rapat ditutup.", 2)]


def test_a_decision_with_owner_and_day_is_a_task_and_one_without_asks_nothing():
    event = EventFactory()
    seat = BoardMemberFactory(term=BoardTermFactory(forum=event.forum))

    task = add_decision(event=event, words="Menyusun jadwal kunjungan.", seat=seat, due_on=DUE, **told())
    plain = add_decision(event=event, words="Iuran tidak berubah.", **told())

    assert [(task.order, task.state), (plain.order, plain.state)] == [(1, TaskState.OPEN), (2, "")]
    assert list(tasks_of(viewer_of(account(RoleName.SECRETARIAT, event.forum.organisation)))) == [task]


@pytest.mark.parametrize(
    ("owned", "field"),
    [
        ({"due_on": DUE}, "owner"),
        ({"organisation": True}, "due_on"),
        ({"organisation": True, "due_on": date(2024, 11, 14)}, "due_on"),
        ({"organisation": True, "user": True, "due_on": DUE}, "owner"),
    ],
)
def test_half_a_task_is_refused(owned, field):
    event = EventFactory()
    things = {"organisation": OrganisationFactory(), "user": account(RoleName.BOARD_MEMBER, event.forum.organisation)}
    owned = {name: things[name] if value is True else value for name, value in owned.items()}

    with pytest.raises(FieldRefused) as refused:
        add_decision(event=event, words="Menyusun jadwal.", **owned, **told())

    assert refused.value.field == field
    assert not Decision.objects.exists()


def test_approved_minutes_are_frozen_with_their_paper_and_a_correction_is_the_next_version():
    draft = MinutesFactory(text="Rapat dibuka pukul 09.00.")
    event, decision = draft.event, DecisionFactory(event=draft.event, task=True)
    InvitationFactory(event=event, present=True)
    secretary = account(RoleName.SECRETARIAT, event.forum.organisation, name="Sekretaris Contoh")

    approved = approve_minutes(event=event, revision=1, today=DAY, **told(secretary))
    paper = content_of(approved)

    decision.refresh_from_db()
    assert (approved.approved_by, paper[:5], decision.minutes) == ("Sekretaris Contoh", b"%PDF-", approved)
    for act in (
        lambda: write_minutes(event=event, text="Lain.", revision=1, **told()),
        lambda: change_decision(decision=decision, words="Lain.", **told()),
        lambda: remove_decision(decision=decision, **told()),
    ):
        with pytest.raises(MinutesFrozen):
            act()
    with pytest.raises(NothingToApprove):
        approve_minutes(event=event, revision=1, today=DAY, **told())

    correct_minutes(event=event, correction="Jam mulai keliru.", **told())
    write_minutes(event=event, text="Rapat dibuka pukul 09.30.", revision=1, **told())
    second = approve_minutes(event=event, revision=2, today=DAY, **told(secretary))

    approved.refresh_from_db()
    assert [(one.version, one.text) for one in minutes_of(event)] == [
        (2, "Rapat dibuka pukul 09.30."),
        (1, "Rapat dibuka pukul 09.00."),
    ]
    assert (content_of(approved), content_of(second) == paper) == (paper, False)


def test_minutes_are_approved_as_they_were_read():
    draft = MinutesFactory()
    write_minutes(event=draft.event, text="Ditambah sesudah dibaca.", revision=1, **told())

    with pytest.raises(EditedMeanwhile):
        approve_minutes(event=draft.event, revision=1, today=DAY, **told())
    assert Minutes.objects.get().approved_at is None


def test_nothing_is_approved_before_the_event_or_without_a_word():
    early, empty = MinutesFactory(), MinutesFactory(text="")

    with pytest.raises(TooEarly):
        approve_minutes(event=early.event, revision=1, today=date(2024, 11, 14), **told())
    with pytest.raises(NothingToApprove):
        approve_minutes(event=empty.event, revision=1, today=DAY, **told())
    assert Minutes.objects.filter(approved_at=None).count() == 2


def test_the_paper_prints_words_as_words_and_never_as_markup():
    draft = MinutesFactory(text='#panic("x") *tebal* $x$\n\n<script>alert(1)</script> [isi] \\ #include "a"')
    DecisionFactory(event=draft.event, words="#let x = 1; *beli* 3 meja")

    approved = approve_minutes(event=draft.event, revision=1, today=DAY, **told())

    assert content_of(approved)[:5] == b"%PDF-"


def test_a_task_is_finished_by_its_owner_and_by_nobody_beside_her():
    event = EventFactory()
    owner = account(RoleName.BOARD_MEMBER, event.forum.organisation)
    other = account(RoleName.BOARD_MEMBER, event.forum.organisation)
    seat = BoardMemberFactory(term=BoardTermFactory(forum=event.forum), user=owner)
    task = add_decision(event=event, words="Menyusun jadwal.", seat=seat, due_on=DUE, **told())
    done = {"closing_words": "Jadwal terkirim.", "closed_on": DAY}

    with pytest.raises(NotAllowed):
        finish_task(decision=task, **done, **told(other))
    with pytest.raises(NotAllowed):
        drop_task(decision=task, **done, **told(owner))
    finish_task(decision=task, **done, **told(owner))

    task.refresh_from_db()
    assert (task.state, task.closed_on, task.closing_words) == (TaskState.DONE, DAY, "Jadwal terkirim.")
    with pytest.raises(TransitionDenied):
        drop_task(decision=task, **done, **told())


def test_a_task_is_dropped_for_a_reason():
    task = DecisionFactory(task=True)

    with pytest.raises(FieldRefused):
        drop_task(decision=task, closing_words=" ", closed_on=DAY, **told())
    drop_task(decision=task, closing_words="Tidak ada anggaran.", closed_on=DAY, **told())

    task.refresh_from_db()
    assert task.state == TaskState.DROPPED


def test_a_decision_that_asks_nothing_cannot_be_finished():
    with pytest.raises(TransitionDenied):
        finish_task(decision=DecisionFactory(), closing_words="", closed_on=DAY, **told())


def test_each_sees_due_what_she_has_to_do():
    event = EventFactory()
    member = account(RoleName.BOARD_MEMBER, event.forum.organisation)
    secretary = account(RoleName.SECRETARIAT, event.forum.organisation)
    body = OrganisationFactory(forum=event.forum.organisation)
    officer = account(RoleName.COMPANY_OFFICER, body)
    hers = add_decision(event=event, words="Satu.", user=member, due_on=date(2024, 11, 20), **told())
    theirs = add_decision(event=event, words="Dua.", organisation=body, due_on=date(2024, 11, 18), **told())
    later = add_decision(event=event, words="Tiga.", organisation=body, due_on=date(2025, 1, 18), **told())
    finish_task(
        decision=add_decision(event=event, words="Empat.", user=member, due_on=date(2024, 11, 20), **told()),
        closing_words="", closed_on=DAY, **told(),
    )  # fmt: skip
    DecisionFactory(task=True)  # of another forum

    def due(user):
        return list(tasks_due(viewer_of(user), date(2024, 11, 30)))

    assert (due(member), due(secretary), due(officer)) == ([hers], [theirs, hers], [theirs])
    assert list(tasks_of(viewer_of(officer))) == [theirs, later]
