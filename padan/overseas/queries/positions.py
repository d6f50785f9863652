"""Open positions abroad: what each asks for, who sees them, and what stands in a candidate's way.

What a position asks for is written as codes of what has to be checked (``reference.abroad.CHECKED``): her scheme, a
level of the language, the skills test of a field. A candidate holds them by her own rows: on the route under that
scheme and without a contract, and exams that she passed and whose number somebody checked with the issuer.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from padan.openings.queries import openings_of
from padan.openings.states import OpeningState
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer, in_forum_of_own_centre
from padan.organisations.states import Kind
from padan.overseas.models import Candidate, Contract, ExamAttempt, Permit, Position, Scheme
from padan.overseas.queries.protection import permits_for, valid_on
from padan.overseas.queries.versions import version_on, versions_on
from padan.overseas.states import CandidateState, Exam, ExamResult, NumberCheck, PermitKind
from padan.reference.abroad import COUNTRIES
from padan.reference.models import Region
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


def positions_without_permit(today, partner=None) -> list[int]:
    """Openings (ids) that are open although their partner has no permit that the scheme accepts and that is valid."""
    rows = Position.objects.filter(opening__state=OpeningState.OPEN)
    if partner is not None:
        rows = rows.filter(partner=partner)
    open_ones = list(rows.order_by("pk").values_list("opening_id", "scheme_id", "partner_id"))
    if not open_ones:
        return []
    accepted = {one.scheme_id: one.permit_kinds for one in versions_on(today)}
    permits = Permit.objects.filter(valid_on(today), organisation__in={partner for _pk, _scheme, partner in open_ones})
    held: dict[int, set[str]] = {}
    for body, kind in permits.order_by("pk").values_list("organisation_id", "kind"):
        held.setdefault(body, set()).add(kind)
    return [
        pk
        for pk, scheme, body in open_ones
        if not (held.get(body, set()) & set(accepted.get(scheme) or PermitKind.values))
    ]


def partners_publishing(viewer: Viewer, day):
    """Companies with a valid permit for which the viewer may publish work abroad, by name."""
    permits = Permit.objects.filter(valid_on(day)).order_by().values("organisation_id")
    rows = Organisation.objects.filter(kind=Kind.COMPANY, closed_on=None, pk__in=permits)
    kept = Q(forum_id__in=viewer.kept_forums) | in_forum_of_own_centre(viewer, "")
    return rows.filter(kept).select_related("region").order_by("name_key", "pk")


def schemes_publishing(day):
    """Schemes with rules in force on a day, to countries that matching knows, by name."""
    ids = [one.scheme_id for one in versions_on(day)]
    return Scheme.objects.filter(pk__in=ids, country__in=list(COUNTRIES)).order_by("name", "pk")


def permits_behind(position, day):
    """The permits of its partner that the scheme's rules of a day accept, the soonest end first."""
    version = version_on(position.scheme, day)
    if version is None:
        return Permit.objects.filter(organisation=position.partner).order_by("expires_on", "pk")
    return permits_for(version, position.partner)


def position_beside(opening):
    """The position that stands beside an opening, or None for work at home, where nothing is asked."""
    if opening.region is None or opening.region.kind != Region.Kind.COUNTRY:
        return None
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


def offers_to(candidate, *, at, day) -> list[tuple[Position, list[Asks]]]:
    """Positions this candidate may take, each with what it asks for beyond her scheme and whether she holds it.

    What she lacks least for stands first. Nothing for whoever left the route or has a contract. Three questions,
    whatever the number of positions.
    """
    held = held_by([candidate], day).get(candidate.pk)
    if held is None:
        return []
    offers = [
        (one, [Asks(words, code in held) for code, words in asked_by(one).items() if code != route_code(one.scheme)])
        for one in positions_open_to(candidate, at=at)
    ]
    return sorted(offers, key=lambda offer: sum(not asks.held for asks in offer[1]))
