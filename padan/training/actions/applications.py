"""Acts of applying: by the centre or by a link, with papers; scores, choice, announcement, coming or not."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from padan.base import readings
from padan.base.codes import name_key
from padan.base.errors import ActionDenied
from padan.base.files import accepted, keep
from padan.base.sealing import digest
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.people.actions import issue_link, issue_links, queue_messages
from padan.people.jobs import send_soon
from padan.people.models import NIK, Person
from padan.people.queries import address_of
from padan.trail.actions import record
from padan.training import notices
from padan.training.actions.calendar import kept, lasting, locked, seats_taken
from padan.training.models import Application, ApplicationPaper, Enrolment
from padan.training.permissions import APPLY, OWN, check_for_link_or_centre, check_holds, check_may_keep_centre
from padan.training.queries.applications import first_in_reserve, joins_until, ranked
from padan.training.states import CHECK_FLOW, ENROLMENT_FLOW, BatchState, Check, EnrolmentState, Source

MOST_PAPER_BYTES = 5 * 2**20


class RegistrationOver(ActionDenied):
    """Nobody can apply to this batch now."""


class AlreadyApplied(ActionDenied):
    """This person is on the list of the batch."""


class ClassFull(ActionDenied):
    """There are fewer places than people chosen."""


class JoinsTooLate(ActionDenied):
    """The class is too far on for somebody new."""


class NikOfAnother(FieldRefused):
    """The NIK belongs to another name."""


class ChangedMeanwhile(ActionDenied):
    """Somebody else wrote about the same applicant since the page was shown."""


@transaction.atomic
def apply_to_batch(*, batch, name, phone, by, at, today, email="", nik=""):
    """Put somebody on the list of applicants: by the centre, or by herself with the registration link.

    Whoever is known is the same person again; by a link nothing that is known of her is changed. Returns the
    application. Raises RegistrationOver, AlreadyApplied, FieldRefused.
    """
    by_link = by is not None and check_holds(by, APPLY, batch)
    if not by_link:
        check_for(by, check_may_keep_centre, batch.centre)
    batch = locked(batch)
    if batch.state not in (BatchState.REGISTRATION, BatchState.SELECTION):
        raise RegistrationOver(_("Nobody can register for this class now. Ask the centre for the next one."))
    if by_link and (batch.state != BatchState.REGISTRATION or today > batch.registration_until):
        raise RegistrationOver(_("Registration for this class is over. Ask the centre for the next one."))
    person = _person(
        _read("name", readings.person_name, name),
        _read("phone", readings.phone, phone),
        _read("nik", readings.nik, nik) if nik.strip() else "",
        email.strip(),
        by_link=by_link,
    )
    if Enrolment.objects.filter(batch=batch, person=person).exists():
        raise AlreadyApplied(_("This person is registered for this class already. The registration stands."))
    last = Enrolment.objects.filter(batch=batch).aggregate(last=Max("number"))["last"] or 0
    enrolment = Enrolment.objects.create(
        batch=batch, person=person, number=last + 1, state=EnrolmentState.APPLIED
    )  # fmt: skip
    application = Application.objects.create(
        enrolment=enrolment, source=Source.LINK if by_link else Source.OFFICER, applied_on=today
    )
    record(by, "application.made", application, at=at, changes={"class": ["", batch.code]})
    return application


SENTENCES = {
    "name": lambda: _("Write the name with letters, as on the identity card."),
    "phone": lambda: _("Write one phone number, such as 0812 3456 7890."),
    "nik": lambda: _("A NIK has 16 digits and tells a date of birth. Check it, or leave it empty."),
}


def _read(field, reading, written):
    told = reading(written)
    if not told or isinstance(told, readings.Problem):
        raise FieldRefused(field, SENTENCES[field]())
    return told


def _person(name, phone, nik, email, *, by_link):
    """Who this is: known by NIK, else by name and phone together; else somebody new."""
    key = name_key(name)
    if nik and (known := Person.objects.filter(nik_digest=digest(nik, purpose=NIK)).first()):
        if known.name_key and known.name_key != key:
            raise NikOfAnother("nik", _("This NIK and this name do not belong together. Check both."))
        return known
    known = Person.objects.filter(name_key=key, phone=phone).order_by("pk").first()
    if known and (not nik or known.nik_digest):
        if nik:
            raise NikOfAnother("nik", _("This NIK and this name do not belong together. Check both."))
        return known
    if known and not by_link:
        known.nik = nik
        known.save(update_fields=["nik_sealed", "nik_digest", "updated_at"])
        return known
    if known:
        return known
    person = Person(name=name, name_key=key, phone=phone, email=email)
    if nik:
        person.nik = nik
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # the same NIK came in for another class at this very moment: it is known now
        if not nik or not Person.objects.filter(nik_digest=person.nik_digest).exists():
            raise
        return _person(name, phone, nik, email, by_link=by_link)
    return person


def own_link(*, application, by, at):
    """The applicant's own link, good until the class begins: her papers, her result, her answer. Returns its address.

    Whether ``by`` may give it is the caller's to ask.
    """
    enrolment = application.enrolment
    _link, token = issue_link(
        act=OWN, thing=application, recipient=str(enrolment.person)[:200], by=by, at=at,
        lasts=lasting(enrolment.batch.starts_on, at),
    )  # fmt: skip
    return address_of("link", token)


@transaction.atomic
def bring_paper(*, application, kind, file, by, at):
    """Keep a paper of an applicant; a new one takes the place of the old and is to be checked again."""
    enrolment = application.enrolment
    check_for_link_or_centre(by, OWN, application, enrolment.batch.centre)
    if enrolment.state in (EnrolmentState.REFUSED, EnrolmentState.DROPPED):
        raise ActionDenied(_("This registration is over; no paper is needed any more."))
    columns = keep(accepted(file, most=MOST_PAPER_BYTES), called=file.name)
    paper, _new = ApplicationPaper.objects.update_or_create(
        application=application,
        kind=kind,
        defaults={"state": Check.PENDING, "note": "", "checked_by": None, "checked_at": None} | columns,
    )
    record(by, "application.paper_brought", application, at=at, changes={"paper": ["", str(kind)]})
    return paper


@transaction.atomic
def check_paper(*, application, kind, to, note, by, at):
    """Say that a paper is in order, or what is wrong with it. Papers shown at the counter need no file."""
    check_for(by, check_may_keep_centre, application.enrolment.batch.centre)
    paper, _new = ApplicationPaper.objects.select_for_update().get_or_create(application=application, kind=kind)
    if to == Check.REJECTED and not note.strip():
        raise FieldRefused("note", _("Write what is wrong with the paper, so that she can bring a better one."))
    before = paper.state
    if before != to:
        CHECK_FLOW.check(Check(before), to)
    paper.state, paper.note, paper.checked_by, paper.checked_at = to, note.strip(), by, at
    paper.save(update_fields=["state", "note", "checked_by", "checked_at", "updated_at"])
    record(by, "application.paper_checked", application, at=at, changes={str(kind): [before, str(to)]})
    return paper


def _seen(batch, told):
    """The applications of a locked batch that ``told`` is about, as they were shown: by pk."""
    rows = Application.objects.select_for_update(of=("self",)).filter(
        enrolment__batch=batch, pk__in=[one["application"] for one in told]
    )
    found = {row.pk: row for row in rows.select_related("enrolment__person").order_by("enrolment__number")}
    for one in told:
        row = found.get(one["application"])
        if row is None:
            raise ActionDenied(_("Somebody of this list did not apply to this class. Open the page again."))
        if row.revision != one["revision"]:
            raise ChangedMeanwhile(
                _("Somebody else wrote about no. %(n)s meanwhile. Look at what stands now, then save again.")
                % {"n": row.enrolment.number}
            )
    return found


@transaction.atomic
def score_applicants(*, batch, told, by, at) -> int:
    """Write scores, 0 to 100 or None: ``told`` holds ``application`` (pk), ``revision``, ``written``, ``interview``.

    Returns how many changed. Raises ChangedMeanwhile; then nothing is kept.
    """
    batch = kept(batch, by)
    changed = []
    for pk, row in _seen(batch, told).items():
        one = next(one for one in told if one["application"] == pk)
        if any(score is not None and not 0 <= score <= 100 for score in (one["written"], one["interview"])):
            raise FieldRefused("written", _("A score lies between 0 and 100."))
        if (row.written_score, row.interview_score) != (one["written"], one["interview"]):
            row.written_score, row.interview_score = one["written"], one["interview"]
            row.revision += 1
            row.save(update_fields=["written_score", "interview_score", "revision", "updated_at"])
            changed.append(row)
    if changed:
        record(by, "applications.scored", batch, at=at, changes={"count": [0, len(changed)]})
    return len(changed)


@transaction.atomic
def choose_applicants(*, batch, told, by, at):
    """Decide on applicants: ``told`` holds ``application``, ``revision``, ``state`` and ``reason``.

    The reserve stands in line by rank; once the result was announced a turn that was told stays, and who comes to the
    reserve later stands behind. Raises ClassFull when more are chosen than there are places, ChangedMeanwhile when
    somebody else decided since; then nothing is kept.
    """
    batch = kept(batch, by)
    if batch.state not in (BatchState.REGISTRATION, BatchState.SELECTION):
        raise ActionDenied(_("People are chosen after registration and before the class begins."))
    found, moved = _seen(batch, told), 0
    for one in told:
        row, to = found[one["application"]], EnrolmentState(one["state"])
        reason = one.get("reason", "").strip()[:300]
        if to == EnrolmentState.REFUSED and not reason:
            raise FieldRefused(
                "reason", _("Write why no. %(n)s was not selected: she may ask.") % {"n": row.enrolment.number}
            )
        moved += _move(row, to, reason=reason if to == EnrolmentState.REFUSED else "")
    if seats_taken(batch) > batch.capacity:
        raise ClassFull(
            _("The class has %(n)s places. Choose fewer people, or put some in reserve.") % {"n": batch.capacity}
        )
    _line_up(batch)
    if moved:
        record(by, "applications.decided", batch, at=at, changes={"count": [0, moved]})
    return moved


def _line_up(batch):
    """Give everybody in reserve a turn."""
    waiting = [row for row in ranked(batch) if row.enrolment.state == EnrolmentState.RESERVE]
    told = [row for row in waiting if row.turn and batch.announced_at]
    turn = max((row.turn for row in told), default=0)
    for row in waiting:
        if row in told:
            continue
        turn += 1
        if row.turn != turn:
            row.turn = turn
            row.save(update_fields=["turn", "updated_at"])


def _move(row, to, *, reason=""):
    """Bring one application to where ``to`` says; whether anything changed, as a number to be added up."""
    enrolment = row.enrolment
    turn = row.turn if to == EnrolmentState.RESERVE else None
    if (enrolment.state, row.turn, row.reason) == (str(to), turn, reason):
        return 0
    if enrolment.state != to:
        ENROLMENT_FLOW.check(EnrolmentState(enrolment.state), to)
        enrolment.state = to
        enrolment.save(update_fields=["state", "updated_at"])
    row.turn, row.reason = turn, reason
    row.revision += 1
    row.save(update_fields=["turn", "reason", "revision", "updated_at"])
    return 1


@transaction.atomic
def withdraw_application(*, application, reason, by, at, today):
    """The applicant takes no part. Was she selected, the first in reserve moves up: she is returned, else None."""
    batch = application.enrolment.batch
    check_for_link_or_centre(by, OWN, application, batch.centre)
    batch = locked(batch)
    row = Application.objects.select_related("enrolment__person").get(pk=application.pk)
    was = row.enrolment.state
    if was not in (EnrolmentState.APPLIED, EnrolmentState.SELECTED, EnrolmentState.RESERVE):
        raise ActionDenied(_("This registration is over already."))
    _move(row, EnrolmentState.REFUSED, reason=reason.strip()[:300] or _("Withdrew"))
    row.withdrawn_on = today
    row.save(update_fields=["withdrawn_on"])
    record(by, "application.withdrawn", row, at=at, changes={"state": [was, str(EnrolmentState.REFUSED)]})
    following = first_in_reserve(batch)
    if was != EnrolmentState.SELECTED or not following or batch.state != BatchState.SELECTION:
        return None
    if seats_taken(batch) >= batch.capacity:
        return None
    return _up(batch, following, EnrolmentState.SELECTED, by, at)


@transaction.atomic
def take_from_reserve(*, batch, by, at, today):
    """A place is free in a class that has begun: the first in reserve joins it. Returns her application.

    Only on the first days, see ``joins_until``: raises JoinsTooLate afterwards, ClassFull when no place is free.
    """
    batch = kept(batch, by)
    if batch.state != BatchState.TRAINING:
        raise ActionDenied(_("The reserve joins a class that has begun; before that it moves up by itself."))
    if (until := joins_until(batch)) is None or today > until:
        raise JoinsTooLate(_("The first days of the class are over; who joins now has missed too much."))
    if seats_taken(batch) >= batch.capacity:
        raise ClassFull(_("No place of this class is free."))
    following = first_in_reserve(batch)
    if following is None:
        raise ActionDenied(_("Nobody is in reserve."))
    return _up(batch, following, EnrolmentState.TRAINING, by, at)


def _up(batch, following, to, by, at):
    """The first in reserve gets a place, and is told where the result was announced."""
    _move(following, to)
    record(by, "application.moved_up", following, at=at, changes={"state": ["reserve", str(to)]})
    if batch.announced_at:
        _tell(batch, [following], by=by, at=at)
    return following


@transaction.atomic
def announce_selection(*, batch, by, at):
    """Say who was selected: who has an e-mail gets her own link; the page has a WhatsApp text for everybody else."""
    batch = kept(batch, by)
    if batch.state != BatchState.SELECTION:
        raise ActionDenied(_("The result is announced after the selection and before the class begins."))
    rows = list(
        Application.objects.filter(enrolment__batch=batch, withdrawn_on=None)
        .select_related("enrolment__person", "enrolment__batch__centre")
        .order_by("enrolment__number")
    )
    if any(row.enrolment.state == EnrolmentState.APPLIED for row in rows):
        raise ActionDenied(_("Somebody is not decided on yet. Decide on everybody, then announce."))
    if not rows:
        raise ActionDenied(_("Nobody applied; there is nothing to announce."))
    batch.announced_at, batch.announced_by = at, by
    batch.revision += 1
    batch.save(update_fields=["announced_at", "announced_by", "revision", "updated_at"])
    _tell(batch, rows, by=by, at=at)
    record(by, "batch.announced", batch, at=at, changes={"count": [0, len(rows)]})
    return batch


def _tell(batch, rows, *, by, at):
    """Mails with her own link to those who have an address."""
    reached = [row for row in rows if row.enrolment.person.email]
    if reached:
        tokens = issue_links(act=OWN, things=reached, about=batch, by=by, at=at, lasts=lasting(batch.starts_on, at))
        queue_messages([notices.result(row, address_of("link", tokens[row.code])) for row in reached], at=at)
        send_soon()


@transaction.atomic
def reregister(*, application, by, at, today):
    """The selected applicant says that she comes. Saying it again changes nothing."""
    check_for_link_or_centre(by, OWN, application, application.enrolment.batch.centre)
    batch = locked(application.enrolment.batch)
    row = Application.objects.select_related("enrolment").get(pk=application.pk)
    if row.enrolment.state != EnrolmentState.SELECTED:
        raise ActionDenied(_("Only who was selected registers again."))
    by_herself = by is not None and getattr(by, "thing_kind", None)
    if by_herself and batch.reregistration_until and today > batch.reregistration_until:
        raise RegistrationOver(_("Re-registration is over. Call the centre at once."))
    if not row.reregistered_on:
        row.reregistered_on = today
        row.revision += 1
        row.save(update_fields=["reregistered_on", "revision", "updated_at"])
        record(by, "application.reregistered", row, at=at)
    return row
