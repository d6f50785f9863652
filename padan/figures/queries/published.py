"""What the public has: releases, their protected tables, and how a cell reads."""

from dataclasses import dataclass

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from padan.curricula.models import Programme
from padan.figures.models import Frozen, PublishedCell, Release, ReleasedFigure
from padan.figures.registry import FIGURES
from padan.figures.states import ReleaseState
from padan.organisations.queries import Viewer, within
from padan.organisations.states import RoleName
from padan.outcomes.states import Status, Window
from padan.reference.models import Region

ALL, NOT_KNOWN = "", "-"
"""Coordinates of a cell: all of them, and those whose trade or region nobody wrote."""

READS_DRAFTS = (RoleName.SECRETARIAT, RoleName.BOARD_MEMBER, RoleName.AUDITOR, RoleName.ADMINISTRATOR)


def releases_open_to(viewer: Viewer):
    """Releases the viewer may open, newest cut-off first: those of her forums, and whatever the public has."""
    condition = Q(state=ReleaseState.RELEASED)
    if viewer.has(*READS_DRAFTS):
        condition |= within(viewer, "forum__organisation")
    return Release.objects.filter(condition).select_related("forum__organisation").order_by("-as_of", "-pk")


def published_releases():
    """Releases the public has, newest cut-off first; of one day the correction before what it corrects."""
    return (
        Release.objects.filter(state=ReleaseState.RELEASED)
        .select_related("forum__organisation", "corrects")
        .order_by("-as_of", "-pk")
    )


def release_in_force() -> Release | None:
    """The one release whose tables stand for rows, wherever rows are not shown: there is no second rule.

    It is of the widest forum that has released tables; among equally wide ones, the latest cut-off, then the one
    released last. What was corrected gives way to its correction; one that shows figures alone holds no table back.
    """
    said = published_releases().exclude(tables=[])
    corrected = said.filter(corrects__isnull=False).order_by().values("corrects")
    above = "forum__organisation__forum"
    narrow = Case(When(**{above: None}, then=0), When(**{f"{above}__forum": None}, then=1), default=2)
    return said.exclude(pk__in=corrected).order_by(narrow, "-as_of", "-released_at", "-pk").first()


def correction_of_release(release: Release) -> Release | None:
    """The released correction of a release, if there is."""
    return published_releases().filter(corrects=release).first()


def windows_of_release(release: Release) -> list[str]:
    """The windows its tables stand at, in the order of ``Window``."""
    found = set(release.cells.order_by().values_list("window", flat=True).distinct())
    return [window for window in Window.values if window in found]


@dataclass(frozen=True)
class Shown:
    """One number of a published table. ``share`` is of the published whole, so that no percentage tells the count."""

    count: int | None
    withheld: bool = False
    share: float | None = None

    @property
    def small(self) -> bool:
        """Under five people, which may be nobody."""
        return self.count is None and not self.withheld


@dataclass(frozen=True)
class Line:
    """One group of a published table: its words and codes, how many it holds, and how many at each status."""

    label: str
    under: str  # the trade of a programme, the province of a regency; or ""
    trade: str
    programme: str
    region: str
    whole: Shown
    cells: tuple[Shown, ...]

    @property
    def by_status(self) -> dict[str, Shown]:
        return dict(zip(self.statuses, self.cells, strict=True))

    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A published table at one window: statuses across, groups down."""

    key: str
    window: str
    statuses: tuple[tuple[str, str], ...]  # (key, words)
    lines: tuple[Line, ...]


def published_table(release: Release, table: str, *, window: str) -> Table:
    """One table of a release: "total", "trade", "programme", "province", "regency", "trade_province". One question.

    A table that the release does not show has no lines.
    """
    cells = _cells_of(release, window, table) if table in release.tables else []
    statuses = tuple(status for status in Status.values if any(cell.status == status for cell in cells))
    groups: dict[tuple[str, str, str], dict[str, PublishedCell]] = {}
    for cell in cells:
        groups.setdefault((cell.trade, cell.programme, cell.region), {})[cell.status] = cell
    lines = tuple(_line(found, statuses, table) for found in groups.values())
    return Table(table, window, tuple((status, str(Status(status).label)) for status in statuses), lines)


def _cells_of(release: Release, window: str, table: str) -> list[PublishedCell]:
    """The cells of one table, group by group: the lines of a trade before the next trade's."""
    conditions = {
        "total": Q(trade=ALL, programme=ALL, region=ALL),
        "trade": ~Q(trade=ALL) & Q(programme=ALL, region=ALL),
        "programme": ~Q(programme=ALL),
        "province": Q(trade=ALL) & ~Q(region=ALL) & ~Q(region__contains="."),
        "regency": Q(trade=ALL) & (Q(region__contains=".") | Q(region=NOT_KNOWN)),
        "trade_province": ~Q(trade=ALL) & ~Q(region=ALL),
    }
    cells = release.cells.filter(conditions[table], window=window)
    return list(cells.order_by("trade", "programme_label", "programme", "region_label", "region", "status"))


