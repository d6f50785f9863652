"""Files in, as a centre officer does it in a real browser: bring, look, enter, answer, and see the figure move."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000  # the worker shares the machine
PROGRAMMES = """NO,KEJURUAN,PROGRAM PELATIHAN,JP
1,Pariwisata,Peracik Teh {mark},240
2,Pariwisata,Penyaji Teh {mark},160
3,Pariwisata,,120
"""
ALUMNI = """NO,KEJURUAN,PROGRAM PELATIHAN,STATUS BEKERJA,JABATAN/BIDANG
1,Pariwisata,Peracik Teh {mark},Y,Peracik teh
2,Pariwisata,Peracik Teh {mark},Y,ojek teh {mark}
3,Pariwisata,Peracik Teh {mark},Y,ojek teh {mark}
4,Pariwisata,Peracik Teh {mark},,
"""


@pytest.fixture
def files(tmp_path, request):
    """Two files nobody brought before: the same content again would be the same upload."""
    mark = re.sub(r"\W", " ", request.node.name)
    for name, text in (("program.csv", PROGRAMMES), ("alumni.csv", ALUMNI)):
        (tmp_path / name).write_text(text.format(mark=mark))
    return tmp_path


def employed(page):
    """(counted, of) of the figure for whom no window is stated."""
    page.goto("/angka/placed/?window=not_stated")
    told = re.search(r"(\d+) dari (\d+) lulusan", page.locator("main").inner_text())
    return int(told[1]), int(told[2])


def bring(page, *paths):
    page.goto("/impor/")
    page.get_by_label("Berkas").set_input_files(paths)
    page.get_by_role("button", name="Baca berkas").click()


def faults(page):
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page).response["violations"]]


def overflow(page):
    return page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")


def test_a_file_comes_in_a_question_is_answered_and_the_figure_moves(page, sign_in, files):
    sign_in("balai")
    counted, of = employed(page)

    bring(page, files / "program.csv")
    expect(page.locator("[data-sum]")).to_have_text("2 + 1 + 1 = 4", timeout=PATIENCE)
    page.get_by_role("button", name="Masukkan 2 baris").click()
    expect(page.get_by_text("Sudah masuk", exact=True)).to_be_visible(timeout=PATIENCE)

    bring(page, files / "alumni.csv")
    enter = page.get_by_role("button", name="Masukkan 4 baris")
    expect(enter).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Setelah masuk")).to_be_visible()
    enter.click()
    question = page.locator(".fix", has_text="2 baris, satu jawaban untuk semua")
    expect(question.get_by_role("combobox")).to_have_value("", timeout=PATIENCE)
    question.get_by_role("combobox").select_option("employed")
    question.get_by_role("button", name="Simpan").click()
    expect(page.locator(".fix.is-fixed")).to_contain_text("Beres")

    assert employed(page) == (counted + 3, of + 4)


def test_with_one_hand_on_a_phone_and_an_answer_taken_back(page, sign_in, files):
    page.set_viewport_size(PHONE)
    sign_in("balai")
    bring(page, files / "program.csv")
    held = page.locator(".fix")
    expect(held).to_have_count(1, timeout=PATIENCE)
    assert overflow(page) == 0

    held.get_by_role("textbox").fill("Juru Seduh Rekaan")
    held.get_by_role("textbox").press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Masukkan 3 baris")).to_be_visible()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_role("button", name="Masukkan 2 baris")).to_be_visible()
    held.get_by_role("button", name="Nanti").click()
    expect(page.get_by_role("button", name="Kerjakan sekarang")).to_be_visible()
    assert overflow(page) == 0


def test_everything_works_without_scripts(browser, house, files):
    context = browser.new_context(base_url=house.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/masuk/")
    page.get_by_label("Surel atau nomor telepon").fill("balai@contoh.padan.example")
    page.get_by_label("Kata sandi", exact=True).fill(house.password)
    page.get_by_role("button", name="Masuk").click()
    bring(page, files / "program.csv")
    held = page.locator(".fix")
    expect(held).to_have_count(1, timeout=PATIENCE)  # the page comes again by itself
    held.get_by_role("textbox").fill("Juru Seduh Tanpa Skrip")
    held.get_by_role("button", name="Simpan").click()
    expect(page.locator(".fix.is-fixed")).to_be_visible()
    page.get_by_role("button", name="Masukkan 3 baris").click()
    expect(page.get_by_text("Sudah masuk", exact=True)).to_be_visible(timeout=PATIENCE)
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_files_are_readable_by_everybody(page, sign_in, files, theme):
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.emulate_media(color_scheme=theme)
    sign_in("balai")
    page.goto("/impor/")
    assert faults(page) == []
    bring(page, files / "program.csv")
    expect(page.locator(".fix")).to_have_count(1, timeout=PATIENCE)
    assert faults(page) == []
    assert said == []


def test_a_file_that_is_no_sheet_is_refused_with_the_way_out(page, sign_in, tmp_path):
    sign_in("balai")
    (tmp_path / "rusak.xlsx").write_text("<html><table></table></html>")
    bring(page, tmp_path / "rusak.xlsx")
    expect(page.get_by_role("alert")).to_contain_text("simpan sebagai XLSX", timeout=PATIENCE)
    expect(page.get_by_role("link", name="Unggah berkas yang sudah diperbaiki")).to_be_visible()
