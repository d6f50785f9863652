"""What is told of a graduate: by herself through her link, by an officer who called, by somebody for her."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from padan.base.clock import in_words, months_after, on_day
from padan.base.errors import ActionDenied, NotAllowed
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.outcomes.actions.drawing import (
    FACTS,
    answers_standing,
    draw,
    draw_from,
    keep_words_of_sheets,
    lock,
    outcomes_there,
)
from padan.outcomes.models import Answer, AnswerProof, Asked, Outcome
from padan.outcomes.permissions import check_may_settle, check_may_tell, check_may_write_answer
from padan.outcomes.queries.waves import finished
from padan.outcomes.states import (
    ASKED_FLOW,
    HAS_WORK,
    MONTHS,
    STANDS_ON,
    AnswerTeller,
    AskedState,
    Channel,
    Status,
    WaveState,
    Window,
)
from padan.placements.states import Evidence
from padan.trail.actions import record, record_each

MOST_SENT = 20
"""So often one question may be answered through its link, corrections included: a limit a link, not an address."""


class WaveNotOpen(ActionDenied):
    """The wave is closed, or has not begun to ask."""


class TooEarly(ActionDenied):
    """The month that is asked about has not come."""


class TooOften(ActionDenied):
    """The link has been used to answer too many times."""


class NothingTold(ActionDenied):
    """Not known is no answer."""


class NoConflict(ActionDenied):
    """The answers agree, or the chosen one does not stand."""


class NobodySaidHow(ActionDenied):
    """A checked or confirmed answer needs a word on how it was."""


@dataclass(frozen=True)
class Facts:
    """What may be told beside the status. Empty where nothing was told."""

    began_on: date | None = None
    job: str = ""
    employer: str = ""
    place: str = ""
    field_fit: int | None = None
    formal: bool | None = None
    abroad: bool | None = None
    why_not: str = ""


NO_FACTS = Facts()


@dataclass(frozen=True)
class Telling:
    """What she says through her link or account: to which question (its code), and what."""

    code: str
    status: str
    by: object
    facts: Facts = NO_FACTS


def answer_by_link(*, asked, status, by, at, today, facts=NO_FACTS) -> Answer:
    """She says where she stands, through her link or account. Saying more completes it, saying otherwise corrects it.

    Raises NotAllowed, WaveNotOpen, TooEarly, TooOften, NothingTold or FieldRefused; nothing is kept then.
    """
    return answer_alone(telling=Telling(asked.code, status, by, facts), at=at, today=today)


def answer_alone(*, telling, at, today) -> Answer:
    """What one says. Raises what ``answer_by_link`` raises."""
    (came,) = answer_many(tellings=[telling], at=at, today=today)
    if isinstance(came, ActionDenied):
        raise came
    return came


@transaction.atomic
def answer_many(*, tellings, at, today) -> list[Answer | ActionDenied]:
    """What many say at one moment, each about herself, in one transaction: her answer as kept, or why it is not.

    A refusal of one keeps nothing of hers and touches no other. A fixed number of questions for any number of people.
    """
    codes = [one.code for one in tellings]
    if len(set(codes)) < len(codes):  # one person from two phones: one after the other
        first = [at_ for at_, code in enumerate(codes) if code not in codes[:at_]]
        came = dict(zip(first, answer_many(tellings=[tellings[n] for n in first], at=at, today=today), strict=True))
        rest = [n for n in range(len(codes)) if n not in came]
        came |= zip(rest, answer_many(tellings=[tellings[n] for n in rest], at=at, today=today), strict=True)
        return [came[n] for n in range(len(codes))]
    held = lock(Asked.objects.filter(code__in=codes).order_by().values("enrolment"))
    rows = Asked.objects.select_for_update(of=("self",)).filter(code__in=codes).select_related("wave").order_by("pk")
    found = {row.code: row for row in rows}
    came, kept = {}, []
    for one in tellings:
        try:
            if one.code not in found:
                raise NotAllowed(_("This question is for somebody else."))
            asked = found[one.code]
            asked.enrolment = held[asked.enrolment_id]
            check_may_tell(one.by, asked)
            check_open(asked)
            _check(asked.enrolment, asked.wave.window, one.status, one.facts, today)
            ASKED_FLOW.check(AskedState(asked.state), AskedState.ANSWERED)
        except ActionDenied as denied:
            came[one.code] = denied
        else:
            kept.append((asked, one))
    told = {}
    for window in {asked.wave.window for asked, _one in kept}:
        said = [
            Said(asked.enrolment, one.status, AnswerTeller.HERSELF, Evidence.SELF_REPORT, one.facts, asked)
            for asked, one in kept
            if asked.wave.window == window
        ]
        told |= {one.asked.code: result for one, result in zip(said, take(said, window, today, at), strict=True)}
    Asked.objects.filter(pk__in=[asked.pk for asked, _one in kept]).update(
        state=AskedState.ANSWERED,
        sent=F("sent") + 1,
        answered_at=Coalesce("answered_at", Value(on_day(at, today))),
        updated_at=at,
    )
    if kept:
        entries = [
            (
                one.by,
                "outcome.told",
                asked,
                {"status": [told[one.code][1], one.status], "answer": ["", told[one.code][0].code]},
            )
            for asked, one in kept
        ]
        record_each(entries, at=at)
    return [came.get(code) or told[code][0] for code in codes]


def check_open(asked) -> None:
    """Refuse once the wave is closed, before it opened, or when the link was used too often."""
    if asked.wave.state == WaveState.CLOSED:
        day = in_words(asked.wave.closed_at)
        raise WaveNotOpen(_("This question was closed on %(day)s. What you said before stands.") % {"day": day})
    if asked.wave.state != WaveState.OPEN:
        raise WaveNotOpen(_("This question is not open yet."))
    if asked.sent >= MOST_SENT:
        raise TooOften(
            _("It was answered %(n)s times by this link. What was said last stands. To change it, call your centre.")
            % {"n": MOST_SENT}
        )


@transaction.atomic
def note_answer(*, enrolment, window, status, teller, by, at, today, facts=NO_FACTS, evidence="", source="") -> Answer:
    """Write down what somebody said: she by phone, her family, a friend or instructor for her, her employer; or what an
    officer saw herself. ``source`` says how; an employer's word and a check need it.

    Raises NotAllowed, TooEarly, NothingTold, NobodySaidHow or FieldRefused; nothing is kept then.
    """
    check_for(by, check_may_write_answer, enrolment)
    if teller in (AnswerTeller.OFFICER, AnswerTeller.EMPLOYER):
        check_for(by, check_may_settle, enrolment)
        if len(source.split()) < 2:
            raise NobodySaidHow(_("Say whom you spoke to, or what you saw."))
    enrolment = lock([enrolment.pk])[enrolment.pk]
    _check(enrolment, window, status, facts, today)
    said = Said(enrolment, status, teller, evidence_of(teller, evidence), facts, source=source.strip()[:200])
    ((answer, before),) = take([said], window, today, at)
    rows = Asked.objects.select_for_update(of=("self",)).filter(enrolment=enrolment, wave__window=window)
    for asked in rows.filter(wave__state=WaveState.OPEN).select_related("wave").order_by("pk"):
        if asked.state not in (AskedState.ANSWERED, AskedState.KNOWN):  # a check afterwards is no response
            asked.channel = asked.channel or Channel.CALL
            _answered(asked, at, today)
    told = {"status": [before, str(status)], "teller": ["", str(teller)], "answer": ["", answer.code]}
    record(by, "outcome.noted", enrolment, at=at, changes=told)
    return answer


def evidence_of(teller, evidence="") -> Evidence:
    """On which rung an answer of this teller stands. Only her own word may stand on a file."""
    if teller == AnswerTeller.OFFICER:
        return Evidence.OFFICER
    if teller == AnswerTeller.EMPLOYER:
        return Evidence.EMPLOYER
    if teller == AnswerTeller.HERSELF and evidence == Evidence.FILE:
        return Evidence.FILE
    return Evidence.SELF_REPORT


@transaction.atomic
def settle_conflict(*, outcome, answer, by, at, today, words) -> Answer:
    """Decide which of several answers counts, and say why. All of them stay; the decision stands beside them, on the
    evidence of the chosen one. What is told afterwards is heard again."""
    check_for(by, check_may_settle, outcome.enrolment)
    if len(words.split()) < 2:
        raise NobodySaidHow(_("Say in a few words how you know."))
    held = lock([outcome.enrolment_id])
    outcome = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    chosen = Answer.objects.filter(
        pk=answer.pk, enrolment=outcome.enrolment_id, window=outcome.window, stands=True
    ).first()
    if not outcome.in_conflict or chosen is None:
        raise NoConflict(_("These answers do not disagree any more. Look again."))
    decision = Answer.objects.create(
        enrolment_id=outcome.enrolment_id,
        window=outcome.window,
        status=chosen.status,
        teller=AnswerTeller.OFFICER,
        evidence=chosen.evidence,
        as_of=today,
        why_not=chosen.why_not,
        source=words.strip()[:200],
        settles=True,
        **{name: getattr(chosen, name) for name in FACTS},
    )
    draw(held, outcome.window, today=today, at=at)
    told = {"status": [outcome.status, chosen.status], "chosen": ["", chosen.code], "answer": ["", decision.code]}
    record(by, "outcome.decided", outcome, at=at, changes=told)
    return decision


def _check(enrolment, window, status, facts, today):
    """Refuse what cannot be so: a month that has not come, days out of order, nothing told."""
    if status in (Status.UNKNOWN, Status.UNCLEAR):
        raise NothingTold(_("Choose what is so. Not knowing is counted by itself."))
    ended = finished(enrolment)
    if ended is None and window in MONTHS:
        raise TooEarly(_("Nobody has said when this course was finished, so no month can be counted."))
    due = months_after(ended, MONTHS[Window(window)]) if window in MONTHS else None
    if due is not None and due > today:
        raise TooEarly(
            _("This asks how things stand %(months)s months after finishing, on %(day)s. That day has not come.")
            % {"months": MONTHS[Window(window)], "day": in_words(due)}
        )
    if facts.began_on is not None and status in HAS_WORK:
        if facts.began_on > today:
            raise FieldRefused("began_on", _("This day has not come yet."))
        if ended is not None and facts.began_on < ended:
            raise FieldRefused(
                "began_on",
                _("The course was finished on %(day)s. If the work began before, leave this empty: it counts as work.")
                % {"day": in_words(ended)},
            )


@dataclass(frozen=True)
class Said:
    """One thing to keep: of whom, what, by whom and on what evidence. The enrolment is held."""

    enrolment: object
    status: str
    teller: str
    evidence: str
    facts: Facts
    asked: object = None
    source: str = ""


def take(said, window, today, at) -> list[tuple[Answer, str]]:
    """Keep answers about different people at one window; each with the status that the same teller told before."""
    ids = [one.enrolment.pk for one in said]
    there = outcomes_there(ids, window)
    keep_words_of_sheets(there.values())
    standing = answers_standing(ids, window)
    stands = {(row.enrolment_id, row.teller): row for row in standing if not row.settles}
    shown = _shown_by_files(stands.values())
    kept, new, more, old = [], [], [], []
    for one in said:
        before = stands.get((one.enrolment.pk, one.teller))
        told = _fitting(one.status, one.facts)
        if before is not None and before.status == one.status:
            told = {name: getattr(before, name) if value in (None, "") else value for name, value in told.items()}
        if before is not None and before.pk in shown and _still_shown(before, one, told):
            one = replace(one, evidence=Evidence.FILE)
        if before is not None and _completes(before, one, told, today):
            if any(getattr(before, name) != value for name, value in told.items()):
                for name, value in told.items():
                    setattr(before, name, value)
                before.updated_at = at
                more.append(before)
            kept.append((before, before.status))
            continue
        answer = Answer(
            enrolment=one.enrolment, window=window, status=one.status, teller=one.teller, evidence=one.evidence,
            as_of=today, asked=one.asked, source=one.source, **told,
        )  # fmt: skip
        new.append(answer)
        kept.append((answer, before.status if before is not None else ""))
        if before is not None:
            before.stands, before.updated_at = False, at
            old.append((before, answer))
    if more:
        Answer.objects.bulk_update(more, [*FACTS, "why_not", "updated_at"])
    if old:
        Answer.objects.filter(pk__in=[row.pk for row, _answer in old]).update(stands=False)
    Answer.objects.bulk_create(new)
    if old:
        for row, answer in old:
            row.replaced_by = answer
        Answer.objects.bulk_update([row for row, _answer in old], ["replaced_by", "updated_at"])
    for row, answer in old:
        if row.pk in shown and answer.evidence == Evidence.FILE:
            AnswerProof.objects.filter(answer=row).update(answer=answer, updated_at=at)
    answers = [row for row in standing if row.stands] + new
    draw_from(answers, there, {one.enrolment.pk: one.enrolment for one in said}, today=today, at=at)
    return kept


def _shown_by_files(answers) -> set[int]:
    """Those of the answers (ids) that stand on a file of hers. No question where none is said to."""
    on_files = [answer.pk for answer in answers if answer.evidence == Evidence.FILE]
    if not on_files:
        return set()
    rows = AnswerProof.objects.filter(answer__in=on_files, state__in=STANDS_ON)
    return set(rows.order_by().values_list("answer_id", flat=True))


def _still_shown(before, one, told) -> bool:
    """Whether her file still shows what she says now: the same status, at the same place, as the same thing."""
    same = all(told[name] == getattr(before, name) for name in ("job", "employer") if getattr(before, name))
    return before.status == one.status and one.evidence == Evidence.SELF_REPORT and same


def _fitting(status, facts) -> dict:
    """The facts that belong to a status: where somebody works says nothing of one who seeks."""
    told = {name: getattr(facts, name) for name in (*FACTS, "why_not")}
    if status not in HAS_WORK:
        told |= {"began_on": None, "job": "", "field_fit": None, "formal": None}
        if status != Status.STUDYING:
            told |= {"employer": "", "place": "", "abroad": None}
    if status != Status.NOT_SEEKING:
        told["why_not"] = ""
    return told


def _completes(before, one, told, today) -> bool:
    """Whether this says the same and at most fills what was left open, on the same day: then it is one answer."""
    same = (before.status, before.evidence, before.as_of, before.source) == (
        one.status,
        one.evidence,
        today,
        one.source,
    )
    return same and all(getattr(before, name) in (None, "", value) for name, value in told.items())


def _answered(asked, at, today):
    """An answer came by another way than her link."""
    ASKED_FLOW.check(AskedState(asked.state), AskedState.ANSWERED)
    asked.state, asked.answered_at = AskedState.ANSWERED, on_day(at, today)
    asked.save(update_fields=["state", "channel", "answered_at", "updated_at"])
