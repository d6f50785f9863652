"""What the nights brought."""

from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.chores.actions.nightly import CHORES
from padan.chores.queries import runs_of
from padan.web.audience import R, for_roles
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice

READERS = (R.ADMINISTRATOR, R.AUDITOR)

NIGHTS = Listing(
    name="chore",
    title=_("Night work"),
    lead=_("Every night at 01:00 WIB. A chore that failed is done again the next night; nothing is lost."),
    rows=runs_of,
    order=order_of("-began_at"),
    place="pk",
    filters=(choice("chore", _("Chore"), [(chore.name, chore.label) for chore in CHORES.values()], "name"),),
    columns=(
        Column("chore", _("Chore"), lambda run: CHORES[run.name].label if run.name in CHORES else run.name),
        Column("began_at", _("Begun"), lambda run: run.began_at, kind="time", sort="began_at"),
        Column(
            "seconds", _("Seconds"), lambda run: round((run.ended_at - run.began_at).total_seconds()), kind="number"
        ),
        Column("count", _("Handled"), lambda run: run.count, kind="number"),
        Column("fault", _("Fault"), lambda run: run.fault),
    ),
    empty=Empty(_("No night yet"), _("The worker does these chores at night; “padan chores run” does them now.")),
)


@require_safe
@for_roles(*READERS)
def nights(request):
    return NIGHTS.page(request)


@require_POST
@for_roles(*READERS)
def export_nights(request):
    return NIGHTS.export(request)
