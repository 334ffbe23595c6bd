"""From a deed to the ledger: each shared row it wrote becomes an entry, in the deed's own transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from pilin.engine.log import Header, body_commit, log_id, sign_entry
from pilin.foundation.access.enums import Ledger
from pilin.foundation.access.gate import Deed
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.ledger import heads, keys, rules
from pilin.foundation.ledger.enums import EntryKind
from pilin.foundation.ledger.models import Body, Entry, Log, Mention

MOST_IN_A_BATCH = 500  # rows an entry of many carries: below the engine's limit for a body people must read
MOST_TOGETHER = 64  # entries that are made and written together
A_LOT = 5_000  # rows asked for in one statement
PLACING = ("owner", "audience", "circle", "parties", "agreement")  # what settles which log a row enters
MOST_REFS = 1_000  # entries an entry names: half of what the engine reads
HOUSE = Standing.machine("ledger")
Place = tuple[str, str, str]  # writer, audience, circle


@dataclass(frozen=True, slots=True)
class Said:
    """What is to enter one log: of which kind, about what, and the content it commits to."""

    kind: EntryKind
    obj: str
    content: Any  # bytes: packed already
    about: tuple[str, ...] = ()  # the rows, where it is about many
    refs: tuple[str, ...] = ()  # the entries it speaks of


def record(doing: Deed, line: JournalLine) -> None:
    """Write the entries of a deed. Called by the journal as the deed's last act: all of it is kept, or nothing.

    A row kept to its own town enters no log. A row whose audience grew enters the log of the new one; the old log keeps
    what it held.
    """
    by_log: dict[Place, list[Iterable[Said]]] = {}
    for row, said in _said(doing):
        name = rules.audience_of(row)
        if name is not None:
            by_log.setdefault((_writer(row), name, row.circle), []).append((said,))
    for place, batches in _many(doing):
        by_log.setdefault(place, []).append(batches)
    for place, said in _erasures(doing):
        by_log.setdefault(place, []).append((said,))
    for place in sorted(by_log):  # always in one order, so that two deeds never wait for each other
        log = _append(place, chain.from_iterable(by_log[place]), doing, line)
        if doing.sealed:
            heads.close(log, doing)


def _erasures(doing: Deed) -> Iterator[tuple[tuple[str, str, str], Said]]:
    """Yield what says that bodies were erased: without it, emptying a body past the deeds would look the same.

    It stands in the log whose entries lost their bodies. Where the town's key is elsewhere, this instance says so itself.
    """
    for log, hashes in doing.erased:
        writer = log.owner if keys.at_home([log.owner]) else keys.house()
        for k in range(0, len(hashes), MOST_REFS):
            part = tuple(hashes[k : k + MOST_REFS])
            yield (writer, log.name, log.circle), Said(EntryKind.ERASED, "", {"erased": list(part)}, refs=part)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Of a row what settles which log it enters: the columns of ``PLACING``."""

    owner: str
    audience: str
    circle: str
    parties: str
    agreement: UUID | None


def _writer(row: rules.Placed) -> str:
    """Return who signs a row here; this instance itself for what no town owns."""
    return rules.writer_of(row) if row.owner else keys.house()


def _said(doing: Deed) -> Iterator[tuple[SharedModel, Said]]:
    """Yield what each row says, last state only: a deed may save a row twice."""
    last: dict[str, tuple[SharedModel, str]] = {}
    for touch in doing.touches:
        if isinstance(touch.row, SharedModel) and touch.row.LEDGER != Ledger.NONE:
            last[rules.object_of(touch.model, touch.uid)] = (touch.row, touch.what)
    for obj, (row, what) in last.items():
        if what == "removed":
            yield row, Said(EntryKind.TOMBSTONE, obj, {"removed": obj})
        else:
            yield row, Said(EntryKind.ROW, obj, rules.content_of(row))


def _many(doing: Deed) -> Iterator[tuple[Place, Iterable[Said]]]:
    """Yield for each log what rows written at once say, last state only: read when they are written down, not before.

    Which logs they enter is known first, since logs are held in one order. A million rows are never held together.
    """
    written: dict[type[SharedModel], list[tuple[Any, ...]]] = {}
    for model, uids in doing.bulk:
        written.setdefault(model, []).append(uids)
    for model, lots in written.items():
        keys_: Sequence[Any] = lots[0] if len(lots) == 1 else tuple(dict.fromkeys(chain.from_iterable(lots)))
        keys_ = sorted(keys_)
        places: dict[Place, None] = {}
        for some in _lots(keys_):
            rows = model.objects.visible_to(HOUSE).filter(pk__in=some).order_by()
            for told in rows.values_list(*PLACING).distinct():
                row = _Placed(*told)
                name = rules.audience_of(row)
                if name is not None:
                    places[(_writer(row), name, row.circle)] = None
        for place in places:
            yield place, _batches(model, keys_, place)


