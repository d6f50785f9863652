"""The wall of a fair: it follows what happens, says when it lost the house, and takes up again by itself."""

import re

from playwright.sync_api import expect


def test_a_wall_says_that_it_is_lost_and_is_itself_again_with_the_next_answer(page, context, sign_in):
    sign_in("sekretaris")
    page.wait_for_url("**/pekan-ini/")
    page.goto("/acara/")
    page.get_by_role("link", name=re.compile("Bursa Kerja", re.IGNORECASE)).first.click()
    page.goto(f"/bursa/{page.url.rstrip('/').rpartition('/')[2]}/papan/")
    lost = page.locator("[data-lost]")
    expect(lost).to_be_hidden()

    context.set_offline(True)
    expect(lost).to_be_visible(timeout=10_000)
    context.set_offline(False)
    expect(lost).to_be_hidden(timeout=10_000)
    expect(page.locator("main.board")).to_have_count(1)
