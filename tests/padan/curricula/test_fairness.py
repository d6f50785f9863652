"""Entry requirements say what the work needs; who somebody is never stands among them."""

import pytest

from padan.curricula.fairness import barred_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Usia 18-35 tahun, pria, belum menikah", ["Usia", "18-35 tahun", "pria", "belum menikah"]),
        ("Berumur maksimal 30 th", ["Berumur", "maksimal 30 th"]),
        ("Jenis kelamin laki-laki", ["Jenis kelamin", "laki-laki"]),
        ("Beragama Islam", ["Beragama"]),
        ("Tinggi badan 165 cm dan berpenampilan menarik", ["Tinggi badan", "berpenampilan menarik"]),
        ("Tidak cacat fisik, tidak sedang hamil", ["Tidak cacat fisik", "tidak sedang hamil"]),
        ("usia 18 tahun; USIA 20 tahun", ["usia"]),
    ],
)
def test_a_barred_word_is_named_with_what_to_write_instead(text, words):
    found = barred_in(text)
    assert [one.word for one in found] == words
    assert all(one.instead for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Lulus SMP atau sederajat, mampu mengangkat 20 kg.",
        "Terbuka bagi perempuan dan laki-laki, juga penyandang disabilitas.",
        "Pengalaman kerja minimal 2 tahun di bengkel.",
        "Mengenal suku cadang sepeda motor dan rasa tanggung jawab.",
        "Mampu bekerja rasional; sanggup mengikuti 240 JP.",
    ],
)
def test_what_the_work_needs_passes(text):
    assert barred_in(text) == []
