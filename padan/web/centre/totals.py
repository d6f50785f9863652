"""Totals that centres report without rows: what was reported, the rows beside it, and rows in its place."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.curricula.queries.programmes import programmes_of
from padan.outcomes.actions.totals import replace_total, undo_replacement
from padan.outcomes.queries.totals import (
    counted_beside,
    replaced,
    replacements_of,
    rows_for,
    total_with,
    totals_of,
)
from padan.outcomes.states import TotalState
from padan.trail.queries import entries_of
from padan.training.permissions import may_keep_centre
from padan.web.acting import Way, done
from padan.web.audience import READS_PEOPLE, STAFF, R, for_roles
from padan.web.centre.outcomes import TO_IMPORT
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, of_code
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal_pendek
from padan.web.tones import tone_of
from padan.web.wording import told


def state_of(total) -> TotalState:
    """Whether rows stand in its place; the total must come from ``totals_of``."""
    return TotalState.REPLACED if total.now else TotalState.STANDS


def add_counted(totals):
    """Give each total the rows of its programme: two questions for all."""
    beside = counted_beside(totals)
    for total in totals:
        total.counted = beside.get(total.pk)
        total.state = state_of(total)


REPORTED = Listing(
    name="reported",
    title=_("Reported totals"),
    lead=_(
        "What centres report as sums, without rows. Do not compare them with counted graduates: nobody can show who is "
        "behind a sum, at which window, or how working was meant. They are never added to counted rows."
    ),
    see_also=("figure-list", _("Figures with rows")),
    rows=totals_of,
    order=order_of("programme_key"),
    place="pk",
    complete=add_counted,
    filters=(
        Filter(
            "state",
            forms.ChoiceField(
                label=_("Shown"), required=False, choices=[*TotalState.choices, ("all", _("All"))]
            ),
            lambda rows, value: rows if value == "all" else replaced(rows, value == TotalState.REPLACED),
            TotalState.STANDS,
        ),
        of_code("centre", _("Centre code"), "centre__code"),
    ),
    columns=(
        Column(
            "programme",
            _("Programme as written"),
            lambda total: total.programme_written,
            sort="programme_key",
            href=lambda total: reverse("reported-detail", args=[total.code]),
            under=lambda total: total.centre.name,
        ),
        Column("state", _("State"), lambda total: total.state, kind="state"),
        Column("trade", _("Trade"), lambda total: total.trade, sort="trade", phone=False),
        Column("participants", _("Participants"), lambda t: t.participants, kind="number", sort="participants"),
        Column(
            "placed",
            _("Reported as placed"),
            lambda total: total.placed,
            kind="number",
            sort="placed",
            under=lambda total: tanggal_pendek(total.reported_on),
        ),
        Column("rows", _("Rows of the programme"), lambda t: t.counted and t.counted.graduates, kind="number"),
        Column(
            "employed",
            _("Employed by rows"),
            lambda total: total.counted.employed if total.counted and total.counted.window else None,
            kind="number",
            under=lambda total: total.counted and total.counted.window and total.counted.window.label,
        ),
        Column("reported_on", _("Reported on"), lambda total: total.reported_on, kind="date", shown=False),
        Column("centre", _("Training centre"), lambda total: total.centre.name, shown=False),
        Column("linked", _("Programme in Padan"), lambda t: t.programme and t.programme.name, shown=False),
        Column("source", _("Source"), lambda total: total.source, shown=False),
        Column("replaced_on", _("Replaced on"), lambda t: t.now[0].replaced_on if t.now else None, kind="date",
               shown=False),
        Column("reason", _("Why"), lambda total: total.now[0].reason if total.now else "", shown=False),
    ),
    empty=Empty(_("No reported totals"), _("They come with a centre's table of realised placements."), *TO_IMPORT),
)  # fmt: skip


class ReplaceForm(forms.Form):
    programme = forms.ModelChoiceField(None, label=_("Rows of which programme?"))
    finished_from = DayField(label=_("Finished from"), required=False, help_text=_("Empty: all of them."))
    finished_until = DayField(label=_("Finished until"), required=False)
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Such as: the centre sent the names of these participants.")
    )

    def __init__(self, *args, programmes, **more):
        super().__init__(*args, **more)
        self.fields["programme"].queryset = programmes


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300)


@require_safe
@for_roles(*STAFF)
def reported(request):
    return REPORTED.page(request)


@require_POST
@for_roles(*STAFF)
def export_reported(request):
    return REPORTED.export(request)


@require_safe
@for_roles(*STAFF)
def total(request, code):
    """One total, and beside it what rows say of the same programme."""
    found = get_object_or_404(total_with(request.viewer, code))
    return _page(request, found, ways_of(request, found))


@require_POST
@for_roles(R.SECRETARIAT, R.CENTRE_OFFICER)
def settle(request, code):
    """Let rows take its place, or give it back."""
    found = get_object_or_404(total_with(request.viewer, code))
    ways = ways_of(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and done(way.form, way.act, **way.form.cleaned_data):
        messages.success(request, gettext("Recorded."))
        return redirect("reported-detail", code)
    return _page(request, found, ways, status=422)


def ways_of(request, found, posted=""):
    """What this viewer may do with a total now; the one posted holds what was sent."""
    if not may_keep_centre(request.viewer, found.centre):
        return []
    said = {"by": request.user, "at": now(), "today": today()}
    data = request.POST if posted else None
    if found.now:
        form = ReasonForm(data if posted == "undo" else None)

        def undo(reason):
            return undo_replacement(replacement=found.now[0], reason=reason, **said)

        return [Way("undo", _("Let the total stand again"), form, undo, _("Take the replacement back"))]
    programmes = programmes_of(request.viewer).filter(centre=found.centre)
    form = ReplaceForm(
        data if posted == "replace" else None, programmes=programmes, initial={"programme": found.programme_id}
    )

    def replace(**told):
        return replace_total(total=found, **told, **said)

    return [Way("replace", _("Put rows in its place"), form, replace, _("Replace the total by these rows"))]


def _page(request, found, ways, *, status=200):
    placed = found.now[0] if found.now else None
    counted = None
    if placed:
        counted = rows_for(placed.programme, placed.finished_from, placed.finished_until)
    elif found.programme:
        counted = rows_for(found.programme)
    state = state_of(found)
    context = {
        "total": found,
        "share": found.placed / found.participants if found.participants else None,
        "state": state,
        "state_tone": tone_of(state),
        "placed": placed,
        "who": placed.replaced_by if placed and placed.replaced_by else "Padan",
        "counted": counted,
        "opens_people": request.viewer.has(*READS_PEOPLE),
        "past": [one for one in replacements_of(found) if one.undone_on],
        "ways": ways,
        "trail": told(entries_of(found)),
    }
    return page(request, "centre/totals/detail.html", context, status=status)
