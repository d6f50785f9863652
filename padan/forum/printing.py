"""Papers of a forum: member cards, the attendance list, approved minutes. They are always in Indonesian."""

from babel.dates import format_date

from padan.base.clock import JAKARTA
from padan.base.typesetting import qr_svg, typeset
from padan.forum.queries import board_of, checked_in, code_of_card, decisions_of, holds, invitations_of
from padan.people.queries import address_of

CARDS, ATTENDANCE, MINUTES = (f"forum/papers/{name}.typ" for name in ("cards", "attendance", "minutes"))


def printed_cards(term, seats, *, at) -> bytes:
    """Cards of these seats, eight on a sheet, each with the address that tells whether it holds."""
    forum = term.forum
    data = {
        "forum": forum.organisation.name,
        "lembaga": forum.centre.name if forum.centre else "",
        "kartu": [
            {
                "nama": seat.name,
                "jabatan": seat.position,
                "dari": seat.organisation.name if seat.organisation else "",
                "masa": f"{_long(seat.starts_on or term.starts_on)} – {_long(seat.ended_on or term.ends_on)}",
                "kode": code_of_card(seat),
                "qr": qr_svg(address_of("verify-code", code_of_card(seat))),
            }
            for seat in seats
        ],
    }
    return typeset(CARDS, data, at=at)


def seats_with_cards(term, day):
    """Seats that get a card: those held on the day, in the order of the board."""
    return [seat for seat in board_of(term) if holds(seat, term, day)]


def printed_attendance(event, *, at) -> bytes:
    """The attendance list: who came and when; below, lines for those who were expected and have not come yet."""
    present = list(checked_in(event))
    missing = [one for one in invitations_of(event) if not one.checked_in_at]
    data = _head(event, at) | {
        "hadir": [_guest(one, event) for one in present],
        "belum": [_guest(one, event) for one in missing],
    }
    return typeset(ATTENDANCE, data, at=at)


def printed_minutes(minutes, *, at) -> bytes:
    """Minutes with who was present and what was decided."""
    event = minutes.event
    data = _head(event, at) | {
        "versi": minutes.version,
        "koreksi": minutes.correction,
        "bagian": [part.strip() for part in minutes.text.split("\n\n") if part.strip()],
        "agenda": event.agenda_items,
        "hadir": [_guest(one, event) for one in checked_in(event)],
        "keputusan": [
            {
                "isi": one.words,
                "pemilik": str(one.owner or ""),
                "tenggat": _long(one.due_on) if one.due_on else "",
            }
            for one in decisions_of(event)
        ],
        "disetujui": f"{minutes.approved_by}, {_instant(minutes.approved_at)}" if minutes.approved_at else "",
    }
    return typeset(MINUTES, data, at=at)


def _head(event, at):
    hours = ""
    if event.starts_at:
        hours = f"{event.starts_at.astimezone(event.clock):%H.%M}"
        if event.ends_at:
            hours += f" – {event.ends_at.astimezone(event.clock):%H.%M}"
        hours += f" {event.zone}"
    return {
        "acara": event.title,
        "forum": event.forum.organisation.name,
        "hari": format_date(event.held_on, "EEEE, d MMMM y", locale="id_ID"),
        "pukul": hours,
        "tempat": event.place,
        "dibuat": _instant(at),
    }


def _guest(one, event):
    came = one.checked_in_at
    return {
        "nama": one.comes,
        "untuk": one.name if one.substitute else "",
        "dari": one.from_body,
        "pukul": f"{came.astimezone(event.clock):%H.%M}" if came else "",
    }


def _long(day):
    return format_date(day, "d MMMM y", locale="id_ID")


def _instant(at):
    local = at.astimezone(JAKARTA)
    return f"{_long(local.date())}, {local:%H.%M} WIB"
