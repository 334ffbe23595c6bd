"""PDF of a transfer: typst with Pilin's own font, as bulletins are printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils import translation

from pilin.domain.enforcement.queries import TransferTold
from pilin.foundation.bulletins.documents import FONTS

HERE = Path(__file__).resolve().parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = {
    "zh": {
        "title": "案件移送函", "illustrative": "示意", "to": "致", "from": "移送", "on": "移送时间", "act": "违法行为发生地", "found": "发现时间", "why": "移送理由",
        "list": "证据清单", "number": "序号", "kind": "种类", "what": "名称", "proof": "散列值（SHA-256）或封条号", "said": "接收方签收", "hash": "清单散列值",
        "open": "待签收", "seal": "封条",
    },
    "en": {
        "title": "Transfer of a case", "illustrative": "illustrative", "to": "To", "from": "From", "on": "Sent", "act": "Place of the act", "found": "Found",
        "why": "Why it is transferred", "list": "List of evidence", "number": "No.", "kind": "Kind", "what": "What it shows",
        "proof": "Hash (SHA-256) or seal", "said": "Acknowledged", "hash": "Hash of the list", "open": "awaited", "seal": "seal",
    },
}  # fmt: skip


def letter_of(told: TransferTold, *, sender: Any, to: Any, lang: str) -> bytes:
    """Return the letter of a transfer as one A4 document, the list of evidence with its hashes.

    Parameters
    ----------
    sender, to : MemberCard or None
        The two towns.
    lang : {'zh', 'en'}
    """
    row, words = told.row, WORDS[lang]
    finding = row.finding
    with translation.override("en" if lang == "en" else "zh-hans"):
        data = {
            "lang": lang, "words": words, "illustrative": row.illustrative, "reference": finding.reference, "title": finding.title_zh,
            "from": _name(sender, lang), "to": _name(to, lang), "on": _moment(row.sent_at), "act": finding.place_zh, "found": _moment(finding.acted_at),
            "why": row.reason_zh, "hash": row.text_hash,
            "pieces": [
                {
                    "number": str(piece.number), "kind": str(piece.get_kind_display()), "what": piece.title_zh,
                    "proof": [piece.sha256[k : k + 16] for k in range(0, 64, 16)] if piece.sha256 else [f"{words['seal']} {piece.seal}"],
                    "said": f"{receipt.get_state_display()} {_moment(receipt.at)}" + (f" {receipt.note}" if receipt.note else "") if receipt else words["open"],
                }
                for piece, receipt in told.pieces
            ],
        }  # fmt: skip
    return bytes(
        typst.compile(
            str(HERE / "letter.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )  # fmt: skip


def _name(card: Any, lang: str) -> str:
    if card is None:
        return ""
    return str(card.name if lang == "en" else card.name_zh)


def _moment(at: Any) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
