"""A bulletin in one language, as page, PDF and Word all set it: runs of text, figures with the number of their note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from pilin.foundation.bulletins.blocks import FIGURE
from pilin.foundation.bulletins.queries import Release

SHANGHAI = ZoneInfo("Asia/Shanghai")
CURRENCY_ZH = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元"}
CURRENCY_EN = {"CNY": "yuan", "USD": "US dollars", "EUR": "euros", "HKD": "HK dollars", "JPY": "yen"}
UNITS_ZH = {
    "firm": "家", "person": "人", "visit": "人次", "project": "个", "item": "项", "park": "个", "milestone": "个", "obstacle": "个",
    "vehicle": "辆", "minute": "分钟", "hour": "小时", "place": "个", "day": "天", "percent": "%", "m2": "平方米", "mu": "亩", "km2": "平方公里", "ha": "公顷",
    "t": "吨", "mm": "毫米", "m_level": "米", **CURRENCY_ZH,
}  # fmt: skip
UNITS_EN = {
    "firm": "firms", "person": "persons", "visit": "visits", "project": "projects", "item": "items", "park": "parks",
    "milestone": "milestones", "obstacle": "obstacles", "vehicle": "vehicles", "minute": "minutes", "hour": "hours", "place": "places", "day": "days", "percent": "%",
    "m2": "m²", "mu": "mu", "km2": "km²", "ha": "ha", "t": "t", "mm": "mm", "m_level": "m", **CURRENCY_EN,
}  # fmt: skip
NOT_GIVEN = {"zh": "来源没有给数", "en": "not given by the source"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; a figure carries the number of its note and whether it is illustrative."""

    text: str
    note: int = 0
    illustrative: bool = False
    pending: bool = False  # a figure of a draft, not yet asked


@dataclass(frozen=True, slots=True)
class Part:
    """One block in one language."""

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 2
    lede: bool = False
    illustrative: bool = False
    ordered: bool = False
    entries: tuple[tuple[Run, ...], ...] = ()
    head: tuple[tuple[Run, ...], ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    right: frozenset[int] = frozenset()
    value: Run | None = None
    unit: str = ""
    members: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Where figures come from: the query, the day it was asked for, its source."""

    number: int
    text: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A bulletin in one language."""

    lang: str  # zh or en
    title: str
    issuer: str
    number: str
    released: str
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    corrections: tuple[tuple[str, str], ...]  # (when, what)
    signers: tuple[tuple[dict[str, Any], str], ...]  # (member, day or "")
    release: Release


@dataclass(slots=True)
class _Notes:
    lang: str
    figures: dict[str, dict[str, Any]]
    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    marked: dict[int, bool] = field(default_factory=dict)

    def run(self, name: str) -> Run:
        answer = self.figures.get(name)
        if answer is None:
            return Run(f"[{name}]", pending=True)
        words = answer["query_zh" if self.lang == "zh" else "query"]
        key = (words, answer["on"], answer["source"], answer["datum"])
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        self.marked[number] = self.marked.get(number, False) or answer["illustrative"]
        return Run(shown(answer, self.lang), number, answer["illustrative"])

    def runs(self, text: str) -> tuple[Run, ...]:
        found, start = [], 0
        for match in FIGURE.finditer(text):
            if match.start() > start:
                found.append(Run(text[start : match.start()]))
            found.append(self.run(f"{match[1]}@{match[2]}" if match[2] else match[1]))
            start = match.end()
        if start < len(text):
            found.append(Run(text[start:]))
        return tuple(found)

    def listed(self) -> tuple[Note, ...]:
        return tuple(
            Note(number, note_text(words, on, source, datum, self.lang), self.marked[number])
            for (words, on, source, datum), number in self.numbers.items()
        )


def page_of(release: Release, lang: str) -> Page:
    """Return the bulletin in ``zh`` or ``en``, its figures numbered in reading order."""
    notes = _Notes(lang, release.figures)
    parts = tuple(_part(block, lang, notes) for block in release.blocks)
    zh = lang == "zh"
    return Page(
        lang=lang,
        title=release.title_zh if zh else release.title,
        issuer=f"{release.circle_zh}公报" if zh else f"{release.circle_en} bulletin",
        number=release.document_number_zh if zh else release.document_number,
        released=moment(release.release_at, lang),
        parts=parts,
        notes=notes.listed(),
        corrections=tuple((moment(c.published_at, lang), c.text_zh if zh else c.text) for c in release.corrections),
        signers=tuple(
            (
                {"name": s.member.name_zh if zh else s.member.name, "mark": s.member.mark, "colour": s.member.colour,
                 "bank": s.member.bank, "code": s.member.code, "short": s.member.short_zh if zh else s.member.short},
                day(s.signed_at, lang) if s.signed_at else "",
            )
            for s in release.signers
        ),
        release=release,
    )  # fmt: skip


def shown(answer: dict[str, Any], lang: str) -> str:
    """Return a frozen figure as text carries it: comparator kept, no precision added or lost; its unit is the text's."""
    if answer["value"] is None:
        return NOT_GIVEN[lang]
    mark = "" if answer["comparator"] == "=" else f"{answer['comparator']} "
    unit = "%" if answer["unit"] == "percent" else ""
    return f"{mark}{number_words(Decimal(answer['value']), lang)}{unit}"


def number_words(value: Decimal, lang: str) -> str:
    """Return a number as people of the language write it, exactly.

    Examples
    --------
    >>> number_words(Decimal("3852000000"), "zh"), number_words(Decimal("3852000000"), "en"), number_words(Decimal("31336"), "zh")
    ('38.52 亿', '3.852 billion', '31,336')
    """
    for factor, word in (
        ((10**8, " 亿"), (10**4, " 万")) if lang == "zh" else ((10**9, " billion"), (10**6, " million"))
    ):
        small = value / factor
        if abs(small) >= 1 and small == round(small, 3) and (lang == "en" or value % 100 == 0) and abs(value) >= 10**5:
            return f"{_plain(small)}{word}"
    return _plain(value)


def unit_words(unit: str, lang: str) -> str:
    """Return a unit as people of the language write it."""
    return (UNITS_ZH if lang == "zh" else UNITS_EN).get(unit, unit)


def note_text(words: str, on: str, source: str, datum: str, lang: str) -> str:
    """Return a note: the query, the day, the source."""
    pieces = [words, f"截至 {on}" if lang == "zh" else f"as of {on}"]
    if datum:
        pieces.append(f"高程基准 {datum}" if lang == "zh" else f"datum {datum}")
    if source:
        pieces.append(f"来源 {source}" if lang == "zh" else f"source {source}")
    return ("，" if lang == "zh" else ", ").join(pieces) + ("。" if lang == "zh" else ".")


def moment(at: datetime, lang: str) -> str:
    """Return a moment in words, Shanghai time."""
    local = at.astimezone(SHANGHAI)
    if lang == "zh":
        return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}"
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def day(at: datetime, lang: str) -> str:
    """Return the day of a moment in words, Shanghai time."""
    local = at.astimezone(SHANGHAI)
    if lang == "zh":
        return f"{local.year} 年 {local.month} 月 {local.day} 日"
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _part(block: dict[str, Any], lang: str, notes: _Notes) -> Part:
    return PARTS[block["kind"]](block, lang, notes)


