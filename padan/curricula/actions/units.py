"""Units of a draft: added, put in order, given hours, their syllabus written, dropped."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.curricula.actions.versions import check_unmoved, checked_hours, checked_text, held_draft
from padan.curricula.comparing import COLUMNS
from padan.curricula.models import SyllabusRow, TaughtUnit
from padan.organisations.actions import FieldRefused
from padan.trail.actions import record

ONE_A_LINE = ("criteria", "indicators")
MOST_UNITS = 200
MOST_ROWS = 60
"""Units of a version, and syllabus rows of a unit: more than any programme has."""


class UnitThere(ActionDenied):
    """The version teaches this unit already."""


class UnitGone(ActionDenied):
    """Somebody dropped the unit meanwhile."""


@transaction.atomic
def add_unit(*, version, unit, by, at):
    """Teach one more unit, at the end of the order. Two who add different units at once both succeed."""
    version = held_draft(version, by)
    there = version.units.order_by("pk")
    if there.filter(unit__code=unit.code).exists():
        raise UnitThere(_("%(unit)s stands in this version already. A unit is taught once.") % {"unit": unit})
    if there.count() >= MOST_UNITS:
        raise ActionDenied(_("A version holds at most %(n)s units.") % {"n": MOST_UNITS})
    last = there.aggregate(last=Max("order"))["last"] or 0
    try:
        with transaction.atomic():
            taught = TaughtUnit.objects.create(version=version, unit=unit, order=last + 1)
    except IntegrityError as twice:
        raise UnitThere(
            _("%(unit)s stands in this version already. A unit is taught once.") % {"unit": unit}
        ) from twice
    _moved(version)
    record(by, "version.unit_added", version, at=at, changes={"unit": ["", str(unit)]})
    return taught


@transaction.atomic
def drop_unit(*, taught, revision, by, at):
    """Teach a unit no more in this draft. ``revision`` is that of its syllabus as shown: nothing unseen is lost."""
    version = held_draft(taught.version, by)
    taught = _held(version, taught)
    check_unmoved(taught, revision)
    record(by, "version.unit_dropped", version, at=at, changes={"unit": [str(taught.unit), ""]})
    taught.delete()
    _moved(version)
    return version


@transaction.atomic
def change_units(*, version, revision, added, dropped, by, at):
    """Add and drop several units of a draft at once, as they were tried at ``revision``; all of it or nothing.

    ``dropped`` are (taught unit, revision of its syllabus as shown). Raises EditedMeanwhile where anything moved.
    """
    version = held_draft(version, by)
    check_unmoved(version, revision)
    for taught, shown in dropped:
        drop_unit(taught=taught, revision=shown, by=by, at=at)
    for unit in added:
        add_unit(version=version, unit=unit, by=by, at=at)
    return version


@transaction.atomic
def arrange_units(*, version, revision, rows, by, at):
    """Give units their order and hours: ``rows`` are (id of the taught unit, place, hours), as shown at ``revision``.

    Equal places keep the order in which they stood. Raises EditedMeanwhile; FieldRefused with ``hours-ID`` as field.
    """
    version = held_draft(version, by)
    check_unmoved(version, revision)
    units = {unit.pk: unit for unit in version.units.select_related("unit").order_by("order", "pk")}
    if {pk for pk, _place, _hours in rows} != set(units):
        raise UnitGone(_("The units of this draft are not those you saw. Look at them again; nothing was changed."))
    before = {pk: (unit.order, unit.hours) for pk, unit in units.items()}
    stood = list(units)
    for order, (pk, _place, hours) in enumerate(sorted(rows, key=lambda row: (row[1], stood.index(row[0]))), start=1):
        unit = units[pk]
        try:
            unit.order, unit.hours = order, checked_hours(f"hours-{pk}", hours)
        except FieldRefused as refused:
            raise FieldRefused(refused.field, f"{unit.unit}: {refused}") from refused
    TaughtUnit.objects.bulk_update(units.values(), ["order", "hours"])
    changes = {
        unit.unit.code: [f"{before[pk][0]}. {before[pk][1] or '–'} JP", f"{unit.order}. {unit.hours or '–'} JP"]
        for pk, unit in units.items()
        if before[pk] != (unit.order, unit.hours)
    }
    if changes:
        _moved(version)
        record(by, "version.arranged", version, at=at, changes=changes)
    return version


@transaction.atomic
def write_syllabus(*, taught, revision, rows, by, at):
    """Write the syllabus of a unit whole, as it was shown at ``revision``: dicts of the columns, in order.

    A row without an element and without anything else is left out; one that says something needs its element.
    """
    version = held_draft(taught.version, by)
    taught = _held(version, taught)
    check_unmoved(taught, revision)
    told = [clean for number, row in enumerate(rows, start=1) if (clean := _checked_row(number, row))]
    if len(told) > MOST_ROWS:
        raise FieldRefused("", _("A unit has at most %(n)s rows of syllabus.") % {"n": MOST_ROWS})
    before = taught.rows.count()
    taught.rows.all().delete()
    SyllabusRow.objects.bulk_create(
        SyllabusRow(taught=taught, order=order, **row) for order, row in enumerate(told, start=1)
    )
    taught.revision += 1
    taught.save(update_fields=["revision"])
    version.save(update_fields=["updated_at"])
    record(by, "version.syllabus", version, at=at, changes={
        "unit": ["", taught.unit.code], "rows": [before, len(told)]})  # fmt: skip
    return taught


def _checked_row(number, row):
    texts = {name: checked_text(f"{name}-{number}", row.get(name)) for name in COLUMNS if name != "hours"}
    for name in ONE_A_LINE:
        texts[name] = "\n".join(" ".join(line.split()) for line in texts[name].split("\n") if line.strip())
    hours = checked_hours(f"hours-{number}", row.get("hours"))
    if not any(texts.values()) and hours is None:
        return None
    if not texts["element"]:
        raise FieldRefused(f"element-{number}", _("Row %(n)s says something but names no element.") % {"n": number})
    return texts | {"hours": hours}


def _held(version, taught):
    rows = version.units.select_for_update(of=("self",)).select_related("unit")
    found = rows.filter(pk=taught.pk).order_by("pk").first()
    if found is None:
        raise UnitGone(_("Somebody dropped this unit from the draft meanwhile. Copy your text before you leave."))
    found.version = version
    return found


def _moved(version):
    version.revision += 1
    version.save(update_fields=["revision", "updated_at"])
