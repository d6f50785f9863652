"""The language of texts: what it knows, what it refuses by line, and the parts that come out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from padan.agreements.templates_shipped import NAMES, shipped_text
from padan.agreements.wording import sample
from padan.agreements.wording.indonesian import ONES, counted, date_of_deed, ordinal, span, spelled
from padan.agreements.wording.language import NotUnderstood, read
from padan.agreements.wording.parts import digests_for, fill_body, words_of


def filled(body, **changes):
    return fill_body(body, sample.context("cooperation") | changes)


def part(text, key):
    return next(one for one in text.parts if one["key"] == key)


@pytest.mark.parametrize("kind", NAMES)
def test_a_shipped_template_is_complete_and_holds_the_minimum_contents(kind):
    text = fill_body(shipped_text(kind), sample.context(kind))
    heads = " ".join(one["heading"].casefold() for one in text.parts)
    told = " ".join(words_of(one) for one in text.parts).casefold()
    assert text.missing == []
    for minimum in ("tujuan", "ruang lingkup", "pelaksanaan", "kahar", "penutup", "perubahan"):
        assert minimum in heads or (minimum == "perubahan" and "adendum" in heads), minimum
    for minimum in ("15-11-2024", "aula contoh", "berlaku selama 2 (dua) tahun", "musyawarah", "jalan contoh nomor 1"):
        assert minimum in told, minimum
    assert [one["key"] for one in text.parts if one["kind"] == "party"] == ["party:PHK-CONTOH1", "party:PHK-CONTOH2"]
    assert [one["key"] for one in text.parts if one["kind"] == "promise"] == [
        "promise:JNJ-CONTOH1",
        "promise:JNJ-CONTOH2",
    ]


def test_articles_paragraphs_and_lists_are_counted_whatever_stands_there():
    text = filled("Pembukaan.\n\n# Lingkup\n7. Satu\n9. Dua:\n- apel;\n- jeruk;\n\n# Lain\nlurus saja\nsambung")
    first, second = part(text, "article:1"), part(text, "article:2")
    assert first["heading"] == "Pasal 1\nLingkup"
    assert [(block["mark"], block["text"]) for block in first["blocks"]] == [
        ("(1)", "Satu"),
        ("(2)", "Dua:"),
        ("a.", "apel; dan"),
        ("b.", "jeruk."),
    ]
    assert [block["text"] for block in second["blocks"]] == ["lurus saja sambung"]


def test_numbering_goes_on_after_the_table_of_promises():
    text = filled("# Hak\n1. Satu\n{{ tabel kewajiban }}\n1. Dua")
    assert [block["mark"] for block in part(text, "article:1:1")["blocks"]] == ["(2)"]


def test_lines_between_setiap_and_akhir_stand_once_for_each_and_touch_it_alone():
    text = filled("# Kontak\n{{ setiap pihak }}\n- {{ pihak.sebutan }}: {{ pihak.nama }};\n{{ akhir }}")
    told = [(part["touches"], part["blocks"][0]["mark"], part["blocks"][0]["text"]) for part in text.parts[-4:-2]]
    assert told == [
        (["PHK-CONTOH1"], "a.", "PIHAK PERTAMA: Balai Pelatihan Contoh; dan"),
        (["PHK-CONTOH2"], "b.", "PIHAK KEDUA: PT Contoh Sentosa."),
    ]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("# A\n\nSaya {{ pihak.1.namaa }}", "Line 3: “pihak.1.namaa” is not known here. Do you mean “pihak.1.nama”?"),
        ("{{ perjanjian.jdul }}", "Line 1: “perjanjian.jdul” is not known here. Do you mean “perjanjian.judul”?"),
        ("# A\n{{ setiap pihk }}\n{{ akhir }}", "Line 2: “setiap pihk” is not known here. Do you mean “setiap pihak”?"),
        ("a\n{{ setiap pihak }}\nx", "Line 2: “setiap pihak” is not ended by “akhir”."),
        ("{{ akhir }}", "Line 1: “akhir” ends nothing: there is no “setiap” before it."),
        ("{{ perjanjian.judul", "Line 1: a place to fill is opened with {{ and closed with }} on the same line."),
        ("#", "Line 1: an article has no title."),
        (
            "{{ pihak.nama }}",
            "Line 1: “pihak.nama” stands only between “setiap pihak” and “akhir”. Outside, call the party by its "
            "number: pihak.1.nama.",
        ),
        ("{{ perjanjian.__class__ }}", None),
        ("{{ pihak.1.kode }}", None),
        ("{% load x %}{{ settings.SECRET_KEY }}", None),
    ],
)
def test_what_is_not_known_is_refused_by_its_line_with_the_nearest_name(body, sentence):
    with pytest.raises(NotUnderstood) as refusal:
        read(body)
    if sentence:
        assert str(refusal.value) == sentence


def test_a_text_beyond_measure_is_refused():
    with pytest.raises(NotUnderstood):
        read("a" * 60_001)


def test_what_people_wrote_is_never_read_as_the_language():
    context = sample.context("cooperation")
    context["pihak"][1]["nama"] = "# PT {{ perjanjian.judul }}\n{{ akhir }}"
    text = fill_body("# A\n{{ pihak.2.nama }} {{ perjanjian.tempat }}", context)
    assert part(text, "article:1")["blocks"][0]["text"] == "# PT {{ perjanjian.judul }} {{ akhir }} Aula Contoh"


def test_what_is_missing_is_said_by_name_and_printed_as_dots():
    context = sample.context("cooperation")
    context["pihak"][1]["nomor"] = context["perjanjian"]["berakhir"] = ""
    text = fill_body("# A\n{{ tabel kewajiban }}\nsampai {{ perjanjian.berakhir }}, {{ pihak.3.nama }}", context)
    assert text.missing == [
        "Last day is missing.",
        "The text names party 3, and the agreement has no such party.",
        "Number of the document of PT Contoh Sentosa is missing.",
    ]
    assert part(text, "article:1:1")["blocks"][0]["text"] == "sampai …………, …………"


def test_promises_left_out_of_the_text_are_missed():
    assert filled("# A\nx").missing == [
        "The promises are not in the text. Put “{{ tabel kewajiban }}” on a line where they belong."
    ]
    assert filled("# A\nx", kewajiban=[]).missing == []
    told = filled("# A\n{{ tabel kewajiban }}", kewajiban=[]).missing
    assert told == ["The text lists promises, and none is written down yet."]


def test_an_identity_touches_its_party_alone_and_an_article_everybody():
    text = filled(shipped_text("cooperation"))
    first, second = "PHK-CONTOH1", "PHK-CONTOH2"
    assert part(text, f"party:{first}")["touches"] == [first]
    assert part(text, f"signature:{second}")["touches"] == [second]
    assert part(text, "article:1")["touches"] == [first, second]
    assert f"party:{second}" not in digests_for(text.parts, first)


@given(st.text(alphabet=st.sampled_from("#{}% \n1.-a)(aspthki.pihak 1nama|perjanjian.judul"), max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(body):
    try:
        filled(body)
    except NotUnderstood as error:
        refusal = str(error)
    else:
        refusal = "Line "
    assert refusal.startswith("Line ")


def test_numbers_are_spelled_as_deeds_write_them():
    known = {
        11: "sebelas",
        19: "sembilan belas",
        21: "dua puluh satu",
        100: "seratus",
        111: "seratus sebelas",
        999: "sembilan ratus sembilan puluh sembilan",
        1_000: "seribu",
        1_001: "seribu satu",
        2_024: "dua ribu dua puluh empat",
        1_000_000: "satu juta",
        3_000_500_000: "tiga miliar lima ratus ribu",
    }
    assert {number: spelled(number) for number in known} == known
    assert counted(1_248, "orang") == "1.248 (seribu dua ratus empat puluh delapan) orang"
    assert [ordinal(number) for number in (1, 2, 3, 10, 11)] == ["pertama", "kedua", "ketiga", "kesepuluh", "kesebelas"]


VALUES = {word: number for number, word in enumerate(ONES)} | {"seratus": 100, "seribu": 1_000}
SCALES = {"puluh": 10, "ratus": 100, "ribu": 1_000, "juta": 10**6, "miliar": 10**9}


def value_of(words):
    """The slower oracle: read the words back, from left to right."""
    total, group = 0, 0
    for word in words.split():
        if word == "belas":
            group += 10
        elif word in ("puluh", "ratus"):
            ones = group % 10
            group += ones * (SCALES[word] - 1)
        elif word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word == "seribu":
            total += 1_000
        else:
            group += VALUES[word]
    return total + group


@given(st.integers(0, 10**12 - 1))
def test_a_spelled_number_reads_back_as_itself(number):
    assert value_of(spelled(number)) == number


def test_a_day_is_written_out_and_a_term_is_counted_in_its_own_unit():
    assert date_of_deed(date(2024, 11, 15)) == (
        "hari Jumat, tanggal lima belas, bulan November, tahun dua ribu dua puluh empat (15-11-2024)"
    )
    assert span(date(2024, 3, 6), date(2026, 3, 5)) == "2 (dua) tahun"
    assert span(date(2024, 3, 6), date(2026, 3, 6)) == "2 (dua) tahun"
    assert span(date(2024, 1, 31), date(2024, 7, 30)) == "6 (enam) bulan"
    assert span(date(2024, 2, 29), date(2025, 2, 28)) == "1 (satu) tahun"
    assert span(date(2024, 1, 1), date(2024, 1, 20)) == "19 (sembilan belas) hari"
    assert span(None, date(2024, 1, 20)) == ""
