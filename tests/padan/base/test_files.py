"""Files are what their content says, carry nothing hidden, and never change unseen."""

import io
from types import SimpleNamespace

import pikepdf
import pytest
from django.test import override_settings
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from padan.base.files import FileAltered, FileKind, FileRefused, accepted, content_of, keep, kind_of

SECRET = "Jalan Melati 7"


@pytest.fixture(autouse=True)
def own_folder(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def pdf(**root):
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    for key, value in root.items():
        made.Root[f"/{key}"] = made.make_indirect(value) if isinstance(value, pikepdf.Dictionary) else value
    made.save(out)
    return out.getvalue()


def script():
    return pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")


def picture(kind, **options):
    out = io.BytesIO()
    Image.new("RGB", (8, 6), (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def photo_with_place():
    exif = Image.Exif()
    exif[Base.ImageDescription] = SECRET
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (6.0, 14.0, 0.0)
    return picture("JPEG", exif=exif, comment=SECRET.encode())


def noted_png():
    info = PngInfo()
    info.add_text("Comment", SECRET)
    return picture("PNG", pnginfo=info)


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"PK\x03\x04", b"<html>", b"<svg xmlns='x'/>", b"GIF89a", b" %PDF-1.7", b"#!/bin/sh", b"RIFF"],
)
def test_what_is_no_pdf_and_no_picture_is_refused_whatever_it_is_called(content):
    assert kind_of(content) is None
    with pytest.raises(FileRefused, match="Bring one of these: JPG, PDF, PNG"):
        accepted(io.BytesIO(content))


def test_a_kind_that_is_not_asked_for_is_refused():
    with pytest.raises(FileRefused, match="Bring one of these: PDF"):
        accepted(io.BytesIO(picture("PNG")), kinds=frozenset({FileKind.PDF}))


def test_a_file_over_the_limit_is_refused_without_being_read_to_its_end():
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size=-1):
            self.asked += size
            return b"%PDF-" + b"0" * (size - 5)

    file = Endless()
    with pytest.raises(FileRefused, match="larger than 1 MB"):
        accepted(file, most=2**20)
    assert file.asked == 2**20 + 1


@pytest.mark.parametrize(("content", "has"), [(photo_with_place(), b"Exif"), (noted_png(), b"tEXt")])
def test_a_picture_keeps_its_pixels_and_loses_everything_else(content, has):
    assert SECRET.encode() in content
    assert has in content
    clean = accepted(io.BytesIO(content))
    assert SECRET.encode() not in clean
    assert has not in clean
    assert Image.open(io.BytesIO(clean)).size == (8, 6)


def test_a_picture_with_a_program_behind_it_comes_out_without():
    clean = accepted(io.BytesIO(picture("PNG") + b"PK\x03\x04 and more"))
    assert b"PK\x03\x04" not in clean


def test_a_picture_of_a_billion_pixels_is_refused_before_it_is_opened():
    import struct
    import zlib

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(FileRefused, match="picture"):
        accepted(io.BytesIO(bomb))


@pytest.mark.parametrize("content", [picture("JPEG")[:40], b"\x89PNG\r\n\x1a\nrubbish"])
def test_a_damaged_picture_is_told_as_such(content):
    with pytest.raises(FileRefused, match="damaged"):
        accepted(io.BytesIO(content))


def test_a_plain_pdf_is_kept_byte_for_byte():
    content = pdf()
    assert accepted(io.BytesIO(content)) == content


def test_a_script_in_a_pdf_is_found_at_the_root_in_a_page_and_inside_a_list():
    inside = pikepdf.Dictionary(Names=pikepdf.Array(["a", script()]))
    for content in (pdf(OpenAction=script()), pdf(AA=pikepdf.Dictionary(O=script())), pdf(Names=inside)):
        assert b"JavaScript" in content
        with pytest.raises(FileRefused, match="scripts or attached files"):
            accepted(io.BytesIO(content))


def test_a_script_under_a_disguised_name_is_found():
    content = pdf(OpenAction=script()).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/J#53 ")
    assert b"/JavaScript" not in content
    with pytest.raises(FileRefused, match="scripts or attached files"):
        accepted(io.BytesIO(content))


def test_an_attachment_in_a_pdf_is_refused():
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.attachments["a.exe"] = b"MZ"
    made.save(out)
    with pytest.raises(FileRefused, match="scripts or attached files"):
        accepted(io.BytesIO(out.getvalue()))


def test_a_locked_pdf_and_a_broken_one_are_told_apart():
    out = io.BytesIO()
    made = pikepdf.new()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(FileRefused, match="password"):
        accepted(io.BytesIO(out.getvalue()))
    with pytest.raises(FileRefused, match="damaged"):
        accepted(io.BytesIO(b"%PDF-1.7 and nothing more"))


def test_a_kept_file_comes_back_as_it_was_under_a_name_that_says_nothing(own_folder):
    content = pdf()
    row = SimpleNamespace(**keep(content, called="..\\..\\secret/Perjanjian\u202e.pdf"))
    assert content_of(row) == content
    assert row.file_as == "Perjanjian.pdf"
    assert (row.file_kind, row.file_bytes) == ("pdf", len(content))
    names = [path.name for path in own_folder.rglob("*") if path.is_file()]
    assert names == [row.file_name]
    assert "Perjanjian" not in row.file_name


def test_one_changed_byte_and_a_missing_file_are_noticed(own_folder):
    row = SimpleNamespace(**keep(pdf()))
    (path,) = own_folder.rglob("*.pdf")
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(FileAltered):
        content_of(row)
    path.unlink()
    with pytest.raises(FileAltered):
        content_of(row)


def test_a_sealed_file_lies_as_noise_and_opens_under_its_own_name_and_key_alone(own_folder, settings):
    content = picture("PNG")
    row, other = (SimpleNamespace(**keep(content, called="paspor.png", sealed=True)) for _turn in range(2))
    assert content_of(row) == content
    assert (row.file_kind, row.file_bytes, row.file_as) == ("png", len(content), "paspor.png")
    lies = {path.name: path.read_bytes() for path in own_folder.rglob("*.aes")}
    assert set(lies) == {row.file_name, other.file_name}
    assert all(b"PNG" not in noise and content[8:40] not in noise for noise in lies.values())

    (path,) = (path for path in own_folder.rglob("*.aes") if path.name == row.file_name)
    path.write_bytes(lies[other.file_name])
    with pytest.raises(FileAltered):
        content_of(SimpleNamespace(**{**vars(row), "file_sha256": other.file_sha256}))
    path.write_bytes(lies[row.file_name])
    settings.PADAN_SEAL_KEY = b"k" * 32
    with pytest.raises(FileAltered):
        content_of(row)
