"""What somebody signs with: opened for one act, refused with a sentence, kept nowhere."""

import logging
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import pkcs12
from authorities import DAY, ENCIPHER, NOW, PASSWORD, authority, signatory
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID

from padan.agreements.pdf.keys import (
    CertificateExpired,
    CertificateNotYetValid,
    KeyAndCertificateDiffer,
    KeyRefused,
    KeyTooWeak,
    NoCertificate,
    NotAKeyFile,
    NotForSigning,
    NoToken,
    WrongPassword,
    WrongPin,
    key_from_pkcs12,
    key_on_token,
)
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.pdf.verdicts import Indication
from tests.padan.agreements.pdf.conftest import FIRST

LIBRARY = next((str(path) for path in Path("/usr/lib").rglob("libsofthsm2.so")), "")
PIN = "482913"


def refused(error, content, password=PASSWORD):
    with pytest.raises(error) as found:
        key_from_pkcs12(content, password)
    assert isinstance(found.value, KeyRefused)
    assert str(found.value)
    assert password not in str(found.value)
    return str(found.value)


def test_a_key_tells_its_certificate_and_nothing_else(ani):
    key = ani.key()

    assert (key.signer, key.issuer, str(key)) == ("Ani Contoh", "Otoritas Contoh", "Ani Contoh")
    assert len(key.certificate_sha256) == 64
    assert "means" not in repr(key)
    assert list(key.means.cert_registry) == []  # its certificate goes into a signature once


def test_a_wrong_password_is_told(ani):
    said = refused(WrongPassword, ani.pkcs12(), "salah")
    assert said == "The password does not open this certificate file. Type it again."


@pytest.mark.parametrize(
    "content", [b"", b"x", b"%PDF-1.7", b"\x30\x03\x02\x01\x03", b"0" * 10_000, b"\x00" * 10_000_000]
)
def test_what_is_no_certificate_file_is_told(content):
    said = refused(NotAKeyFile, content)
    assert said == "This is not a certificate file. Bring the file that ends in .p12 or .pfx."


def test_a_certificate_alone_is_no_certificate_file(ani):
    refused(NotAKeyFile, ani.pem)
    refused(NotAKeyFile, ani.der)


def test_a_file_that_would_hash_its_password_for_hours_is_not_opened(ani):
    for patched in ("mac", "key"):
        file = pkcs12.Pfx.load(ani.pkcs12())
        if patched == "mac":
            file["mac_data"]["iterations"] = 2**31 - 1
        else:
            safe = file.authenticated_safe
            for part in safe:
                if part["content_type"].native == "encrypted_data":
                    lock = part["content"]["encrypted_content_info"]["content_encryption_algorithm"]["parameters"]
                    lock["key_derivation_func"]["parameters"]["iteration_count"] = 2**31 - 1
            file["auth_safe"]["content"] = safe.untag().dump(force=True)
        refused(NotAKeyFile, file.dump(force=True))


def test_a_damaged_certificate_file_is_refused_or_still_the_same(ani):
    whole = ani.pkcs12()
    opened = set()
    for at in range(0, len(whole), 97):
        content = bytearray(whole)
        content[at] ^= 0x55
        try:
            opened.add(key_from_pkcs12(bytes(content), PASSWORD).certificate_sha256)
        except KeyRefused as refusal:
            opened.add(type(refusal).__name__)

    assert opened <= {ani.key().certificate_sha256, "WrongPassword", "NotAKeyFile"}
    assert "WrongPassword" in opened


def test_a_file_without_key_or_certificate_is_told(ani):
    lock = BestAvailableEncryption(PASSWORD.encode())
    refused(NoCertificate, serialize_key_and_certificates(b"x", None, ani.certificate, None, lock))
    refused(NoCertificate, serialize_key_and_certificates(b"x", ani.private, None, None, lock))


def test_a_key_that_is_not_the_certificates_is_told(ani, budi):
    lock = BestAvailableEncryption(PASSWORD.encode())
    refused(KeyAndCertificateDiffer, serialize_key_and_certificates(b"x", ani.private, None, [budi.certificate], lock))


def test_a_certificate_is_found_wherever_the_file_holds_it(ani, budi):
    lock = BestAvailableEncryption(PASSWORD.encode())
    both = [budi.certificate, ani.certificate]
    content = serialize_key_and_certificates(b"x", ani.private, None, both, lock)

    assert key_from_pkcs12(content, PASSWORD).signer == "Ani Contoh"


