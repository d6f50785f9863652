import pytest

from padan.web.account.adapter import as_e164


@pytest.mark.parametrize(
    "written",
    ["0812-3456-7890", "62 812 3456 7890", "+62 812 3456 7890", "+62 (0)812.3456.7890", "812 3456 7890"],
)
def test_a_phone_is_one_number_however_it_is_written(written):
    assert as_e164(written) == "+6281234567890"


def test_a_phone_of_another_country_keeps_its_country():
    assert as_e164("+81 90-1234-5678") == "+819012345678"


@pytest.mark.parametrize(
    "written", ["", "ratna@contoh.padan.example", "0812", "5551234567", "08a1234567890", "+0812345678"]
)
def test_what_is_no_phone_stays_no_phone(written):
    assert as_e164(written) == ""