def _words(block: dict[str, Any], lang: str, notes: _Notes) -> Part:
    return Part(
        kind=block["kind"],
        runs=notes.runs(block[lang]),
        level=3 if block.get("level") == 3 else 2,
        lede=bool(block.get("lede")),
        illustrative=bool(block.get("illustrative")),
    )


def _figure(block: dict[str, Any], lang: str, notes: _Notes) -> Part:
    run = notes.run(block["name"])
    unit = notes.figures.get(block["name"], {}).get("unit", "")
    bare = "" if unit == "percent" else unit_words(unit, lang)
    return Part(kind="figure", value=run, unit=bare, runs=notes.runs(block[lang]))


def _list(block: dict[str, Any], lang: str, notes: _Notes) -> Part:
    return Part(
        kind="list", ordered=bool(block.get("ordered")), entries=tuple(notes.runs(e[lang]) for e in block["items"])
    )


def _table(block: dict[str, Any], lang: str, notes: _Notes) -> Part:
    head = tuple(notes.runs(cell[lang]) for cell in block["head"])
    rows = tuple(tuple(notes.runs(cell[lang]) for cell in row) for row in block["rows"])
    return Part(
        kind="table",
        runs=notes.runs(str(block.get(lang, ""))),
        head=head,
        rows=rows,
        right=frozenset(block.get("right", ())),
        illustrative=bool(block.get("illustrative")),
    )


def _signers(block: dict[str, Any], lang: str, notes: _Notes) -> Part:
    zh = lang == "zh"
    members = tuple(
        {**m, "name": m["name_zh"] if zh else m["name"], "short": m["short_zh"] if zh else m["short"]}
        for m in sorted(block["members"], key=lambda m: (m["bank"], m["code"]))
    )
    return Part(kind="signers", members=members, runs=notes.runs(str(block.get(lang, ""))))


PARTS: dict[str, Callable[[dict[str, Any], str, _Notes], Part]] = {
    "heading": _words,
    "paragraph": _words,
    "figure": _figure,
    "list": _list,
    "table": _table,
    "signers": _signers,
}


def address_of(release: Release) -> str:
    """Return the public address of a bulletin on this instance."""
    return f"{settings.SITE['site_url'].rstrip('/')}/public/{release.circle}/{release.slug}/"
