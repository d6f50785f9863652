"""Demand: whom companies still look for, by occupation, unit, region or quarter. Each number opens its needs."""

from datetime import date, timedelta

from django.core.exceptions import BadRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.needs.queries import Grouping, demand_of
from padan.trail.actions import record
from padan.web.audience import READS_NEEDS, for_roles
from padan.web.downloads import table_response
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal

MOST = 200  # groups shown; the export holds all
FILTER = {
    Grouping.OCCUPATION: "occupation",
    Grouping.UNIT: "unit",
    Grouping.REGION: "region",
    Grouping.QUARTER: "due_on",
}


@require_safe
@for_roles(*READS_NEEDS)
def demand(request):
    """Demand across companies, by one grouping."""
    by = _grouping(request.GET.get("by"))
    rows = list(demand_of(request.viewer, by)[: MOST + 1])
    context = {
        "by": by,
        "groupings": [(one, f"{request.path}?by={one}") for one in Grouping],
        "rows": [(_title(by, row), row, _needs(by, row["key"])) for row in rows[:MOST]],
        "scale": max((row["people"] for row in rows), default=0) + 1,  # a bar is never "done"
        "more": len(rows) > MOST,
    }
    return page(request, "secretariat/needs/demand.html", context)


@require_POST
@for_roles(*READS_NEEDS)
def export_demand(request):
    """Every group as a workbook or as text; written into the trail."""
    by, kind = _grouping(request.POST.get("by")), request.POST.get("format")
    if kind not in ("xlsx", "csv"):
        raise BadRequest
    header = [str(by.label), _("Code"), _("People"), _("Needs"), _("Companies")]
    lines = (
        [_title(by, row), row["key"] or "", row["people"], row["needs"], row["companies"]]
        for row in demand_of(request.viewer, by).iterator(chunk_size=500)
    )
    record(request.user, "export.made", changes={"list": ["", "demand"], "by": ["", by], "format": ["", kind]})
    title, notes = _("Demand"), [_("Needs still looked for, as of %(day)s.") % {"day": tanggal(today())}]
    name = f"padan-permintaan-{by}-{now():%Y%m%d}"
    return table_response(kind, header, lines, title=title, notes=notes, name=name, below=notes)


def _grouping(asked):
    return Grouping(asked) if asked in Grouping.values else Grouping.OCCUPATION


def _title(by, row):
    if row["key"] is None:
        return _("Not known yet")
    if by == Grouping.QUARTER:
        return _("Quarter %(n)s, %(year)s") % {"n": (row["key"].month + 2) // 3, "year": row["key"].year}
    return row["title"]


def _needs(by, key):
    """Where the needs of a group stand, as many as are counted."""
    if key is None:
        asked = {"unknown": FILTER[by]}
    elif by == Grouping.QUARTER:
        after = date(key.year + key.month // 10, (key.month + 2) % 12 + 1, 1)
        asked = {"due_from": key.isoformat(), "due_to": (after - timedelta(days=1)).isoformat()}
    else:
        asked = {FILTER[by]: key}
    return reverse("need-list", query={"standing": "1", **asked})
