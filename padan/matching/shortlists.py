"""Shortlists as people read them: who fits best, what the score is made of, what lacks, and who nearly fits.

The numbers are the engine's own; here they get names. Age, sex, marital status, religion, ethnicity, looks, height and
disability are in no table that this module reads.
"""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from padan.base.clock import in_words, today
from padan.graduates.queries import graduates_of
from padan.matching.adapter import shortlists as engine
from padan.matching.adapter.reading import day_number, day_of, read_one_opening, read_one_seeker
from padan.matching.adapter.warm import pool
from padan.matching.queries.invitations import away_from, consented
from padan.matching.queries.people import graduates_shown, openings_shown, seeking_still, unit_titles
from padan.openings.queries import openings_of
from padan.reference.abroad import CHECKED
from padan.reference.tongues import Tongue

PAGE = 20
NEAR = 5
LISTED = 3  # units named in a sentence; more are counted


@dataclass(frozen=True)
class Part:
    """One part of a score: its words, the points of 100 it adds, and the most it could add."""

    name: str
    words: str
    points: int
    most: int


@dataclass(frozen=True)
class Line:
    """Somebody, or an opening, in a shortlist; ``thing`` is the row, ``named`` whether the viewer may read her name,
    or open the opening."""

    place: int
    thing: object
    score: int
    parts: list
    lacks: str
    named: bool = False

    @property
    def home(self) -> str:
        """The region a graduate sets out from, else that of her centre."""
        region = self.thing.seeking.home or self.thing.centre.region
        return region.name if region else ""

    @property
    def missing(self) -> int:
        """Points short of 100."""
        return 100 - self.score


@dataclass(frozen=True)
class Shortlist:
    """One page of a shortlist. ``untold``: what the asking side does not say, and what that costs it."""

    total: int = 0
    lines: list = field(default_factory=list)
    near: list = field(default_factory=list)  # (thing, sentence)
    page: int = 1
    as_of: datetime | None = None
    untold: list = field(default_factory=list)
    preparing: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def graduates_for(opening, *, viewer, page=1, province=None, ready_by=None) -> Shortlist:
    """The best graduates of an opening, twenty a page; its company reads the names of those who agreed."""
    held = pool()
    if held is None:
        return Shortlist(preparing=True)
    found = read_one_opening(opening.pk, held.pool, today=today())
    if found is None:
        return Shortlist(untold=[_("The opening names no place of work. Name it, then it can be matched.")])
    arrays, market = found
    ranked = market.best_graduates(arrays, among=_among(market, province, ready_by), near=NEAR if page == 1 else 0)
    sides = market.with_opening(arrays)
    rows = ranked.order[(page - 1) * PAGE : page * PAGE]
    near = ranked.near
    pks = market.seekers.pk[[*rows.tolist(), *(one.at for one in near)]] if len(rows) or near else []
    people = graduates_shown([int(pk) for pk in pks])
    known = set(graduates_of(viewer).order_by().filter(pk__in=list(people)).values_list("pk", flat=True))
    if opening.company_id in viewer.companies:
        known |= consented(opening, people)
    titles = _titles(market, arrays)
    lines = []
    for at, (row, score) in enumerate(zip(rows.tolist(), ranked.score[(page - 1) * PAGE :].tolist(), strict=False)):
        person = people.get(int(market.seekers.pk[row]))
        if person is None:
            continue  # she stopped looking a moment ago
        parts = engine.points(sides, "opening", engine.parts_of(sides, row, 0))
        lines.append(
            Line(
                (page - 1) * PAGE + at + 1,
                person,
                _points(score),
                _named(sides, row, 0, parts, score, hers=False),
                _lacks(sides, row, 0, titles, parts),
                person.pk in known,
            )
        )
    hides_wage = bool(viewer.companies)
    told = [
        (people[pk], _nearly(sides, one, titles, row=one.at, column=0, hides_wage=hides_wage))
        for one in near
        if (pk := int(market.seekers.pk[one.at])) in people
    ]
    untold = [] if opening.wage_from_idr or opening.wage_to_idr else [
        _("No wage is told: only those who ask for none are listed. Tell the wage to reach the others.")
    ]  # fmt: skip
    return Shortlist(len(ranked), lines, told, page, held.as_of, untold)


