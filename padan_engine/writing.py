# mypy: allow-untyped-defs, allow-untyped-calls
"""Market files and results out: CSV written by compiled loops, or Parquet."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.compiled import kernel
from padan_engine.tables import CEFR, EPOCH, JLPT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from padan_engine.types import Market, Ragged

Array = Any
CHUNK = 200_000


def write_table(path: Path, columns: dict[str, Array]) -> None:
    """Write columns of equal length, each bytes (n,) or whole numbers (n,), as the suffix of the path says."""
    names = list(columns)
    arrays = [np.asarray(column) for column in columns.values()]
    if path.suffix == ".parquet":
        import pyarrow as pa
        from pyarrow import parquet

        values = [pa.array(a.astype(str) if a.dtype.kind == "S" else a) for a in map(_unicode, arrays)]
        parquet.write_table(pa.table(dict(zip(names, values, strict=True))), path)
        return
    with path.open("wb") as file:
        file.write(",".join(names).encode() + b"\n")
        n = len(arrays[0])
        for begin in range(0, n, CHUNK):
            file.write(_lines([array[begin : begin + CHUNK] for array in arrays]))


def _unicode(array: Array) -> Array:
    return np.char.decode(array, "utf-8") if array.dtype.kind == "S" else array


def _lines(arrays: list[Array]) -> Any:
    n = len(arrays[0])
    texts = [array if array.dtype.kind == "S" else array.astype("S21") for array in arrays]
    letters = [np.ascontiguousarray(text).view(np.uint8).reshape(n, -1) for text in texts]
    if any(np.isin(table, [34, 44, 10, 13]).any() for table in letters):  # a quote, comma or line end: let csv quote it
        out = io.StringIO()
        rows = zip(*(np.char.decode(text, "utf-8").tolist() for text in texts), strict=True)
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue().encode()
    widths = np.array([table.shape[1] for table in letters])
    buffer = np.empty(n * int(widths.sum() + len(letters)), dtype=np.uint8)
    return buffer[: _join(np.concatenate(letters, axis=1), widths, buffer)].tobytes()


@kernel
def _join(letters, widths, out):
    """Rows of padded fields to lines with commas; return the length."""
    at = 0
    for row in range(letters.shape[0]):
        begin = 0
        for field in range(widths.shape[0]):
            end = begin + widths[field]
            for i in range(begin, end):
                if letters[row, i] == 0:
                    break
                out[at] = letters[row, i]
                at += 1
            out[at] = 44 if field + 1 < widths.shape[0] else 10
            at += 1
            begin = end
    return at


def write_market(market: Market, folder: Path, suffix: str = ".csv") -> list[Path]:
    """Write ``graduates`` and ``openings``; the points of regions are not known any more and stay where they came
    from."""
    graduates, openings = market.graduates, market.openings
    wishes = np.array([";".join(_reach(market, reach)) for reach in graduates.reaches] or [""])
    left = {
        "graduate_id": graduates.ids,
        "units": _skills(market, graduates.holds, 0),
        "languages": _skills(market, graduates.holds, 1),
        "region": _codes(market)[graduates.region],
        "willing_regions": np.char.encode(wishes, "utf-8")[graduates.reach],
        "available_on": _days(graduates.available_day),
        "lowest_wage_idr": graduates.lowest_wage_idr,
        "groups": _groups(market),
    }
    right = {
        "opening_id": openings.ids,
        "required_units": _skills(market, openings.requires, 0),
        "languages": _skills(market, openings.requires, 1),
        "welcome_units": _skills(market, openings.welcomes, 0),
        "region": _codes(market)[openings.region],
        "seats": openings.seats,
        "wage_idr": openings.wage_idr,
        "starts_on": _days(openings.start_day),
        "reserved": _reserved(market),
    }
    paths = [folder / f"graduates{suffix}", folder / f"openings{suffix}"]
    for path, columns in zip(paths, (left, right), strict=True):
        write_table(path, columns)
    return paths


def _codes(market: Market) -> Array:
    return _bytes(market.regions.codes)


def _bytes(texts: Sequence[str]) -> Array:
    return np.array([text.encode() for text in texts] or [b""], dtype=np.bytes_)


def _reach(market: Market, reach: Array) -> list[str]:
    """A list of regions in its shortest words: ``*``, whole provinces, single regions."""
    codes, province = market.regions.codes, market.regions.province
    if len(reach) == len(codes):
        return ["*"]
    inside = np.bincount(province[reach], minlength=int(province.max(initial=0)) + 1)
    whole = inside == np.bincount(province, minlength=len(inside))
    words = {codes[i].partition(".")[0] if whole[province[i]] else codes[i] for i in reach.tolist()}
    return sorted(words)


def _skills(market: Market, skills: Ragged, kind: int) -> Array:
    """Each row's units (kind 0) or languages (kind 1) as ``CODE:LEVEL`` joined by ``;``."""
    names = {}
    for skill, code in enumerate(market.skills):
        language = skill >= market.first_language
        if language != kind:
            continue
        scale = (JLPT if code == "JLPT" else CEFR) if language else [str(level) for level in range(1, 10)]
        for level, word in enumerate(scale, start=1):
            names[skill * 16 + level] = f"{code}:{word}".encode()
    tokens = (skills.item.astype(np.int64) * 16 + skills.level).tolist()
    start = skills.start.tolist()
    rows = [
        b";".join([names[token] for token in tokens[begin:end] if token in names]) for begin, end in pairwise(start)
    ]
    return np.array(rows or [b""], dtype=np.bytes_)[: len(rows)]


def _days(days: Array) -> Array:
    known = {day: date.fromordinal(day + EPOCH).isoformat().encode() for day in np.unique(days).tolist()}
    return np.array([known[day] for day in days.tolist()] or [b""], dtype="S10")[: len(days)]


def _groups(market: Market) -> Array:
    words = {
        bits: ";".join(name for i, name in enumerate(market.groups) if bits >> i & 1).encode()
        for bits in np.unique(market.graduates.groups).tolist()
    }
    rows = [words[bits] for bits in market.graduates.groups.tolist()]
    return np.array(rows or [b""], dtype=np.bytes_)[: len(rows)]


def _reserved(market: Market) -> Array:
    rows = [
        ";".join(
            f"{market.groups[group]}:{seats}" for group, seats in market.openings.reserved.get(column, ())
        ).encode()
        for column in range(len(market.openings))
    ]
    return np.array(rows or [b""], dtype=np.bytes_)[: len(rows)]
