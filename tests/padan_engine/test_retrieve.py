"""Words find texts as the formula says, and every answer says why."""

import csv
import gzip
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from padan_engine.errors import EngineInputError
from padan_engine.retrieve import Texts, words_of

TITLES = [
    "Mengelas pelat dengan proses SMAW",
    "Melakukan pengelasan pipa dan pelat",
    "Membuat kopi espresso",
    "Menyajikan kopi dan teh kepada tamu",
    "",
]


def bm25(texts, question):
    """The formula, written for reading."""
    lists = [words_of(text) for text in texts]
    n, mean = len(lists), sum(map(len, lists)) / len(lists)
    scores = []
    for words in lists:
        total = 0.0
        for word in dict.fromkeys(words_of(question)):
            holding, times = sum(word in one for one in lists), words.count(word)
            rarity = math.log(1 + (n - holding + 0.5) / (holding + 0.5))
            total += rarity * times * 2.2 / (times + 1.2 * (1 - 0.75 + 0.75 * len(words) / mean)) if times else 0
        scores.append(total)
    return scores


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("abcde"), max_size=6).map(" ".join), min_size=1, max_size=8),
    st.lists(st.sampled_from("abcdef"), max_size=4).map(" ".join),
)
def test_scores_are_those_of_the_formula(texts, question):
    if not any(words_of(text) for text in texts):
        assert Texts(texts).search(question).found == ()
        return
    expected = bm25(texts, question)
    answer = Texts(texts).search(question, k=8)
    assert {one.row for one in answer.found} == {row for row, score in enumerate(expected) if score > 0}
    for one in answer.found:
        assert math.isclose(one.score, expected[one.row])
        assert math.isclose(sum(added for _, added in one.reasons), one.score)
        assert {word for word, _ in one.reasons} == set(words_of(question)) & set(words_of(texts[one.row]))
    scores = [one.score for one in answer.found]
    assert scores == sorted(scores, reverse=True)
    known = {word for text in texts for word in words_of(text)}
    assert set(answer.unknown) == set(words_of(question)) - known


def test_rare_words_count_more_and_the_reasons_say_so():
    answer = Texts(TITLES).search("kopi espresso untuk pipa")
    assert [one.row for one in answer.found] == [2, 1, 3]
    assert [word for word, _ in answer.found[0].reasons] == ["espresso", "kopi"]
    assert answer.unknown == ("untuk",)


def test_a_stemmer_brings_forms_of_a_word_together_and_the_reason_keeps_the_word_asked():
    def stem(word):
        return {"mengelas": "las", "pengelasan": "las"}.get(word, word)

    plain = Texts(TITLES).search("pengelasan")
    stemmed = Texts(TITLES, stem=stem).search("pengelasan")
    assert [one.row for one in plain.found] == [1]
    assert sorted(one.row for one in stemmed.found) == [0, 1]
    assert {word for one in stemmed.found for word, _ in one.reasons} == {"pengelasan"}


def test_words_without_meaning_are_ignored():
    texts = Texts(TITLES, ignored={"dan", "dengan"})
    assert texts.search("dan dengan") == Texts(TITLES).search("")
    assert texts.search("dan teh").unknown == ()


def test_equals_stand_in_the_order_of_the_file():
    assert [one.row for one in Texts(["kopi", "teh", "kopi"]).search("KOPI", k=2).found] == [0, 2]


@pytest.mark.parametrize("question", ["", " ", "!?", "zzz", "x" * 100_000, "🙂", "\0"])
def test_a_question_about_nothing_finds_nothing(question):
    assert Texts(TITLES).search(question).found == ()
    assert Texts([]).search(question).found == ()


def test_what_is_no_text_is_refused():
    with pytest.raises(EngineInputError) as refused:
        Texts(["kopi", None])
    assert refused.value.row == 1
    with pytest.raises(EngineInputError, match="different words"):
        Texts(TITLES).search(" ".join(map(str, range(501))))
    with pytest.raises(EngineInputError, match="k ="):
        Texts(TITLES).search("kopi", k=0)


def test_the_official_occupations_are_found_by_their_titles():
    with gzip.open(shared("classification/kbji2014.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        titles = [row["judul"] for row in csv.DictReader(file)]
    texts = Texts(titles)
    for row in range(0, len(titles), 40):
        best = texts.search(titles[row], k=3).found
        assert titles[row] in [titles[one.row] for one in best]
        own = next(one for one in best if titles[one.row] == titles[row])
        assert {word for word, _ in own.reasons} == set(words_of(titles[row]))
