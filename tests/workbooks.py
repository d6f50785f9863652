"""Workbooks made by hand, good and hostile: parts of XML in a zip."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
ROOT = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def column(at):
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(place, value):
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def sheet(rows, after=""):
    """A sheet of rows, each a list of texts and numbers; ``after`` follows the data (merged cells)."""
    told = "".join(
        f'<row r="{at}">' + "".join(cell(f"{column(c)}{at}", value) for c, value in enumerate(row)) + "</row>"
        for at, row in enumerate(rows, start=1)
    )
    return raw_sheet(told, after)


def raw_sheet(data, after=""):
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>'


def parts(sheets, *, workbook="", states=()):
    """The parts of a workbook whose sheets are the given XML, by name."""
    names = list(sheets)
    told = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"{_state(states, name)}/>'
        for at, name in enumerate(names, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{LINKS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(names) + 1)
    )
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{workbook}'
        f"<sheets>{told}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships '
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{at}.xml": sheets[name] for at, name in enumerate(names, start=1)},
    }


def _state(states, name):
    return f' state="{dict(states)[name]}"' if name in dict(states) else ""


def packed(told, level=6):
    """The parts as bytes of a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in told.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(rows, **options):
    """A plain workbook of one sheet."""
    return packed(parts({"Data": sheet(rows)}, **options))
