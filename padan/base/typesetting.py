"""Papers: a typst template of a room and its data become a PDF/A file, the same bytes for the same input.

Templates lie in ``padan/<room>/papers/`` and read their data with ``#let data = json(bytes(sys.inputs.data))``. What
people wrote travels as data and is never read as markup.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied

ROOMS = Path(__file__).resolve().parent.parent
FONTS = Path(__file__).resolve().parent / "vendor" / "fonts"
JAPANESE = Path(__file__).resolve().parent / "vendor" / "japanese"


class CannotBePrinted(ActionDenied):
    """A sign stands in the data for which no font ships: an act that prints refuses, a page that prints says so."""


@cache
def _fonts(japanese: bool) -> Any:
    """Papers that do not ask for Japanese do not see its font: what they look like never hangs on it."""
    import typst

    paths = [str(FONTS), str(JAPANESE)] if japanese else [str(FONTS)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)


def typeset(
    template: str, data: Mapping[str, Any], *, at: datetime, tagged: bool = True, japanese: bool = False
) -> bytes:
    """The PDF/A-2a file of ``template`` (such as ``"forum/papers/card.typ"``, below ``padan/``) filled with ``data``.

    ``data`` holds what JSON can say; dates and numbers come as the words to be printed. ``at`` is the instant written
    into the file. The first call loads the typesetter (0.1 s), later ones take some 10 ms. Raises CannotBePrinted.
    What becomes part of another page is not ``tagged`` (PDF/A-2u). ``japanese`` opens the font for kana and kanji.
    """
    import typst

    try:
        made: bytes = typst.compile(
            str(ROOMS / template),
            format="pdf",
            pdf_standards=["a-2a" if tagged else "a-2u"],
            pdf_tags=tagged,
            timestamp=int(at.timestamp()),
            **_world(data, japanese),
        )
    except typst.TypstError as error:
        if sign := re.search(r'the text `"(.+?)"` could not be displayed', str(error)):
            if japanese:
                said = _("“%(sign)s” cannot be printed: this paper uses kana, the kanji of JIS X 0208 and Latin.")
            else:
                said = _("“%(sign)s” cannot be printed: Padan's papers use the Latin alphabet.")
            raise CannotBePrinted(said % {"sign": sign[1]}) from error
        raise
    return made


def labelled(template: str, data: Mapping[str, Any], label: str) -> list[Any]:
    """What ``template``, filled with ``data``, tells in metadata under ``label``: where on which page something stands.

    Some 10 ms, as ``typeset``; nothing is written.
    """
    import typst

    told = typst.query(str(ROOMS / template), f"<{label}>", field="value", format="json", **_world(data))
    found: list[Any] = json.loads(told)
    return found


def _world(data: Mapping[str, Any], japanese: bool = False) -> dict[str, Any]:
    return {
        "root": str(ROOMS),
        "font_paths": _fonts(japanese),
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }


def qr_svg(text: str) -> str:
    """``text`` as a QR code (error correction M), an SVG that scales; black on nothing."""
    import segno

    svg: str = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass=None, lineclass=None
    )
    return svg
