import re
from datetime import date

import pytest
from factories.figures import FrozenFactory, FrozenRowsFactory, published
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory, ReportedTotalFactory

from padan.figures.actions.summaries import refresh_summaries
from padan.figures.registry import FIGURES
from padan.organisations.states import RoleName
from padan.reference.models import Region
from padan.reference.shipped import REGION_EDITION

pytestmark = pytest.mark.django_db

TRADES = [
    {"trade": "Las", "status": "", "count": 40},
    {"trade": "Las", "status": "employed", "count": 25},
    {"trade": "Kecil", "status": "", "count": None},
    {"trade": "Kecil", "status": "employed", "count": None},
]


@pytest.fixture(autouse=True)
def told_day(settings):
    settings.PADAN_TODAY = date(2024, 11, 15)


@pytest.fixture
def cohort():
    OutcomeFactory.create_batch(9, status="employed")
    OutcomeFactory.create_batch(6, status="seeking")
    OutcomeFactory.create_batch(5)
    refresh_summaries()


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("key", FIGURES)
def test_a_page_is_complete_light_and_without_a_script(client, cohort, key):
    response = client.get(f"/angka/{key}/")
    page = response.content.decode()

    assert len(response.content) < 60_000
    assert [word for word in ("<script", "!!undefined", " style=") if word in page] == []
    assert response.cookies == {}
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=60"}


def test_a_page_tells_the_rule_the_whole_and_parts_that_add_up(client, cohort):
    page = read(client, "/angka/placed/")

    assert "<b>9</b> dari <b>20</b> lulusan" in page
    assert "Semua bagian berjumlah 20 lulusan, 100%." in page
    assert "<b>5</b> belum diketahui: angka ini bisa antara <b>45,0%</b> dan <b>70,0%</b>" in page
    shares = [float(share.replace(",", ".")) for share in re.findall(r'<span class="nowrap">([\d,]+)%</span>', page)]
    assert sum(shares) == pytest.approx(100, abs=0.2)


def test_trades_come_from_a_release_and_from_nowhere_else(client, cohort):
    assert "menurut kejuruan" not in read(client, "/angka/placed/")
    published(cells=TRADES, tables=["trade"], title="Triwulan III")

    page = read(client, "/angka/placed/")

    assert "Dari rilis “Triwulan III”" in page
    assert "25 dari 40 lulusan" in page
    assert "25 dari 40 lulusan" in read(client, "/")


def test_every_place_of_the_map_also_stands_in_a_table(client):
    OpeningFactory.create_batch(3, region=Region.objects.get(version=REGION_EDITION, code="32.75"))

    for address, name in (("", "Jawa Barat"), ("?provinsi=32", "Kota Bekasi"), ("?provinsi=xx", "Jawa Barat")):
        page = read(client, f"/angka/openings/peta/{address}")
        assert f"<title>{name}: 3</title>" in page
        assert re.search(rf'{name}(</a>)?</td><td class="n">3</td>', page)
    assert "Belum ada tempat" in read(client, "/angka/partners/peta/")


def test_a_total_without_rows_looks_unlike_a_counted_number(client, cohort):
    ReportedTotalFactory(participants=40, placed=30)
    refresh_summaries()

    assert "pub-told" in read(client, "/angka/reported_placement/")
    assert "pub-told" not in read(client, "/angka/placed/")
    assert "Dilaporkan, tidak dihitung" in read(client, "/")
    assert "Jangan dibandingkan" in read(client, "/angka/reported_placement/")


def test_one_page_alone_may_stand_in_other_people_s_pages(client, cohort):
    embedded = client.get("/angka/placed/sematan/?bahasa=en")
    page = embedded.content.decode()

    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert embedded.cookies == {}
    assert "<b>9</b> of <b>20</b> graduates" in page
    assert "<script" not in page
    for address in ("/", "/angka/", "/angka/placed/", "/data/", "/data/beku/", "/data/placed.json"):
        other = client.get(address)
        assert ("frame-ancestors 'none'" in other["Content-Security-Policy"], other["X-Frame-Options"]) == (
            True,
            "DENY",
        )


def test_the_line_to_embed_opens_the_embedded_page(client, cohort):
    page = read(client, "/angka/placed/")
    (src,) = re.findall(r"iframe src=&quot;http://127.0.0.1:8000([^&]+)&quot;", page)

    assert client.get(src).status_code == 200


