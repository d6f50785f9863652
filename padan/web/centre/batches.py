"""Batches: the list, and one class with who is in it and where each stands now."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.graduates.permissions import may_ask
from padan.outcomes.queries import newest_outcomes
from padan.outcomes.queries.following import posters_of
from padan.outcomes.states import Status
from padan.placements.states import Evidence
from padan.training.actions.calendar import TAKES_A_SEAT
from padan.training.permissions import may_keep_centre, may_see_names, may_teach
from padan.training.queries.applications import WAITING, joins_until, needs_filling, neighbours_of
from padan.training.queries.batches import (
    batches_of,
    enrolment_counts,
    enrolments_of,
    guest_lessons_of,
    instructors_at,
    instructors_of,
)
from padan.training.queries.results import attendance_of
from padan.training.queries.targets import RUN
from padan.training.states import (
    APPLICANTS,
    BATCH_FLOW,
    BEFORE_TRAINING,
    PARTICIPANTS,
    BatchState,
    EnrolmentState,
)
from padan.web.audience import CENTRE, READS_NEEDS, READS_PEOPLE, STAFF, R, for_roles
from padan.web.keyset import Key, order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal_pendek
from padan.web.tones import steps_of, tone_of

MOST_SHOWN = 200
MOST_POSTERS = 10


def count_enrolments(batches):
    """Give each batch how many are in it: one question for all."""
    counts = enrolment_counts(batches)
    for batch in batches:
        by = counts.get(batch.pk, {})
        batch.people = sum(by.get(state, 0) for state in PARTICIPANTS)
        batch.finished = by.get(EnrolmentState.COMPLETED, 0)


def _written(name, label, lookup):
    """One exact value of the budget, as links from the table of targets ask for it; "-" is none."""
    field = forms.CharField(label=label, required=False, max_length=60)
    return Filter(name, field, lambda rows, value: rows.filter(**{lookup: "" if value == "-" else value}), linked=True)


def _begun(lookup):
    """Classes that count as a package: begun, or over."""
    choices = [("", _("All")), ("yes", _("Begun or over"))]
    field = forms.ChoiceField(label=_("Begun"), required=False, choices=choices)
    return Filter("begun", field, lambda rows, value: rows.filter(**{lookup: RUN}), linked=True)


BATCHES = Listing(
    name="batch",
    title=_("Batches"),
    rows=batches_of,
    order=(Key("starts_on", descending=True, nulls="last"), Key("name_key"), Key("pk")),
    search=lambda viewer: "name_key",
    search_label=_("Class"),
    filters=(
        choice("state", _("State"), BatchState.choices, "state"),
        day("from", _("Starts from"), "starts_on__gte"),
        day("to", _("Starts until"), "starts_on__lte"),
        of_code("programme", _("Programme code"), "programme__code"),
        of_code("centre", _("Centre code"), "centre__code"),
        _written("ro", _("RO code"), "output_code"),
        _written("channel", _("Channel"), "channel"),
        _written("funding", _("Funding"), "funding"),
        _begun("state__in"),
        of_code("need", _("Need code"), "need__code"),
    ),
    complete=count_enrolments,
    columns=(
        Column(
            "name",
            _("Class"),
            lambda batch: batch.name,
            href=lambda batch: reverse("batch-detail", args=[batch.code]),
            under=lambda batch: batch.programme.name,
            sort="name_key",
        ),
        Column("state", _("State"), lambda batch: BatchState(batch.state), kind="state"),
        Column("programme", _("Programme"), lambda batch: batch.programme.name, shown=False),
        Column("centre", _("Training centre"), lambda batch: batch.centre.name, phone=False),
        Column("starts_on", _("Starts"), lambda b: b.starts_on, kind="date", sort="starts_on", nulls="last"),
        Column("ends_on", _("Ends"), lambda batch: batch.ends_on, kind="date"),
        Column("people", _("People"), lambda batch: batch.people, kind="number"),
        Column("finished", _("Finished"), lambda batch: batch.finished, kind="number"),
        Column("output_code", _("RO code"), lambda batch: batch.output_code, shown=False),
        Column("channel", _("Channel"), lambda batch: batch.channel, shown=False),
        Column("funding", _("Funding"), lambda batch: batch.funding, shown=False),
        Column("code", _("Code"), lambda batch: batch.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No batches yet"),
        _("Plan a batch, or import a list of participants: each class opens with its people."),
        _("Plan a batch"),
        "batch-new",
        lambda viewer: viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER),
    ),
    begins=True,
)


PEOPLE = Listing(
    name="trainee",
    title=_("People in classes"),
    lead=_("Everybody who is or was in a class, once for each class."),
    rows=lambda viewer: enrolments_of(viewer).filter(state__in=PARTICIPANTS),
    order=order_of("-pk"),
    filters=(
        choice("state", _("State"), [(one.value, one.label) for one in PARTICIPANTS], "state"),
        day("from", _("Class starts from"), "batch__starts_on__gte"),
        day("to", _("Class starts until"), "batch__starts_on__lte"),
        of_code("batch", _("Class code"), "batch__code"),
        of_code("centre", _("Centre code"), "batch__centre__code"),
        _written("ro", _("RO code"), "batch__output_code"),
        _written("channel", _("Channel"), "batch__channel"),
        _written("funding", _("Funding"), "batch__funding"),
        _begun("batch__state__in"),
    ),
    place="pk",
    personal=True,
    columns=(
        Column("person", _("Person"), lambda row: row.person.code, kind="code", under=lambda row: f"no. {row.number}"),
        Column("name", _("Name"), lambda row: row.person.name, open_to=may_see_names),
        Column("state", _("State"), lambda row: EnrolmentState(row.state), kind="state"),
        Column(
            "batch",
            _("Class"),
            lambda row: row.batch.name,
            href=lambda row: reverse("batch-detail", args=[row.batch.code]),
            under=lambda row: row.batch.programme.name,
        ),
        Column("number", _("No."), lambda row: row.number, kind="number", shown=False),
        Column("starts_on", _("Starts"), lambda row: row.batch.starts_on, kind="date"),
        Column("finished_on", _("Finished"), lambda row: row.finished_on, kind="date", phone=False),
        Column("centre", _("Training centre"), lambda row: row.batch.centre.name, shown=False),
        Column("output_code", _("RO code"), lambda row: row.batch.output_code, shown=False),
        Column("channel", _("Channel"), lambda row: row.batch.channel, shown=False),
        Column("funding", _("Funding"), lambda row: row.batch.funding, shown=False),
    ),
    empty=Empty(
        _("Nobody is in a class yet"),
        _("People stand here once their class has begun."),
        _("To the classes"),
        "batch-list",
    ),
)


@require_safe
@for_roles(*READS_PEOPLE)
def people(request):
    """The persons behind *orang*."""
    return PEOPLE.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_people(request):
    return PEOPLE.export(request)


@require_safe
@for_roles(*STAFF)
def batches(request):
    return BATCHES.page(request)


@require_POST
@for_roles(*STAFF)
def export_batches(request):
    return BATCHES.export(request)


@require_safe
@for_roles(*STAFF)
def batch(request, code):
    """One class: its calendar as a line, the next step, who is in it and where each stands."""
    viewer = request.viewer
    found = get_object_or_404(batches_of(viewer), code=code)
    reads_people = viewer.has(*READS_PEOPLE)
    rows = enrolments_of(viewer).filter(batch=found, state__in=PARTICIPANTS)
    enrolments = list(rows[:MOST_SHOWN]) if reads_people else []
    newest = newest_outcomes(enrolments)
    shares = attendance_of(found) if reads_people else {}
    counts = enrolment_counts([found]).get(found.pk, {})
    keeps = viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER) and may_keep_centre(viewer, found.centre)
    teaches = viewer.has(R.SECRETARIAT, *CENTRE) and may_teach(viewer, found)
    context = {
        "batch": found,
        "state": BatchState(found.state),
        "state_tone": tone_of(BatchState(found.state)),
        "people": [_standing(row, newest.get(row.pk), shares.get(row.pk)) for row in enrolments],
        "sees_names": may_see_names(viewer),
        "reads_people": reads_people,
        "counts": [(EnrolmentState(state), tone_of(EnrolmentState(state)), n) for state, n in sorted(counts.items())],
        "total": sum(counts.get(state, 0) for state in PARTICIPANTS),
        "applied": sum(counts.get(state, 0) for state in APPLICANTS),
        "steps": _calendar(found, counts),
        "keeps": keeps,
        "teaches": teaches,
        "held": found.state in (BatchState.TRAINING, BatchState.COMPLETED),
        "posters": posters_of(found, at=now())[:MOST_POSTERS] if teaches else (),
        "instructors": instructors_of(found),
        "candidates": instructors_at(found.centre).exclude(pk__in=instructors_of(found)) if keeps else (),
        "lessons": guest_lessons_of(found)[:20],
        "may": BATCH_FLOW.allowed_from(found.state),
        "may_ask": may_ask(viewer),
    }
    if keeps and found.state == BatchState.TRAINING:
        context |= _reserve(found, counts)
    if found.state in BEFORE_TRAINING:
        context |= _shortage(viewer, found, sum(counts.get(state, 0) for state in WAITING))
    return page(request, "centre/batches/detail.html", context)


def _calendar(batch, counts):
    """The days of a batch as one line, with how many people each left."""

    def span(*days):
        return " – ".join(tanggal_pendek(day) for day in dict.fromkeys(days) if day)

    came = sum(counts.get(state, 0) for state in APPLICANTS)
    chosen = counts.get(EnrolmentState.SELECTED, 0)
    inside = sum(counts.get(state, 0) for state in PARTICIPANTS)
    tests = (batch.written_from, batch.written_until, batch.interview_from, batch.interview_until)
    applied = (came + inside) if batch.registration_from or came else None
    return [
        {"label": _("Registered"), "n": applied, "note": span(batch.registration_from, batch.registration_until)},
        {"label": _("Tests and interviews"), "n": None, "note": span(min(filter(None, tests), default=None),
                                                                     max(filter(None, tests), default=None))},
        {"label": _("Selected"), "n": chosen + inside if chosen or inside else None, "note": span(batch.announce_on)},
        {"label": _("In training"), "n": inside or None, "note": span(batch.starts_on, batch.ends_on)},
        {"label": _("Completed"), "n": counts.get(EnrolmentState.COMPLETED) or None, "note": ""},
    ]  # fmt: skip


def _reserve(batch, counts):
    """Places that fell free in the first days, and who may still take them."""
    free = batch.capacity - sum(counts.get(state, 0) for state in TAKES_A_SEAT)
    until = joins_until(batch)
    return {
        "free": max(free, 0) if counts.get(EnrolmentState.RESERVE) else 0,
        "joins_until": until,
        "may_join": until is not None and today() <= until,
    }


def _shortage(viewer, batch, registered):
    """What may still save a package short of its minimum: open needs it would answer, batches to merge with."""
    missing = batch.minimum - registered
    if missing <= 0 or batch.state == BatchState.SELECTION:
        return {"missing": 0}
    left = (batch.registration_until - today()).days if batch.registration_until else None
    neighbours = neighbours_of(viewer, batch)
    counts = enrolment_counts(neighbours)
    reads = viewer.has(*READS_NEEDS)
    return {
        "missing": missing,
        "registered": registered,
        "days_left": left,
        "needs": needs_filling(viewer, batch) if reads else [],
        "neighbours": [
            (one, sum(counts.get(one.pk, {}).get(state, 0) for state in WAITING), may_keep_centre(viewer, one.centre))
            for one in neighbours
        ],
    }


def _standing(enrolment, outcome, attendance):
    state = EnrolmentState(enrolment.state)
    status = Status(outcome.status) if outcome else Status.UNKNOWN
    return {
        "enrolment": enrolment,
        "attendance": attendance,
        "state": state,
        "state_tone": tone_of(state),
        "status": status,
        "status_tone": tone_of(status),
        "evidence": Evidence(outcome.evidence) if outcome else Evidence.NONE,
        "steps": steps_of(Evidence(outcome.evidence)) if outcome else 0,
    }
