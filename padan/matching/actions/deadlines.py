"""The time to answer: both sides are warned before it ends, and told when it has. Nothing lapses in silence.

Whoever has no e-mail is warned by a person: an officer calls her and says so. Until then her invitation stands.
"""

from datetime import timedelta

from django.db import transaction

from padan.matching import notices
from padan.matching.actions.consents import end_consent
from padan.matching.actions.invitations import LINK_LASTS
from padan.matching.models import Invitation
from padan.matching.permissions import check_may_invite
from padan.matching.queries.invitations import run_out, running_out
from padan.matching.states import ANSWER, WAITS_FOR_HER, InvitationState
from padan.organisations.permissions import check_for
from padan.people.actions import issue_links
from padan.people.queries import address_of
from padan.trail.actions import record

WARNED_BEFORE = timedelta(hours=20)  # two nights apart, whatever the hour
TOGETHER = 100


def follow_deadlines(*, today, at) -> int:
    """Lapse what was warned of and is over, then warn of what ends soon. Run twice it changes nothing more."""
    return _lapse(today, at) + _warn(today, at)


def _warn(today, at) -> int:
    done, rows = 0, list(running_out(today))
    for start in range(0, len(rows), TOGETHER):
        with transaction.atomic():
            some = _still(rows[start : start + TOGETHER], warned_at=None)
            if some:
                tokens = issue_links(act=ANSWER, things=some, about=some[0].opening, by=None, at=at, lasts=LINK_LASTS)
                notices.ends_soon(some, {code: address_of("link", token) for code, token in tokens.items()}, at=at)
                Invitation.objects.filter(pk__in=[row.pk for row in some]).update(warned_at=at, updated_at=at)
                record(None, "invitations.warned", some[0].opening, at=at, changes={"count": [0, len(some)]})
            done += len(some)
    return done


def _lapse(today, at) -> int:
    done, rows = 0, list(run_out(today, warned_before=at - WARNED_BEFORE))
    for start in range(0, len(rows), TOGETHER):
        with transaction.atomic():
            some = _still(rows[start : start + TOGETHER])
            for row in some:
                before = row.state
                row.state, row.told_at = InvitationState.LAPSED, at
                row.save(update_fields=["state", "told_at", "updated_at"])
                end_consent(row, at)
                record(None, "job_invitation.lapsed", row, at=at, changes={"state": [before, row.state]})
            notices.lapsed(some, at=at)
            done += len(some)
    return done


@transaction.atomic
def note_warned(*, invitation, by, at):
    """An officer told her that her time to answer ends: by phone, or by the message he sent. Told twice it is once."""
    check_for(by, check_may_invite, invitation.graduate)
    some = _still([invitation], warned_at=None)
    if some:
        Invitation.objects.filter(pk=invitation.pk).update(warned_at=at, updated_at=at)
        record(by, "job_invitation.warned", invitation, at=at)
    return bool(some)


def _still(rows, **asked):
    """Those of them that still wait for her, locked: she may have answered meanwhile."""
    waiting = Invitation.objects.select_for_update(of=("self",)).filter(
        pk__in=[row.pk for row in rows], state__in=WAITS_FOR_HER, **asked
    )
    return list(
        waiting.select_related("graduate__person", "graduate__centre", "opening__company", "opening__owner").order_by(
            "pk"
        )
    )
