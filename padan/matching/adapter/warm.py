"""The market held in memory, so that a shortlist needs no scan of the tables.

A small market is read anew whenever anything in it changed. A large one is read by a job, laid down as plain arrays in
``PADAN_HOME`` and mapped from there by every process of the house; pages tell as of when it speaks.
"""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread

import numpy as np
from django.conf import settings

from padan.base.clock import now, this_hour, today
from padan.matching.adapter.reading import Seekers, Skills, Vacancies, read_market, read_places
from padan.matching.adapter.shortlists import Pool
from padan.matching.queries.market import seekers_at_most, stamp
from padan_engine import Graduates, Market, Openings, Ragged, Weights

SMALL = 20_000  # who seek; a market of so many is read within a request
KEPT = 2  # versions on the disk: processes may still stand on the last but one


@dataclass(frozen=True)
class Held:
    pool: Pool
    as_of: datetime
    stamp: object  # of the tables, or the name of the version on the disk


class _Memory:
    held: Held | None = None
    loading = False
    lock = Lock()


def forget() -> None:
    """Let go of what is held in this process."""
    _Memory.held = None


def pool() -> Held | None:
    """The market as it stands in memory; None while a large one is laid down for the first time."""
    if seekers_at_most(SMALL):
        told = (stamp(), today())
        if _Memory.held is None or _Memory.held.stamp != told:
            _Memory.held = Held(Pool(*read_market(today=today(), at=this_hour())), now(), told)
        return _Memory.held
    newest = _newest()
    if newest is None:
        return None
    if _Memory.held is None or not isinstance(_Memory.held.stamp, str):
        _Memory.held = _load(newest)
    elif _Memory.held.stamp != newest:
        _load_beside(newest)
    return _Memory.held


def lay_down() -> str | None:
    """Read a large market anew, if anything changed, and put it where every process finds it; its name, or None."""
    if seekers_at_most(SMALL):
        return None
    told = f"{hash_of(stamp())}-{today():%Y%m%d}"
    newest = _newest()
    if newest is not None and newest.endswith(told):
        return newest
    at = now()
    name = f"{at:%Y%m%dT%H%M%S}-{told}"
    _write(Pool(*read_market(today=today(), at=this_hour())), at, name)
    for old in _versions()[:-KEPT]:
        shutil.rmtree(_home() / old, ignore_errors=True)
    return name


def hash_of(told) -> str:
    import hashlib

    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _home():
    return settings.HOME / "market"


def _versions():
    return sorted(path.parent.name for path in _home().glob("*/told.json"))


def _newest():
    versions = _versions()
    return versions[-1] if versions else None


SIDES = {
    "graduates": (("ids", "region", "reach", "available_day", "lowest_wage_idr", "groups"), ("holds",)),
    "openings": (("ids", "region", "seats", "wage_idr", "start_day"), ("requires", "welcomes")),
}


def _write(held, at, name):
    market = held.market
    parts = {"seekers.pk": held.seekers.pk, "seekers.batch": held.seekers.batch}
    parts |= {"vacancies.pk": held.vacancies.pk, "vacancies.wage_told": held.vacancies.wage_told}
    for side, (plain, ragged) in SIDES.items():
        rows = getattr(market, side)
        parts |= {f"{side}.{one}": getattr(rows, one) for one in plain}
        parts |= {f"{side}.{one}.{part}": getattr(getattr(rows, one), part) for one in ragged for part in PARTS}
    parts |= {f"holders.{at}": array for at, array in enumerate(held.holders)}
    parts |= {f"graduate_lots.{at}": array for at, array in enumerate(held.graduate_lots)}
    parts["reaches"] = np.concatenate([np.zeros(0, dtype=np.int32), *market.graduates.reaches])
    parts["reach_count"] = np.array([len(one) for one in market.graduates.reaches], dtype=np.int64)
    told = {
        "as_of": at.isoformat(),
        "skills": held.skills.names,
        "first_language": held.skills.first_language,
        "units": list(held.skills.of_unit.items()),
        "languages": list(held.skills.of_language.items()),
        "weights": [market.weights.graduate, market.weights.opening, market.weights.fit],
    }
    folder = _home() / f".{name}"
    folder.mkdir(parents=True, exist_ok=True)
    for key, array in parts.items():
        np.save(folder / f"{key}.npy", array)
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")
    os.replace(folder, _home() / name)


PARTS = ("start", "item", "level")


def _load(name) -> Held:
    folder = _home() / name
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))

    def array(key):
        return np.load(folder / f"{key}.npy", mmap_mode="r")

    def rows(side, kind, **more):
        plain, ragged = SIDES[side]
        lists = {one: Ragged(*(array(f"{side}.{one}.{part}") for part in PARTS)) for one in ragged}
        return kind(**{one: array(f"{side}.{one}") for one in plain}, **lists, **more)

    places = read_places()
    count = np.cumsum(array("reach_count"))[:-1]
    market = Market(
        regions=places.regions,
        skills=tuple(told["skills"]),
        first_language=told["first_language"],
        graduates=rows("graduates", Graduates, reaches=tuple(np.split(array("reaches"), count))),
        openings=rows("openings", Openings),
        weights=Weights(*(tuple(one) for one in told["weights"])),
    )
    skills = Skills(market.skills, market.first_language, dict(told["units"]), dict(told["languages"]))
    held = Pool(
        market,
        Seekers(market.graduates, array("seekers.pk"), array("seekers.batch")),
        Vacancies(market.openings, array("vacancies.pk"), array("vacancies.wage_told")),
        skills,
        places,
    )
    held.holders = tuple(array(f"holders.{at}") for at in range(3))
    held.graduate_lots = tuple(array(f"graduate_lots.{at}") for at in range(2))
    return Held(held, datetime.fromisoformat(told["as_of"]), name)


def _load_beside(name):
    """Load a newer version while pages go on with the one at hand."""
    with _Memory.lock:
        if _Memory.loading:
            return
        _Memory.loading = True

    def load():
        try:
            _Memory.held = _load(name)
        finally:
            _Memory.loading = False
            from django.db import connection

            connection.close()

    Thread(target=load, daemon=True).start()
