"""Codes on paper: read however they are typed, refused when one sign is off, not to be made without the key."""

from hypothesis import given
from hypothesis import strategies as st

from padan.base.codes import ALPHABET, new_code
from padan.base.printed import code_on_paper, printed_code


@given(st.text(alphabet=ALPHABET, min_size=6, max_size=12))
def test_a_printed_code_leads_back_to_its_thing(signs):
    code = f"DOK-{signs}"
    assert code_on_paper(printed_code(code)) == code
    assert code_on_paper(printed_code(code).lower().replace("-", " ")) == code


def test_signs_that_look_alike_are_read_as_what_is_printed():
    code = "DOK-0011223344"
    typed = printed_code(code)[4:].replace("0", "O").replace("1", "l")
    assert code_on_paper(f"dok {typed}") == code


@given(st.text(max_size=60))
def test_nothing_else_is_a_code(written):
    assert code_on_paper(written) == ""


def test_another_key_makes_another_check_part(settings):
    code = new_code("DOK")
    before = printed_code(code)
    settings.PADAN_SEAL_KEY = b"other" * 7
    assert printed_code(code)[: len(code)] == before[: len(code)]
    assert printed_code(code) != before
    assert code_on_paper(before) == ""


def test_no_two_neighbours_share_a_check_part():
    parts = {printed_code(f"DOK-{n:010d}")[-14:] for n in range(2000)}
    assert len(parts) == 2000
