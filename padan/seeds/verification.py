"""Calls that reached nobody, and a sample that an auditor had drawn: the officer has looked into some of it."""

from collections import Counter
from datetime import date, timedelta

from padan.outcomes.models import Asked, Call, Sample, SampleRow
from padan.outcomes.queries.following import TRIES
from padan.outcomes.queries.samples import draw, hash_of, told_of
from padan.outcomes.states import AskedState, CallResult, Found, Window
from padan.placements.states import Evidence
from padan.seeds.chance import Chance
from padan.seeds.story import SEED, Story

DRAWN_ON, DRAWN, AUDITOR_SAID = date(2024, 11, 11), 40, "undian auditor 17"
FIRST_CALL = date(2024, 10, 7)
NOT_REACHED = (9, 23)


def build(story: Story) -> None:
    """After the waves; no status changes. Checked are those whom an officer has verified already."""
    chance = Chance(SEED + 43)
    lost = Asked.objects.filter(state=AskedState.UNREACHABLE).order_by("code")
    Call.objects.bulk_create(
        Call(asked=one, called_on=FIRST_CALL + timedelta(days=7 * time), result=CallResult.NO_ANSWER)
        for one in lost
        for time in range(TRIES)
    )
    told = told_of(story.centres[0], window=Window.MONTHS_6).select_related("enrolment__batch")
    people = {outcome.enrolment.code: outcome for outcome in told}
    sample = Sample.objects.create(
        code=chance.code("SMP"), keeper=story.centres[0], window=Window.MONTHS_6, seed=AUDITOR_SAID, size=DRAWN,
        population=len(people), told=dict(sorted(Counter(one.status for one in people.values()).items())),
        rows_hash=hash_of(people), drawn_on=DRAWN_ON,
    )  # fmt: skip
    SampleRow.objects.bulk_create(
        _row(chance, sample, place, people[code])
        for place, code in enumerate(draw(people, seed=AUDITOR_SAID, size=DRAWN), start=1)
    )


def _row(chance, sample, place, outcome):
    row = SampleRow(
        code=chance.code("PRK"), sample=sample, place=place, enrolment=outcome.enrolment, told=outcome.status
    )
    if outcome.evidence == Evidence.OFFICER:
        row.found, row.found_status, row.how = Found.AS_TOLD, outcome.status, "Mendatangi tempat kerjanya"
    elif place in NOT_REACHED:
        row.found, row.how = Found.UNREACHABLE, "Ditelepon tiga kali"
    if row.found:
        row.checked_on = DRAWN_ON + timedelta(days=1)
    return row
