"""The poster of a class: one door for everybody of it, behind which each says who she is."""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.outcomes.permissions import TELL
from padan.outcomes.queries.following import posters_of, question_behind_poster
from padan.outcomes.states import IDENTIFY
from padan.people.actions import issue_link
from padan.people.permissions import check_link_for
from padan.people.queries import address_of
from padan.trail.actions import record
from padan.training.permissions import check_may_teach

LASTS = timedelta(days=400)
"""From the end of a class to its wave at 12 months, and a month more."""
OPENED_FOR = timedelta(hours=2)
DIGITS = 4


class PosterGone(ActionDenied):
    """The poster was withdrawn before, has expired, or is of another class."""


@dataclass(frozen=True)
class Poster:
    """What a poster needs: its door, told this once, and until when it opens."""

    token: str
    until: date
    code: str  # printed on it, so that one knows which to withdraw


@transaction.atomic
def issue_poster(*, batch, by, at, today) -> Poster:
    """A door for a class, to be printed. Earlier posters stay valid until one is withdrawn. Raises NotAllowed."""
    check_for(by, check_may_teach, batch)
    link, token = issue_link(act=IDENTIFY, thing=batch, recipient=batch.name, by=by, at=at, lasts=LASTS)
    return Poster(token, today + LASTS, link.code)


@transaction.atomic
def withdraw_poster(*, batch, code, by, at) -> None:
    """Close the door of one poster, such as one photographed by strangers; the others stay. Raises NotAllowed or
    PosterGone."""
    check_for(by, check_may_teach, batch)
    door = posters_of(batch, at=at).select_for_update(of=("self",)).filter(code=code).first()
    if door is None:
        raise PosterGone(_("This poster opens nothing any more."))
    door.revoked_at = at
    door.save(update_fields=["revoked_at", "updated_at"])
    record(by, "outcome.poster_withdrawn", batch, at=at, changes={"poster": [code, ""]})


@transaction.atomic
def identify(*, batch, number, digits, by, at, today) -> str | None:
    """The address of her own question, for who knows her number in the class and the last digits of her phone.

    None for everything else alike: a wrong number, wrong digits, nobody asked, a wave that is closed. ``by`` is the
    poster's link.
    """
    check_link_for(by, IDENTIFY, batch)
    asked = question_behind_poster(batch, number, today=today)
    phone = asked.enrolment.person.phone if asked else ""
    told = digits if len(digits) == DIGITS and digits.isascii() and digits.isdecimal() else "none"
    if not hmac.compare_digest(phone[-DIGITS:].rjust(DIGITS, "-"), told):
        return None
    _link, token = issue_link(act=TELL, thing=asked, recipient=asked.code, by=by, at=at, lasts=OPENED_FOR)
    record(by, "outcome.identified", asked, at=at)
    return address_of("link", token)
