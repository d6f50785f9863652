"""Empty fields for every party, placed before the first signature: whoever signs later adds nothing to the pages."""

import io
from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied


class Place(Protocol):
    """Where a party signs: page from 1, points from the upper left corner, as the typesetter counts."""

    party: str
    page: int
    x: float
    y: float
    width: float
    height: float


class CannotHoldFields(ActionDenied):
    """The file cannot be prepared for signing."""


def prepare_fields(pdf: bytes, fields: Sequence[Place]) -> bytes:
    """``pdf`` with one empty signature field per place, named after its party. Raises CannotHoldFields."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

    if len({place.party for place in fields}) < len(fields):
        raise CannotHoldFields(_("A party has two places to sign."))
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if any(True for _field in enumerate_sig_fields(writer.prev)):
            raise CannotHoldFields(_("The file holds fields for signatures already."))
        for place in fields:
            height = _page_height(writer.prev, place.page - 1)
            left, top = place.x, height - place.y
            spec = SigFieldSpec(
                place.party,
                on_page=place.page - 1,
                box=(left, top - place.height, left + place.width, top),
                readable_field_name=place.party,
            )
            append_signature_field(writer, spec)
        out = io.BytesIO()
        writer.write(out)
    except CannotHoldFields:
        raise
    except Exception as fault:  # any fault of the parser
        raise CannotHoldFields(_("The file cannot be prepared for signing: it is damaged.")) from fault
    return out.getvalue()


def _page_height(reader, page: int) -> float:
    found = reader.root["/Pages"]
    box = None
    left = page
    while "/Kids" in found:
        box = found.get("/MediaBox", box)
        for kid in found["/Kids"]:
            kid = kid.get_object()
            count = int(kid.get("/Count", 1))
            if left < count:
                found = kid
                break
            left -= count
        else:
            raise IndexError(page)
    box = found.get("/MediaBox", box)
    return float(box[3])
