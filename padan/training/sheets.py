"""Papers of a class: the attendance sheet to sign, the list of participants. They are always in Indonesian."""

from babel.dates import format_date

from padan.base.clock import JAKARTA
from padan.base.typesetting import typeset
from padan.training.states import EnrolmentState

SHEET, PEOPLE = (f"training/papers/{name}.typ" for name in ("sheet", "people"))
STATES = {
    EnrolmentState.TRAINING: "Dilatih",
    EnrolmentState.COMPLETED: "Selesai",
    EnrolmentState.DROPPED: "Berhenti",
    EnrolmentState.FAILED: "Tidak lulus",
}


def _long(day):
    return format_date(day, "d MMMM y", locale="id") if day else ""


def _head(batch, people, at):
    return {
        "kelas": batch.name,
        "program": batch.programme.name,
        "balai": batch.centre.name,
        "masa": " – ".join(_long(day) for day in (batch.starts_on, batch.ends_on) if day),
        "dibuat": _long(at.astimezone(JAKARTA).date()),
        "peserta": [
            {"no": str(row.number), "nama": row.person.name or row.person.code, "keadaan": STATES[row.state]}
            for row in people
        ],
    }


def printed_sheet(batch, people, *, at) -> bytes:
    """A sheet to sign for one day; who left is not on it."""
    there = [row for row in people if row.state in (EnrolmentState.TRAINING, EnrolmentState.COMPLETED)]
    return typeset(SHEET, _head(batch, there, at), at=at)


def printed_participants(batch, people, *, at) -> bytes:
    """Everybody who is or was in the class, with where she stands."""
    return typeset(PEOPLE, _head(batch, people, at), at=at)
