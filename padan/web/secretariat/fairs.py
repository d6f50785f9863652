"""A job fair, as its forum runs it: tables and guests, printed cards, the wall, the numbers of the day."""

import functools

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import condition, require_http_methods, require_POST, require_safe

from padan.base.clock import JAKARTA, now, today
from padan.forum.permissions import may_keep_forum
from padan.graduates.queries import graduates_of
from padan.matching.actions.fairs import add_booths, add_guests, arrive, issue_cards
from padan.matching.printing import printed_cards
from padan.matching.queries.fairs import (
    booths_of,
    day_in_rows,
    fair_with_code,
    fairs_open_to,
    guests_of,
    wall_of,
    wall_stamp,
)
from padan.matching.states import TurnResult, TurnState, WhyNot
from padan.organisations.queries import companies_of
from padan.training.permissions import may_see_names
from padan.web.acting import tried
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import bytes_response, table_response
from padan.web.pages import page
from padan.web.polling import every

MOST_SHOWN = 200
FRESH = 2  # seconds that a wall may be kept by whoever stands between
ASKS = 4  # seconds until a wall asks again


class CodesForm(forms.Form):
    codes = forms.CharField(label=gettext_lazy("Codes to add"), max_length=20_000, widget=forms.Textarea({"rows": 3}))

    def clean_codes(self):
        return list(dict.fromkeys(self.cleaned_data["codes"].upper().replace(",", " ").split()))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*FORUM)
def fair(request, code):
    """Tables, guests and what has happened so far."""
    event = get_object_or_404(fairs_open_to(request.viewer), code=code)
    keeps = may_keep_forum(request.viewer, event.forum)
    if request.method == "POST":
        if not keeps:
            raise Http404
        _act(request, event)
        return redirect("fair", code)
    guests = guests_of(event)
    wall = wall_of(event)
    context = {
        "event": event,
        "keeps": keeps,
        "sees_names": may_see_names(request.viewer),
        "wall": wall,
        "guests": list(guests[:MOST_SHOWN]),
        "asked": guests.count(),
        "came": guests.filter(came_at__isnull=False).count(),
        "talked": sum(row["talked"] for row in wall),
        "offered": sum(row["results"][TurnResult.OFFERED] for row in wall),
        "tables_form": CodesForm(prefix="tables"),
        "guests_form": CodesForm(prefix="guests"),
    }
    return page(request, "secretariat/events/fair.html", context)


def _act(request, event):
    do, told = request.POST.get("do"), {"by": request.user, "at": now()}
    if do == "arrive":
        guest = get_object_or_404(guests_of(event), code=request.POST.get("code", ""))
        tried(request, _("Noted as present."), arrive, guest=guest, **told)
        return
    form = CodesForm(request.POST, prefix="tables" if do == "tables" else "guests")
    if not form.is_valid():
        messages.error(request, _("Write at least one code."))
        return
    codes = form.cleaned_data["codes"]
    if do == "tables":
        found = list(companies_of(request.viewer).filter(code__in=codes))
        made = tried(request, "", add_booths, event=event, companies=found, **told)
        number, known = len(made or ()), {one.code for one in found}
        said = ngettext("%(n)s table is added.", "%(n)s tables are added.", number)
    else:
        rows = graduates_of(request.viewer)
        found = [*rows.filter(code__in=codes), *rows.filter(batch__code__in=codes).order_by("batch_id", "pk")]
        number = tried(request, "", add_guests, event=event, graduates=found, **told) or 0
        known = {one.code for one in found} | {one.batch.code for one in found}
        said = ngettext("%(n)s guest is added.", "%(n)s guests are added.", number)
    messages.success(request, said % {"n": number})
    if unknown := [code for code in codes if code not in known]:
        messages.error(request, _("Nothing is known under: %(codes)s") % {"codes": ", ".join(unknown[:20])})


@require_POST
@for_roles(R.SECRETARIAT)
def cards(request, code):
    """QR cards of all guests, or of all tables: each opens its own page on a phone."""
    event = get_object_or_404(fairs_open_to(request.viewer), code=code)
    tables = request.POST.get("of") == "tables"
    things = list(booths_of(event) if tables else guests_of(event))
    tokens = tried(request, "", issue_cards, event=event, things=things, tables=tables, by=request.user, at=now())
    if not tokens:
        return redirect("fair", code)
    pdf = printed_cards(event, things, tokens, at=now())
    return bytes_response(pdf, f"kartu-{event.code}.pdf", "application/pdf", shown=True)


@require_POST
@for_roles(*FORUM)
def export(request, code):
    """The day as rows of codes: who stood where, how long, and what came of it."""
    event = get_object_or_404(fairs_open_to(request.viewer), code=code)
    header = [
        _("Fair table"), _("Company"), _("Opening"), _("Queue number"), _("Graduate"), _("Joined"), _("Called"),
        _("Began"), _("Ended"), _("State"), _("Result"), _("Reason"),
    ]  # fmt: skip
    rows = (
        [
            turn.booth.number, turn.booth.company.name, turn.opening.title, turn.guest.number, turn.guest.graduate.code,
            *(_local(at, event) for at in (turn.joined_at, turn.called_at, turn.began_at, turn.ended_at)),
            TurnState(turn.state).label, TurnResult(turn.result).label if turn.result else "",
            WhyNot(turn.why_not).label if turn.why_not else "",
        ]
        for turn in day_in_rows(event)
    )  # fmt: skip
    notes = [event.title, _("Times are those of the place (%(zone)s).") % {"zone": event.zone}]
    kind = "csv" if request.POST.get("format") == "csv" else "xlsx"
    return table_response(kind, header, rows, title=event.title, notes=notes, name=f"bursa-{event.code}")


def _local(at, event):
    return at.astimezone(event.clock or JAKARTA).replace(tzinfo=None, microsecond=0) if at else None


def _known(view):
    @functools.wraps(view)
    def found(request, code):
        event = fair_with_code(code)
        if event is None:
            raise Http404
        return view(request, event)

    return found


def _stamp(request, event):
    return f'"{wall_stamp(event)}-{every(event, seconds=ASKS, today=today())}-{request.LANGUAGE_CODE}"'


@require_safe
@_known
@condition(etag_func=_stamp)
def wall(request, event):
    """The wall: numbers and tables, nobody's name. Public, and the same bytes until something happens."""
    rows = wall_of(event)
    context = {
        "event": event,
        "rows": rows,
        "talked": sum(row["talked"] for row in rows),
        "offered": sum(row["results"][TurnResult.OFFERED] for row in rows),
        "waiting": sum(row["waiting"] for row in rows),
        "every": every(event, seconds=ASKS, today=today()),
    }
    response = page(request, "board/fair.html", context)
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
