"""Where an agreement stands, who may sign it, and when an alliance sleeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import canonical_text
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.members.enums import AgreementState, PartyEvent

SIGNING_WORDS = {"zh-hans": "同意生效", "en": "I agree"}  # typed in the dialog before a seal is set
SLEEPS_AFTER_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Party:
    """A party of an agreement and when it left."""

    code: str
    event: str = PartyEvent.FOUNDING
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A signature: whose, and under which text."""

    code: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an agreement, as far as its state follows from it."""

    text_hash: str
    on_paper: bool
    proposed: bool
    parties: tuple[Party, ...]
    seals: tuple[Sealed, ...]
    valid_to: date | None = None
    replaced_on: date | None = None  # the day an agreement in force took its place


def canonical_of(title_zh: str, clauses: Sequence[str]) -> str:
    """Return the one text that all sign: the title, then each clause under its number.

    Examples
    --------
    >>> print(canonical_of("班车协议", ["每日六班。"]), end="")
    班车协议
    <BLANKLINE>
    第1条 每日六班。
    """
    lines = [title_zh.strip(), ""]
    lines += [f"第{number}条 {' '.join(clause.split())}" for number, clause in enumerate(clauses, start=1)]
    return canonical_text("\n".join(lines))


def missing_parties(facts: Facts) -> list[str]:
    """Return the founding parties that have not signed the text as it stands, by code."""
    signed = {seal.code for seal in facts.seals if seal.text_hash == facts.text_hash}
    return sorted(p.code for p in facts.parties if p.event == PartyEvent.FOUNDING and p.code not in signed)


def agreement_state(facts: Facts, on: date) -> AgreementState:
    """Return where an agreement stands on a day. It is in force only when every founding party signed the same text."""
    complete = facts.on_paper or (bool(facts.parties) and bool(facts.text_hash) and not missing_parties(facts))
    if not complete:
        return AgreementState.PROPOSED if facts.proposed else AgreementState.DRAFT
    if facts.parties and all(p.left_on is not None and p.left_on < on for p in facts.parties):
        return AgreementState.WITHDRAWN
    if facts.replaced_on is not None and facts.replaced_on <= on:
        return AgreementState.SUPERSEDED
    if facts.valid_to is not None and facts.valid_to < on:
        return AgreementState.EXPIRED
    return AgreementState.IN_FORCE


def expires_soon(valid_to: date | None, warn_days: int, on: date) -> int | None:
    """Return the days left when an agreement ends within its warning time; None otherwise."""
    if valid_to is None:
        return None
    left = (valid_to - on).days
    return left if 0 <= left <= warn_days else None


def may_propose(by: Standing, circle: str) -> Verdict:
    """Return whether this standing may lay an agreement before the towns of a circle: any officer of a member."""
    if circle in by.circles and by.roles:
        return Verdict.yes()
    return Verdict.no("not_member", _("An agreement is proposed by an officer of a member of the circle."))


def may_sign(by: Standing, facts: Facts, brought_hash: str, on: date, sign_by: date | None) -> Verdict:
    """Return whether this standing may set its town's seal under this text now."""
    if not by.holds(Role.SIGNATORY) or not by.member:
        return Verdict.no("not_signatory", _("Only the signatory a town has authorised may sign for it."))
    if by.member not in {p.code for p in facts.parties if p.event == PartyEvent.FOUNDING}:
        return Verdict.no("not_party", _("Your town is no party of this agreement, and nobody signs for another."))
    if agreement_state(facts, on) is not AgreementState.PROPOSED:
        return Verdict.no("not_open", _("This text is not waiting for signatures."))
    if by.member not in missing_parties(facts):
        return Verdict.no("signed_already", _("Your town has signed this text already."))
    if sign_by is not None and on > sign_by:
        return Verdict.no("too_late", _("The time to sign has passed; the text must be laid out again."))
    if brought_hash != facts.text_hash:
        return Verdict.no("other_text", _("The text you read is not the text laid out; read it again before signing."))
    return Verdict.yes()


def may_accede(by: Standing, facts: Facts, on: date, circle: str) -> Verdict:
    """Return whether this standing may bring its town into an agreement in force."""
    if not by.holds(Role.SIGNATORY) or circle not in by.circles:
        return Verdict.no("not_signatory", _("A member of the circle accedes by its own signatory."))
    if agreement_state(facts, on) is not AgreementState.IN_FORCE:
        return Verdict.no("not_in_force", _("Only an agreement in force can be joined."))
    if any(p.code == by.member and p.left_on is None for p in facts.parties):
        return Verdict.no("party_already", _("Your town is a party already."))
    return Verdict.yes()


def may_withdraw(by: Standing, facts: Facts, on: date) -> Verdict:
    """Return whether this standing may take its town out of an agreement in force."""
    if not by.holds(Role.SIGNATORY):
        return Verdict.no("not_signatory", _("A town leaves by its own signatory."))
    if agreement_state(facts, on) is not AgreementState.IN_FORCE:
        return Verdict.no("not_in_force", _("Only an agreement in force can be left."))
    if not any(p.code == by.member and p.left_on is None for p in facts.parties):
        return Verdict.no("not_party", _("Your town is no party of this agreement."))
    return Verdict.yes()


def is_sleeping(founded_on: date | None, last_activity: date | None, on: date) -> bool:
    """Return whether an alliance has done nothing for twelve months, counted from its founding at the earliest.

    Examples
    --------
    >>> is_sleeping(date(2024, 6, 27), None, date(2025, 6, 27)), is_sleeping(date(2024, 6, 27), None, date(2025, 6, 28))
    (False, True)
    """
    since = max((d for d in (founded_on, last_activity) if d is not None), default=None)
    if since is None:
        return False
    years, month = divmod(since.month - 1 + SLEEPS_AFTER_MONTHS, 12)
    first = date(since.year + years, month + 1, 1)
    return on > first + timedelta(days=min(since.day, _days_in(first)) - 1)


def coverage(pairs: int, filled: Iterable[tuple[int, bool]]) -> tuple[int, int]:
    """Return (posts filled, posts there are): two a pair, one in each direction; a post held twice counts once."""
    return len(set(filled)), 2 * pairs


def _days_in(first: date) -> int:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (following - first).days
