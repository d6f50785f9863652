"""The table of a unit, read back into elements and criteria.

A decree prints two columns: the element at the left, its criteria at the right. A text taken from a PDF by position
keeps the columns apart; one taken line by line has them run together. Where the columns of such a line part is found
from how a printer fills lines (a word stands on the next line because it did not fit), from the stop that ends a
criterion, and from which words stand side by side elsewhere in the same document.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

ELEMENT = re.compile(r"^\s*(\d{1,2})\.\s+(?=\D)")
CRITERION = re.compile(r"(?:^|(?<=\s))(\d{1,2})\.\s?(\d{1,2})\.?\s+(?=\S)")
NARROW, WIDE = frozenset("iljtfrI.,;:'|!()[]-/ "), frozenset("mwMW%@")
FAMILIAR = 1.5
APART, DRIFT = 15, 8  # in signs of a line
SLACK = 3.0  # of a letter's width: lines are justified, letters differ
NOTHING = (0.0, ())


@dataclass
class Element:
    """One element as read: number, title, criteria as (number, words), and the line it began on."""

    number: int
    line: int
    title: str = ""
    criteria: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Row:
    """One line of the table: what is certain, and words whose column is not."""

    line: int
    element: int | None = None
    left: str = ""
    criterion: tuple[int, int] | None = None
    right: str = ""
    words: list[str] = field(default_factory=list)


def pairs_of(text: str) -> Counter[tuple[str, str]]:
    """How often two words stand side by side on a line of a document."""
    counted: Counter[tuple[str, str]] = Counter()
    for line in text.splitlines():
        words = [word.strip(".,;:()").casefold() for word in line.split()]
        counted.update(pairwise(words))
    return counted


def elements_of(
    lines: list[tuple[int, str]], pairs: Mapping[tuple[str, str], int] = MappingProxyType({})
) -> tuple[list[Element], list[tuple[int, str]]]:
    """(elements, lines that stand in none as (line, text)). ``lines`` are numbered as in the file."""
    lines = [(line, text) for line, text in lines if text.strip()]
    edge = _edge([text for _line, text in lines])
    rows = list(_apart(lines, edge)) if edge else [row_of(line, text) for line, text in lines]
    astray = []
    while rows and rows[0].element is None:
        row = rows.pop(0)
        astray.append((row.line, " ".join([*row.words, row.left, row.right]).strip()))
    groups: list[list[Row]] = []
    for row in rows:
        if row.element is not None:
            groups.append([])
        groups[-1].append(row)
    room = (
        max((width(row.left) for row in rows if row.left and row.criterion), default=0.0),
        max((width(row.right) for row in rows if row.criterion), default=0.0),
    )
    return [_element(group, room, pairs) for group in groups], astray


def row_of(line: int, text: str) -> Row:
    """What one line of run-together columns says for certain."""
    row = Row(line)
    text = " ".join(text.split())
    if began := ELEMENT.match(text):
        row.element, text = int(began[1]), text[began.end() :]
    if told := CRITERION.search(text):
        row.criterion = int(told[1]), int(told[2])
        row.left, row.right = text[: told.start()].strip(), text[told.end() :].strip()
    elif row.element is not None:
        row.left = text
    else:
        row.words = text.split()
    return row


def in_doubt(lines: list[tuple[int, str]]) -> int:
    """How many lines have columns that run together without a number to part them."""
    texts = [text for _line, text in lines if text.strip()]
    return 0 if _edge(texts) else sum(1 for text in texts if row_of(0, text).words)


def _edge(lines: list[str]) -> int:
    """Where the right column begins in a text whose columns stand apart; 0 where they run together."""
    starts = sorted(told.start() for line in lines if (told := CRITERION.search(line)))
    alone = [line for line in lines if CRITERION.match(line.strip()) and len(line) - len(line.lstrip()) >= APART]
    return starts[len(starts) // 2] if alone and starts[len(starts) // 2] >= APART else 0


def _apart(lines: list[tuple[int, str]], edge: int) -> Iterator[Row]:
    """Lines cut in two where the right column begins: at the criterion's number, or below the one above."""
    for line, text in lines:
        row = Row(line)
        told = next((one for one in CRITERION.finditer(text) if abs(one.start() - edge) <= DRIFT), None)
        if told:
            edge = told.start()
            row.criterion = int(told[1]), int(told[2])
            left, row.right = text[: told.start()], " ".join(text[told.end() :].split())
        else:
            words = list(re.finditer(r"\S+", text))
            cut = next((word.start() for word in words if word.start() >= edge - 2), len(text))
            left, row.right = text[:cut], " ".join(text[cut:].split())
        if began := ELEMENT.match(left):
            row.element, left = int(began[1]), left[began.end() :]
        row.left = " ".join(left.split())
        yield row