def _batches(model: type[SharedModel], uids: Sequence[Any], place: Place) -> Iterator[Said]:
    """Yield an entry for each chunk of rows written at once that belong to a log."""
    label = model._meta.label_lower
    columns = [column.attname for column in model._meta.concrete_fields]
    settles, key = itemgetter(*(columns.index(name) for name in PLACING)), columns.index(_key(model))
    here: dict[tuple[Any, ...], bool] = {}  # what settles it → whether a row enters this log
    part: list[tuple[bytes, str]] = []
    for some in _lots(uids):
        rows = model.objects.visible_to(HOUSE).filter(pk__in=some).order_by("pk").values_list(*columns)
        mine = [row for row in rows if _enters(settles(row), place, here)]
        names = [rules.object_of(label, row[key]) for row in mine]
        part += zip(rules.leaves_of(model, mine), names, strict=True)
        while len(part) >= MOST_IN_A_BATCH:
            yield _batch(part[:MOST_IN_A_BATCH])
            del part[:MOST_IN_A_BATCH]
    if part:
        yield _batch(part)


def _key(model: type[SharedModel]) -> str:
    assert model._meta.pk is not None
    return model._meta.pk.attname


def _enters(told: tuple[Any, ...], place: Place, known: dict[tuple[Any, ...], bool]) -> bool:
    """Return whether a row of which this is told enters a log."""
    if told not in known:
        row = _Placed(*told)
        known[told] = (_writer(row), rules.audience_of(row), row.circle) == place
    return known[told]


def _batch(part: Sequence[tuple[bytes, str]]) -> Said:
    content = rules.batch_of([leaf for leaf, _name in part])
    return Said(EntryKind.BATCH, "", content, tuple(name for _leaf, name in part))


def _lots(uids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield keys in lots that a statement can name."""
    return (uids[k : k + A_LOT] for k in range(0, len(uids), A_LOT))


def _append(place: Place, saying: Iterable[Said], doing: Deed, line: JournalLine) -> Log:
    writer, name, circle = place
    log = _log(writer, name, circle, doing)
    signer = keys.signer_for(writer, log.log_id, log.size)
    waiting = iter(saying)
    while some := list(islice(waiting, MOST_TOGETHER)):
        _write(log, signer, some, doing, line)
    Log.objects.visible_to(HOUSE).filter(pk=log.pk).update(size=log.size, tip=log.tip, changed_at=doing.at)
    return log


def _write(log: Log, signer: Any, saying: list[Said], doing: Deed, line: JournalLine) -> None:
    """Write entries behind each other, and move the log's end on; that is written down by whoever holds it."""
    bases = _bases(log, [said.obj for said in saying if said.obj])
    seq, prev = log.size, log.tip or "0" * 64
    entries, bodies = [], []
    for said in saying:
        salt = secrets.token_bytes(32)
        content = said.content if isinstance(said.content, bytes) else rules.packed(said.content)
        header = Header(
            v=1, log=log.log_id, seq=seq, prev=prev, kind=said.kind.value, obj=said.obj, base=bases.get(said.obj), refs=said.refs,
            at=doing.at.isoformat(timespec="seconds"), role=_role(doing.by), commit=body_commit(salt, content),
        )  # fmt: skip
        made = sign_entry(signer, header)
        entries.append(
            Entry(log=log, seq=seq, kind=said.kind, obj=said.obj, raw=made.raw, sig=made.sig, key_id=made.key_id,
                  hash=made.hash, line=line.pk)
        )  # fmt: skip
        bodies.append((salt, content))
        if said.obj:
            bases[said.obj] = made.hash
        seq, prev = seq + 1, made.hash
    written = Entry.objects.visible_to(HOUSE).bulk_create(entries)
    Body.objects.visible_to(HOUSE).bulk_create(
        [Body(entry=entry, salt=salt, content=content) for entry, (salt, content) in zip(written, bodies, strict=True)]
    )
    about = [(entry.pk, obj) for entry, said in zip(written, saying, strict=True) for obj in said.about]
    if about:
        entry_keys, names = zip(*about, strict=True)
        rows: Any = Mention.objects.visible_to(HOUSE)
        rows.put_columns(len(about), {"entry_id": entry_keys, "obj": names})
    log.size, log.tip = seq, prev


def _log(writer: str, name: str, circle: str, doing: Deed) -> Log:
    """Return a log, held until the deed ends so that nobody else takes the same place in it."""
    mine = Log.objects.visible_to(HOUSE).select_for_update().filter(owner=writer, name=name, circle=circle)
    found = mine.order_by("-epoch").first()  # of a log that was begun anew, the newest goes on
    if found is not None:
        return found
    identity = log_id(circle, writer, name)
    keys.ensure_manifest(writer, doing)
    audience, parties, agreement = rules.readers_of(name)
    made = Log(
        log_id=identity, name=name, owner=writer, audience=audience, circle=circle, parties=parties, agreement=agreement or None,
        made_at=doing.at, changed_at=doing.at, revision=1,
    )  # fmt: skip
    Log.objects.visible_to(HOUSE).bulk_create([made], ignore_conflicts=True)  # another deed may be making it just now
    return Log.objects.visible_to(HOUSE).select_for_update().get(log_id=identity)


def _bases(log: Log, objects: list[str]) -> dict[str, str]:
    """Return the newest entry of each object in this log: what a change changes."""
    rows = Entry.objects.visible_to(HOUSE).filter(log=log, obj__in=objects).order_by("seq")
    return dict(rows.values_list("obj", "hash"))


def _role(by: Standing) -> str:
    """Return in which role somebody acted: never who, since entries travel."""
    return ",".join(sorted(str(role) for role in by.roles)) or str(by.kind)
