"""A version brought in from elsewhere becomes a draft of what could be read; the rest stays listed beside it."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.curricula.actions.units import MOST_ROWS, MOST_UNITS
from padan.curricula.case import CaseReading
from padan.curricula.comparing import COLUMNS
from padan.curricula.models import CurriculumVersion, Programme, SyllabusRow, TaughtUnit
from padan.curricula.permissions import check_may_write_curricula
from padan.curricula.queries.versions import units_of_codes
from padan.curricula.states import Basis
from padan.organisations.permissions import check_for
from padan.reference.queries import code_of, scheme_of
from padan.trail.actions import record


@transaction.atomic
def import_version(*, programme, reading: CaseReading, source, by, at):
    """Begin the next version from a package: units whose code a list knows, with hours and syllabus.

    What could not be read is kept with the draft (``unread``), each with its place and its reason; a unit that is not
    taken keeps its syllabus there, to be put under the unit that somebody adds by hand.
    """
    programme = Programme.objects.select_for_update(of=("self",)).select_related("centre").get(pk=programme.pk)
    check_for(by, check_may_write_curricula, programme.centre)
    last = programme.versions.order_by("-number").first()
    version = CurriculumVersion(programme=programme, number=last.number + 1 if last else 1)
    _tell(version, reading)
    units = _units(reading)
    version.unread = reading.unread
    version.save()
    taught = TaughtUnit.objects.bulk_create(
        TaughtUnit(version=version, unit=unit, hours=told.hours, order=order)
        for order, (unit, told) in enumerate(units, start=1)
    )
    SyllabusRow.objects.bulk_create(
        SyllabusRow(taught=row, order=order, **{name: element.get(name) or _none(name) for name in COLUMNS})
        for row, (_unit, told) in zip(taught, units, strict=True)
        for order, element in enumerate(told.rows[:MOST_ROWS], start=1)
    )
    record(by, "version.imported", version, at=at, changes={
        "file": ["", source], "units": [0, len(taught)], "unread": [0, len(version.unread)]})  # fmt: skip
    return version


@transaction.atomic
def dismiss_unread(*, version, by, at):
    """The list of what could not be read was worked through."""
    rows = CurriculumVersion.objects.select_for_update(of=("self",)).select_related("programme__centre")
    version = rows.get(pk=version.pk)
    check_for(by, check_may_write_curricula, version.programme.centre)
    if version.unread:
        record(by, "version.unread_dismissed", version, at=at, changes={"unread": [len(version.unread), 0]})
        version.unread = []
        version.save(update_fields=["unread", "updated_at"])
    return version


def _none(name):
    return None if name == "hours" else ""


def _tell(version, reading):
    told = dict(reading.told)
    if told.get("basis", "") not in ("", *Basis.values):
        reading.leave("CFItems", told.pop("basis"), _("Nothing a programme is built from."))
    if len(told.get("official_code", "")) > 40:
        reading.leave("CFItems", told.pop("official_code"), _("A programme code has at most 40 signs."))
    for name, value in told.items():
        setattr(version, name, value)
    if reading.occupation:
        name, _dash, edition = reading.occupation[0].rpartition("-")
        scheme = scheme_of(name, edition)
        version.occupation = code_of(scheme, reading.occupation[1]) if scheme else None
        if version.occupation is None:
            reading.leave("CFItems", " ".join(reading.occupation), _("No list that is loaded knows this occupation."))


def _units(reading):
    """(unit of a list, what the package says of it), each unit once, in order."""
    known = units_of_codes({unit.code for unit in reading.units if unit.code})
    found, there = [], set()
    for told in reading.units:
        written = f"{told.code} {told.title}".strip()
        there_are = known.get(told.code, [])
        unit = next((one for one in there_are if one.scheme.code == told.scheme), there_are[0] if there_are else None)
        if unit is None:
            why = _("No list that is loaded has a unit of this code. Load the list, or add the unit by hand.")
        elif unit.code in there:
            why = _("This unit stands there twice; the first one counts.")
        elif len(found) >= MOST_UNITS:
            why = _("A version holds at most %(n)s units.") % {"n": MOST_UNITS}
        else:
            there.add(unit.code)
            found.append((unit, told))
            if len(told.rows) > MOST_ROWS:
                why = _("A unit has at most %(n)s rows of syllabus.") % {"n": MOST_ROWS}
                reading.leave(told.place, written, why, rows=told.rows[MOST_ROWS:])
            continue
        reading.leave(told.place, written, why, rows=told.rows, hours=told.hours)
    return found
