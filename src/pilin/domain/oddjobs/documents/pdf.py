"""PDF of a proof of hours and pay: typst with Pilin's own font, as bulletins are printed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import typst

from pilin.domain.oddjobs.queries import Proof
from pilin.engine.base.qr import qr_svg
from pilin.foundation.bulletins.documents import FONTS

HERE = Path(__file__).resolve().parent
WORDS = {
    "zh": {
        "title": "零工工时与工资证明", "of": "证明对象", "number": "证件尾号", "town": "登记镇", "span": "起止", "day": "日期", "time": "时间", "employer": "雇主", "work": "活",
        "hours": "小时", "hourly": "元/时", "floor": "最低", "gross": "应付", "net": "实付", "paid": "付款日", "received": "收到", "total": "合计", "digest": "摘要",
        "check": "扫码核对：这份证明是否由毗邻开出、有没有改动", "made": "开具", "owed": "未付", "off": "扣款", "none": "没有经过毗邻的钱款；金额由雇主和本人分别确认。",
    },
    "en": {
        "title": "Proof of hours and pay", "of": "Of", "number": "Number ends in", "town": "Enrolled in", "span": "From – until", "day": "Day", "time": "Time", "employer": "Employer", "work": "Work",
        "hours": "Hours", "hourly": "An hour", "floor": "Floor", "gross": "Owed", "net": "Net", "paid": "Paid on", "received": "Received", "total": "Together", "digest": "Digest",
        "check": "Scan to see whether Pilin made this proof and whether anything in it was changed", "made": "Made on", "owed": "unpaid", "off": "Taken off", "none": "No money passes through Pilin; employer and worker each confirm the amounts.",
    },
}  # fmt: skip


def pdf_of(proof: Proof, *, towns: Mapping[str, str], address: str, lang: str) -> bytes:
    """Return a proof as PDF, A4.

    Parameters
    ----------
    towns : mapping
        Code of a town → its name in the reader's language.
    address : str
        Where the digest is shown; in the QR code.
    lang : {'zh', 'en'}
    """
    data = {
        "lang": lang, "words": WORDS[lang], "name": proof.name, "last_four": proof.last_four, "town": towns.get(proof.town, proof.town),
        "first_on": f"{proof.first_on}", "last_on": f"{proof.last_on}", "made_on": f"{proof.made_on}", "digest": proof.digest,
        "hours": f"{proof.hours:.2f}", "net": f"{proof.net_cny:.2f}", "qr": qr_svg(address), "address": address, "lot": proof.lot,
        "lines": [{**asdict(line), "day": f"{line.day}", "town": towns.get(line.town, line.town)} for line in proof.lines],
    }  # fmt: skip
    return bytes(
        typst.compile(
            str(HERE / "proof.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )  # fmt: skip
