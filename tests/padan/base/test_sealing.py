import pytest
from cryptography.exceptions import InvalidTag

from padan.base.sealing import digest, seal, seal_bytes, unseal, unseal_bytes

NIK = "3216014502990001"


def test_what_was_sealed_is_read_back_and_never_looks_the_same_twice():
    one, two = seal(NIK, purpose="nik"), seal(NIK, purpose="nik")
    assert one != two
    assert NIK.encode() not in one
    assert unseal(one, purpose="nik") == unseal(two, purpose="nik") == NIK


def test_one_changed_byte_is_refused():
    box = bytearray(seal(NIK, purpose="nik"))
    box[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(box), purpose="nik")


def test_a_box_of_one_purpose_does_not_open_for_another():
    with pytest.raises(InvalidTag):
        unseal(seal(NIK, purpose="nik"), purpose="trail")


def test_a_digest_finds_equal_texts_and_depends_on_the_key(settings):
    before = digest(NIK, purpose="nik")
    assert before == digest(NIK, purpose="nik") != digest(NIK, purpose="trail")
    settings.PADAN_SEAL_KEY = b"another key of the installation!"
    assert digest(NIK, purpose="nik") != before


def test_the_bytes_of_a_file_open_for_what_they_belong_to_alone():
    sealed = seal_bytes(b"\x00paspor\xff", purpose="file", about="a.aes")
    assert b"paspor" not in sealed
    assert unseal_bytes(sealed, purpose="file", about="a.aes") == b"\x00paspor\xff"
    for about, purpose in (("b.aes", "file"), ("a.aes", "trail")):
        with pytest.raises(InvalidTag):
            unseal_bytes(sealed, purpose=purpose, about=about)
