"""The table of words, held against sentences that people write; and against real texts where they are at hand."""

import csv
import gzip
import time

import pytest
from shared_data import shared

from padan.reference.fairness import INSTEAD, TABLE, WHY, Ground, findings_in

ASKING = [
    ("maksimal 25 tahun", Ground.AGE),
    ("Usia maks. 30 tahun", Ground.AGE),
    ("Usia Max 27th. SLTA", Ground.AGE),
    ("berusia antara 18 s/d 25 tahun", Ground.AGE),
    ("umur 20-25", Ground.AGE),
    ("Batas usia: 35", Ground.AGE),
    ("Maximum 30 years old", Ground.AGE),
    ("Age 25 - 30 Years old", Ground.AGE),
    ("diutamakan laki-laki", Ground.SEX),
    ("khusus wanita", Ground.SEX),
    ("• Pria, sehat", Ground.SEX),
    ("Jenis kelamin: Perempuan", Ground.SEX),
    ("female candidates preferred", Ground.SEX),
    ("belum menikah", Ground.FAMILY),
    ("status lajang", Ground.FAMILY),
    ("must be single", Ground.FAMILY),
    ("tidak sedang hamil", Ground.FAMILY),
    ("Berpenampilan menarik", Ground.LOOKS),
    ("berpenampilan rapi dan menarik", Ground.LOOKS),
    ("good looking", Ground.LOOKS),
    ("tidak bertato", Ground.LOOKS),
    ("tinggi badan minimal 160 cm", Ground.BODY),
    ("minimum height 165 cm", Ground.BODY),
    ("berat badan ideal", Ground.BODY),
    ("kulit putih bersih", Ground.SKIN),
    ("fair skin", Ground.SKIN),
    ("diutamakan suku Jawa", Ground.ORIGIN),
    ("khusus Tionghoa", Ground.ORIGIN),
    ("khusus muslim", Ground.RELIGION),
    ("beragama Islam", Ground.RELIGION),
    ("wajib berjilbab", Ground.RELIGION),
    ("tidak memiliki cacat fisik", Ground.DISABILITY),
    ("bebas HIV", Ground.HEALTH),
]
INNOCENT = [
    "pengalaman maksimal 10 tahun",
    "pengalaman kerja 20 tahun",
    "we are a 20 years old company",
    "Lembaga Pemasyarakatan Perempuan Kelas IIA",
    "Pendidikan Agama Islam",
    "diutamakan menguasai bahasa Jawa",
    "Chinese language, Mandarin",
    "penggantian suku cadang",
    "bekerja di ketinggian",
    "perawat kecantikan",
    "menjaga penampilan dan komunikasi yang baik",
    "berpenampilan rapi",
    "Balai Industri Kulit, Karet dan Plastik",
    "attractive remuneration package",
    "single sign-on, single page application",
    "Khusus Penyandang Disabilitas",
    "Fasilitator pelatihan, cacat produksi dicatat",
    "kontrak maksimal 24 bulan",
    "mengelas posisi 3G, pelat 25 mm",
]


@pytest.mark.parametrize(("text", "ground"), ASKING, ids=[text for text, _ground in ASKING])
def test_words_that_ask_for_what_work_does_not_need_are_found_at_their_place(text, ground):
    (found,) = [one for one in findings_in(f"Kualifikasi: {text}\nMembaca gambar kerja") if one.stops]
    assert found.ground == ground
    assert found.words in text
    assert f"Kualifikasi: {text}"[found.start : found.end] == found.words


@pytest.mark.parametrize("text", INNOCENT)
def test_words_that_mean_something_else_are_left_alone(text):
    assert [one.words for one in findings_in(text) if one.stops] == []


def test_naming_both_sexes_is_said_and_stops_nothing():
    (found,) = findings_in("Pria/Wanita, lulusan SMK")
    assert (found.ground, found.stops) == (Ground.SEX, False)


def test_every_ground_has_a_row_a_reason_and_a_sentence_to_use_instead():
    assert {row.ground for row in TABLE} == set(Ground)
    assert set(WHY) == set(INSTEAD) == set(Ground)


@pytest.mark.parametrize(
    "piece", ["usia ", "min", "khusus ", "tidak ", "1", "wajib aaa ", "pria/", "height min ", "\n- "]
)
def test_a_long_text_is_read_in_a_moment_whatever_stands_in_it(piece):
    text, began = piece * (20_000 // len(piece)), time.perf_counter()
    findings_in(text)
    assert time.perf_counter() - began < 2


def test_on_real_texts_few_are_pointed_at_and_those_rightly():
    with gzip.open(shared("openings/jobstreet_2021_descriptions.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[::5]
    found = [[one for one in findings_in(" ".join(filter(None, row.values()))) if one.stops] for row in rows]
    share = sum(map(bool, found)) / len(rows)
    assert 0.01 < share < 0.03
    with gzip.open(shared("openings/maganghub_2025-12.csv.gz"), "rt", encoding="utf-8") as file:
        titles = [" ".join(list(row.values())[1:5]) for row in csv.DictReader(file)][::5]
    assert [one.words for title in titles for one in findings_in(title) if one.stops] == []
