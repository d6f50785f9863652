"""From a need's words to suggested units and occupations: the lists stand warm in the process.

They are built on the first question and again when a list was loaded; when somebody decides, the decisions alone are
taken in anew. A model of one's own can be plugged in: ``PADAN_SUGGEST_WITH`` names a function (``package.module:name``)
that takes the words and the texts of all rows and gives for each row a likeness from 0 to 1, which is added to the
score. None is shipped, and none is asked unless named.
"""

import csv
import importlib
import threading
import unicodedata
from dataclasses import dataclass

from django.conf import settings

from padan.needs.coding import DATA, OCCUPATION_FIELDS, UNIT_FIELDS, WORD, clauses_of, ignored, near, stem
from padan.needs.queries import decisions_stamp, decisions_taken
from padan.reference.queries import lists_stamp, occupation_texts, unit_texts
from padan_engine import Calibration, Field, Suggester

UNIT, OCCUPATION = "unit", "occupation"
MOST_LETTERS = 60_000  # read of one text; a need has at most 4,000
AROUND = 0.1  # what the rest of a need counts beside the piece that is asked for
PER_PIECE = 3
TELLING = 0.2  # of the weightiest reason: what adds less is not told
LEAST = 0.05  # confidence below which nothing is suggested
STRONG, FAIR = 0.6, 0.3  # how often such suggestions were right: from here they read "strong", "fair"


def level_of(confidence: float) -> str:
    """How a confidence reads: "strong", "fair" or "weak"."""
    return "strong" if confidence >= STRONG else "fair" if confidence >= FAIR else "weak"


