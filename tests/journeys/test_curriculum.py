"""A draft that does not add up comes to be taught: mended, read by a company on a phone, put in force."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def test_a_draft_is_mended_endorsed_by_link_and_put_in_force(page, browser, browser_context_args, sign_in):
    sign_in("balai")
    page.wait_for_url("**/pekan-ini/")
    page.goto("/program/versi/?state=draft")
    page.locator("table a[href^='/program/versi/KUR']").first.click()
    version = page.url
    expect(page.get_by_role("heading", name="3 hal sebelum dapat diusulkan")).to_be_visible()
    page.get_by_role("button", name="Usulkan kepada industri").click()
    expect(page.locator(".pd-note--bad")).to_be_visible()  # refused on its own page: it is a draft still

    page.get_by_role("link", name="Tulis teksnya").click()
    page.get_by_label("Persyaratan peserta").fill("Lulus SMA/SMK, sanggup mengikuti pelatihan penuh.")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_role("link", name="Unit dan jam").click()
    above = int(re.search(r"kelebihan (\d+) JP", page.locator(".pd-note--warn").inner_text())[1])
    hours = page.locator("[name^=hours]").first
    hours.fill(str(int(hours.input_value()) - above))
    page.get_by_role("button", name="Simpan urutan dan jam").click()
    page.goto(version)
    page.get_by_role("button", name="Usulkan kepada industri").click()

    page.get_by_role("link", name="Minta pendapat perusahaan").click()
    page.get_by_label("Perusahaan", exact=True).fill(page.locator("#bodies option").first.get_attribute("value"))
    page.get_by_role("button", name="Buat tautan").click()
    link = page.locator("p.code").inner_text()

    with browser.new_context(**browser_context_args, viewport={"width": 390, "height": 844}) as stranger:
        phone = stranger.new_page()
        phone.goto(link)
        assert Axe().run(phone).response["violations"] == []
        assert phone.locator("html").evaluate("root => root.scrollWidth - root.clientWidth") == 0
        phone.get_by_label("Nama dan jabatan Anda").first.fill("Ibu HRD Contoh")
        phone.get_by_role("button", name="Dukung").click()
        expect(phone.locator(".pd-note--ok")).to_contain_text("Ibu HRD Contoh")

    page.goto(version)
    page.get_by_role("button", name="Catat sebagai didukung").click()
    page.get_by_role("button", name="Berlakukan").click()
    expect(page.locator(".page-head .pd-status")).to_have_text("Berlaku")
    expect(page.locator("aside")).to_contain_text("Tidak dipakai lagi")  # the version before it
