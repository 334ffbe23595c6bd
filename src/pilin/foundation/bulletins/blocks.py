"""The blocks a bulletin is made of: constructors for whoever pushes content in, and the check of what was pushed.

A text may name figures: ``{figure:programme.items}`` or, as known for a day, ``{figure:programme.items@2026-09-30}``.
They are asked when the text is frozen; until then the draft shows their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault

Block = dict[str, Any]
FIGURE = re.compile(r"\{figure:([a-z0-9][a-z0-9._-]*)(?:@(\d{4}-\d{2}-\d{2}))?\}")
KINDS = ("heading", "paragraph", "table", "figure", "signers", "list", "speaker", "question", "answer")
PARTS = {  # texts that a block has beside its words, each in both languages
    "speaker": ("name_zh", "name", "office_zh", "office"),
    "question": ("by_zh", "by"),
    "answer": ("by_zh", "by"),
}
MOST_BLOCKS = 400
MOST_CELLS = 20_000


def heading(zh: str, en: str, *, level: int = 2) -> Block:
    """Return a heading; level 2 or 3, the title of the bulletin being level 1."""
    return {"kind": "heading", "zh": zh, "en": en, "level": level}


def paragraph(zh: str, en: str, *, lede: bool = False, illustrative: bool = False) -> Block:
    """Return a paragraph; ``lede`` for the first, which is set larger."""
    return {"kind": "paragraph", "zh": zh, "en": en, "lede": lede, "illustrative": illustrative}


def speaker(name_zh: str, name: str, office_zh: str, office: str, zh: str, en: str) -> Block:
    """Return who speaks, in which office, and in short what that person said."""
    return {
        "kind": "speaker", "name_zh": name_zh, "name": name, "office_zh": office_zh, "office": office, "zh": zh, "en": en,
    }  # fmt: skip


def question(by_zh: str, by: str, zh: str, en: str) -> Block:
    """Return a question; ``by`` is the medium that asks."""
    return {"kind": "question", "by_zh": by_zh, "by": by, "zh": zh, "en": en}


def answer(by_zh: str, by: str, zh: str, en: str) -> Block:
    """Return an answer; ``by`` is whoever answers."""
    return {"kind": "answer", "by_zh": by_zh, "by": by, "zh": zh, "en": en}


def bullet_list(items: Iterable[tuple[str, str]], *, ordered: bool = False) -> Block:
    """Return a list of (Chinese, English) entries."""
    return {"kind": "list", "items": [{"zh": zh, "en": en} for zh, en in items], "ordered": ordered}


def table(
    *,
    head: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    right: Iterable[int] = (),
    zh: str = "",
    en: str = "",
    illustrative: bool = False,
) -> Block:
    """Return a table.

    Parameters
    ----------
    head : sequence of (Chinese, English)
    rows : iterable of sequences
        A cell is a text or number (the same in both languages), or a (Chinese, English) pair.
    right : iterable of int
        Columns set to the right, the first being 0.
    zh, en : str
        The caption; may be empty.
    """
    return {
        "kind": "table",
        "zh": zh,
        "en": en,
        "head": [{"zh": a, "en": b} for a, b in head],
        "rows": [[_cell(cell) for cell in row] for row in rows],
        "right": sorted(right),
        "illustrative": illustrative,
    }


def figure(name: str, zh: str, en: str, *, on: date | None = None) -> Block:
    """Return one figure set large, with its words beside it."""
    return {"kind": "figure", "name": f"{name}@{on.isoformat()}" if on else name, "zh": zh, "en": en}


def signers(
    members: Iterable[Any], *, signed_on: Mapping[str, date] | None = None, zh: str = "", en: str = ""
) -> Block:
    """Return the seals of those who stand behind the content.

    Parameters
    ----------
    members : iterable
        Anything with ``code``, ``name``, ``name_zh``, ``short``, ``short_zh``, ``mark``, ``colour``, ``bank``.
    signed_on : mapping, optional
        Member code → day; a member that is not in it stands as awaited.
    """
    days = signed_on or {}
    return {
        "kind": "signers",
        "zh": zh,
        "en": en,
        "members": [
            {
                **{
                    name: getattr(m, name)
                    for name in ("code", "name", "name_zh", "short", "short_zh", "mark", "colour", "bank")
                },
                "signed_on": days[m.code].isoformat() if m.code in days else None,
            }
            for m in members
        ],
    }


WHO = {
    "speaker": _("Say who speaks and in which office, in both languages: @ name | office | what was said"),
    "question": _("Say which medium asks, in both languages: ? medium | question"),
    "answer": _("Say who answers, in both languages: ! name | answer"),
}


def names_in(blocks: Iterable[Block]) -> list[str]:
    """Return the figures that blocks name, each once, in reading order; with the day after ``@`` where one is given."""
    found: dict[str, None] = {}
    for block in blocks:
        if block["kind"] == "figure":
            found[block["name"]] = None
        for text in texts_of(block):
            for name, day in FIGURE.findall(text):
                found[f"{name}@{day}" if day else name] = None
    return list(found)


def texts_of(block: Block) -> list[str]:
    """Return every text of a block in both languages, in reading order."""
    texts = [str(block.get("zh", "")), str(block.get("en", ""))]
    texts += [str(block[part]) for part in PARTS.get(block["kind"], ())]
    if block["kind"] == "list":
        texts += [entry[lang] for entry in block["items"] for lang in ("zh", "en")]
    if block["kind"] == "table":
        texts += [cell[lang] for row in [block["head"], *block["rows"]] for cell in row for lang in ("zh", "en")]
    return texts


def plain_text(title_zh: str, title: str, blocks: Iterable[Block], figures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the canonical text that is hashed and signed: both languages, every figure with its value and query."""
    lines = [title_zh, title]
    for block in blocks:
        lines.append(f"[{block['kind']}]")
        if block["kind"] == "table":
            lines += [
                " | ".join(cell[lang] for cell in row)
                for lang in ("zh", "en")
                for row in [block["head"], *block["rows"]]
            ]
            lines += [str(block.get("zh", "")), str(block.get("en", ""))]
        elif block["kind"] == "signers":
            lines += [f"{m['code']} {m['signed_on'] or '-'}" for m in block["members"]]
        else:
            lines += [block["name"]] if block["kind"] == "figure" else []
            lines += texts_of(block)
    for name in sorted(figures):
        answer = figures[name]
        lines.append(
            f"{name} = {answer['comparator']}{answer['value'] if answer['value'] is not None else '-'} {answer['unit']}"
            f" ({answer['query']}; {answer['on']}; {answer['source']})"
        )
        if "cited" in answer:
            cited = answer["cited"]
            lines.append(f"  {' | '.join(str(cited[part]) for part in sorted(cited))} | {answer['query_zh']}")
    return "\n".join(lines)


