"""Rows of the database as the engine's market, and its rows and columns back as ids.

In the engine a row is a graduate and a column an opening; both stand in the order of their public codes, units in that
of their names, so that the same facts always give the same bytes.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np

from padan.matching.queries import market as questions
from padan_engine import Graduates, Market, Openings, Ragged, Regions, Weights, regions_from_points

WEIGHTS = Weights(graduate=(20, 0, 35, 30, 15), opening=(60, 0, 20, 0, 20), fit=(40, 0, 25, 20, 15))
"""What welcome units, level, place, wage and first day count: for her, for the opening, and for the fit of both.

Units are held or not, so their level counts nothing; a wage counts nothing for the company that pays it.
"""
EPOCH = date(1970, 1, 1)
LANGUAGE = "lang:"
CHUNK = 50_000
LEVEL_BITS = 4


def day_number(day) -> int:
    return (day - EPOCH).days


def day_of(number) -> date:
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True)
class Places:
    """The official regions as the engine numbers them."""

    regions: Regions
    number: dict  # id of a region -> its number
    names: tuple
    inside: dict  # id of a region -> numbers of it and of all regencies within

    def km(self, one: int, other: int) -> int:
        """How far apart two regions are, in kilometres up to 1000; None beyond."""
        near = int(self.regions.place[one, other])
        return 1000 - near if near else None


def read_places() -> Places:
    """All regions, of every edition that rows may still name: one query, distances worked out once a process."""
    return _places(tuple(questions.regions()))


@lru_cache(maxsize=4)
def _places(rows) -> Places:
    number = {row[0]: at for at, row in enumerate(rows)}
    inside = {pk: [at] for pk, at in number.items()}
    for pk, _code, _name, parent, *_ in rows:
        if parent in inside:
            inside[parent].append(number[pk])
    known, codes = set(), []
    for pk, code, *_ in rows:
        codes.append(f"{code}@{pk}" if code in known else code)  # the same place in an older edition
        known.add(code)
    regions = regions_from_points(codes, [row[4] or 0.0 for row in rows], [row[5] or 0.0 for row in rows])
    return Places(regions, number, tuple(row[2] for row in rows), inside)


@dataclass(frozen=True)
class Seekers:
    """Graduates as arrays, with what leads back to their rows."""

    arrays: Graduates
    pk: np.ndarray  # int64 (n,)
    batch: np.ndarray  # int64 (n,)


@dataclass(frozen=True)
class Vacancies:
    """Openings as arrays, with what leads back to their rows; ``wage_told`` False where no wage is named."""

    arrays: Openings
    pk: np.ndarray  # int64 (m,)
    wage_told: np.ndarray  # bool (m,)


@dataclass
class Skills:
    """Units by id and languages by name, numbered in the order of their names."""

    names: tuple = ()
    first_language: int = 0
    of_unit: dict = field(default_factory=dict)
    of_language: dict = field(default_factory=dict)

    @cached_property
    def unit_at(self):
        """Number to id of every unit."""
        return {at: pk for pk, at in self.of_unit.items()}

    def knowing(self, units, languages):
        """The same numbers, and new ones after them for what was not known yet."""
        new = sorted(units - self.of_unit.keys())
        spoken = sorted(languages - self.of_language.keys())
        if not new and not spoken:
            return self
        names, more = questions.unit_names(new), len(self.names)
        return Skills(
            names=(*self.names, *(names[pk] for pk in new), *(f"{LANGUAGE}{one}" for one in spoken)),
            first_language=self.first_language,
            of_unit=self.of_unit | {pk: more + at for at, pk in enumerate(new)},
            of_language=self.of_language | {one: more + len(new) + at for at, one in enumerate(spoken)},
        )

    @classmethod
    def of(cls, units, languages):
        """Number these units (ids) and languages (codes)."""
        names = questions.unit_names(units)
        ordered = sorted(names, key=names.get)
        spoken = sorted(languages)
        return cls(
            names=(*(names[pk] for pk in ordered), *(f"{LANGUAGE}{one}" for one in spoken)),
            first_language=len(ordered),
            of_unit={pk: at for at, pk in enumerate(ordered)},
            of_language={one: len(ordered) + at for at, one in enumerate(spoken)},
        )


def read_market(*, graduates=None, openings=None, seed=0, today, at):
    """The market of these graduates and openings (querysets of ids; None: all).

    Returns (market, seekers, vacancies, skills, places).
    """
    places = read_places()
    held_units, held_rows = _packed_units(graduates, today)
    asked = list(questions.opening_units(openings))
    spoken = list(questions.languages(graduates).iterator(CHUNK))
    rows = list(questions.vacancies(openings, at=at).iterator(CHUNK))
    wanted = {row[6] for row in rows if row[6]}
    skills = Skills.of(
        {*np.unique(held_units).tolist(), *(unit for _, unit, _ in asked)}, wanted | {one for _, one, _ in spoken}
    )
    seeking = _seekers(graduates, held_units, held_rows, spoken, skills, places, today=today)
    vacant = vacancies_of(rows, asked, skills, places, today=today)
    market = Market(
        regions=places.regions,
        skills=skills.names,
        first_language=skills.first_language,
        graduates=seeking.arrays,
        openings=vacant.arrays,
        weights=WEIGHTS,
        seed=seed,
    )
    return market, seeking, vacant, skills, places


def read_one_opening(pk, pool, *, today):
    """One opening as it stands now beside a market in memory: (arrays of one row, the market with units it did not
    know); None where it has no place.
    """
    asked = list(questions.opening_units([pk]))
    rows = list(questions.vacancies([pk]))
    if not rows or rows[0][2] not in pool.places.number:
        return None
    pool = pool.knowing({unit for _, unit, _ in asked}, {row[6] for row in rows if row[6]})
    return vacancies_of(rows, asked, pool.skills, pool.places, today=today).arrays, pool


def read_one_seeker(pk, pool, *, today):
    """One graduate as she stands now beside a market in memory, as ``read_one_opening``; None where she seeks nothing
    or has no place.
    """
    units, owners = _packed_units([pk], today)
    spoken = list(questions.languages([pk]))
    pool = pool.knowing(set(units.tolist()), {one for _, one, _ in spoken})
    seeking = _seekers([pk], units, owners, spoken, pool.skills, pool.places, today=today)
    return (seeking.arrays, pool) if len(seeking.pk) else None


def _packed_units(graduates, today):
    """(unit ids, graduate ids) of every unit held, flat int64 arrays."""
    units, owners = [], []
    for chunk in _chunks(questions.units_packed(graduates, today=today)):
        flat = np.fromstring(",".join(packed for _, packed in chunk), dtype=np.int64, sep=",")
        count = np.fromiter((packed.count(",") + 1 for _, packed in chunk), dtype=np.int64, count=len(chunk))
        units.append(flat.astype(np.int32))
        owners.append(np.repeat(np.fromiter((pk for pk, _ in chunk), dtype=np.int64, count=len(chunk)), count))
    return _joined(units, np.int32), _joined(owners, np.int64)


def _seekers(graduates, held_units, held_by, spoken, skills, places, *, today) -> Seekers:
    ids, columns = [], [[] for _ in range(5)]
    free = day_number(today)
    for chunk in _chunks(questions.seekers(graduates).iterator(CHUNK)):
        rows = [row for row in chunk if row[2] in places.number]
        ids.append(np.array([row[1].encode() for row in rows], dtype=np.bytes_))
        for column, values in zip(
            columns,
            (
                (row[0] for row in rows),
                (places.number[row[2]] for row in rows),
                (free if row[3] is None else max(row[3], free) for row in rows),
                (row[4] or 0 for row in rows),
                (row[5] for row in rows),
            ),
            strict=True,
        ):
            column.append(np.fromiter(values, dtype=np.int64, count=len(rows)))
    pk, region, available, wage, batch = (_joined(column, np.int64) for column in columns)
    order = np.argsort(pk, kind="stable")
    reach, reaches = _reaches(graduates, pk, order, region, places)
    unit_number = np.zeros(max(skills.of_unit, default=0) + 1, dtype=np.int64)
    for one, at in skills.of_unit.items():
        unit_number[one] = at
    row = _rows(held_by, pk, order)
    speaks = _rows(np.array([one for one, _, _ in spoken], dtype=np.int64), pk, order)
    tongue = np.array([skills.of_language[one] for _, one, _ in spoken], dtype=np.int64)
    level = np.array([level for *_, level in spoken], dtype=np.int64)
    holds = _ragged(
        len(pk),
        np.concatenate([row[row >= 0], speaks[speaks >= 0]]),
        np.concatenate([unit_number[held_units[row >= 0]], tongue[speaks >= 0]]),
        np.concatenate([np.ones(int(np.count_nonzero(row >= 0)), dtype=np.int64), level[speaks >= 0]]),
        len(skills.names),
    )
    arrays = Graduates(_joined(ids, "S1"), holds, region, reach, reaches, available, np.minimum(wage, 2_000_000_000))
    return Seekers(arrays, pk, batch)


def _reaches(graduates, pk, order, region, places):
    """Which list of regions each graduate would work in: those she names, else the province she sets out from; and
    beside them the countries she is on the way to."""
    pairs = [np.array(rows, dtype=np.int64) for rows in _chunks(questions.willing_regions(graduates).iterator(CHUNK))]
    named = np.concatenate(pairs) if pairs else np.zeros((0, 2), dtype=np.int64)
    row = _rows(named[:, 0], pk, order)
    named, row = named[row >= 0, 1], row[row >= 0]
    province = places.regions.province
    lists, numbers = [], {}

    def number_of(key, regions):
        if key not in numbers:
            numbers[key] = len(lists)
            lists.append(np.unique(np.array(regions(), dtype=np.int32)))
        return numbers[key]

    whole = np.zeros(len(places.names), dtype=np.int64)
    for one in np.unique(region).tolist():
        whole[one] = number_of(int(province[one]), lambda one=one: np.flatnonzero(province == province[one]))
    reach = whole[region]
    begin = np.flatnonzero(np.append(True, np.diff(row) != 0)[: len(row)])
    for at, end in zip(begin.tolist(), [*begin[1:].tolist(), len(row)], strict=False):
        some = named[at:end]
        reach[row[at]] = number_of(
            some.tobytes(), lambda some=some: [n for one in some.tolist() for n in places.inside.get(one, ())]
        )
    ways = np.array(list(questions.ways_abroad(graduates)), dtype=np.int64).reshape(-1, 2)
    for at, country in zip(_rows(ways[:, 0], pk, order).tolist(), ways[:, 1].tolist(), strict=True):
        if at >= 0:
            base = int(reach[at])
            reach[at] = number_of(
                (base, country), lambda base=base, country=country: [*lists[base].tolist(), places.number[country]]
            )
    return reach, tuple(lists)


def vacancies_of(rows, asked, skills, places, *, today) -> Vacancies:
    """Openings as arrays; ``asked`` is (opening, unit, required), ``rows`` as ``queries.market.vacancies`` gives.

    A day that has passed is today: who was free long ago is free now, and work that should have begun begins at once.
    """
    rows = [row for row in rows if row[2] in places.number]
    at = {row[0]: column for column, row in enumerate(rows)}
    requires, welcomes = [[] for _ in rows], [[] for _ in rows]
    for opening, unit, required in asked:
        if opening in at:
            (requires if required else welcomes)[at[opening]].append((skills.of_unit[unit], 1))
    for column, row in enumerate(rows):
        if row[6]:
            requires[column].append((skills.of_language[row[6]], row[7]))
    now, later = day_number(today), day_number(today + questions.UNTOLD_START)
    return Vacancies(
        Openings(
            ids=np.array([row[1].encode() for row in rows], dtype=np.bytes_) if rows else np.zeros(0, dtype="S1"),
            requires=Ragged.of(requires, "required_units"),
            welcomes=Ragged.of(welcomes, "welcome_units"),
            region=np.array([places.number[row[2]] for row in rows], dtype=np.int64),
            seats=np.array([row[3] for row in rows], dtype=np.int64),
            wage_idr=np.array([min(row[4] or 0, 2_000_000_000) for row in rows], dtype=np.int64),
            start_day=np.array([later if row[5] is None else max(row[5], now) for row in rows], dtype=np.int64),
        ),
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[4] is not None for row in rows], dtype=np.bool_),
    )


def _ragged(n, row, item, level, skills) -> Ragged:
    """Rows of (skill, level) from loose entries; the same skill twice counts once, at its higher level."""
    key = np.sort(((row * max(skills, 1) + item) << LEVEL_BITS) | level)
    pair = key >> LEVEL_BITS
    last = np.append(pair[1:] != pair[:-1], True)[: len(key)]
    key = key[last]
    pair = key >> LEVEL_BITS
    owner = pair // max(skills, 1)
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=n), out=start[1:])
    return Ragged.build(start, pair % max(skills, 1), key & ((1 << LEVEL_BITS) - 1), "units")


def _rows(owners, pk, order):
    """The row of each owner; -1 for those who are not in the market."""
    if not len(pk):
        return np.full(len(owners), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(pk[order], owners), len(pk) - 1)
    return np.where(pk[order][at] == owners, order[at], -1)


def _chunks(rows):
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _joined(parts, kind):
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
