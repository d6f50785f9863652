"""Papers of tracing: the poster of a class and the officer's call sheet. They are always in Indonesian."""

from django.utils import translation

from padan.base.clock import in_words
from padan.base.typesetting import qr_svg, typeset
from padan.outcomes.states import TOLD
from padan.people.queries import address_of

POSTER = "outcomes/papers/poster.typ"
CALLS = "outcomes/papers/calls.typ"


def printed_poster(batch, made, *, at) -> bytes:
    """The poster of a class, as ``issue_poster`` made it; its token is told nowhere else."""
    address = address_of("link", made.token)
    with translation.override("id"):
        data = {
            "balai": batch.centre.name,
            "kelas": batch.name,
            "alamat": address.split("://", 1)[-1],
            "qr": qr_svg(address),
            "sampai": in_words(made.until),
            "kode": made.code,
        }
    return typeset(POSTER, data, at=at)


def printed_calls(wave, calls, *, names, at) -> bytes:
    """The call sheet of a wave: ``calls`` as ``queries.following.calls_due`` gives them; by name where one may."""
    with translation.override("id"):
        data = {
            "judul": wave.title,
            "sampai": in_words(wave.closes_on),
            "dibuat": in_words(at),
            "pilihan": [str(status.label) for status in TOLD],
            "orang": [
                {
                    "nama": (one.enrolment.person.name if names else "") or one.enrolment.code,
                    "kode": one.enrolment.code,
                    "kelas": one.enrolment.batch.name,
                    "telepon": one.enrolment.person.phone if names else "–",
                    "riwayat": f"{one.tries} kali, terakhir {in_words(one.last_on)}" if one.tries else "",
                }
                for one in calls
            ],
        }
    return typeset(CALLS, data, at=at)
