"""Whether two frozen figures may stand side by side, and if not, why."""

from django.utils.translation import gettext as _

from padan.figures.models import Frozen
from padan.outcomes.states import Window


def differences(one: Frozen, other: Frozen) -> list[str]:
    """Why these two must not be compared, a sentence each; none where they may. Another cut-off is no reason."""
    if one.key != other.key:
        told = {"one": one.label, "other": other.label}
        return [_("They are two figures: “%(one)s” and “%(other)s”.") % told]
    told = []
    if one.rule_version != other.rule_version:
        versions = {"one": one.rule_version, "other": other.rule_version}
        told.append(_("They were counted by two rules: version %(one)s and version %(other)s.") % versions)
    if one.window != other.window:
        windows = {"one": _window(one), "other": _window(other)}
        told.append(_("They stand at two windows: %(one)s and %(other)s.") % windows)
    if one.scope != other.scope:
        scopes = {"one": one.scope_label, "other": other.scope_label}
        told.append(_("They are of two bodies: %(one)s and %(other)s.") % scopes)
    if one.dimensions != other.dimensions:
        told.append(_("Their rows were narrowed in two ways."))
    return told


def _window(frozen: Frozen) -> str:
    return str(Window(frozen.window).label) if frozen.window else _("none")
