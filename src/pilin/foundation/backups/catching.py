"""From an archive that others hold, the entries that are missing here, and the rows they speak of. Nothing is signed anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.gate import deed_under_way
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.ledger import keys, queries, rules
from pilin.foundation.ledger.enums import EntryKind
from pilin.foundation.ledger.models import Body, Entry, Head, Log, Mention

HOUSE = Standing.machine("backups")
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Caught:
    """What came back: entries of logs, and rows as the newest of them says."""

    entries: int
    rows: int


def bring_back(archives: Sequence[engine.Archive]) -> Caught:
    """Add what archives hold beyond the logs here, inside the deed under way; all of the instance is checked after.

    Each archive was verified by itself, and found to go on from what is here at the common length.

    Raises
    ------
    Refused
        When keys, entries or rows do not agree with what is here; then nothing stays.
    """
    entries, said = 0, dict[str, dict[str, Any] | None]()
    for archive in archives:
        for town, manifests in sorted(archive.manifests.items()):
            _take_manifests(town, manifests)
        for name in archive.names:
            fresh = _take_entries(name, archive)
            entries += len(fresh)
            for entry in fresh:
                _hear(said, entry, archive.bodies[name.id].get(entry.header.seq))
            _take_heads(name, archive)
    rows = _write_rows(said)
    deed_under_way().bulk.clear()  # it was signed by those it belongs to: nothing of it is signed again
    try:
        connection.check_constraints()
    except IntegrityError as wrong:
        raise Refused(
            "own_rows_missing",
            _("What came back points at records that a town kept to itself, which no log holds: %(why)s")
            % {"why": wrong},
        ) from None
    if findings := queries.check_instance().findings:
        first = findings[0]
        raise Refused(
            "does_not_hold",
            _("What came back does not agree with what was signed: %(where)s: %(why)s")
            % {"where": first.where, "why": first.reason},
        )
    return Caught(entries, rows)


def know_newer_keys(archives: Sequence[engine.Archive]) -> bool:
    """Return whether an archive holds a town's keys as they became after the copy, though perhaps nothing signed since."""
    here = queries.manifests_by_town()
    return any(
        len(manifests) > len(here.get(town, ()))
        for archive in archives
        for town, manifests in archive.manifests.items()
    )


def _take_manifests(town: str, manifests: Sequence[engine.Manifest]) -> None:
    """Keep the manifests that are newer than those here, each accepted by the one before."""
    here = queries.manifests_by_town().get(town, [])
    for mine, theirs in zip(here, manifests, strict=False):
        if mine.to_json() != theirs.to_json():
            raise Refused("forked", _("The archive holds other keys of %(town)s than are here.") % {"town": town})
    last = here[-1] if here else None
    for made in manifests[len(here) :]:
        try:
            engine.accept_manifest(last, made, {})
        except engine.BadManifest as wrong:
            raise Refused("forked", f"{town}: {wrong}") from None
        keys.write_manifest(made, deed_under_way())
        last = made


def _take_entries(name: engine.LogName, archive: engine.Archive) -> list[engine.Entry]:
    """Write the entries that follow the last one here, with their bodies and what they mention; return them."""
    log = Log.objects.visible_to(HOUSE).select_for_update().filter(log_id=name.id).first() or _begun(name)
    fresh = archive.entries[name.id][log.size :]
    if not fresh:
        return []
    if fresh[0].header.prev != (log.tip or engine.NO_PREV):
        raise Refused(
            "forked", _("%(log)s does not go on from what is here.") % {"log": f"{name.writer} · {name.audience}"}
        )
    bodies, at = archive.bodies[name.id], deed_under_way().at
    for start in range(0, len(fresh), AT_ONCE):
        part = fresh[start : start + AT_ONCE]
        made = Entry.objects.visible_to(HOUSE).bulk_create([_row(log, entry) for entry in part])
        held = [bodies.get(entry.header.seq) for entry in part]
        Body.objects.visible_to(HOUSE).bulk_create(
            Body(
                entry=row,
                salt=body[0] if body else b"",
                content=body[1] if body else None,
                erased_at=None if body else at,
            )
            for row, body in zip(made, held, strict=True)
        )
        Mention.objects.visible_to(HOUSE).bulk_create(
            Mention(entry=row, obj=rules.object_of(one["model"], one["uid"]))
            for row, body in zip(made, held, strict=True)
            if row.kind == EntryKind.BATCH and body
            for one in json.loads(body[1])["rows"]
        )
    log.size, log.tip, log.changed_at = log.size + len(fresh), fresh[-1].hash, at
    Log.objects.visible_to(HOUSE).filter(pk=log.pk).update(size=log.size, tip=log.tip, changed_at=at)
    return fresh


