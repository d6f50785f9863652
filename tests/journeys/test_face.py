"""The pages everybody sees first, in a real browser: readable by all, on a phone, in the dark, without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PUBLIC = ["/", "/masuk/", "/angka/", "/angka/placed/", "/angka/placed/baris/", "/angka/cara/", "/angka/openings/peta/",
          "/angka/reported_placement/", "/angka/placed/sematan/", "/data/", "/data/beku/"]  # fmt: skip
STAFF = ["/pekan-ini/", "/angka/placed/", "/angka/placed/baris/", "/angka/ringkasan/", "/akun/"]
PHONE = {"width": 360, "height": 780}


def faults(page):
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page).response["violations"]]


def overflow(page):
    wide = page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
    return max(wide, 0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_public_pages_are_readable_by_everybody(page, theme):
    page.emulate_media(color_scheme=theme)
    for address in PUBLIC:
        page.goto(address)
        assert (address, faults(page)) == (address, [])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_staff_are_readable_by_everybody(page, sign_in, theme):
    page.emulate_media(color_scheme=theme)
    sign_in("sekretaris")
    for address in STAFF:
        page.goto(address)
        assert (address, faults(page)) == (address, [])


def test_no_page_is_wider_than_a_phone(page, sign_in):
    page.set_viewport_size(PHONE)
    for address in PUBLIC:
        page.goto(address)
        assert (address, overflow(page)) == (address, 0)
    sign_in("sekretaris")
    for address in STAFF:
        page.goto(address)
        assert (address, overflow(page)) == (address, 0)


def test_the_browser_finds_nothing_to_complain_about(page, sign_in):
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in("sekretaris")
    for address in (*PUBLIC, *STAFF):
        page.goto(address)

    assert said == []


def test_the_theme_is_chosen_once_and_remembered(page):
    page.goto("/")
    page.get_by_role("button", name="gelap").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.goto("/angka/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_number_of_the_home_opens_to_its_rule_and_its_table(page):
    page.goto("/")
    page.get_by_role("link", name="Lihat 1.248 baris").first.click()

    expect(page.get_by_role("heading", name="Bekerja", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Tabel yang diterbitkan")).to_be_visible()


def test_everything_works_without_scripts(browser, house):
    context = browser.new_context(base_url=house.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/masuk/")
    page.get_by_label("Surel atau nomor telepon").fill("sekretaris@contoh.padan.example")
    page.get_by_label("Kata sandi", exact=True).fill(house.password)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("hal menunggu pekan ini")

    page.goto("/angka/placed/baris/")
    page.get_by_label("Dihitung").select_option("Tidak dihitung")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text("50 dari 574 baris")).to_be_visible()
    page.get_by_role("link", name="Berikutnya").click()
    expect(page.get_by_role("link", name="Sebelumnya")).to_be_visible()

    page.locator("summary", has_text="Menu").click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_text("Anda sudah keluar.")).to_be_visible()
    context.close()


def test_a_passkey_opens_the_account(browser, house):
    context = browser.new_context(base_url=house.url.replace("127.0.0.1", "localhost"))  # a passkey needs a name
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    abilities = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    kind = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": kind | abilities})

    page.goto("/masuk/")
    page.get_by_label("Surel atau nomor telepon").fill("instruktur@contoh.padan.example")
    page.get_by_label("Kata sandi", exact=True).fill(house.password)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.goto("/akun/kunci-sandi/tambah/")
    page.get_by_label("Kata sandi", exact=True).fill(house.password)
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Nama").fill("laptop kantor")
    page.get_by_label("Kunci ini membuka akun tanpa kata sandi").check()
    page.get_by_role("button", name="Tambah kunci sandi").click()
    expect(page.get_by_text("Kunci sandi dipakai.")).to_be_visible()

    page.locator("summary", has_text="Menu").click()
    page.get_by_role("button", name="Keluar").click()
    page.goto("/masuk/")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page).to_have_url(f"{house.url.replace('127.0.0.1', 'localhost')}/pekan-ini/")
    context.close()
