"""What the ledger holds of a row, how each log stands, and whether everything here agrees with what was signed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import beside, custody, joint, keys, rules
from pilin.foundation.ledger.enums import EntryKind
from pilin.foundation.ledger.findings import Finding, of_log
from pilin.foundation.ledger.models import Body, Entry, Head, Log, Manifest

HOUSE = Standing.machine("ledger")
CHUNK = 2_000
# what reading a damaged row raises
UNREADABLE = (DatabaseError, ValueError, TypeError, AttributeError, KeyError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the whole instance went over, and what did not hold."""

    logs: int
    entries: int
    rows: int
    findings: tuple[Finding, ...]
    joint: int = 0  # agreements, lists and the like that towns put in force together

    @property
    def holds(self) -> bool:
        """Return whether everything holds."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class LogCard:
    """A log as it stands."""

    uid: UUID
    log_id: str
    writer: str
    audience: str
    circle: str
    epoch: int
    size: int
    tip: str
    changed_at: datetime

    @property
    def audience_label(self) -> Any:
        """Return who reads it, in words."""
        return Audience(self.audience.partition(":")[0]).label


@dataclass(frozen=True, slots=True)
class HeadCard:
    """A checkpoint of a log: how far it goes, and which towns have cosigned."""

    size: int
    root: str
    why: str
    made_at: datetime
    cosigners: tuple[str, ...]
    note: str


def logs_of(standing: Standing, circle: str = "") -> list[LogCard]:
    """Return the logs this standing may read, by writer and audience; with a circle, those of that circle."""
    rows = Log.objects.visible_to(standing)
    rows = rows.filter(circle=circle) if circle else rows
    return [log_card(row) for row in rows]


def log_card(row: Log) -> LogCard:
    """Return a log as it stands."""
    return LogCard(row.pk, row.log_id, row.owner, row.name, row.circle, row.epoch, row.size, row.tip, row.changed_at)


def engine_entry(row: Entry) -> engine.Entry:
    """Return an entry as the engine checks it: the very bytes."""
    return engine.Entry(bytes(row.raw), bytes(row.sig), row.key_id)


def entries_of(log: Log) -> Iterator[Entry]:
    """Yield the entries of a log in order, a chunk at a time."""
    yield from Entry.objects.visible_to(HOUSE).filter(log=log).order_by("seq").iterator(chunk_size=CHUNK)


def bodies_of(log: Log) -> Callable[[int], tuple[bytes, bytes] | None]:
    """Return a function from a place in the log to its salt and body; None where it was erased."""
    held = {
        seq: (bytes(salt), bytes(content or b""))
        for seq, salt, content in Body.objects.visible_to(HOUSE)
        .filter(entry__log=log, content__isnull=False)
        .values_list("entry__seq", "salt", "content")
    }
    return held.get


def manifests_by_town(spoilt: list[Finding] | None = None) -> dict[str, list[engine.Manifest]]:
    """Return every town's manifests, oldest first, as the engine reads them; what is none is noted in ``spoilt``.

    Raises
    ------
    BadManifest
        For a manifest that is none, where nobody notes it.
    """
    found: dict[str, list[engine.Manifest]] = {}
    for row in Manifest.objects.visible_to(HOUSE).order_by("owner", "serial"):
        try:
            found.setdefault(row.owner, []).append(keys.read_manifest(row))
        except engine.BadManifest as wrong:
            if spoilt is None:
                raise
            spoilt.append(Finding("manifests", {"detail": str(wrong)}, writer=row.owner))
    return found


def heads_of(log: Log) -> list[engine.Checkpoint]:
    """Return the checkpoints of a log, smallest first."""
    notes = Head.objects.visible_to(HOUSE).filter(log=log).order_by("size").values_list("note", flat=True)
    return [engine.Checkpoint.parse(note) for note in notes]


def newest_heads(standing: Standing, logs: Iterable[UUID]) -> dict[UUID, HeadCard]:
    """Return the newest checkpoint of each of these logs."""
    found: dict[UUID, HeadCard] = {}
    for row in Head.objects.visible_to(standing).filter(log__in=list(logs)).order_by("log", "-size"):
        if row.log_id not in found:
            signed = tuple(sig.name for sig in engine.Checkpoint.parse(row.note).sigs if sig.name != row.owner)
            found[row.log_id] = HeadCard(row.size, row.root, row.why, row.made_at, signed, row.note)
    return found


def grown_logs(circle: str = "") -> list[UUID]:
    """Return the logs that hold more than their newest head counts, by writer and audience; of one circle or of all."""
    newest = Head.objects.visible_to(HOUSE).filter(log=OuterRef("pk")).order_by("-size").values("size")[:1]
    rows = Log.objects.visible_to(HOUSE).annotate(closed=Coalesce(Subquery(newest), 0)).filter(size__gt=F("closed"))
    rows = rows.filter(circle=circle) if circle else rows
    return list(rows.order_by("owner", "name", "circle").values_list("pk", flat=True))


# The check of the whole instance --------------------------------------------------------------------------------------


def check_instance(told: Callable[[str], None] = lambda _line: None) -> Checked:
    """Check every log, and every shared row against what was signed of it.

    Names the first entry of each log that does not hold; then what stands beside the entries and says something else;
    then each row that says something else than its newest entry, that was written past the ledger, or that is gone
    although nothing says so.
    """
    findings: list[Finding] = []
    try:
        findings += beside.damage()
        return _checked(told, findings)
    except UNREADABLE as wrong:
        return Checked(0, 0, 0, (*findings, Finding("cannot_be_read", {"detail": str(wrong)})))


def _checked(told: Callable[[str], None], findings: list[Finding]) -> Checked:
    manifests = manifests_by_town(findings)
    entries, gone = 0, dict[str, Log]()
    logs = list(Log.objects.visible_to(HOUSE).order_by("owner", "name", "epoch"))
    for row in logs:
        told(f"{row.owner} · {row.name}")
        entries += row.size
        findings += _check_log(row, manifests, gone)
    findings += [
        Finding("manifests", {"detail": fault}, writer=town)
        for town, held in sorted(manifests.items())
        if (
            fault := engine.verify_manifests(
                held, [m for n in custody.neighbours_of(town) for m in manifests.get(n, ())]
            )
        )
    ]
    findings += beside.faults(gone)
    said = _last_said()
    rows, wrong = _check_rows(said.last)
    acts, unkept = joint.check_joint_acts(said.own)
    return Checked(len(logs), entries, rows, (*findings, *wrong, *unkept), acts)


def _check_log(row: Log, manifests: dict[str, list[engine.Manifest]], gone: dict[str, Log]) -> list[Finding]:
    """Return the first place of a log that does not hold; what it holds without its body is noted in ``gone``."""
    stored = list(entries_of(row))
    signed = [engine_entry(entry) for entry in stored]

    def here(code: str, seq: int | None = None, **facts: object) -> list[Finding]:
        return [Finding(code, facts, row.owner, row.name, seq)]

    try:
        found = engine.verify_log(
            signed, manifests.get(row.owner, []), bodies_of(row), heads_of(row), log=row.log_id, writer=row.owner,
            witnesses=manifests,
        )  # fmt: skip
    except (engine.BadCheckpoint, engine.BadManifest) as wrong:
        return here("bad_head", detail=str(wrong))
    if isinstance(found, engine.Broken):
        return [of_log(found, row.owner, row.name)]
    gone.update((signed[seq].hash, row) for seq in found.unannounced)
    for place, (entry, one) in enumerate(
        zip(stored, signed, strict=True)
    ):  # columns beside the bytes must say the same
        if (entry.seq, entry.obj, entry.kind, entry.hash) != (place, one.header.obj, one.header.kind, one.hash):
            return here("columns_differ", place)
    if (row.size, row.tip) != (len(stored), stored[-1].hash if stored else ""):
        return here("log_differs", len(stored))
    if row.log_id != engine.log_id(row.circle, row.owner, row.name, row.epoch):
        return here("log_misnamed")
    return []


def check_archive(path: Path) -> Checked:
    """Check an exported archive, which needs nothing of this instance."""
    try:
        with path.open("rb") as file:
            archive = engine.read_archive(file)
    except (engine.BadArchive, OSError) as wrong:
        return Checked(0, 0, 0, (Finding("bad_archive", {"detail": str(wrong)}),))
    found = engine.verify_archive(archive)
    if isinstance(found, engine.Broken):
        name = next((one for one in archive.names if one.id == found.log), None)
        place = of_log(found, name.writer, name.audience) if name else of_log(found, "", "")
        return Checked(len(archive.names), 0, 0, (place,))
    return Checked(len(archive.names), found.entries, 0, ())


@dataclass(frozen=True, slots=True)
class Heard:
    """What the entries say, in the order in which they were written here.

    Parameters
    ----------
    last : dict
        What was said last of each row; None once removed or erased.
    own : dict
        Of acceptances: what stands last of each in each writer's logs.
    """

    last: dict[str, dict[str, Any] | None]
    own: dict[str, list[joint.Said]]


def _last_said() -> Heard:
    """Return what the entries kept here say, in the order in which they were written."""
    rows = Entry.objects.visible_to(HOUSE).exclude(kind__in=(EntryKind.MANIFEST, EntryKind.ERASED)).order_by("number")
    return heard(rows.values_list("obj", "kind", "log__owner", "body__content").iterator(CHUNK))


def heard(told_in_order: Iterable[tuple[str, str, str, Any]]) -> Heard:
    """Return what entries say.

    Parameters
    ----------
    told_in_order : iterable
        What each is about, its kind, its writer and its body, in the order in which they were written.
    """
    last: dict[str, dict[str, Any] | None] = {}
    newest: dict[str, int] = {}
    accepting = joint.acceptances_needed()
    own: dict[str, dict[str, joint.Said]] = {}

    def hear(obj: str, writer: str, told: dict[str, Any] | None, *, removed: bool = False) -> None:
        """Take what was said of a row, unless a later state of it was heard in another log."""
        revision = (told or {}).get("revision")
        if revision is None or revision >= newest.get(obj, 0):
            last[obj], newest[obj] = told, revision or newest.get(obj, 0)
        if obj.partition(":")[0] in accepting:
            own.setdefault(obj, {})[writer] = joint.Said(writer, told, removed)

    for obj, kind, writer, content in told_in_order:
        told = _told(content)
        if kind == EntryKind.BATCH:
            for one in (told or {}).get("rows", ()):
                hear(rules.object_of(one["model"], one["uid"]), writer, one["content"])
        elif kind == EntryKind.TOMBSTONE:
            hear(obj, writer, None, removed=True)
        else:
            hear(obj, writer, told)
    return Heard(last, {obj: list(words.values()) for obj, words in own.items()})


def _told(content: bytes | memoryview | None) -> dict[str, Any] | None:
    """Return what a body says; None where it says nothing that can be read, which the check of its log finds."""
    if content is None:
        return None
    try:
        told = json.loads(bytes(content))
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _check_rows(said: dict[str, dict[str, Any] | None]) -> tuple[int, list[Finding]]:
    findings, count, seen = [], 0, set()
    for label in rules.ledgered():
        model: Any = apps.get_model(label)
        for row in model.objects.visible_to(HOUSE).order_by("pk").iterator(CHUNK):
            obj = rules.object_of(label, row.pk)
            seen.add(obj)
            if rules.audience_of(row) is None and said.get(obj) is None:
                continue  # a town's own; what was once signed for others is compared whatever it says now
            count += 1
            if obj not in said:
                findings.append(Finding("past_ledger", obj=obj, title=_titles(rules.content_of(row))))
            elif said[obj] is not None and (wrong := rules.differences(label, rules.content_of(row), said[obj] or {})):
                columns = {"columns": ", ".join(wrong)}
                findings.append(Finding("row_differs", columns, obj=obj, title=_titles(said[obj] or {})))
    findings += [
        Finding("row_gone", obj=obj, title=_titles(content))
        for obj, content in said.items()
        if content is not None and obj not in seen
    ]
    return count, findings


def _titles(content: dict[str, Any]) -> dict[str, str]:
    return {"zh": rules.title_of(content, zh=True), "en": rules.title_of(content, zh=False)}


def told_to(standing: Standing, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings this standing may be told: of records they may read, of logs that are theirs to hold."""
    return [found for found in findings if _may_be_told(standing, found)]


def _may_be_told(standing: Standing, found: Finding) -> bool:
    if found.obj:
        label, _colon, key = found.obj.partition(":")
        try:
            rows: Any = apps.get_model(label).objects.visible_to(standing)
            return bool(rows.filter(pk=key).exists())
        except (LookupError, ValidationError, ValueError):  # what is wrong may be the name itself
            return False
    if found.log:
        return Log.objects.visible_to(standing).filter(owner=found.writer, name=found.log).exists()
    return True
