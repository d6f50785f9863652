"""Calls that reached nobody, and a sample that an auditor had drawn: the officer has looked into some of it."""

from collections import Counter
from datetime import date, timedelta

from padan.outcomes.actions.drawing import FACTS
from padan.outcomes.models import Answer, Asked, Call, Outcome, Sample, SampleRow
from padan.outcomes.queries.following import TRIES
from padan.outcomes.queries.samples import draw, hash_of, told_of
from padan.outcomes.states import AnswerTeller, AskedState, CallResult, Found, Status, Window
from padan.placements.states import Evidence
from padan.seeds.chance import Chance
from padan.seeds.story import SEED, Story

DRAWN_ON, DRAWN, AUDITOR_SAID = date(2024, 11, 11), 40, "undian auditor 17"
FIRST_CALL = date(2024, 10, 7)
NOT_REACHED = (9, 23)
HOW = {True: "Menelepon HRD perusahaan", False: "Menelepon, ia sendiri"}


def build(story: Story) -> None:
    """After the waves; no status changes. Checked are those whom an officer has verified already, who work elsewhere as
    a file or the company says, and who told of no waged work: the officer heard the same. The rest waits.
    """
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
    drawn = [people[code] for code in draw(people, seed=AUDITOR_SAID, size=DRAWN)]
    placed = {row.graduate.person_id for row in story.placements if row.started_on}
    rows = [_row(chance, sample, place, outcome, placed) for place, outcome in enumerate(drawn, start=1)]
    SampleRow.objects.bulk_create(rows)
    heard = [
        outcome
        for row, outcome in zip(rows, drawn, strict=True)
        if row.found == Found.AS_TOLD and outcome.evidence != Evidence.OFFICER
    ]
    for outcome in heard:
        outcome.evidence, outcome.answer = Evidence.OFFICER, _as_told(chance, outcome)
    Answer.objects.bulk_create(outcome.answer for outcome in heard)
    Outcome.objects.bulk_update(heard, ["evidence", "answer"])


def _row(chance, sample, place, outcome, placed):
    told = outcome.status != Status.EMPLOYED or outcome.evidence != Evidence.SELF_REPORT
    row = SampleRow(
        code=chance.code("PRK"), sample=sample, place=place, enrolment=outcome.enrolment, told=outcome.status
    )
    if outcome.evidence == Evidence.OFFICER:
        row.found, row.found_status, row.how = Found.AS_TOLD, outcome.status, "Mendatangi tempat kerjanya"
    elif place in NOT_REACHED:
        row.found, row.how = Found.UNREACHABLE, "Ditelepon tiga kali"
    elif told and outcome.enrolment.person_id not in placed:  # a company that pays her has confirmed it already
        row.found, row.found_status, row.how = Found.AS_TOLD, outcome.status, HOW[outcome.status == Status.EMPLOYED]
    if row.found:
        row.checked_on = DRAWN_ON + timedelta(days=1)
    return row


def _as_told(chance, outcome):
    return Answer(
        code=chance.code("JWB", 10),
        enrolment_id=outcome.enrolment_id,
        window=outcome.window,
        status=outcome.status,
        teller=AnswerTeller.OFFICER,
        evidence=Evidence.OFFICER,
        as_of=outcome.as_of,
        source=HOW[outcome.status == Status.EMPLOYED],
        **{name: getattr(outcome, name) for name in FACTS},
    )
