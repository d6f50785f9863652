"""How a signature looks on the page: drawn by the typesetter with its own fonts, so that the file stays an archive."""

import io
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from padan.base.typesetting import CannotBePrinted, typeset

PAPER = "agreements/papers/signature.typ"
MOST_LETTERS = 90


def look_of(signer: str, issuer: str, *, at: datetime, width: float, height: float) -> Any:
    """pyHanko's style for a field of this size, in points; empty for a name that no font of ours can print."""
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    with translation.override("id"):
        moment = date_format(at.astimezone(ZoneInfo("Asia/Jakarta")), "j F Y, H.i") + " WIB"
    data = {"signer": _short(signer), "issuer": _short(issuer), "at": moment, "width": width, "height": height}
    try:
        page = typeset(PAPER, data, at=at, tagged=False)
    except CannotBePrinted:
        return StaticStampStyle(border_width=0)

    class Drawn(PdfContent):
        def render(self) -> bytes:
            drawn = self.writer.import_page_as_xobject(PdfFileReader(io.BytesIO(page)))
            self.resources.xobject["/Drawn"] = drawn
            return b"/Drawn Do"

    whole = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(0, 0, 0, 0))
    return StaticStampStyle(
        border_width=0,
        background=Drawn(box=BoxConstraints(width=width, height=height)),
        background_layout=whole,
        background_opacity=1.0,
    )


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"
