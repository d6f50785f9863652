"""The gap of a centre: what industry asks for and nobody teaches, what is taught and nobody asks for."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.curricula.queries.gap import Count, Reach, asked_by_unit, needs_asked, reach_of, taught_by_unit
from padan.openings.queries import jobs_asking
from padan.organisations.queries import centres_of
from padan.reference.queries import codes_with_ids
from padan.trail.actions import record
from padan.web.audience import FORUM, READS_NEEDS, R, for_roles
from padan.web.downloads import table_response
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal

READS_GAP = (*FORUM, R.CENTRE_OFFICER, R.INSTRUCTOR, R.LABOUR_OFFICE, R.AUDITOR)
FEW = 40  # units shown; the export holds all


@dataclass(frozen=True)
class UnitRow:
    """One unit with what stands behind it on both sides."""

    unit: object
    needs: Count
    jobs: Count
    programmes: int


@require_safe
@for_roles(*READS_GAP)
def gap(request):
    """What one centre teaches against what the companies of its forum ask for."""
    centres = centres_of(request.viewer)
    centre = _chosen(request, centres, request.GET)
    context = {"centres": list(centres[:200]), "centre": centre}
    if centre:
        reach = reach_of(needs_asked(centre.forum_id), centre)
        missing, idle = _sides(centre)
        units = codes_with_ids([unit for unit, *_rest in (*missing[:FEW], *idle[:FEW])])
        context |= {
            "reach": _parts(request.viewer, centre, reach),
            "asked": sum(count.people for count in reach.values()),
            "needs": sum(count.things for count in reach.values()),
            "reached": reach[Reach.FULL],
            "missing": [UnitRow(units[unit], *rest) for unit, *rest in missing[:FEW]],
            "missing_count": len(missing),
            "idle": [UnitRow(units[unit], *rest) for unit, *rest in idle[:FEW]],
            "idle_count": len(idle),
            "opens": request.viewer.has(*READS_NEEDS),
            "few": FEW,
        }
    return page(request, "centre/gap/gap.html", context)


@require_POST
@for_roles(*READS_GAP)
def export_gap(request):
    """Every unit asked for or taught, with both sides, as a workbook or as text; written into the trail."""
    centre, kind = _chosen(request, centres_of(request.viewer), request.POST), request.POST.get("format")
    if centre is None:
        raise Http404
    if kind not in ("xlsx", "csv"):
        raise BadRequest
    header = [_("Code"), _("Unit"), _("Programmes"), _("Needs"), _("People"), _("Companies"), _("Openings"), _("Seats")]
    rows = [*_sides(centre, everything=True)[0]]
    units = codes_with_ids([unit for unit, *_rest in rows])
    lines = (
        [units[unit].code, units[unit].title, taught, needs.things, needs.people, needs.companies, jobs.things,
         jobs.people]
        for unit, needs, jobs, taught in rows
    )  # fmt: skip
    record(
        request.user, "export.made", changes={"list": ["", "gap"], "centre": ["", centre.code], "format": ["", kind]}
    )
    told = _("%(centre)s against needs that stand, as of %(day)s.") % {"centre": centre.name, "day": tanggal(today())}
    name = f"padan-kesenjangan-{now():%Y%m%d}"
    return table_response(kind, header, lines, title=_("Gap"), notes=[told], name=name, below=[told])


def _chosen(request, centres, asked):
    """The centre asked for; else the viewer's own, else the first she may open."""
    if code := asked.get("lembaga"):
        return get_object_or_404(centres, code=code)
    own = request.viewer.centres | request.viewer.own.get(R.INSTRUCTOR, frozenset())
    return centres.filter(pk__in=own).first() or centres.first()


def _sides(centre, *, everything=False):
    """(asked and not taught, taught and not asked): rows of unit id, needs, jobs, programmes; the weightiest first."""
    needs, jobs = asked_by_unit(needs_asked(centre.forum_id)), asked_by_unit(jobs_asking(centre.forum_id))
    taught = taught_by_unit(centre)
    rows = [(unit, needs.get(unit, Count()), jobs.get(unit, Count()), taught.get(unit, 0))
            for unit in needs.keys() | jobs.keys() | taught.keys()]  # fmt: skip
    rows.sort(key=lambda row: (-row[1].people, -row[2].people, -row[1].things, row[0]))
    if everything:
        return rows, []
    missing = [row for row in rows if not row[3]]
    return missing, [row for row in rows if row[3] and not row[1].things and not row[2].things]


def _parts(viewer, centre, reach):
    """The people asked for, by how far the centre reaches them; the unknown last."""
    whole = sum(count.people for count in reach.values())
    opens = viewer.has(*READS_NEEDS)
    return [
        {
            "key": str(one),
            "status": "unknown" if one == Reach.UNKNOWN else "",
            "label": one.label,
            "n": reach[one].people,
            "needs": reach[one].things,
            "share": reach[one].people / whole if whole else 0,
            "href": reverse("need-list", query={"reach": f"{one}-{centre.code}"}) if opens else "",
        }
        for one in Reach
    ]
