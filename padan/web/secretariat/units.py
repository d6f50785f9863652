"""Competency units: the list, one unit with its elements and criteria, who asks for it and who teaches it."""

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.curricula.queries.programmes import programmes_with
from padan.needs.queries import asking_for
from padan.reference.queries import elements_of, other_titles_of, unit_of, versions_of
from padan.reference.queries import units as all_units
from padan.web.audience import READS_NEEDS, STAFF, R, for_roles
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Listing, choice
from padan.web.pages import page

READS_UNITS = (*STAFF, R.COMPANY_OFFICER)


def _needs(unit):
    return f"{reverse('need-list')}?{urlencode({'unit': unit.code})}"


def _programmes(unit):
    return f"{reverse('programme-list')}?{urlencode({'unit': unit.code})}"


UNITS = Listing(
    name="unit",
    title=_("Competency units"),
    lead=_("Every unit that was loaded, in each of its versions. A unit once loaded is never reworded."),
    rows=lambda viewer: all_units(),
    order=(Key("code"), Key("pk")),
    search=lambda viewer: "words_key",
    search_label=_("Code, title or words"),
    filters=(
        choice(
            "list",
            _("List"),
            [("skkni", _("SKKNI")), ("unit", _("Outside SKKNI"))],
            "scheme__scheme",
        ),
    ),
    columns=(
        Column(
            "title",
            _("Unit"),
            lambda unit: unit.title,
            href=lambda unit: reverse("unit-detail", args=[unit.code]),
            under=lambda unit: unit.code,
            sort="title",
        ),
        Column("decree", _("Decree"), lambda unit: unit.decree and str(unit.decree), phone=False),
        Column("list", _("List"), lambda unit: unit.scheme.title, phone=False),
        Column("code", _("Code"), lambda unit: unit.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No units yet"),
        _("Whoever keeps the installation loads them: padan reference load, with lists as CSV and decrees as PDF."),
    ),
    place="pk",
)


@require_safe
@for_roles(*READS_UNITS)
def units(request):
    return UNITS.page(request)


@require_POST
@for_roles(*READS_UNITS)
def export_units(request):
    return UNITS.export(request)


@require_safe
@for_roles(*READS_UNITS)
def unit(request, code):
    """One unit: what it consists of, its other versions and wordings, who asks for it and who teaches it."""
    found = unit_of(code)
    if found is None:
        raise Http404
    viewer = request.viewer
    needs, people = asking_for(viewer, [found]).get(found.pk, (0, 0))
    context = {
        "unit": found,
        "elements": elements_of(found),
        "versions": versions_of(found),
        "others": other_titles_of(found),
        "needs": needs,
        "people": people,
        "needs_at": _needs(found) if viewer.has(*READS_NEEDS) else "",
        "programmes": programmes_with(viewer, [found]).get(found.pk, 0),
        "programmes_at": _programmes(found) if viewer.has(*STAFF) else "",
    }
    return page(request, "secretariat/units/detail.html", context)
