"""Hostile files cost their own job and nobody else's minute (C16)."""

import io
import re
import threading
import time
import urllib.request
import zipfile

from playwright.sync_api import expect

PATIENCE = 90_000
EVERY_S, SECONDS = 0.2, 12


def bomb():
    """A workbook whose only sheet unpacks to 300 MB of blanks."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b" " * 2**20)
    return file.getvalue()


def far_cell():
    """A workbook with one value at the far corner of the sheet: small on disk, endless to a careless reader."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships "
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return file.getvalue()


class Probe(threading.Thread):
    """A second user who asks for the public home five times a second."""

    def __init__(self, url):
        super().__init__()
        self.url, self.waits, self.over = url, [], threading.Event()

    def run(self):
        while not self.over.wait(EVERY_S):
            began = time.monotonic()
            with urllib.request.urlopen(self.url, timeout=20) as answer:
                assert answer.status == 200
                answer.read()
            self.waits.append(time.monotonic() - began)


def test_c16_hostile_files_fail_alone_and_a_second_user_hardly_waits(page, sign_in, house, tmp_path):
    sign_in("balai")
    hostile = {
        "bom.xlsx": bomb(),
        "jauh.xlsx": far_cell(),
        "acak.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
    }
    for name, content in hostile.items():
        (tmp_path / name).write_bytes(content)
    probe = Probe(f"{house.url}/")
    probe.start()
    try:
        page.goto("/impor/")
        page.get_by_label("Berkas").set_input_files([tmp_path / name for name in hostile])
        page.get_by_role("button", name="Baca berkas").click()
        time.sleep(SECONDS)
        page.goto("/impor/")
        for name in hostile:
            row = page.get_by_role("row", name=re.compile(re.escape(name)))
            expect(row).to_contain_text("Ditolak", timeout=PATIENCE)
    finally:
        probe.over.set()
        probe.join()
    waits = sorted(probe.waits)
    assert len(waits) > SECONDS
    assert waits[int(len(waits) * 0.99)] < 1
