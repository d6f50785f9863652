"""The text formats of the literature: Glasgow (HR, SMTI, SMTI-GRP) and PrefLib (soc)."""

from __future__ import annotations

import re

from padan_engine.errors import EngineInputError
from padan_engine.preferences import Preferences, Tiers

TOKEN = re.compile(r"\(|\)|[0-9]+")


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
        if not line.strip().isdecimal():
            raise EngineInputError(f"line {number}: a size was expected, not {line.strip()!r}", row=number)
        header.append(int(line))
    body = lines[3:]
    if len(header) < 3 or 0 not in header:
        raise EngineInputError("the first three lines must be two sizes and a 0", row=1)
    n, m = [size for i, size in enumerate(header) if i != header.index(0)]
    if len(body) != n + m:
        raise EngineInputError(f"{len(body)} lists, but the sizes are {n} and {m}", row=1)
    rows = [_line(*line, n, m, "row") for line in body[:n]]
    with_capacity = _has_capacity(body[n:], [{one for tier in tiers for one in tier} for _, tiers in rows])
    columns, capacity = [], []
    for number, line in body[n:]:
        own, seats, rest = _split(number, line, with_capacity)
        del own
        columns.append(_tiers(number, rest, n))
        capacity.append(seats)
    return Preferences(tuple(tiers for _, tiers in rows), tuple(columns), tuple(capacity))


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


def read_soc(text: str) -> tuple[list[str], list[tuple[int, ...]]]:
    """Read PrefLib's strict complete orders: (names of alternatives, one order of 0-based alternatives per voter)."""
    names: list[str] = []
    voters: list[tuple[int, ...]] = []
    told: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            if key.strip().startswith("ALTERNATIVE NAME"):
                names.append(value.strip())
            elif key.strip() in ("NUMBER ALTERNATIVES", "NUMBER VOTERS"):
                told[key.strip()] = int(value)
        elif line.strip():
            count, _, order = line.partition(":")
            if not count.strip().isdecimal() or not re.fullmatch(r"\s*[0-9]+(\s*,\s*[0-9]+)*\s*", order):
                raise EngineInputError(f"line {number}: not an order: {line.strip()!r}", row=number)
            ranked = tuple(int(one) - 1 for one in order.split(","))
            if sorted(ranked) != list(range(len(names))):
                raise EngineInputError(f"line {number}: not a strict and complete order", row=number)
            voters += [ranked] * int(count)
    if told.get("NUMBER VOTERS", len(voters)) != len(voters) or told.get("NUMBER ALTERNATIVES", len(names)) != len(
        names
    ):
        raise EngineInputError("the header tells other numbers than the file holds", row=1)
    return names, voters


def school_choice(orders: list[tuple[int, ...]], capacity: list[int]) -> Preferences:
    """A market in which the columns have no priorities of their own: everybody is equal and the lottery decides."""
    everybody = (tuple(range(len(orders))),) if orders else ()
    return Preferences(
        tuple(tuple((one,) for one in order) for order in orders), (everybody,) * len(capacity), tuple(capacity)
    )


def _line(number: int, line: str, n: int, m: int, kind: str) -> tuple[int, Tiers]:
    own, _, rest = _split(number, line, with_capacity=False)
    if not 1 <= own <= n:
        raise EngineInputError(f"line {number}: there is no {kind} {own}", row=number)
    return own, _tiers(number, rest, m)


def _split(number: int, line: str, with_capacity: bool) -> tuple[int, int, list[str]]:
    tokens = TOKEN.findall(line)
    if re.sub(r"[0-9()\s:]", "", line) or not tokens or not tokens[0].isdecimal():
        raise EngineInputError(f"line {number}: text where a number should be: {line.strip()!r}", row=number)
    if not with_capacity:
        return int(tokens[0]), 1, tokens[1:]
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
    if not cell.strip().isdecimal():
        raise EngineInputError(f"line {number}: text where a number should be: {cell.strip()!r}", row=number)
    return int(cell)
