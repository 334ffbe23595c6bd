"""How a year's list comes into force: drafted by the chair, accepted by every town, released, corrected by errata."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pilin.domain.programme.enums import Answer, ListState
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict


def missing_towns(towns: Iterable[str], text_hash: str, answers: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return the towns that have not accepted this very text, by code; an answer to another text has lapsed.

    Parameters
    ----------
    towns : iterable of str
        Members of the day it was proposed.
    text_hash : str
    answers : iterable of (town, hash answered, answer)

    Examples
    --------
    >>> missing_towns(["a", "b", "c"], "new", [("a", "new", "accepted"), ("b", "old", "accepted"), ("c", "new", "refused")])
    ['b', 'c']
    """
    accepted = {town for town, heard, answer in answers if heard == text_hash and answer == Answer.ACCEPTED}
    return sorted(set(towns) - accepted)


def list_state(
    *, proposed_at: datetime | None, reopened_at: datetime | None, missing: Iterable[str], released_at: datetime | None
) -> ListState:
    """Return how far a list has come, from its latest version."""
    if released_at is not None:
        return ListState.RELEASED
    if proposed_at is None or (reopened_at is not None and reopened_at >= proposed_at):
        return ListState.DRAFT
    return ListState.PROPOSED if list(missing) else ListState.IN_FORCE


def may_draft(by: Standing, circle: str) -> Verdict:
    """Return whether this standing may draft a list: the secretary of the town that chairs the circle now."""
    if by.keeps_office_of_chair(circle):
        return Verdict.yes()
    return Verdict.no("not_chair", _("Only the secretary of the town in the chair drafts the list."))


def may_change_items(by: Standing, circle: str, state: str) -> Verdict:
    """Return whether items may be added, changed or removed: by the chair, while the list is a draft."""
    if not (verdict := may_draft(by, circle)):
        return verdict
    if state == ListState.PROPOSED:
        return Verdict.no(
            "proposed", _("The list lies before the towns. Take it back first; their answers then lapse.")
        )
    if state != ListState.DRAFT:
        return Verdict.no("frozen", _("The towns have agreed on this text. It changes by a signed erratum only."))
    return Verdict.yes()


def may_propose(by: Standing, circle: str, state: str) -> Verdict:
    """Return whether the list may be put to the towns."""
    if not (verdict := may_draft(by, circle)):
        return verdict
    if state != ListState.DRAFT:
        return Verdict.no("not_draft", _("This list has been put to the towns already."))
    return Verdict.yes()


def may_reopen(by: Standing, circle: str, state: str) -> Verdict:
    """Return whether a proposal may be taken back: by the chair, until the last town has accepted."""
    if not (verdict := may_draft(by, circle)):
        return verdict
    if state != ListState.PROPOSED:
        return Verdict.no("not_proposed", _("Only a list that waits for the towns can be taken back."))
    return Verdict.yes()


def may_accept(
    by: Standing, *, state: str, towns: Iterable[str], answered: bool, text_hash: str, heard: str
) -> Verdict:
    """Return whether this standing may answer for its town.

    Parameters
    ----------
    by : Standing
    state : ListState
    towns : iterable of str
        The towns asked.
    answered : bool
        Whether its town has answered this version already.
    text_hash, heard : str
        The hash of the version, and the hash the signatory has read.
    """
    if not by.holds(Role.SIGNATORY) or not by.member:
        return Verdict.no("not_signatory", _("Only the signatory a town has authorised may answer for it."))
    if by.member not in set(towns):
        return Verdict.no("not_party", _("Your town is not among those asked."))
    if state != ListState.PROPOSED:
        return Verdict.no("not_proposed", _("This list does not wait for an answer."))
    if answered:
        return Verdict.no("answered", _("Your town has answered this version. A new version asks again."))
    if text_hash != heard:
        return Verdict.no("other_text", _("The text has changed since you read it. Read it again, then answer."))
    return Verdict.yes()


def may_release(by: Standing, circle: str, state: str) -> Verdict:
    """Return whether the list may be made public: by the chair, once it is in force."""
    if not (verdict := may_draft(by, circle)):
        return verdict
    if state == ListState.RELEASED:
        return Verdict.no("released", _("This list is public already."))
    if state != ListState.IN_FORCE:
        return Verdict.no("not_in_force", _("A list is released once every town has accepted it."))
    return Verdict.yes()


def may_propose_erratum(by: Standing, circle: str, state: str) -> Verdict:
    """Return whether a correction may be proposed: by an officer of any member, to a list that is frozen."""
    if circle not in by.circles or not by.roles:
        return Verdict.no("not_member", _("A town of the circle proposes errata."))
    if state not in (ListState.IN_FORCE, ListState.RELEASED):
        return Verdict.no("not_frozen", _("Before the towns agree, the chair changes the draft itself."))
    return Verdict.yes()


def may_sign_erratum(
    by: Standing, *, towns: Iterable[str], signed: Iterable[str], text_hash: str, heard: str
) -> Verdict:
    """Return whether this standing may sign a correction for its town."""
    if not by.holds(Role.SIGNATORY) or not by.member:
        return Verdict.no("not_signatory", _("Only the signatory a town has authorised may answer for it."))
    if by.member not in set(towns):
        return Verdict.no("not_party", _("Your town is not among those asked."))
    if by.member in set(signed):
        return Verdict.no("signed", _("Your town has signed this erratum."))
    if text_hash != heard:
        return Verdict.no("other_text", _("The text has changed since you read it. Read it again, then answer."))
    return Verdict.yes()
