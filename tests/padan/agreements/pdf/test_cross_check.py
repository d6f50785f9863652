"""Other people's programs agree: poppler's ``pdfsig``, and pyHanko's own validation."""

import io
import re
import shutil
import subprocess

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from padan.agreements.pdf.verdicts import Indication
from padan.agreements.pdf.verifying import verify_kept


@pytest.fixture
def pdfsig(tmp_path, root):
    """What pdfsig says, with our authority in its register of trust, or without."""
    if not (shutil.which("pdfsig") and shutil.which("certutil")):
        pytest.skip("needs poppler-utils and libnss3-tools")

    def asked(content, *, trusting):
        register = tmp_path / ("trusting" if trusting else "empty")
        register.mkdir()
        subprocess.run(["certutil", "-N", "-d", f"sql:{register}", "--empty-password"], check=True)
        if trusting:
            (tmp_path / "root.pem").write_bytes(root.pem)
            added = [
                "certutil",
                "-A",
                "-d",
                f"sql:{register}",
                "-n",
                "root",
                "-t",
                "C,C,C",
                "-i",
                tmp_path / "root.pem",
            ]
            subprocess.run(added, check=True)
        (tmp_path / "signed.pdf").write_bytes(content)
        words = ["pdfsig", "-nssdir", f"sql:{register}", tmp_path / "signed.pdf"]
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout

    return asked


def test_poppler_finds_both_signatures_valid_and_trusted(pdfsig, twice):
    said = pdfsig(twice, trusting=True)

    assert re.findall(r"Signature Validation: (.+)", said) == ["Signature is Valid."] * 2
    assert re.findall(r"Certificate Validation: (.+)", said) == ["Certificate is Trusted."] * 2
    assert re.findall(r"Signer Certificate Common Name: (.+)", said) == ["Ani Contoh", "Budi Contoh"]
    assert re.findall(r"Signing Hash Algorithm: (.+)", said) == ["SHA-256"] * 2
    assert re.findall(r"Signature Type: (.+)", said) == ["ETSI.CAdES.detached"] * 2
    assert said.count("Total document signed") == 1


def test_poppler_does_not_trust_what_nobody_told_it_to(pdfsig, twice):
    said = pdfsig(twice, trusting=False)

    assert re.findall(r"Signature Validation: (.+)", said) == ["Signature is Valid."] * 2
    assert "Certificate is Trusted." not in said


def test_poppler_sees_a_changed_byte_as_we_do(pdfsig, twice, root):
    at = twice.index(b"/MediaBox") + 20
    content = twice[:at] + bytes([twice[at] ^ 1]) + twice[at + 1 :]
    said = pdfsig(content, trusting=True)

    assert "Signature is Valid." not in said
    assert verify_kept(content, trust=root.trust()).indication == Indication.TOTAL_FAILED


def test_pyhanko_itself_finds_both_signatures_valid_and_trusted(twice, root):
    context = ValidationContext(trust_roots=[root.asn1], allow_fetching=False)
    found = [validate_pdf_signature(one, context) for one in PdfFileReader(io.BytesIO(twice)).embedded_signatures]

    assert [one.bottom_line for one in found] == [True, True]
    assert [one.modification_level.name for one in found] == ["FORM_FILLING", "NONE"]
    assert [one.coverage.name for one in found] == ["ENTIRE_REVISION", "ENTIRE_FILE"]
