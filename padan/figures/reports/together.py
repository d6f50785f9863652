"""Which figures may stand side by side on one paper."""

from typing import Any

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.figures.comparing import differences
from padan.figures.registry import FIGURES
from padan.figures.reports.telling import Told, of_cohort


class DoNotCompare(ActionDenied):
    """Figures counted by different rules would stand side by side, where a reader adds or subtracts them."""


def check_together(figures: list[Any]) -> None:
    """Refuse a paper whose figures a reader would wrongly add up or set against each other. Raises DoNotCompare."""
    cohort = [frozen for frozen in figures if of_cohort(frozen)]
    for frozen in cohort[1:]:
        if why := _not_one_cohort(cohort[0], frozen):
            raise DoNotCompare(_said(cohort[0], frozen, why))
    for frozen in figures:
        figure = FIGURES.get(frozen.key)
        if cohort and figure is not None and figure.warning:
            raise DoNotCompare(f"{Told(frozen).label}: {figure.warning} " + _way_out())
    seen: dict[str, Any] = {}
    for frozen in figures:
        first = seen.setdefault(frozen.key, frozen)
        if first is not frozen and (why := differences(first, frozen)):
            raise DoNotCompare(_said(first, frozen, " ".join(why)))


def _not_one_cohort(one: Any, other: Any) -> str:
    if one.window != other.window:
        windows = {"one": Told(one).window, "other": Told(other).window}
        return _("They stand at two windows: %(one)s and %(other)s.") % windows
    if one.as_of != other.as_of:
        return _("Their cut-offs differ: %(one)s and %(other)s.") % {"one": Told(one).day, "other": Told(other).day}
    if one.scope != other.scope or one.dimensions != other.dimensions or one.denominator != other.denominator:
        return _("They are not shares of the same graduates.")
    return ""


def _said(one: Any, other: Any, why: str) -> str:
    told = {"one": f"{Told(one).label} ({one.code})", "other": f"{Told(other).label} ({other.code})"}
    return " ".join([_("Do not compare %(one)s with %(other)s.") % told, why, _way_out()])


def _way_out() -> str:
    return _("Leave one of them out, or make two papers.")
