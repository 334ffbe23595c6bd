"""The keeping of evidence: who holds a piece, and which step may follow, so that no gap can come about. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement.enums import Custody
from pilin.engine.base import Fault


class Step(Protocol):
    """What is read of a step."""

    @property
    def kind(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def to_town(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Keeping:
    """Who holds a piece after some steps.

    Parameters
    ----------
    holder : str
        The town that answers for it; empty before it is taken. Who hands over answers until it is received.
    on_its_way_to : str
        The town it is handed over to and that has not received it yet; else empty.
    last_at : datetime, optional
    """

    holder: str = ""
    on_its_way_to: str = ""
    last_at: datetime | None = None


def keeping_of(steps: Iterable[Step]) -> Keeping:
    """Return who holds a piece after these steps, in their order."""
    now = Keeping()
    for step in steps:
        now = _after(now, step.kind, step.owner, step.to_town, step.at)
    return now


def _after(now: Keeping, kind: str, town: str, to_town: str, at: datetime) -> Keeping:
    match kind:
        case Custody.TAKEN | Custody.RECEIVED:
            return Keeping(town, "", at)
        case Custody.HANDED_OVER:
            return Keeping(now.holder, to_town, at)
        case _:
            return Keeping(now.holder, now.on_its_way_to, at)


def faults_of_step(
    now: Keeping, kind: str, town: str, to_town: str, at: datetime, *, seal: str = "", note: str = ""
) -> list[Fault]:
    """Return why a step may not follow: it is taken once and first, handed over by who holds it, received by who it goes to."""
    faults = []
    if kind not in Custody.values:
        return [Fault("kind", "kind", _("Choose what happened to it"), value=kind)]
    if now.last_at is not None and at < now.last_at:
        faults.append(Fault("earlier", "at", _("This lies before the step before it"), value=at.isoformat()))
    if (kind == Custody.TAKEN) != (not now.holder):
        faults.append(Fault("taken_once", "kind", _("A piece is taken once, and before anything else happens to it")))
    if kind in (Custody.HANDED_OVER, Custody.SEALED) and now.holder and town != now.holder:
        faults.append(Fault("not_holder", "kind", _("Only the town that holds it hands it over or seals it")))
    if kind in (Custody.HANDED_OVER, Custody.SEALED) and now.on_its_way_to:
        faults.append(Fault("on_its_way", "kind", _("It is on its way: the other side receives it first")))
    if kind == Custody.RECEIVED and now.holder and town != now.on_its_way_to:
        faults.append(Fault("not_addressee", "kind", _("Only the town that it was handed over to receives it")))
    if kind == Custody.HANDED_OVER and (not to_town or to_town == town):
        faults.append(Fault("no_one", "to_town", _("Say to which other town it is handed over"), value=to_town))
    if kind == Custody.SEALED and not seal.strip():
        faults.append(Fault("no_seal", "seal", _("Write the number of the seal")))
    if kind == Custody.CORRECTED and not note.strip():
        faults.append(Fault("no_words", "note", _("Write what is corrected: the earlier word stays")))
    return faults  # fmt: skip
