"""Batches: the list, and one class with who is in it and where each stands now."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.graduates.permissions import may_ask
from padan.outcomes.queries import newest_outcomes
from padan.outcomes.states import Status
from padan.placements.states import Evidence
from padan.training.permissions import may_see_names
from padan.training.queries.batches import batches_of, enrolment_counts, enrolments_of
from padan.training.states import PARTICIPANTS, BatchState, EnrolmentState
from padan.web.audience import READS_PEOPLE, STAFF, R, for_roles
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.tones import steps_of, tone_of

MOST_SHOWN = 200


def count_enrolments(batches):
    """Give each batch how many are in it: one question for all."""
    counts = enrolment_counts(batches)
    for batch in batches:
        by = counts.get(batch.pk, {})
        batch.people = sum(by.get(state, 0) for state in PARTICIPANTS)
        batch.finished = by.get(EnrolmentState.COMPLETED, 0)


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
        Column("code", _("Code"), lambda batch: batch.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No batches yet"),
        _("Import a list of participants or graduates: each class opens with its people."),
        _("Import a file"),
        "intake-list",
        lambda viewer: viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER),
    ),
)


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
    """One class: its dates, and its people as numbers with where each stands."""
    found = get_object_or_404(batches_of(request.viewer), code=code)
    reads_people = request.viewer.has(*READS_PEOPLE)
    enrolments = list(enrolments_of(request.viewer).filter(batch=found)[:MOST_SHOWN]) if reads_people else []
    newest = newest_outcomes(enrolments)
    counts = enrolment_counts([found]).get(found.pk, {})
    context = {
        "batch": found,
        "state": BatchState(found.state),
        "state_tone": tone_of(BatchState(found.state)),
        "people": [_standing(enrolment, newest.get(enrolment.pk)) for enrolment in enrolments],
        "sees_names": may_see_names(request.viewer),
        "reads_people": reads_people,
        "counts": [(EnrolmentState(state), tone_of(EnrolmentState(state)), n) for state, n in sorted(counts.items())],
        "total": sum(counts.values()),
        "may_ask": may_ask(request.viewer),
    }
    return page(request, "centre/batches/detail.html", context)


def _standing(enrolment, outcome):
    state = EnrolmentState(enrolment.state)
    status = Status(outcome.status) if outcome else Status.UNKNOWN
    return {
        "enrolment": enrolment,
        "state": state,
        "state_tone": tone_of(state),
        "status": status,
        "status_tone": tone_of(status),
        "evidence": Evidence(outcome.evidence) if outcome else Evidence.NONE,
        "steps": steps_of(Evidence(outcome.evidence)) if outcome else 0,
    }
