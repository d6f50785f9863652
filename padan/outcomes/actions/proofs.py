"""Files that a graduate brings to show what she said: kept, taken back, looked at by an officer."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.files import forget
from padan.organisations.permissions import check_for
from padan.outcomes.actions.answers import NO_FACTS, Facts, NobodySaidHow, Said, check_open, note_answer, take
from padan.outcomes.actions.drawing import FACTS, lock
from padan.outcomes.models import Answer, AnswerProof, Asked
from padan.outcomes.permissions import check_may_settle, check_may_tell
from padan.outcomes.queries.answers import answer_of_hers
from padan.outcomes.states import CAN_BE_SHOWN, PROOF_FLOW, STANDS_ON, AnswerTeller, ProofState
from padan.placements.states import Evidence
from padan.trail.actions import record

MOST_KEPT = 5
"""So many files may show one answer."""
MOST_BROUGHT = 12
"""So many may be brought to one question, those taken back included: a link is no store of files."""


class NothingToShow(ActionDenied):
    """She has not said what the file should show, or it is nothing a file tells of."""


class ProofKnown(ActionDenied):
    """The same file again adds nothing."""


class TooManyFiles(ActionDenied):
    """The question holds as many files as one may hold."""


class ProofGone(ActionDenied):
    """The file was taken back or decided on, or the answer it shows was replaced."""


@transaction.atomic
def bring_answer_proof(*, asked, kind, file, by, at, today) -> AnswerProof:
    """She shows what she said, through her link or account; ``file`` are the columns of a kept one. Her answer stands
    on it from now on.

    Raises NotAllowed, WaveNotOpen, TooOften, NothingToShow, ProofKnown or TooManyFiles; no row is kept then.
    """
    check_may_tell(by, asked)
    asked = _held(asked)
    check_open(asked)
    answer = answer_of_hers(asked)
    if answer is None or answer.status not in CAN_BE_SHOWN:
        raise NothingToShow(_("Say first what you are doing now; a file can show work, a business or a course."))
    brought = AnswerProof.objects.filter(answer__enrolment=asked.enrolment_id, answer__window=asked.wave.window)
    standing = [row.file_sha256 for row in brought.filter(answer=answer, state__in=STANDS_ON).order_by("pk")]
    if file["file_sha256"] in standing:
        raise ProofKnown(_("This file was brought before."))
    if len(standing) >= MOST_KEPT or brought.count() >= MOST_BROUGHT:
        raise TooManyFiles(_("No more files can be kept here. What you brought is enough."))
    answer = _said_again(asked.enrolment, answer, Evidence.FILE, today, at, asked=asked)
    proof = AnswerProof.objects.create(answer=answer, kind=kind, brought_on=today, **file)
    told = {"kind": ["", kind], "proof": ["", proof.code], "sha256": ["", proof.file_sha256]}
    record(by, "outcome.proof_brought", asked, at=at, changes=told)
    return proof


@transaction.atomic
def take_answer_proof_back(*, asked, proof, by, at, today) -> AnswerProof:
    """She takes a file back: it leaves the disk. Where it was the last, her answer is her word alone again.

    Raises NotAllowed or WaveNotOpen; a second time changes nothing.
    """
    check_may_tell(by, asked)
    asked = _held(asked)
    check_open(asked)
    rows = AnswerProof.objects.select_for_update(of=("self",)).select_related("answer")
    proof = rows.filter(answer__enrolment=asked.enrolment_id, answer__window=asked.wave.window).get(pk=proof.pk)
    if proof.state == ProofState.WITHDRAWN:
        return proof
    PROOF_FLOW.check(ProofState(proof.state), ProofState.WITHDRAWN)
    transaction.on_commit(partial(forget, [proof.file_name]))
    proof.state, proof.file_name, proof.file_as = ProofState.WITHDRAWN, "", ""
    proof.save(update_fields=["state", "file_name", "file_as", "updated_at"])
    _fall_back(asked.enrolment, proof.answer, today, at)
    record(by, "outcome.proof_withdrawn", asked, at=at, changes={"proof": [proof.code, ""]})
    return proof


@transaction.atomic
def check_answer_proof(*, proof, shows, words, by, at, today) -> AnswerProof:
    """An officer looked at the file. It shows what she said: that is checked by an officer now. It does not: her answer
    is her word alone again, unless another file stands.

    Raises NotAllowed, NobodySaidHow or ProofGone.
    """
    check_for(by, check_may_settle, proof.answer.enrolment)
    words = " ".join(words.split())
    if len(words.split()) < 2:
        raise NobodySaidHow(_("Say what you saw on it, such as: name and company are the same."))
    enrolment = lock([proof.answer.enrolment_id])[proof.answer.enrolment_id]
    proof = AnswerProof.objects.select_for_update(of=("self",)).select_related("answer").get(pk=proof.pk)
    answer = proof.answer
    if proof.state != ProofState.BROUGHT or not answer.stands:
        raise ProofGone(_("This file was taken back or looked at, or she says otherwise now. Look again."))
    proof.state = ProofState.SHOWS if shows else ProofState.NOT_SHOWN
    proof.note, proof.checked_on, proof.checked_by = words[:200], today, by
    proof.save(update_fields=["state", "note", "checked_on", "checked_by", "updated_at"])
    if shows:
        facts = Facts(**{name: getattr(answer, name) for name in FACTS})
        note_answer(
            enrolment=enrolment, window=answer.window, status=answer.status, teller=AnswerTeller.OFFICER, by=by, at=at,
            today=today, facts=facts, source=words,
        )  # fmt: skip
    else:
        _fall_back(enrolment, answer, today, at)
    record(by, "outcome.proof_checked", proof, at=at, changes={"state": [ProofState.BROUGHT.value, proof.state]})
    return proof


def _held(asked) -> Asked:
    """The question and her enrolment, held until the act ends."""
    enrolment = lock([asked.enrolment_id])[asked.enrolment_id]
    held = Asked.objects.select_for_update(of=("self",)).select_related("wave").get(pk=asked.pk)
    held.enrolment = enrolment
    return held


def _fall_back(enrolment, answer, today, at) -> None:
    """Where no file stands behind her answer any more it is her word alone."""
    if answer.stands and not AnswerProof.objects.filter(answer=answer, state__in=STANDS_ON).exists():
        _said_again(enrolment, answer, Evidence.SELF_REPORT, today, at, asked=answer.asked)


def _said_again(enrolment, answer, evidence, today, at, *, asked) -> Answer:
    """The same answer of hers on other evidence; what it was on before stands beside it as replaced."""
    said = Said(enrolment, answer.status, AnswerTeller.HERSELF, evidence, NO_FACTS, asked)
    ((kept, _before),) = take([said], answer.window, today, at)
    return kept
