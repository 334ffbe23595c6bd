"""PDF of a leaflet: typst with Pilin's own font, as bulletins are printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import typst
from django.utils import translation

from pilin.domain.services.enums import LeafletKind, ServiceStage
from pilin.domain.services.models import Leaflet, Resource
from pilin.foundation.bulletins.documents import FONTS

HERE = Path(__file__).resolve().parent
WORDS = {
    "zh": {
        "illustrative": "示意", "phone": "电话", "online": "网上", "hours": "时间", "place": "地点", "person": "联系人", "every": "各个环节",
        "name": "窗口", "contact": "联系方式", "printed": "印于", "reviewed": "核实于", "languages": "语言", "none": "现在没有核实过的窗口",
    },
    "en": {
        "illustrative": "illustrative", "phone": "Telephone", "online": "Online", "hours": "Hours", "place": "Where", "person": "Ask for",
        "every": "all stages", "name": "Desk", "contact": "Contact", "printed": "printed on", "reviewed": "made sure of on",
        "languages": "languages", "none": "No desk that somebody made sure of",
    },
}  # fmt: skip


def pdf_of(leaflet: Leaflet, resources: Sequence[Resource], *, town: str, lang: str, on: date) -> bytes:
    """Return a leaflet as PDF: a card is one A5 page whatever is on it, a booklet A5 by stage, a list an A4 table.

    Parameters
    ----------
    resources : sequence of Resource
        Those of the leaflet that are live on the day, in order.
    town : str
        Name of the town that hands it out.
    lang : {'zh', 'en'}
        Where the words of one language are missing the other's stand.
    on : date
        Printed on; a reader sees how old the paper is.
    """
    with translation.override("en" if lang == "en" else "zh-hans"):
        data = {
            "kind": leaflet.kind, "lang": lang, "title": _said(leaflet, "title", lang),
            "town": town, "on": f"{on:%Y-%m-%d}", "words": WORDS[lang],
            "illustrative": leaflet.illustrative, "groups": _groups(resources, lang) if leaflet.kind == LeafletKind.BOOKLET else [],
            "entries": [_entry(row, lang) for row in resources],
        }  # fmt: skip
    return bytes(
        typst.compile(
            str(HERE / "leaflet.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )  # fmt: skip


def _groups(resources: Sequence[Resource], lang: str) -> list[dict[str, Any]]:
    groups = []
    for stage in ("", *ServiceStage.values):
        if held := [_entry(row, lang) for row in resources if row.stage == stage]:
            groups.append({"name": str(ServiceStage(stage).label) if stage else WORDS[lang]["every"], "entries": held})
    return groups


def _entry(row: Resource, lang: str) -> dict[str, Any]:
    words = ("name", "offers", "person", "hours", "place")
    return {
        **{name: _said(row, name, lang) for name in words}, "phone": row.phone, "online": row.online, "languages": row.spoken,
        "reviewed": f"{row.reviewed_on:%Y-%m-%d}", "illustrative": row.illustrative,
    }  # fmt: skip


def _said(row: Any, name: str, lang: str) -> str:
    zh, en = getattr(row, f"{name}_zh"), getattr(row, name)
    return str((en or zh) if lang == "en" else (zh or en))