def _begun(name: engine.LogName) -> Log:
    """Return a log of which the first entry was written after the copy was taken."""
    kind, _colon, rest = name.audience.partition(":")
    at = deed_under_way().at
    made = Log(
        log_id=name.id, name=name.audience, owner=name.writer, audience=Audience(kind), circle=name.circle, epoch=name.epoch,
        parties=f",{rest}," if kind == Audience.PARTIES else "", agreement=(rest or None) if kind == Audience.AGREEMENT else None,
        made_at=at, changed_at=at, revision=1,
    )  # fmt: skip
    Log.objects.visible_to(HOUSE).bulk_create([made])
    return made


def _row(log: Log, entry: engine.Entry) -> Entry:
    header = entry.header
    return Entry(log=log, seq=header.seq, kind=header.kind, obj=header.obj, raw=entry.raw, sig=entry.sig,
                 key_id=entry.key_id, hash=entry.hash)  # fmt: skip


def _take_heads(name: engine.LogName, archive: engine.Archive) -> None:
    log, at = Log.objects.visible_to(HOUSE).get(log_id=name.id), deed_under_way().at
    Head.objects.visible_to(HOUSE).bulk_create(
        [
            Head(log=log, size=note.head.size, root=note.head.root, note=note.to_note(), owner=log.owner, audience=log.audience,
                 circle=log.circle, parties=log.parties, agreement=log.agreement, made_at=at, changed_at=at, revision=1)
            for note in archive.checkpoints[name.id]
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _hear(said: dict[str, dict[str, Any] | None], entry: engine.Entry, body: engine.Body | None) -> None:
    """Note what an entry says of rows; of several states of one row the one with the highest revision."""
    kind, obj = entry.header.kind, entry.header.obj
    if kind == EntryKind.TOMBSTONE:
        said[obj] = None
    elif kind in (EntryKind.ROW, EntryKind.BATCH) and body is not None:
        for name, content in _contents(kind, obj, json.loads(body[1])):
            before = said.get(name)
            if name not in said or (before is not None and before["revision"] <= content["revision"]):
                said[name] = content


def _contents(kind: str, obj: str, told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if kind == EntryKind.ROW:
        yield obj, told
    else:
        for one in told["rows"]:
            yield rules.object_of(one["model"], one["uid"]), one["content"]


def _write_rows(said: dict[str, dict[str, Any] | None]) -> int:
    """Bring rows to what was said of them last; a row here that is newer still stays."""
    written = 0
    by_model: dict[str, dict[str, dict[str, Any] | None]] = {}
    for obj, content in said.items():
        label, _colon, uid = obj.partition(":")
        by_model.setdefault(label, {})[uid] = content
    for label, told in by_model.items():
        try:
            model: Any = apps.get_model(label)
        except LookupError:
            raise Refused(
                "newer", _("The archive speaks of %(kind)s, which this version does not know.") % {"kind": label}
            ) from None
        rows = model.objects.visible_to(HOUSE)
        rows.filter(pk__in=[uid for uid, content in told.items() if content is None]).delete()
        here = {str(pk): revision for pk, revision in rows.filter(pk__in=list(told)).values_list("pk", "revision")}
        wanted = [
            _made(model, label, content)
            for uid, content in told.items()
            if content is not None and content["revision"] > here.get(uid, 0)
        ]
        columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        rows.bulk_create(wanted, batch_size=200, update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=columns)  # fmt: skip
        written += len(wanted)
    return written


def _made(model: type[models.Model], label: str, content: dict[str, Any]) -> models.Model:
    """Return the row of which an entry says each column."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    if content.keys() != known.keys():
        odd = ", ".join(sorted(content.keys() ^ known.keys()))
        raise Refused(
            "newer", _("%(kind)s has other columns in the archive (%(names)s).") % {"kind": label, "names": odd}
        )
    try:
        return model(**{name: _value(field, content[name]) for name, field in known.items()})
    except (ValidationError, ValueError, TypeError) as wrong:
        raise Refused("does_not_hold", f"{label}: {wrong}") from None


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    return (field.target_field if isinstance(field, models.ForeignKey) else field).to_python(value)
