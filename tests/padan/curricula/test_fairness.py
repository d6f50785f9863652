"""Entry requirements say what the work needs; who somebody is never stands among them."""

import pytest

from padan.curricula.fairness import BARE, INSTEAD, barred_in
from padan.reference.fairness import Ground


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Usia 18-35 tahun, pria, belum menikah", ["Usia 18-35 tahun", "pria", "belum menikah"]),
        ("Berumur maksimal 30 th", ["Berumur maksimal 30 th"]),
        ("Jenis kelamin laki-laki", ["Jenis kelamin laki-laki"]),
        ("Beragama Islam", ["Beragama Islam"]),
        ("Tinggi badan 165 cm dan berpenampilan menarik", ["Tinggi badan", "berpenampilan menarik"]),
        ("Tidak cacat fisik, tidak sedang hamil", ["Tidak cacat fisik", "tidak sedang hamil"]),
        ("usia 18 tahun; USIA 18 tahun", ["usia 18 tahun"]),
        ("Maximum 30 years old, female candidates preferred", ["Maximum 30 years old", "female candidates"]),
        ("Kulit putih bersih, tidak bertato, wajib berjilbab", ["Kulit putih", "tidak bertato", "wajib berjilbab"]),
        ("Pria/wanita berusia produktif", ["Pria", "wanita", "berusia produktif"]),
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
        "Pengalaman maksimal 10 tahun, kontrak maksimal 24 bulan.",
        "Khusus penyandang disabilitas.",
        "Lulus jurusan Pendidikan Agama Islam.",
    ],
)
def test_what_the_work_needs_passes(text):
    assert barred_in(text) == []


def test_every_ground_of_the_table_has_a_sentence_here():
    assert set(INSTEAD) == set(Ground)
    assert all(row.stops for row in BARE)
