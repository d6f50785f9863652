"""From words to codes: competency units or occupations ranked by what a company said, each with its reasons.

A code is a row with several texts (title, elements, criteria, description), each with its own weight: BM25F, one
saturation over the weighted counts of all fields. Words that stand side by side count again as a pair. A word that no
text holds is read as the word most like it by its three-letter parts, and the reason says so. What people accepted and
rejected before adds to a code the words under which they did. ``confidence`` says how often a suggestion with such
signs was right where it was measured.
Source: S. Robertson, H. Zaragoza, Found. Trends Inf. Retr. 3 (2009) 333-389 (BM25F); the rarity of a word never falls
below 0, as in Lucene. Platt, Adv. Large Margin Classifiers (1999) 61-74 (confidence).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.errors import EngineInputError
from padan_engine.retrieve import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

Array = Any
SATURATION = 1.2
NAMED = 1.0  # what likeness to one of a row's names counts beside the words of all its texts
PAIR = 0.5  # what a pair of words adds, of its own rarity
LIKE = 0.55  # least likeness (Dice, three-letter parts) of a misspelt word to the one it is read as
LIKE_SHORT, LONG, LEAST_LETTERS = 0.65, 8, 5  # a short word has to be more like; a shorter one is never guessed
LIKENESS_COUNTS = 0.7
NEAR = 0.5  # what a near word counts, of the word itself
LEARNED = 2.0  # what a word counts that was always accepted for a code, of its own rarity
TRUST = 1.0  # decisions that a word needs before half of that counts
BESIDE = 0.5  # words that count less stand beside the question: they move the order, never the confidence
MOST_WORDS = 2000
MOST_LETTERS = 200_000


@dataclass(frozen=True, slots=True)
class Field:
    """One text for each row, how much a word in it counts, and how far long texts are discounted (0 to 1)."""

    texts: Sequence[str]
    weight: float
    length: float = 0.6


@dataclass(frozen=True, slots=True)
class Reason:
    """A word as asked, what it added, and how it was found: "same", "near", "like" (misspelt), "pair" or "learned";
    ``found`` is the word it was read as, where that is another one."""

    word: str
    added: float
    how: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One code: its row, score, confidence (0 to 1), and why, the weightiest reason first."""

    row: int
    score: float
    confidence: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggestions, best first, and the words of the question that nothing holds."""

    found: tuple[Suggestion, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over the signs of ``signs_of``; ``weights`` in their order, then the constant."""

    weights: tuple[float, ...]

    def share(self, signs: Sequence[float]) -> float:
        """The share of suggestions with these signs that were right."""
        total = sum(weight * sign for weight, sign in zip(self.weights, (*signs, 1.0), strict=True))
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


SIGNS = ("covered", "of_best", "ahead", "in_title", "learned", "rank")
"""Signs of a suggestion: share of the question's weight it holds; its score over the best; how far it is ahead of the
next, over its own; share of its title that was asked for; share of its score that was learned; log of its rank."""
UNFITTED = Calibration((2.0, 1.0, 1.0, 1.0, 1.0, -0.5, -3.0))


@dataclass(slots=True)
class Term:
    """A word of the question: as asked, how much it counts, and the words of the texts it stands for."""

    word: str
    weight: float
    stands_for: list[tuple[int, float, str, str]] = field(default_factory=list)  # column, share, how, found


