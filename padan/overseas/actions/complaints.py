"""A complaint: told without login, read by the forum alone, answered to whoever holds its receipt.

Nothing of what she writes is logged, put into the trail or mailed; addresses hold no receipt. The trail knows the code
of a complaint, what became of it and which officer did it.
"""

import base64
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.codes import ALPHABET
from padan.base.errors import ActionDenied
from padan.base.files import FileKind, kind_of
from padan.base.readings import Problem, line, prose
from padan.base.sealing import digest, seal, unseal
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas import alarm_notices as notices
from padan.overseas.actions.alarms import raise_alarms
from padan.overseas.models import Alarm, Complaint, ComplaintFile, ComplaintWord
from padan.overseas.permissions import check_may_answer_complaint
from padan.overseas.queries.complaints import RECEIPT_SIGNS, neutral_secretaries
from padan.overseas.states import (
    COMPLAINT,
    COMPLAINT_FLOW,
    RECEIPT,
    Accused,
    AlarmKind,
    AlarmLevel,
    AlarmState,
    ComplaintState,
    Matter,
    PassedTo,
)
from padan.trail.actions import record

MOST_WORDS = 8_000
MOST_FILES = 5
MOST_SAID = 60
BYTES_OF_FILE = 5 * 2**20


class TooMuch(ActionDenied):
    """More than one complaint can hold."""


@transaction.atomic
def tell_complaint(*, forum, accused, matter, words, at, today, organisation=None, about="", who="", files=()):
    """Somebody tells the forum what happened, named or not: ``(complaint, receipt)``. The receipt is told this once.

    A complaint about the forum itself, or one that no secretary may read because each belongs to the body it is about,
    goes straight to the labour office. Raises FieldRefused or TooMuch.
    """
    said = _words(words)
    named, known = line(about, 200), prose(who, 500)
    if isinstance(named, Problem):
        raise FieldRefused("about", _("This holds signs that cannot be seen, or is too long. Type it again."))
    if isinstance(known, Problem):
        raise FieldRefused("who", _("This holds signs that cannot be seen, or is too long. Type it again."))
    accused = Accused(accused)
    to_office = accused == Accused.FORUM or not neutral_secretaries(forum, accused, organisation)
    receipt = "".join(secrets.choice(ALPHABET) for _sign in range(RECEIPT_SIGNS))
    cause = f"complaint:{secrets.token_hex(12)}"
    raise_alarms(
        [{"kind": AlarmKind.COMPLAINT, "cause": cause, "centre": None, "forum": forum.pk, "due_on": today,
          "number": 0, "told_on": today}],
        at=at,
        today=today,
    )  # fmt: skip
    alarm = Alarm.objects.get(cause=cause)
    if to_office:
        Alarm.objects.filter(pk=alarm.pk).update(level=AlarmLevel.OFFICE)
    complaint = Complaint.objects.create(
        forum=forum,
        accused=accused,
        organisation=organisation,
        matter=Matter(matter),
        receipt_digest=digest(receipt, purpose=RECEIPT),
        who_sealed=seal(known, purpose=COMPLAINT) if known else None,
        about_sealed=seal(named, purpose=COMPLAINT) if named else None,
        told_on=today,
        state_since=today,
        to_office=to_office,
        alarm=alarm,
    )
    ComplaintWord.objects.create(complaint=complaint, told_on=today, words_sealed=seal(said, purpose=COMPLAINT))
    _keep_files(complaint, files)
    record(None, "complaint.received", complaint, at=at)
    notices.complaint_came(complaint, added=0, at=at)
    return complaint, receipt


@transaction.atomic
def add_to_complaint(*, complaint, words, at, today, files=()):
    """Who holds the receipt adds to it; one that was answered or closed is looked into again."""
    complaint = _locked(complaint)
    said = _words(words)
    number = ComplaintWord.objects.filter(complaint=complaint).count()
    if number >= MOST_SAID:
        raise TooMuch(_("This complaint holds very many messages. Begin a new one and name this receipt in it."))
    ComplaintWord.objects.create(complaint=complaint, told_on=today, words_sealed=seal(said, purpose=COMPLAINT))
    _keep_files(complaint, files)
    if complaint.state == ComplaintState.CLOSED:
        _step(complaint, ComplaintState.LOOKED_INTO, today)
    alarm = complaint.alarm
    if alarm.state == AlarmState.CLOSED:
        Alarm.objects.filter(pk=alarm.pk).update(
            state=AlarmState.OPEN, closed_on=None, closed_by=None, words="", taken_by=None, taken_on=None,
            level_since=today,
        )  # fmt: skip
    record(None, "complaint.added", complaint, at=at)
    notices.complaint_came(complaint, added=number, at=at)
    return complaint


@transaction.atomic
def look_into_complaint(*, complaint, by, at, today):
    """Somebody of the forum, or of the labour office, looks into it from now on."""
    complaint = _locked(complaint)
    check_for(by, check_may_answer_complaint, complaint)
    _step(complaint, ComplaintState.LOOKED_INTO, today)
    complaint.handled_by = by
    complaint.save(update_fields=["handled_by", "updated_at"])
    _take(complaint, by, today)
    record(by, "complaint.looked_into", complaint, at=at)
    return complaint


