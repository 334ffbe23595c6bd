"""Ways to change what stands in an instance past its deeds, by raw SQL, and the place the check must name for each.

Each way takes a :class:`Past` (what stands there, and SQL) and returns the places of which the check must name one, or
None where it finds nothing to change. ``mutate`` tries many, each in a transaction that is rolled back.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience, Ledger
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import keys, queries, rules
from pilin.foundation.ledger.findings import Finding
from pilin.foundation.ledger.models import Body, Entry, Head, Log, Manifest, Mention

HOUSE = Standing.machine("test")
Places = list[str]
WAYS: dict[str, Callable[[Past], Places | None]] = {}


def way(name: str) -> Callable[[Callable[[Past], Places | None]], Callable[[Past], Places | None]]:
    """Note a way under the name that the report gives it."""

    def note(function: Callable[[Past], Places | None]) -> Callable[[Past], Places | None]:
        WAYS[name] = function
        return function

    return note


@dataclass
class Past:
    """What stands there before the change, a source of chance, and SQL that passes by every deed."""

    drawn: random.Random

    def sql(self, statement: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [self._plain(value) for value in values])

    def _plain(self, value: Any) -> Any:
        if isinstance(value, UUID) and connection.vendor == "sqlite":
            return value.hex
        return value

    @cached_property
    def logs(self) -> list[Log]:
        return list(Log.objects.visible_to(HOUSE).filter(size__gt=0).order_by("owner", "name"))

    @cached_property
    def towns_logs(self) -> list[Log]:
        return [log for log in self.logs if log.size > 2]

    @cached_property
    def sealed(self) -> list[Log]:
        """Logs of which a cosigned head speaks."""
        notes = [(row.log_id, engine.Checkpoint.parse(row.note)) for row in Head.objects.visible_to(HOUSE)]
        known = {log for log, note in notes if len({sig.name for sig in note.sigs}) > 1}
        return [log for log in self.logs if log.pk in known]

    def entries(self, log: Log) -> list[Entry]:
        return list(Entry.objects.visible_to(HOUSE).filter(log=log).order_by("seq").select_related("body"))

    def entry(self) -> Entry:
        """Return an entry of a random log, with its log."""
        log = self.drawn.choice(self.logs)
        return (
            Entry.objects.visible_to(HOUSE)
            .select_related("log", "body")
            .get(log=log, seq=self.drawn.randrange(log.size))
        )

    def spoilt(self, content: Any) -> bytes:
        """Return bytes with one bit changed."""
        made = bytearray(content)
        made[self.drawn.randrange(len(made))] ^= 1 << self.drawn.randrange(8)
        return bytes(made)

    def row(self) -> Any:
        """Return a random shared row that is signed."""
        return self.drawn.choice(self.rows)

    @cached_property
    def rows(self) -> list[Any]:
        found: list[Any] = []
        for model in apps.get_models():
            if issubclass(model, SharedModel) and model.LEDGER != Ledger.NONE:
                found += [r for r in model.objects.visible_to(HOUSE).order_by("pk") if rules.audience_of(r) is not None]
        return found


def here(log: Log, seq: int | None = None) -> str:
    return f"{log.owner} · {log.name}" + ("" if seq is None else f" · {seq}")


def place_of(found: Finding) -> str:
    """Return the place of a finding as the ways name it."""
    if found.obj:
        return found.obj
    if found.log:
        return f"{found.writer} · {found.log}" + ("" if found.seq is None else f" · {found.seq}")
    return found.writer


def named(row: Any) -> str:
    return rules.object_of(row._meta.label_lower, row.pk)


def table(row: Any) -> str:
    return f'"{row._meta.db_table}"'


# Rows -----------------------------------------------------------------------------------------------------------------


def other(value: Any, column: Any) -> Any:
    """Return another value for a column; None where this kind of column is left alone."""
    if isinstance(column, models.BooleanField):
        return not value
    if isinstance(column, models.JSONField):
        return '{"changed": true}'
    if isinstance(column, (models.CharField, models.TextField)):
        return "x" if not value else value[:-1] + ("y" if value[-1] == "x" else "x")
    if value is None:
        return None
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, Decimal)):
        return value + 1
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, UUID):
        return uuid4()
    return None


@way("a column of a row")
def column_of_a_row(past: Past) -> Places | None:
    for _try in range(20):
        row = past.row()
        columns = [c for c in row._meta.concrete_fields if not c.primary_key and c.name not in ("audience", "parties")]
        column = past.drawn.choice(columns)
        value = other(getattr(row, column.attname), column)
        if value is not None and not column.is_relation and not column.unique:
            past.sql(f'UPDATE {table(row)} SET "{column.column}" = %s WHERE uid = %s', value, row.pk)
            return [named(row)]
    return None


@way("a row said to be the town's own, and changed")
def row_hidden(past: Past) -> Places | None:
    row = past.row()
    past.sql(f"UPDATE {table(row)} SET audience = %s, revision = revision + 1 WHERE uid = %s", Audience.OWN, row.pk)
    return [named(row)]


@way("a row removed")
def row_removed(past: Past) -> Places | None:
    row = past.row()
    past.sql(f"DELETE FROM {table(row)} WHERE uid = %s", row.pk)
    return [named(row)]


@way("a row put in")
def row_put_in(past: Past) -> Places | None:
    rows = [row for row in past.rows if row._meta.label_lower in ("obstacles.step", "files.attachment")]
    if not rows:
        return None
    row, uid = past.drawn.choice(rows), uuid4()
    columns = [f'"{c.column}"' for c in row._meta.concrete_fields if not c.primary_key]
    past.sql(
        f"INSERT INTO {table(row)} (uid, {', '.join(columns)}) SELECT %s, {', '.join(columns)} FROM {table(row)} WHERE uid = %s",
        uid, row.pk,
    )  # fmt: skip
    return [rules.object_of(row._meta.label_lower, uid)]


@way("two rows changed places")
def rows_swapped(past: Past) -> Places | None:
    one = past.row()
    same = [row for row in past.rows if type(row) is type(one) and row.pk != one.pk]
    if not same:
        return None
    two, between = past.drawn.choice(same), uuid4()
    for to, of in ((between, one.pk), (one.pk, two.pk), (two.pk, between)):
        past.sql(f"UPDATE {table(one)} SET uid = %s WHERE uid = %s", to, of)
    return [named(one), named(two)]


# Entries --------------------------------------------------------------------------------------------------------------


def _column(name: str, change: Callable[[Past, Entry], Any]) -> Callable[[Past], Places | None]:
    def act(past: Past) -> Places | None:
        entry = past.entry()
        past.sql(f"UPDATE ledger_entry SET {name} = %s WHERE number = %s", change(past, entry), entry.number)
        return [here(entry.log, entry.seq)]

    return act


way("a bit of an entry's bytes")(_column("raw", lambda past, entry: past.spoilt(entry.raw)))
way("a bit of a signature")(_column("sig", lambda past, entry: past.spoilt(entry.sig)))
way("which key signed")(
    _column("key_id", lambda past, entry: entry.key_id[:-1] + ("0" if entry.key_id[-1] != "0" else "1"))
)
way("the hash beside an entry")(_column("hash", lambda past, entry: uuid4().hex * 2))
way("which record an entry speaks of")(_column("obj", lambda past, entry: f"obstacles.obstacle:{uuid4()}"))
way("what kind an entry is")(_column("kind", lambda past, entry: "tombstone" if entry.kind != "tombstone" else "row"))
way("which line of the journal an entry goes with")(_column("line", lambda past, entry: uuid4()))


@way("the journal's line of an entry removed")
def line_removed(past: Past) -> Places | None:
    for _try in range(20):
        entry = past.entry()
        if entry.line is not None:
            past.sql("DELETE FROM journal_journalsubject WHERE line_id = %s", entry.line)
            past.sql("DELETE FROM journal_journalline WHERE uid = %s", entry.line)
            return [here(entry.log, entry.seq), *_with_line(entry)]
    return None


def _with_line(entry: Entry) -> Places:
    found = Entry.objects.visible_to(HOUSE).filter(line=entry.line).select_related("log")
    return [here(one.log, one.seq) for one in found]


def _remove(past: Past, entries: list[Entry]) -> None:
    for entry in entries:
        for part in ("mention", "body"):
            past.sql(f"DELETE FROM ledger_{part} WHERE entry_id = %s", entry.number)
        past.sql("DELETE FROM ledger_entry WHERE number = %s", entry.number)


@way("an entry removed")
def entry_removed(past: Past) -> Places | None:
    entry = past.entry()
    _remove(past, [entry])
    return [here(entry.log, entry.seq)]


@way("the end of a log cut off, its size and last entry set to match")
def tail_cut(past: Past) -> Places | None:
    log = past.drawn.choice(past.towns_logs)
    entries = past.entries(log)
    cut = past.drawn.randrange(1, len(entries))
    kept, gone = entries[:-cut], entries[-cut:]
    about = [m.obj for entry in gone for m in Mention.objects.visible_to(HOUSE).filter(entry=entry)]
    _remove(past, gone)
    past.sql("UPDATE ledger_log SET size = %s, tip = %s WHERE uid = %s", len(kept), kept[-1].hash, log.pk)
    return [here(log, len(kept)), *(entry.obj for entry in gone), *about]


@way("two entries changed places")
def entries_swapped(past: Past) -> Places | None:
    log = past.drawn.choice(past.towns_logs)
    one, two = sorted(past.drawn.sample(range(log.size), 2))
    for to, of in ((log.size + 7, one), (one, two), (two, log.size + 7)):
        past.sql("UPDATE ledger_entry SET seq = %s WHERE log_id = %s AND seq = %s", to, log.pk, of)
    return [here(log, one)]


def _add(past: Past, log: Log, made: engine.Entry, obj: str, kind: str) -> None:
    number = Entry.objects.visible_to(HOUSE).order_by("-number")[0].number + 1
    past.sql(
        "INSERT INTO ledger_entry (number, log_id, seq, kind, obj, raw, sig, key_id, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        number, log.pk, log.size, kind, obj, made.raw, made.sig, made.key_id, uuid4().hex * 2,
    )  # fmt: skip


@way("an entry put in a second time, at the end")
def entry_replayed(past: Past) -> Places | None:
    entry = past.entry()
    log = entry.log
    _add(past, log, queries.engine_entry(entry), entry.obj, entry.kind)
    past.sql("UPDATE ledger_log SET size = size + 1 WHERE uid = %s", log.pk)
    return [here(log, log.size)]


@way("an entry moved to another log")
def entry_moved(past: Past) -> Places | None:
    entry = past.entry()
    others = [log for log in past.logs if log.pk != entry.log_id]
    to = past.drawn.choice(others)
    past.sql("UPDATE ledger_entry SET log_id = %s, seq = %s WHERE number = %s", to.pk, to.size, entry.number)
    return [here(entry.log, entry.seq), here(to, to.size)]


@way("an entry signed by another town")
def entry_forged(past: Past) -> Places | None:
    log = past.drawn.choice(past.towns_logs)
    strangers = sorted({one.owner for one in past.logs} - {log.owner})
    signer = keys.signer_of(past.drawn.choice(strangers))
    last = past.entries(log)[-1]
    header = engine.Header(
        **{**_fields(queries.engine_entry(last).header), "seq": log.size, "prev": last.hash, "commit": ""}
    )
    made = engine.sign_entry(signer, header)
    _add(past, log, made, last.obj, last.kind)
    past.sql("UPDATE ledger_log SET size = size + 1, tip = %s WHERE uid = %s", made.hash, log.pk)
    return [here(log, log.size)]


def _fields(header: engine.Header) -> dict[str, Any]:
    names = ("v", "log", "seq", "prev", "kind", "obj", "base", "refs", "at", "role", "commit")
    return {name: getattr(header, name) for name in names}


# Bodies and mentions --------------------------------------------------------------------------------------------------


def _body(past: Past) -> tuple[Entry, Body]:
    while True:
        entry = past.entry()
        body = getattr(entry, "body", None)
        if body is not None and body.content is not None:
            return entry, body


@way("a bit of a body")
def body_spoilt(past: Past) -> Places | None:
    entry, body = _body(past)
    past.sql("UPDATE ledger_body SET content = %s WHERE entry_id = %s", past.spoilt(body.content), entry.number)
    return [here(entry.log, entry.seq)]


@way("a bit of a salt")
def salt_spoilt(past: Past) -> Places | None:
    entry, body = _body(past)
    past.sql("UPDATE ledger_body SET salt = %s WHERE entry_id = %s", past.spoilt(body.salt), entry.number)
    return [here(entry.log, entry.seq)]


@way("a body removed")
def body_removed(past: Past) -> Places | None:
    entry, _held = _body(past)
    past.sql("DELETE FROM ledger_body WHERE entry_id = %s", entry.number)
    return [here(entry.log, entry.seq)]


@way("a body emptied as if it had been erased, and its row changed")
def body_emptied(past: Past) -> Places | None:
    entry, _held = _body(past)
    past.sql(
        "UPDATE ledger_body SET content = NULL, salt = %s, erased_at = CURRENT_TIMESTAMP WHERE entry_id = %s",
        b"",
        entry.number,
    )
    return [here(entry.log, entry.seq)]


@way("two bodies changed places")
def bodies_swapped(past: Past) -> Places | None:
    (one, mine), (two, theirs) = _body(past), _body(past)
    if one.number == two.number:
        return None
    for entry, body in ((one, theirs), (two, mine)):
        past.sql(
            "UPDATE ledger_body SET salt = %s, content = %s WHERE entry_id = %s",
            bytes(body.salt),
            bytes(body.content),
            entry.number,
        )
    return [here(one.log, one.seq), here(two.log, two.seq)]


def _mention(past: Past) -> Mention | None:
    found = list(Mention.objects.visible_to(HOUSE).select_related("entry__log").order_by("pk"))
    return past.drawn.choice(found) if found else None


@way("a record taken out of what an entry of many mentions")
def mention_removed(past: Past) -> Places | None:
    mention = _mention(past)
    if mention is None:
        return None
    past.sql("DELETE FROM ledger_mention WHERE id = %s", mention.pk)
    return [here(mention.entry.log, mention.entry.seq)]


@way("another record named in what an entry of many mentions")
def mention_changed(past: Past) -> Places | None:
    mention = _mention(past)
    if mention is None:
        return None
    past.sql("UPDATE ledger_mention SET obj = %s WHERE id = %s", f"obstacles.step:{uuid4()}", mention.pk)
    return [here(mention.entry.log, mention.entry.seq)]


# Logs, heads, manifests -----------------------------------------------------------------------------------------------


def _of_log(name: str, change: Callable[[Past, Log], Any]) -> Callable[[Past], Places | None]:
    def act(past: Past) -> Places | None:
        log = past.drawn.choice(past.logs)
        value = change(past, log)
        past.sql(f"UPDATE ledger_log SET {name} = %s WHERE uid = %s", value, log.pk)
        setattr(log, name, value)
        return [here(log), *(here(log, n) for n in (-1, 0, Entry.objects.visible_to(HOUSE).filter(log=log).count()))]

    return act


way("the size of a log")(_of_log("size", lambda past, log: log.size + past.drawn.choice((-1, 1, 9))))
way("the last entry that a log names")(_of_log("tip", lambda past, log: uuid4().hex * 2))
way("who writes a log")(
    _of_log("owner", lambda past, log: past.drawn.choice([o.owner for o in past.logs if o.owner != log.owner]))
)
way("for whom a log is")(_of_log("name", lambda past, log: log.name + "x"))
way("which circle a log is of")(_of_log("circle", lambda past, log: log.circle + "x"))
way("how often a log began anew")(_of_log("epoch", lambda past, log: log.epoch + 1))
way("what a log is called")(_of_log("log_id", lambda past, log: uuid4().hex * 2))
way("who may read a log")(_of_log("audience", lambda past, log: "own" if log.audience != "own" else "public"))


@way("a log removed whole, with its heads")
def log_removed(past: Past) -> Places | None:
    log = past.drawn.choice(past.logs)
    entries = past.entries(log)
    about = [m.obj for m in Mention.objects.visible_to(HOUSE).filter(entry__log=log)]
    _remove(past, entries)
    past.sql("DELETE FROM ledger_head WHERE log_id = %s", log.pk)
    past.sql("DELETE FROM ledger_log WHERE uid = %s", log.pk)
    return [*(entry.obj for entry in entries if entry.obj), *about]


def _head(past: Past) -> Head:
    return past.drawn.choice(list(Head.objects.visible_to(HOUSE).select_related("log").order_by("pk")))


def _at_head(head: Head) -> Places:
    return [here(head.log), *(here(head.log, n) for n in range(-1, head.log.size + 2))]


def _of_head(name: str, change: Callable[[Past, Head], Any]) -> Callable[[Past], Places | None]:
    def act(past: Past) -> Places | None:
        head = _head(past)
        past.sql(f"UPDATE ledger_head SET {name} = %s WHERE uid = %s", change(past, head), head.pk)
        return _at_head(head)

    return act


def _note(past: Past, head: Head) -> str:
    """Return the note with one letter or figure of what is signed, or of a signature, changed."""
    places = [k for k, letter in enumerate(head.note) if letter.isalnum()]
    place = past.drawn.choice(places)
    return head.note[:place] + ("A" if head.note[place] != "A" else "B") + head.note[place + 1 :]


way("a letter of a signed head")(_of_head("note", _note))
way("the root beside a head")(_of_head("root", lambda past, head: uuid4().hex * 2))
way("the size beside a head")(_of_head("size", lambda past, head: head.size + 1_000))


@way("a head put under another log")
def head_moved(past: Past) -> Places | None:
    head = _head(past)
    to = past.drawn.choice([log for log in past.logs if log.pk != head.log_id])
    past.sql("DELETE FROM ledger_head WHERE log_id = %s", to.pk)
    past.sql("UPDATE ledger_head SET log_id = %s WHERE uid = %s", to.pk, head.pk)
    return [here(to), *(here(to, n) for n in range(-1, to.size + 2))]


def _of_manifest(name: str, change: Callable[[Past, Manifest], Any]) -> Callable[[Past], Places | None]:
    def act(past: Past) -> Places | None:
        row = past.drawn.choice(list(Manifest.objects.visible_to(HOUSE).order_by("pk")))
        value = change(past, row)
        past.sql(f"UPDATE ledger_manifest SET {name} = %s WHERE uid = %s", value, row.pk)
        mine = [here(log, n) for log in past.logs if log.owner == row.owner for n in range(-1, log.size + 1)]
        mine += [here(log) for log in past.logs if log.owner == row.owner]
        serial = value if name == "serial" else row.serial
        return [row.owner, f"{row.owner} · manifest {row.serial}", f"{row.owner} · manifest {serial}", *mine]

    return act


way("a bit of a manifest")(_of_manifest("raw", lambda past, row: past.spoilt(row.raw)))
way("the number of a manifest")(_of_manifest("serial", lambda past, row: row.serial + 5))
way("whose manifest it is")(_of_manifest("owner", lambda past, row: "999999999"))
way("who is said to keep a key")(_of_manifest("held_by", lambda past, row: "town" if row.held_by != "town" else "host"))


@way("a manifest removed")
def manifest_removed(past: Past) -> Places | None:
    row = past.drawn.choice(list(Manifest.objects.visible_to(HOUSE).order_by("pk")))
    past.sql("DELETE FROM ledger_manifest WHERE uid = %s", row.pk)
    places = [here(log, n) for log in past.logs if log.owner == row.owner for n in range(-1, log.size + 1)]
    return [row.owner, *places, *(here(log) for log in past.logs if log.owner == row.owner)]


# Whole chains ---------------------------------------------------------------------------------------------------------


def rewrite(past: Past, log: Log, begin: int) -> None:
    """Sign a log anew from an entry on with the town's own key, an hour later: it holds by itself."""
    signer, prev = keys.signer_of(log.owner), engine.NO_PREV
    for entry in past.entries(log):
        if entry.seq >= begin:
            header = queries.engine_entry(entry).header
            later = (datetime.fromisoformat(header.at) + timedelta(hours=1)).isoformat(timespec="seconds")
            made = engine.sign_entry(
                signer, engine.Header(**{**_fields(header), "prev": prev, "at": later, "base": None})
            )
            past.sql(
                "UPDATE ledger_entry SET raw = %s, sig = %s, hash = %s, key_id = %s WHERE number = %s",
                made.raw, made.sig, made.hash, made.key_id, entry.number,
            )  # fmt: skip
            prev = made.hash
        else:
            prev = entry.hash
    past.sql("UPDATE ledger_log SET tip = %s WHERE uid = %s", prev, log.pk)


