"""Where a scheme and a settlement stand, and who may do what about them. Pure: rows in, verdicts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from pilin.domain.benefits.enums import SettlementSaid, SettlementStage, State
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.members.enums import AgreementState


@dataclass(frozen=True, slots=True)
class Carried:
    """The agreement that carries a scheme's text, as far as the scheme's state follows from it."""

    state: AgreementState
    left_on: date | None = None  # the first day after which a party is no longer bound


class Spoken(Protocol):
    """A town's word: whose, and what it says."""

    @property
    def owner(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Course:
    """How far a settlement is, read off the towns' words."""

    stage: SettlementStage
    parties: frozenset[str]
    confirmed: frozenset[str]
    objected: frozenset[str]
    payers: frozenset[str]
    receivers: frozenset[str]
    paid: frozenset[str]
    received: frozenset[str]

    def waits_for(self, code: str) -> SettlementSaid | None:
        """Return the word that is awaited of a town; None where nothing is."""
        if (
            self.stage in (SettlementStage.WAITING, SettlementStage.OBJECTED)
            and code in self.parties - self.confirmed - self.objected
        ):
            return SettlementSaid.CONFIRMED
        if self.stage is SettlementStage.CONFIRMED and code in self.payers - self.paid:
            return SettlementSaid.PAID
        if self.stage is SettlementStage.PAID and code in self.receivers - self.received:
            return SettlementSaid.RECEIVED
        return None


def state_of(proposed: bool, carried: Carried | None, refused: bool, on: date) -> State:
    """Return where a scheme stands on a day: in force only while the agreement that carries its text is.

    Examples
    --------
    >>> state_of(True, Carried(AgreementState.IN_FORCE), False, date(2024, 1, 1)).value
    'signed'
    """
    if not proposed or carried is None:
        return State.PROPOSED if proposed else State.DRAFT
    if carried.state is AgreementState.IN_FORCE:
        return State.ENDED if carried.left_on is not None and carried.left_on <= on else State.SIGNED
    if carried.state is AgreementState.SUPERSEDED:
        return State.REPLACED
    if carried.state in (AgreementState.WITHDRAWN, AgreementState.EXPIRED):
        return State.ENDED
    return State.REFUSED if refused else State.PROPOSED


def course_of(nets: Mapping[str, Decimal], words: Iterable[Spoken], replaced: bool = False) -> Course:
    """Return how far a settlement is. Of a town's confirming and objecting the last word counts.

    Money counts as moved when those who pay and those who receive both say so: one bank's word is half.

    Parameters
    ----------
    nets : mapping
        What each party is to have, yuan; below nought what it is to pay.
    words : iterable
        In the order in which they were said.
    """
    confirmed, objected, paid, received = set[str](), set[str](), set[str](), set[str]()
    for word in words:
        if word.kind == SettlementSaid.CONFIRMED:
            confirmed.add(word.owner)
            objected.discard(word.owner)
        elif word.kind == SettlementSaid.OBJECTED:
            objected.add(word.owner)
            confirmed.discard(word.owner)
        else:
            (paid if word.kind == SettlementSaid.PAID else received).add(word.owner)
    payers = frozenset(code for code, net in nets.items() if net < 0)
    receivers = frozenset(code for code, net in nets.items() if net > 0)
    if replaced:
        stage = SettlementStage.REPLACED
    elif objected:
        stage = SettlementStage.OBJECTED
    elif not nets or not confirmed >= set(nets):
        stage = SettlementStage.WAITING
    elif not payers <= paid:
        stage = SettlementStage.CONFIRMED
    else:
        stage = SettlementStage.SETTLED if receivers <= received else SettlementStage.PAID
    return Course(
        stage, frozenset(nets), frozenset(confirmed), frozenset(objected), payers, receivers, frozenset(paid), frozenset(received)
    )  # fmt: skip


def may_draft(by: Standing, circle: str) -> Verdict:
    """Return whether this standing may draft a scheme: any officer of a member."""
    if by.member and circle in by.circles and by.roles:
        return Verdict.yes()
    return Verdict.no("not_member", _("A scheme is drafted by an officer of a member of the circle"))


def may_propose(by: Standing, owner: str, circle: str, state: State) -> Verdict:
    """Return whether this standing may lay a draft before its parties: an officer of the town that drafted it."""
    if not (member := may_draft(by, circle)):
        return member
    if by.member != owner:
        return Verdict.no("not_owner", _("Only the town that drafted the scheme lays it before the others"))
    if state is not State.DRAFT:
        return Verdict.no("not_draft", _("This version was laid before the towns already"))
    return Verdict.yes()


def may_sign(by: Standing, parties: Sequence[str], signed: Iterable[str], state: State) -> Verdict:
    """Return whether this standing may sign for its town: the signatory of a party that has not signed."""
    if not (party := _signs_for_party(by, parties)):
        return party
    if state not in (State.PROPOSED, State.REFUSED):
        return Verdict.no("not_open", _("This version is not waiting for signatures"))
    if by.member in signed:
        return Verdict.no("signed_already", _("Your town has signed this version already"))
    return Verdict.yes()


def may_refuse(by: Standing, parties: Sequence[str], signed: Iterable[str], refused: Iterable[str], state: State) -> Verdict:  # fmt: skip
    """Return whether this standing may turn a version down: who might sign it, and has not turned it down."""
    if not (verdict := may_sign(by, parties, signed, state)):
        return verdict
    if by.member in refused:
        return Verdict.no("refused_already", _("Your town has turned this version down already"))
    return Verdict.yes()


def may_revise(by: Standing, parties: Sequence[str], state: State) -> Verdict:
    """Return whether this standing may draft a next version: an officer of a party, of the last version only."""
    if not (party := _is_party(by, parties)):
        return party
    if state in (State.REPLACED, State.ENDED):
        return Verdict.no("over", _("This scheme is over: draft a new one"))
    if state is State.DRAFT:
        return Verdict.no("draft", _("This version is still a draft: nothing was laid before the towns"))
    return Verdict.yes()


def may_end(by: Standing, parties: Sequence[str], state: State) -> Verdict:
    """Return whether this standing may take its town out of a scheme in force: its signatory."""
    if not (party := _signs_for_party(by, parties)):
        return party
    if state is not State.SIGNED:
        return Verdict.no("not_in_force", _("Only a scheme in force is ended"))
    return Verdict.yes()


def may_enter(by: Standing, parties: Sequence[str], about: Sequence[str], state: State) -> Verdict:
    """Return whether this standing may say what a figure is: an officer of a town that the figure is about."""
    if not (party := _is_party(by, parties)):
        return party
    if by.member not in about:
        return Verdict.no("not_own", _("Each town enters its own figures: this one is about another"))
    if state in (State.REPLACED, State.ENDED):
        return Verdict.no("over", _("This scheme is over: no figure is entered any more"))
    return Verdict.yes()


def may_settle(by: Standing, parties: Sequence[str], state: State, year: int, this_year: int) -> Verdict:
    """Return whether this standing may reckon a year: an officer of a party, of a scheme in force, once the year is over."""
    if not (party := _is_party(by, parties)):
        return party
    if state is not State.SIGNED:
        return Verdict.no("not_in_force", _("Only a scheme that every party has signed is settled"))
    if year >= this_year:
        return Verdict.no("not_over", _("A year is settled when it is over"))
    return Verdict.yes()


def may_confirm(by: Standing, course: Course) -> Verdict:
    """Return whether this standing may confirm a settlement for its town: its signatory."""
    if not (verdict := _may_speak(by, course)):
        return verdict
    if by.member in course.confirmed:
        return Verdict.no("confirmed_already", _("Your town has confirmed this settlement already"))
    return Verdict.yes()


def may_object(by: Standing, course: Course) -> Verdict:
    """Return whether this standing may object to a settlement for its town: its signatory, until all have confirmed."""
    if not (verdict := _may_speak(by, course)):
        return verdict
    if by.member in course.objected:
        return Verdict.no("objected_already", _("Your town has objected to this settlement already"))
    return Verdict.yes()


def may_note_paid(by: Standing, course: Course) -> Verdict:
    """Return whether this standing may say that its town has paid: an officer of a town that is to pay."""
    if not (party := _is_party(by, sorted(course.payers))):
        return Verdict.no("not_payer", _("Only a town that is to pay says that it has paid")) if by.member else party
    if course.stage is not SettlementStage.CONFIRMED:
        return Verdict.no("not_confirmed", _("Nothing is to be paid before every town has confirmed, nor twice"))
    if by.member in course.paid:
        return Verdict.no("paid_already", _("Your town has said so already"))
    return Verdict.yes()


def may_note_received(by: Standing, course: Course) -> Verdict:
    """Return whether this standing may say that the money has come: an officer of a town that is to have it."""
    if not (party := _is_party(by, sorted(course.receivers))):
        return (
            Verdict.no("not_receiver", _("Only a town that is to have money says that it has come"))
            if by.member
            else party
        )
    if course.stage is not SettlementStage.PAID:
        return Verdict.no("not_paid", _("Nobody has said yet that this was paid, or it is received already"))
    if by.member in course.received:
        return Verdict.no("received_already", _("Your town has said so already"))
    return Verdict.yes()


def _is_party(by: Standing, parties: Sequence[str]) -> Verdict:
    if by.member and by.member in parties and by.roles:
        return Verdict.yes()
    return Verdict.no("not_party", _("Only an officer of a town that shares by this scheme does this"))


def _signs_for_party(by: Standing, parties: Sequence[str]) -> Verdict:
    if not (party := _is_party(by, parties)):
        return party
    if not by.holds(Role.SIGNATORY):
        return Verdict.no("not_signatory", _("Only the signatory that a town has authorised does this for it"))
    return Verdict.yes()


def _may_speak(by: Standing, course: Course) -> Verdict:
    """Both answers are for a signatory of a town that gave or had, while the towns have not all agreed."""
    parties = sorted(course.parties)
    if not (verdict := _signs_for_party(by, parties)):
        return verdict
    if course.stage not in (SettlementStage.WAITING, SettlementStage.OBJECTED):
        return Verdict.no("not_open", _("This settlement waits for no town’s word any more"))
    return Verdict.yes()
