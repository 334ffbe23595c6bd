"""The head of the ledger as a bulletin prints it: what a paper says of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pilin.foundation.ledger.stamps import Stamp

HEADS = {"zh": "这份公报与账", "en": "This bulletin and the record"}


@dataclass(frozen=True, slots=True)
class Printed:
    """A head in one language: its own heading, what stands beside the code, and the address in the code."""

    head: str
    lines: tuple[str, ...]
    address: str


def printed(stamp: Stamp, names: Mapping[str, str], lang: str) -> Printed:
    """Return a head as documents in this language print it."""
    return Printed(HEADS[lang], lines_of(stamp, names, lang), stamp.address)


def lines_of(stamp: Stamp, names: Mapping[str, str], lang: str) -> tuple[str, ...]:
    """Return what stands beside the code that leads to the comparison.

    Parameters
    ----------
    stamp : Stamp
    names : mapping
        Names of towns by code, in the language.
    lang : str
        ``zh`` or ``en``.
    """
    writer = names.get(stamp.writer, stamp.writer)
    towns = [names.get(code, code) for code in stamp.cosigners]
    if lang == "zh":
        cosigned = f"对过并会签：{'、'.join(towns)}" if towns else "还没有别的镇会签"
        return (
            f"{writer}公开账的账头，共 {stamp.size} 条", f"根值 {stamp.short}", stamp.root, cosigned,
            "扫码看这张纸与账是否对得上",
        )  # fmt: skip
    cosigned = f"Compared and cosigned by {', '.join(towns)}" if towns else "Not cosigned by another town yet"
    counted = "1 entry" if stamp.size == 1 else f"{stamp.size} entries"
    return (
        f"Head of the public log of {writer}, {counted}", f"Root {stamp.short}", stamp.root, cosigned,
        "Scan it to see whether this paper and the record agree",
    )  # fmt: skip
