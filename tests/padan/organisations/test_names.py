import csv
import gzip
import random
import time

import pytest
from shared_data import shared

from padan.organisations.actions.pairs import Seen, likely_pairs
from padan.organisations.names import a_slip_apart, bare_of, core_of, letters_in_disguise, telling_of
from padan.organisations.states import PairReason

CYRILLIC = "PT \u041caju Jaya"


@pytest.mark.parametrize(
    "spelling",
    ["PT Maju Jaya Indonesia", "pt. maju-jaya ind", "MAJU JAYA INDONESIA (Persero), Tbk", "P.T. Maju Jaya Ind.",
     "Perusahaan Perseroan (Persero) PT. Maju Jaya Indonesia", "PT  \u041caju Jaya Indonesia"],
)  # fmt: skip
def test_spellings_of_one_name_have_one_core(spelling):
    assert core_of(spelling) == "maju jaya indonesia"


def test_a_name_of_legal_forms_alone_keeps_them():
    assert core_of("CV PT") == "cv pt"


def test_short_forms_of_offices_and_schools_are_spelled_out():
    assert core_of("Disnaker Kab. Contoh") == core_of("Dinas Tenaga Kerja Kabupaten Contoh")
    assert core_of("SMKN 1 Contoh") == core_of("SMK Negeri 1 Contoh")


def test_letters_of_another_script_are_named_and_plain_names_have_none():
    assert letters_in_disguise(CYRILLIC) == ["\u041c (U+041C)"]
    assert letters_in_disguise("PT Maju Jaya") == []
    assert letters_in_disguise("株式会社コントー") == []


@pytest.mark.parametrize(("one", "other"), [
    ("sumber makmur", "sumber makmuur"), ("sumber makmur", "sumbre makmur"), ("contoh tekstil", "contoh tektil"),
    ("mulia jaya", "muliajaya"), ("mulia baja", "mulya baja"),
])  # fmt: skip
def test_one_slip_of_the_pen_is_seen(one, other):
    assert list(a_slip_apart([one, other])) == [(0, 1)]


@pytest.mark.parametrize(("one", "other"), [
    ("smk negeri 1", "smk negeri 2"), ("maju jaya", "maju raya"), ("contoh 2021", "contoh 2020"),
    ("karya baja utama", "karya baja"), ("sumber makmur", "sumbar makmor"),
])  # fmt: skip
def test_another_word_or_number_is_another_body(one, other):
    assert list(a_slip_apart([one, other])) == []


def seen(pk, name, region="", npwp="", kind="company"):
    return Seen(pk, kind, name, core_of(name), region, npwp)


def test_pairs_are_of_one_kind_and_not_surely_of_two_places():
    bodies = [
        seen(1, "PT Maju Jaya", "32.16"),
        seen(2, "CV. MAJU JAYA", "32.16"),
        seen(3, "Maju Jaya", ""),
        seen(4, "PT Maju Jaya", "33.01"),
        seen(5, "Maju Jaya", "32.16", kind="school"),
        seen(6, CYRILLIC, "32"),
    ]
    assert likely_pairs(bodies) == {
        (1, 2): PairReason.NAME,
        (1, 3): PairReason.NAME,
        (2, 3): PairReason.NAME,
        (3, 4): PairReason.NAME,
        (1, 6): PairReason.LETTERS,
        (2, 6): PairReason.LETTERS,
        (3, 6): PairReason.LETTERS,
    }


def test_one_npwp_of_fifteen_or_sixteen_digits_joins_bodies_of_any_name_and_place():
    bodies = [seen(1, "PT Satu", "32.16", "123456789012345"), seen(2, "PT Dua", "73.71", "0123456789012345")]
    assert likely_pairs(bodies) == {(1, 2): PairReason.NPWP}


def test_a_crowd_under_one_name_does_not_make_a_crowd_squared_of_pairs():
    pairs = likely_pairs(seen(pk, "PT Contoh Ritel") for pk in range(1, 101))
    assert sorted(pairs) == [(1, pk) for pk in range(2, 101)]


def read(name):
    with gzip.open(shared(name), "rt") as file:
        return list(csv.DictReader(file))


def test_real_employers_give_few_suggestions_and_nearly_all_are_right():
    """Read by a person: of the 138 pairs found 2 were doubtful (a secretariat and a bureau of unnamed ministries)."""
    bodies = [
        seen(pk, row["nama_perusahaan"], f"{row['nama_provinsi']}/{row['nama_kabupaten']}")
        for pk, row in enumerate(read("companies/maganghub_employers_2025-12.csv.gz"), start=1)
    ]
    bodies += [seen(10_000 + pk, row["NamaEmiten"]) for pk, row in enumerate(read("companies/idx_listed_2025.csv.gz"))]

    pairs = likely_pairs(bodies)

    name = {body.pk: body.core for body in bodies}
    assert len(pairs) == 138
    assert [pair for pair in pairs if bare_of(name[pair[0]]) != bare_of(name[pair[1]])] == []


def test_a_slip_in_a_real_name_is_found_and_brings_no_stranger():
    chance, names = (
        random.Random(7),
        sorted({core_of(row["NamaEmiten"]) for row in read("companies/idx_listed_2025.csv.gz")}),
    )
    slipped = {}
    for name in names:
        words = name.split()
        long = [word for word in words if len(word) >= 6 and word.isalpha() and word not in ("indonesia",)]
        if long:
            word = chance.choice(long)
            at = chance.randrange(1, len(word) - 1)
            slipped[name] = " ".join(word[:at] + word[at + 1 :] if one == word else one for one in words)

    places = {text: at for at, text in enumerate([*names, *slipped.values()])}
    texts = list(places)
    found = {(texts[one], texts[other]) for one, other in a_slip_apart([telling_of(text) for text in texts])}

    assert len(slipped) > 800
    assert [pair for pair in slipped.items() if pair not in found and bare_of(pair[0]) != bare_of(pair[1])] == []
    assert len([1 for one, other in found if one in names and other in names]) <= 2


def test_fifty_thousand_names_take_seconds():
    chance = random.Random(3)
    syllables = ["ma", "ju", "ka", "rya", "sen", "to", "sa", "bu", "di", "lok", "per", "wi", "ra", "ban", "gu", "na"]
    word = lambda: "".join(chance.choices(syllables, k=chance.randint(2, 4)))  # noqa: E731
    bodies = [seen(pk, f"PT {word()} {word()}", f"32.{pk % 27:02d}") for pk in range(50_000)]

    began = time.perf_counter()
    pairs = likely_pairs(bodies)

    assert time.perf_counter() - began < 30
    assert len(pairs) > 0
