"""Markets in: CSV, Parquet or Arrow tables to a Market, with every fault named by file, row and column.

The columns are described in ``docs/reference/market-files.md``. Faults are sentences for people, in Indonesian.
"""

from __future__ import annotations

import csv
import math
import os
import re
from array import array
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.errors import EngineInputError
from padan_engine.regions import province_of, regions_from_codes, regions_from_points
from padan_engine.types import (
    MAX_GROUPS,
    MAX_LEVEL,
    MAX_REGIONS,
    MAX_RESERVES,
    MAX_SEATS,
    MAX_SKILLS,
    MAX_WAGE_IDR,
    Graduates,
    Market,
    Openings,
    Ragged,
    Regions,
    Weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Progress = Callable[[int, int], None]
    Stage = Callable[[str], Progress | None]

GRADUATE_COLUMNS = ("graduate_id", "units", "region", "available_on", "lowest_wage_idr")
GRADUATE_OPTIONAL = ("willing_regions", "languages", "groups")
OPENING_COLUMNS = ("opening_id", "required_units", "seats", "region", "wage_idr", "starts_on")
OPENING_OPTIONAL = ("welcome_units", "languages", "reserved")
JLPT = ("N5", "N4", "N3", "N2", "N1")
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
EPOCH = date(1970, 1, 1).toordinal()
CHUNK = 50_000
KEPT_FAULTS = 100
LONGEST_LINE = 1 << 20
LONGEST_REASON = 200
MAX_WISHES = 1 << 20
WHOLE = re.compile(r"-?[0-9]{1,15}")


def silent(stage: str) -> None:
    """Say nothing about the progress of a stage."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file; ``row`` counts as a person does, the header is row 1."""

    file: str
    row: int
    column: str
    reason: str

    def __post_init__(self) -> None:
        if len(self.reason) > LONGEST_REASON:
            object.__setattr__(self, "reason", self.reason[:LONGEST_REASON] + " …")

    def __str__(self) -> str:
        return f"{self.file}, baris {self.row}, kolom {self.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table in memory and the name by which its faults are told."""

    name: str
    data: Any


class MarketFileError(EngineInputError):
    """A file cannot be used: the first faults, and how many there are."""

    def __init__(self, faults: Sequence[Fault], count: int) -> None:
        more = f" (dan {count - 1} masalah lain)" if count > 1 else ""
        super().__init__(f"{faults[0]}{more}", row=faults[0].row, column=faults[0].column)
        self.faults = tuple(faults)
        self.total = count


@dataclass(slots=True)
class Faults:
    """What was found wrong so far, kept short however long the file."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, file: str, row: int, column: str, reason: str) -> None:
        self.count += 1
        if len(self.kept) < KEPT_FAULTS:
            self.kept.append(Fault(file, row, column, reason))

    def refuse(self) -> None:
        if self.count:
            raise MarketFileError(self.kept, self.count)


class _Cell(dict[str, Any]):
    """A column's reader: remembers what a text means, and names the texts that mean nothing."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> Any:
        value = self[text] = self.read(text)
        return value


def read_market(
    graduates: Path,
    openings: Path,
    *,
    regions: Path | None = None,
    weights: Weights | None = None,
    seed: int = 0,
    stage: Stage = silent,
) -> Market:
    """Read a market from two files, and a third with the points of the regions.

    Parameters: stage, called with the name of each part of the work; what it returns is called with (done, in all).
    Raises: MarketFileError naming file, row and column of what cannot be read; OSError where a file is absent.
    """
    return _market(graduates, openings, None if regions is None else read_regions(regions), weights, seed, stage)


def from_arrow(
    graduates: Any,
    openings: Any,
    *,
    regions: Any = None,
    weights: Weights | None = None,
    seed: int = 0,
) -> Market:
    """A market from tables in memory, with the columns of the files.

    Parameters: graduates, openings and regions, a pyarrow Table, or anything that hands out Arrow data (a data frame of
        Polars or pandas, a relation of DuckDB). Lists may be lists, days dates, and whole numbers floats without a
        fraction, as frames with gaps keep them.
    Raises: MarketFileError naming table, row (the first is row 2, as in a file) and column of what cannot be read.
    """
    tables = [Table(name, data) for name, data in (("graduates", graduates), ("openings", openings))]
    known = None if regions is None else read_regions(Table("regions", regions))
    return _market(tables[0], tables[1], known, weights, seed, silent)


def _market(
    graduates: Path | Table,
    openings: Path | Table,
    regions: Regions | None,
    weights: Weights | None,
    seed: int,
    stage: Stage,
) -> Market:
    faults, skills = Faults(), _Skills()
    places = _Places(regions)
    groups: dict[str, int] = {}
    left = _read_graduates(graduates, skills, places, groups, faults, stage("read graduates"))
    right = _read_openings(openings, skills, places, groups, faults, stage("read openings"))
    faults.refuse()
    number, codes, first_language = skills.order()
    region_number, known = places.order()
    reaches, reach_of = places.reaches(region_number)
    return Market(
        regions=known,
        skills=codes,
        first_language=first_language,
        graduates=Graduates(
            ids=np.array(left.ids, dtype=np.bytes_) if left.ids else np.zeros(0, dtype="S1"),
            holds=left.skills[0].ragged(number, "units"),
            region=region_number[np.array(left.region, dtype=np.int64)],
            reach=reach_of[np.array(left.reach, dtype=np.int64)],
            reaches=reaches,
            available_day=np.array(left.day, dtype=np.int64),
            lowest_wage_idr=np.array(left.wage, dtype=np.int64),
            groups=np.array(left.groups, dtype=np.int64),
        ),
        openings=Openings(
            ids=np.array(right.ids, dtype=np.bytes_) if right.ids else np.zeros(0, dtype="S1"),
            requires=right.skills[0].ragged(number, "required_units"),
            welcomes=right.skills[1].ragged(number, "welcome_units"),
            region=region_number[np.array(right.region, dtype=np.int64)],
            seats=np.array(right.seats, dtype=np.int64),
            wage_idr=np.array(right.wage, dtype=np.int64),
            start_day=np.array(right.day, dtype=np.int64),
            reserved=right.reserved,
        ),
        weights=weights or Weights(),
        groups=tuple(groups),
        seed=seed,
    )


def read_columns(
    source: Path | Table, needed: Sequence[str], optional: Sequence[str] = (), progress: Progress | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the wanted columns of a table as lists of text, a block of rows at a time, with its first row."""
    blocks = _blocks(source, progress or (lambda done, total: None))
    header = next(blocks)
    for name in needed:
        if name not in header:
            there = ", ".join(header[:12]) or "tidak ada"
            hint = "; pisahkan kolom dengan koma, bukan titik koma" if ";" in there and "," not in there else ""
            raise MarketFileError([Fault(source.name, 1, name, f"kolom ini tidak ada{hint}; yang ada: {there}")], 1)
        if header.count(name) > 1:
            raise MarketFileError([Fault(source.name, 1, name, "kolom ini ada dua kali")], 1)
    wanted = [(name, header.index(name)) for name in (*needed, *optional) if name in header]
    row = 2
    for block in blocks:
        yield row, {name: block(place) for name, place in wanted}
        row += len(block)


class _Block(list[Any]):
    """Rows as they come; a column is made of them when asked."""

    def __call__(self, place: int) -> list[str]:
        return [cells[place] for cells in self]


class _Batch:
    """The same of an Arrow batch."""

    def __init__(self, batch: Any) -> None:
        self.batch = batch

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def __call__(self, place: int) -> list[str]:
        return [_text(value) for value in self.batch.column(place).to_pylist()]


def _blocks(source: Path | Table, progress: Progress) -> Iterator[Any]:
    if isinstance(source, Table) or source.suffix.lower() == ".parquet":
        return _arrow_blocks(source, progress)
    return _csv_blocks(source, progress)


def _csv_blocks(path: Path, progress: Progress) -> Iterator[Any]:
    def refused(row: int, reason: str) -> MarketFileError:
        return MarketFileError([Fault(path.name, row, "-", reason)], 1)

    def lines(file: Any) -> Iterator[str]:
        for number in count(1):
            line = file.readline(LONGEST_LINE)
            if not line:
                return
            if len(line) == LONGEST_LINE:
                raise refused(number, f"baris lebih panjang dari {LONGEST_LINE} huruf")
            yield line

    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            size = os.fstat(file.fileno()).st_size
            reader = csv.reader(lines(file), strict=True)
            header = [name.strip() for name in next(reader, [])]
            yield header
            row, blank = 2, 0
            while rows := list(islice(reader, CHUNK)):
                kept = _Block(cells for cells in rows if cells)
                for number, cells in enumerate(rows, row):
                    if not cells:
                        blank = blank or number
                    elif blank:
                        raise refused(blank, "baris kosong di tengah berkas")
                    elif len(cells) != len(header):
                        raise refused(number, f"ada {len(cells)} sel, seharusnya {len(header)}")
                yield kept
                row += len(rows)
                progress(os.lseek(file.fileno(), 0, os.SEEK_CUR), size)
    except UnicodeDecodeError as error:
        raise refused(1, "bukan teks UTF-8; simpan ulang sebagai CSV UTF-8") from error
    except csv.Error as error:
        raise refused(reader.line_num, f"CSV rusak ({error})") from error


def _arrow_blocks(source: Path | Table, progress: Progress) -> Iterator[Any]:
    def refused(reason: str) -> MarketFileError:
        return MarketFileError([Fault(source.name, 1, "-", reason)], 1)

    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise refused("Parquet perlu paket tambahan: pip install 'padan[parquet]', atau pakai CSV") from error
    if isinstance(source, Table):
        try:
            table = pa.table(source.data)
        except (TypeError, ValueError, pa.ArrowException) as error:
            raise refused(f"bukan tabel Arrow ({type(source.data).__name__})") from error
        yield list(table.column_names)
        yield from map(_Batch, table.to_batches(CHUNK))
        return
    try:
        file = parquet.ParquetFile(source)
        yield list(file.schema_arrow.names)
        done = 0
        for batch in file.iter_batches(CHUNK):
            yield _Batch(batch)
            done += batch.num_rows
            progress(done, file.metadata.num_rows)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise refused("bukan berkas Parquet yang utuh") from error


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(map(_text, value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float | Decimal) and math.isfinite(value) and value == (whole := int(value)):
        return str(whole)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


def read_regions(path: Path | Table) -> Regions:
    """Read ``code, lat, lon`` (more columns are ignored); raises MarketFileError naming the row."""
    codes: list[str] = []
    points: list[tuple[float, float]] = []
    faults = Faults()
    for first, block in read_columns(path, ("code", "lat", "lon")):
        for row, (code, lat, lon) in enumerate(
            zip(block["code"], block["lat"], block["lon"], strict=True), start=first
        ):
            try:
                points.append((float(lat), float(lon)))
            except ValueError:
                faults.add(path.name, row, "lat, lon", f"bukan angka: {lat!r}, {lon!r}")
            codes.append(code.strip())
            if not codes[-1] or len(codes) > MAX_REGIONS:
                faults.add(path.name, row, "code", f"lebih dari {MAX_REGIONS} wilayah" if codes[-1] else "kosong")
    faults.refuse()
    table = np.array(points, dtype=np.float64).reshape(-1, 2)
    try:
        return regions_from_points(codes, table[:, 0], table[:, 1])
    except EngineInputError as error:
        row = -1 if error.row is None else error.row
        raise MarketFileError([Fault(path.name, row + 2, error.column or "-", str(error))], 1) from error


class _Skills:
    """Every unit and language of both files, numbered as they come and by name in the end."""

    def __init__(self) -> None:
        self.codes: dict[tuple[int, str], int] = {}

    def number(self, kind: int, code: str) -> int:
        return self.codes.setdefault((kind, code), len(self.codes))

    def unit(self, text: str) -> int:
        """``code`` or ``code:level`` as number * 16 + level."""
        code, _, level = text.partition(":")
        code = code.strip()
        level = level.strip() or "1"
        if not code or not level.isdecimal() or not level.isascii() or not 1 <= int(level) <= MAX_LEVEL:
            raise ValueError(f"unit {text!r} bukan KODE atau KODE:1 sampai KODE:{MAX_LEVEL}")
        return self.number(0, code) * 16 + int(level)

    def language(self, text: str) -> int:
        """``JLPT:N4`` or ``EN:B1``."""
        code, _, level = text.partition(":")
        code, level = code.strip(), level.strip().upper()
        scale = JLPT if code.upper() == "JLPT" else CEFR
        if not code or level not in scale:
            raise ValueError(f"bahasa {text!r} bukan JLPT:N5..N1 atau KODE:A1..C2")
        return self.number(1, code.upper()) * 16 + scale.index(level) + 1

    def order(self) -> tuple[Any, tuple[str, ...], int]:
        """(new number of each, codes in order, where languages begin)."""
        names = sorted(self.codes)
        number = np.zeros(len(names), dtype=np.int64)
        for new, name in enumerate(names):
            number[self.codes[name]] = new
        return number, tuple(code for _, code in names), sum(kind == 0 for kind, _ in names)


class _SkillColumn:
    """A ragged column as it grows; compact, for millions of rows."""

    def __init__(self) -> None:
        self.tokens, self.lengths = array("q"), array("q")

    def add(self, tokens: list[int]) -> None:
        self.tokens.extend(tokens)
        self.lengths.append(len(tokens))

    def ragged(self, number: Any, column: str) -> Ragged:
        tokens, lengths = np.frombuffer(self.tokens, dtype=np.int64), np.frombuffer(self.lengths, dtype=np.int64)
        start = np.zeros(len(lengths) + 1, dtype=np.int64)
        np.cumsum(lengths, out=start[1:])
        item = number[tokens >> 4] if len(tokens) else tokens
        return Ragged.build(start, item, tokens & 15, column)


class _Places:
    """Regions as they are met, and the lists of regions people are willing to work in."""

    def __init__(self, table: Regions | None) -> None:
        self.table = table
        self.codes: dict[str, int] = {} if table is None else {code: i for i, code in enumerate(table.codes)}
        self.provinces = {province_of(code) for code in self.codes}
        self.wishes: dict[str, int] = {}

    def region(self, text: str) -> int:
        code = text.strip()
        if not code:
            raise ValueError("wilayah kosong")
        if self.table is not None and code not in self.codes:
            raise ValueError(f"wilayah {code!r} tidak ada dalam daftar wilayah")
        if code not in self.codes and len(self.codes) == MAX_REGIONS:
            raise ValueError(f"lebih dari {MAX_REGIONS} wilayah yang berbeda")
        return self.codes.setdefault(code, len(self.codes))

    def wish(self, text: str) -> int:
        for code in filter(None, (part.strip() for part in text.split(";"))):
            if code != "*" and self.table is not None and code not in self.codes and code not in self.provinces:
                raise ValueError(f"wilayah {code!r} tidak ada dalam daftar wilayah")
        if text not in self.wishes and len(self.wishes) == MAX_WISHES:
            raise ValueError(f"lebih dari {MAX_WISHES} daftar wilayah yang berbeda")
        return self.wishes.setdefault(text, len(self.wishes))

    def order(self) -> tuple[Any, Regions]:
        if self.table is not None:
            return np.arange(len(self.codes)), self.table
        names = sorted(self.codes)
        number = np.zeros(len(names), dtype=np.int64)
        for new, name in enumerate(names):
            number[self.codes[name]] = new
        return number, regions_from_codes(names)

    def reaches(self, number: Any) -> tuple[tuple[Any, ...], Any]:
        """(lists of regions, list of each wish); a wish for a region nobody offers is nowhere."""
        by_province: dict[str, list[int]] = {}
        for code, i in self.codes.items():
            by_province.setdefault(province_of(code), []).append(int(number[i]))
        everywhere = [int(number[i]) for i in self.codes.values()]
        reaches = []
        for text in self.wishes:
            found: list[int] = []
            for code in filter(None, (part.strip() for part in text.split(";"))):
                if code == "*":
                    found += everywhere
                elif code in self.codes:
                    found.append(int(number[self.codes[code]]))
                    if "." not in code:
                        found += by_province.get(code, [])
                else:
                    found += by_province.get(code, [])
            reaches.append(np.unique(np.array(found, dtype=np.int64)))
        return tuple(reaches), np.arange(len(reaches))


@dataclass(slots=True)
class _Side:
    ids: list[bytes] = field(default_factory=list)
    skills: tuple[_SkillColumn, _SkillColumn] = field(default_factory=lambda: (_SkillColumn(), _SkillColumn()))
    region: Any = field(default_factory=lambda: array("q"))
    reach: Any = field(default_factory=lambda: array("q"))
    day: Any = field(default_factory=lambda: array("q"))
    wage: Any = field(default_factory=lambda: array("q"))
    seats: Any = field(default_factory=lambda: array("q"))
    groups: Any = field(default_factory=lambda: array("q"))
    reserved: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)


def _read_graduates(
    path: Path | Table,
    skills: _Skills,
    places: _Places,
    groups: dict[str, int],
    faults: Faults,
    progress: Progress | None,
) -> _Side:
    side, seen = _Side(), set[bytes]()
    unit, language = _Cell(skills.unit), _Cell(skills.language)
    region, wish, day = _Cell(places.region), _Cell(places.wish), _Cell(_day)
    wage, member = _Cell(lambda text: _whole(text or "0", 0, MAX_WAGE_IDR)), _Cell(lambda text: _bits(text, groups))
    for first, block in read_columns(path, GRADUATE_COLUMNS, GRADUATE_OPTIONAL, progress):
        reader = _Reader(path.name, first, block, faults)
        side.ids += reader.ids("graduate_id", seen)
        for tokens in reader.lists(("units", unit), ("languages", language)):
            side.skills[0].add(tokens)
        side.region.extend(reader.cells("region", region))
        side.reach.extend(reader.cells("willing_regions", wish))
        side.day.extend(reader.cells("available_on", day))
        side.wage.extend(reader.cells("lowest_wage_idr", wage))
        side.groups.extend(reader.cells("groups", member))
    return side


def _read_openings(
    path: Path | Table,
    skills: _Skills,
    places: _Places,
    groups: dict[str, int],
    faults: Faults,
    progress: Progress | None,
) -> _Side:
    side, seen = _Side(), set[bytes]()
    unit, language, region, day = _Cell(skills.unit), _Cell(skills.language), _Cell(places.region), _Cell(_day)
    wage, seats = _Cell(lambda text: _whole(text, 0, MAX_WAGE_IDR)), _Cell(lambda text: _whole(text, 0, MAX_SEATS))
    for first, block in read_columns(path, OPENING_COLUMNS, OPENING_OPTIONAL, progress):
        reader = _Reader(path.name, first, block, faults)
        side.ids += reader.ids("opening_id", seen)
        for tokens in reader.lists(("required_units", unit), ("languages", language)):
            side.skills[0].add(tokens)
        for tokens in reader.lists(("welcome_units", unit)):
            side.skills[1].add(tokens)
        side.region.extend(reader.cells("region", region))
        side.seats.extend(counts := reader.cells("seats", seats))
        side.wage.extend(reader.cells("wage_idr", wage))
        side.day.extend(reader.cells("starts_on", day))
        for offset, text in enumerate(block.get("reserved", ())):
            if text.strip():
                read = _Cell(partial(_reserves, groups=groups, seats=counts[offset]))
                side.reserved[first - 2 + offset] = reader.cell("reserved", offset, text, read, ())
    return side


class _Reader:
    """Reads the cells of one block; a fault is noted and reading goes on, so that all are found at once."""

    def __init__(self, file: str, first: int, block: dict[str, Any], faults: Faults) -> None:
        self.file, self.first, self.block, self.faults = file, first, block, faults
        self.length = len(next(iter(block.values())))

    def cell(self, column: str, offset: int, text: str, read: Any, instead: Any) -> Any:
        try:
            return read[text]
        except ValueError as error:
            self.faults.add(self.file, self.first + offset, column, str(error))
            return instead

    def cells(self, column: str, read: _Cell) -> list[int]:
        texts = self.block.get(column, ("",) * self.length)
        try:
            return list(map(read.__getitem__, texts))
        except ValueError:
            return [self.cell(column, offset, text, read, 0) for offset, text in enumerate(texts)]

    def ids(self, column: str, seen: set[bytes]) -> list[bytes]:
        ids = [text.strip().encode() for text in self.block[column]]
        fresh = set(ids)
        if len(fresh) == len(ids) and seen.isdisjoint(fresh) and all(ids) and b"\0" not in b"".join(ids):
            seen |= fresh
            return ids
        for offset, one in enumerate(ids):
            if not one or one in seen or b"\0" in one:
                reason = f"{one.decode()!r} sudah dipakai di baris lain"
                if not one or b"\0" in one:
                    reason = "berisi karakter kosong (NUL)" if one else "kosong"
                self.faults.add(self.file, self.first + offset, column, reason)
            seen.add(one)
        return ids

    def lists(self, *columns: tuple[str, _Cell]) -> Iterator[list[int]]:
        texts = [(name, self.block[name], read) for name, read in columns if name in self.block]
        for offset in range(self.length):
            found: list[int] = []
            for name, cells, read in texts:
                if cells[offset]:
                    found += self.one_list(name, offset, cells[offset], read)
            if len(found) > MAX_SKILLS:
                self.faults.add(self.file, self.first + offset, texts[0][0], f"lebih dari {MAX_SKILLS} unit dan bahasa")
                found = []
            yield found

    def one_list(self, column: str, offset: int, text: str, read: _Cell) -> list[int]:
        try:
            found = [read[part] for part in text.split(";") if part]
        except ValueError as error:
            self.faults.add(self.file, self.first + offset, column, str(error))
            return []
        if len({token >> 4 for token in found}) < len(found):
            self.faults.add(self.file, self.first + offset, column, "satu unit disebut dua kali")
            return []
        return found


def _whole(text: str, low: int, high: int) -> int:
    if not WHOLE.fullmatch(text.strip()):
        raise ValueError(f"bukan bilangan bulat: {text!r}" if text.strip() else "kosong, seharusnya bilangan bulat")
    if not low <= int(text) <= high:
        raise ValueError(f"{text} di luar {low} sampai {high}")
    return int(text)


def _day(text: str) -> int:
    try:
        if len(text.strip()) != 10:
            raise ValueError
        return date.fromisoformat(text.strip()).toordinal() - EPOCH
    except ValueError:
        raise ValueError(f"bukan tanggal TTTT-BB-HH: {text!r}") from None


def _bits(text: str, groups: dict[str, int]) -> int:
    return sum(1 << _group(name, groups) for name in {part.strip() for part in text.split(";")} if name)


def _group(name: str, groups: dict[str, int]) -> int:
    number = groups.setdefault(name, len(groups))
    if number >= MAX_GROUPS:
        raise ValueError(f"lebih dari {MAX_GROUPS} kelompok")
    return number


def _reserves(text: str, groups: dict[str, int], seats: int) -> tuple[tuple[int, int], ...]:
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, count = part.partition(":")
        found.append((_group(name.strip(), groups), _whole(count, 1, MAX_SEATS)))
    if len({group for group, _ in found}) > MAX_RESERVES:
        raise ValueError(f"lebih dari {MAX_RESERVES} kelompok pada satu lowongan")
    if sum(count for _, count in found) > seats:
        raise ValueError(f"{text!r} melebihi {seats} kursi")
    return tuple(found)
