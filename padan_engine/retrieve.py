"""Words to the texts that speak of them: BM25 over titles of units and occupations, with the words that matched.

A word is a run of letters or digits in lower case; ``stem`` brings its forms together (an Indonesian stemmer makes
``pengelasan`` and ``mengelas`` one) and is given in, so that the engine needs none. Nothing is guessed: a word that no
text holds matches nothing and is named.
Source: S. Robertson, H. Zaragoza, Found. Trends Inf. Retr. 3 (2009) 333-389; the weight of a rare word never falls
below 0, as in Lucene.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.errors import EngineInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

Array = Any
WORD = re.compile(r"[^\W_]+")
SATURATION = 1.2  # k1: how soon more of one word stops counting
MOST_WORDS = 500
LENGTH = 0.75  # b: how far long texts are discounted


@dataclass(frozen=True, slots=True)
class Found:
    """One text: its row, its score (0 is nothing in common; comparable within one question only), and the words of the
    question it holds with what each added, the greatest first."""

    row: int
    score: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The texts found, best first, and the words of the question that no text holds."""

    found: tuple[Found, ...]
    unknown: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; letters in their compatible form, so that ``ﬁ`` and full-width are read."""
    return WORD.findall(unicodedata.normalize("NFKC", text).lower())


class Texts:
    """Texts to be searched.

    Parameters: texts, one for each row; stem, from a word in lower case to its stem; ignored, words that carry no
        meaning (``dan``, ``yang``), in lower case.
    Raises: EngineInputError naming the row of a text that is none.
    """

    def __init__(
        self, texts: Sequence[str], *, stem: Callable[[str], str] = str, ignored: Collection[str] = frozenset()
    ) -> None:
        from scipy.sparse import csc_array

        self._stem, self._ignored = stem, frozenset(ignored)
        self._columns: dict[str, int] = {}
        row, column, count = [], [], []
        for number, text in enumerate(texts):
            if not isinstance(text, str):
                raise EngineInputError(f"row {number}: {text!r} is no text", row=number, column="texts")
            for stemmed, times in Counter(one for _, one in self._read(text)).items():
                row.append(number)
                column.append(self._columns.setdefault(stemmed, len(self._columns)))
                count.append(times)
        n, terms = len(texts), len(self._columns)
        times_in = np.array(count, dtype=np.float64)
        length = np.bincount(np.array(row, dtype=np.int64), weights=times_in, minlength=n)
        mean = length.sum() / n if length.sum() else 1.0
        holding = np.bincount(np.array(column, dtype=np.int64), minlength=terms)
        rarity = np.log1p((n - holding + 0.5) / (holding + 0.5))
        room = SATURATION * (1 - LENGTH + LENGTH * length[row] / mean) if row else times_in
        weight = rarity[column] * times_in * (SATURATION + 1) / (times_in + room) if row else times_in
        self._weight = csc_array((weight, (row, column)), shape=(n, terms))

    def _read(self, text: str) -> list[tuple[str, str]]:
        """(word, its stem) of every word that carries meaning."""
        return [(word, self._stem(word)) for word in words_of(text) if word not in self._ignored]

    def search(self, question: str, k: int = 10) -> Answer:
        """The ``k`` texts that answer a question best, those in front first among equals. A word asked twice counts
        once.

        Raises: EngineInputError if k is below 1, or the question has more than ``MOST_WORDS`` different words.
        """
        if k < 1:
            raise EngineInputError(f"k = {k} is below 1", column="k")
        asked: dict[str, str] = {}
        for word, stemmed in self._read(question):
            asked.setdefault(stemmed, word)
        if len(asked) > MOST_WORDS:
            raise EngineInputError(f"{len(asked)} different words; {MOST_WORDS} is the most", column="question")
        columns = [(word, self._columns[stemmed]) for stemmed, word in asked.items() if stemmed in self._columns]
        unknown = tuple(word for stemmed, word in asked.items() if stemmed not in self._columns)
        if not columns:
            return Answer((), unknown)
        added = self._weight[:, [column for _, column in columns]].toarray()
        score = added.sum(axis=1)
        best = np.lexsort((np.arange(len(score)), -score))[:k]
        return Answer(
            tuple(
                Found(int(row), float(score[row]), _reasons([word for word, _ in columns], added[row]))
                for row in best
                if score[row] > 0
            ),
            unknown,
        )


def _reasons(words: list[str], added: Array) -> tuple[tuple[str, float], ...]:
    told = [(word, float(value)) for word, value in zip(words, added.tolist(), strict=True) if value > 0]
    return tuple(sorted(told, key=lambda one: -one[1]))
