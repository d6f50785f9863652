"""Graduates asked for the welders' job of one company: some answered, some were seen, one is offered a seat.

Told through the acts that people use. Nobody accepts yet, so that no number of the story moves.
"""

from datetime import date

from padan.graduates.models import Graduate
from padan.matching.actions.consents import take_consent_back
from padan.matching.actions.invitations import (
    answer_invitation,
    invite_many,
    note_attendance,
    offer_many,
    set_interviews,
    turn_down,
)
from padan.matching.states import Attendance, WhyNot
from padan.placements.models import Placement
from padan.seeds.story import Story, moment

ASKED = 11
ASKED_ON, ANSWERED_ON, SEEN_ON, DECIDED_ON = (
    date(2024, 10, 21),
    date(2024, 10, 24),
    date(2024, 10, 28),
    date(2024, 10, 29),
)
ANSWER_BY = date(2024, 11, 17)
NOES = ((WhyNot.FAR, ""), (WhyNot.WAGE, "Sudah ada tawaran yang lebih besar."))


def build(story: Story) -> None:
    """The secretary asks, notes what is said by phone, and the company decides."""
    secretary = story.users["sekretaris"]
    opening = next(row for row in story.openings["Pengelasan"] if row.company.name == "PT Contoh Mitra Presisi")
    told = Placement.objects.order_by().values("graduate_id")
    own = Graduate.objects.get(person=story.users["lulusan"].person)
    graduates = [row for row in story.graduates["Pengelasan"] if row.centre.forum_id == story.forum.organisation_id]
    free = Graduate.objects.filter(pk__in=[row.pk for row in graduates]).exclude(pk__in=told).exclude(pk=own.pk)
    line = [*free.select_related("centre", "person").order_by("pk")[:ASKED], own]

    results = invite_many(
        opening=opening, graduates=line, by=secretary, at=moment(ASKED_ON, 9), today=ASKED_ON, answer_by=ANSWER_BY
    )
    rows = [result.invitation for result in results if result.done]
    yes, no = rows[:6], rows[6:8]
    for minute, row in enumerate(yes):
        at = moment(ANSWERED_ON, 9, minute)
        answer_invitation(invitation=row, yes=True, by=secretary, at=at, today=ANSWERED_ON)
    for minute, (row, (why_not, words)) in enumerate(zip(no, NOES, strict=True)):
        at = moment(ANSWERED_ON, 10, minute)
        answer_invitation(
            invitation=row, yes=False, why_not=why_not, words=words, by=secretary, at=at, today=ANSWERED_ON
        )
    take_consent_back(invitation=yes[5], by=secretary, at=moment(ANSWERED_ON, 15))

    decided = {"by": secretary, "at": moment(DECIDED_ON, 11)}
    set_interviews(
        invitations=yes[:4], interview_at=moment(SEEN_ON, 9, 30), place="Ruang HRD, PT Contoh Mitra Presisi",
        by=secretary, at=moment(ANSWERED_ON, 16), today=ANSWERED_ON,
    )  # fmt: skip
    note_attendance(invitations=yes[:2], attendance=Attendance.CAME, today=DECIDED_ON, **decided)
    note_attendance(invitations=yes[2:3], attendance=Attendance.ABSENT, today=DECIDED_ON, **decided)
    offer_many(invitations=yes[:1], today=DECIDED_ON, answer_by=date(2024, 11, 20), **decided)
    turn_down(invitations=yes[2:3], why_not=WhyNot.ABSENT, **decided)
