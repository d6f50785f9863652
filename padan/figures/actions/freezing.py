"""Freezing a figure, and correcting what was frozen by a new version."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from padan.base.clock import today
from padan.base.errors import ActionDenied
from padan.figures.asking import ask
from padan.figures.breakdowns import words_of
from padan.figures.models import Frozen, FrozenRows
from padan.figures.permissions import check_may_freeze
from padan.figures.proving import lines_of
from padan.figures.queries.frozen import correction_of
from padan.organisations.permissions import check_for
from padan.organisations.queries import EVERYWHERE, organisation_with_code
from padan.trail.actions import SYSTEM, record

LANGUAGE = "id"
"""What is frozen is said in Indonesian, whoever freezes it."""


class NotOver(ActionDenied):
    """The cut-off lies ahead."""


class NothingCounted(ActionDenied):
    """A share of nobody is no figure."""


class CountedMeanwhile(ActionDenied):
    """Rows came or changed between counting and listing them."""


class AlreadyCorrected(ActionDenied):
    """There is a newer version already."""


class ReasonMissing(ActionDenied):
    """A correction without a reason explains nothing."""


@transaction.atomic
def freeze(*, key, as_of, by, at, organisation=None, window=None, where=None) -> Frozen:
    """Keep a figure as it stands, of one body (None: the whole installation, by the system only), with its rows.

    ``window`` defaults as in ``asking.ask``; ``where`` narrows it to groups, such as one trade. Raises NotAllowed,
    UnknownFigure, NotNarrowed, NotOver, NothingCounted or CountedMeanwhile.
    """
    check_for(by, check_may_freeze, organisation)
    frozen = _write(key=key, as_of=as_of, by=by, at=at, organisation=organisation, window=window, where=where)
    record(by, "figure.frozen", frozen, at=at, changes={"rows_hash": ["", frozen.rows_hash]})
    return frozen


@transaction.atomic
def correct(*, frozen, reason, by, at) -> Frozen:
    """Count a frozen figure anew, of the same body, window and cut-off, as the version after it. The old one stays.

    Raises NotAllowed, AlreadyCorrected, ReasonMissing and what ``freeze`` raises.
    """
    organisation = organisation_with_code(frozen.scope) if frozen.scope else None
    check_for(by, check_may_freeze, organisation)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing(_("Say why: the reason stands beside both versions."))
    Frozen.objects.select_for_update(of=("self",)).get(pk=frozen.pk)
    if newer := correction_of(frozen):
        raise AlreadyCorrected(_("This version was corrected already, by %(code)s.") % {"code": newer.code})
    new = _write(key=frozen.key, as_of=frozen.as_of, by=by, at=at, organisation=organisation, window=frozen.window,
                 where=frozen.dimensions, corrects=frozen, version=frozen.version + 1, reason=reason)  # fmt: skip
    record(by, "figure.corrected", new, at=at,
           changes={"corrects": ["", frozen.code], "rows_hash": [frozen.rows_hash, new.rows_hash]})  # fmt: skip
    return new


def _write(*, key, as_of, by, at, organisation, window, where, **more) -> Frozen:
    if as_of > today():
        raise NotOver(_("This day lies ahead. A figure is frozen as of today or a day before."))
    with translation.override(LANGUAGE):
        asked = ask(key, EVERYWHERE, organisation=organisation, as_of=as_of, window=window or None, where=where)
        lines = lines_of(asked)
        frozen = Frozen(
            key=key,
            label=asked.label,
            rule_version=asked.figure.version,
            rule=asked.rule,
            unit=asked.unit,
            of_what=asked.of_what,
            scope=organisation.code if organisation else "",
            scope_label=_of_whom(organisation, asked.question),
            dimensions=dict(asked.question.where),
            window=asked.question.window if asked.figure.windowed else "",
            parts=[{"key": part.key, "label": part.label, "n": part.n, "share": part.share} for part in asked.parts],
            **more,
        )
    if asked.value is None:
        raise NothingCounted(_("Nobody is counted here on this day, so there is nothing to freeze."))
    if (lines.counted, len(lines.lines)) != (asked.numerator, asked.row_count):
        raise CountedMeanwhile(_("Rows changed while they were counted. Freeze once more."))
    frozen.as_of, frozen.value, frozen.unknown = as_of, asked.value, asked.unknown
    frozen.numerator, frozen.denominator = asked.numerator, asked.denominator
    frozen.low, frozen.high = asked.low, asked.high
    frozen.rows_count, frozen.rows_hash = len(lines.lines), lines.hash
    frozen.frozen_by, frozen.frozen_at = (by.code if by else SYSTEM), at
    frozen.save(force_insert=True)
    FrozenRows.objects.create(frozen=frozen, packed=lines.packed)
    return frozen


def _of_whom(organisation, question) -> str:
    """The body in words, and the groups the rows were narrowed to."""
    body = str(organisation) if organisation else _("the whole installation")
    return " · ".join([body, *(f"{label}: {value}" for label, value in words_of(question))])[:200]
