"""PDF of a drill's report: typst with Pilin's own font, as bulletins are printed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import typst
from django.utils import translation

from pilin.domain.drills.enums import RESULTS
from pilin.domain.drills.models import Drill, Evaluation, Site
from pilin.domain.drills.queries import CorrectiveTold, Timeline
from pilin.domain.drills.queries.sites import SHANGHAI
from pilin.foundation.bulletins.documents import FONTS

HERE = Path(__file__).resolve().parent
WORDS = {
    "zh": {
        "report": "应急演练报告", "illustrative": "示意", "score": "得分", "of": "满分 100", "unknown": "没有预期动作，不评分", "scenario": "情景", "version": "版", "form": "方式",
        "place": "地点", "when": "时间", "towns": "参加", "sites": "计入场所", "expected": "预期动作", "who": "谁", "within": "限时", "done": "实际", "late": "晚", "result": "结果",
        "points": "得分", "course": "预期与实际", "extra": "预期以外", "again": "又做了一次", "evaluations": "各方评估", "well": "做得好的", "lacking": "不足", "awaited": "还没有评估", "mended": "整改",
        "due": "期限", "state": "进展", "none": "没有", "printed": "印于", "minutes": "分钟", "injects": "情况通报", "organiser": "组织",
        "how": "每个预期动作按权重计分：按时按序计全部；晚了按“限时÷实际”计；前一步没做完就做的再减半；没做不计。计分办法是本平台的，不是法律规定。",
    },
    "en": {
        "report": "Report of an emergency drill", "illustrative": "illustrative", "score": "Score", "of": "of 100", "unknown": "nothing was expected, so nothing is scored", "scenario": "Scenario",
        "version": "version", "form": "Form", "place": "Where", "when": "When", "towns": "Took part", "sites": "Counts for", "expected": "Expected", "who": "Who", "within": "Within",
        "done": "Done", "late": "Late", "result": "Result", "points": "Points", "course": "Expected against actual", "extra": "Nobody expected", "again": "done once more",
        "evaluations": "What each town says", "well": "Went well", "lacking": "Lacking", "awaited": "not evaluated yet", "mended": "Mended after it", "due": "Due", "state": "State",
        "none": "none", "printed": "printed on", "minutes": "min", "injects": "Injects", "organiser": "Held by",
        "how": "Each expected action counts by its weight: all of it in time and in order; the share term ÷ taken where it was late; half of that where it came before something that comes first; nothing where it was not done. This is the platform's own measure, no law's.",
    },
}  # fmt: skip


def pdf_of(
    drill: Drill,
    told: Timeline,
    *,
    lang: str,
    on: date,
    roles: Mapping[str, str],
    towns: Mapping[str, str],
    joined: Sequence[str],
    evaluations: Sequence[Evaluation],
    sites: Sequence[Site],
    correctives: Sequence[CorrectiveTold],
) -> bytes:
    """Return the report of a drill as PDF, A4.

    Parameters
    ----------
    told : Timeline
        The drill as its notes stand now.
    lang : {'zh', 'en'}
        Where the words of one language are missing the other's stand.
    on : date
        Printed on.
    roles, towns : mapping of str to str
        Keys and codes → what people call them.
    """
    with translation.override("en" if lang == "en" else "zh-hans"):
        data = {
            "lang": lang, "words": WORDS[lang], "title": _said(drill, "title", lang), "illustrative": drill.illustrative, "on": f"{on:%Y-%m-%d}",
            "score": None if told.score.score is None else f"{told.score.score}", "source": drill.source, "organiser": _said(drill, "organiser", lang),
            "scenario": _said(drill.scenario, "title", lang), "version": drill.scenario.version, "form": str(drill.get_form_display()), "place": _said(drill, "place", lang),
            "when": _span(drill), "towns": [towns.get(code, code) for code in dict.fromkeys([drill.owner, *joined])], "sites": [_said(one, "title", lang) for one in sites],
            "lines": [_line(one, lang, roles, towns) for one in told.lines],
            "injects": [{"minute": one.row.minute, "text": _said(one.row, "text", lang)} for one in told.injects],
            "extra": [{"clock": one.clock, "what": _said(one.row, "what", lang) or WORDS[lang]["again"], "town": towns.get(one.row.owner, one.row.owner)} for one in told.extra],
            "evaluations": [
                {"town": towns.get(one.owner, one.owner), "well": _said(one, "well", lang), "lacking": _said(one, "lacking", lang)} for one in evaluations
            ],
            "mended": [
                {"what": _said(one.row, "what", lang), "town": towns.get(one.row.owner, one.row.owner), "due": f"{one.row.due_on:%Y-%m-%d}", "state": str(one.row.get_state_display())}
                for one in correctives
            ],
        }  # fmt: skip
    return bytes(
        typst.compile(
            str(HERE / "report.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )  # fmt: skip


def _span(drill: Drill) -> str:
    began, ended = drill.started_at, drill.finished_at
    if began is None:
        return f"{drill.planned_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    text = f"{began.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return text if ended is None else f"{text}–{ended.astimezone(SHANGHAI):%H:%M}"


def _line(one: Any, lang: str, roles: Mapping[str, str], towns: Mapping[str, str]) -> dict[str, Any]:
    return {
        "what": _said(one.act, "what", lang), "role": roles.get(one.act.role, one.act.role), "town": towns.get(one.town, one.town),
        "within": one.act.within_minutes, "clock": one.clock, "late": one.delay, "result": str(RESULTS[one.line.result]), "kind": one.line.result,
        "points": f"{one.line.points}", "most": f"{one.line.points + one.line.lost}",
        "term": one.at_term, "at": one.at_done,
    }  # fmt: skip


def _said(row: Any, name: str, lang: str) -> str:
    zh, en = getattr(row, f"{name}_zh"), getattr(row, name)
    return str((en or zh) if lang == "en" else (zh or en))
