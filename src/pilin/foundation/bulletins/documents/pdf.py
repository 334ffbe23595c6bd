"""PDF of a bulletin: typst with Pilin's own font; no font of the machine is needed or used."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from pilin.engine.base.qr import qr_svg
from pilin.foundation.bulletins.documents.stamped import Printed
from pilin.foundation.bulletins.reading import Page, Part

HERE = Path(__file__).resolve().parent
FONTS = HERE.parent / "fonts"
WORDS = {
    "zh": {
        "illustrative": "示意", "sources": "数从哪里来", "address": "公开地址", "hash": "文本串", "corrected": "更正",
        "awaited": "待签", "embargo": "未到公开时间，请勿外传",
        "question": "问", "answer": "答", "flagged": "不要混为一谈",
    },
    "en": {
        "illustrative": "illustrative", "sources": "Where the figures come from", "address": "Public address",
        "hash": "Text hash", "corrected": "Corrections", "awaited": "awaited", "embargo": "Not released yet: keep it among the members",
        "question": "Question", "answer": "Answer", "flagged": "Not to be mistaken for one another",
    },
}  # fmt: skip
INKS = (  # the tested colours of the towns, in their order; 0 for whoever has none
    "#43514d", "#a8337c", "#6b4a12", "#2a6fd0", "#1b7f5c", "#3b3474",
)  # fmt: skip


def pdf_of(page: Page, *, address: str, embargoed: bool = False, stamp: Printed | None = None) -> bytes:
    """Return the bulletin as an A4 PDF, with the QR code of its public address and the hash of its text; once a head of
    the ledger covers it, with that head and the code that leads to the comparison.
    """
    data = {
        "lang": page.lang,
        "title": page.title,
        "issuer": page.issuer,
        "number": page.number or page.issuer,
        "released": page.released,
        "illustrative": page.release.illustrative,
        "footer": WORDS[page.lang]["embargo"] if embargoed else (page.number or page.issuer),
        "parts": [_part(part) for part in page.parts],
        "notes": [asdict(note) for note in page.notes],
        "corrections": [
            {"when": c.when, "what": c.what, "lines": list(c.lines), "half": c.notice.is_half, "seals": [_voice(*seal) for seal in c.seals]}
            for c in page.corrections
        ],
        "flags": list(page.flags),
        "signers": [_seal(member, when) for member, when in page.signers],
        "address": address,
        "hash": page.release.text_hash,
        "qr": qr_svg(address),
        "words": WORDS[page.lang],
        "stamp": {"qr": qr_svg(stamp.address), "lines": list(stamp.lines), "head": stamp.head} if stamp else None,
    }  # fmt: skip
    return bytes(
        typst.compile(
            str(HERE / "bulletin.typ"),
            root=str(HERE),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )


def ink_of(colour: int) -> str:
    """Return a town's colour as PDF and Word print it."""
    return INKS[colour] if 0 < colour < len(INKS) else INKS[0]


def _seal(member: dict[str, Any], when: str) -> dict[str, Any]:
    return {
        "mark": member["mark"], "short": member["short"], "bank": member["bank"], "ink": ink_of(member["colour"]),
        "when": when,
    }  # fmt: skip


def _voice(member: dict[str, Any], under: str, is_word: bool) -> dict[str, Any]:
    return {**_seal(member, under), "said": is_word}


def _part(part: Part) -> dict[str, Any]:
    plain = asdict(part)
    plain["right"] = sorted(part.right)
    plain["members"] = [_seal(m, m["signed_on"] or "") for m in part.members]
    if part.kind == "table":
        plain["columns"] = _widths(part)
    return plain


def _widths(part: Part) -> list[float]:
    """Return the columns' shares of the width: by their longest text, a Chinese character counting two."""
    widths = []
    for k in range(len(part.head)):
        cells = [part.head[k], *(row[k] for row in part.rows)]
        longest = max(sum(2 if ord(c) > 0x2E7F else 1 for run in cell for c in run.text) for cell in cells)
        widths.append(float(min(max(longest, 5), 48)))
    return widths
