"""A day of visits on a phone that loses its connection: nothing typed is lost, and nothing stays after signing out."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def test_visits_wait_for_a_connection_and_nothing_stays_after_signing_out(page, context, sign_in):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("instruktur")
    page.wait_for_url("**/pekan-ini/")
    page.goto("/kunjungan/")
    company = page.locator("#companies option").first.get_attribute("value")
    assert Axe().run(page).response["violations"] == []

    def write(name, words):
        page.locator("[name=company]").fill(name)
        page.locator("[name=words]").fill(words)
        page.locator("[name=head_count]").fill("6")
        page.locator("[name=said_by]").fill("Bu Contoh, HRD")

    write(company, "Enam juru las, bisa baca WPS")
    page.reload()
    expect(page.locator("[name=words]")).to_have_value("Enam juru las, bisa baca WPS")

    context.set_offline(True)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_text("Sambungan terputus. Kunjungan ini menunggu")).to_be_visible()
    write("PT Tidak Terdaftar", "Kedua")
    page.get_by_role("button", name="Simpan di sini, kunjungan berikutnya").click()
    expect(page.locator("[data-waiting] li")).to_have_count(2)

    context.set_offline(False)
    page.get_by_role("button", name="Kirim semua").click()
    expect(page.locator("[data-note=refused]")).to_contain_text("PT Tidak Terdaftar")
    expect(page.locator("[data-waiting] li")).to_have_count(1)  # the first is sent, the other still waits

    page.locator("form[action='/keluar/']").evaluate("form => form.requestSubmit()")
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
