"""Numbers by an issuer's pattern: each once, one after the other."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.agreements.actions.life import counted_up, give_number, learn_words
from padan.agreements.actions.parties import check_may_write, locked_party, save_party
from padan.agreements.models import NumberPattern
from padan.agreements.permissions import check_may_keep_numbers
from padan.agreements.queries.numbers import PLACE, last_given, written
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.trail.actions import record


class PatternUnclear(ActionDenied):
    """A pattern cannot be read."""


class NoPattern(ActionDenied):
    """The issuer has no pattern, or the pattern asks for something that was not said."""


class NumberedAlready(ActionDenied):
    """The party has its number."""


class NumbersGoForward(ActionDenied):
    """A number that was given is not given again."""


@transaction.atomic
def set_pattern(*, organisation, pattern, today, by, at, next_number=None):
    """Say how a body numbers its agreements, and optionally with which number this year goes on, never backwards."""
    check_for(by, check_may_keep_numbers, organisation)
    pattern = " ".join(pattern.split())
    check_pattern(pattern)
    NumberPattern.objects.get_or_create(organisation=organisation, defaults={"pattern": pattern})
    kept = NumberPattern.objects.select_for_update(of=("self",)).get(organisation=organisation)
    changes = {"pattern": [kept.pattern, pattern]}
    kept.pattern = pattern
    if next_number is not None:
        last = last_given(kept, today.year)
        if next_number <= last:
            raise NumbersGoForward(
                _("Number %(n)s of %(year)s was given already. The next one is at least %(least)s.")
                % {"n": next_number, "year": today.year, "least": last + 1}
            )
        changes["next_number"] = [last + 1, next_number]
        kept.year, kept.last = today.year, next_number - 1
    kept.save()
    record(by, "numbers.set", organisation, at=at, changes=changes)
    return kept


@transaction.atomic
def draw_number(*, party, on, by, at, classification=""):
    """Give a party its next number by its body's pattern. The pattern's row is locked until the number stands.

    The count never falls behind the ledger: whatever number stands there, by hand or after a restored backup, the
    next one is higher.
    """
    party = locked_party(party)
    states = check_may_write(party, by)
    if party.number:
        raise NumberedAlready(
            _("%(party)s has the number %(number)s already.")
            % {"party": party.organisation.name, "number": party.number}
        )
    agreement = counted_up(party.agreement, None, states)
    pattern = NumberPattern.objects.select_for_update(of=("self",)).filter(organisation=party.organisation).first()
    if pattern is None:
        raise NoPattern(
            _("%(party)s has no number pattern. Write the number by hand, or set a pattern first.")
            % {"party": party.organisation.name}
        )
    classification = " ".join(classification.split())
    if "{class}" in pattern.pattern and not classification:
        raise NoPattern(_("The pattern of %(party)s asks for a class. Write it.") % {"party": party.organisation.name})
    n = last_given(pattern, on.year) + 1
    pattern.year, pattern.last = on.year, n
    pattern.save(update_fields=["year", "last", "updated_at"])
    give_number(party, written(pattern.pattern, n, on, classification), at, year=on.year)
    save_party(party)
    learn_words(agreement)
    told = {"number": ["", party.number], "party": ["", party.organisation.name]}
    record(by, "agreement.number_drawn", agreement, at=at, changes=told)
    return party


def check_pattern(pattern):
    rest = PLACE.sub("", pattern)
    if "{" in rest or "}" in rest or len(pattern) > 60:
        raise PatternUnclear(
            _("A pattern knows {n} or {n:03}, {month}, {year} and {class}, and nothing else in braces.")
        )
    if sum(place[1].startswith("n") for place in PLACE.finditer(pattern)) != 1:
        raise PatternUnclear(_("A pattern names the sequence number once: {n}, or {n:03} for three digits."))
