"""What a forum sets out to reach."""

from django.db import transaction

from padan.agreements.actions.life import check_term
from padan.agreements.models import Target
from padan.agreements.permissions import check_may_keep_agreements
from padan.organisations.permissions import check_for
from padan.trail.actions import record


@transaction.atomic
def set_target(*, forum, words, value, starts_on, ends_on, by, at):
    """What the forum sets out to reach in a period."""
    check_for(by, check_may_keep_agreements, forum)
    check_term(starts_on, ends_on)
    target = Target.objects.create(forum=forum, words=words, value=value, starts_on=starts_on, ends_on=ends_on)
    record(by, "target.set", target, at=at, changes={"value": [None, value], "forum": ["", forum.organisation.code]})
    return target
