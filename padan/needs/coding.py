"""How words are read here: the forms of a word are one, English job words turn Indonesian, empty words fall away.

``data/words.csv`` is our own table by vocation: ``same`` words are one word, ``near`` words are almost. Everything else
goes through the Indonesian stemmer of Snowball. No network, no model.
"""

import csv
import re
from functools import cache
from pathlib import Path

import snowballstemmer

DATA = Path(__file__).resolve().parent / "data"
WORD = re.compile(r"[^\W_]+")
CLAUSE = re.compile(r"[.;:,!?()\n\r•]+|\s(?:dan|serta|atau|and|or)\s|\s[-–—]\s|\s&\s", re.IGNORECASE)
MOST_CLAUSES = 40
UNIT_FIELDS = ((2.0, 0.3), (1.0, 0.6), (0.5, 0.6), (0.5, 0.6))
"""(weight, length) of titles, elements, criteria, description of a unit."""
OCCUPATION_FIELDS = ((3.0, 0.3), (2.0, 0.6), (1.0, 0.6), (0.3, 0.6))
"""(weight, length) of a group's title, the titles within, its description, the descriptions within."""
_STEMMER = snowballstemmer.stemmer("indonesian")


@cache
def ignored() -> frozenset[str]:
    """Words that carry no meaning where somebody says whom she needs."""
    lines = (DATA / "ignored.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _table() -> list[dict[str, str]]:
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _same() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _table():
        if row["kind"] == "same":
            for word in (row["word"], *row["others"].split()):
                found.setdefault(word, row["word"])
    return found


@cache
def stem(word: str) -> str:
    """The one word that stands for all forms of this one: ``pengelasan``, ``welding`` and ``las`` are ``las``."""
    same = _same()
    if word in same:
        return same[word]
    cut = _STEMMER.stemWord(word)
    if cut == word and len(word) > 5 and word.endswith(("nya", "lah", "kah")):
        cut = word[:-3]
    return same.get(cut, cut)


@cache
def near() -> dict[str, frozenset[str]]:
    """For a stem the stems of almost its meaning."""
    found: dict[str, frozenset[str]] = {}
    for row in _table():
        if row["kind"] == "near":
            others = frozenset(stem(word) for word in row["others"].split())
            found[stem(row["word"])] = found.get(stem(row["word"]), frozenset()) | others
    return found


def clauses_of(words: str) -> list[str]:
    """What was said, piece by piece: a company names one skill after the other."""
    pieces = [" ".join(piece.split()) for piece in CLAUSE.split(words)]
    told = [piece for piece in pieces if any(word.casefold() not in ignored() for word in WORD.findall(piece))]
    return list(dict.fromkeys(told))[:MOST_CLAUSES]