@dataclass(frozen=True)
class Suggested:
    """One code: how sure (0 to 1, as measured), and the words of the need it rests on.

    ``same`` words are its own; ``near`` are (word said, word of the list) of other words for it or of a misspelt one;
    ``learned`` are words under which somebody accepted it before.
    """

    code_id: int
    confidence: float
    same: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    learned: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the need this rests on, the weightiest first."""
        return tuple(dict.fromkeys((*self.same, *(word for word, _ in self.near), *self.learned)))


@dataclass(frozen=True)
class SuggestedCodes:
    """Suggestions, the surest first; the words that no list knows; whether the end of the text was left unread."""

    found: tuple[Suggested, ...]
    unknown: tuple[str, ...]
    cut: bool = False


class Warm:
    """The lists of one kind, kept by the process."""

    def __init__(self, kind):
        self.kind, self._lock = kind, threading.Lock()
        self._lists = self._decisions = object()
        self._suggester, self._ids, self._texts, self._rows = None, [], [], {}

    def ready(self):
        """(suggester, code ids by row, texts by row), as the lists and decisions stand now."""
        lists, decisions = lists_stamp(), decisions_stamp()
        with self._lock:
            if lists != self._lists:
                self._build()
                self._lists, self._decisions = lists, object()
            if decisions != self._decisions:
                taken = decisions_taken(units=self.kind == UNIT)
                known = [(words, self._rows[pk], verdict) for words, pk, verdict in taken if pk in self._rows]
                self._suggester.learn(known)
                self._decisions = decisions
            return self._suggester, self._ids, self._texts

    def _build(self):
        if self.kind == UNIT:
            rows = list(unit_texts())
            names = [[title, *others] for _pk, title, others, _e, _c, _d in rows]
            texts = (
                [" ".join(some) for some in names],
                [" ".join(elements) for _pk, _t, _o, elements, _c, _d in rows],
                [" ".join(criteria) for _pk, _t, _o, _e, criteria, _d in rows],
                [about for *_, about in rows],
            )
        else:
            rows = occupation_texts()
            names = [[title, *within] for _pk, title, within, *_ in rows]
            texts = (
                [title for _pk, title, *_ in rows],
                [" ".join(within) for _pk, _title, within, *_ in rows],
                [about for _pk, _title, _within, about, *_ in rows],
                [" ".join(abouts) for *_, abouts, _pks in rows],
            )
        self._ids = [row[0] for row in rows]
        self._rows = {pk: row for row, pk in enumerate(self._ids)}
        if self.kind == OCCUPATION:
            self._rows |= {pk: row for row, (*_, pks) in enumerate(rows) for pk in pks}
        self._texts = [" ".join(some) for some in names]
        self._suggester = suggester(texts, names, self.kind)


_WARM = {kind: Warm(kind) for kind in (UNIT, OCCUPATION)}


def suggester(texts, names, kind):
    """A suggester over the texts of ``UNIT_FIELDS`` or ``OCCUPATION_FIELDS``, with our words and its calibration."""
    weighed = UNIT_FIELDS if kind == UNIT else OCCUPATION_FIELDS
    return Suggester(
        [Field(some, weight, length) for some, (weight, length) in zip(texts, weighed, strict=True)],
        names=names,
        stem=stem,
        ignored=ignored(),
        near=near(),
        calibration=_calibration(kind),
    )


def forget():
    """Let the lists go; the next question builds them anew."""
    for kind in _WARM:
        _WARM[kind] = Warm(kind)


def suggest_units(words: str, *, k: int = 10) -> SuggestedCodes:
    """Units for what a company said: each piece of it by itself, the rest of the text beside it."""
    warm, ids, texts = _WARM[UNIT].ready()
    text = words[:MOST_LETTERS]
    best: dict[int, Suggested] = {}
    unknown: dict[str, None] = {}
    for piece in clauses_of(text):
        answer = warm.suggest((piece, 1.0), (text, AROUND), k=PER_PIECE, extra=_extra(piece, texts))
        own = {word.lower() for word in WORD.findall(unicodedata.normalize("NFKC", piece))}
        unknown |= dict.fromkeys(word for word in answer.unknown if word in own)
        for one in _told(answer.found, ids, own):
            if one.code_id not in best or best[one.code_id].confidence < one.confidence:
                best[one.code_id] = one
    found = sorted(best.values(), key=lambda one: (-one.confidence, one.code_id))
    return SuggestedCodes(tuple(found[:k]), tuple(unknown), len(words) > MOST_LETTERS)


def suggest_occupations(words: str, more: str = "", *, k: int = 5) -> SuggestedCodes:
    """Occupations for the title of a job, or for a whole need; ``more`` is what else was said of it."""
    return _occupations(_WARM[OCCUPATION].ready(), words, more, k)


def code_openings(told, *, k: int = 1) -> list[SuggestedCodes]:
    """``suggest_occupations`` for many (title, description), the lists looked at once."""
    ready = _WARM[OCCUPATION].ready()
    return [_occupations(ready, words, more, k) for words, more in told]


def _occupations(ready, words, more, k):
    warm, ids, texts = ready
    told = ((words[:MOST_LETTERS], 1.0), (more[:MOST_LETTERS], 0.5))
    answer = warm.suggest(*(part for part in told if part[0]), k=k, extra=_extra(words, texts))
    return SuggestedCodes(_told(answer.found, ids), answer.unknown, max(len(words), len(more)) > MOST_LETTERS)


def _told(found, ids, own=None):
    """Suggestions sure enough to be shown, with the reasons that weigh; ``own``: the words that may be reasons."""
    told = []
    for one in found:
        reasons = [reason for reason in one.reasons if own is None or reason.word.split()[0] in own]
        heaviest = max((reason.added for reason in reasons), default=0.0)
        reasons = [reason for reason in reasons if reason.added >= TELLING * heaviest > 0]
        if one.confidence >= LEAST and reasons:
            told.append(
                Suggested(
                    ids[one.row],
                    one.confidence,
                    _once(reason.word for reason in reasons if reason.how == "same"),
                    _once((reason.word, reason.found) for reason in reasons if reason.how in ("near", "like")),
                    _once(reason.word for reason in reasons if reason.how == "learned"),
                )
            )
    return tuple(told)


def _once(words):
    return tuple(dict.fromkeys(words))


def _extra(words, texts):
    """What a model of one's own says, where one is named."""
    named = getattr(settings, "SUGGEST_WITH", "")
    if not named:
        return None
    module, _colon, function = named.partition(":")
    return getattr(importlib.import_module(module), function)(words, texts)


def _calibration(kind):
    with (DATA / "confidence.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    return Calibration(tuple(float(row["weight"]) for row in rows))
