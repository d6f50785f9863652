"""Tracing: where each graduate stands at each window."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.outcomes.queries import outcomes_of
from padan.outcomes.states import Status, Window
from padan.placements.states import Evidence
from padan.web.audience import READS_PEOPLE, R, for_roles
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice, of_code

TO_IMPORT = (_("Import a file"), "intake-list", lambda viewer: viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER))

OUTCOMES = Listing(
    name="outcome",
    title=_("Tracing"),
    lead=_("Where each graduate stands at each window. Not known is a value of its own, never “not working”."),
    see_also=("wave-list", _("Waves: who is asked, and who has answered")),
    rows=outcomes_of,
    order=order_of("-pk"),
    place="pk",
    keys_first=True,
    filters=(
        choice("status", _("Status"), Status.choices, "status"),
        choice("window", _("Window"), Window.choices, "window"),
        choice("evidence", _("Evidence"), Evidence.choices, "evidence"),
        of_code("batch", _("Class code"), "batch__code"),
    ),
    personal=True,
    columns=(
        Column(
            "code",
            _("Participant"),
            lambda outcome: outcome.enrolment.code,
            kind="code",
            href=lambda outcome: reverse("batch-detail", args=[outcome.batch.code]),
            under=lambda outcome: outcome.batch.name,
        ),
        Column("status", _("Status"), lambda outcome: Status(outcome.status), kind="state"),
        Column("evidence", _("Evidence"), lambda outcome: Evidence(outcome.evidence), kind="evidence"),
        Column("batch", _("Class"), lambda outcome: outcome.batch.name, shown=False),
        Column("programme", _("Programme"), lambda outcome: outcome.batch.programme.name, shown=False),
        Column("window", _("Window"), lambda outcome: Window(outcome.window)),
        Column("job", _("Job as written"), lambda outcome: outcome.job),
        Column("employer", _("Employer as written"), lambda outcome: outcome.employer, shown=False),
        Column("marked", _("Marked as working"), lambda outcome: outcome.marked_working, shown=False),
        Column("as_of", _("As of"), lambda outcome: outcome.as_of, kind="date"),
    ),
    empty=Empty(_("Nobody has told anything yet"), _("Import a list of graduates with their status."), *TO_IMPORT),
)


@require_safe
@for_roles(*READS_PEOPLE)
def outcomes(request):
    return OUTCOMES.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_outcomes(request):
    return OUTCOMES.export(request)
