"""Attendance where the connection drops: every tap comes in once, and nothing stays on the phone after signing out."""

import re

from playwright.sync_api import expect

WAITING = "Object.entries(localStorage).flatMap(([key, told]) => key.includes('hadir') ? JSON.parse(told) : [])"


def test_taps_wait_for_a_connection_come_in_once_and_go_with_who_signs_out(page, context, sign_in):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("instruktur")
    page.wait_for_url("**/pekan-ini/")
    page.goto("/angkatan/?state=training")
    page.locator("table a[href^='/angkatan/KLS']").first.click()
    page.get_by_role("link", name="Kehadiran").click()

    def tap(number, mark):
        page.locator(f"label:has([name=m-{number}][value={mark}])").click()

    context.set_offline(True)
    for number in range(2, 8):
        tap(number, "present")
    tap(3, "late")
    expect(page.locator("[data-offline]")).to_be_visible()
    assert len(page.evaluate(WAITING)) == 7
    assert not any(re.search(r"[A-Z][a-z]", told) for told in page.evaluate(WAITING))  # numbers and marks, no name

    page.evaluate("""() => {  // one that the house refuses goes alone; those beside it come in
        const key = Object.keys(localStorage).find((key) => key.includes("hadir"));
        const told = JSON.parse(localStorage.getItem(key));
        const stranger = told[0].replace(/^[^|]+[|]\\d+/, crypto.randomUUID() + "|9999");
        localStorage.setItem(key, JSON.stringify([stranger, ...told]));
    }""")
    context.set_offline(False)
    expect(page.locator("[data-offline]")).to_contain_text("bukan peserta kelas ini")
    for _moment in range(100):
        if not page.evaluate(WAITING):
            break
        page.wait_for_timeout(50)
    assert page.evaluate(WAITING) == []
    page.reload()
    expect(page.locator("[name=m-3][value=late]")).to_be_checked()
    expect(page.locator("[name=m-7][value=present]")).to_be_checked()

    context.set_offline(True)
    tap(2, "excused")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.route("**/kehadiran/", lambda route: route.abort())
    context.set_offline(False)
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    leave = "form => form.requestSubmit()"
    page.locator("form[action='/keluar/']").evaluate(leave)
    assert "belum terkirim" in asked[0]
    assert len(page.evaluate(WAITING)) == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("form[action='/keluar/']").evaluate(leave)
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
