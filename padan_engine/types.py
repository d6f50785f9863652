"""Frozen, validated inputs: regions, graduates, openings, the weights of a score, and the market they make.

A skill is a competency unit or a language; both are held, asked for and welcomed at a level (1 is the lowest).
Every array is made read-only. A row is a graduate, a column an opening.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.errors import EngineInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Ints = npt.NDArray[np.integer[Any]]
    Texts = npt.NDArray[np.bytes_]

PARTS = ("welcome", "level", "place", "wage", "start")
FULL_PART = 1000  # each part runs from 0 to this
FULL_SCORE = 100 * FULL_PART  # weights add up to 100
MAX_LEVEL = 9
MAX_SKILLS = 255  # required, or welcome, in one opening
MAX_ROWS = 1 << 26
MAX_WAGE_IDR = 2_000_000_000
MAX_SEATS = 1_000_000
MAX_REGIONS = 10_000
MAX_GROUPS = 62
MAX_RESERVES = 8  # groups with seats set aside in one opening
LONGEST_WAIT_DAYS = 180


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a score counts, seen from the graduate, from the opening, and for the fit of the pair.

    Each is five whole numbers of 0 or more in the order of ``PARTS``, adding up to 100, so a score runs from 0 to
    100,000
    and is exactly the sum of its weighted parts. ``fit`` is what ``placements`` adds up.
    """

    graduate: tuple[int, ...] = (20, 10, 30, 30, 10)
    opening: tuple[int, ...] = (50, 30, 10, 0, 10)
    fit: tuple[int, ...] = (35, 20, 20, 15, 10)

    def __post_init__(self) -> None:
        for name in ("graduate", "opening", "fit"):
            weights = getattr(self, name)
            whole = all(isinstance(weight, int) and not isinstance(weight, bool) and weight >= 0 for weight in weights)
            if len(weights) != len(PARTS) or not whole or sum(weights) != 100:
                message = f"weights {name} = {weights!r}: {len(PARTS)} whole numbers of 0 or more that add up to 100"
                raise EngineInputError(message, column=name)

    def array(self, side: str) -> npt.NDArray[np.int64]:
        """The weights of one side (``graduate``, ``opening`` or ``fit``) as int64 (5,)."""
        return np.array(getattr(self, side), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Ragged:
    """One list per row, of different lengths: row ``i`` holds ``item[start[i]:start[i + 1]]`` with its ``level``.

    Shapes: start int64 (n + 1,), from 0, never falling; item int32 (m,), index of a skill, rising within a row;
    level uint8 (m,), 1 to 9.
    """

    start: Ints
    item: Ints
    level: Ints

    @classmethod
    def of(cls, rows: Sequence[Sequence[tuple[int, int]]], column: str = "skills") -> Ragged:
        """Build from Python lists of (skill, level); raises EngineInputError naming the row."""
        start = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=start[1:])
        pairs = [pair for row in rows for pair in row]
        item = np.array([skill for skill, _ in pairs], dtype=np.int64)
        level = np.array([held for _, held in pairs], dtype=np.int64)
        return cls.build(start, item, level, column)

    @classmethod
    def build(cls, start: Ints, item: Ints, level: Ints, column: str) -> Ragged:
        """Check levels, sort every row by skill and refuse a skill named twice in one row."""
        start = frozen(start, np.int64)
        if len(start) == 0 or start[0] != 0 or start[-1] != len(item) or np.any(np.diff(start) < 0):
            raise EngineInputError(f"{column}: the row starts do not fit the list", column=column)
        if len(level) != len(item):
            raise EngineInputError(f"{column}: {len(item)} skills but {len(level)} levels", column=column)
        _refuse(column, (item < 0) | (item >= 1 << 31), "unknown unit", rows_of(start))
        _refuse(column, (level < 1) | (level > MAX_LEVEL), f"level is not 1 to {MAX_LEVEL}", rows_of(start))
        rising = item[1:] > item[:-1]
        inner = start[1:-1]
        rising[inner[(inner > 0) & (inner < len(item))] - 1] = True
        if not rising.all():
            row = rows_of(start)()
            order = np.lexsort((item, row))
            item, level = item[order], level[order]
            twice = np.append(False, (np.diff(item) == 0) & (np.diff(row) == 0))
            _refuse(column, twice, "a skill is named twice", rows_of(start))
        return cls(start, frozen(item, np.int32), frozen(level, np.uint8))

    def __len__(self) -> int:
        return len(self.start) - 1

    def row(self, row: int) -> list[tuple[int, int]]:
        """The (skill, level) pairs of one row."""
        span = slice(self.start[row], self.start[row + 1])
        return list(zip(self.item[span].tolist(), self.level[span].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Regions:
    """Places and how near they are to each other.

    Shapes: codes (r,), unique; province int32 (r,), index of the province; place int16 (r, r), the part of the
    score, 0 to
    1000, for a graduate of the row's region in an opening of the column's region, 1000 on the diagonal.
    """

    codes: tuple[str, ...]
    province: Ints
    place: Ints

    def __post_init__(self) -> None:
        n = len(self.codes)
        if n > MAX_REGIONS:
            raise EngineInputError(f"{n} regions; {MAX_REGIONS} is the most", column="region")
        refuse_duplicates("region", np.array([code.encode() for code in self.codes], dtype=np.bytes_))
        object.__setattr__(self, "province", whole("province", self.province, n, 0, MAX_REGIONS, np.int32))
        if self.place.shape != (n, n) or (n and not (self.place.min() >= 0 and self.place.max() <= FULL_PART)):
            raise EngineInputError(f"place must be ({n}, {n}) with values 0 to {FULL_PART}", column="place")
        object.__setattr__(self, "place", frozen(self.place, np.int16))


@dataclass(frozen=True, slots=True)
class Graduates:
    """Those who seek, one row each.

    Shapes: ids bytes (n,), UTF-8, unique, not empty; holds Ragged over skills; region int32 (n,), where she lives;
    reach int32 (n,), which list of ``reaches`` she is willing to work in (home is always added); reaches, sorted
    region indices per list; available_day int32 (n,), days since 1970-01-01; lowest_wage_idr int32 (n,), whole rupiah
    a month, 0 to 2,000,000,000; groups int64 (n,), bit ``i`` set when she belongs to ``Market.groups[i]``.
    """

    ids: Texts
    holds: Ragged
    region: Ints
    reach: Ints
    reaches: tuple[Ints, ...]
    available_day: Ints
    lowest_wage_idr: Ints
    groups: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        n = _check_ids(self, "graduate_id")
        _check_length("units", self.holds, n)
        _set(self, "region", whole("region", self.region, n, 0, MAX_REGIONS, np.int32))
        _set(self, "reach", whole("willing_regions", self.reach, n, 0, max(len(self.reaches), 1) - 1, np.int32))
        _set(self, "reaches", tuple(frozen(np.unique(reach), np.int32) for reach in self.reaches))
        _set(self, "available_day", whole("available_on", self.available_day, n, -(1 << 20), 1 << 20, np.int32))
        _set(self, "lowest_wage_idr", whole("lowest_wage_idr", self.lowest_wage_idr, n, 0, MAX_WAGE_IDR, np.int32))
        groups = self.groups if len(self.groups) or n == 0 else np.zeros(n, dtype=np.int64)
        _set(self, "groups", whole("groups", groups, n, 0, (1 << MAX_GROUPS) - 1, np.int64))

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Openings:
    """What is vacant, one column each.

    Shapes: ids bytes (m,), UTF-8, unique, not empty; requires and welcomes Ragged over skills, at most 255 a row;
    region int32 (m,); seats int32 (m,), 0 to 1,000,000; wage_idr int32 (m,), whole rupiah a month; start_day int32
    (m,), days since 1970-01-01; reserved, for each column the (group, seats) pairs set aside, in the order in which
    they are filled.
    """

    ids: Texts
    requires: Ragged
    welcomes: Ragged
    region: Ints
    seats: Ints
    wage_idr: Ints
    start_day: Ints
    reserved: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        m = _check_ids(self, "opening_id")
        for name, skills in (("required_units", self.requires), ("welcome_units", self.welcomes)):
            _check_length(name, skills, m)
            _refuse(name, np.diff(skills.start) > MAX_SKILLS, f"more than {MAX_SKILLS} skills")
        _set(self, "region", whole("region", self.region, m, 0, MAX_REGIONS, np.int32))
        _set(self, "seats", whole("seats", self.seats, m, 0, MAX_SEATS, np.int32))
        _set(self, "wage_idr", whole("wage_idr", self.wage_idr, m, 0, MAX_WAGE_IDR, np.int32))
        _set(self, "start_day", whole("starts_on", self.start_day, m, -(1 << 20), 1 << 20, np.int32))
        for column, reserves in self.reserved.items():
            if not 0 <= column < m:
                raise EngineInputError(f"reserved: there is no opening {column}", row=column, column="reserved")
            if len({group for group, _ in reserves}) > MAX_RESERVES:
                message = f"row {column}, reserved: more than {MAX_RESERVES} groups"
                raise EngineInputError(message, row=column, column="reserved")
            if any(seats < 1 for _, seats in reserves) or sum(seats for _, seats in reserves) > self.seats[column]:
                message = f"row {column}, reserved: {reserves!r} does not fit {self.seats[column]} seats"
                raise EngineInputError(message, row=column, column="reserved")

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Market:
    """Graduates and openings over one list of skills, regions and groups; the input of everything else.

    ``skills`` holds the codes of units, then of languages from index ``first_language`` on. ``seed`` (0 to 2^63 - 1)
    is the lottery that breaks ties; it must be written down before the market closes.
    """

    regions: Regions
    skills: tuple[str, ...]
    first_language: int
    graduates: Graduates
    openings: Openings
    weights: Weights = field(default_factory=Weights)
    groups: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 1 << 63:
            raise EngineInputError(f"seed {self.seed} is not 0 to 2^63 - 1", column="seed")
        if len(self.groups) > MAX_GROUPS:
            raise EngineInputError(f"{len(self.groups)} groups; {MAX_GROUPS} is the most", column="groups")
        if not 0 <= self.first_language <= len(self.skills):
            raise EngineInputError(f"first_language {self.first_language} is outside the skills", column="skills")
        known = len(self.skills)
        for column, skills in (
            ("units", self.graduates.holds),
            ("required_units", self.openings.requires),
            ("welcome_units", self.openings.welcomes),
        ):
            unknown = (skills.item < 0) | (skills.item >= known)
            _refuse(column, unknown, f"unknown unit (the market knows {known})", rows_of(skills.start))
        places = len(self.regions.codes)
        for region in (self.graduates.region, self.openings.region):
            _refuse("region", region >= places, f"unknown region (the market knows {places})")
        for number, reach in enumerate(self.graduates.reaches):
            if len(reach) and (reach[0] < 0 or reach[-1] >= places):
                raise EngineInputError(f"reach {number} names an unknown region", row=number, column="willing_regions")
        for column_number, reserves in self.openings.reserved.items():
            if any(not 0 <= group < len(self.groups) for group, _ in reserves):
                message = f"row {column_number}, reserved: unknown group in {reserves!r}"
                raise EngineInputError(message, row=column_number, column="reserved")


def frozen(values: npt.ArrayLike, dtype: npt.DTypeLike) -> Any:
    """A contiguous read-only array of this type."""
    array = np.ascontiguousarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array


def whole(column: str, values: npt.ArrayLike, n: int, low: int, high: int, dtype: npt.DTypeLike) -> Any:
    """Check ``n`` whole numbers from ``low`` to ``high``; raise EngineInputError naming the first bad row."""
    array = np.asarray(values)
    if array.shape != (n,):
        raise EngineInputError(f"{column}: shape {array.shape}, expected ({n},)", column=column)
    if not np.issubdtype(array.dtype, np.integer):
        if n and not np.issubdtype(array.dtype, np.floating):
            raise EngineInputError(f"{column}: {array.dtype} where whole numbers should be", column=column)
        with np.errstate(invalid="ignore"):
            _refuse(column, ~(array == np.floor(array)) | ~np.isfinite(array), "not a whole number")
    _refuse(column, (array < low) | (array > high), f"not {low} to {high}")
    return frozen(array, dtype)


def refuse_duplicates(column: str, ids: Texts) -> None:
    """Raise EngineInputError naming the second of two equal ids."""
    if len(set(ids.tolist())) < len(ids):
        order = np.argsort(ids, kind="stable")
        again = order[1:][ids[order[1:]] == ids[order[:-1]]]
        row = int(again.min())
        raise EngineInputError(f"row {row}, {column}: {ids[row].decode()!r} appears twice", row=row, column=column)


def rows_of(start: Ints) -> Any:
    """A function that gives the row of every entry of a ragged list, computed when asked."""
    return lambda: np.repeat(np.arange(len(start) - 1), np.diff(start))


def _refuse(column: str, bad: npt.NDArray[np.bool_], reason: str, rows: Any = None) -> None:
    if bad.any():
        entry = int(np.argmax(bad))
        row = entry if rows is None else int(rows()[entry])
        raise EngineInputError(f"row {row}, {column}: {reason}", row=row, column=column)


def _set(target: object, name: str, value: object) -> None:
    object.__setattr__(target, name, value)


def _check_ids(side: Graduates | Openings, column: str) -> int:
    n = len(side.ids)
    if n > MAX_ROWS:
        raise EngineInputError(f"{column}: {n} rows; {MAX_ROWS} is the most", column=column)
    ids: npt.NDArray[Any] = np.asarray(side.ids)
    if n == 0:
        ids = np.zeros(0, dtype="S1")
    elif ids.dtype.kind == "U":
        ids = np.char.encode(ids, "utf-8")
    if ids.dtype.kind != "S":
        raise EngineInputError(f"{column}: ids must be text, not {ids.dtype}", column=column)
    _refuse(column, ids == b"", "an id is empty")
    refuse_duplicates(column, ids)
    _set(side, "ids", frozen(ids, ids.dtype))
    return n


def _check_length(column: str, skills: Ragged, n: int) -> None:
    if len(skills) != n:
        raise EngineInputError(f"{column}: {len(skills)} rows, expected {n}", column=column)
