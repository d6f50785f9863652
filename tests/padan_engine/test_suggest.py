"""Words suggest codes as the formula says, every suggestion says why, and decisions teach."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from padan_engine.errors import EngineInputError
from padan_engine.suggest import SIGNS, Calibration, Field, Suggester, pairs, parts_of

TITLES = [
    "Mengelas pelat posisi tegak dengan SMAW",
    "Memotong pelat dengan gas",
    "Membuat kopi espresso",
    "Mengoperasikan forklift di gudang",
    "",
]


def one_field(texts, **more):
    return Suggester([Field(texts, 1.0)], **more)


def oracle(fields, question):
    """Score of every row, written for reading: BM25F, pairs at half, and the nearest name."""
    n, weighted = len(fields[0].texts), []
    for row in range(n):
        times = Counter()
        for field in fields:
            lists = [text.split() for text in field.texts]
            mean = sum(map(len, lists)) / max(1, sum(bool(one) for one in lists)) or 1.0
            words = lists[row]
            room = 1 - field.length + field.length * len(words) / mean
            for word in words + pairs(words):
                times[word] += field.weight / room
        weighted.append(times)

    def rarity(word):
        holding = sum(word in times for times in weighted)
        return math.log1p((n - holding + 0.5) / (holding + 0.5)) * (0.5 if " " in word else 1)

    asked = list(dict.fromkeys(question.split() + pairs(question.split())))
    scores = []
    for row in range(n):
        score = sum(rarity(word) * weighted[row][word] * 2.2 / (weighted[row][word] + 1.2)
                    for word in asked if weighted[row][word])  # fmt: skip
        title = fields[0].texts[row].split()
        held = set(title + pairs(title))
        length = math.sqrt(sum(rarity(word) ** 2 for word in held)) or 1.0
        scores.append(score + sum(rarity(word) ** 2 for word in asked if word in held) / length)
    return scores


words = st.lists(st.sampled_from(["las", "kopi", "gas", "teh", "cat"]), max_size=5).map(" ".join)


@settings(deadline=None)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=6), words)
def test_scores_are_those_of_the_formula(rows, question):
    fields = [Field([one for one, _ in rows], 2.0, 0.3), Field([two for _, two in rows], 1.0, 0.6)]
    expected = oracle(fields, question) if any(one or two for one, two in rows) else [0.0] * len(rows)

    found = Suggester(fields).suggest(question, k=10).found if question else ()

    if question:
        assert {one.row for one in found} == {row for row, score in enumerate(expected) if score > 0}
    for one in found:
        assert math.isclose(one.score, expected[one.row], rel_tol=1e-9)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_the_reason_names_the_words_and_a_word_nobody_knows_is_told():
    answer = one_field(TITLES).suggest("las pelat pakai SMAW xyz")

    assert answer.found[0].row == 0
    assert {reason.word for reason in answer.found[0].reasons} == {"pelat", "smaw"}
    assert answer.unknown == ("las", "pakai", "xyz")


def test_words_side_by_side_count_once_more():
    texts = ["tangan gerinda", "gerinda tangan", "tangan lain gerinda"]
    found = one_field(texts).suggest("gerinda tangan").found

    assert found[0].row == 1
    assert [reason.how for reason in found[0].reasons].count("pair") == 1


def test_a_misspelt_word_is_read_as_the_one_most_like_it_and_the_reason_says_so():
    answer = one_field(TITLES).suggest("operator forclift")

    assert [one.row for one in answer.found] == [3]
    assert [(reason.word, reason.how, reason.found) for reason in answer.found[0].reasons] == [
        ("forclift", "like", "forklift")
    ]
    assert one_field(TITLES).suggest("kop pelot").found == ()  # too short to be guessed, and too unlike


def test_near_words_count_half():
    suggester = one_field(TITLES, near={"barista": {"kopi"}})
    near, same = (suggester.suggest(word).found[0] for word in ("barista", "kopi"))

    assert near.row == same.row == 2
    assert near.score < same.score
    assert near.reasons[0].how == "near"


def test_what_was_accepted_comes_forward_and_what_was_rejected_goes_back():
    suggester = one_field(TITLES)
    before = [one.row for one in suggester.suggest("pelat halus").found]
    suggester.learn([("halus", 3, 1), ("halus", 3, 1), ("pelat halus", before[0], -1)])
    after = suggester.suggest("pelat halus")

    assert before[0] == 1
    assert after.found[0].row == 3
    assert [(reason.word, reason.how) for reason in after.found[0].reasons] == [("halus", "learned")]
    assert after.unknown == ()
    assert [one.row for one in after.found] == [3, 0]  # the rejected one has fallen below nothing
    suggester.learn([])
    assert [one.row for one in suggester.suggest("pelat halus").found] == before


def test_one_decision_is_trusted_less_than_many():
    suggester = one_field(TITLES)
    scores = []
    for times in (1, 2, 8):
        suggester.learn([("halus", 3, 1)] * times)
        scores.append(suggester.suggest("halus").found[0].score)

    assert scores == sorted(scores)
    assert scores[2] < 2 * scores[0]


def test_the_rest_of_a_text_moves_the_order_and_not_the_confidence():
    suggester = one_field(["pelat gas", "pelat air"])
    alone = suggester.suggest(("pelat", 1.0)).found
    beside = suggester.suggest(("pelat", 1.0), ("semua air", 0.1)).found

    assert ([one.row for one in alone], [one.row for one in beside]) == ([0, 1], [1, 0])
    assert dict(suggester.signs(("pelat", 1.0), ("semua air", 0.1)))[1][SIGNS.index("covered")] == 1.0


def test_a_model_of_ones_own_adds_to_the_score():
    suggester = one_field(TITLES)
    assert [one.row for one in suggester.suggest("pelat").found] == [1, 0]
    assert [one.row for one in suggester.suggest("pelat", extra=[1, 0, 0.1, 0, 0]).found] == [0, 1, 2]
    with pytest.raises(EngineInputError, match="numbers for 5 rows"):
        suggester.suggest("pelat", extra=[1])


def test_confidence_is_the_curve_over_the_signs():
    curve = Calibration((1.0, 0, 0, 0, 0, 0, -0.5))
    assert curve.share((0.5, 1, 1, 1, 1, 1)) == 0.5
    suggester = one_field(TITLES, calibration=curve)
    signs = dict(suggester.signs("pelat SMAW halus"))
    for one in suggester.suggest("pelat SMAW halus").found:
        assert one.confidence == curve.share(signs[one.row])
    assert 0 < signs[0][SIGNS.index("covered")] < 1


@pytest.mark.parametrize("question", ["", " ", "!?", "zzz", "x" * 100_000, "🙂🔥", "\0", "12 34"])
def test_a_question_about_nothing_finds_nothing(question):
    assert one_field(TITLES).suggest(question).found == ()
    assert one_field([]).suggest(question).found == ()


def test_what_cannot_be_read_is_refused():
    with pytest.raises(EngineInputError, match="row 1"):
        one_field(["kopi", None])
    with pytest.raises(EngineInputError, match="one text for each row"):
        Suggester([])
    with pytest.raises(EngineInputError, match="one list for each row"):
        one_field(TITLES, names=[["kopi"]])
    with pytest.raises(EngineInputError, match="letters"):
        one_field(TITLES).suggest("x" * 200_001)
    with pytest.raises(EngineInputError, match="k ="):
        one_field(TITLES).suggest("kopi", k=0)
    with pytest.raises(EngineInputError, match="decision"):
        one_field(TITLES).learn([("kopi", 9, 1)])


def test_parts_of_a_word_mark_its_ends():
    assert parts_of("las") == {"^la", "las", "as$"}