@transaction.atomic
def answer_complaint(*, complaint, words, by, at, today):
    """An answer that she reads with her receipt. She may add to it, and it may be answered again."""
    complaint = _locked(complaint)
    check_for(by, check_may_answer_complaint, complaint)
    said = _words(words)
    if complaint.state != ComplaintState.ANSWERED:
        _step(complaint, ComplaintState.ANSWERED, today)
    _say(complaint, said, by, today)
    _settle(complaint, by, today)
    record(by, "complaint.answered", complaint, at=at)
    return complaint


@transaction.atomic
def pass_on_complaint(*, complaint, to, words, by, at, today):
    """It goes to those whose it is; she reads to whom, and why. To the labour office: it reads it here from now on."""
    complaint = _locked(complaint)
    check_for(by, check_may_answer_complaint, complaint)
    said = _words(words)
    to = PassedTo(to)
    complaint.passed_to, complaint.to_office = to, complaint.to_office or to == PassedTo.OFFICE
    if complaint.state != ComplaintState.PASSED_ON:
        _step(complaint, ComplaintState.PASSED_ON, today)
    complaint.save(update_fields=["passed_to", "to_office", "updated_at"])
    _say(complaint, said, by, today)
    if to == PassedTo.OFFICE:
        Alarm.objects.filter(pk=complaint.alarm_id).exclude(state=AlarmState.CLOSED).update(
            level=AlarmLevel.OFFICE, level_since=today, state=AlarmState.OPEN, taken_by=None, taken_on=None
        )
        number = ComplaintWord.objects.filter(complaint=complaint).count()
        notices.complaint_came(complaint, added=number, at=at)
    else:
        _settle(complaint, by, today)
    record(by, "complaint.passed_on", complaint, at=at, changes={"to": ["", to]})
    return complaint


@transaction.atomic
def close_complaint(*, complaint, words, by, at, today):
    """Nothing more is done; she reads why, and opens it again by adding to it."""
    complaint = _locked(complaint)
    check_for(by, check_may_answer_complaint, complaint)
    said = _words(words)
    _step(complaint, ComplaintState.CLOSED, today)
    _say(complaint, said, by, today)
    _settle(complaint, by, today)
    record(by, "complaint.closed", complaint, at=at)
    return complaint


def opened(sealed) -> str:
    """Words of a complaint in the clear; "" where there are none. Asking who may read it is the caller's."""
    return unseal(sealed, purpose=COMPLAINT) if sealed else ""


def content_of_file(file) -> tuple[bytes, FileKind]:
    """The bytes of a file she added, and what they are."""
    return base64.b85decode(unseal(file.content_sealed, purpose=COMPLAINT)), FileKind(file.kind)


def _locked(complaint):
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("forum__region", "organisation", "alarm")
    return rows.get(pk=complaint.pk)


def _step(complaint, to, today):
    COMPLAINT_FLOW.check(ComplaintState(complaint.state), to)
    complaint.state, complaint.state_since = to, today
    complaint.save()


def _say(complaint, words, by, today):
    ComplaintWord.objects.create(
        complaint=complaint, from_her=False, told_on=today, words_sealed=seal(words, purpose=COMPLAINT)
    )
    if complaint.handled_by_id is None:
        complaint.handled_by = by
        complaint.save(update_fields=["handled_by", "updated_at"])


def _take(complaint, by, today):
    if by is not None:
        Alarm.objects.filter(pk=complaint.alarm_id).exclude(state=AlarmState.CLOSED).update(
            state=AlarmState.TAKEN, taken_by=by, taken_on=today, step_on=today
        )


def _settle(complaint, by, today):
    Alarm.objects.filter(pk=complaint.alarm_id).exclude(state=AlarmState.CLOSED).update(
        state=AlarmState.CLOSED, closed_on=today, closed_by=by, words=complaint.state
    )


def _words(written) -> str:
    said = prose(written, MOST_WORDS)
    if said is None:
        raise FieldRefused("words", _("Write what happened, in your own words."))
    if isinstance(said, Problem):
        raise FieldRefused(
            "words", _("This is too long, or holds signs that cannot be read. At most 8,000 letters in one message.")
        )
    return said


def _keep_files(complaint, files):
    """Files as ``web.forms.Brought`` gives them: copied pixel by pixel before, sealed here, without their names."""
    if ComplaintFile.objects.filter(complaint=complaint).count() + len(files) > MOST_FILES:
        raise TooMuch(_("A complaint holds at most %(most)s files.") % {"most": MOST_FILES})
    for file in files:
        ComplaintFile.objects.create(
            complaint=complaint,
            kind=kind_of(file.content),
            content_sealed=seal(base64.b85encode(file.content).decode(), purpose=COMPLAINT),
        )