def faults_in(blocks: Any) -> list[Fault]:
    """Return what is wrong with blocks that were brought, each with the number of its block as the row."""
    if not isinstance(blocks, list) or not blocks:
        return [Fault("no_blocks", "blocks", _("A bulletin says something: give at least one block"))]
    if len(blocks) > MOST_BLOCKS:
        return [Fault("too_long", "blocks", _("A bulletin of more than 400 blocks is read by nobody"))]
    faults = []
    for number, block in enumerate(blocks, 1):
        faults += [Fault("bad_block", "blocks", reason, row=number) for reason in _wrong_with(block)]
    return faults


def _wrong_with(block: Any) -> list[Any]:
    if not isinstance(block, dict) or block.get("kind") not in KINDS:
        return [_("Unknown kind of block")]
    kind = block["kind"]
    if kind in ("heading", "paragraph", "figure", *PARTS) and not all(
        isinstance(block.get(lang), str) and block[lang].strip() for lang in ("zh", "en")
    ):
        return [_("Give this block in Chinese and in English")]
    if not all(isinstance(block.get(part), str) and block[part].strip() for part in PARTS.get(kind, ())):
        return [WHO[kind]]
    if kind == "figure" and not isinstance(block.get("name"), str):
        return [_("Say which figure")]
    if kind == "list" and not _pairs(block.get("items")):
        return [_("Give each entry in Chinese and in English")]
    if kind == "table":
        rows, head = block.get("rows"), block.get("head")
        if (
            not isinstance(head, list)
            or not _pairs(head)
            or not isinstance(rows, list)
            or not all(_pairs(row) for row in rows)
        ):
            return [_("Give each cell in Chinese and in English")]
        if any(len(row) != len(head) for row in rows):
            return [_("Each row of a table has as many cells as its head")]
        if len(rows) * len(head) > MOST_CELLS:
            return [_("This table is too long for a bulletin")]
    if kind == "signers" and not (isinstance(block.get("members"), list) and block["members"]):
        return [_("Say who signs")]
    return []


def _pairs(entries: Any) -> bool:
    return isinstance(entries, list) and all(
        isinstance(e, dict) and isinstance(e.get("zh"), str) and isinstance(e.get("en"), str) for e in entries
    )


def _cell(cell: Any) -> dict[str, str]:
    if isinstance(cell, (tuple, list)):
        return {"zh": str(cell[0]), "en": str(cell[1])}
    text = "" if cell is None else str(cell)
    return {"zh": text, "en": text}
