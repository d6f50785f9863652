"""The text formats of the literature: Glasgow (HR, SMTI, SMTI-GRP) and PrefLib (soc, soi, toc, toi)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from padan_engine.errors import EngineInputError
from padan_engine.preferences import Preferences, Tiers

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN = re.compile(r"\(|\)|[0-9]+")
ORDER = re.compile(r"\{?[0-9]{1,9}\}?(,\{?[0-9]{1,9}\}?)*")
LONGEST_NUMBER = 9  # digits
BRACES = str.maketrans("{}", "()")
MOST_VOTERS = 10_000_000


def read_glasgow(text: str) -> Preferences:
    """Read an HR or SMTI instance with ties in parentheses.

    The first numbers are a zero and two sizes (of an SMTI: men, women), or two sizes and a zero where residents and
    hospitals come with capacities; hospitals' lines then hold their capacity first. Both orders of the header are met
    in the wild; which one it is shows in the number of lines. Raises EngineInputError naming the line.
    """
    lines = [(number, line.split("#")[0]) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line.strip()]
    header = []
    for number, line in lines[:3]:
        if not line.strip().isdecimal() or len(line.strip()) > LONGEST_NUMBER:
            raise EngineInputError(f"line {number}: a size was expected, not {line.strip()[:80]!r}", row=number)
        header.append(int(line))
    body = lines[3:]
    if len(header) < 3 or 0 not in header:
        raise EngineInputError("the first three lines must be two sizes and a 0", row=1)
    n, m = [size for i, size in enumerate(header) if i != header.index(0)]
    if len(body) != n + m:
        raise EngineInputError(f"{len(body)} lists, but the sizes are {n} and {m}", row=1)
    rows = [_split(*line, with_capacity=False) for line in body[:n]]
    ranked = [{int(token) - 1 for token in tokens if token.isdecimal()} for _, _, tokens in rows]
    with_capacity = _has_capacity(body[n:], [ranked[at] for at in _in_order(body[:n], rows, "row")])
    columns = [_split(*line, with_capacity=with_capacity) for line in body[n:]]
    left, right = _in_order(body[:n], rows, "row"), _in_order(body[n:], columns, "column")
    return Preferences(
        tuple(_tiers(body[at][0], rows[at][2], m) for at in left),
        tuple(_tiers(body[n + at][0], columns[at][2], n) for at in right),
        tuple(columns[at][1] for at in right),
    )


def _in_order(lines: list[tuple[int, str]], read: list[tuple[int, int, list[str]]], kind: str) -> list[int]:
    """Where the line of each row (or column) stands; every one must have exactly one."""
    at: dict[int, int] = {}
    for place, (own, _, _) in enumerate(read):
        if not 1 <= own <= len(read) or own in at:
            problem = "appears twice" if own in at else "is none of them"
            raise EngineInputError(f"line {lines[place][0]}: {kind} {own} {problem}", row=lines[place][0])
        at[own] = place
    return [at[own] for own in range(1, len(read) + 1)]


def read_grp(text: str) -> list[list[int]]:
    """Read a table of weights (SMTI-GRP): comma-separated with a header and row names, or sizes and then plain rows."""
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and "," in lines[0]:
        rows = [[_weight(i, cell) for cell in line.split(",")[1:]] for i, line in enumerate(lines[1:], 2)]
        width = len(lines[0].split(",")) - 1
    else:
        rows = [[_weight(i, cell) for cell in line.split()] for i, line in enumerate(lines[2:], 3)]
        width = int(lines[1]) if len(lines) > 1 and lines[1].strip().isdecimal() else -1
        if not lines or not lines[0].strip().isdecimal() or int(lines[0]) != len(rows):
            raise EngineInputError("the sizes do not fit the table", row=1)
    for number, row in enumerate(rows):
        if len(row) != width:
            raise EngineInputError(f"row {number}: {len(row)} weights, expected {width}", row=number)
    return rows


def read_preflib(text: str) -> tuple[list[str], list[Tiers]]:
    """Read PrefLib's orders, strict or with ties in braces, complete or not: (names, tiers of each voter).

    Alternatives count from 0. Raises EngineInputError naming the line.
    """
    names: list[str] = []
    voters: list[Tiers] = []
    told: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            if key.strip().startswith("ALTERNATIVE NAME"):
                names.append(value.strip())
            elif key.strip() in ("NUMBER ALTERNATIVES", "NUMBER VOTERS"):
                told[key.strip()] = _weight(number, value)
        elif line.strip():
            count, _, order = line.partition(":")
            bare = "".join(order.split())
            if not ORDER.fullmatch(bare) or re.search(r"[0-9]\s+[0-9]", order):
                raise EngineInputError(f"line {number}: not an order: {line.strip()[:80]!r}", row=number)
            voting = _weight(number, count)
            tiers = _tiers(number, TOKEN.findall(bare.translate(BRACES)), len(names))
            named = [one for tier in tiers for one in tier]
            if len(named) != len(set(named)):
                raise EngineInputError(f"line {number}: an alternative is ranked twice", row=number)
            if len(voters) + voting > told.get("NUMBER VOTERS", MOST_VOTERS):
                raise EngineInputError(f"line {number}: more voters than the header tells", row=number)
            voters += [tiers] * voting
    if told.get("NUMBER VOTERS", len(voters)) != len(voters) or told.get("NUMBER ALTERNATIVES", len(names)) != len(
        names
    ):
        raise EngineInputError("the header tells other numbers than the file holds", row=1)
    return names, voters


def read_soc(text: str) -> tuple[list[str], list[tuple[int, ...]]]:
    """Read PrefLib's strict and complete orders: (names, one order of 0-based alternatives per voter)."""
    names, voters = read_preflib(text)
    for number, tiers in enumerate(voters):
        if [len(tier) for tier in tiers] != [1] * len(names):
            raise EngineInputError(f"voter {number}: not a strict and complete order", row=number)
    return names, [tuple(one for (one,) in tiers) for tiers in voters]


