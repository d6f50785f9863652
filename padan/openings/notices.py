"""What is told of an opening by mail: that it runs out, and that it has ended. One mail an address, never twice."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from padan.openings.deadlines import local_of
from padan.organisations.queries import first_contacts
from padan.people.actions import queue_messages
from padan.people.jobs import send_soon

NAMED = 20  # openings a mail names one by one


def reachable(openings) -> list:
    """Those whose writer, or whose company, has an e-mail."""
    addresses = _addresses(openings)
    return [opening for opening in openings if addresses[opening.pk]]


def runs_out(openings, links, *, at):
    """Deadlines near: one mail to each address, with a link for every opening that prolongs it by one tap."""
    addresses, by_address, mails = _addresses(openings), defaultdict(list), []
    for opening in openings:
        by_address[addresses[opening.pk]].append(opening)
    for address, some in by_address.items():
        told = {"opening": some[0].title, "day": _when(some[0]), "n": len(some)}
        subject = _("“%(opening)s” closes on %(day)s") if len(some) == 1 else _("%(n)s openings close within a week")
        lines = "\n".join(f"- {opening.title}, {_when(opening)}: {links[opening.code]}" for opening in some)
        body = _(
            "These close soon:\n\n%(lines)s\n\n"
            "Still looking? Prolong with one tap, without an account. Filled? Say so there.\n\n"
            "If you do nothing they close by themselves, and we tell you."
        )
        mails.append(
            {
                "key": f"opening.deadline:{some[0].code}:{some[0].closes_at:%Y%m%d%H%M}",
                "to": address,
                "subject": subject % told,
                "body": body % {"lines": lines},
                "thing": some[0],
            }
        )
    queue_messages(mails, at=at)
    send_soon()


def ended(openings, *, at):
    """Openings that closed or expired: to each company, and to whoever keeps the row where that is another body."""
    by_address = defaultdict(list)
    writers, keepers = _addresses(openings), _keepers(openings)
    for opening in openings:
        for address in {writers[opening.pk], keepers.get(opening.owner_id, "")} - {""}:
            by_address[address].append(opening)
    mails = []
    for address, some in by_address.items():
        lines = "\n".join(
            f"- {opening.title} ({opening.code}): {opening.free} / {opening.seats}" for opening in some[:NAMED]
        )
        more = len(some) - NAMED
        if more > 0:
            lines += "\n" + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
        subject = ngettext("%(n)s opening has ended", "%(n)s openings have ended", len(some)) % {"n": len(some)}
        body = _(
            "These openings take nobody on any more (seats left / seats):\n\n%(lines)s\n\nEach can be opened again."
        )
        mails.append(
            {
                "key": f"opening.ended:{some[0].code}:{address[:60]}:{at:%Y%m%d%H%M}",
                "to": address,
                "subject": subject,
                "body": body % {"lines": lines},
                "thing": some[0],
            }
        )
    if mails:
        queue_messages(mails, at=at)
        send_soon()


def _addresses(openings) -> dict[int, str]:
    """Where news of each opening go: its writer, else the first contact of its company. One question."""
    contacts = first_contacts({opening.company_id for opening in openings} - {None})
    found = {}
    for opening in openings:
        contact = contacts.get(opening.company_id)
        found[opening.pk] = opening.reply_email or (contact.email if contact else "")
    return found


def _keepers(openings) -> dict[int, str]:
    others = {opening.owner_id for opening in openings if opening.owner_id != opening.company_id}
    return {body: contact.email for body, contact in first_contacts(others).items()} if others else {}


def _when(opening) -> str:
    local, zone = local_of(opening.owner, opening.closes_at)
    return f"{local:%d/%m/%Y %H.%M} {zone}"
