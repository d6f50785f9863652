"""What is told of a graduate: by herself through her link, by an officer who called, by somebody for her."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words, months_after, on_day
from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.outcomes.actions.drawing import FACTS, draw, keep_words_of_sheets, lock
from padan.outcomes.models import Answer, Asked, Outcome
from padan.outcomes.permissions import check_may_settle, check_may_tell, check_may_write_answer
from padan.outcomes.queries.waves import finished
from padan.outcomes.states import (
    ASKED_FLOW,
    HAS_WORK,
    MONTHS,
    AnswerTeller,
    AskedState,
    Channel,
    Status,
    WaveState,
    Window,
)
from padan.placements.states import Evidence
from padan.trail.actions import record

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


@transaction.atomic
def answer_by_link(*, asked, status, by, at, today, facts=NO_FACTS) -> Answer:
    """She says where she stands, through her link or account. Saying more completes it, saying otherwise corrects it.

    Raises NotAllowed, WaveNotOpen, TooEarly, TooOften, NothingTold or FieldRefused; nothing is kept then.
    """
    check_may_tell(by, asked)
    held = lock([asked.enrolment_id])
    asked = Asked.objects.select_for_update(of=("self",)).select_related("wave").get(pk=asked.pk)
    enrolment, wave = held[asked.enrolment_id], asked.wave
    if wave.state == WaveState.CLOSED:
        raise WaveNotOpen(
            _("This question was closed on %(day)s. What you said before stands.") % {"day": in_words(wave.closed_at)}
        )
    if wave.state != WaveState.OPEN:
        raise WaveNotOpen(_("This question is not open yet."))
    if asked.sent >= MOST_SENT:
        raise TooOften(
            _("It was answered %(n)s times by this link. What was said last stands. To change it, call your centre.")
            % {"n": MOST_SENT}
        )
    _check(enrolment, wave.window, status, facts, today)
    answer, before = _take(
        enrolment, wave.window, status, AnswerTeller.HERSELF, Evidence.SELF_REPORT, facts, today, at, asked=asked
    )
    _answered(asked, at, today)
    told = {"status": [before, str(status)], "answer": ["", answer.code]}
    record(by, "outcome.told", asked, at=at, changes=told)
    return answer


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
    answer, before = _take(
        enrolment, window, status, teller, evidence_of(teller, evidence), facts, today, at, source=source.strip()[:200]
    )
    rows = Asked.objects.select_for_update(of=("self",)).filter(enrolment=enrolment, wave__window=window)
    for asked in rows.filter(wave__state=WaveState.OPEN).select_related("wave").order_by("pk"):
        if asked.state not in (AskedState.ANSWERED, AskedState.KNOWN):  # a check afterwards is no response
            asked.channel = asked.channel or Channel.CALL
            _answered(asked, at, today, sent=0)
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
    draw(held, outcome.window, at=at)
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


def _take(enrolment, window, status, teller, evidence, facts, today, at, *, asked=None, source=""):
    """Keep an answer; returns it and the status that the same teller told before. The enrolment is held."""
    keep_words_of_sheets([enrolment.pk], window)
    rows = Answer.objects.filter(enrolment=enrolment, window=window, teller=teller, stands=True, settles=False)
    stands = rows.order_by("pk").first()
    told = _fitting(status, facts)
    if stands is not None and _completes(stands, status, evidence, told, today, source):
        more = [name for name, value in told.items() if value not in (None, "")]
        for name in more:
            setattr(stands, name, told[name])
        stands.save(update_fields=[*more, "updated_at"])
        answer = stands
    else:
        if stands is not None:
            Answer.objects.filter(pk=stands.pk).update(stands=False, updated_at=at)
        answer = Answer.objects.create(
            enrolment=enrolment, window=window, status=status, teller=teller, evidence=evidence, as_of=today,
            asked=asked, source=source, **told,
        )  # fmt: skip
        if stands is not None:
            Answer.objects.filter(pk=stands.pk).update(replaced_by=answer)
    draw({enrolment.pk: enrolment}, window, at=at)
    return answer, stands.status if stands is not None else ""


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


def _completes(stands, status, evidence, told, today, source) -> bool:
    """Whether this says the same and at most fills what she left open, on the same day: then it is one answer."""
    if (stands.status, stands.evidence, stands.as_of, stands.source) != (status, evidence, today, source):
        return False
    return all(value in (None, "") or getattr(stands, name) in (None, "", value) for name, value in told.items())


def _answered(asked, at, today, *, sent=1):
    ASKED_FLOW.check(AskedState(asked.state), AskedState.ANSWERED)
    asked.state, asked.sent = AskedState.ANSWERED, asked.sent + sent
    asked.answered_at = asked.answered_at or on_day(at, today)
    asked.save(update_fields=["state", "channel", "answered_at", "sent", "updated_at"])
