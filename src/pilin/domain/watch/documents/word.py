"""Word document of an event's course, in plain tables that an office can go on with."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pilin.domain.watch.documents.pdf import report_data
from pilin.domain.watch.queries.after import Course

LATIN, SONG = "Times New Roman", "宋体"


def docx_of(course: Course, *, lang: str, on: date, towns: Mapping[str, str], banks: Mapping[str, int]) -> bytes:
    """Return the report of an event as a Word document, A4; what is given is as for the PDF."""
    data = report_data(course, lang=lang, on=on, towns=towns, banks=banks)
    words, doc = data["words"], Document()
    doc.core_properties.title, doc.core_properties.author = data["title"], "Pilin"
    doc.core_properties.language = "zh-CN" if lang == "zh" else "en-GB"
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    style = doc.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONG)
    mark = f" [{words['illustrative']}]"
    doc.add_paragraph(words["report"] + (mark if data["illustrative"] else ""))
    _heading(doc, data["title"], 1)
    doc.add_paragraph(
        f"{words['opened']} {data['opened']}  {words['closed']} {data['closed']}  {words['called']} {', '.join(data['called'])}  {data['source']}"
    )  # fmt: skip
    doc.add_paragraph(f"{words['note']} {words['relayed']}")
    _heading(doc, words["course"], 2)
    if not data["entries"]:
        doc.add_paragraph(words["none"])
    table = doc.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, (words["left"], "", words["right"]), strict=True):
        cell.text = text
    for one in data["entries"]:
        cells = table.add_row().cells
        cells[1].text = f"{one['day']} {one['clock']}"
        lines = [
            f"{one['town']}{mark if one['illustrative'] else ''} {one['source']}".strip(),
            one["what"],
            one["detail"],
        ]
        cells[0 if one["left"] else 2].text = "\n".join(line for line in lines if line)
    for one in data["delays"]:
        _heading(doc, f"{words['delays']} · {one['town']}", 2)
        table = doc.add_table(rows=1, cols=len(one["steps"]) + 1, style="Table Grid")
        for cell, text in zip(table.rows[0].cells, (f"{words['from']} ↓ {words['to']} →", *one["steps"]), strict=True):
            cell.text = text
        for step, row in zip(one["steps"], one["rows"], strict=True):
            for cell, text in zip(table.add_row().cells, (step, *(value or "·" for value in row)), strict=True):
                cell.text = text
    doc.add_paragraph(f"{words['printed']} {data['on']}")
    file = io.BytesIO()
    doc.save(file)
    return file.getvalue()


def _heading(doc: Any, text: str, level: int) -> None:
    run = doc.add_heading(level=level).add_run(text)
    run.font.name = LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONG)
