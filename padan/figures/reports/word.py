"""The press release as a Word file that the writer goes on editing: real styles, real links, nothing drawn by hand.

Titles are titles, lists are tables with a header row, and what the writer has to add stands in a style of its own, so
that it is found and gone through in one go.
"""

import io
from datetime import UTC
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

TARUM, INK, SOFT, WRITER, WRITER_GROUND = "2B4A8B", "221F1A", "544D42", "855000", "FFF6E0"
WRITER_STYLE, FACTS_STYLE = "Diisi penulis", "Keterangan angka"
QR_CM = 2.2


def docx(told: dict[str, Any], *, at: Any) -> bytes:
    """The file, from the content of ``press.content``."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    _set_up(document, told, at)
    masthead = document.add_paragraph(style="Subtitle")
    masthead.add_run(told["lembaga"]).bold = True
    masthead.add_run("\tSIARAN PERS").bold = True
    document.add_paragraph(_("%(day)s · for immediate release") % {"day": told["tanggal"]}, style=FACTS_STYLE)
    document.add_paragraph(told["judul"], style="Title")
    first, *rest = told["pembuka"].split("\n\n")
    lead = document.add_paragraph()
    lead.add_run(f"{told['kota']}, {told['tanggal']}").bold = True
    lead.add_run(f" – {first}")
    for part in (*rest, *told["isi"]):
        document.add_paragraph(part)
    for who in told["kutipan"]:
        said = _("Quote of %(who)s: [write the words here, with name and position]") % {"who": who}
        document.add_paragraph(said, style=WRITER_STYLE)
    document.add_paragraph(_("Press contact: [name, telephone, e-mail]"), style=WRITER_STYLE)
    document.add_heading(_("Figures in this release"), level=1)
    document.add_paragraph(
        _(
            "Every figure was frozen before this release was made and opens at an address of its own. No number was "
            "typed. What is not known yet stays in the whole, never as “not working”. Change the words as you like; "
            "where a number must change, freeze it anew and make the release again."
        ),
        style=FACTS_STYLE,
    )
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, words in zip(table.rows[0].cells, (_("Figure"), _("How it is counted"), _("Check it")), strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    _repeat_header(table.rows[0])
    for one in told["angka"]:
        cells = table.add_row().cells
        _keep_together(table.rows[-1])
        _figure(cells[0], one)
        _facts(cells[1], one)
        _check(document, cells[2], one)
        cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _widths(table, (4.2, 8.6, 3.6))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document, told, at):
    """Paper, language, properties, styles and the last line of each page."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2.4)
    section.left_margin = section.right_margin = Cm(2.3)
    properties = document.core_properties
    properties.title, properties.author = told["judul"], told["lembaga"]
    properties.language, properties.identifier, properties.comments = "id-ID", told["kode"], ""
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    styles = document.styles

    def dress(name, size, *, color=INK, before=0, after=8, bold=None):
        style = styles[name]
        style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(color)
        for linked in style.element.findall(qn("w:link")):  # its twin for characters would keep the old colour
            style.element.remove(linked)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(part), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        return style

    normal = dress("Normal", 11)
    _language(styles, normal)
    _without_border(dress("Title", 20, before=10, after=10, bold=True))
    dress("Heading 1", 13, before=16, after=6, bold=True)
    masthead = dress("Subtitle", 11, color=TARUM, after=2)
    masthead.font.italic = False
    masthead.paragraph_format.tab_stops.add_tab_stop(Cm(16.4), WD_TAB_ALIGNMENT.RIGHT)
    for name in (FACTS_STYLE, WRITER_STYLE):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = normal
    dress(FACTS_STYLE, 9, color=SOFT, after=3)
    writer = dress(WRITER_STYLE, 11, color=WRITER, after=6)
    writer.quick_style = True
    _shade(writer, WRITER_GROUND)
    foot = section.footer.paragraphs[0]
    foot.style = styles[FACTS_STYLE]
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(16.4), WD_TAB_ALIGNMENT.RIGHT)
    made = _("Press release %(code)s · made by Padan of frozen figures, %(at)s")
    foot.add_run(made % {"code": told["kode"], "at": told["dibuat"]})
    foot.add_run("\t")
    _page_number(foot)


def _figure(cell, one):
    from docx.shared import Pt

    value = cell.paragraphs[0].add_run(one["nilai"])
    value.bold, value.font.size = True, Pt(16)
    cell.add_paragraph().add_run(one["nama"]).bold = True
    cell.add_paragraph(one["dari"], style=FACTS_STYLE)


def _facts(cell, one):
    rule = _("%(rule)s (rule version %(version)s)") % {"rule": one["aturan"], "version": one["versi"]}
    frozen = _("%(code)s, fingerprint of its rows %(mark)s") % {"code": one["kode"], "mark": one["sidik"]}
    facts = [
        (_("Rule"), rule),
        (_("Window"), one["jendela"]),
        (_("As of"), one["per"]),
        (_("Interval at 95%"), one["selang"]),
        (_("Not known yet"), one["belum"]),
        (_("Correction"), one["koreksi"]),
        (_("Frozen figure"), frozen),
    ]
    at = cell.paragraphs[0]
    for name, words in facts:
        if words:
            at = at or cell.add_paragraph()
            at.style = FACTS_STYLE
            at.add_run(f"{name}: ").bold = True
            at.add_run(words)
            at = None


def _check(document, cell, one):
    import segno
    from docx.shared import Cm

    picture = io.BytesIO()
    segno.make(one["alamat"], error="m", micro=False).save(picture, kind="png", scale=6, border=2)
    picture.seek(0)
    drawn = cell.paragraphs[0].add_run().add_picture(picture, width=Cm(QR_CM))
    drawn._inline.docPr.set("descr", _("QR code to %(address)s") % {"address": one["alamat"]})
    drawn._inline.docPr.set("name", one["kode"])
    _link(document, cell.add_paragraph(style=FACTS_STYLE), one["alamat"])


def _link(document, paragraph, address):
    """A link that Word opens: a relationship of the document, in its style for links."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    styles = document.styles
    if "Hyperlink" not in [style.name for style in styles]:
        style = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
        style.font.underline, style.font.color.rgb = True, RGBColor.from_string(TARUM)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(address, style="Hyperlink")
    link.append(run._r)
    paragraph._p.append(link)


def _element(name, **attributes):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def _language(styles, normal):
    """What the spelling checker takes the words for."""
    from docx.oxml.ns import qn

    for found in styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), "id-ID")
    normal.element.get_or_add_rPr().append(_element("w:lang", val="id-ID"))


def _shade(style, ground):
    properties = style.element.get_or_add_pPr()
    edge = partial(_element, val="dashed", sz="6", space="4", color=WRITER)
    borders = _element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(edge(f"w:{side}"))
    spacing = properties.find(borders.tag.replace("pBdr", "spacing"))
    for made in (borders, _element("w:shd", val="clear", color="auto", fill=ground)):
        spacing.addprevious(made)


def _without_border(style):
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _page_number(paragraph):
    paragraph.add_run(_("Page") + " ")
    code = _element("w:instrText")
    code.text = "PAGE"
    for part in (_element("w:fldChar", fldCharType="begin"), code, _element("w:fldChar", fldCharType="end")):
        paragraph.add_run()._r.append(part)


def _repeat_header(row):
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _keep_together(row):
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def _widths(table, widths):
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
