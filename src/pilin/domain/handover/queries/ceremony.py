"""The ceremony of a handover: five steps, each with its state, reckoned from what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilin.domain.handover import archives
from pilin.domain.handover.enums import SECRETS, HandoverState, Secret, StepState
from pilin.domain.handover.models import Closing
from pilin.domain.handover.queries.dossiers import MACHINE, View, dossier_of
from pilin.domain.handover.rules import majority_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.members import queries as members


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ceremony.

    Parameters
    ----------
    key : str
        ``equal``, ``heads``, ``archive``, ``term`` or ``secrets``.
    title, detail : str
        What it is, and how it stands, in the reader's language.
    state : StepState
    at : datetime or None
        When it was done.
    """

    key: str
    title: str
    detail: str
    state: StepState
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A shared secret, and when it was changed at this handover."""

    secret: Secret
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Ceremony:
    """The ceremony as it stands.

    Parameters
    ----------
    since : int
        Entries that came into the closed logs after the closing: its own record, seals, and whatever was done since.
    lacking : tuple of str
        Towns that have keys and did not cosign every head.
    keyless : tuple of str
        Members without a key here: they have signed nothing yet, and cosign once they have.
    """

    view: View
    steps: tuple[Step, ...]
    closing: Closing | None
    since: int
    lacking: tuple[str, ...]
    keyless: tuple[str, ...]
    secrets: tuple[Changed, ...]

    @property
    def done(self) -> bool:
        """Return whether all of it is done."""
        return all(step.state == StepState.DONE for step in self.steps)


def ceremony_of(standing: Standing, circle: str, year: int, on: date) -> Ceremony | None:
    """Return the ceremony of the handover after a year's turn, or None where nobody knows who hands over to whom."""
    view = dossier_of(standing, circle, year, on)
    if view is None:
        return None
    closing = view.closing
    towns = frozenset(town.code for town in members.members_on(MACHINE, circle, min(on, view.ends_on)))
    able = archives.with_keys(towns)
    heads: list[dict[str, Any]] = closing.heads if closing else []
    lacking = sorted({town for head in heads for town in able - {head["writer"], *head["cosigners"]}})
    rotated = {row.key: row.rotated_at for row in view.handover.rotations.all()} if view.handover else {}
    secrets = tuple(Changed(secret, rotated.get(secret.key)) for ask in SECRETS for secret in ask())
    steps = (
        _equal(closing),
        _heads(closing, heads, lacking),
        _archive(closing),
        _term(view),
        _secrets(secrets, signed=view.state == HandoverState.SIGNED),
    )
    since = archives.grown_since(heads) if heads else 0
    return Ceremony(view, steps, closing, since, tuple(lacking), tuple(sorted(towns - able)), secrets)


def _equal(closing: Closing | None) -> Step:
    title = _("All records agree with the ledger")
    if closing is None:
        return Step("equal", title, _("Every log, every signature and every record is gone over."), StepState.OPEN)
    detail = _(
        "%(logs)s public logs with %(entries)s entries, %(joint)s things agreed together, and all that is not public were checked."
    )
    return Step("equal", title, detail % closing.checked, StepState.DONE, closing.closed_at)


def _heads(closing: Closing | None, heads: list[dict[str, Any]], lacking: list[str]) -> Step:
    title = _("Every log is closed, and every town cosigns")
    if closing is None:
        return Step("heads", title, _("Each log gets a head: the closing of the year."), StepState.OPEN)
    detail = ngettext("%(n)s public log was closed,", "%(n)s public logs were closed,", len(heads)) % {"n": len(heads)}
    detail = _("%(public)s and each of those that only some may read.") % {"public": detail}
    if lacking:
        return Step("heads", title, detail, StepState.AWAITED, closing.closed_at)
    return Step(
        "heads", title, f"{detail} {_('Every town that has a key cosigned.')}", StepState.DONE, closing.closed_at
    )


def _archive(closing: Closing | None) -> Step:
    title = _("One archive, for deposit")
    if closing is None:
        words = _("Logs, heads, keys and the verifier in one file, whose SHA-256 is printed under the dossier.")
        return Step("archive", title, words, StepState.OPEN)
    if archives.path_of(closing.archive) is None:
        words = _("The file %(name)s does not lie here any more; a deposited copy is told by its SHA-256.")
        return Step("archive", title, words % {"name": closing.archive}, StepState.DONE, closing.closed_at)
    return Step("archive", title, closing.archive, StepState.DONE, closing.closed_at)


def _term(view: View) -> Step:
    title = _("Both chairs sign the term that follows")
    if view.state == HandoverState.SIGNED:
        at = max((seal.signed_at for seal in (*view.seals.values(), *view.stead)), default=None)
        detail = _("The office moves as a pointer: no key changes hands.")
        if view.stead:
            detail = _("A majority of the other towns stood in for an absent chair. %(rest)s") % {"rest": detail}
        return Step("term", title, detail, StepState.DONE, at)
    if view.electors:
        others = {*view.electors} - {view.outgoing.code}
        words = _(
            "Late: the old town is acting and only calls meetings. %(n)s of the other %(all)s towns may stand in; %(done)s have signed."
        )
        told = {"n": majority_of(others), "all": len(others), "done": len(view.seals) + len(view.stead)}
        return Step("term", title, words % told, StepState.AWAITED)
    detail = _("%(n)s of 2 seals are set.") % {"n": len(view.seals)}
    return Step("term", title, detail, StepState.AWAITED)


def _secrets(secrets: tuple[Changed, ...], *, signed: bool) -> Step:
    title = _("Change the few secrets the towns share")
    if not secrets:
        return Step("secrets", title, _("None is set here."), StepState.DONE)
    left = [changed for changed in secrets if changed.at is None]
    if not left:
        newest = max(changed.at for changed in secrets if changed.at)
        return Step("secrets", title, _("All were changed."), StepState.DONE, newest)
    detail = ngettext("%(n)s is left to change.", "%(n)s are left to change.", len(left)) % {"n": len(left)}
    return Step("secrets", title, detail, StepState.OPEN if signed else StepState.AWAITED)