def first_of(opening, *, most) -> list:
    """Who fits an opening best of those who were never asked for it and hold no seat, best first; shown by code."""
    held = pool()
    found = read_one_opening(opening.pk, held.pool, today=today()) if held else None
    if found is None:
        return []
    arrays, market = found
    away = away_from(opening)
    rows = market.best_graduates(arrays, near=0).order.tolist()
    pks = [pk for row in rows[: most + len(away)] if (pk := int(market.seekers.pk[row])) not in away]
    people = graduates_shown(pks[:most])
    return [people[pk] for pk in pks if pk in people]


def openings_for(graduate, *, viewer, page=1) -> Shortlist:
    """The best openings of a graduate, twenty a page."""
    held = pool()
    if held is None:
        return Shortlist(preparing=True)
    if not seeking_still(graduate):
        return Shortlist(untold=[_("She does not say that she looks for work, so nothing is suggested.")])
    found = read_one_seeker(graduate.pk, held.pool, today=today())
    if found is None:
        return Shortlist(untold=[_("Neither she nor her centre names a region. Name it, then openings can be found.")])
    arrays, market = found
    ranked = market.best_openings(arrays, near=NEAR if page == 1 else 0)
    sides = market.with_graduate(arrays)
    columns = ranked.order[(page - 1) * PAGE : page * PAGE]
    pks = (
        market.vacancies.pk[[*columns.tolist(), *(one.at for one in ranked.near)]]
        if len(columns) or ranked.near
        else []
    )
    rows = openings_shown([int(pk) for pk in pks])
    known = set(openings_of(viewer).order_by().filter(pk__in=list(rows)).values_list("pk", flat=True))
    titles = _titles(market, sides.openings, [*columns.tolist(), *(one.at for one in ranked.near)])
    lines = []
    for at, (column, score) in enumerate(
        zip(columns.tolist(), ranked.score[(page - 1) * PAGE :].tolist(), strict=False)
    ):
        opening = rows.get(int(market.vacancies.pk[column]))
        if opening is None:
            continue
        parts = engine.points(sides, "graduate", engine.parts_of(sides, 0, column))
        lines.append(
            Line(
                (page - 1) * PAGE + at + 1,
                opening,
                _points(score),
                _named(sides, 0, column, parts, score, hers=True),
                _lacks(sides, 0, column, titles, parts),
                opening.pk in known,
            )
        )
    near = [
        (rows[pk], _nearly(sides, one, titles, row=0, column=one.at, hides_wage=False))
        for one in ranked.near
        if (pk := int(market.vacancies.pk[one.at])) in rows
    ]
    return Shortlist(len(ranked), lines, near, page, held.as_of)


NAMES = {
    "welcome": gettext_lazy("Competency units"),
    "place": gettext_lazy("Distance to the place of work"),
    "wage": gettext_lazy("Wage above her lowest"),
    "start": gettext_lazy("Time until the first day"),
}


def weights_told(side) -> list:
    """(words, points of 100) of every part that counts from the side of ``graduate`` or ``opening``."""
    return [(NAMES[name], points) for name, points in engine.weights_of(side)]


def _among(market, province, ready_by):
    graduates = market.market.graduates
    among = None
    if province is not None:
        inside = np.zeros(len(market.places.names), dtype=np.bool_)
        inside[market.places.inside.get(province.pk, [])] = True
        among = inside[graduates.region]
    if ready_by is not None:
        ready = graduates.available_day <= day_number(ready_by)
        among = ready if among is None else among & ready
    return among


def _titles(market, openings, columns=(0,)):
    """Number of every unit and language that these openings ask for or welcome, to its title."""
    asked = {
        skill
        for skills in (openings.requires, openings.welcomes)
        for column in columns
        for skill, _level in skills.row(column)
    }
    units = {market.skills.unit_at[skill]: skill for skill in asked if skill in market.skills.unit_at}
    titles = {units[pk]: title for pk, title in unit_titles(units).items()}
    tongues = {at: one for one, at in market.skills.of_language.items()}
    return titles | {skill: str(Tongue(tongues[skill]).label) for skill in asked if skill in tongues}