def _line(found: dict[str, PublishedCell], statuses: tuple[str, ...], table: str) -> Line:
    whole = found[ALL]
    trade = _("trade not known") if whole.trade == NOT_KNOWN else whole.trade
    label, under = {
        "total": (_("all graduates"), ""),
        "trade": (trade, ""),
        "programme": (whole.programme_label, trade),
        "trade_province": (whole.region_label, trade),
    }.get(table, (whole.region_label, ""))
    cells = tuple(_shown(found[status], whole) for status in statuses)
    return Line(label, under, whole.trade, whole.programme, whole.region, _shown(whole, None), cells, statuses)


def stands_in(frozen: Frozen, tables: list[str]) -> bool:
    """Whether a figure narrowed to a group is a sum of cells of these tables: then the public reads it from them."""
    return _table_of(frozen) in tables


def _table_of(frozen: Frozen) -> str:
    """The table that shows the group a figure was narrowed to; "" where none does."""
    figure = FIGURES.get(frozen.key)
    if figure is None or not figure.windowed or figure.part_by != "status" or figure.left_out:
        return ""
    return {("trade",): "trade", ("programme",): "programme", ("region",): "regency"}.get(tuple(frozen.dimensions), "")


def group_as_released(frozen: Frozen) -> Line | None:
    """The line of the newest release that shows this narrowed figure; None where the public does not have it."""
    shown = ReleasedFigure.objects.filter(frozen=frozen, release__state=ReleaseState.RELEASED)
    found = shown.select_related("release").order_by("-release__released_at", "-pk").first()
    if found is None:
        return None
    table, ((_dimension, value),) = _table_of(frozen), frozen.dimensions.items()
    lines = published_table(found.release, table, window=frozen.window).lines
    at = {"trade": "trade", "programme": "programme", "regency": "region"}[table]
    return next((line for line in lines if getattr(line, at) == value), None)


def _shown(cell: PublishedCell, whole: PublishedCell | None) -> Shown:
    share = min(cell.count / whole.count, 1.0) if whole and whole.count and cell.count is not None else None
    return Shown(cell.count, cell.withheld, share)


def region_names(codes: set[str]) -> dict[str, str]:
    """The names of regions as published cells call them; one question. "-" is a region nobody wrote."""
    names = dict(Region.objects.filter(code__in=codes).order_by("version").values_list("code", "name"))
    for code in codes:
        if code == NOT_KNOWN:
            names[code] = _("region not known")
        elif code.endswith(f".{NOT_KNOWN}"):
            names[code] = _("regency not known")
    return names


def names_in_audit(told: list[dict]) -> dict[str, str]:
    """The names of programmes and regions that an audit tells of, by code. Two questions."""
    places = [place for one in told for place in (one["place"], one.get("less"), *one["by"]) if place]
    programmes = Programme.objects.filter(code__in={place["programme"] for place in places}).order_by("code")
    return region_names({place["region"] for place in places}) | dict(programmes.values_list("code", "name"))
