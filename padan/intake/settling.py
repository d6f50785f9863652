"""Answers of people to what a file left open: one answer for all that is written alike; put off; taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import today
from padan.base.errors import ActionDenied
from padan.base.readings import Problem
from padan.curricula.models import Programme
from padan.intake.answers import ask_for, asks_status
from padan.intake.layouts.openings import check_occupation
from padan.intake.models import Upload, closed
from padan.intake.permissions import check_may_bring_in
from padan.intake.queries import alike_with, questions_open
from padan.intake.states import Layout, RemarkKind, RemarkState, UploadState
from padan.intake.words import sentence
from padan.needs.actions import settle_field
from padan.needs.models import Need
from padan.openings.actions import settle_occupation, settle_region
from padan.openings.models import Opening
from padan.organisations.permissions import check_for
from padan.outcomes.actions import settle_fact, settle_status
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status, Window
from padan.reference.queries import code_of, codes_of, scheme_of
from padan.trail.actions import record
from padan.training.models import Enrolment

OPEN_TO_ANSWERS = (UploadState.REVIEWED, UploadState.COMMITTED)
OF_PERSON = ("phone", "email", "birth_place", "address", "education", "disability")
OF_OUTCOME = {"job": "job", "employer": "employer", "work_place": "place", "began_on": "began_on"}
OF_BATCH = ("starts_on", "ends_on", "mode", "funding")
OF_PROGRAMME = ("trade", "hours")
OF_NEED = {"regency": "region", "wage_from": "wage_from_idr", "wage_to": "wage_to_idr"}
OF_OPENING = {"occupation_title": "occupation_title_written", "closes": "closes_at"}


class NoAnswer(ActionDenied):
    """What was typed is empty, or cannot be read."""


class NotNow(ActionDenied):
    """The file is being worked on, or let go, or the row the question is about is not stored yet."""


@transaction.atomic
def settle(*, upload, remark, answer, by, at) -> int:
    """Answer a remark, and every other one written alike. Returns how many were settled.

    A row held back is read again with the answer when the file is brought in; a question changes the stored row now.
    """
    upload = _open_upload(upload, by)
    ask = ask_for(upload.layout, remark)
    value = ask.read(answer.strip()) if ask else Problem("missing")
    if value is None or isinstance(value, Problem):
        raise NoAnswer(sentence(value.code, value.detail) if value else sentence("missing"))
    waiting = alike_with(remark).filter(state__in=(RemarkState.OPEN, RemarkState.LATER))
    if remark.kind == RemarkKind.QUESTION:
        waiting = _stored(waiting)
        for question in waiting:
            _write(upload, question, value, by, at)
    count = waiting.update(
        state=RemarkState.SETTLED, answer=closed(remark.field, answer.strip()), settled_by=by, settled_at=at
    )
    _tell(upload, "upload.answered", remark, count, by, at)
    return count


@transaction.atomic
def put_off(*, upload, remark, by, at) -> int:
    """Leave a remark, and those written alike, for later. They stay counted."""
    upload = _open_upload(upload, by)
    waiting = alike_with(remark).filter(state=RemarkState.OPEN)
    if remark.kind == RemarkKind.QUESTION:
        waiting = _stored(waiting)
    count = waiting.update(state=RemarkState.LATER)
    _tell(upload, "upload.put_off", remark, count, by, at)
    return count


@transaction.atomic
def take_up(*, upload, remark, by, at) -> int:
    """Open a remark, and those written alike, again: one put off, or an answer that was wrong.

    The answer to a question is taken out of the stored row. A row that came in with its answer stays.
    """
    upload = _open_upload(upload, by)
    closed = alike_with(remark).exclude(state=RemarkState.OPEN)
    if remark.kind == RemarkKind.QUESTION:
        for question in closed.filter(state=RemarkState.SETTLED):
            _write(upload, question, None, by, at)
    elif upload.state == UploadState.COMMITTED and any(
        remark.settled_at and remark.settled_at <= upload.finished_at for remark in closed
    ):
        raise NotNow(_("This row came in with its answer, which stays as recorded."))
    count = closed.update(state=RemarkState.OPEN, answer="", settled_by=None, settled_at=None)
    _tell(upload, "upload.taken_up", remark, count, by, at)
    return count


def _open_upload(upload, by):
    check_for(by, check_may_bring_in, upload.organisation)
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state not in OPEN_TO_ANSWERS:
        raise NotNow(_("This file is being worked on. Wait until it is read, then answer."))
    return upload


def _stored(questions):
    stored = questions.filter(thing_id__isnull=False)
    if not stored.exists():
        raise NotNow(_("Bring the rows in first: this question is about a row that is not stored yet."))
    return stored


def _tell(upload, verb, remark, count, by, at):
    upload.questions = questions_open(upload)
    upload.save(update_fields=["questions", "updated_at"])
    told = {"field": ["", remark.field], "row": ["", remark.row], "remarks": [0, count]}
    record(by, verb, upload, at=at, changes=told)


def _write(upload, question, value, by, at) -> None:
    """Put the answer to a question into the row it is about; None takes it out again."""
    if asks_status(question):
        settle_status(outcome=_outcome(question), status=value or Status.UNCLEAR, by=by, at=at, today=today())
    elif upload.layout == Layout.NEEDS:
        _write_need(question, value, by, at)
    elif upload.layout in (Layout.ALUMNI, Layout.PARTICIPANTS) and question.field in OF_OUTCOME:
        column = OF_OUTCOME[question.field]
        settle_fact(outcome=_outcome(question), column=column, value=value, by=by, at=at, today=today())
    elif question.field == "regency":
        settle_region(opening=_opening(question), region=value, by=by, at=at)
    elif question.field == "occupation":
        scheme = scheme_of("kbji")
        codes = codes_of(scheme) if scheme else None
        written = value or question.written
        check, _pk = check_occupation(codes, written)
        settle_occupation(
            opening=_opening(question),
            written=written,
            check=check,
            occupation=(codes or {}).get(written),
            by=by,
            at=at,
        )
    else:
        thing, column = _place(upload.layout, question)
        _fill(thing, column, value, by, at)


def _write_need(question, value, by, at) -> None:
    if question.field == "occupation" and value is not None:
        scheme = scheme_of("kbji")
        written, value = value, code_of(scheme, value) if scheme else None
        if value is None:
            raise NoAnswer(sentence("need_occupation", written))
    need = Need.objects.get(pk=question.thing_id)
    settle_field(need=need, column=OF_NEED.get(question.field, question.field), value=value, by=by, at=at)


def _opening(question):
    return Opening.objects.get(pk=question.thing_id)


def _outcome(question):
    found = Outcome.objects.filter(enrolment_id=question.thing_id, window=Window.NOT_STATED).order_by("pk").first()
    if found is None:
        raise NotNow(_("Nothing is recorded about work in this row. Leave it for later."))
    return found


def _place(layout, question):
    """The stored row and the column that a question left empty."""
    field = question.field
    if layout in (Layout.OPENINGS, Layout.VACANCIES):
        return _opening(question), OF_OPENING.get(field, field)
    if layout == Layout.PROGRAMMES:
        return Programme.objects.get(pk=question.thing_id), field
    enrolment = Enrolment.objects.select_related("person", "batch__programme").get(pk=question.thing_id)
    if field in OF_PERSON:
        return enrolment.person, field
    if field in OF_BATCH:
        return enrolment.batch, field
    if field in OF_PROGRAMME:
        return enrolment.batch.programme, field
    if field == "reference":
        return enrolment, "external_ref"
    raise NotNow(_("This cannot be answered here yet. Leave it for later."))


def _fill(thing, column, value, by, at):
    """Fill the column that was left empty, or empty it again. The trail names the column, never a person's value."""
    blank = None if thing._meta.get_field(column).null else ""
    setattr(thing, column, blank if value is None else value)
    thing.save(update_fields=[column, "updated_at"])
    noun = thing._meta.model_name
    record(by, f"{noun}.completed" if value is not None else f"{noun}.emptied", thing, at=at,
           changes={"column": ["", column]})  # fmt: skip
