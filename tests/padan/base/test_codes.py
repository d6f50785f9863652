import re

from padan.base.codes import name_key, new_code, new_codes
from padan.training.models import Batch


def test_a_code_is_readable_aloud_and_long_enough_for_a_nation():
    assert re.fullmatch(r"KLS-[0-9A-HJKMNP-TV-Z]{10}", new_code("KLS"))
    assert re.fullmatch(r"KLS-[0-9A-HJKMNP-TV-Z]{10}", Batch().code)


def test_two_hundred_thousand_codes_are_all_different_and_in_order():
    codes = new_codes("ORG", 200_000)
    assert len(set(codes)) == 200_000
    assert codes == sorted(codes)


def test_names_are_compared_without_spaces_and_case():
    assert name_key("  PT  Contoh\u00a0Mitra ") == name_key("pt contoh mitra")
