"""A total without rows is kept as reported; rows take its place on a day, and may give it back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from factories.curricula import ProgrammeFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory, ReplacementFactory, ReportedTotalFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.base.errors import NotAllowed
from padan.figures.asking import ask
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import EVERYWHERE, viewer_of
from padan.organisations.states import RoleName
from padan.outcomes.actions.totals import AlreadyReplaced, NoRowsYet, replace_total, undo_replacement
from padan.outcomes.queries.totals import counted_beside, replaced, rows_for, totals_of, totals_standing
from padan.outcomes.states import Status, Window
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = AT.date()
WHEN = {"at": AT, "today": TODAY}
WHY = "Balai mengirim daftar nama."


def class_of(centre, *statuses, finished_on=date(2024, 3, 29), **outcome):
    """A class of this centre whose people stand so; None: nobody ever asked."""
    batch = BatchFactory(finished=True, programme=ProgrammeFactory(centre=centre))
    for status in statuses:
        enrolment = EnrolmentFactory(finished=True, batch=batch, finished_on=finished_on)
        if status:
            OutcomeFactory(enrolment=enrolment, status=status, **outcome)
    return batch.programme


def replace(total, programme, **more):
    by = account(RoleName.CENTRE_OFFICER, total.centre)
    return replace_total(**({"total": total, "programme": programme, "reason": WHY, "by": by} | WHEN | more))


def test_rows_take_the_place_of_a_total_from_that_day_and_figures_of_earlier_days_keep_it():
    total, other = ReportedTotalFactory(participants=32, placed=18), ReportedTotalFactory(participants=10, placed=4)
    programme = class_of(total.centre, Status.EMPLOYED, Status.SEEKING, Status.UNKNOWN)
    before = ask("reported_placement", EVERYWHERE, as_of=TODAY)
    assert (before.numerator, before.denominator) == (22, 42)
    placed = replace(total, programme)
    yesterday, now = (ask("reported_placement", EVERYWHERE, as_of=TODAY - timedelta(days=n)) for n in (1, 0))
    assert (yesterday.numerator, yesterday.denominator) == (22, 42)
    assert (now.numerator, now.denominator) == (4, 10)
    total.refresh_from_db()
    assert (total.participants, total.placed, total.programme) == (32, 18, None)
    undone = undo_replacement(replacement=placed, reason="Daftar itu ternyata angkatan lain.", by=None, at=AT,
                              today=TODAY + timedelta(days=2))  # fmt: skip
    later = [ask("reported_placement", EVERYWHERE, as_of=TODAY + timedelta(days=n)).denominator for n in range(4)]
    assert later == [10, 10, 42, 42]
    assert undone.undone_on == TODAY + timedelta(days=2)
    assert list(totals_standing(EVERYWHERE, TODAY)) == [other]
    (entry,) = Entry.objects.filter(verb="total.replaced").select_related("wording")
    assert entry.wording.changes["participants"] == [32, 3]
    assert entry.wording.changes["placed"] == [18, 1]


def test_what_was_put_in_its_place_once_may_be_again_but_not_twice_at_once():
    total = ReportedTotalFactory()
    programme = class_of(total.centre, Status.EMPLOYED)
    first = replace(total, programme)
    with pytest.raises(AlreadyReplaced):
        replace(total, programme)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplacementFactory(total=total, programme=programme)
    undo_replacement(replacement=first, reason="Salah program, maaf.", by=None, **WHEN)
    with pytest.raises(AlreadyReplaced):
        undo_replacement(replacement=first, reason="Salah program, maaf.", by=None, **WHEN)
    assert replace(total, programme).undone_on is None


def test_without_rows_nothing_takes_the_place():
    total = ReportedTotalFactory()
    empty = ProgrammeFactory(centre=total.centre)
    in_training = BatchFactory(programme=empty)
    EnrolmentFactory(batch=in_training)
    with pytest.raises(NoRowsYet):
        replace(total, empty)
    rows = class_of(total.centre, Status.EMPLOYED, finished_on=date(2022, 5, 6))
    with pytest.raises(NoRowsYet):
        replace(total, rows, finished_from=date(2023, 1, 1))
    assert replace(total, rows, finished_until=date(2022, 12, 31)).programme == rows


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("reason", {"reason": "ya"}),
        ("finished_until", {"finished_from": date(2024, 2, 1), "finished_until": date(2024, 1, 1)}),
    ],
)
def test_what_cannot_be_is_told_at_its_field(field, more):
    total = ReportedTotalFactory()
    with pytest.raises(FieldRefused) as refused:
        replace(total, class_of(total.centre, Status.EMPLOYED), **more)
    assert refused.value.field == field


def test_only_the_centre_and_its_secretariat_decide_and_only_on_the_centre_s_own_rows():
    forum = OrganisationFactory(forum_body=True)
    total = ReportedTotalFactory(centre__forum=forum)
    programme = class_of(total.centre, Status.EMPLOYED)
    with pytest.raises(FieldRefused):
        replace(total, class_of(OrganisationFactory(centre=True), Status.EMPLOYED))
    for by in (account(RoleName.INSTRUCTOR, total.centre), account(RoleName.AUDITOR),
               account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))):  # fmt: skip
        with pytest.raises(NotAllowed):
            replace(total, programme, by=by)
    placed = replace(total, programme, by=account(RoleName.SECRETARIAT, forum))
    with pytest.raises(NotAllowed):
        undo_replacement(replacement=placed, reason=WHY, by=account(RoleName.AUDITOR), **WHEN)


def test_beside_a_total_stand_the_rows_of_its_programme_at_one_window(django_assert_num_queries):
    centre = OrganisationFactory(centre=True)
    six = class_of(centre, Status.EMPLOYED, Status.EMPLOYED, Status.STUDYING, Status.UNCLEAR, Status.UNKNOWN, None)
    sheet = class_of(centre, Status.EMPLOYED, Status.UNKNOWN, window=Window.NOT_STATED)
    bare = class_of(centre, None, None)
    totals = [ReportedTotalFactory(centre=centre, programme=one) for one in (six, sheet, bare, None)]
    viewer = viewer_of(account(RoleName.AUDITOR))
    rows = list(totals_of(viewer))
    with django_assert_num_queries(2):
        found = counted_beside(rows)
    told = {pk: (row.graduates, row.window, row.answered, row.employed, row.unknown) for pk, row in found.items()}
    assert told == {
        totals[0].pk: (6, Window.MONTHS_6, 3, 2, 3),
        totals[1].pk: (2, Window.NOT_STATED, 1, 1, 1),
        totals[2].pk: (2, None, 0, 0, 2),
    }
    assert rows_for(six) == found[totals[0].pk]
    replace(totals[3], sheet)
    assert counted_beside(totals_of(viewer))[totals[3].pk].programme == sheet
    assert list(replaced(totals_of(viewer), True)) == [totals[3]]
    assert set(replaced(totals_of(viewer), False)) == set(totals[:3])


@pytest.mark.parametrize(
    "wrong",
    [
        {"undone_on": date(2024, 11, 3), "undone_reason": WHY},
        {"undone_on": date(2024, 11, 5)},
        {"undone_reason": WHY},
        {"finished_from": date(2024, 2, 1), "finished_until": date(2024, 1, 1)},
    ],
)
def test_the_database_itself_refuses_a_replacement_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplacementFactory(**wrong)
