"""D11: credentials that somebody made up, changed, or that do not hold any more. Each is refused, by name."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hmac
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from padan.training.credentials import tokens
from padan.training.credentials.building import Issuer, claims, credential, status_credential
from padan.training.credentials.judging import KeyKnown, judge
from padan.training.credentials.rules import broken_rules
from padan.training.credentials.status import LENGTH, encoded, is_set, place_in
from padan.training.credentials.tokens import TokenRefused, b64, sign, take_apart, unb64

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
PRIVATE, PUBLIC = tokens.new_key()
OTHER_PRIVATE, OTHER_PUBLIC = tokens.new_key()
ISSUER = "https://padan.example/penerbit/LBG-1/"
KEY, OTHER_KEY, CLOSED = (f"{ISSUER}kunci/{code}/" for code in ("KCI-1", "KCI-2", "KCI-3"))
LIST = f"{ISSUER}status/0/"
PAPER = {
    "kind": "competence",
    "title": "Sertifikat Kompetensi",
    "name": "Ranu Salimba",
    "programme": "Juru Las Pelat",
    "programme_code": "PRG-1",
    "sentence": "Dinyatakan kompeten.",
    "units": [{"code": "C.24LAS01.001.1", "title": "Mengelas pelat"}],
}
KNOWN = {
    KEY: KeyKnown(ISSUER, PUBLIC),
    OTHER_KEY: KeyKnown("https://padan.example/penerbit/LBG-2/", OTHER_PUBLIC),
    CLOSED: KeyKnown(ISSUER, PUBLIC, closed_at=AT - timedelta(days=400)),
}


def payload(**change):
    until = change.pop("until", (AT + timedelta(days=900)).date())
    told = credential(
        paper=PAPER, address="https://padan.example/v/SRT-1/", issuer=Issuer(ISSUER, "Balai Contoh"),
        issued_at=change.pop("issued_at", AT - timedelta(days=3)), valid_until=until, subject="x",
        status_list=LIST, place=change.pop("place", 94_567),
    )  # fmt: skip
    return claims(told, until)


def token(change=None, *, private=PRIVATE, key=KEY, **more):
    told = payload(**more)
    if change:
        change(told)
    return sign(told, private, key)


def verdict(text, *, at=AT, revoked=lambda _list, place: place == 13):
    return judge(text, key_of=KNOWN.get, revoked=revoked, at=at)


def parts(text):
    header, told, signature = text.split(".")
    return json.loads(unb64(header)), json.loads(unb64(told)), signature


def joined(header, told, signature):
    return ".".join([b64(json.dumps(header).encode()), b64(json.dumps(told).encode()), signature])


def altered(change):
    """A good token whose contents were changed after it was signed."""
    header, told, signature = parts(token())
    change(told)
    return joined(header, told, signature)


def with_header(**change):
    header, told, signature = parts(token())
    return joined(header | change, told, signature)


def by_hmac():
    """The old trick: the public key taken as a shared secret."""
    signed = ".".join([b64(json.dumps({"alg": "HS256", "kid": KEY}).encode()), token().split(".")[1]])
    made = hmac.HMAC(PUBLIC, SHA256())
    made.update(signed.encode())
    return f"{signed}.{b64(made.finalize())}"


def by_rsa():
    signed = ".".join([b64(json.dumps({"alg": "RS256", "kid": KEY}).encode()), token().split(".")[1]])
    made = rsa.generate_private_key(65537, 2048).sign(signed.encode(), PKCS1v15(), SHA256())
    return f"{signed}.{b64(made)}"


def without_signature():
    _header, told, _signature = parts(token())
    return joined({"alg": "none", "kid": KEY}, told, "")


def in_another_order():
    header, told, signature = parts(token())
    return joined(header, dict(sorted(told.items(), reverse=True)), signature)


def name_twice():
    header = token().split(".")[0]
    told = b'{"id":"https://a.example/1","id":"https://a.example/2"}'
    return f"{header}.{b64(told)}.{token().split('.')[2]}"


def loose_base64():
    """The last sign of a signature has bits that do not count; only one way to write them is taken."""
    text = token()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]


def of_another_paper():
    """The signature of one good token under the contents of another."""
    one, other = token(), token(place=7)
    return ".".join([*one.split(".")[:2], other.split(".")[2]])


def put(*path, value):
    def change(told):
        for step in path[:-1]:
            told = told[step]
        if value is None:
            del told[path[-1]]
        else:
            told[path[-1]] = value

    return change


NAME = ("credentialSubject", "identifier", 0, "identityHash")
FORGED = {
    "another name": (lambda: altered(put(*NAME, value="Orang Lain")), "signature-wrong"),
    "another programme": (lambda: altered(put("credentialSubject", "achievement", "name", value="Dokter")),
                          "signature-wrong"),
    "one more unit": (lambda: altered(lambda told: told["credentialSubject"]["achievement"]["alignment"].append({})),
                      "signature-wrong"),
    "a later end": (lambda: altered(put("validUntil", value="2099-01-01T00:00:00Z")), "signature-wrong"),
    "another place on the list": (lambda: altered(put("credentialStatus", "statusListIndex", value="5")),
                                  "signature-wrong"),
    "the same in another order": (in_another_order, "signature-wrong"),
    "the signature of another paper": (of_another_paper, "signature-wrong"),
    "a signature cut short": (lambda: token()[:-2], "signature-wrong"),
    "an empty signature": (lambda: token().rpartition(".")[0] + ".", "signature-wrong"),
    "a stranger's key under our name": (lambda: token(private=OTHER_PRIVATE), "signature-wrong"),
    "another header": (lambda: with_header(typ="JOSE"), "signature-wrong"),
    "alg none": (without_signature, "unsigned"),
    "alg NonE": (lambda: with_header(alg="NonE"), "unsigned"),
    "no alg": (lambda: with_header(alg=None), "unsigned"),
    "our public key as a secret": (by_hmac, "other-algorithm"),
    "RSA": (by_rsa, "other-algorithm"),
    "its own key inside": (lambda: with_header(jwk=tokens.jwk(OTHER_PUBLIC, KEY)), "signature-wrong"),
    "a demand we do not know": (lambda: with_header(crit=["exp"]), "unknown-demand"),
    "unencoded contents": (lambda: with_header(b64=False), "unknown-demand"),
    "no key named": (lambda: with_header(kid=None), "key-not-named"),
    "a key of nobody": (lambda: token(key="https://evil.example/kunci/"), "key-unknown"),
    "the key of another centre": (lambda: token(private=OTHER_PRIVATE, key=OTHER_KEY), "key-of-another-issuer"),
    "a key that was closed before": (lambda: token(key=CLOSED), "key-closed"),
    "loose base64": (loose_base64, "not-a-token"),
    "padded base64": (lambda: token() + "==", "not-a-token"),
    "a name that stands twice": (name_twice, "name-twice"),
    "two parts": (lambda: token().rpartition(".")[0], "not-a-token"),
    "not a token": (lambda: "eyJhbGciOiJFZERTQSJ9", "not-a-token"),
    "a list instead of an object": (lambda: ".".join([b64(b"[]"), *token().split(".")[1:]]), "not-a-token"),
    "NaN": (lambda: ".".join([token().split(".")[0], b64(b'{"a":NaN}'), token().split(".")[2]]), "not-a-token"),
    "far too long": (lambda: "eyJ" + "A" * 70_000 + ".A.A", "not-a-token"),
    # signed by us, and still nothing to rely on
    "expired": (lambda: token(until=(AT - timedelta(days=2)).date(), issued_at=AT - timedelta(days=800)), "expired"),
    "not yet valid": (lambda: token(issued_at=AT + timedelta(days=2)), "not-yet-valid"),
    "revoked": (lambda: token(place=13), "revoked"),
    "without a status": (lambda: token(put("credentialStatus", value=None)), "status-unknown"),
    "the status of somebody else": (lambda: token(put("credentialStatus", "type", value="StatusList2021Entry")),
                                    "status-unknown"),
    "another purpose": (lambda: token(put("credentialStatus", "statusPurpose", value="message")), "status-unknown"),
    "a place that is none": (lambda: token(put("credentialStatus", "statusListIndex", value="١٣")), "status-unknown"),
    "a wrong context": (lambda: token(put("@context", value=["https://evil.example/v2"])), "base-context-missing"),
    "contexts in another order": (lambda: token(lambda told: told["@context"].reverse()), "base-context-missing"),
    "no Open Badges context": (lambda: token(lambda told: told["@context"].pop()), "open-badges-context-missing"),
    "no achievement": (lambda: token(put("credentialSubject", "achievement", value=None)), "achievement-missing"),
    "another subject in the claims": (lambda: token(put("sub", value="urn:uuid:0")), "claims-differ"),
    "another issuer in the claims": (lambda: token(put("iss", value="https://evil.example/")), "claims-differ"),
    "no end in the claims": (lambda: token(put("exp", value=None)), "claims-differ"),
    "a later end in the claims": (lambda: token(put("exp", value=9_999_999_999)), "claims-differ"),
}  # fmt: skip


def test_what_we_made_holds():
    good = verdict(token())
    assert (good.faults, good.credential["credentialSubject"]["identifier"][0]["identityHash"]) == ((), "Ranu Salimba")
    assert broken_rules(payload()) == []


def test_there_are_more_than_thirty():
    assert len(FORGED) >= 40


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_credential_is_refused_by_name(name):
    make, fault = FORGED[name]
    assert fault in verdict(make()).faults


@pytest.mark.parametrize("name", [name for name, (_make, fault) in FORGED.items() if fault == "signature-wrong"])
def test_nothing_of_what_was_not_signed_is_told(name):
    assert verdict(FORGED[name][0]()).credential is None


def test_a_status_that_cannot_be_asked_is_no_leave():
    assert verdict(token(), revoked=lambda _list, _place: None).faults == ("status-unknown",)


@pytest.mark.parametrize("place", [0, 7, 8, 13, 94_567, LENGTH - 1])
def test_the_list_of_what_was_revoked_reads_as_it_was_written(place):
    assert [is_set(encoded([place]), one) for one in (place, (place + 1) % LENGTH)] == [True, False]


@pytest.mark.parametrize(
    "told", ["", "uAAAA", "x" + encoded([1])[1:], encoded([1])[:-40], None, "u" + b64(b"\x1f\x8b")]
)
def test_a_list_that_cannot_be_read_says_nothing(told):
    assert is_set(told, 1) is None


def test_the_list_is_a_credential_itself_and_signed():
    told = status_credential(address=LIST, issuer=Issuer(ISSUER, "Balai Contoh"), places=[13], at=AT)
    text = sign(told, PRIVATE, KEY, kind="vc+jwt")
    read = take_apart(text)
    read.check(PUBLIC)

    assert broken_rules(read.payload) == []
    assert is_set(read.payload["credentialSubject"]["encodedList"], 13) is True
    assert len(base64.urlsafe_b64decode(told["credentialSubject"]["encodedList"][1:] + "==")) < 200


def test_a_place_says_where_to_ask():
    assert place_in(payload()["credentialStatus"]) == (LIST, 94_567)
    with pytest.raises(TokenRefused):
        unb64("a b")
