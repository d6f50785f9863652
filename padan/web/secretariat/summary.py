"""One page for the head of the house: a sentence, three figures, the one line, and what needs a decision."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from padan.base.clock import today
from padan.figures.asking import ask
from padan.organisations.queries import roles_of
from padan.web.audience import STAFF, for_roles
from padan.web.lines import Step
from padan.web.pages import page
from padan.web.secretariat.week import needs, promises, ready, target_of

DECISIONS = 4


@require_safe
@for_roles(*STAFF)
def summary(request):
    """Fit for a phone and for one sheet of paper."""
    viewer, day = request.viewer, today()
    keys = ("placed", "unknown", "partners", "needed", "units_named", "programmes", "batches")
    asked = {key: ask(key, viewer) for key in keys}
    groups = [promises(viewer, day), needs(viewer, day), ready(viewer)]
    context = {
        "day": day,
        "bodies": [role.organisation.name for role in roles_of(request.user) if role.organisation],
        "asked": asked,
        "target": target_of(asked["partners"]),
        "steps": line(asked),
        "decisions": [(group.title, task) for group in groups for task in group.tasks][:DECISIONS],
    }
    return page(request, "figures/summary.html", context)


def line(asked):
    """The six steps, each opening its figure."""
    told = [
        (_("Needs"), "needed", _("people asked for")),
        (_("Units"), "units_named", _("named")),
        (_("Programmes"), "programmes", _("kept by the centres")),
        (_("Batches"), "batches", _("completed")),
    ]
    steps = [
        Step(label, asked[key].numerator or None, note, reverse("figure", args=[key])) for label, key, note in told
    ]
    placed = asked["placed"]
    return [
        *steps,
        Step(_("Graduates"), placed.denominator or None, _("people"), reverse("figure", args=["graduates"])),
        Step(
            _("Placements"),
            placed.numerator or None,
            _("in waged work"),
            reverse("figure", args=["placed"]),
        ),
    ]
