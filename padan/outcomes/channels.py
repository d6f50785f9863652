"""By which ways a question reaches a graduate, and what each message costs.

E-mail is queued by Padan. WhatsApp is sent by hand: Padan prepares the words, an instructor taps. A paid service
(SMS, WhatsApp Business) is an interface alone: none is shipped. An installation that has a contract with one writes a
class after ``PaidChannel`` and names it in ``PADAN_PAID_CHANNEL`` (``package.module.Class``).
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from padan.outcomes.states import Channel


@dataclass(frozen=True)
class Letter:
    """One message: the code of the question, to which address, and its words with her link in them."""

    code: str
    to: str
    text: str


MOST_AT_ONCE = 2000  # people by one way with one confirmation; the rest is asked for again, or tonight


@dataclass(frozen=True)
class Way:
    """A channel as the page tells of it before anything is sent: how many by it, who now (codes), and for how much."""

    kind: Channel
    name: Any
    price_idr: int  # a message
    people: int
    asked: tuple[str, ...] = ()
    by_hand: bool = False

    @property
    def cost_idr(self) -> int:
        return self.price_idr * len(self.asked)


class PaidChannel(ABC):
    """A service that takes money for a message. It reaches phones."""

    name: str
    """As it stands on the page before sending."""
    price_idr: int
    """What one message costs, in whole rupiah, taxes included."""

    @abstractmethod
    def send(self, letters: Sequence[Letter]) -> set[str]:
        """Hand the messages to the service; the codes of those it took. What it did not take is asked again later.

        Called by a job, never by a page. Nothing is raised for a single message; a service that cannot be reached
        raises OSError, and nothing counts as sent.
        """


class ChannelUnfit(Exception):
    """What ``PADAN_PAID_CHANNEL`` names cannot be used."""


def paid_channel() -> PaidChannel | None:
    """The paid service of this installation, checked; None where there is none."""
    if not settings.PADAN_PAID_CHANNEL:
        return None
    channel = import_string(settings.PADAN_PAID_CHANNEL)()
    if not isinstance(channel, PaidChannel) or not str(getattr(channel, "name", "")):
        raise ChannelUnfit(f"{settings.PADAN_PAID_CHANNEL} is no PaidChannel with a name")
    price = getattr(channel, "price_idr", None)
    if not isinstance(price, int) or isinstance(price, bool) or price < 0:
        raise ChannelUnfit(f"{settings.PADAN_PAID_CHANNEL}: price_idr {price!r} is not whole rupiah, 0 or more")
    return channel


def ways_to(waiting, paid: PaidChannel | None) -> tuple[list[Way], int]:
    """How those who wait to be asked (a question over ``Asked``) would be reached, each by one way; how many by none.

    E-mail where she has one; else the paid service, where there is one; else WhatsApp by hand. Some queries, however
    many wait.
    """
    mailed = waiting.exclude(enrolment__person__email="")
    unmailed = waiting.filter(enrolment__person__email="")
    phoned = unmailed.exclude(enrolment__person__phone="")
    if paid:
        second = Way(Channel.PAID, paid.name, paid.price_idr, phoned.count(), _codes(phoned))
    else:
        second = Way(Channel.WHATSAPP, _("WhatsApp, by hand"), 0, phoned.count(), by_hand=True)
    mail = Way(Channel.MAIL, _("E-mail"), 0, mailed.count(), _codes(mailed))
    return [mail, second], unmailed.filter(enrolment__person__phone="").count()


def _codes(rows) -> tuple[str, ...]:
    return tuple(rows.values_list("code", flat=True)[:MOST_AT_ONCE])
