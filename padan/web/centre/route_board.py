"""The board of the route to Japan, and the list behind it: who stands where, and since when."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import today
from padan.overseas.queries.board import (
    lanes_of,
    late_on,
    named_on_board,
    on_route,
    schemes_named,
)
from padan.overseas.states import StageKind
from padan.training.permissions import may_see_names
from padan.web.audience import READS_ROUTE, for_roles
from padan.web.centre.candidates import may_register
from padan.web.forms import RowField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, Pick, choice, of_code
from padan.web.pages import page


def days_there(one) -> int:
    return (today() - one.stage_since).days


def days_over(one) -> int | None:
    """Days beyond those that are usual at her stage; None where nothing is over, or nothing is usual."""
    over = days_there(one) - one.stage.days if one.stage.days is not None else 0
    return over if over > 0 else None


LATE = (("1", _("Longer than usual")),)
WAITING = Listing(
    name="stuck",
    title=_("Who stands where, since when"),
    lead=_("Everybody on the route, who stands at her stage longest first. Nobody falls off this list silently."),
    rows=on_route,
    order=order_of("stage_since"),
    filters=(
        choice("tahap", _("Stage"), StageKind.choices, "stage__kind"),
        Filter(
            "lama",
            forms.ChoiceField(label=_("How long"), required=False, choices=[("", _("All")), *LATE]),
            lambda rows, value: rows.filter(late_on(today())),
        ),
        Filter(
            "bidang",
            forms.CharField(label=_("Field of work"), required=False, max_length=100),
            lambda rows, value: rows.filter(field=value),
        ),
        of_code("skema", _("Scheme code"), "version__scheme__code"),
        of_code("balai", _("Centre code"), "centre__code"),
        of_code("mitra", _("Partner code"), "partner__code"),
    ),
    personal=True,
    tabs="overseas/_tabs.html",
    pick=Pick("route-advance", "calon", _("On to the next stage…"), may_register),
    columns=(
        Column("code", _("Candidate"), lambda one: one.code, kind="code",
               href=lambda one: reverse("candidate-detail", args=[one.code])),
        Column("name", _("Name"), lambda one: one.person.name, open_to=may_see_names),
        Column("stage", _("Stage"), lambda one: one.stage.name, under=lambda one: one.version.scheme.name),
        Column("since", _("There since"), lambda one: one.stage_since, kind="date", sort="stage_since"),
        Column("days", _("Days there"), days_there, kind="number"),
        Column("usual", _("Usual days"), lambda one: one.stage.days, kind="number", shown=False),
        Column("over", _("Days over"), days_over, kind="number"),
        Column("field", _("Field of work"), lambda one: one.field, phone=False),
        Column("centre", _("Training centre"), lambda one: one.centre.name, phone=False),
        Column("partner", _("Sending partner"), lambda one: one.partner and one.partner.name, shown=False),
        Column("scheme", _("Scheme"), lambda one: one.version.scheme.name, shown=False),
        Column("began_on", _("On the route since"), lambda one: one.began_on, kind="date", shown=False),
    ),
    empty=Empty(_("Nobody is on the route yet"), _("Who is put on the route stands here until it ends.")),
)  # fmt: skip


class BoardForm(forms.Form):
    """What the board is narrowed to; it is asked by GET and never refuses."""

    skema = RowField(None, label=_("Scheme"), required=False, to_field_name="code", empty_label=_("All"))
    balai = RowField(None, label=_("Training centre"), required=False, to_field_name="code", empty_label=_("All"))
    mitra = RowField(None, label=_("Sending partner"), required=False, to_field_name="code", empty_label=_("All"))
    bidang = forms.ChoiceField(label=_("Field of work"), required=False)

    def __init__(self, asked, *, viewer):
        super().__init__(asked, auto_id="f_%s")
        centres, partners, fields = named_on_board(viewer)
        self.fields["skema"].queryset = schemes_named()
        self.fields["balai"].queryset, self.fields["mitra"].queryset = centres, partners
        self.fields["bidang"].choices = [("", _("All")), *((one, one) for one in fields)]

    def asked(self) -> dict:
        """What was understood of it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


STANDS = (StageKind.ABROAD, StageKind.RETURN)
"""Lanes that nobody leaves by a plain step: how that is told stands on her own page."""
LOOKUPS = {"skema": "version__scheme", "balai": "centre", "mitra": "partner", "bidang": "field"}


@require_safe
@for_roles(*READS_ROUTE)
def board(request):
    """Stages as columns, each with who stands there longest; on a phone they stand below each other."""
    form = BoardForm(request.GET, viewer=request.viewer)
    asked = form.asked()
    rows = on_route(request.viewer).filter(**{LOOKUPS[name]: value for name, value in asked.items()})
    lanes = lanes_of(rows, today=today(), scheme=asked.get("skema"))
    query = {name: getattr(value, "code", value) for name, value in asked.items()}
    everything = reverse("stuck-list", query=query)
    context = {
        "form": form,
        "left_out": [form.fields[name].label for name in form.errors],
        "lanes": [(lane, reverse("stuck-list", query={"tahap": lane.kind, **query}), _cards(lane)) for lane in lanes],
        "keeps": may_register(request.viewer),
        "stands": STANDS,
        "people": sum(lane.n for lane in lanes),
        "late": sum(lane.late for lane in lanes),
        "late_list": reverse("stuck-list", query={"lama": "1", **query}),
        "everything": everything,
        "narrowed": bool(asked),
        "named": may_see_names(request.viewer),
    }
    return page(request, "overseas/board.html", context)


def _cards(lane):
    return [(one, days_there(one), days_over(one)) for one in lane.cards]


@require_safe
@for_roles(*READS_ROUTE)
def waiting(request):
    return WAITING.page(request)


@require_POST
@for_roles(*READS_ROUTE)
def export_waiting(request):
    return WAITING.export(request)
