"""Names of bodies as they are compared: what two spellings of one name have in common, and which names are alike.

Likeness is only suggested; a person decides. Everything here is pure.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from padan.base.codes import name_key

LEGAL_FORMS = frozenset({
    "pt", "cv", "ud", "pd", "fa", "firma", "tbk", "persero", "perseroan", "terbatas", "perseroda", "perum", "perumda",
    "perusda", "ltd", "limited", "inc", "corp", "co", "llc", "pte", "sdn", "bhd", "pma", "pmdn",
})  # fmt: skip
"""Words that say what kind of body it is before the law. They come and go in what people write."""

SPELLED_OUT = {
    "ind": "indonesia", "indo": "indonesia", "intl": "international", "int": "international",
    "internasional": "international", "mfg": "manufacturing", "manufaktur": "manufacturing", "eng": "engineering",
    "tek": "teknologi", "tech": "teknologi", "technology": "teknologi", "grup": "group", "kab": "kabupaten",
    "prov": "provinsi", "propinsi": "provinsi", "kec": "kecamatan", "disnaker": "dinas tenaga kerja",
    "disnakertrans": "dinas tenaga kerja dan transmigrasi", "disdik": "dinas pendidikan", "rs": "rumah sakit",
    "rsu": "rumah sakit umum", "rsud": "rumah sakit umum daerah", "rsia": "rumah sakit ibu anak",
    "smkn": "smk negeri", "sman": "sma negeri", "smpn": "smp negeri", "sdn": "sd negeri", "univ": "universitas",
    "bpr": "bank perekonomian rakyat", "perkreditan": "perekonomian", "kop": "koperasi", "yys": "yayasan",
    "and": "dan", "n": "dan",
}  # fmt: skip
"""Short forms and the words they stand for."""

_LOOKS_LATIN = str.maketrans(
    "абвегикмнорсстухъуіјѕԛԝɡһӏαβεηικμνορτυχϲϳ",
    "a6bernkmhopcctyxbyijsqwghlabehikmvoptuxcj",
)
"""Letters of other scripts that a reader takes for Latin ones, lower case."""

GENERAL = frozenset({"indonesia", "group", "dan", "pusat", "the", "of"})
"""Words that alone tell no two bodies apart when one spelling has them and the other has not."""


def keys_of(name: str, former: Iterable[str] = ()) -> dict[str, str]:
    """The columns that are made of a body's name and of the keys of its former names."""
    key = name_key(name)
    return {"name_key": key, "core_key": core_of(name)[:400], "words_key": " · ".join([key, *former])}


_WORDY_FORMS = re.compile(r"\bperusahaan (?=perseroan\b|terbatas\b)|\bperusahaan umum\b")


def core_of(name: str) -> str:
    """The name without legal form, punctuation, case, short forms and letters in disguise.

    ``PT. Maju Jaya Ind, Tbk`` and ``MAJU JAYA INDONESIA (Persero)`` have one core. A name of legal forms alone is its
    own core.
    """
    text = unicodedata.normalize("NFKC", name).casefold().translate(_LOOKS_LATIN)
    text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    text = re.sub(r"(?<=\w)['’`](?=\w)", "", text.replace("&", " dan ").replace("+", " dan "))
    text = _WORDY_FORMS.sub(" ", " ".join(re.findall(r"[^\W_]+", text)))
    words = _initials_joined(text.split())
    kept = [word for word in words if word not in LEGAL_FORMS] or words
    return " ".join(SPELLED_OUT.get(word, word) for word in kept)


def _initials_joined(words: list[str]) -> list[str]:
    """``p t maju`` → ``pt maju``: letters written apart are one short form."""
    joined: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        if word:
            joined.append(word)
    return joined


def letters_in_disguise(name: str) -> list[str]:
    """The letters of a partly Latin name that belong to another script but look Latin, each once, as ``М (U+041C)``."""
    scripts = {sign: unicodedata.name(sign, "?").split()[0] for sign in name if sign.isalpha()}
    if "LATIN" not in scripts.values() and not any(
        sign.casefold().translate(_LOOKS_LATIN).isascii() for sign in scripts
    ):
        return []
    foreign = [sign for sign, script in scripts.items() if script in ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")]
    return [f"{sign} (U+{ord(sign):04X})" for sign in foreign]


def telling_of(core: str) -> str:
    """A core's words without ``GENERAL``; the core itself when nothing else is left."""
    return " ".join(word for word in core.split() if word not in GENERAL) or core


def bare_of(core: str) -> str:
    """The telling words in alphabetical order: their order comes and goes in what people write."""
    return " ".join(sorted(telling_of(core).split()))


def a_slip_apart(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Every pair of different names that one slip of the pen makes equal, as (place, later place).

    A slip is one letter left out, added, changed or swapped with the next, in a word of five letters or more; never a
    digit: ``smk negeri 1`` and ``smk negeri 2`` are two schools. Names that share a text after leaving out one sign are
    compared, so the work grows with their number, not with its square.
    """
    holders: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        told: set[int] = set()
        plain = name.replace(" ", "")
        for text in {plain, *(plain[:at] + plain[at + 1 :] for at in range(len(plain)))}:
            for earlier in holders.setdefault(text, []):
                if earlier not in told and names[earlier] != name and _one_slip(names[earlier], name):
                    told.add(earlier)
                    yield earlier, place
            holders[text].append(place)


def _one_slip(one: str, other: str) -> bool:
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    left, right = Counter(one.split()), Counter(other.split())
    only_left, only_right = list((left - right).elements()), list((right - left).elements())
    return len(only_left) == len(only_right) == 1 and _slip(only_left[0], only_right[0])


def _slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 5 or not (one + other).isalpha():
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest_one, rest_other = one[at:], other[at:]
    swapped = rest_one[:2] == rest_other[:2][::-1] and rest_one[2:] == rest_other[2:]
    return rest_one[1:] == rest_other or rest_one == rest_other[1:] or rest_one[1:] == rest_other[1:] or swapped
