"""A copy of logs for whoever may read them: a zip that checks itself without this instance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import IO

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from pilin.engine import log as engine
from pilin.engine.log.standalone import verifier
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.ledger import queries, rules
from pilin.foundation.ledger.models import Body, Entry, Head, Log
from pilin.foundation.ledger.stamps import LOG

MACHINE = Standing.machine("ledger")
MOST = 50_000  # entries a page gives away at once; an instance's keeper exports any number


def logs_for(standing: Standing, circle: str, log: str = "") -> list[Log]:
    """Return the logs of a circle that this standing may read and that hold something; with ``log`` (its id or the
    beginning of it) that one only.
    """
    rows = Log.objects.visible_to(standing).filter(circle=circle, size__gt=0)
    if log:
        rows = rows.filter(log_id__startswith=log) if LOG.fullmatch(log) else rows.none()
    return list(rows)


def mark_of(standing: Standing, logs: list[Log]) -> str:
    """Return a mark that changes whenever the copy would."""
    heads = Head.objects.visible_to(MACHINE).filter(log__in=[log.pk for log in logs]).order_by()
    counted = sorted(heads.values_list("log").annotate(heads=Count("pk"), longest=Max("size")))
    told = [(log.log_id, log.size, log.tip) for log in logs], counted
    return sha256(repr((standing.signed_in, told)).encode()).hexdigest()[:32]


def write_copy(file: IO[bytes], standing: Standing, logs: list[Log]) -> None:
    """Write these logs as an archive: entries, heads, manifests, and what the entries say as far as this standing may
    read it. What names people is left out for whoever is not signed in; the chains hold without it.

    Raises
    ------
    Refused
        When it is too much for a page.
    """
    if sum(log.size for log in logs) > MOST:
        raise Refused(
            "too_large", _("This is too much for a page. The keeper of the instance gives it to you as an export.")
        )
    with engine.ArchiveWriter(file) as writer:
        for log in sorted(logs, key=lambda one: one.log_id):
            name = engine.LogName(log.circle, log.owner, log.name, log.epoch)
            writer.log(name, _entries(log), _bodies(standing, log), queries.heads_of(log))
        for town, known in sorted(queries.manifests_by_town().items()):
            writer.manifests(town, known)
        writer.beside("verify.py", [verifier().encode()])
        writer.finish()


def _entries(log: Log) -> Iterator[engine.Entry]:
    return (queries.engine_entry(row) for row in queries.entries_of(log))


def _bodies(standing: Standing, log: Log) -> Iterator[tuple[int, engine.Body]]:
    labels = dict(Entry.objects.visible_to(MACHINE).filter(log=log).values_list("seq", "obj"))
    rows = Body.objects.visible_to(MACHINE).filter(entry__log=log, content__isnull=False).order_by("entry__seq")
    for seq, salt, content in rows.values_list("entry__seq", "salt", "content").iterator(queries.CHUNK):
        said = bytes(content or b"")
        if standing.signed_in or standing.sees_all or not _names_people(labels[seq], said):
            yield seq, (bytes(salt), said)


def _names_people(obj: str, said: bytes) -> bool:
    """Return whether a body says something in a column that names people."""
    told = json.loads(said)
    if "rows" in told:
        return any(_personal(one["model"], one["content"]) for one in told["rows"])
    return bool(obj) and _personal(obj.partition(":")[0], told)


def _personal(label: str, content: dict[str, object]) -> bool:
    return any(content.get(name) not in (None, "", [], {}) for name in rules.personal_of(label))
