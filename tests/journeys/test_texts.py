"""A text from its template to a paper in hand: written beside its preview, read on a phone, checked by a stranger."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "locale": "id-ID"}


def faults(page):
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page).response["violations"]]


def overflow(page):
    return max(page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth"), 0)


@pytest.fixture
def phone(browser, house):
    context = browser.new_context(base_url=house.url, **PHONE)
    yield context.new_page()
    context.close()


def texts_of(page, state):
    page.goto(f"/kerja-sama/?state={state}")
    page.goto(page.locator("td a").first.get_attribute("href") + "naskah/")
    page.locator(".todo a").first.click()


def test_a_draft_is_written_beside_its_preview_and_read_on_a_phone(page, phone, sign_in):
    sign_in("sekretaris")
    page.wait_for_url("**/pekan-ini/")
    texts_of(page, "in_review")
    address = page.url
    assert faults(page) == []

    page.get_by_role("link", name="Ubah").click()
    words = page.get_by_label("Naskah", exact=True)
    body = words.input_value()
    words.fill(f"{body}\n\n# Tambahan\nDisepakati {{{{ pihak.1.namaa }}}}.")
    expect(page.locator("#pratinjau")).to_contain_text("Maksud Anda “pihak.1.nama”?")
    words.fill(f"{body}\n\n# Tambahan\nDisepakati bersama.")
    expect(page.locator("#pratinjau")).to_contain_text("Disepakati bersama.")
    assert faults(page) == []
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator(".deed")).to_contain_text("Disepakati bersama.")

    page.get_by_role("button", name="Minta para pihak membaca").click()
    (link, *_others) = re.findall(r"/t/[\w-]+/", page.locator("main").inner_text())
    phone.goto(link)
    assert (overflow(phone), faults(phone)) == (0, [])
    phone.get_by_role("button", name="Sudah benar").click()
    expect(phone.locator(".pd-note--ok")).to_contain_text("Anda menyatakan naskah ini benar")
    phone.get_by_text("Ada yang perlu diubah").click()
    phone.get_by_label("Di bagian mana").select_option(label="Pasal 1 Pengertian")
    phone.get_by_label("Apa yang perlu diubah").fill("Satu JP 45 menit.")
    phone.get_by_role("button", name="Kirim catatan").click()
    expect(phone.locator("main")).to_contain_text("Menunggu tanggapan")

    page.goto(address)
    expect(page.locator("aside")).to_contain_text("Menyatakan benar")
    expect(page.locator("aside")).to_contain_text("Satu JP 45 menit.")


def test_who_holds_a_paper_checks_it_by_code_and_by_file_without_an_account(page, phone, sign_in, tmp_path):
    sign_in("sekretaris")
    page.wait_for_url("**/pekan-ini/")
    texts_of(page, "signed")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    paper = tmp_path / "perjanjian.pdf"
    download.value.save_as(paper)
    code = page.locator("dd.hash a").inner_text()

    phone.goto("/v/")
    assert (overflow(phone), faults(phone)) == (0, [])
    phone.get_by_label("Kode pada kertas").fill(code.lower().replace("-", " "))
    phone.get_by_role("button", name="Periksa kode").click()
    expect(phone.locator("h1")).to_have_text("Perjanjian Kerja Sama")
    expect(phone.locator("main")).to_contain_text("2 dari 2 tanda tangan")
    assert (overflow(phone), faults(phone)) == (0, [])

    phone.goto("/v/")
    phone.get_by_label("Berkas PDF").set_input_files(paper)
    phone.get_by_role("button", name="Periksa berkas").click()
    expect(phone.locator(".pd-note--ok")).to_contain_text("Berkas ini asli")

    phone.goto(f"/v/{code[:-1]}{'7' if code[-1] != '7' else '8'}/")
    expect(phone.locator("h1")).to_have_text("Tidak ada kertas dengan kode ini")
    assert (overflow(phone), faults(phone)) == (0, [])
