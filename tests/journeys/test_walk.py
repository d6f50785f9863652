"""The walk of a new secretary with a real centre's own files, from the drop to the printed page."""

import re

import pytest
from playwright.sync_api import expect
from shared_data import shared

PATIENCE = 120_000
FILES = [
    "training/bbpvp_programs.csv",
    "importer/bbpvp_program_pelatihan.xlsx",
    "openings/bbpvp_lowongan_kbji_v1.csv",
    "importer/bbpvp_alumni_penempatan.xlsx",
    "importer/bbpvp_realisasi_penempatan.xlsx",
    "openings/maganghub_2025-12.csv.gz",
]
UNTOLD = "?window=not_stated"
ENTER = re.compile(r"Masukkan [\d.]+ baris")


def counted(page, key, query=""):
    """The numerator and the denominator that a figure's page tells."""
    shown = re.search(r"([\d.]+) dari\s+([\d.]+)", told(page, f"/angka/{key}/{query}"))
    return tuple(int(number.replace(".", "")) for number in shown.groups()) if shown else (0, 0)


def told(page, address):
    page.goto(address)
    return page.locator("main").inner_text()


@pytest.fixture
def centre(page, sign_in):
    """The secretary signs in; the centre whose files she brings."""
    sign_in("sekretaris")
    page.goto("/impor/")
    return page.get_by_label("Lembaga pelatihan").locator("option").last.get_attribute("value")


def bring(page, centre, path):
    page.goto("/impor/")
    page.get_by_label("Lembaga pelatihan").select_option(centre)
    page.get_by_label("Berkas").set_input_files(path)
    page.get_by_role("button", name="Baca berkas").click()


def test_six_real_files_come_in_three_rows_are_settled_and_the_numbers_open(page, centre):
    paths = [shared(name) for name in FILES]
    marked, reported = counted(page, "marked_working"), counted(page, "reported_placement")
    placed = counted(page, "placed", UNTOLD)
    for path in paths:
        bring(page, centre, path)
        expect(page.locator("[data-sum]")).to_be_visible(timeout=PATIENCE)
        if page.get_by_role("button", name=ENTER).count():
            page.get_by_role("button", name=ENTER).click()
            expect(page.get_by_text("Sudah masuk", exact=True).first).to_be_visible(timeout=PATIENCE)

    page.goto("/impor/")
    page.get_by_role("link", name="bbpvp_alumni_penempatan.xlsx").first.click()
    open_before = page.locator(".fix:not(.is-fixed)").count()
    for _ in range(3):
        question = page.locator(".fix:not(.is-fixed)").first
        question.get_by_role("combobox").select_option("self_employed")
        question.get_by_role("button", name="Simpan").click()
        expect(page.locator(".fix.is-fixed").first).to_be_visible()
        page.reload()
    assert page.locator(".fix:not(.is-fixed)").count() < open_before

    assert counted(page, "marked_working") == (marked[0] + 411, marked[1] + 1150)
    assert counted(page, "reported_placement") == (reported[0] + 994, reported[1] + 1761)
    assert counted(page, "placed", UNTOLD) == (placed[0] + 385, placed[1] + 1150)
    page.get_by_role("link", name=re.compile(r"Lihat [\d.]+ baris")).first.click()
    expect(page.get_by_role("table").first).to_contain_text("Barista")

    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth") == 0


def test_the_one_page_summary_prints_on_one_page(page, sign_in):
    sign_in("sekretaris")
    page.goto("/angka/ringkasan/")
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1


def test_an_hr_officer_and_a_graduate_see_only_their_own(page, sign_in):
    sign_in("hrd")
    expect(page).to_have_url(re.compile("/industri/"))
    assert page.goto("/lulusan/").status == 404
    assert page.goto("/pekan-ini/").status == 404
    assert page.goto("/impor/").status == 404
    page.context.clear_cookies()
    sign_in("lulusan")
    expect(page).to_have_url(re.compile("/saya/"))
    assert page.goto("/kebutuhan/").status == 404
    assert page.goto("/lulusan/").status == 404
