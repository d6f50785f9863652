"""Who is trusted is what lies in a folder."""

from authorities import NOW, authority

from padan.agreements.pdf.policy import Trust, installed_authority, installed_trust, trust_in
from padan.agreements.pdf.verdicts import Indication
from padan.agreements.pdf.verifying import verify_kept


def test_an_empty_or_absent_folder_trusts_nobody(tmp_path, twice):
    for folder in (tmp_path, tmp_path / "absent"):
        assert trust_in(folder) == Trust()
        assert verify_kept(twice, trust=trust_in(folder)).indication == Indication.INDETERMINATE


def test_roots_lists_and_intermediates_are_read_from_the_folder(tmp_path, root):
    below, other = authority("Otoritas Bawah", above=root), authority("Otoritas Kedua")
    (tmp_path / "intermediate").mkdir()
    (tmp_path / "a.pem").write_bytes(root.pem + other.pem)
    (tmp_path / "b.crt").write_bytes(below.der)
    (tmp_path / "intermediate" / "c.pem").write_bytes(below.pem)
    (tmp_path / "d.crl").write_bytes(root.crl())
    (tmp_path / "README.txt").write_text("not a certificate")

    found = trust_in(tmp_path, demand_revocation=True)
    assert found.roots == (root.der, other.der, below.der)
    assert found.others == (below.der,)
    assert len(found.lists) == 1
    assert found.demand_revocation


def test_a_broken_file_in_the_folder_takes_nobodys_trust_away(tmp_path, root, twice):
    (tmp_path / "a.pem").write_bytes(root.pem)
    (tmp_path / "b.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n")
    (tmp_path / "c.crt").write_bytes(b"hello")
    (tmp_path / "d.crl").write_bytes(b"hello")

    assert verify_kept(twice, trust=trust_in(tmp_path)).indication == Indication.TOTAL_PASSED


def test_the_installation_trusts_its_own_folder_and_asks_its_own_authority(settings, tmp_path, root, twice):
    settings.PADAN_TRUST, settings.PADAN_TSA_URL = tmp_path, ""
    assert installed_authority() is None
    assert verify_kept(twice).indication == Indication.INDETERMINATE

    (tmp_path / "akar.pem").write_bytes(root.pem)
    settings.PADAN_TSA_URL = "https://tsa.contoh.example/"
    assert verify_kept(twice, at=NOW).indication == Indication.TOTAL_PASSED
    assert installed_trust() == Trust(roots=(root.der,))
    assert installed_authority().url == "https://tsa.contoh.example/"
