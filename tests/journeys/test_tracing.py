"""A wave on the officer's phone: she calls, writes down what the family said, and the response moves by one."""

import re

from playwright.sync_api import expect


def test_an_answer_by_phone_moves_the_response_and_opens_to_its_row(page, context, sign_in):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("balai")
    page.wait_for_url("**/pekan-ini/")
    page.goto("/penelusuran/gelombang/")
    page.locator("table a[href^='/penelusuran/gelombang/GLB']").first.click()
    answered = page.locator("#response a[href$='stand=answered']").first
    before = int(answered.inner_text().replace(".", ""))

    watched = context.new_page()  # the wave stays open elsewhere
    watched.goto(page.url)
    page.get_by_role("link", name=re.compile("^Telepon")).click()
    page.get_by_role("link", name="Mulai dari yang pertama").click()
    called = page.url
    code = page.locator("dd.code").inner_text()
    assert page.locator("a[href^='tel:+62']").is_visible()
    page.get_by_label("Bekerja", exact=True).check()
    page.get_by_label("Kata siapa?").select_option("family")
    page.get_by_role("button", name="Catat jawabannya").click()
    page.wait_for_url(lambda url: "/penelusuran/orang/" in url and url != called)  # the next one on the sheet

    watched.evaluate("htmx.ajax('GET', location.pathname, {target: '#response', swap: 'outerHTML'})")
    moved = watched.locator("#response a[href$='stand=answered']").first
    expect(moved).to_have_text(f"{before + 1:,}".replace(",", "."))
    page.goto(called)
    expect(page.get_by_text("kata: Keluarganya")).to_be_visible()
    batch = code.rpartition("-")[0]
    rows = moved.get_attribute("href")
    watched.goto(f"{rows}&batch={batch}")
    expect(watched.get_by_role("link", name=code)).to_be_visible()