def test_an_unchanged_page_is_not_sent_twice(client, cohort):
    first = client.get("/angka/placed/")
    again = client.get("/angka/placed/", headers={"if-none-match": first["ETag"]})
    refresh_summaries()
    OutcomeFactory.create_batch(5, status="employed")
    refresh_summaries()
    changed = client.get("/angka/placed/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert "Cookie" in again["Vary"]


def test_languages_and_themes_are_kept_apart(client, cohort):
    indonesian = read(client, "/angka/placed/")
    client.post("/tampilan/", {"language": "en", "next": "/"})
    english = read(client, "/angka/placed/")
    client.post("/tampilan/", {"theme": "dark", "next": "/"})

    assert ('lang="id"' in indonesian, 'lang="en"' in english) == (True, True)
    assert 'data-theme="dark"' in read(client, "/angka/placed/")


@pytest.mark.parametrize("role", [RoleName.AUDITOR, RoleName.COMPANY_OFFICER])
@pytest.mark.parametrize("address", ["/", "/angka/", "/angka/placed/", "/angka/placed/sematan/", "/data/placed.json"])
def test_what_somebody_signed_in_reads_is_kept_by_nobody(client, cohort, role, address):
    client.force_login(account(role, None if role == RoleName.AUDITOR else OrganisationFactory()))
    answer = client.get(address)
    client.logout()
    after = client.get(address)

    assert "no-store" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert ("public" in after["Cache-Control"], "Keluar" in after.content.decode()) == (True, False)


def test_what_an_address_adds_is_not_kept_for_others(client, cohort):
    client.get("/angka/placed/?next=<script>&window=m6")

    assert "script" not in read(client, "/angka/placed/?window=m6")


def test_values_that_were_published_keep_their_address(client, cohort):
    frozen = FrozenRowsFactory().frozen
    published(frozen)

    assert f"/data/beku/{frozen.code}/" in read(client, "/angka/placed/")
    assert f"/data/beku/{frozen.code}/" in read(client, "/data/beku/")
    page = read(client, f"/data/beku/{frozen.code}/")
    assert frozen.rule in page
    assert frozen.rows_hash in page
    assert "<b>674</b> dari <b>1.248</b> lulusan" in page


def test_what_was_not_published_is_nobody_s(client, cohort):
    frozen = FrozenRowsFactory().frozen

    assert client.get(f"/data/beku/{frozen.code}/").status_code == 404
    assert client.get(f"/data/beku/{frozen.code}.json").status_code == 404
    client.force_login(account(RoleName.AUDITOR))
    assert client.get(f"/data/beku/{frozen.code}/").status_code == 200


def test_a_corrected_value_says_so_and_another_rule_is_not_laid_beside_it(client, cohort):
    first = FrozenRowsFactory().frozen
    second = FrozenRowsFactory(
        frozen__corrects=first, frozen__version=2, frozen__reason="Satu berkas terlambat", frozen__numerator=675
    ).frozen
    other = FrozenFactory(rule_version=7, as_of=date(2023, 10, 31))
    published(first, second, other)

    page = read(client, f"/data/beku/{first.code}/")

    assert f'Nilai ini sudah diralat: <a href="/data/beku/{second.code}/">{second.code}</a>' in page
    assert "Satu berkas terlambat" in page
    assert "Jangan dibandingkan langsung." in page
    assert client.get(f"/data/beku/{second.code}.json").json()["corrects"] == first.code


def test_a_small_group_is_not_numbered_though_it_was_frozen(client):
    parts = [{"key": "employed", "label": "Bekerja", "n": 3, "share": 0.3},
             {"key": "unknown", "label": "Belum diketahui", "n": 7, "share": 0.7}]  # fmt: skip
    frozen = FrozenRowsFactory(
        frozen__numerator=3, frozen__denominator=10, frozen__value=0.3, frozen__parts=parts
    ).frozen
    published(frozen)

    told = client.get(f"/data/beku/{frozen.code}.json").json()

    assert "di bawah 5 orang" in read(client, f"/data/beku/{frozen.code}/")
    assert (told["value"], told["numerator"], [part["n"] for part in told["parts"]]) == (None, None, [10])
