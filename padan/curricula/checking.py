"""What is missing or does not add up in a version: a warning while it is a draft, a refusal when it is proposed."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from padan.curricula.fairness import barred_in
from padan.curricula.queries.versions import Whole


@dataclass(frozen=True)
class Fault:
    """One thing to mend: what, at which unit (None: at the version itself), and whether it is about hours."""

    sentence: str
    taught: Any = None
    hours: bool = False


def faults_of(whole: Whole) -> list[Fault]:
    """Everything that keeps this version from being proposed, in the order of the document."""
    return [*_told(whole.version), *_units(whole), *_total(whole)]


def _told(version):
    if not version.objective:
        yield Fault(_("The objective is missing: what can somebody do who finishes this programme?"))
    if not version.entry_requirements:
        yield Fault(_("The entry requirements are missing. Where there are none, write that the programme is open."))
    for barred in barred_in(version.entry_requirements):
        sentence = _("“%(word)s” may not stand among the entry requirements. %(instead)s")
        yield Fault(sentence % {"word": barred.word, "instead": barred.instead})


def _units(whole):
    if not whole.units:
        yield Fault(_("No unit stands in this version yet."))
    for taught, rows in whole.units:
        unit = {"unit": taught.unit}
        if not taught.hours:
            yield Fault(_("%(unit)s: the hours are missing.") % unit, taught, hours=True)
        if not rows:
            yield Fault(_("%(unit)s: the syllabus is missing.") % unit, taught)
            continue
        told = [row.hours for row in rows if row.hours]
        if told and len(told) < len(rows):
            silent = next(row.element for row in rows if not row.hours)
            sentence = _("%(unit)s: the element “%(element)s” has no hours, while others have.")
            yield Fault(sentence % {**unit, "element": silent}, taught, hours=True)
        elif told and taught.hours and sum(told) != taught.hours:
            sentence = _("%(unit)s: its elements add up to %(sum)s JP, the unit has %(hours)s JP: %(difference)s.")
            yield Fault(sentence % {**unit, **_apart(sum(told), taught.hours)}, taught, hours=True)


def _total(whole):
    if not whole.version.hours:
        sentence = _("The hours in all are missing. The units add up to %(sum)s JP.")
        yield Fault(sentence % {"sum": whole.hours}, hours=True)
    elif whole.units and whole.hours != whole.version.hours:
        sentence = _("The units add up to %(sum)s JP, the programme has %(hours)s JP: %(difference)s.")
        yield Fault(sentence % _apart(whole.hours, whole.version.hours), hours=True)


def _apart(summed, told):
    words = _("%(n)s JP too many") if summed > told else _("%(n)s JP missing")
    return {"sum": summed, "hours": told, "difference": words % {"n": abs(summed - told)}}


def hours_in_words(lesson_hours: int, minutes: int) -> str:
    """Lesson hours as hours and minutes of the clock: 340 JP of 45 minutes are 255 hours."""
    hours, left = divmod(lesson_hours * minutes, 60)
    if not left:
        return _("%(hours)s hours") % {"hours": hours}
    return _("%(hours)s hours %(minutes)s minutes") % {"hours": hours, "minutes": left}
