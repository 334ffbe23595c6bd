"""What others hold of the logs here, compared with the logs as they came back from a copy."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.ledger import keys
from pilin.foundation.ledger import queries as ledger
from pilin.foundation.ledger.enums import Holder
from pilin.foundation.ledger.models import Entry, Head, Log

HOUSE = Standing.machine("backups")
BETWEEN = "=====\n"


@dataclass(frozen=True, slots=True)
class Held:
    """That somebody holds a log up to some entry.

    Parameters
    ----------
    log : str
    size : int
    root : str
        Over so many entries.
    where : str
        The file that says so.
    cosigned : int
        Up to which entry another town than the writer signed as well.
    """

    log: str
    size: int
    root: str
    where: str
    cosigned: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """One log of this instance beside what others hold of it.

    Parameters
    ----------
    log, writer, audience : str
    size : int
        Entries here.
    known : int or None
        The most entries anybody is known to hold; None where nobody said anything.
    """

    log: str
    writer: str
    audience: str
    size: int
    known: int | None

    @property
    def behind(self) -> int:
        """Return how many entries are missing here."""
        return max((self.known or 0) - self.size, 0)


def read(path: Path) -> tuple[list[Held], engine.Archive | None]:
    """Return what a file proves that others hold: an archive of logs, or signed heads one after the other.

    Raises
    ------
    Refused
        When it is neither, or a signature in it does not hold.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            "no_evidence", _("%(file)s cannot be read: %(why)s") % {"file": path, "why": error.strerror}
        ) from None
    if zipfile.is_zipfile(io.BytesIO(content)):
        return _of_archive(path.name, content)
    return _of_notes(path.name, content), None


def _of_archive(name: str, content: bytes) -> tuple[list[Held], engine.Archive]:
    try:
        archive = engine.read_archive(io.BytesIO(content))
    except engine.BadArchive as wrong:
        raise _no_evidence(name, str(wrong)) from None
    found = engine.verify_archive(archive)
    if isinstance(found, engine.Broken):
        raise _no_evidence(name, found.reason)
    here = dict(Log.objects.visible_to(HOUSE).values_list("log_id", "size"))
    held = []
    for log in archive.names:
        entries, most = archive.entries[log.id], found.logs[log.id].cosigned
        for size in {len(entries), min(here.get(log.id, 0), len(entries))}:  # the second: where both can be compared
            held.append(Held(log.id, size, engine.root(entry.raw for entry in entries[:size]).hex(), name, most))
    return held, archive


def _of_notes(name: str, content: bytes) -> list[Held]:
    try:
        notes = [engine.Checkpoint.parse(note) for note in content.decode("utf8").split(BETWEEN)]
    except (engine.BadCheckpoint, UnicodeDecodeError) as wrong:
        raise _no_evidence(name, str(wrong)) from None
    manifests = ledger.manifests_by_town()
    writers = dict(Log.objects.visible_to(HOUSE).values_list("log_id", "owner"))
    held = []
    for note in notes:
        writer = writers.get(note.head.log)
        if writer is None:
            raise _no_evidence(name, _("it is about a log that is not here: %(log)s") % {"log": note.head.log})
        signed = engine.check_signatures(note, writer, manifests)
        if not signed.writer:
            raise _no_evidence(name, _("the writer's signature does not hold"))
        most = note.head.size if any(town != writer for town in signed.cosigners) else 0
        held.append(Held(note.head.log, note.head.size, note.head.root, name, most))
    return held


def _no_evidence(name: str, why: str) -> Refused:
    return Refused("no_evidence", _("%(file)s proves nothing: %(why)s") % {"file": name, "why": why})


def compared(held: Iterable[Held]) -> list[Compared]:
    """Return every log that is here, or that somebody holds, beside the most anybody holds of it.

    Each is compared at the common length, whichever is longer.

    Raises
    ------
    Refused
        ``forked`` when what others hold is not a beginning, or a continuation, of what is here.
    """
    most: dict[str, Held] = {}
    by_log: dict[str, list[Held]] = {}
    for one in held:
        by_log.setdefault(one.log, []).append(one)
        if one.log not in most or most[one.log].size < one.size:
            most[one.log] = one
    found = []
    for log in Log.objects.visible_to(HOUSE).order_by("owner", "name", "epoch"):
        _agree(log, by_log.get(log.log_id, []))
        known = most.pop(log.log_id, None)
        found.append(Compared(log.log_id, log.owner, log.name, log.size, known.size if known else None))
    found += [Compared(one.log, "", "", 0, one.size) for one in most.values()]
    return found


def _agree(log: Log, held: list[Held]) -> None:
    """Refuse when a head over no more entries than are here is of other entries. Longer ones are proved as they are read in."""
    wanted = {one.size: one for one in held if one.size <= log.size}
    if not wanted:
        return
    grown = engine.Frontier()
    rows = Entry.objects.visible_to(HOUSE).filter(log=log).order_by("seq").values_list("raw", flat=True)
    for place, raw in enumerate([None, *rows.iterator(2_000)]):
        if raw is not None:
            grown.append(bytes(raw))
        one = wanted.get(place)
        if one is not None and grown.root().hex() != one.root:
            raise Refused(
                "forked",
                _("%(file)s holds another history of %(log)s: of %(n)s entries it has others than are here.")
                % {"file": one.where, "log": f"{log.owner} · {log.name}", "n": one.size},
            )


def missing_keys() -> list[str]:
    """Return the key files that must be back before anything is signed here: each town's, as its newest manifest has it.

    A town whose key were made afresh would sign what nobody can check.
    """
    missing = []
    for town, manifests in sorted(ledger.manifests_by_town().items()):
        if keys.held_by(manifests[-1]) == Holder.HOST and not _is_back(town):
            missing.append(f"{town}{keys.NODE}")
    return missing


def _is_back(town: str) -> bool:
    try:
        return keys.at_home([town]) == [town]
    except Refused:  # the file is here, and what opens it is not
        return False


def cosigned(held: Iterable[Held]) -> dict[str, int]:
    """Return of each log the most entries that another town has cosigned, as far as is known here or from what was given."""
    found: dict[str, int] = {}
    for one in held:
        found[one.log] = max(found.get(one.log, 0), one.cosigned)
    for head in Head.objects.visible_to(HOUSE).select_related("log"):
        if any(sig.name != head.log.owner for sig in engine.Checkpoint.parse(head.note).sigs):
            found[head.log.log_id] = max(found.get(head.log.log_id, 0), head.size)
    return found


def heads_here() -> list[tuple[str, str, int, str]]:
    """Return writer, audience, size and last hash of each log here, in a fixed order."""
    rows = Log.objects.visible_to(HOUSE).exclude(size=0).order_by("owner", "name", "epoch")
    return [(row.owner, row.name, row.size, row.tip) for row in rows]


def fingerprint(heads: Iterable[tuple[str, str, int, str]]) -> str:
    """Return sixteen digits that stand for these heads: what the keeper types to answer for them."""
    text = "\n".join(f"{writer} {audience} {size} {tip}" for writer, audience, size, tip in heads)
    digits = hashlib.sha256(b"pilin-heads-v1\n" + text.encode()).hexdigest()[:16]
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))
