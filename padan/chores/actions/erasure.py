"""A person asks to be forgotten: what tells who she is goes, what only counts stays."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.files import Stored, forget
from padan.chores.permissions import check_may_erase
from padan.chores.retention import HERS, RULES
from padan.chores.schema import named, relations_to
from padan.graduates.models import Graduate
from padan.intake.models import Remark, Upload
from padan.intake.settling import OF_PROGRAMME
from padan.intake.states import Layout
from padan.organisations.models import Role
from padan.organisations.permissions import check_for
from padan.overseas.models import Candidate
from padan.overseas.states import CandidateState
from padan.people.models import Message, Person, SignedLink, User
from padan.placements.models import Placement
from padan.placements.states import PlacementState
from padan.trail.actions import record
from padan.trail.models import Entry, Wording
from padan.training.models import Enrolment
from padan.training.states import EnrolmentState

NOWHERE = "dihapus.invalid"
OF_PERSONS = (Layout.PARTICIPANTS, Layout.ALUMNI)


class DutyHolds(ActionDenied):
    """Something obliges to keep her data for now; every reason is told."""


class ReasonMissing(ActionDenied):
    """An erasure says why."""


@dataclass
class Erased:
    """What was done: rows by table, and the files of centres that may still hold a row about her."""

    rows: dict[str, int] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)


def duties_of(person) -> list[str]:
    """Why her data must stay for now, each as a sentence; empty when nothing holds."""
    courses = Enrolment.objects.filter(person=person, state=EnrolmentState.TRAINING).select_related("batch")
    jobs = Placement.objects.filter(graduate__person=person, state=PlacementState.WORKING).select_related("opening")
    routes = Candidate.objects.filter(person=person, state=CandidateState.ON_ROUTE)
    return [
        *(
            _("She is in training in “%(batch)s”: the centre accounts for a course that is running. End it first.")
            % {"batch": enrolment.batch}
            for enrolment in courses.order_by("pk")
        ),
        *(
            _("She works in “%(opening)s” (%(code)s): the forum answers for a placement that runs. End it first.")
            % {"opening": job.opening, "code": job.code}
            for job in jobs.order_by("pk")
        ),
        *(
            _("She is on the route abroad (%(code)s): her centre answers for her until it ends. End it first.")
            % {"code": route.code}
            for route in routes.order_by("pk")
        ),
    ]


@transaction.atomic
def erase_person(*, person, reason, by, at) -> Erased:
    """Empty everything that tells who she is, in every table; codes, states and counts stay. There is no way back.

    Raises DutyHolds. The chain of the trail still verifies; its words about her are empty.
    """
    check_for(by, check_may_erase)
    if len(reason.strip()) < 10:
        raise ReasonMissing(_("Say why she is erased, in a few words: her request, and when it came."))
    person = Person.objects.select_for_update().get(pk=person.pk)
    if found := duties_of(person):
        raise DutyHolds(" ".join(found))
    hers, known = _rows_of(person), _known_by(person)
    things = [
        (row._meta.label_lower, str(getattr(row, "code", "") or row.pk)) for rows in hers.values() for row in rows
    ]
    erased = Erased(files=_files_of(hers))
    _sign_out(hers.get(User, ()))
    for told in (_words(things, known), _letters(things, known), _remarks(hers), _columns(hers, at)):
        erased.rows |= told
    person.refresh_from_db()
    record(by, "person.erased", person, at=at, changes={"reason": ["", reason.strip()], "rows": ["", erased.rows]})
    return erased


def _rows_of(person) -> dict[type, list[Any]]:
    """Her rows by table: those that point to her, and those that point to them, along ``retention.HERS``."""
    hers: dict[type, list[Any]] = {Person: [person]}
    todo: list[type] = [Person]
    while todo:
        target = todo.pop()
        for model, key in relations_to(target):
            if named(model, key) in HERS:
                rows = model._base_manager.filter(**{f"{key.name}__in": hers[target]}).order_by("pk")
                known, met = {row.pk for row in hers.get(model, ())}, model in hers
                new = [row for row in rows if row.pk not in known]
                hers.setdefault(model, []).extend(new)
                if new or not met:  # a table that points to itself is walked as long as rows are found
                    todo.append(model)
    return hers


def _known_by(person) -> list[str]:
    """What finds her in words about others: numbers and addresses, never the name, which she shares with strangers."""
    accounts = User.objects.filter(person=person).order_by("pk").values_list("email", "phone")
    ways = [person.phone, person.email, person.nik, *(way for account in accounts for way in account)]
    return sorted({way for way in ways if way and len(way) > 5})


def _words(things, known) -> dict[str, int]:
    """Empty how the trail reads about her things, about what her account did, and wherever she is known by number."""
    seqs: set[int] = set()
    for kind, code in things:
        seqs.update(Entry.objects.filter(thing_kind=kind, thing_code=code).values_list("pk", flat=True))
        if kind == User._meta.label_lower:
            seqs.update(Entry.objects.filter(actor_code=code).values_list("pk", flat=True))
    for way in known:
        told = Wording.objects.annotate(told=Cast("changes", TextField()))
        mentions = told.filter(Q(told__contains=way) | Q(actor_label__contains=way) | Q(thing_label__contains=way))
        seqs.update(mentions.values_list("pk", flat=True))
    count, ids = 0, sorted(seqs)
    for start in range(0, len(ids), 500):
        rows = Wording.objects.filter(pk__in=ids[start : start + 500])
        count += rows.update(actor_label="", thing_label="", changes={}, salt="")
    return {Wording._meta.label: count}


def _letters(things, known) -> dict[str, int]:
    """Links and mails about her things, or to her."""
    about = Q(pk__in=[])
    for kind, code in things:
        about |= Q(thing_kind=kind, thing_code=code)
    links = SignedLink.objects.filter(about | Q(recipient__in=known)).update(recipient="")
    mails = Message.objects.filter(about | Q(to__in=known))
    waiting, _by_table = mails.filter(state=Message.State.WAITING).delete()
    sent = mails.filter(state=Message.State.SENT).update(to="", subject="")
    failed = mails.filter(state=Message.State.FAILED).update(to="", subject="", body_sealed=b"")
    return {SignedLink._meta.label: links, Message._meta.label: waiting + sent + failed}


def _remarks(hers) -> dict[str, int]:
    """What stood in cells of rows about her, where a file left a question."""
    ids = [row.pk for row in hers.get(Enrolment, ())]
    rows = Remark.objects.filter(upload__layout__in=OF_PERSONS, thing_id__in=ids).exclude(field__in=OF_PROGRAMME)
    return {Remark._meta.label: rows.update(written="", detail="", answer="")}


def _files_of(hers) -> list[Upload]:
    centres = {row.batch.centre_id for row in hers.get(Enrolment, ())}
    return list(Upload.objects.filter(organisation__in=centres, layout__in=OF_PERSONS).order_by("pk"))


def _sign_out(accounts) -> None:
    wanted = {str(account.pk) for account in accounts}
    if wanted:
        for session in Session.objects.order_by("pk").iterator():
            if session.get_decoded().get("_auth_user_id") in wanted:
                session.delete()


def _columns(hers, at) -> dict[str, int]:
    """Empty the columns that ``retention.RULES`` names, of every row of hers."""
    counts = {}
    for model, rows in hers.items():
        rule = RULES[model._meta.label]
        ids = [row.pk for row in rows]
        if issubclass(model, Stored) and (rule.goes or "file_name" in rule.columns):
            transaction.on_commit(partial(forget, [row.file_name for row in rows]))
        if rule.goes:
            model._base_manager.filter(pk__in=ids).delete()
        elif model is Role:
            Role.objects.filter(pk__in=ids, ended_at=None).update(ended_at=at)
        else:
            for row in rows:
                told = {name: _empty(model, name) for name in rule.columns} | _instead(row)
                if told:
                    model._base_manager.filter(pk=row.pk).update(**told)
        counts[model._meta.label] = len(ids)
    return counts


def _empty(model, name):
    column = model._meta.get_field(name)
    return None if column.null else ""


def _instead(row) -> dict[str, Any]:
    """Columns that cannot be empty: an account needs an address, a graduate is still found by code and class."""
    if isinstance(row, User):
        return {
            "name": row.code,
            "email": f"{row.code.lower()}@{NOWHERE}",
            "is_active": False,
            "password": make_password(None),
        }
    if isinstance(row, Graduate):
        return {"words_key": f"{row.code} {row.batch.name_key}".casefold()}
    return {}
