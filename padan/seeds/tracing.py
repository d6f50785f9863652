"""The waves of the sixth month, one a centre, that the story is in the middle of: who answered, who is waited for."""

from datetime import date

from padan.base.clock import months_after
from padan.outcomes.actions.drawing import best_of
from padan.outcomes.models import Answer, Asked, Outcome, Silence, Wave
from padan.outcomes.states import (
    HAS_WORK,
    AnswerTeller,
    AskedState,
    Channel,
    Status,
    WaveState,
    WhyNotSeeking,
    Window,
)
from padan.people.models import Person
from padan.placements.states import Evidence
from padan.seeds.chance import Chance
from padan.seeds.story import COHORT_FROM, COHORT_UNTIL, SEED, TODAY, Story, moment

OPENS_ON, CLOSES_ON = date(2024, 5, 2), date(2025, 1, 31)
PROXIES = (AnswerTeller.FAMILY, AnswerTeller.FRIEND, AnswerTeller.INSTRUCTOR)
SILENT = (
    (AskedState.REMINDED, 96), (AskedState.ASKED, 44), (AskedState.UNREACHABLE, 22), (AskedState.STOPPED, 8),
    (AskedState.REFUSED, 5),
)  # fmt: skip
"""What became of the 175 of whom nothing is known."""
DISAGREE = 5  # a friend says something else than she does


def build(story: Story) -> None:
    """By a chance of its own; no status of the story changes, each gets the answer that it was drawn from."""
    chance = Chance(SEED + 41)
    waves = {centre.pk: _wave(chance, centre) for centre in story.centres}
    Wave.objects.bulk_create(waves.values())
    outcomes = list(
        Outcome.objects.filter(window=Window.MONTHS_6, batch__centre__in=story.centres)
        .select_related("enrolment", "batch")
        .order_by("enrolment__batch__code", "enrolment__number")
    )
    silent = [row for row in outcomes if row.status == Status.UNKNOWN]
    ends = [state for state, number in SILENT for _ in range(number)]
    chance.shuffle(ends)
    state_of = dict(zip((row.pk for row in silent), ends, strict=True))
    placed = {row.graduate.person_id for row in story.placements if row.started_on}
    asked = [_asked(chance, waves[row.batch.centre_id], row, state_of.get(row.pk), placed) for row in outcomes]
    Asked.objects.bulk_create(asked, batch_size=500)
    told = [(row, one) for row, one in zip(outcomes, asked, strict=True) if row.status != Status.UNKNOWN]
    answers = [_answer(chance, row, one) for row, one in told]
    Answer.objects.bulk_create(answers, batch_size=500)
    sure = [pair for pair in zip((row for row, _one in told), answers, strict=True) if _is_hers(pair[1])]
    doubted = chance.sample(sure, DISAGREE)
    others = [_other(chance, answer) for _row, answer in doubted]
    Answer.objects.bulk_create(others)
    beside = {answer.enrolment_id: answer for answer in others}
    for (row, _one), answer in zip(told, answers, strict=True):
        heard = [answer, *filter(None, [beside.get(row.enrolment_id)])]
        row.answer, row.in_conflict = best_of(heard)
        row.field_fit, row.formal, row.abroad = answer.field_fit, answer.formal, answer.abroad
    Outcome.objects.bulk_update(
        [row for row, _one in told], ["answer", "in_conflict", "field_fit", "formal", "abroad"], batch_size=300
    )
    _reachable(silent)
    stopped = [row.enrolment.person_id for row in silent if state_of[row.pk] == AskedState.STOPPED]
    Silence.objects.bulk_create(Silence(person_id=pk, since=moment(date(2024, 10, 21), 19)) for pk in stopped)


def _wave(chance, centre):
    return Wave(
        code=chance.code("GLB"),
        keeper=centre,
        window=Window.MONTHS_6,
        title="Kabar bulan keenam, lulusan November 2023 sampai April 2024",
        finished_from=COHORT_FROM,
        finished_until=COHORT_UNTIL,
        opens_on=OPENS_ON,
        closes_on=CLOSES_ON,
        state=WaveState.OPEN,
        opened_at=moment(OPENS_ON, 8),
    )


def _asked(chance, wave, outcome, end, placed):
    due = months_after(outcome.enrolment.finished_on, 6)
    row = Asked(code=chance.code("TNY", 10), wave=wave, enrolment=outcome.enrolment)
    known = outcome.status == Status.EMPLOYED and outcome.enrolment.person_id in placed
    if known:
        row.state = AskedState.KNOWN
        return row
    row.state, row.channel, row.asked_at = end or AskedState.ANSWERED, Channel.WHATSAPP, moment(due, 8)
    if end is None:
        row.answered_at, row.sent = moment(max(outcome.as_of, due), chance.randrange(9, 21)), 1
    elif end == AskedState.UNREACHABLE:
        row.channel = Channel.CALL
    elif end == AskedState.REMINDED:
        row.reminders = chance.choice([1, 2])
        row.reminded_at = moment(min(TODAY, months_after(due, 1)), 8)
    return row


def _answer(chance, outcome, asked):
    if asked.state == AskedState.KNOWN:
        teller = AnswerTeller.PLACEMENT
    elif outcome.evidence == Evidence.OFFICER:
        teller = AnswerTeller.OFFICER
    elif outcome.evidence == Evidence.EMPLOYER:
        teller = AnswerTeller.EMPLOYER
    elif outcome.evidence == Evidence.SELF_REPORT and chance.random() < 0.08:
        teller = chance.choice(PROXIES)
    else:
        teller = AnswerTeller.HERSELF
    works, hers = outcome.status in HAS_WORK, teller in (AnswerTeller.HERSELF, AnswerTeller.OFFICER)
    return Answer(
        code=chance.code("JWB", 10),
        enrolment_id=outcome.enrolment_id,
        window=outcome.window,
        status=outcome.status,
        teller=teller,
        evidence=outcome.evidence,
        as_of=outcome.as_of,
        job=outcome.job,
        employer=outcome.employer,
        place=outcome.place,
        field_fit=chance.choice([4, 4, 4, 3, 3, 2, 1]) if works and hers else None,
        formal=chance.random() < 0.6 if works and hers and chance.random() < 0.7 else None,
        abroad=False if works and hers else None,
        why_not=chance.choice(WhyNotSeeking.values) if hers and outcome.status == Status.NOT_SEEKING else "",
        source="Telepon, HRD perusahaan" if teller == AnswerTeller.EMPLOYER else "",
        asked=asked if teller == AnswerTeller.HERSELF else None,
    )


def _is_hers(answer):
    return answer.teller == AnswerTeller.HERSELF and answer.status in (Status.SEEKING, Status.EMPLOYED)


def _other(chance, answer):
    says = Status.EMPLOYED if answer.status == Status.SEEKING else Status.SEEKING
    return Answer(
        code=chance.code("JWB", 10),
        enrolment_id=answer.enrolment_id,
        window=answer.window,
        status=says,
        teller=AnswerTeller.FRIEND,
        evidence=Evidence.SELF_REPORT,
        as_of=answer.as_of,
    )


def _reachable(outcomes):
    """Those who are waited for have a number. No operator uses 0890."""
    people = {row.pk: row for row in Person.objects.filter(pk__in=[one.enrolment.person_id for one in outcomes])}
    for at, one in enumerate(outcomes):
        people[one.enrolment.person_id].phone = f"+62890{at:07d}"
    Person.objects.bulk_update(people.values(), ["phone"], batch_size=200)
