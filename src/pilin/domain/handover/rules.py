"""When a handover is complete, who may compile, read and seal it, and who is merely acting. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.handover.enums import POWERS, HandoverState, Section, SectionAnswer, Side
from pilin.engine.base import canonical_text, text_hash
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六")


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature: on which side, under which text; of those who stand in also who, and the members counted."""

    side: str
    text_hash: str
    owner: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A settled turn in office: who, and its first and last day."""

    code: str
    starts_on: date
    ends_on: date


def standing_seals(current_hash: str, seals: Iterable[Seal], outgoing: str = "", incoming: str = "") -> set[str]:
    """Return the sides for which a seal stands: a seal names one text, and a text compiled anew lets older seals lapse.

    A chair that refuses or is absent is signed for by more than half of the other members, each with a seal of its own.
    """
    mine = [seal for seal in seals if current_hash and seal.text_hash == current_hash]
    signed = {seal.side for seal in mine if seal.side != Side.STEAD}
    counted = {code for seal in mine if seal.side == Side.STEAD for code in seal.members}
    for side, town in ((Side.OUTGOING, outgoing), (Side.INCOMING, incoming)):
        others = counted - {town}
        if side not in signed and majority_of(others) <= len({seal.owner for seal in mine} & others) and others:
            signed |= {side}
    return signed


def majority_of(towns: Iterable[str]) -> int:
    """Return how many of these towns are more than half of them.

    Examples
    --------
    >>> majority_of("abcd"), majority_of("abc"), majority_of("")
    (3, 2, 1)
    """
    return len(set(towns)) // 2 + 1


def state_of(current_hash: str, seals: Iterable[Seal], outgoing: str = "", incoming: str = "") -> HandoverState:
    """Return how far a handover is."""
    if not current_hash:
        return HandoverState.OPEN
    signed = standing_seals(current_hash, seals, outgoing, incoming)
    if signed >= {Side.OUTGOING, Side.INCOMING}:
        return HandoverState.SIGNED
    return HandoverState.HALF if signed else HandoverState.COMPILED


def term_of(year: int, town: str, members: Iterable[str] = ()) -> dict[str, Any]:
    """Return what a seal says of the term that follows: a pointer to a town and what the office carries, never a key."""
    told: dict[str, Any] = {"year": year, "town": town, "powers": list(POWERS)}
    return {**told, "members": sorted(members)} if members else told


def acting_on(turns: Sequence[Turn], on: date) -> str:
    """Return the town that acts on a day without a chair: the last in office, until the handover is signed.

    Acting means: it calls meetings, as any town's secretary may that hosts one, and has no other power of the chair. Empty while somebody is in the chair, and before the first turn.
    """
    if any(turn.starts_on <= on <= turn.ends_on for turn in turns):
        return ""
    past = [turn for turn in turns if turn.ends_on < on]
    return max(past, key=lambda turn: turn.ends_on).code if past else ""


def may_compile(
    by: Standing, outgoing: str, state: HandoverState, incoming: str = "", *, late: bool = False
) -> Verdict:
    """Say whether this standing may compile the dossier: the secretary of the town that hands over.

    When that town is late, the secretary of the one that takes over may too.
    """
    if state == HandoverState.SIGNED:
        return Verdict.no("signed", _("Both chairs have signed this dossier; it stays as it is"))
    towns = (outgoing, incoming) if late else (outgoing,)
    if by.sees_all or (by.member in towns and by.member and by.holds(Role.SECRETARY)):
        return Verdict.yes()
    return Verdict.no("not_outgoing", _("The dossier is compiled by the secretary of the town that hands over"))


def may_read(by: Standing, incoming: str, state: HandoverState) -> Verdict:
    """Say whether this standing may note a section as read: any officer of the town that takes over."""
    if state == HandoverState.OPEN:
        return Verdict.no("not_compiled", _("There is nothing to read yet: the dossier is not compiled"))
    if by.member == incoming and by.roles:
        return Verdict.yes()
    return Verdict.no("not_incoming", _("Sections are read by the town that takes over"))


def may_sign(
    by: Standing,
    outgoing: str,
    incoming: str,
    state: HandoverState,
    signed: set[str],
    unread: int,
    electors: Iterable[str] = (),
    stood_in: Iterable[str] = (),
) -> Verdict:
    """Say whether this standing may set its seal: a signatory of either chair, the incoming one after reading all.

    Parameters
    ----------
    electors : iterable of str
        The members that may stand in for a chair: once the handover is late; empty before.
    stood_in : iterable of str
        Those of them whose seal in a chair's stead stands already.
    """
    if state == HandoverState.OPEN:
        return Verdict.no("not_compiled", _("There is nothing to sign yet: the dossier is not compiled"))
    if by.member in set(electors) - {outgoing, incoming} and by.holds(Role.SIGNATORY):
        if state == HandoverState.SIGNED:
            return Verdict.no("signed", _("Both chairs have signed this dossier; it stays as it is"))
        if by.member in stood_in:
            return Verdict.no("signed_already", _("Your town has signed this text already"))
        return Verdict.yes()
    if not (by.member in (outgoing, incoming) and by.holds(Role.SIGNATORY)):
        return Verdict.no("not_signatory", _("A handover is signed by the signatories of the two chairs"))
    side = side_of(by, outgoing, incoming)
    if side in signed:
        return Verdict.no("signed_already", _("Your town has signed this text already"))
    if side == Side.INCOMING and unread:
        return Verdict.no("unread", _("First read every section: what nobody read was not handed over"), unread=unread)
    return Verdict.yes()


def side_of(by: Standing, outgoing: str, incoming: str) -> str:
    """Return the side this standing acts on; every other town stands in, if at all."""
    return Side.OUTGOING if by.member == outgoing else Side.INCOMING if by.member == incoming else Side.STEAD


def may_close_year(by: Standing, outgoing: str, incoming: str) -> Verdict:
    """Say whether this standing may close the year: the keeper, or a secretary of either chair."""
    if by.sees_all or by.holds(Role.KEEPER) or (by.member in (outgoing, incoming) and by.holds(Role.SECRETARY)):
        return Verdict.yes()
    return Verdict.no("not_chair", _("The year is closed by the keeper, or by a secretary of one of the two chairs"))


def may_note_rotation(by: Standing, incoming: str) -> Verdict:
    """Say whether this standing may note a shared secret as changed: the keeper, or the secretary of the new chair."""
    if by.sees_all or by.holds(Role.KEEPER) or (by.member == incoming and by.holds(Role.SECRETARY)):
        return Verdict.yes()
    return Verdict.no(
        "not_incoming", _("Changed secrets are noted by the keeper, or by the secretary of the new chair")
    )


def frozen(section: Section, answer: SectionAnswer) -> dict[str, Any]:
    """Return a section as it is kept: plain values and the hash of its own text."""
    kept: dict[str, Any] = {
        "key": section.key,
        "title_zh": section.title_zh,
        "title": section.title,
        "rows": [
            {
                "title_zh": row.title_zh,
                "title": row.title,
                "detail_zh": row.detail_zh,
                "detail": row.detail,
                "member": row.member,
                "due_on": row.due_on.isoformat() if row.due_on else None,
                "url": row.url,
                "illustrative": row.illustrative,
            }
            for row in answer.rows
        ],
        "totals": [{"label_zh": t.label_zh, "label": t.label, "value": t.value} for t in answer.totals],
    }
    kept["hash"] = text_hash(section_text(kept, 0, {}))
    return kept


def section_text(kept: dict[str, Any], number: int, names: dict[str, str]) -> str:
    """Return a section as it stands in the signed text; towns by name where it is known, else by code."""
    head = f"{NUMERALS[number - 1] if number <= len(NUMERALS) else number}、" if number else ""
    lines = [f"{head}{kept['title_zh']}（{len(kept['rows'])}）"]
    for place, row in enumerate(kept["rows"], start=1):
        town = names.get(row["member"], row["member"])
        parts = [town, row["title_zh"] or row["title"], row["detail_zh"] or row["detail"], row["due_on"] or ""]
        words = " ｜ ".join(" ".join(part.split()) for part in parts if part)
        lines.append(f"{place}. {words}{'（示意）' if row['illustrative'] else ''}")
    if not kept["rows"]:
        lines.append("无。")
    lines += [f"{t['label_zh']}：{t['value']}" for t in kept["totals"]]
    return "\n".join(lines)


def dossier_text(
    *,
    circle_zh: str,
    year: int,
    outgoing: str,
    incoming: str,
    as_of: date,
    sections: Sequence[dict[str, Any]],
    names: dict[str, str],
) -> str:
    """Return the canonical text both chairs sign: Chinese, one section after another, nothing looked up later.

    Parameters
    ----------
    outgoing, incoming : str
        Member codes.
    names : dict of str to str
        Chinese names by member code.
    """
    head = [
        f"{circle_zh}{year}年轮值交接卷宗",
        f"交出：{names.get(outgoing, '')}（{outgoing}）",
        f"接任：{names.get(incoming, '')}（{incoming}）",
        f"截至：{as_of.isoformat()}",
    ]
    parts = ["\n".join(head), *(section_text(s, n, names) for n, s in enumerate(sections, start=1))]
    return canonical_text("\n\n".join(parts))


def unread_sections(sections: Sequence[dict[str, Any]], readings: Iterable[tuple[str, str]]) -> list[str]:
    """Return the keys of the sections that nobody of the incoming town has read as they stand."""
    read = set(readings)
    return [section["key"] for section in sections if (section["key"], section["hash"]) not in read]


def outline_of(number: int, as_of: date, hashed: str, sections: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what everyone may know of a dossier: its number, day and hash, and how long each section is."""
    return {
        "number": number,
        "as_of": as_of.isoformat(),
        "text_hash": hashed,
        "sections": [
            {
                "key": s["key"],
                "title_zh": s["title_zh"],
                "title": s["title"],
                "count": len(s["rows"]),
                "hash": s["hash"],
            }
            for s in sections
        ],
    }
