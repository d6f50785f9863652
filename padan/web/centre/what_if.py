"""What if a programme taught other units: which needs and jobs come within reach or are lost. Nothing is written."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.curricula.actions.units import change_units
from padan.curricula.permissions import may_write_curricula
from padan.curricula.queries.gap import Count, asked_beside, asked_by_unit, last_units, needs_asked, what_if
from padan.curricula.queries.programmes import programmes_of
from padan.curricula.queries.versions import taught_in, versions_of
from padan.curricula.states import VersionState
from padan.needs.queries import needs_of
from padan.openings.queries import jobs_asking, openings_of
from padan.organisations.actions import EditedMeanwhile
from padan.reference.queries import units as all_units
from padan.web.audience import READS_NEEDS, R, for_roles
from padan.web.centre.curricula import whole_number
from padan.web.centre.gap import READS_GAP
from padan.web.pages import page

MOST = 200  # units of one version
OFFERED = 24  # units offered to be added
FEW = 20  # needs and jobs named for each kind of change
KINDS = {
    "gained": (_("Come within reach"), "ok"),
    "lost": (_("Are lost"), "bad"),
    "nearer": (_("Come nearer, and still lack a unit"), "new"),
    "farther": (_("Move farther away"), "warn"),
}


class Ticks(forms.Form):
    """The units of the version as it might be. ``tried`` tells ticks from a first visit; ``versi`` is its number.

    What is copied tells besides what it was copied from: ``revision`` of the version, ``seen`` of each syllabus.
    """

    tried = forms.BooleanField(required=False)
    u = forms.TypedMultipleChoiceField(coerce=int, required=False)
    versi = forms.IntegerField(required=False, min_value=1, max_value=32767)
    revision = forms.IntegerField(required=False)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["u"].valid_value = lambda value: value.isascii() and value.isdigit() and len(value) < 16


@require_safe
@for_roles(*READS_GAP)
def what_if_taught(request, code):
    """Units to tick, and what the ticks change; the address keeps them."""
    programme = get_object_or_404(programmes_of(request.viewer), code=code)
    ticks = Ticks(request.GET)
    ticks.is_valid()
    version = version_to_try(programme, ticks.cleaned_data.get("versi"))
    taught = list(taught_in(version)) if version else []
    before = {row.unit_id for row in taught}
    after = set(ticks.cleaned_data.get("u", ())[:MOST]) if ticks.cleaned_data["tried"] else before
    forum = programme.centre.forum_id
    needs, jobs = needs_asked(forum), jobs_asking(forum)
    asked, last = asked_by_unit(needs), last_units(needs, after)
    beside = asked_beside(needs, before | after) if before | after else asked
    weight = lambda unit: (-last.get(unit, Count()).people, -beside[unit].people, -asked[unit].people, unit)  # noqa: E731
    offered = sorted(beside.keys() - before, key=weight)[:OFFERED]
    added = after - before
    units = all_units().in_bulk([*offered, *added])
    added &= units.keys()
    after = (after & before) | added
    context = {
        "programme": programme,
        "version": version,
        "taught": [(row.unit, row.unit_id in after, asked.get(row.unit_id, Count())) for row in taught],
        "offered": [
            (units[unit], unit in after, asked.get(unit, Count()), last.get(unit, Count()))
            for unit in [*offered, *sorted(added - set(offered))]
            if unit in units
        ],
        "after": sorted(after),
        "seen": [f"{row.pk}-{row.revision}" for row in taught],
        "tried": before != after,
        "may_copy": version is not None
        and version.state == VersionState.DRAFT
        and may_write_curricula(request.viewer, programme.centre),
        "added": len(added),
        "dropped": len(before - after),
        **_told(request, needs, jobs, before, after),
    }
    return page(request, "centre/gap/what_if.html", context, partial="effect")


@require_POST
@for_roles(R.CENTRE_OFFICER, R.INSTRUCTOR)
def copy_ticks(request, code):
    """The units as ticked become those of the draft: the first act after trying. Nothing that was not seen is lost."""
    programme = get_object_or_404(programmes_of(request.viewer), code=code)
    ticks = Ticks(request.POST)
    ticks.is_valid()
    told = ticks.cleaned_data
    drafts = versions_of(programme).filter(state=VersionState.DRAFT)
    draft = drafts.filter(number=told.get("versi") or 0).first()
    if draft is None or not told.get("u"):
        messages.error(request, _("There is no draft to copy to, or no unit is ticked."))
        return redirect("what-if", code)
    taught, wanted = list(taught_in(draft)), set(told["u"][:MOST])
    there = {row.unit_id for row in taught}
    seen = dict(mark.split("-", 1) for mark in request.POST.getlist("seen") if "-" in mark)
    try:
        change_units(
            version=draft,
            revision=told.get("revision"),
            added=list(all_units().filter(pk__in=wanted - there)),
            dropped=[(row, whole_number(seen.get(str(row.pk)))) for row in taught if row.unit_id not in wanted],
            by=request.user,
            at=now(),
        )
    except ActionDenied as denied:
        moved = _("This draft was changed meanwhile. Your ticks are kept: see what they change now, then copy them.")
        messages.error(request, moved if isinstance(denied, EditedMeanwhile) else str(denied))
        return redirect(reverse("what-if", args=[code], query={"tried": 1, "versi": draft.number, "u": sorted(wanted)}))
    messages.success(request, _("The draft has the units you tried."))
    return redirect("version-units", draft.code)


def version_to_try(programme, number=None):
    """The version asked for; else the draft, else the one in force, else the newest."""
    versions = list(versions_of(programme))
    wanted = (
        lambda version: version.number == number,
        lambda version: version.state == VersionState.DRAFT,
        lambda version: version.state == VersionState.IN_FORCE,
        lambda version: True,
    )
    return next((version for fits in wanted for version in versions if fits(version)), None)


def _told(request, needs, jobs, before, after):
    """What the change does: people per kind, and the needs and jobs by name for who may read them."""
    of_needs, of_jobs = what_if(needs, before, after), what_if(jobs, before, after)
    reads = request.viewer.has(*READS_NEEDS)
    wanted = {one.thing for found in of_needs.values() for one in found[:FEW]} if reads else set()
    words = {need.pk: need for need in needs_of(request.viewer).filter(pk__in=wanted)}
    places = {one.thing for found in of_jobs.values() for one in found[:FEW]} if reads else set()
    titles = {job.pk: job for job in openings_of(request.viewer).filter(pk__in=places)}
    kinds = []
    for kind, (label, tone) in KINDS.items():
        some, seats = of_needs[kind], of_jobs[kind]
        if some or seats:
            kinds.append(
                {
                    "label": label,
                    "tone": tone,
                    "needs": len(some),
                    "people": sum(one.people for one in some),
                    "companies": len({one.company for one in some}),
                    "jobs": len(seats),
                    "seats": sum(one.people for one in seats),
                    "named": [(words[one.thing], one) for one in some[:FEW] if one.thing in words],
                    "titled": [(titles[one.thing], one) for one in seats[:FEW] if one.thing in titles],
                }
            )
    count = lambda found, kind: sum(one.people for one in found[kind])  # noqa: E731
    return {
        "kinds": kinds,
        "people": count(of_needs, "gained") - count(of_needs, "lost"),
        "gained": count(of_needs, "gained"),
        "lost": count(of_needs, "lost"),
        "seats_gained": count(of_jobs, "gained"),
        "seats_lost": count(of_jobs, "lost"),
        "link": reverse("what-if", args=[request.resolver_match.kwargs["code"]]),
    }