@pytest.mark.parametrize(
    ("error", "how"),
    [
        (CertificateExpired, {"begins": NOW - 400 * DAY, "ends": NOW - DAY}),
        (CertificateNotYetValid, {"begins": NOW + DAY, "ends": NOW + 400 * DAY}),
        (NotForSigning, {"uses": (ENCIPHER,)}),
        (NotForSigning, {"purposes": (ExtendedKeyUsageOID.SERVER_AUTH,)}),
        (NotForSigning, {"purposes": (ExtendedKeyUsageOID.TIME_STAMPING,)}),
        (KeyTooWeak, {"bits": 1024}),
    ],
)
def test_a_certificate_nobody_should_sign_with_is_refused(root, error, how):
    holder = signatory("Ani Contoh", root, number=str(how), **how)
    refused(error, holder.pkcs12())


def test_an_authoritys_certificate_does_not_sign_agreements(root):
    refused(NotForSigning, root.pkcs12())


def test_neither_file_nor_password_nor_key_is_left_anywhere(prepared, root, settings, caplog, tmp_path, monkeypatch):
    """Planted secrets are searched in every file of the process's homes, and in everything it logged."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    password = "rahasia tanam 55310 sekali"
    holder = signatory("Joko Contoh", root)
    file = holder.pkcs12(password)
    raw = holder.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    key = key_from_pkcs12(file, password)
    sealed = sign_field(prepared, FIRST, key, trust=root.trust())
    with pytest.raises(WrongPassword):
        key_from_pkcs12(file, password + "x")

    assert sealed.indication == Indication.TOTAL_PASSED
    secrets = [password.encode(), file[40:80], raw[60:100], raw.hex()[120:200].encode()]
    (tmp_path / "control").write_bytes(password.encode())
    searched = [path for home in (tmp_path, Path(settings.HOME)) for path in home.rglob("*") if path.is_file()]
    holding = [path.name for path in searched if any(one in path.read_bytes() for one in secrets)]
    assert holding == ["control"]
    told = caplog.text.encode() + sealed.content + repr(key).encode()
    assert [one for one in secrets if one in told] == []


# --- tokens -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A token of software with one signatory's key on it; the root beside it."""
    if not (LIBRARY and shutil.which("softhsm2-util") and shutil.which("pkcs11-tool")):
        pytest.skip("needs softhsm2 and opensc")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    above = authority()
    holder = signatory("Kartika Contoh", above)
    key, certificate = folder / "key.pem", folder / "certificate.der"
    key.write_bytes(holder.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate.write_bytes(holder.der)

    def do(*words):
        subprocess.run(words, check=True, capture_output=True, env=os.environ)

    do("softhsm2-util", "--init-token", "--free", "--label", "kartika", "--pin", PIN, "--so-pin", "91919191")
    do("softhsm2-util", "--import", str(key), "--token", "kartika", "--label", "ttd", "--id", "A1", "--pin", PIN)
    do(
        *("pkcs11-tool", "--module", LIBRARY, "--token-label", "kartika", "--login", "--pin", PIN),
        *("--write-object", str(certificate), "--type", "cert", "--id", "A1", "--label", "ttd"),
    )
    return above


def test_a_token_signs_without_giving_its_key_away(prepared, token):
    with key_on_token(LIBRARY, "kartika", PIN) as key:
        assert key.signer == "Kartika Contoh"
        sealed = sign_field(prepared, FIRST, key, trust=token.trust())

    assert sealed.indication == Indication.TOTAL_PASSED


def test_a_wrong_pin_is_told(token):
    with pytest.raises(WrongPin) as said, key_on_token(LIBRARY, "kartika", "111111"):
        pass
    assert str(said.value).startswith("The token does not take this PIN.")


def test_an_absent_token_is_told(token):
    for library, label in ((LIBRARY, "lain"), ("/nowhere/lib.so", "kartika")):
        with pytest.raises(NoToken) as said, key_on_token(library, label, PIN):
            pass
        assert str(said.value).startswith("The token is not there.")


def test_a_token_without_certificate_is_told(token):
    with pytest.raises(NoCertificate), key_on_token(LIBRARY, "kartika", PIN, label="lain"):
        pass
