"""Papers are the same bytes for the same input, carry their own fonts, and print words as they stand."""

import subprocess
from datetime import UTC, datetime

import pytest

from padan.base import typesetting
from padan.base.typesetting import CannotBePrinted, qr_svg, typeset

AT = datetime(2024, 11, 14, 3, 0, tzinfo=UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: "Plus Jakarta Sans", lang: "id")
= #data.title
#image(bytes(data.qr), format: "svg", width: 3cm, alt: "QR")
"""


@pytest.fixture(autouse=True)
def room(tmp_path, monkeypatch):
    (tmp_path / "paper.typ").write_text(TEMPLATE)
    monkeypatch.setattr(typesetting, "ROOMS", tmp_path)


def printed(title, at=AT):
    return typeset("paper.typ", {"title": title, "qr": qr_svg("https://padan.example/v/ABC")}, at=at)


def text_of(pdf, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", tmp_path / "paper.pdf", "-"], capture_output=True, check=True, text=True)
    return told.stdout


def test_the_same_words_at_the_same_instant_are_the_same_bytes():
    assert printed("Perjanjian") == printed("Perjanjian")
    assert printed("Perjanjian") != printed("Perjanjian 2")


def test_words_of_people_are_printed_and_never_read_as_markup(tmp_path):
    said = '#panic("x") $a$ *tebal* "kutip" \\ <html>'
    assert said in text_of(printed(said), tmp_path)


def test_a_sign_without_a_font_is_refused_by_name():
    with pytest.raises(CannotBePrinted, match="明"):
        printed("PT 明")


def test_a_qr_code_holds_its_text_as_a_picture_without_style():
    svg = qr_svg("https://padan.example/v/ABC")
    assert svg.startswith("<svg")
    assert "style" not in svg
    assert qr_svg("a") != qr_svg("b")


def test_only_a_paper_that_asks_for_japanese_sees_its_font(tmp_path):
    (tmp_path / "paper.typ").write_text(
        TEMPLATE.replace('"Plus Jakarta Sans"', '("Plus Jakarta Sans", "Noto Sans JP")')
    )
    told = {"title": "PT 明 シティ", "qr": qr_svg("a")}
    made = typeset("paper.typ", told, at=AT, japanese=True)
    assert "明" in text_of(made, tmp_path)
    assert made == typeset("paper.typ", told, at=AT, japanese=True)
    with pytest.raises(CannotBePrinted, match="明"):
        typeset("paper.typ", told, at=AT)
    with pytest.raises(CannotBePrinted, match="JIS X 0208"):
        typeset("paper.typ", told | {"title": "한국"}, at=AT, japanese=True)
