"""What is shown outside says on every page and picture to whom and when; what stands below stays."""

import io
import subprocess
from datetime import UTC, datetime

import pikepdf
from PIL import Image, ImageChops

from padan.base.marking import MOST_SIDE, marked_pdf, marked_picture

AT = datetime(2024, 11, 14, 3, 0, tzinfo=UTC)
WORDS = "株式会社さくら · 2024-11-14 12:00 JST"


def pdf(*sizes, turn=0):
    made, out = pikepdf.new(), io.BytesIO()
    for size in sizes:
        made.add_blank_page(page_size=size)
    made.pages[-1].obj["/Rotate"] = turn
    made.save(out)
    return out.getvalue()


def pages(content):
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return told.stdout.decode().split("\f")[:-1]


def test_every_page_of_a_pdf_carries_the_words_whatever_its_size_and_turn():
    made = marked_pdf(pdf((595, 842), (842, 595), (300, 200), turn=90), WORDS, at=AT)
    assert [WORDS in page for page in pages(made)] == [True, True, True]
    with pikepdf.open(io.BytesIO(made)) as found:
        assert [page.obj.get("/Rotate", 0) for page in found.pages] == [0, 0, 90]


def picture(size, colour):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_marked_in_every_quarter_and_has_a_strip_with_the_words_below():
    with Image.open(io.BytesIO(marked_picture(picture((900, 600), "white"), WORDS))) as made:
        assert made.format == "JPEG"
        assert made.width == 900
        assert made.height > 600
        for box in ((0, 0, 450, 300), (450, 0, 900, 300), (0, 300, 450, 600), (450, 300, 900, 600), (0, 600, 900, 625)):
            seen = made.convert("RGB").crop(box)
            assert ImageChops.invert(seen).getbbox() is not None
            assert max(low for low, _high in seen.getextrema()[1:]) < 235, box


def test_a_large_picture_is_shown_smaller_and_a_small_one_as_it_is():
    with Image.open(io.BytesIO(marked_picture(picture((4000, 3000), "white"), WORDS))) as made:
        assert made.width == MOST_SIDE
    with Image.open(io.BytesIO(marked_picture(picture((60, 80), "white"), WORDS))) as made:
        assert made.width == 60
