"""Asking by all ways at once, with the cost agreed to before; messages prepared to be sent by hand."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import on_day
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.outcomes.actions.drawing import TOGETHER
from padan.outcomes.actions.waves import NotToAsk, ask_by_hand, ask_many
from padan.outcomes.channels import Letter, paid_channel, ways_to
from padan.outcomes.models import Asked
from padan.outcomes.notices import question_words
from padan.outcomes.permissions import check_may_keep_wave
from padan.outcomes.queries.waves import to_ask
from padan.outcomes.states import AskedState, Channel
from padan.trail.actions import record

AT_ONCE = 50  # messages handed to a paid service together: so many may be lost to a fault, no more
MOST_PREPARED = 25  # messages by hand at once: as many as one taps through


class CostChanged(ActionDenied):
    """What would be spent is not what was agreed to."""


@dataclass(frozen=True)
class Sent:
    """What asking by all ways came to: mailed now, and ordered from a paid service."""

    mailed: int
    ordered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """One message to be sent by hand: for whom, and its words with the link."""

    asked: Asked
    text: str


@transaction.atomic
def ask_by_all_ways(*, wave, cost_idr, by, at, today) -> Sent:
    """Mail those who have an address; order the paid messages for the rest, where there is a service.

    ``cost_idr`` is what the page showed: when it is another by now, nobody is asked and nothing is spent. Messages by
    hand are no part of it. Raises NotAllowed, NotToAsk or CostChanged.
    """
    check_for(by, check_may_keep_wave, wave.keeper)
    ways, _neither = ways_to(to_ask(wave, today=today, at=on_day(at, today)), paid_channel())
    cost = sum(way.cost_idr for way in ways)
    if cost != cost_idr:
        raise CostChanged(
            _("The cost is another by now: %(cost)s rupiah. Look again before you send.") % {"cost": cost}
        )
    mailed, of = 0, {way.kind: way.asked for way in ways}
    for start in range(0, len(of[Channel.MAIL]), TOGETHER):
        codes = of[Channel.MAIL][start : start + TOGETHER]
        mailed += len(ask_many(wave=wave, asked=codes, channel=Channel.MAIL, by=by, at=at, today=today))
    ordered = of.get(Channel.PAID, ())
    if ordered:
        record(by, "wave.paid_ordered", wave, at=at, changes={"count": [0, len(ordered)], "idr": [0, cost]})
    return Sent(mailed, ordered)


def send_paid(*, wave, codes, by, at, today) -> int:
    """Hand ordered questions (codes of ``Asked``) to the paid service, some at a time; how many it took. A job's.

    They are marked as asked before the service is called, so that a fault never sends and pays twice. Whom the service
    did not take counts as not reached, and may be asked anew after some days. A service that cannot be reached ends it.
    """
    channel, taken = paid_channel(), 0
    if channel is None:
        return 0
    for start in range(0, len(codes), AT_ONCE):
        told = {"wave": wave, "by": by, "at": at, "today": today}
        addresses = ask_many(asked=codes[start : start + AT_ONCE], channel=Channel.PAID, **told)
        rows = Asked.objects.filter(code__in=addresses).order_by("pk")
        rows = list(rows.select_related("enrolment__person", "enrolment__batch__centre", "enrolment__batch__programme"))
        letters = [
            Letter(one.code, one.enrolment.person.phone, question_words(one, addresses[one.code])) for one in rows
        ]
        try:
            took = channel.send(letters) if letters else set()
        except OSError:
            _not_taken(addresses, wave, by, at)
            break
        _not_taken(set(addresses) - took, wave, by, at)
        taken += len(took & set(addresses))
    return taken


@transaction.atomic
def _not_taken(codes, wave, by, at):
    rows = Asked.objects.filter(code__in=codes, state__in=[AskedState.ASKED, AskedState.REMINDED])
    if lost := rows.update(state=AskedState.UNREACHABLE, updated_at=at):
        record(by, "wave.paid_not_taken", wave, at=at, changes={"count": [0, lost]})


@transaction.atomic
def prepare_by_hand(*, asked, by, at, today) -> list[Prepared]:
    """A message for each of these, with her own link, to be sent by hand. Left out: who may not be asked now.

    From now on they count as written to: nobody is prepared for again before the cool-down is over. Raises NotAllowed
    when one of them is not the asker's to follow; nothing is kept then.
    """
    prepared = []
    for one in asked[:MOST_PREPARED]:
        again = one.asked_at is not None
        try:
            address = ask_by_hand(asked=one, channel=Channel.WHATSAPP, by=by, at=at, today=today)
        except NotToAsk:
            continue
        prepared.append(Prepared(one, question_words(one, address, again=again)))
    return prepared
