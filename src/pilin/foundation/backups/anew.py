"""Logs that go on after a lost tail: the town's root says from which entry, and what was signed after it is void."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.gate import deed_under_way
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.ledger import keys
from pilin.foundation.ledger.models import Log

HOUSE = Standing.machine("backups")


def begin(town: str, cosigned: Mapping[str, int]) -> list[Log]:
    """Let every log of a town go on as a new one after the last entry that is here, inside the deed under way.

    Parameters
    ----------
    town : str
        Its root keys must be here, as many as its manifest asks for.
    cosigned : mapping
        Id of each log to the most entries that another town has cosigned.

    Raises
    ------
    Refused
        When root keys are missing, or entries would be left out that another town has cosigned.
    """
    doing = deed_under_way()
    old = keys.newest_of([town]).get(town)
    if old is None:
        raise Refused("no_town", _("%(town)s has signed nothing here.") % {"town": town})
    rows = Log.objects.visible_to(HOUSE).select_for_update().filter(owner=town).order_by("log_id")
    ended = {epoch.after for epoch in old.epochs}
    logs = [row for row in rows if row.size and row.log_id not in ended]
    made = [_next(row) for row in logs]
    epochs = [engine.Epoch(new.log_id, row.log_id, row.size, row.tip) for row, new in zip(logs, made, strict=True)]
    signed = replace(old, serial=old.serial + 1, epochs=(*old.epochs, *epochs), sigs=()).signed(keys.roots_for(old))
    try:
        engine.accept_manifest(old, signed, cosigned)
    except engine.BadManifest as wrong:
        raise Refused("cosigned", _("%(town)s cannot begin anew: %(why)s") % {"town": town, "why": wrong}) from None
    keys.write_manifest(signed, doing)
    Log.objects.visible_to(HOUSE).bulk_create(made)
    return made


def _next(row: Log) -> Log:
    at, epoch = deed_under_way().at, row.epoch + 1
    return Log(
        log_id=engine.log_id(row.circle, row.owner, row.name, epoch), name=row.name, owner=row.owner, audience=row.audience,
        circle=row.circle, parties=row.parties, agreement=row.agreement, epoch=epoch, made_at=at, changed_at=at, revision=1,
    )  # fmt: skip
