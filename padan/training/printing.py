"""Certificates as files: typeset from what was frozen into them, always in Indonesian, the same bytes every time."""

from types import SimpleNamespace

from padan.agreements.pdf.fields import prepare_fields
from padan.base.printed import printed_code
from padan.base.typesetting import labelled, qr_svg, typeset
from padan.people.queries import address_of

PAPER = "training/papers/certificate.typ"
FIELD = "penerbit"


def printed_certificate(certificate) -> bytes:
    """The paper as it is drawn, without a signature."""
    return typeset(PAPER, _data(certificate), at=certificate.drafted_at)


def with_field(certificate) -> bytes:
    """The paper with an empty place for the signature of who issues it."""
    data = _data(certificate)
    places = [SimpleNamespace(**told) for told in labelled(PAPER, data, "signature")]
    return prepare_fields(typeset(PAPER, data, at=certificate.drafted_at), places)


def _data(certificate):
    code = printed_code(certificate.code)
    told = certificate.content
    return told["printed"] | {
        "kind": certificate.kind,
        "number": certificate.number,
        "name": told["name"],
        "units": told["units"],
        "code": code,
        "check-address": address_of("verify"),
        "qr": qr_svg(address_of("verify-code", code)),
    }
