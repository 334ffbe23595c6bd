"""Drafts as plain text: two texts side by side become blocks, and blocks become two texts again."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from pilin.engine.base import Fault, Invalid
from pilin.foundation.bulletins import blocks as made
from pilin.foundation.bulletins.enums import BulletinKind

KEPT = re.compile(r"\[\[(\d+)\]\]")  # stands for a block that has no plain form: seals, large figures
LIST, ROW = "- ", "|"
SPOKEN = {
    "@": "speaker",
    "?": "question",
    "？": "question",
    "!": "answer",
    "！": "answer",
}  # before a text with a bar in it
CELLS = {"speaker": 3, "question": 2, "answer": 2}


def blocks_of(text_zh: str, text: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks that two texts describe; raises when they do not run in parallel.

    ``before`` are the blocks as they were: ``[[3]]`` in a text keeps the third of them.
    """
    chinese, english = _pieces(text_zh), _pieces(text)
    if len(chinese) != len(english):
        reason = _("The Chinese text has %(zh)s blocks, the English %(en)s: write the same in both") % {
            "zh": len(chinese), "en": len(english),
        }  # fmt: skip
        raise Invalid(Fault("not_parallel", "text", reason))
    found, faults = [], []
    for number, (zh, en) in enumerate(zip(chinese, english, strict=True), 1):
        block = _block(zh, en, before, first=number == 1)
        if block is None:
            reason = _("Block %(number)s is not of the same kind in both languages") % {"number": number}
            faults.append(Fault("not_parallel", "text", reason, row=number))
        else:
            found.append(block)
    if faults:
        raise Invalid(*faults)
    return found


def texts_of(blocks: list[dict[str, Any]]) -> tuple[str, str]:
    """Return the Chinese and the English text of blocks, as the editor shows them."""
    return "\n\n".join(_text(k, b, "zh") for k, b in enumerate(blocks, 1)), "\n\n".join(
        _text(k, b, "en") for k, b in enumerate(blocks, 1)
    )


def template(kind: str) -> list[dict[str, Any]]:
    """Return the blocks a draft of this kind begins with."""
    if kind == BulletinKind.LIST:
        return [
            made.paragraph("一句话说清发布了什么。", "Say in one sentence what is released.", lede=True),
            made.heading("清单", "The list"),
            made.table(
                head=[("序号", "No."), ("项目", "Item"), ("牵头", "Lead"), ("合作", "Partners")],
                rows=[["1", "", "", ""]],
            ),
        ]
    if kind == BulletinKind.QUARTERLY:
        return [
            made.paragraph(
                "到季末应完成多少个节点，多少由对岸见证。",
                "How many milestones fell due, how many were witnessed.",
                lede=True,
            ),
            made.heading("各镇", "By town"),
            made.paragraph("各镇做到哪里。", "How far each town came."),
            made.heading("没做好的", "What was not done well"),
            made.paragraph("晚了什么，为什么，何时补上。", "What is late, why, and by when."),
        ]
    if kind == BulletinKind.BRIEFING:
        return [
            made.paragraph("谁，何时，说了什么。", "Who said what, and when.", lede=True),
            made.heading("谁讲话", "Who speaks"),
            made.speaker("姓名", "Name", "职务", "Office", "讲了什么。", "What was said."),
            made.heading("数字", "Figures"),
            made.bullet_list([("每个数字写明来源与日期。", "Give each figure with its source and day.")]),
            made.heading("问与答", "Questions and answers"),
            made.question("哪家媒体", "Which medium", "问了什么？", "What was asked?"),
            made.answer("谁答", "Who answers", "答了什么。", "What was answered."),
        ]
    return [made.paragraph("写一段。", "Write a paragraph.", lede=True)]


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if piece.strip()]


def _block(zh: str, en: str, before: list[dict[str, Any]], *, first: bool) -> dict[str, Any] | None:
    kept, same = KEPT.fullmatch(zh), KEPT.fullmatch(en)
    if kept or same:
        number = int(kept[1]) if kept and same and kept[1] == same[1] else 0
        return before[number - 1] if 0 < number <= len(before) else None
    kinds = _kind(zh), _kind(en)
    if kinds[0] != kinds[1]:
        return None
    if kinds[0] == "heading":
        level = 3 if zh.startswith("##") else 2
        return made.heading(zh.lstrip("# ").strip(), en.lstrip("# ").strip(), level=level)
    if kinds[0] in CELLS:
        return _spoken(kinds[0], zh, en)
    if kinds[0] == "list":
        pairs = [[line[2:].strip() for line in side.split("\n")] for side in (zh, en)]
        return made.bullet_list(zip(*pairs, strict=True)) if len(pairs[0]) == len(pairs[1]) else None
    if kinds[0] == "table":
        sides = [
            [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in side.split("\n")]
            for side in (zh, en)
        ]
        if [len(row) for row in sides[0]] != [len(row) for row in sides[1]]:
            return None
        rows = [list(zip(a, b, strict=True)) for a, b in zip(*sides, strict=True)]
        return made.table(head=rows[0], rows=rows[1:])
    return made.paragraph(zh.replace("\n", ""), " ".join(en.split("\n")), lede=first)


def _spoken(kind: str, zh: str, en: str) -> dict[str, Any]:
    """Return a speaker, a question or an answer; who it is stays empty where the text does not say, and is then asked for."""
    last = CELLS[kind] - 1
    sides = []
    for piece, join in ((zh, ""), (en, " ")):
        cells = [cell.strip() for cell in join.join(piece[1:].split("\n")).split("|", last)]
        sides.append([*([""] * (last + 1 - len(cells))), *cells])
    a, b = sides
    if kind == "speaker":
        return made.speaker(a[0], b[0], a[1], b[1], a[2], b[2])
    return (made.question if kind == "question" else made.answer)(a[0], b[0], a[1], b[1])


def _kind(piece: str) -> str:
    lines = piece.split("\n")
    if piece[0] in SPOKEN and (piece[1:2] in (" ", "\u3000") or piece[0] in "？！") and "|" in piece:
        return SPOKEN[piece[0]]
    if len(lines) == 1 and piece.startswith("#"):
        return "heading"
    if all(line.startswith(LIST) for line in lines):
        return "list"
    return "table" if all(line.lstrip().startswith(ROW) for line in lines) else "paragraph"


def _text(number: int, block: dict[str, Any], lang: str) -> str:
    kind = block["kind"]
    if kind == "heading":
        return f"{'##' if block.get('level') == 3 else '#'} {block[lang]}"
    if kind in CELLS and not any("|" in block[part] for part in made.PARTS[kind]):
        who = [part for part in made.PARTS[kind] if part.endswith("_zh") == (lang == "zh")]
        mark = next(mark for mark, spoken in SPOKEN.items() if spoken == kind)
        return f"{mark} {' | '.join(block[part] for part in who)} | {block[lang]}"
    if kind == "list" and not block.get("ordered"):
        return "\n".join(f"{LIST}{entry[lang]}" for entry in block["items"])
    plain_table = kind == "table" and not (block.get("right") or block.get("zh") or block.get("illustrative"))
    if plain_table:
        return "\n".join(
            "| " + " | ".join(cell[lang] for cell in row) + " |" for row in [block["head"], *block["rows"]]
        )
    if kind == "paragraph" and not block.get("illustrative") and bool(block.get("lede")) == (number == 1):
        return str(block[lang])
    return f"[[{number}]]"
