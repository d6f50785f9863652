import csv
import gzip

import pytest
from django.utils import timezone
from shared_data import shared

from padan.reference.actions import load_shipped
from padan.reference.models import Code, Region
from padan.reference.queries import code_of, region_finder, region_named, scheme_of
from padan.reference.shipped import table

pytestmark = pytest.mark.django_db


def test_an_installation_has_its_regions_from_the_start():
    kinds = {kind: Region.objects.filter(kind=kind).count() for kind in Region.Kind}

    assert kinds == {"province": 38, "regency": 416, "city": 98, "country": 0}  # countries come with work there


def test_every_regency_lies_in_its_province_and_has_a_point():
    for region in Region.objects.exclude(kind="province").select_related("parent"):
        assert region.parent.code == region.code[:2]
        assert -11.2 < region.latitude < 6.2
        assert 94.9 < region.longitude < 141.1


def test_both_editions_of_kbli_keep_their_own_divisions():
    sizes = {
        version: Code.objects.filter(scheme__scheme="kbli-divisions", scheme__version=version).count()
        for version in ("2020", "2025")
    }

    assert sizes == {"2020": 88, "2025": 87}
    assert code_of(scheme_of("kbli-divisions", "2020"), "01").title.startswith("Pertanian Tanaman")
    assert scheme_of("kbli-divisions").version == "2025"


def test_loading_the_shipped_tables_again_changes_nothing():
    assert load_shipped(at=timezone.now()) == 0


def test_a_region_that_was_lost_comes_back_with_the_next_load():
    Region.objects.get(code="32.75").delete()

    assert load_shipped(at=timezone.now()) == 1
    assert region_named("Kota Bekasi").parent.name == "Jawa Barat"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Kota Bekasi", "Kota Bekasi"),
        ("  kab.   bekasi ", "Kabupaten Bekasi"),
        ("KAB BEKASI", "Kabupaten Bekasi"),
        ("Kab.Bekasi", "Kabupaten Bekasi"),
        ("KOTA ADM. JAKARTA TIMUR", "Kota Administrasi Jakarta Timur"),
        ("DKI JAKARTA", "Daerah Khusus Ibukota Jakarta"),
        ("D.I YOGYAKARTA", "Daerah Istimewa Yogyakarta"),
        ("Nanggroe Aceh Darussalam (NAD)", "Aceh"),
        ("NAD", "Aceh"),
    ],
)
def test_names_are_found_by_the_plain_rule(written, name):
    assert region_named(written).name == name


@pytest.mark.parametrize("written", ["Bekasi", "Bantul", "JAKARTA BARAT", "KOTA PARE PARE", "Kab. Mamuju Utara", ""])
def test_a_name_that_is_only_alike_is_nobody(written):
    assert region_named(written) is None


def test_a_regency_of_another_province_is_a_doubt():
    assert region_named("Kota Bekasi", "Jawa Barat").code == "32.75"
    assert region_named("Kota Bekasi", "Jawa Tengah") is None


def test_many_names_are_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        find = region_finder()
        found = [find(name) for name in ("Kota Bekasi", "Kab. Karawang", "Atlantis")]

    assert [region.code if region else None for region in found] == ["32.75", "32.15", None]


def test_the_region_table_agrees_with_its_source():
    source = {}
    for file in ("regions/provinces.csv", "regions/regencies.csv"):
        with shared(file).open(encoding="utf-8", newline="") as rows:
            source |= {row["code"]: row for row in csv.DictReader(rows)}
    ours = {row["code"]: row for row in table("regions-2025.csv")}

    assert {code: row["name"] for code, row in ours.items()} == {code: row["name"] for code, row in source.items()}
    assert all(abs(float(ours[code]["lat"]) - float(row["lat"])) < 1e-4 for code, row in source.items())
    assert all(abs(float(ours[code]["lon"]) - float(row["lon"])) < 1e-4 for code, row in source.items())


@pytest.mark.parametrize("edition", ["2020", "2025"])
def test_the_divisions_agree_with_their_source(edition):
    with gzip.open(shared(f"classification/kbli{edition}.csv.gz"), "rt", encoding="utf-8", newline="") as rows:
        source = {row["kode"]: " ".join(row["judul"].split()) for row in csv.DictReader(rows) if row["digit"] == "2"}

    assert {row["code"]: row["title"] for row in table(f"kbli-{edition}-divisions.csv")} == source


def test_the_plain_rule_settles_all_but_153_real_rows_in_16_spellings():
    find, doubts, settled = region_finder(), [], 0
    with gzip.open(shared("openings/maganghub_2025-12.csv.gz"), "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if find(row["nama_kabupaten"], row["nama_provinsi"]):
                settled += 1
            else:
                doubts.append(row["nama_kabupaten"])

    assert (settled, len(doubts), len(set(doubts))) == (14489, 153, 16)
