"""Releasing tables to the public: drafted by one person, attacked by our own audit, released by another."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from padan.base.clock import today
from padan.base.errors import ActionDenied
from padan.figures.actions.freezing import freeze
from padan.figures.asking import ask
from padan.figures.cube import (
    ALL,
    COUNTED,
    TABLES,
    Audit,
    Broken,
    Coordinate,
    Exact,
    Place,
    audit,
    cube_of,
    mended,
    published,
)
from padan.figures.models import Frozen, PublishedCell, Release, ReleasedFigure
from padan.figures.permissions import check_may_draft_release, check_may_release
from padan.figures.protect import SMALL, cut_off
from padan.figures.proving import rows_of
from padan.figures.queries.published import region_names, stands_in
from padan.figures.registry import FIGURES
from padan.figures.states import RELEASE_FLOW, ReleaseState
from padan.organisations.models import Organisation
from padan.organisations.permissions import check_for
from padan.organisations.queries import EVERYWHERE
from padan.outcomes.states import Window
from padan.trail.actions import SYSTEM, record

BESIDE = ("placed", "self_employed", "placed_or_self_employed", "unknown")
"""The figures that every release freezes and shows, at each window."""

MOST_TOLD = 50
"""So many broken groups are kept to be shown; the count tells of all."""


class NotACutOff(ActionDenied):
    """Tables of persons are released as of the last day of a month only."""


class NothingToRelease(ActionDenied):
    """Nobody stands at any window."""


class AlreadyReleased(ActionDenied):
    """This cut-off was released, by this forum or one that holds the same people."""


class FigureDoesNotFit(ActionDenied):
    """A frozen figure of another forum, another day, or narrowed."""


class CorrectionDoesNotFit(ActionDenied):
    """Only what was released is corrected, once, for the same day, with a reason."""


class RowsMoved(ActionDenied):
    """The classes behind the frozen rows changed since the draft."""


class AttackRuns(ActionDenied):
    """A job is at these tables already."""


@dataclass(frozen=True)
class Attacked:
    """What an attack found, and the cells it attacked: place to (count, withheld)."""

    found: Audit
    before: dict[Place, tuple[int | None, bool]]


@transaction.atomic
def draft_release(*, forum, title, as_of, tables, by, at, period="", frozen=(), corrects=None, reason="") -> Release:
    """Count the cube of a forum as of a cut-off, freeze the figures beside it and keep the rounded cells.

    ``tables`` are keys of ``cube.TABLES``; ``frozen`` more frozen figures to be shown. Raises NotAllowed, NotACutOff,
    NothingToRelease, AlreadyReleased, FigureDoesNotFit, CorrectionDoesNotFit and what ``freeze`` raises.
    """
    check_for(by, check_may_draft_release, forum)
    if as_of != cut_off(as_of) or as_of > today():
        raise NotACutOff(_("The public gets figures of persons as of the last day of a month that is over."))
    reason = " ".join(reason.split())
    _check_first(forum, as_of, corrects, reason)
    release = Release(
        forum=forum, title=title, period=period, as_of=as_of, corrects=corrects, reason=reason,
        tables=[table for table in TABLES if table == "total" or table in tables],
        drafted_by=by.code if by else SYSTEM,
    )  # fmt: skip
    release.save(force_insert=True)
    body = forum.organisation
    windows = [
        window
        for window in Window.values
        if ask(COUNTED, EVERYWHERE, organisation=body, as_of=as_of, window=window).denominator
    ]
    if not windows:
        raise NothingToRelease(_("No graduate stands at any window as of this day."))
    own = [
        freeze(key=key, organisation=body, window=window, as_of=as_of, by=by, at=at)
        for window in windows
        for key in BESIDE
    ]
    _check_fits(release, frozen)
    ReleasedFigure.objects.bulk_create([ReleasedFigure(release=release, frozen=one) for one in [*own, *frozen]])
    told = {}
    labels = {}
    for one in own:
        if one.key == COUNTED:
            cube = cube_of(one)
            told |= published(cube, scope=body.code, tables=release.tables)
            labels |= {group.programme: group.label for group in cube.groups}
    regions = region_names({place.coordinate.region for place in told})
    PublishedCell.objects.bulk_create(
        [
            PublishedCell(
                release=release, window=place.window, trade=place.coordinate.trade,
                programme=place.coordinate.programme, programme_label=labels.get(place.coordinate.programme, ""),
                region=place.coordinate.region, region_label=regions.get(place.coordinate.region, ""),
                status=place.status, count=count,
            )
            for place, count in told.items()
        ],
        batch_size=500,
    )  # fmt: skip
    record(by, "release.drafted", release, at=at, changes={"cells": [0, len(told)], "as_of": ["", as_of.isoformat()]})
    return release


def attacked(release, *, mend=False, step=lambda: None) -> Attacked:
    """Attack the cells of a draft, as they stand, and write nothing: on large tables it takes its time.

    ``mend``: withhold the sums that give small groups away, and attack again. ``step`` is called after each attack.
    Raises RowsMoved.
    """
    body = release.forum.organisation.code
    figures = list(release.figures.order_by("pk"))
    cubes = [cube_of(one) for one in figures if (one.key, one.scope, one.dimensions) == (COUNTED, body, {})]
    told = {}
    for cube in cubes:
        told |= published(cube, scope=body, tables=release.tables)
    before = _cells(release)
    if {place: count for place, (count, withheld) in before.items() if not withheld} != {
        place: count for place, count in told.items() if place not in before or not before[place][1]
    }:
        raise RowsMoved(_("Classes behind these tables changed since they were drafted. Draft the release anew."))
    exact = {(fact.window, fact.status, fact.centre): fact for one in figures for fact in _exact(one, release.forum)}
    search = mended if mend else audit
    return Attacked(search(cubes, told, exact.values(), step=step), before)


@transaction.atomic
def audit_release(*, release, by, at, mend=False, done=None) -> Release:
    """Attack the cells of a draft; ``done`` is what an attack found that was made beforehand.

    The release then stands as held or broken, with what was found. Raises NotAllowed, TransitionDenied, RowsMoved.
    """
    check_for(by, check_may_draft_release, release.forum)
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    RELEASE_FLOW.check(ReleaseState(release.state), ReleaseState.HELD)
    done = done or attacked(release, mend=mend)
    if _cells(release) != done.before:
        raise RowsMoved(_("These tables were attacked and changed by somebody else meanwhile. Look again."))
    found, figures = done.found, list(release.figures.order_by("pk"))
    rows = {_place(cell): cell for cell in release.cells.all()}
    for place in found.withheld:
        rows[place].count, rows[place].withheld = None, True
    PublishedCell.objects.bulk_update([rows[place] for place in found.withheld], ["count", "withheld"], batch_size=500)
    release.audit = _kept(found) | {
        "time": _over_time(release, figures),
        "small_said": _small_said(figures, release.forum),
    }
    holds = found.held and not release.audit["time"] and not release.audit["small_said"]
    before, release.state = release.state, ReleaseState.HELD if holds else ReleaseState.BROKEN
    release.audited_at, release.attack = at, None
    release.save(update_fields=["state", "audit", "audited_at", "attack", "updated_at"])
    record(by, "release.audited", release, at=at,
           changes={"state": [before, str(release.state)], "withheld": [0, len(found.withheld)]})  # fmt: skip
    return release


@transaction.atomic
def ask_for_attack(*, release, by, at, mend=False) -> Release:
    """Have a job attack the cells of a draft, for they are many. Raises NotAllowed, TransitionDenied, AttackRuns."""
    check_for(by, check_may_draft_release, release.forum)
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    RELEASE_FLOW.check(ReleaseState(release.state), ReleaseState.HELD)
    _check_left_alone(release)
    release.attack = {"by": by.code if by else SYSTEM, "mends": mend, "done": 0}
    release.save(update_fields=["attack", "updated_at"])
    record(by, "release.attack_asked", release, at=at, changes={"mends": ["", mend]})
    return release


@transaction.atomic
def break_off_attack(*, release, reason, at) -> None:
    """An attack of a job came to nothing: the draft stands as before, and says why."""
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if release.is_attacked:
        release.attack = {"stopped": reason}
        release.save(update_fields=["attack", "updated_at"])
        record(None, "release.attack_stopped", release, at=at)


def _check_left_alone(release) -> None:
    if release.is_attacked:
        raise AttackRuns(_("These tables are being attacked already. The page tells when it is over."))


@transaction.atomic
def release(*, release, by, at) -> Release:
    """Give a release that held to the public, for good. Raises NotAllowed, TransitionDenied, AlreadyReleased."""
    check_for(by, check_may_release, release)
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    RELEASE_FLOW.check(ReleaseState(release.state), ReleaseState.RELEASED)
    _check_first(release.forum, release.as_of, release.corrects, release.reason)
    release.state = ReleaseState.RELEASED
    release.released_by, release.released_at = (by.code if by else SYSTEM), at
    release.save(update_fields=["state", "released_by", "released_at", "updated_at"])
    record(by, "release.released", release, at=at)
    return release


@transaction.atomic
def drop_release(*, release, by, at) -> None:
    """Take away what was never released; what was frozen for it stays. Raises NotAllowed, AlreadyReleased."""
    check_for(by, check_may_draft_release, release.forum)
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if release.state == ReleaseState.RELEASED:
        raise AlreadyReleased(_("What the public has stays. Correct it by a new release."))
    _check_left_alone(release)
    record(by, "release.dropped", release, at=at)
    release.delete()


def _check_first(forum, as_of, corrects, reason) -> None:
    """One forum speaks for the same people, and once for a day; a correction says what it corrects, and why."""
    if corrects is not None:
        fits = corrects.state == ReleaseState.RELEASED and (corrects.forum_id, corrects.as_of) == (forum.pk, as_of)
        if not fits or not reason or Release.objects.filter(corrects=corrects, state=ReleaseState.RELEASED).exists():
            raise CorrectionDoesNotFit(
                _("A correction is of a release that the public has, for the same day, once, and says why.")
            )
        return
    released = Release.objects.filter(state=ReleaseState.RELEASED)
    if released.filter(forum=forum, as_of=as_of).exists():
        raise AlreadyReleased(_("This day was released already. Correct that release instead."))
    if other := released.filter(forum__organisation__in=_line_of(forum.organisation)).first():
        told = {"forum": other.forum, "code": other.code}
        raise AlreadyReleased(
            _(
                "%(forum)s releases the same people (%(code)s). One forum speaks for them: two sets of tables tell "
                "more than one."
            )
            % told
        )


def _line_of(organisation):
    """Forums that hold some of the same people: those above and those below."""
    found, above = [], organisation.forum
    while above is not None:
        found.append(above.pk)
        above = above.forum
    below = Organisation.objects.filter(Q(forum=organisation) | Q(forum__forum=organisation)).values_list(
        "pk", flat=True
    )
    return [*found, *below]


def _check_fits(release, frozen) -> None:
    body = release.forum.organisation
    codes = {body.code, *Organisation.objects.filter(forum=body).values_list("code", flat=True)} if frozen else set()
    for one in frozen:
        figure = FIGURES.get(one.key)
        personal = figure is None or figure.personal
        narrowed = bool(one.dimensions) and (one.scope != body.code or not stands_in(one, release.tables))
        if one.scope not in codes or narrowed or (personal and one.as_of != release.as_of):
            told = {"code": one.code}
            raise FigureDoesNotFit(
                _(
                    "%(code)s does not fit: a release shows figures of this forum, those of persons as of its own day, "
                    "and of groups those that stand in its tables."
                )
                % told
            )


def _exact(frozen: Frozen, forum) -> list[Exact]:
    """What a frozen figure beside the tables says for certain of the cube: every status of its body."""
    figure = FIGURES.get(frozen.key)
    if figure is None or not figure.windowed or figure.part_by != "status" or frozen.dimensions:
        return []  # of a group the public reads the rounded cells of the tables alone
    centre = ALL if frozen.scope == forum.organisation.code else frozen.scope
    parts = [Exact(frozen.window, part["key"], part["n"], centre, frozen.code) for part in frozen.parts]
    return [Exact(frozen.window, ALL, frozen.denominator, centre, frozen.code), *parts]


def _small_said(figures: list[Frozen], forum) -> list[str]:
    """Codes of figures about persons, outside the cube, that say a number of one to four people by themselves."""
    found = []
    for one in figures:
        figure = FIGURES.get(one.key)
        if figure is not None and figure.personal and not one.dimensions and not _exact(one, forum):
            numbers = (one.numerator, one.denominator - one.numerator)
            found += [one.code] if any(0 < number < SMALL for number in numbers) else []
    return found


def _over_time(release: Release, figures: list[Frozen]) -> list[dict]:
    """Neighbours in time that differ by a handful of people: whoever knows them would read their answers off."""
    others = Release.objects.filter(forum=release.forum, state=ReleaseState.RELEASED)
    neighbours = [
        others.filter(as_of__lt=release.as_of).order_by("-as_of", "-pk").first(),
        others.filter(as_of=release.as_of).order_by("-pk").first(),
        others.filter(as_of__gt=release.as_of).order_by("as_of", "-pk").first(),
    ]
    mine = {one.window: one for one in figures if one.key == COUNTED and not one.dimensions}
    found = []
    for other in filter(None, neighbours):
        for theirs in _whole(other):
            if theirs.window in mine:
                changed = _changed(rows_of(theirs), rows_of(mine[theirs.window]))
                if 0 < changed < SMALL:
                    found.append({"release": other.code, "window": theirs.window})
    return found


def _whole(release):
    """What a release froze to count its cube."""
    return release.figures.filter(key=COUNTED, scope=release.forum.organisation.code, dimensions={}).order_by("pk")


def _changed(before: bytes, now: bytes) -> int:
    """How many people stand otherwise."""
    if before == now:
        return 0
    old, new = Counter(before.splitlines()), Counter(now.splitlines())
    return len({line.split(b"\t")[0] for line in [*(old - new), *(new - old)]})


def _kept(found: Audit) -> dict:
    return {
        "published": found.published,
        "small": found.small,
        "programmes": found.programmes,
        "withheld": len(found.withheld),
        "broken": len(found.broken),
        "told": [_told(one) for one in found.broken[:MOST_TOLD]],
    }


def _told(broken: Broken) -> dict:
    """A broken group as it is kept: never its true count, only what the public would know."""
    kept = {
        "place": _written(broken.place.window, broken.place.coordinate, broken.place.status),
        "low": broken.low,
        "high": broken.high,
        "by": [_written(one.window, one.coordinate, one.status) for one in broken.told_by[:5]],
        "said": sorted(set(broken.said_by)),
    }
    return kept | ({"less": _written(broken.place.window, broken.less, broken.place.status)} if broken.less else {})


def _written(window: str, coordinate: Coordinate, status: str) -> dict[str, str]:
    return {
        "window": window, "trade": coordinate.trade, "programme": coordinate.programme, "region": coordinate.region,
        "status": status,
    }  # fmt: skip


def _place(cell: PublishedCell) -> Place:
    return Place(cell.window, Coordinate(cell.trade, cell.programme, cell.region), cell.status)


def _cells(release: Release) -> dict[Place, tuple[int | None, bool]]:
    return {_place(cell): (cell.count, cell.withheld) for cell in release.cells.all()}
