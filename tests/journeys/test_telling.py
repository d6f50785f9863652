"""A graduate on a phone that loses its connection in the middle: her taps wait and are sent later."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def test_taps_without_a_connection_wait_on_the_phone_and_are_sent_by_themselves(page, context, sign_in):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in("lulusan")
    page.wait_for_url("**/saya/")
    page.locator("a[href^='/saya/kabar/']").first.click()
    page.goto(f"{page.url.partition('?')[0]}?langkah=1")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert Axe().run(page).response["violations"] == []

    context.set_offline(True)
    page.get_by_role("button", name="Bekerja Digaji").click()
    expect(page.get_by_role("heading", name="Di mana Anda bekerja?")).to_be_visible()
    expect(page.get_by_text("Jawaban Anda aman di ponsel ini")).to_be_visible()
    where = page.locator("[data-step='2-employed']")
    where.locator("[name=typed]").fill("PT Contoh Tanpa Sinyal")
    where.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Sebagian besar").click()
    expect(page.get_by_role("heading", name="Tersimpan di ponsel ini")).to_be_visible()
    assert len(page.evaluate("Object.keys(localStorage)")) == 1

    context.set_offline(False)
    expect(page.get_by_role("heading", name="Terima kasih. Tercatat.")).to_be_visible()
    expect(page.get_by_text("Bekerja · PT Contoh Tanpa Sinyal")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert Axe().run(page).response["violations"] == []
