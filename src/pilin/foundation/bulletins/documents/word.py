"""Word document of a bulletin, in the layout of GB/T 9704: margins, sizes, document number, line, page numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import segno
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pilin.foundation.bulletins.documents.pdf import WORDS
from pilin.foundation.bulletins.documents.stamped import Printed
from pilin.foundation.bulletins.reading import Page, Part, Run

SONG, FANG, HEI = "宋体", "仿宋", "黑体"  # the standard's faces, by the names every office machine knows
LATIN = "Times New Roman"


def docx_of(page: Page, *, address: str, embargoed: bool = False, stamp: Printed | None = None) -> bytes:
    """Return the bulletin as a Word document.

    A4, 37 mm above, 28 mm left, text field 156 × 225 mm; title 22 pt, text 16 pt, 28 pt lines, tables 10.5 pt; the
    issuer over a line, the document number under it; page numbers between dashes.
    """
    doc = Document()
    doc.core_properties.title = page.title
    doc.core_properties.author = page.issuer
    doc.core_properties.language = "zh-CN" if page.lang == "zh" else "en-GB"
    doc.core_properties.comments = page.release.text_hash
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    words = WORDS[page.lang]
    _faces(doc)
    _line(doc, page.issuer, HEI, 26, centre=True)
    number = _line(doc, page.number, FANG, 16, centre=True)
    _rule(number, bottom=True)
    if embargoed:
        _line(doc, words["embargo"], HEI, 14, centre=True)
    _line(doc, "", FANG, 16)
    title = doc.add_heading(level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _text(title, page.title, SONG, 22, bold=True)
    if page.release.illustrative:
        _line(
            doc,
            f"（{words['illustrative']}）" if page.lang == "zh" else f"({words['illustrative']})",
            FANG,
            14,
            centre=True,
        )
    _line(doc, page.released, FANG, 14, centre=True)
    if page.corrections:
        _line(doc, words["corrected"], HEI, 16)
        for one in page.corrections:
            _line(doc, f"{one.when}: {one.what}", FANG, 14)
            for said in one.lines:
                _line(doc, said, FANG, 12)
    for part in page.parts:
        _part(doc, part, page.lang)
    if page.flags:
        _line(doc, words["flagged"], HEI, 14)
        for flag in page.flags:
            _line(doc, flag, FANG, 10.5)
    if page.signers:
        _line(doc, "", FANG, 16)
        _seals(doc, ((m["name"], when) for m, when in page.signers), words["awaited"])
    if page.notes:
        head = _line(doc, words["sources"], HEI, 14)
        _rule(head, bottom=False)
        for note in page.notes:
            mark = f" [{words['illustrative']}]" if note.illustrative else ""
            _line(doc, f"{note.number}. {note.text}{mark}", FANG, 10.5)
    _line(doc, "", FANG, 10.5)
    _code(doc, address)
    _line(doc, f"{words['address']} {address}", FANG, 10.5)
    _line(doc, f"{words['hash']} {page.release.text_hash}", FANG, 10.5)
    if stamp is not None:
        _line(doc, stamp.head, HEI, 10.5)
        _code(doc, stamp.address)
        for line in stamp.lines:
            _line(doc, line, FANG, 10.5)
    _page_numbers(section)
    out = io.BytesIO()
    doc.save(out)
    return out.getvalue()


def _code(doc: Any, address: str) -> None:
    code = io.BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="png", border=2, scale=6)
    code.seek(0)
    doc.add_picture(code, width=Mm(24))


def _faces(doc: Any) -> None:
    style = doc.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FANG)
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
    form.space_after = form.space_before = Pt(0)


def _text(paragraph: Any, text: str, face: str, size: float, *, bold: bool = False, raised: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold, run.font.superscript = LATIN, Pt(size), bold, raised
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return run


def _line(doc: Any, text: str, face: str, size: float, *, centre: bool = False) -> Any:
    paragraph = doc.add_paragraph()
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if size > 24 or size < 12:
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _text(paragraph, text, face, size)
    return paragraph


def _rule(paragraph: Any, *, bottom: bool) -> None:
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement("w:bottom" if bottom else "w:top")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)


def _runs(paragraph: Any, runs: Iterable[Run], face: str, size: float, lang: str, *, bold: bool = False) -> None:
    for run in runs:
        _text(paragraph, run.text, face, size, bold=bold)
        if run.note:
            _text(paragraph, str(run.note), face, size, raised=True)
        if run.illustrative:
            _text(paragraph, f"[{WORDS[lang]['illustrative']}]", face, max(size - 4, 8))


def _part(doc: Any, part: Part, lang: str) -> None:
    if part.kind == "heading":
        paragraph = doc.add_heading(level=part.level)
        _runs(paragraph, part.runs, HEI if part.level == 2 else SONG, 16, lang)
    elif part.kind == "paragraph":
        paragraph = doc.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        _runs(paragraph, part.runs, FANG, 16, lang)
        if part.illustrative:
            _text(paragraph, f" [{WORDS[lang]['illustrative']}]", FANG, 12)
    elif part.kind in ("speaker", "question", "answer"):
        paragraph = doc.add_paragraph()
        if part.kind != "speaker":
            _text(paragraph, f"{WORDS[lang][part.kind]} ", HEI, 16)
        _text(
            paragraph,
            " ".join(one for one in (part.by, part.office) if one),
            HEI if part.kind == "speaker" else FANG,
            16,
        )
        paragraph = doc.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        _runs(paragraph, part.runs, FANG, 16, lang)
    elif part.kind == "figure" and part.value is not None:
        paragraph = doc.add_paragraph()
        _runs(paragraph, (part.value,), HEI, 22, lang)
        _text(paragraph, f" {part.unit}  ", FANG, 16)
        _runs(paragraph, part.runs, FANG, 16, lang)
    elif part.kind == "list":
        for entry in part.entries:
            _runs(doc.add_paragraph(style="List Number" if part.ordered else "List Bullet"), entry, FANG, 16, lang)
    elif part.kind == "signers":
        if part.runs:
            _runs(doc.add_paragraph(), part.runs, FANG, 16, lang)
        _seals(doc, ((m["name"], m["signed_on"] or "") for m in part.members), WORDS[lang]["awaited"])
    elif part.kind == "table":
        _table(doc, part, lang)


def _seals(doc: Any, signers: Iterable[tuple[str, str]], awaited: str) -> None:
    for name, when in signers:
        paragraph = doc.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _text(paragraph, f"{name}  {when or awaited}", FANG, 16)


def _table(doc: Any, part: Part, lang: str) -> None:
    grid = doc.add_table(rows=1, cols=len(part.head), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeat)
    for number, cells in enumerate((part.head, *part.rows)):
        row = grid.rows[0] if number == 0 else grid.add_row()
        for k, runs in enumerate(cells):
            paragraph = row.cells[k].paragraphs[0]
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            if k in part.right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _runs(paragraph, runs, HEI if number == 0 else FANG, 10.5, lang)
    if part.runs or part.illustrative:
        caption = doc.add_paragraph()
        _runs(caption, part.runs, FANG, 10.5, lang)
        if part.illustrative:
            _text(caption, f" [{WORDS[lang]['illustrative']}]", FANG, 10.5)


def _page_numbers(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _text(paragraph, "— ", SONG, 14)
    run = _text(paragraph, "", SONG, 14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)
    _text(paragraph, " —", SONG, 14)
