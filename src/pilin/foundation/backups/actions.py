"""Deeds of backups: noting copies, and letting a restored instance write again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pilin.engine.log import Archive
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.backups import anew, catching, evidence, guard, rules
from pilin.foundation.backups.enums import Settling, Why
from pilin.foundation.backups.models import Copy, Restoration
from pilin.foundation.journal.actions import count, deed, label, tell

HOUSE = Standing.machine("backups")


@deed("backups.note_copy", says=_("{who} took a copy of the instance: {copy}"))
def note_copy(
    *,
    by: Standing,
    at: datetime,
    path: str,
    why: str = Why.ASKED,
    size: int = 0,
    sha256: str = "",
    encrypted: bool = False,
    with_keys: bool = False,
    rows: int = 0,
    entries: int = 0,
    files: int = 0,
    damaged: Sequence[str] = (),
    seconds: float = 0,
    taken_at: datetime | None = None,
    fault: str = "",
) -> Copy:
    """Note a copy that was taken and read back; with ``fault``, a try that failed, and why.

    Raises
    ------
    Refused
        Unless this is the keeper, or the server itself.
    """
    rules.may_keep(by).require()
    row = Copy(
        taken_at=taken_at or at, path=path[:500], why=Why(why), size=size, sha256=sha256, encrypted=encrypted,
        with_keys=with_keys, rows=rows, entries=entries, files=files, damaged=list(damaged), seconds=seconds,
        verified_at=None if fault else at, fault=fault,
    )  # fmt: skip
    row.save()
    tell(copy=row.name)
    return row


@deed("backups.note_rotation", says=_("{who} removed {copies} copies that the plan no longer keeps"))
def note_rotation(*, by: Standing, at: datetime, paths: Iterable[str]) -> int:
    """Note that copies are gone because newer ones stand for them; returns how many.

    Raises
    ------
    Refused
        Unless this is the keeper, or the server itself.
    """
    rules.may_keep(by).require()
    number = Copy.objects.visible_to(HOUSE).filter(path__in=list(paths), gone_at=None).update(gone_at=at)
    count(copies=number)
    return number


@deed("backups.note_drill", says=_("{who} tried a copy: it came back whole in {seconds} seconds"))
def note_drill(*, by: Standing, at: datetime, path: str, sha256: str, seconds: float, fault: str = "") -> Copy:
    """Note that a copy was brought back to a temporary place and checked there; with ``fault``, that it did not hold.

    Raises
    ------
    Refused
        Unless this is the keeper, or the server itself.
    """
    rules.may_keep(by).require()
    rows = Copy.objects.visible_to(HOUSE)
    row = rows.filter(sha256=sha256).first() if sha256 else rows.filter(path=path, gone_at=None).first()
    if row is None:  # a copy from elsewhere, or from before this database itself came back
        row = Copy(taken_at=at, path=path[:500], sha256=sha256)
    row.drilled_at, row.drill_seconds, row.drill_fault = at, seconds, fault
    row.save()
    tell(copy=row.name, seconds=round(seconds, 1))
    return row


@deed("backups.settle", says=_("{who} let the restored instance write again: {how}"))
def settle(
    *,
    by: Standing,
    at: datetime,
    held: Sequence[evidence.Held] = (),
    archives: Sequence[Archive] = (),
    nothing_newer: str = "",
    new_epochs: Sequence[str] = (),
) -> Restoration:
    """Let an instance that came back from a copy write again, once its own logs are settled.

    Parameters
    ----------
    by, at
    held : sequence of Held
        What others hold; every log here must go at least as far, and none may differ.
    archives : sequence of Archive
        Archives among them: entries missing here are taken from these, and the rows they speak of.
    nothing_newer : str
        The fingerprint of the heads here, by which the keeper answers for it that nothing newer exists of the logs nobody
        else speaks of.
    new_epochs : sequence of str
        Towns whose logs go on as new ones after the last entry here: their root keys must be here. What they signed after
        the copy was taken is void then.

    Raises
    ------
    Refused
        When it was settled already, a log is behind what others hold (``behind``) or differs from it (``forked``), a log
        is left that nobody speaks of (``unheard``), or a town's key is not back (``keys_missing``).
    """
    rules.may_keep(by).require()
    mark = guard.open_restoration()
    if mark is None:
        raise Refused("not_restored", _("This instance writes already; there is nothing to settle."))
    logs, came_back, caught = evidence.compared(held), evidence.heads_here(), None
    if archives and (any(log.behind for log in logs) or catching.know_newer_keys(archives)):
        caught = catching.bring_back(archives)
        logs = evidence.compared(held)
    logs = [log for log in logs if (log.size or log.known) and log.writer not in new_epochs]
    if behind := [log for log in logs if log.behind]:
        raise Refused("behind", _("Others hold more than came back: %(logs)s.") % {"logs": _listed(behind)})
    unheard = [log for log in logs if log.known is None]
    if unheard and not nothing_newer:
        raise Refused("unheard", _("Nobody said how far these logs go: %(logs)s.") % {"logs": _listed(unheard)})
    if nothing_newer and nothing_newer.strip().lower() != evidence.fingerprint(came_back):
        raise Invalid(
            Fault("other_heads", "nothing_newer", _("These are not the digits of the heads here."), None, nothing_newer)
        )
    if missing := evidence.missing_keys():
        raise Refused(
            "keys_missing",
            _("These keys must be brought back to keys/ first: %(keys)s.") % {"keys": ", ".join(missing)},
        )
    for town in new_epochs:
        anew.begin(town, evidence.cosigned(held))
    heads = evidence.heads_here()
    mark.how = Settling.EPOCH if new_epochs else Settling.NOTHING_NEWER if unheard else Settling.COMPLETE
    mark.said = {"heads": [list(head) for head in heads], "digits": evidence.fingerprint(heads)}
    if caught is not None:
        count(entries=caught.entries, rows=caught.rows)
    mark.settled_at = at
    mark.save()
    tell(how=label(Settling(mark.how).label))
    return mark


def _listed(logs: Sequence[evidence.Compared]) -> str:
    return "; ".join(
        f"{log.writer or '?'} · {log.audience or log.log[:12]} ({log.size}/{log.known or '?'})" for log in logs
    )
