"""Marks for what is shown to somebody outside: each page and each picture says to whom and when it was shown.

A mark takes nothing away: what stands below it stays readable. It says where a copy came from; who is determined can
remove it.
"""

import io
from datetime import datetime
from functools import cache
from typing import Any

from padan.base.typesetting import JAPANESE, typeset

MARK = "base/papers/mark.typ"
FONT = JAPANESE / "noto-sans-jp-regular.ttf"
MOST_SIDE = 1600  # pixels of a picture that is shown: enough to read a passport
INK = (150, 30, 30)


def check_mark(words: str, *, at: datetime) -> None:
    """Raise CannotBePrinted, with the sign, where ``words`` cannot stand in a mark."""
    typeset(MARK, {"words": words, "width": 100, "height": 100}, at=at, tagged=False, japanese=True)


def marked_pdf(content: bytes, words: str, *, at: datetime) -> bytes:
    """The same pages with ``words`` across each and at its foot. Raises CannotBePrinted for signs without a font."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        marks: dict[tuple[int, int], Any] = {}
        for page in pdf.pages:
            left, bottom, right, top = (float(side) for side in page.cropbox.as_list())
            turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
            size = (round(right - left), round(top - bottom))
            seen = (size[1], size[0]) if turned else size
            if seen not in marks:
                drawn = typeset(
                    MARK, {"words": words, "width": seen[0], "height": seen[1]}, at=at, tagged=False, japanese=True
                )
                marks[seen] = pikepdf.open(io.BytesIO(drawn))
            page.add_overlay(marks[seen].pages[0], pikepdf.Rectangle(left, bottom, right, top))
        for key in ("/StructTreeRoot", "/MarkInfo", "/Metadata"):  # it is another file now, and claims nothing
            if key in pdf.Root:
                del pdf.Root[key]
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def marked_picture(content: bytes, words: str) -> bytes:
    """The same picture as JPEG, at most ``MOST_SIDE`` wide and high, with ``words`` across it and on a strip below."""
    from PIL import Image, ImageDraw

    with Image.open(io.BytesIO(content)) as picture:
        seen = picture.convert("RGB")
    seen.thumbnail((MOST_SIDE, MOST_SIDE))
    width, height = seen.size
    size = max(10, min(width, height) // 30)
    across = _fitting(words, size, most=max(width, height))
    long = width + height
    cover = Image.new("L", (long, long), 0)
    draw, step = ImageDraw.Draw(cover), across.getlength(words) + 4 * size
    for row, y in enumerate(range(0, long, 6 * size)):
        for turn in range(int(long / step) + 2):
            draw.text((turn * step - (row % 3) * step / 3, y), words, font=across, fill=84)
    cover = cover.rotate(28, resample=Image.Resampling.BILINEAR)
    left, top = (long - width) // 2, (long - height) // 2
    seen.paste(Image.new("RGB", seen.size, INK), mask=cover.crop((left, top, left + width, top + height)))
    below = _fitting(words, size, most=width * 0.94)
    strip = round(below.size * 2)
    whole = Image.new("RGB", (width, height + strip), "white")
    whole.paste(seen, (0, 0))
    ImageDraw.Draw(whole).text((width / 2, height + strip / 2), words, font=below, fill=INK, anchor="mm")
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=86)
    return out.getvalue()


def _fitting(words: str, size: int, *, most: float) -> Any:
    """The font so large that ``words`` stand on one line of ``most`` pixels, but no larger than ``size``."""
    found = _font(size)
    wide = found.getlength(words)
    return found if wide <= most else _font(max(6, int(size * most / wide)))


@cache
def _font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), size)