def width(text: str) -> float:
    """About how wide a text prints, in letters."""
    return sum(0.55 if sign in NARROW else 1.5 if sign in WIDE else 1.25 if sign.isupper() else 1.0 for sign in text)


def _element(rows: list[Row], room: tuple[float, float], pairs: Mapping[tuple[str, str], int]) -> Element:
    taken = _shares(rows, room, pairs)
    element = Element(rows[0].element or 0, rows[0].line)
    left, criteria = [], element.criteria
    for row, share in zip(rows, taken, strict=True):
        left.append(row.left or " ".join(row.words[:share]))
        right = row.right or " ".join(row.words[share:])
        if row.criterion:
            criteria.append((row.criterion[1], right))
        elif right and criteria:
            criteria[-1] = (criteria[-1][0], f"{criteria[-1][1]} {right}")
        elif right:
            left.append(right)
    element.title = joined(left)
    element.criteria = [(number, joined([words])) for number, words in criteria]
    return element


def joined(parts: list[str]) -> str:
    """Lines as one text; a word cut by a hyphen at the end of a line keeps it."""
    return re.sub(r"(?<=\w)- (?=\w)", "-", " ".join(" ".join(parts).split()))


def _shares(rows: list[Row], room: tuple[float, float], pairs: Mapping[tuple[str, str], int]) -> list[int]:
    """For each row how many of its doubtful words are the element's: the cheapest way the page can have been filled.

    The element's title fills the left column from the top without a gap.
    """
    last_left = max((number for number, row in enumerate(rows) if row.left), default=0)
    # state: (words at the left of the row before, words at its right, whether the left column is still open)
    ways: dict[tuple[str, str, bool], tuple[float, tuple[int, ...]]] = {("", "", True): NOTHING}
    for number, row in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else None
        ends = following is None or following.criterion is not None
        found: dict[tuple[str, str, bool], tuple[float, tuple[int, ...]]] = {}
        for (left, right, still), (cost, path) in ways.items():
            shares = range(len(row.words) + 1) if row.words else (0,)
            for share in shares:
                now_left = row.left or " ".join(row.words[:share])
                now_right = row.right or " ".join(row.words[share:])
                if now_left and not still:
                    continue
                if not now_left and number < last_left:
                    continue
                added = cost + _misfit(left, now_left, room[0]) - _known(left, now_left, pairs)
                if row.criterion is None:
                    added += _misfit(right, now_right, room[1]) - _known(right, now_right, pairs)
                    if number and not now_right and right and not right.endswith((".", ";")):
                        added += 3.0  # a criterion ends with a stop
                if ends and now_right and not now_right.endswith((".", ";")):
                    added += 1.0
                if not now_right and not row.criterion and following is not None and following.words:
                    added += 2.0  # the right column is rarely empty between two lines of one criterion
                key = now_left, now_right or right, still and (bool(now_left) or number == 0)
                if key not in found or added < found[key][0]:
                    found[key] = added, (*path, share)
        ways = found
    return list(min(ways.values())[1]) if ways else [0] * len(rows)


def _known(before: str, now: str, pairs: Mapping[tuple[str, str], int]) -> float:
    """How well the document knows the two words that would meet where the line goes on."""
    if not before or not now:
        return 0.0
    meeting = tuple(word.strip(".,;:()").casefold() for word in (before.split()[-1], now.split()[0]))
    return FAMILIAR * math.log1p(pairs.get(meeting, 0))  # type: ignore[call-overload]


def _misfit(before: str, now: str, room: float) -> float:
    """How badly two lines of one column agree with its width: too wide, or a word that would have fitted above."""
    cost = max(0.0, width(now) - room - SLACK)
    if before and now:
        cost += max(0.0, room - SLACK - width(before) - 1 - width(now.split()[0]))
    return cost
