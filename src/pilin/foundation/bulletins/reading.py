"""A bulletin in one language, as page, PDF and Word all set it: runs of text, figures with the number of their note."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from pilin.foundation.bulletins.blocks import FIGURE
from pilin.foundation.bulletins.correcting import Notice, Spoken
from pilin.foundation.bulletins.enums import CorrectionSaid
from pilin.foundation.bulletins.flags import Flag, FlagKind, Held, flags_in, held_in
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.units import MONTHS, compared_words, unit_words, when_words
from pilin.foundation.members.queries import MemberCard

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOT_GIVEN = {"zh": "来源没有给数", "en": "not given by the source"}
UNDER = {  # a town's seal under a correction
    "zh": {"published": "公布", "confirmed": "已确认", "awaited": "待确认", "objected": "不同意"},
    "en": {"published": "published", "confirmed": "confirmed", "awaited": "awaited", "objected": "objects"},
}


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
    by: str = ""  # who speaks, asks or answers
    office: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Where figures come from: the query, the day it was asked for, its source."""

    number: int
    text: str
    illustrative: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction in one language: what was wrong, whose word that is, and what the other towns say.

    Parameters
    ----------
    whose : str
        In words: whose word it is and whose is awaited, or that all confirmed it, and when. Empty where nobody else signed.
    objections : tuple of str
        Each town that objects, when and why.
    seals : tuple
        (member, what stands under its seal, whether it is its word): whoever published it, then the others; by bank.
    """

    notice: Notice
    when: str
    what: str
    whose: str = ""
    objections: tuple[str, ...] = ()
    seals: tuple[tuple[dict[str, Any], str, bool], ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what stands beside it, where the other towns were asked."""
        return (*((self.whose,) if self.whose else ()), *self.objections)


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
    corrections: tuple[Corrected, ...]
    signers: tuple[tuple[dict[str, Any], str], ...]  # (member, day or "")
    release: Release
    flags: tuple[str, ...] = ()  # figures of this text that may be mistaken for one another


@dataclass(slots=True)
class _Notes:
    lang: str
    figures: dict[str, dict[str, Any]]
    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    marked: dict[int, bool] = field(default_factory=dict)
    urls: dict[int, str] = field(default_factory=dict)

    def run(self, name: str) -> Run:
        answer = self.figures.get(name)
        if answer is None:
            return Run(f"[{name}]", pending=True)
        words = answer["query_zh" if self.lang == "zh" else "query"]
        cited = answer.get("cited")
        source = cited_words(answer, self.lang) if cited else answer["source"]
        key = (words, "" if cited else answer["on"], source, answer["datum"])
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        if cited and cited["url"]:
            self.urls[number] = cited["url"]
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
            Note(number, note_text(words, on, source, datum, self.lang), self.marked[number], self.urls.get(number, ""))
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
        corrections=corrected_of(release, lang),
        signers=tuple((_member(s.member, lang), day(s.signed_at, lang) if s.signed_at else "") for s in release.signers),
        release=release,
        flags=tuple(flag_words(flag, lang) for flag in flags_in(held_in(release.slug, release.figures))),
    )  # fmt: skip


def shown(answer: dict[str, Any], lang: str) -> str:
    """Return a frozen figure as text carries it: comparator kept, no precision added or lost; its unit is the text's."""
    if answer["value"] is None:
        when = answer.get("cited", {}).get("when", "")
        return when_words(when, lang) if when else NOT_GIVEN[lang]
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


def note_text(words: str, on: str, source: str, datum: str, lang: str) -> str:
    """Return a note: the query, the day, the source."""
    pieces = [words]
    if on:
        pieces.append(f"截至 {on}" if lang == "zh" else f"as of {on}")
    if datum:
        pieces.append(f"高程基准 {datum}" if lang == "zh" else f"datum {datum}")
    if source:
        pieces.append(
            f"来源 {source}" if lang == "zh" else f"source {source}"
        )  # a cited one says its title, day, paragraph
    return ("，" if lang == "zh" else ", ").join(pieces) + ("。" if lang == "zh" else ".")


def cited_words(answer: dict[str, Any], lang: str) -> str:
    """Return where a cited figure stands: its title, its day, its paragraph, and the date it names in the source's words."""
    cited = answer["cited"]
    zh = lang == "zh"
    title = (cited["title_zh"] or cited["title"]) if zh else cited["title"]
    pieces = [f"《{title}》" if zh else f"“{title}”", answer["on"], answer["source"]]
    if cited["when_words"]:
        pieces.append(f"原话“{cited['when_words']}”" if zh else f"said as “{cited['when_words']}”")
    return ("，" if zh else ", ").join(piece for piece in pieces if piece)


def with_unit(value: str, comparator: str, unit: str, lang: str) -> str:
    """Return a figure with its comparator in words and its unit, for lists and notices.

    Examples
    --------
    >>> with_unit("100000000000", "≈", "CNY", "en"), with_unit("508", "=", "project", "zh"), with_unit("66", "=", "percent", "en")
    ('nearly 100 billion yuan', '508 个', '66%')
    """
    number = number_words(Decimal(value), lang)
    space = "" if number.endswith(("万", "亿")) else " "
    bare = f"{number}%" if unit == "percent" else f"{number}{space}{unit_words(unit, lang)}".strip()
    compared = compared_words(comparator, lang)
    return f"{compared}{' ' if lang == 'en' else ''}{bare}" if compared else bare


def value_words(answer: dict[str, Any], lang: str) -> str:
    """Return a frozen figure with comparator and unit in words; the date it names, or that the source gives no number."""
    if answer["value"] is None:
        return shown(answer, lang)
    return with_unit(answer["value"], answer["comparator"], answer["unit"], lang)