class Suggester:
    """Rows to be suggested.

    Parameters: fields, at least one, the title first; all of one length; names, what each row is called, its title
        without them; stem, from a word in lower case to its stem;
        ignored, words without meaning; near, from a stem to stems of almost its meaning; calibration.
    Raises: EngineInputError if there is no field, lengths differ, or a text is none.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        names: Sequence[Sequence[str]] | None = None,
        stem: Callable[[str], str] = str,
        ignored: Collection[str] = frozenset(),
        near: Mapping[str, Collection[str]] | None = None,
        calibration: Calibration = UNFITTED,
    ) -> None:
        if not fields or len({len(one.texts) for one in fields}) != 1:
            raise EngineInputError("fields need one text for each row", column="fields")
        self.size = len(fields[0].texts)
        self._stem, self._ignored, self._near = stem, frozenset(ignored), near or {}
        self._calibration = calibration
        self._columns: dict[str, int] = {}
        self._learned: dict[str, dict[int, float]] = {}
        self._decided: Counter[str] = Counter()
        if names is not None and len(names) != self.size:
            raise EngineInputError("names need one list for each row", column="names")
        self._build(fields, names if names is not None else [[title] for title in fields[0].texts])
        self._spell()

    def _build(self, fields: Sequence[Field], names: Sequence[Sequence[str]]) -> None:
        from scipy.sparse import csc_array, csr_array

        counts: dict[tuple[int, int], float] = defaultdict(float)
        titles: list[set[int]] = []
        for number, one in enumerate(fields):
            read = [self._terms(text, row) for row, text in enumerate(one.texts)]
            mean = sum(map(len, read)) / max(1, sum(1 for terms in read if terms)) or 1.0
            for row, terms in enumerate(read):
                room = 1 - one.length + one.length * len(terms) / mean
                for term, times in Counter(terms + pairs(terms)).items():
                    counts[row, self._columns.setdefault(term, len(self._columns))] += one.weight * times / room
                if number == 0:
                    titles.append({self._columns[term] for term in terms})
        read_names = [(row, self._terms(name, row)) for row, some in enumerate(names) for name in some]
        called = [(row, Counter(words + pairs(words))) for row, words in read_names if words]
        for _row, held in called:
            for term in held:
                self._columns.setdefault(term, len(self._columns))
        keys = np.array(list(counts), dtype=np.int64).reshape(-1, 2)
        often = np.array(list(counts.values()), dtype=np.float64)
        n, width = self.size, len(self._columns)
        holding = np.bincount(keys[:, 1], minlength=width)
        self._rarity: Array = np.log1p((n - holding + 0.5) / (holding + 0.5))
        self._pair: Array = np.array([" " in term for term in self._columns], dtype=bool)
        weight = self._rarity * np.where(self._pair, PAIR, 1.0)
        value = weight[keys[:, 1]] * often * (SATURATION + 1) / (often + SATURATION)
        self._table: Any = csc_array((value, (keys[:, 0], keys[:, 1])), shape=(n, width))
        self._rows: Any = csr_array(self._table)
        self._titles = titles
        self._name_all(called, weight)
        self._title_weight = [float(sum(self._rarity[column] for column in sorted(one))) for one in titles]
        self._unheard = float(np.log1p((n + 0.5) / 0.5))

    def _name_all(self, called: Sequence[tuple[int, Counter[str]]], weight: Array) -> None:
        """Names as directions: a question lies the nearer to a name the less either says beyond the other."""
        from scipy.sparse import csc_array

        owner, name, column, value = [], [], [], []
        for number, (row, terms) in enumerate(called):
            columns = [self._columns[term] for term in terms]
            told = [float(weight[one]) for one in columns]
            length = math.sqrt(sum(one * one for one in told)) or 1.0
            owner.append(row)
            name += [number] * len(columns)
            column += columns
            value += [one / length for one in told]
        self._names = csc_array((value, (name, column)), shape=(len(called), len(self._columns)))
        rows = np.array(owner, dtype=np.int64)
        self._named, self._name_starts = np.unique(rows, return_index=True)
        self._weight = weight

    def _by_name(self, terms: Sequence[Term]) -> Array:
        """For each row how near the question lies to the nearest of its names."""
        near = np.zeros(self._names.shape[0])
        for term in terms:
            for column, share, _how, _found in term.stands_for:
                start, end = self._names.indptr[column], self._names.indptr[column + 1]
                told = term.weight * share * self._weight[column]
                near[self._names.indices[start:end]] += told * self._names.data[start:end]
        best = np.zeros(self.size)
        if len(near):
            best[self._named] = np.maximum.reduceat(near, self._name_starts)
        return best

    def _spell(self) -> None:
        """Words of the texts by their three-letter parts, so that a misspelt one is found."""
        self._parts: dict[str, list[int]] = defaultdict(list)
        self._words = [
            term for term in self._columns if " " not in term and len(term) >= LEAST_LETTERS and not term.isdigit()
        ]
        self._sizes = []
        for number, word in enumerate(self._words):
            parts = parts_of(word)
            self._sizes.append(len(parts))
            for part in parts:
                self._parts[part].append(number)

    def _terms(self, text: str, row: int) -> list[str]:
        if not isinstance(text, str):
            raise EngineInputError(f"row {row}: {text!r} is no text", row=row, column="texts")
        return [stemmed for _, stemmed in self._read(text)]

    def _read(self, text: str) -> list[tuple[str, str]]:
        return [(word, self._stem(word)) for word in words_of(text) if word not in self._ignored]

    def learn(self, decisions: Iterable[tuple[str, int, int]]) -> None:
        """Take in decisions as (words, row, +1 accepted or -1 rejected), in place of those taken in before.

        For each word and row stands how often it was accepted less how often rejected, over how often the word was
        decided on at all, held back by ``TRUST``: nothing else is learned.
        """
        tally: dict[str, Counter[int]] = defaultdict(Counter)
        decided: Counter[str] = Counter()
        for words, row, verdict in decisions:
            if not 0 <= row < self.size or verdict not in (-1, 1):
                raise EngineInputError(f"decision ({row}, {verdict}) is none", row=row, column="decisions")
            terms = [stemmed for _, stemmed in self._read(words)]
            for term in set(terms) | set(pairs(terms)):
                tally[term][row] += verdict
                decided[term] += 1
        self._learned = {
            term: {row: n / (decided[term] + TRUST) for row, n in rows.items() if n} for term, rows in tally.items()
        }
        self._decided = decided

    def suggest(
        self, *parts: str | tuple[str, float], k: int = 10, extra: Sequence[float] | None = None
    ) -> Suggestions:
        """The ``k`` codes that answer best. A part is a text, or a text and how much its words count.

        A word asked twice counts once, where it counts most. ``extra``, 0 to 1 for each row, is what something else
        thinks of it; 1 weighs as much as all words of the question. Raises: EngineInputError if k is below 1, extra
        has another length, or the question is longer than ``MOST_LETTERS``; of very many words the first
        ``MOST_WORDS`` are read.
        """
        if k < 1:
            raise EngineInputError(f"k = {k} is below 1", column="k")
        if extra is not None and len(extra) != self.size:
            raise EngineInputError(f"{len(extra)} numbers for {self.size} rows", column="extra")
        terms, unknown = self._question(parts)
        score, learned = np.zeros(self.size), np.zeros(self.size)
        asked = 0.0
        for term in terms:
            most = 0.0
            for column, share, _how, _found in term.stands_for:
                start, end = self._table.indptr[column], self._table.indptr[column + 1]
                score[self._table.indices[start:end]] += term.weight * share * self._table.data[start:end]
                most = max(most, share * self._rarity[column] * (PAIR if self._pair[column] else 1.0))
            asked += (term.weight >= BESIDE) * term.weight * (most or (0.0 if " " in term.word else self._unheard))
            for row, share in self._taught(term):
                learned[row] += share
        score += NAMED * self._by_name(terms)
        score += learned
        if extra is not None:
            score += asked * np.asarray(extra, dtype=np.float64)
        count = min(self.size, k + 1)
        if not count or not score.max() > 0:
            return Suggestions((), unknown)
        edge = score[np.argpartition(-score, count - 1)[:count]].min()
        best = np.flatnonzero(score >= max(edge, np.finfo(float).tiny))
        best = best[np.lexsort((best, -score[best]))][:count]
        found = []
        for place, row in enumerate(best[:k].tolist()):
            after = float(score[best[place + 1]]) if place + 1 < len(best) else 0.0
            reasons = self._reasons(terms, row)
            signs = self._signs(terms, row, place, float(score[row]), float(score[best[0]]), after,
                                float(learned[row]), asked)  # fmt: skip
            found.append(Suggestion(row, float(score[row]), self._calibration.share(signs), reasons))
        return Suggestions(tuple(found), unknown)

    def signs(self, *parts: str | tuple[str, float], k: int = 10) -> list[tuple[int, tuple[float, ...]]]:
        """(row, its signs) of the best ``k``: what a calibration is fitted to."""
        kept, found = self._calibration, []

        class Told(Calibration):
            __slots__ = ()

            def share(self, signs: Sequence[float]) -> float:
                found.append(tuple(signs))
                return 0.0

        self._calibration = Told(())
        try:
            rows = [one.row for one in self.suggest(*parts, k=k).found]
        finally:
            self._calibration = kept
        return list(zip(rows, found, strict=True))

    def _question(self, parts: Sequence[str | tuple[str, float]]) -> tuple[list[Term], tuple[str, ...]]:
        told = [(part, 1.0) if isinstance(part, str) else part for part in parts]
        if sum(len(text) for text, _ in told) > MOST_LETTERS:
            raise EngineInputError(f"more than {MOST_LETTERS} letters", column="question")
        asked: dict[str, tuple[str, float]] = {}
        for text, weight in told:
            read = [(word, stemmed) for word, stemmed in self._read(text) if not word.isdigit()][:MOST_WORDS]
            joined = [(f"{one[0]} {two[0]}", f"{one[1]} {two[1]}") for one, two in pairwise(read)]
            for word, stemmed in read + joined:
                if stemmed not in asked or asked[stemmed][1] < weight:
                    asked[stemmed] = word, weight
        terms, unknown = [], []
        for stemmed, (word, weight) in asked.items():
            term = Term(word, weight)
            if stemmed in self._columns:
                term.stands_for.append((self._columns[stemmed], 1.0, "pair" if " " in stemmed else "same", ""))
            for other in sorted(self._near.get(stemmed, ())):
                if other in self._columns:
                    term.stands_for.append((self._columns[other], NEAR, "near", other))
            if not term.stands_for and " " not in stemmed:
                if (like := self._like(stemmed)) is not None:
                    term.stands_for.append((self._columns[like[0]], like[1] * LIKENESS_COUNTS, "like", like[0]))
                elif stemmed not in self._learned:
                    unknown.append(word)
            if term.stands_for or " " not in stemmed or stemmed in self._learned:
                terms.append(term)
        return terms, tuple(unknown)

    def _like(self, word: str) -> tuple[str, float] | None:
        """The word of the texts most like this one, and how like it is."""
        if not LEAST_LETTERS <= len(word) <= 40 or word.isdigit():
            return None
        parts = parts_of(word)
        shared: Counter[int] = Counter()
        for part in parts:
            shared.update(self._parts.get(part, ()))
        likeness = [(2 * n / (len(parts) + self._sizes[number]), self._words[number]) for number, n in shared.items()]
        best = max(likeness, default=(0.0, ""), key=lambda one: (one[0], one[1]))
        return (best[1], best[0]) if best[0] >= (LIKE if len(word) >= LONG else LIKE_SHORT) else None

    def _taught(self, term: Term) -> Iterable[tuple[int, float]]:
        stemmed = " ".join(self._stem(word) for word in term.word.split())
        rows = self._learned.get(stemmed)
        if not rows:
            return ()
        column = self._columns.get(stemmed)
        rarity = self._unheard if column is None else max(float(self._rarity[column]), 1.0)
        rarity *= LEARNED * term.weight * (PAIR if " " in stemmed else 1.0)
        return ((row, rarity * share) for row, share in rows.items())

    def _reasons(self, terms: Sequence[Term], row: int) -> tuple[Reason, ...]:
        start, end = self._rows.indptr[row], self._rows.indptr[row + 1]
        held = dict(zip(self._rows.indices[start:end].tolist(), self._rows.data[start:end].tolist(), strict=True))
        reasons = []
        for term in terms:
            for column, share, how, found in term.stands_for:
                if column in held:
                    reasons.append(Reason(term.word, term.weight * share * held[column], how, found))
            reasons += [Reason(term.word, added, "learned") for one, added in self._taught(term) if one == row]
        return tuple(sorted(reasons, key=lambda one: (-one.added, one.word)))

    def _signs(
        self, terms: Sequence[Term], row: int, place: int, score: float, best: float, after: float, learned: float,
        asked: float,
    ) -> tuple[float, ...]:  # fmt: skip
        start, end = self._rows.indptr[row], self._rows.indptr[row + 1]
        held = set(self._rows.indices[start:end].tolist())
        covered = title = 0.0
        for term in terms:
            shares = [
                share * self._rarity[column] * (PAIR if self._pair[column] else 1.0)
                for column, share, _, _ in term.stands_for
                if column in held
            ]
            covered += (term.weight >= BESIDE) * term.weight * max(shares, default=0.0)
            shares = [
                share * self._rarity[column] for column, share, _, _ in term.stands_for if column in self._titles[row]
            ]
            title += max(shares, default=0.0)
        return (
            covered / asked if asked else 0.0,
            score / best,
            max(0.0, score - after) / score,
            min(1.0, title / self._title_weight[row]) if self._title_weight[row] else 0.0,
            max(-1.0, min(1.0, learned / score)),
            math.log1p(place),
        )


def pairs(terms: Sequence[str]) -> list[str]:
    """Words side by side, as one term each."""
    return [f"{one} {two}" for one, two in pairwise(terms)]


def parts_of(word: str) -> set[str]:
    """The three-letter parts of a word, its ends marked."""
    marked = f"^{word}$"
    return {marked[at : at + 3] for at in range(len(marked) - 2)}
