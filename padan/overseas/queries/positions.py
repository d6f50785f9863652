"""Open positions abroad: what each asks for, who sees them, and what stands in a candidate's way.

What a position asks for is written as codes of what has to be checked (``reference.abroad.CHECKED``): her scheme, a
level of the language, the skills test of a field. A candidate holds them by her own rows: on the route under that
scheme and without a contract, and exams that she passed and whose number somebody checked with the issuer.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from padan.openings.queries import openings_of
from padan.openings.states import OpeningState
from padan.organisations.queries import Viewer
from padan.overseas.models import Candidate, Contract, ExamAttempt, Position
from padan.overseas.states import CandidateState, Currency, Exam, ExamResult, NumberCheck
from padan.reference.tongues import Level

JLPT = {1: "N5", 2: "N4", 3: "N3", 4: "N2", 5: "N1"}
JFT_UP_TO = Level.A2
LANGUAGE_EXAMS = (Exam.JFT, Exam.JLPT)


def positions_of(viewer: Viewer):
    """Positions abroad the viewer may open, the newest first; opening, scheme and partner come along."""
    return _whole(Position.objects.filter(opening__in=openings_of(viewer).order_by().values("pk"))).order_by("-pk")


def _whole(rows):
    return rows.select_related("opening__region", "opening__company", "opening__owner", "scheme", "partner")


def positions_open_to(candidate, *, at):
    """Open positions of her scheme with a seat left, the soonest deadline first."""
    rows = Position.objects.filter(scheme=candidate.version.scheme, opening__state=OpeningState.OPEN)
    rows = rows.exclude(opening__closes_at__lte=at).order_by("opening__closes_at", "-pk")
    return [one for one in _whole(rows) if one.opening.free > 0]


def positions_standing():
    """Every open position with its partner, for the daily look at permits."""
    return _whole(Position.objects.filter(opening__state=OpeningState.OPEN)).order_by("partner_id", "pk")


def position_beside(opening):
    """The position that stands beside an opening, or None for work at home."""
    return _whole(Position.objects.filter(opening=opening)).first()


# --- what is asked for, and what is held ------------------------------------------------------------------------------


def route_code(scheme) -> str:
    return f"route:{scheme.code}"


def language_code(exam, level: int) -> str:
    """``exam`` empty: whichever exam proves the level."""
    return f"{exam or 'ja'}:{level}"


def skills_code(field: str) -> str:
    """The same for a field however it is spaced or written in capitals."""
    words = " ".join(field.split()).casefold()
    return f"skills:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def language_in_words(exam, level: int) -> str:
    """Which certificates prove this level: "JFT-Basic A2 or JLPT N4"."""
    jlpt, jft = f"JLPT {JLPT[level]}" if level in JLPT else f"JLPT {Level(level).name}", f"JFT-Basic {JFT_UP_TO.name}"
    if exam == Exam.JLPT or (not exam and level > JFT_UP_TO):
        return jlpt
    return jft if exam == Exam.JFT else _("%(one)s or %(other)s") % {"one": jft, "other": jlpt}


def asked_by(position) -> dict[str, str]:
    """Code to title of everything a position asks for, in the order in which people read it."""
    asked = {route_code(position.scheme): _("candidate under %(scheme)s") % {"scheme": position.scheme.name}}
    if position.language_level:
        code = language_code(position.language_exam, position.language_level)
        asked[code] = language_in_words(position.language_exam, position.language_level)
    if position.skills_test:
        asked[skills_code(position.field)] = _("skills test: %(field)s") % {"field": position.field}
    return asked


def held_by(candidates: Iterable[Candidate], day) -> dict[int, dict[str, date | None]]:
    """Of each of these candidates (by id) who may be put on a position: code to the last day on which it holds.

    Left out is who left the route, or has a contract. Two questions for any number of them.
    """
    ids = [one.pk for one in candidates if one.state == CandidateState.ON_ROUTE]
    taken = set(Contract.objects.filter(candidate__in=ids).order_by().values_list("candidate_id", flat=True))
    held: dict[int, dict[str, date | None]] = {
        one.pk: {route_code(one.version.scheme): None}
        for one in candidates
        if one.state == CandidateState.ON_ROUTE and one.pk not in taken
    }
    exams = ExamAttempt.objects.filter(
        candidate__in=list(held), result=ExamResult.PASSED, trust=NumberCheck.CHECKED
    ).order_by("pk")
    for attempt in exams:
        if attempt.valid_until is None or attempt.valid_until >= day:
            for code in _proves(attempt):
                _keep(held[attempt.candidate_id], code, attempt.valid_until)
    return held


def _proves(attempt) -> list[str]:
    """The codes a passed exam gives: its level and every lower one, or the field of a skills test."""
    if attempt.exam == Exam.SKILLS:
        return [skills_code(attempt.field)] if attempt.field else []
    levels = range(1, (attempt.level or 0) + 1)
    return [language_code(exam, level) for level in levels for exam in ("", attempt.exam)]


def _keep(held, code, until):
    """The later of two last days; None does not run out."""
    before = held.get(code, until)
    held[code] = None if before is None or until is None else max(before, until)


@dataclass(frozen=True)
class Asks:
    """One thing a position asks for, and whether she holds it."""

    words: str
    held: bool


def asked_of(candidate, position, day) -> list[Asks]:
    """What a position asks for, each with whether this candidate holds it on a day."""
    held = held_by([candidate], day).get(candidate.pk, {})
    return [Asks(words, code in held) for code, words in asked_by(position).items()]


def wage_in_words(position) -> str:
    """The wage as it was said, in its own currency: ¥185.000."""
    amount = f"{position.wage:,}".replace(",", ".")
    return f"¥{amount}" if position.currency == Currency.JPY else f"Rp {amount}"
