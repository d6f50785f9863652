"""The poster that shows where to complain. Always in Indonesian."""

from padan.base.typesetting import qr_svg, typeset
from padan.people.queries import address_of

POSTER = "overseas/papers/complaint.typ"


def printed_complaint_poster(forum, *, at) -> bytes:
    """The poster of a forum: its square opens the complaint form, and says nothing of who opens it."""
    address = address_of("complaint-tell", forum.code)
    data = {"forum": forum.name, "alamat": address.split("://", 1)[-1], "qr": qr_svg(address)}
    return typeset(POSTER, data, at=at)