def _points(score):
    return (score + 500) // 1000


def _named(sides, row, column, parts, score, *, hers):
    """Parts with their words; whole points that add up to the score as it is shown."""
    total = _points(score)
    whole = [value // 1000 for _name, value, _most in parts]
    rest = sorted(range(len(parts)), key=lambda at: (-(parts[at][1] % 1000), at))
    for at in rest[: total - sum(whole)]:
        whole[at] += 1
    return [
        Part(name, _words(sides, name, row, column, hers=hers), shown, most // 1000)
        for (name, _value, most), shown in zip(parts, whole, strict=True)
    ]


def _words(sides, name, row, column, *, hers):
    if name == "welcome":
        asked, held = _asked_and_held(sides, row, column)
        if not asked:
            return _("No unit asked for")
        return _("Units %(held)s of %(of)s") % {"held": held, "of": asked}
    if name == "place":
        if not sides.regions.codes[sides.openings.region[column]][:1].isdigit():
            return _("In another country")
        km = 1000 - int(sides.regions.place[sides.graduates.region[row], sides.openings.region[column]])
        if km == 0:
            return _("Same region")
        return _("%(km)s km away") % {"km": km} if km < 1000 else _("1,000 km or more away")
    if name == "wage":
        lowest = int(sides.graduates.lowest_wage_idr[row])
        over = (int(sides.openings.wage_idr[column]) - lowest) * 100 // lowest if lowest else 0
        return _("Wage %(n)s%% above her lowest") % {"n": over} if over else _("Wage as she asks")
    if hers:
        return _("Begins %(day)s") % {"day": in_words(day_of(sides.openings.start_day[column]))}
    ready = day_of(sides.graduates.available_day[row])
    return _("Ready %(day)s") % {"day": in_words(ready)} if ready > today() else _("Ready now")


def _asked_and_held(sides, row, column):
    holds = dict(sides.graduates.holds.row(row))
    asked = [*sides.openings.requires.row(column), *sides.openings.welcomes.row(column)]
    return len(asked), sum(holds.get(skill, 0) >= level for skill, level in asked)


def _lacks(sides, row, column, titles, parts):
    """One sentence about what keeps the score below full, or ""."""
    holds = dict(sides.graduates.holds.row(row))
    missing = [titles[skill] for skill, level in sides.openings.welcomes.row(column) if holds.get(skill, 0) < level]
    if missing:
        more = len(missing) - LISTED
        named = ", ".join(missing[:LISTED])
        return (
            ngettext("Lacks: %(units)s and %(n)s more.", "Lacks: %(units)s and %(n)s more.", more)
            % {"units": named, "n": more}
            if more > 0
            else _("Lacks: %(units)s.") % {"units": named}
        )
    name = max(parts, key=lambda part: part[2] - part[1])
    if name[2] - name[1] < name[2] // 4:
        return ""
    return {
        "place": _("Far from the place of work."),
        "start": _("Would wait long for the first day."),
        "wage": _("The wage is close to her lowest."),
    }.get(name[0], "")


def _nearly(sides, near, titles, *, row, column, hides_wage):
    """What one unit, one region, one day or one wage would change."""
    if near.rule == engine.UNIT and sides.skills[near.by].startswith(f"{CHECKED[0]}-"):
        return _("Needs %(unit)s; has none checked.") % {"unit": titles.get(near.by, "")}
    if near.rule == engine.UNIT:
        return _("Only one unit is missing: %(unit)s.") % {"unit": titles.get(near.by, "")}
    if near.rule == engine.PLACE:
        told = {"km": f"{near.by}" if near.by < 1000 else "1.000+"}
        return _("Outside the regions she named, %(km)s km away.") % told
    if near.rule == engine.START:
        return ngettext("Free %(n)s day after the first day.", "Free %(n)s days after the first day.", near.by) % {
            "n": near.by
        }
    if hides_wage:
        return _("The wage is below what she asks.")
    return _("The wage is %(wage)s a month below her lowest.") % {"wage": f"Rp {near.by:,}".replace(",", ".")}
