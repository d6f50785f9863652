"""What a forum sets out to reach."""

from datetime import date
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from padan.agreements.actions.life import check_term
from padan.agreements.models import Target
from padan.agreements.permissions import check_may_keep_agreements
from padan.agreements.states import Counted, CountingRule
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.trail.actions import record


class BalanceWithoutSource(ActionDenied):
    """An opening balance has no rows: somebody must say where it comes from."""


class PathInDisorder(ActionDenied):
    """The expected path does not rise through the target's period."""


@transaction.atomic
def set_target(
    *, forum, words, value, starts_on, ends_on, by, at, definition="", counted=Counted.PARTNERS,
    rule=CountingRule.SIGNED, region=None, sector=None, opening_balance=0, opening_source="", expected=(),
):  # fmt: skip
    """What the forum sets out to reach in a period, what is counted and by which rule.

    ``expected`` are steps of the path (day, number); without any it rises evenly. What is counted and the rule stay as
    they are: another rule is another target, so that two numbers under one name never differ in kind.
    """
    check_for(by, check_may_keep_agreements, forum)
    check_term(starts_on, ends_on)
    if opening_balance and not opening_source:
        raise BalanceWithoutSource(_("Say where the opening balance comes from: it has no rows of its own."))
    target = Target.objects.create(
        forum=forum,
        words=words,
        definition=definition,
        counted=counted,
        rule=rule,
        region=region,
        sector=sector,
        value=value,
        starts_on=starts_on,
        ends_on=ends_on,
        opening_balance=opening_balance,
        opening_source=opening_source,
        expected=_path(expected, starts_on, ends_on),
    )
    record(by, "target.set", target, at=at, changes={"value": [None, value], "forum": ["", forum.organisation.code]})
    return target


@transaction.atomic
def revise_target(*, target, words, definition, value, expected, reason, by, at):
    """Change a target's words, number or path, with a reason; the trail keeps what it was."""
    target = Target.objects.select_for_update(of=("self",)).select_related("forum").get(pk=target.pk)
    check_for(by, check_may_keep_agreements, target.forum)
    new = {"words": words, "definition": definition, "value": value}
    new["expected"] = _path(expected, target.starts_on, target.ends_on)
    changes = {name: [getattr(target, name), told] for name, told in new.items() if getattr(target, name) != told}
    for name, told in new.items():
        setattr(target, name, told)
    target.save(update_fields=[*new, "updated_at"])
    record(by, "target.revised", target, at=at, changes={**changes, "reason": ["", reason]})
    return target


def _path(steps, starts_on: date, ends_on: date) -> list[list]:
    """Steps as they are kept: [[ISO day, number]], rising in day and number within the period."""
    steps = sorted((day, int(number)) for day, number in steps)
    for before, after in pairwise(steps):
        if after[0] == before[0] or after[1] < before[1]:
            raise PathInDisorder(
                _("The expected path names a day twice, or falls: look at %(day)s.") % {"day": after[0]}
            )
    if steps and not (starts_on < steps[0][0] and steps[-1][0] <= ends_on):
        raise PathInDisorder(_("The expected path leaves the period of the target."))
    return [[day.isoformat(), number] for day, number in steps]
