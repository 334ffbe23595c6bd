"""Heads: how far a log goes, signed by its writer and by the other towns that hold the same."""

from __future__ import annotations

from pilin.engine import log as engine
from pilin.foundation.access.gate import Deed
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import keys
from pilin.foundation.ledger.enums import WITNESSES
from pilin.foundation.ledger.models import Entry, Head, Log

MACHINE = Standing.machine("ledger")


class Forked(RuntimeError):
    """The log no longer leads from its last head to its end: somebody rewrote it. Nothing is signed."""


def close(log: Log, doing: Deed, why: str = "") -> Head:
    """Write the head of a log as it stands, signed by its writer and cosigned by every other town whose key is here.

    Each town signs only what goes on from the head it signed before: a history rewritten meanwhile is signed by nobody.
    """
    leaves = [
        bytes(raw)
        for raw in Entry.objects.visible_to(MACHINE).filter(log=log).order_by("seq").values_list("raw", flat=True)
    ]
    last = Head.objects.visible_to(MACHINE).filter(log=log).order_by("-size").first()
    if last is not None and engine.root(leaves[: last.size]).hex() != last.root:
        raise Forked(f"{log} does not go on from its head over {last.size} entries")
    head = engine.Head(log.log_id, len(leaves), engine.root(leaves).hex(), log.tip)
    note = engine.sign_checkpoint(keys.signer_of(log.owner), log.owner, head)
    for town in _witnesses(log, doing):
        note = engine.cosign(keys.signer_of(town), town, note, int(doing.at.timestamp()))
    row = Head(
        log=log, size=head.size, root=head.root, note=note.to_note(), why=why or doing.sealed, owner=log.owner,
        audience=log.audience, circle=log.circle, parties=log.parties, agreement=log.agreement, made_at=doing.at,
        changed_at=doing.at, revision=1,
    )  # fmt: skip
    Head.objects.visible_to(MACHINE).bulk_create([row], ignore_conflicts=True)  # sealed twice at one size is one head
    return row


def _witnesses(log: Log, doing: Deed) -> list[str]:
    """Return the towns that cosign: members of the circle with keys here; for a matter of parties, the parties."""
    named = {code for code in log.parties.split(",") if code}
    towns = named or {code for ask in WITNESSES for code in ask(log.circle, doing.at.date())}
    return keys.at_home(towns - {log.owner})