def corrected_words(release: Release, notice: Notice, lang: str) -> str:
    """Return a correction in words, with the figure it is about: what was frozen, and what is right."""
    zh = lang == "zh"
    words = notice.text_zh if zh else notice.text
    frozen = release.figures.get(notice.figure)
    if not notice.figure or frozen is None:
        return words
    counts = frozen["query_zh"] if zh else frozen["query"]
    old, new = (
        with_unit(value, "=", frozen["unit"], lang) if value else NOT_GIVEN[lang]
        for value in (notice.old_value, notice.new_value)
    )
    return f"{words}（{counts}：{old} → {new}）" if zh else f"{words} ({counts}: {old} → {new})"


def corrected_of(release: Release, lang: str) -> tuple[Corrected, ...]:
    """Return the corrections of a bulletin in ``zh`` or ``en``, each with whose word it is."""
    return tuple(_corrected(release, notice, lang) for notice in release.corrections)


def _corrected(release: Release, notice: Notice, lang: str) -> Corrected:
    zh = lang == "zh"
    told = Corrected(notice, moment(notice.published_at, lang), corrected_words(release, notice, lang))
    if not notice.others:
        return told
    seals = [(notice.by, UNDER[lang]["published"], True)] if notice.by else []
    for one in notice.others:
        is_word = one.said is CorrectionSaid.CONFIRMED
        seals.append((one.member, UNDER[lang][one.said.value if one.said else "awaited"], is_word))
    seals.sort(key=lambda seal: (seal[0].bank, seal[0].code))
    return replace(
        told,
        whose=whose_words(release, notice, lang),
        objections=tuple(
            f"{one.member.name_zh}不同意（{moment(one.said_at, lang)}）：{one.reason_zh}"
            if zh
            else f"{one.member.name} objects ({moment(one.said_at, lang)}): {one.reason}"
            for one in notice.objections
            if one.said_at
        ),
        seals=tuple((_member(card, lang), under, is_word) for card, under, is_word in seals),
    )


def whose_words(release: Release, notice: Notice, lang: str) -> str:
    """Return in words whose word a correction is: half with whom it awaits, or confirmed by all and when.

    Empty where no other town signed the text.
    """
    zh = lang == "zh"
    if not notice.others:
        return ""
    publisher = release.circle_zh if zh else release.circle_en
    if notice.by is not None:
        publisher = notice.by.name_zh if zh else notice.by.name
    confirmed, awaited = _named(notice.confirmed, lang), _named(notice.awaited, lang)
    if notice.confirmed_at is not None:
        when = moment(notice.confirmed_at, lang)
        if zh:
            return f"{publisher}公布，签过字的各镇都已确认：{confirmed}（{when}）。"
        return f"Published by {publisher} and confirmed by all that signed: {confirmed} ({when})."
    if zh:
        waits = f"；还等{awaited}确认" if awaited else ""
        return f"只算一半：这是{'、'.join(filter(None, (publisher, confirmed)))}的话{waits}。"
    waits = f"; awaited: {awaited}" if awaited else ""
    return f"Half so far: the word of {', '.join(filter(None, (publisher, confirmed)))}{waits}."


def _named(towns: Iterable[Spoken], lang: str) -> str:
    zh = lang == "zh"
    return ("、" if zh else ", ").join(one.member.name_zh if zh else one.member.name for one in towns)


def _member(card: MemberCard, lang: str) -> dict[str, Any]:
    zh = lang == "zh"
    return {
        "name": card.name_zh if zh else card.name, "mark": card.mark, "colour": card.colour, "bank": card.bank,
        "code": card.code, "short": card.short_zh if zh else card.short,
    }  # fmt: skip


def flag_words(flag: Flag, lang: str) -> str:
    """Return in words what may be mistaken."""
    zh = lang == "zh"
    one = flag.held[0]
    if flag.kind is FlagKind.ONE_NUMBER:
        number = with_unit(str(one.value), "=", one.unit, lang)
        things = ("；" if zh else "; ").join(_thing(held, lang) for held in flag.held)
        if zh:
            return f"{number}在这里指 {len(flag.held)} 件不同的事：{things}。不是同一个数，不合并。"
        return f"{number} stands for {len(flag.held)} different things: {things}. Not the same figure, never merged."
    counts = one.counts_zh if zh else one.counts
    numbers = ("；" if zh else "; ").join(
        f"{with_unit(str(held.value), held.comparator, held.unit, lang)}{_where(held, lang)}" for held in flag.held
    )
    return (
        f"同一件事有不同的数，{counts}：{numbers}。"
        if zh
        else f"One thing with different numbers, {counts}: {numbers}."
    )


def _thing(held: Held, lang: str) -> str:
    return f"{held.counts_zh if lang == 'zh' else held.counts}{_where(held, lang)}"


def _where(held: Held, lang: str) -> str:
    if not held.source:
        return ""
    return f"（{held.source}）" if lang == "zh" else f" ({held.source})"


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


def _spoken(block: dict[str, Any], lang: str, notes: _Notes) -> Part:
    end = "_zh" if lang == "zh" else ""
    return Part(
        kind=block["kind"],
        runs=notes.runs(block[lang]),
        by=block[f"{'name' if block['kind'] == 'speaker' else 'by'}{end}"],
        office=block.get(f"office{end}", ""),
    )


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
    "speaker": _spoken,
    "question": _spoken,
    "answer": _spoken,
}


def address_of(release: Release) -> str:
    """Return the public address of a bulletin on this instance."""
    return f"{settings.SITE['site_url'].rstrip('/')}/public/{release.circle}/{release.slug}/"