@way("a log rewritten from some entry on with the town's own key")
def chain_rewritten(past: Past) -> Places | None:
    log = past.drawn.choice(past.sealed)
    covered = max(Head.objects.visible_to(HOUSE).filter(log=log).values_list("size", flat=True))
    rewrite(past, log, past.drawn.randrange(covered))
    return [here(log, n) for n in range(covered + 1)]


# Trying them ----------------------------------------------------------------------------------------------------------


def mutate(number: int, seed: int = 0, ways: list[str] | None = None, control: str = "") -> dict[str, Any]:
    """Try so many mutations, each from the same state, and say which the check found at a place it had to name.

    With ``control`` the check is a worse one: ``no signatures`` (any signature holds), ``no heads`` (those that other
    towns cosigned are gone).
    """
    drawn = random.Random(seed)
    _unbind()
    clean = queries.check_instance()
    assert clean.holds, clean.findings[:5]
    if control == "no signatures":
        from pilin.engine.log import verify

        verify.verify_entry = lambda _entry, _key: True
    found, elsewhere, missed = [], [], []
    names = ways or list(WAYS)
    for count in range(2 * number):  # a way that finds nothing to change is no mutation
        if len(found) + len(elsewhere) + len(missed) == number:
            break
        name = names[count % len(names)]
        with transaction.atomic():
            past = Past(drawn)
            places = WAYS[name](past)
            if control == "no heads":
                past.sql("DELETE FROM ledger_head")
            findings = queries.check_instance().findings
            transaction.set_rollback(True)
        if places is None:
            continue
        named_places = {place_of(finding) for finding in findings}
        told = [name, sorted(named_places)[:6], places[:6]]
        (found if named_places & set(places) else elsewhere if findings else missed).append(told)
    return {
        "found": len(found), "elsewhere": elsewhere, "missed": missed, "ways": len({name for name, *_ in found}),
        "entries": clean.entries, "rows": clean.rows,
    }  # fmt: skip


def _unbind() -> None:
    """Let the database take what its foreign keys and triggers would refuse: whoever tampers with it can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (trigger,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{trigger}"')
        else:
            cursor.execute("SET session_replication_role = replica")