def school_choice(orders: Sequence[Tiers | tuple[int, ...]], capacity: list[int]) -> Preferences:
    """A market in which the columns have no priorities of their own: everybody is equal and the lottery decides."""
    everybody = (tuple(range(len(orders))),) if orders else ()
    rows = tuple(tuple((one,) if isinstance(one, int) else one for one in order) for order in orders)
    return Preferences(rows, (everybody,) * len(capacity), tuple(capacity))


def _split(number: int, line: str, with_capacity: bool) -> tuple[int, int, list[str]]:
    tokens = TOKEN.findall(line)
    strange = re.sub(r"[0-9()\s:]", "", line) or max(map(len, tokens), default=0) > LONGEST_NUMBER
    if strange or not tokens or not tokens[0].isdecimal():
        raise EngineInputError(f"line {number}: text where a number should be: {line.strip()[:80]!r}", row=number)
    if not with_capacity:
        return int(tokens[0]), 1, tokens[1:]
    if len(tokens) < 2 or not tokens[1].isdecimal():
        raise EngineInputError(f"line {number}: a capacity was expected", row=number)
    return int(tokens[0]), int(tokens[1]), tokens[2:]


def _has_capacity(lines: list[tuple[int, str]], ranked: list[set[int]]) -> bool:
    """Whether the second number of a column's line is its capacity: without it a list would name rows that do not
    rank it."""
    for column, (number, line) in enumerate(lines):
        numbers = [int(token) for token in _split(number, line, with_capacity=False)[2] if token.isdecimal()]
        if len(numbers) != len(set(numbers)) or any(not 1 <= one <= len(ranked) for one in numbers):
            return True
        if any(column not in ranked[one - 1] for one in numbers):
            return True
    return False


def _tiers(number: int, tokens: list[str], most: int) -> Tiers:
    tiers: list[tuple[int, ...]] = []
    group: list[int] | None = None
    for word in tokens:
        if word == "(":
            if group is not None:
                raise EngineInputError(f"line {number}: a parenthesis inside another", row=number)
            group = []
        elif word == ")":
            if not group:
                raise EngineInputError(f"line {number}: a parenthesis closes nothing", row=number)
            tiers.append(tuple(group))
            group = None
        else:
            one = int(word) - 1
            if not 0 <= one < most:
                raise EngineInputError(f"line {number}: there is nobody called {word}", row=number)
            if group is None:
                tiers.append((one,))
            else:
                group.append(one)
    if group is not None:
        raise EngineInputError(f"line {number}: a parenthesis is not closed", row=number)
    return tuple(tiers)


def _weight(number: int, cell: str) -> int:
    if not cell.strip().isdecimal() or len(cell.strip()) > LONGEST_NUMBER:
        raise EngineInputError(f"line {number}: text where a number should be: {cell.strip()[:80]!r}", row=number)
    return int(cell)
