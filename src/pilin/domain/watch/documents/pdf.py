"""PDF of an event's course: typst with Pilin's own font; both banks beside each other with the river between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typst

from pilin.domain.watch.queries.after import Course
from pilin.foundation.bulletins.documents import FONTS
from pilin.foundation.observations.rules.readings import SHANGHAI

HERE = Path(__file__).resolve().parent
WORDS = {
    "zh": {
        "report": "过程记录", "note": "作为记录，不作评判。", "illustrative": "示意", "course": "经过", "left": "浙江一岸", "right": "上海一岸", "delays": "间隔（分钟）",
        "printed": "印于", "none": "没有记录", "opened": "开始", "closed": "结束", "running": "还没有结束", "called": "被叫到的镇", "from": "从", "to": "到",
        "relayed": "预警由发布台站发布，这里转达；水位线与信号的比对是阈值比对，不是预警。",
    },
    "en": {
        "report": "Record of an event", "note": "As record, not as reproach.", "illustrative": "illustrative", "course": "Course", "left": "Zhejiang bank",
        "right": "Shanghai bank", "delays": "Delays (minutes)", "printed": "printed on", "none": "nothing on record", "opened": "Began", "closed": "Ended",
        "running": "not over yet", "called": "Towns called", "from": "from", "to": "to",
        "relayed": "Signals are issued by their stations and relayed here; comparing levels with lines is a threshold check, no warning.",
    },
}  # fmt: skip


def report_data(
    course: Course, *, lang: str, on: date, towns: Mapping[str, str], banks: Mapping[str, int]
) -> dict[str, Any]:
    """Return the report as plain values, for PDF and Word alike; ``course`` is in the language of ``lang`` already."""
    event = course.event
    title = (event.title or event.title_zh) if lang == "en" else event.title_zh
    return {
        "lang": lang, "words": WORDS[lang], "title": title, "illustrative": event.illustrative, "source": event.source, "on": f"{on:%Y-%m-%d}",
        "opened": _moment(event.opened_at), "closed": _moment(event.closed_at) if event.closed_at else WORDS[lang]["running"],
        "called": [towns.get(code, code) for code in event.called],
        "entries": [
            {
                "day": f"{one.at.astimezone(SHANGHAI):%m-%d}", "clock": one.clock, "left": banks.get(one.town, 1) < 0, "town": towns.get(one.town, one.town), "what": one.what,
                "detail": one.detail, "source": one.source, "illustrative": one.illustrative, "alarmed": one.alarmed,
            }
            for one in course.entries
        ],
        "delays": [
            {
                "town": towns.get(one.town, one.town), "steps": [f"{step.name} {step.at.astimezone(SHANGHAI):%H:%M}" for step in one.steps],
                "rows": [[None if cell is None else str(cell) for cell in cells] for _step, cells in one.rows],
            }
            for one in course.delays
        ],
    }  # fmt: skip


def pdf_of(course: Course, *, lang: str, on: date, towns: Mapping[str, str], banks: Mapping[str, int]) -> bytes:
    """Return the report of an event as PDF, A4.

    Parameters
    ----------
    lang : {'zh', 'en'}
    on : date
        Printed on.
    towns, banks : mapping
        Codes → names in that language, and → -1 for the left bank or 1.
    """
    data = report_data(course, lang=lang, on=on, towns=towns, banks=banks)
    return bytes(
        typst.compile(
            str(HERE / "report.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )  # fmt: skip


def _moment(at: Any) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
