"""Bringing a file of firms, of any size: checked whole, written in steps, put in force at once; stopped, it goes on.

The one way for all doors. It reads no clock: whoever calls gives it. One file of a town is brought at a time in an
instance: the lock lies beside the database and goes with the process that has it, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from pilin.domain.enterprises import actions, queries, rules
from pilin.domain.enterprises.actions.linking import Linker
from pilin.domain.enterprises.enums import BringingState
from pilin.domain.enterprises.files import HEADS, Checked, InvalidFile, Numbered, check_file, digest_of, read_rows
from pilin.domain.enterprises.models import Bringing, Register
from pilin.domain.enterprises.rules import Frame
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.intake.tables import InvalidTable, write_csv_file

SHANGHAI = ZoneInfo("Asia/Shanghai")
A_STEP = 5_000  # rows written in one transaction
A_NOTE = 20_000  # rows checked between two notes of it
FILE, FAULTS = "file", "faults.csv"  # in the folder of a bringing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is."""

    state: str
    done: int
    all: int | None  # None: not known before the file is read to its end
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """A register that was brought."""

    register: Register
    rows: int
    continued_at: int | None  # row of the file; None: all of it was written now


Clock = Callable[[], datetime]
Told = Callable[[Progress], None]
LATER: dict[str, Callable[[str], Any]] = {}
"""Asks for :func:`go_on` behind the pages, given the key of a bringing; filled by the wiring."""


def folder_of(bringing: Bringing) -> Path:
    """Return where what belongs to a bringing lies while it lasts: the file, and its faults."""
    return Path(settings.HOME) / "bringing" / str(bringing.pk)


def check(*, by: Standing, at: datetime, file: Path, frame: Frame, told: Told | None = None) -> int:
    """Check a file and what is said of it, and write nothing; returns how many rows it has.

    Raises
    ------
    Refused
    Invalid, InvalidFile
        Naming everything wrong.
    """
    frame = _framed(by, at, file, frame)
    said = told or _nobody
    note = lambda found: said(Progress(BringingState.CHECKING, found.rows, None, found.faults))  # noqa: E731
    return check_file(file, note, frame.declared).rows


def bring(
    *, by: Standing, clock: Clock, file: Path, name: str, frame: Frame, source: str = "", told: Told | None = None
) -> Brought:
    """Bring a file as a register; the same file again goes on where it stopped.

    Parameters
    ----------
    clock : callable
        Gives the moment of each step.
    file : Path
        CSV or XLSX.
    name : str
        The file's own name.
    frame : Frame
        Its digest is reckoned here. A file of the same name that was begun with other content, or said to be another
        register, is taken away before this one is begun.
    told : callable
        Is told how far it is.

    Raises
    ------
    Refused
        Also while another file of this town is being brought.
    Invalid, InvalidFile
        Naming everything wrong; nothing was written then.
    """
    at = clock()
    rules.may_bring(by, frame.circle, frame.town).require()
    with _alone(frame):
        frame = _framed(by, at, file, frame)
        row = _begun(by, at, frame, name, source)
        if row.state == BringingState.CHECKING:
            row = _checked(by, clock, file, row, told or _nobody)
        return _written(by, clock, file, row, told or _nobody)


def hand_in(*, by: Standing, at: datetime, file: Path, name: str, frame: Frame) -> Bringing:
    """Take a file in that is to be brought behind the pages, and ask for it.

    The same file handed in again is the one that waits already.
    """
    with _alone(frame):
        row = _begun(by, at, _framed(by, at, file, frame), name, "")
    kept = folder_of(row) / FILE
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = kept.with_suffix(".part")
        shutil.copyfile(file, draft)
        draft.replace(kept)
    for ask in LATER.values():
        ask(str(row.pk))
    return row


def go_on(*, by: Standing, clock: Clock, bringing: Bringing) -> Brought | None:
    """Bring a file that was handed in, or go on with it; None where it has faults, which lie beside it then.

    Raises
    ------
    Refused
        Also while another file of this town is being brought: ask again.
    """
    frame = Frame(bringing.circle, bringing.owner, bringing.title, "", bringing.readers, bringing.division_list)
    folder, row = folder_of(bringing), bringing
    with _alone(frame):
        row.refresh_from_db()
        if row.state == BringingState.CHECKING:
            row = _checked(by, clock, folder / FILE, row, _nobody, folder / FAULTS)
        if row.state != BringingState.WRITING:
            return None
        done = _written(by, clock, folder / FILE, row, _nobody)
    shutil.rmtree(folder, ignore_errors=True)
    return done


def write_faults(file: Path, faults: Iterable[Fault]) -> None:
    """Write faults to a file, each cell safe to open in a spreadsheet."""
    rows = ((f.row, HEADS.get(f.field, f.field), f.value, str(f.reason)) for f in faults)
    write_csv_file(file, ("row", "column", "value", "reason"), rows)


def abandon(*, by: Standing, at: datetime, file: Path, name: str, frame: Frame) -> int:
    """Take away what was written of a file that broke off; returns how many rows that was.

    Raises
    ------
    Refused
        Also where nothing of it is left.
    """
    rules.may_bring(by, frame.circle, frame.town).require()
    digest = digest_of(file)
    with _alone(frame):
        old = [
            row
            for row in queries.bringings_left(frame.town, frame.circle)
            if name == row.file_name or digest == row.digest
        ]
        if not old:
            raise Refused("not_begun", _("Nothing of this file waits to be brought"))
        return sum(actions.take_away(by=by, at=at, bringing=row) for row in old)


def _framed(by: Standing, at: datetime, file: Path, frame: Frame) -> Frame:
    """Return what is said of a register with the digest of its file, when it holds."""
    rules.may_bring(by, frame.circle, frame.town).require()
    frame = replace(frame, digest=digest_of(file))
    if faults := queries.faults_of_register(by, frame, 1, at.astimezone(SHANGHAI).date()):
        raise Invalid(*faults)
    return frame


def _begun(by: Standing, at: datetime, frame: Frame, name: str, source: str) -> Bringing:
    """Return the bringing to go on with, or a new one."""
    for old in queries.bringings_left(frame.town, frame.circle):
        if old.digest == frame.digest and old.state != BringingState.FAULTY and rules.goes_on(old, frame):
            return old
        if old.digest == frame.digest or old.file_name == name[:160]:
            actions.take_away(by=by, at=at, bringing=old)
    return actions.begin_bringing(by=by, at=at, frame=frame, file_name=name, source=source)


def _checked(
    by: Standing, clock: Clock, file: Path, row: Bringing, told: Told, faults_to: Path | None = None
) -> Bringing:
    """Check a file; without a place for its faults, what is noted of a faulty one is taken away and they are raised."""
    noted = 0

    def note(found: Checked) -> None:
        nonlocal row, noted
        told(Progress(BringingState.CHECKING, found.rows, None, found.faults))
        if found.rows >= noted + A_NOTE:
            noted = found.rows
            row = actions.note_checked(by=by, at=clock(), bringing=row, rows=found.rows, faults=found.faults)

    try:
        found = check_file(file, note, row.declared)
    except InvalidTable as error:
        if faults_to is None:
            actions.take_away(by=by, at=clock(), bringing=row)
            raise
        kept, number = (
            (error.kept, error.number) if isinstance(error, InvalidFile) else (error.faults, len(error.faults))
        )
        write_faults(faults_to, kept)
        file.unlink(missing_ok=True)
        whole = "" if isinstance(error, InvalidFile) else str(error.faults[0].reason)
        return actions.note_checked(
            by=by, at=clock(), bringing=row, rows=error.rows, faults=number, ended=True, fault=whole
        )
    return actions.note_checked(by=by, at=clock(), bringing=row, rows=found.rows, faults=0, ended=True)


def _written(by: Standing, clock: Clock, file: Path, row: Bringing, told: Told) -> Brought:
    linker: list[Linker] = []
    continued = None
    for records in _steps(read_rows(file, row.rows_done)):
        if row.rows_done and not linker:
            continued = records[0][0]
        row = actions.write_rows(by=by, at=clock(), bringing=row, records=records, linker=linker)
        told(Progress(BringingState.WRITING, row.rows_done, row.rows_all))
    register = actions.put_in_force(by=by, at=clock(), bringing=row)
    return Brought(register, register.records_brought, continued)


def _steps(blocks: Iterator[list[Numbered]]) -> Iterator[list[Numbered]]:
    """Yield rows in the lots in which they are written."""
    held: list[Numbered] = []
    for block in blocks:
        held += block
        while len(held) >= A_STEP:
            yield held[:A_STEP]
            held = held[A_STEP:]
    if held:
        yield held


@contextmanager
def _alone(frame: Frame) -> Iterator[None]:
    """Keep every other process of this instance from bringing a file of the same town."""
    folder = Path(settings.HOME) / "bringing"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / f".{frame.circle}-{frame.town}", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("under_way", _("A file of this town is being brought just now; wait for its end")) from None
        yield
    finally:
        os.close(lock)


def lies_here(bringing: Bringing, what: str) -> Path | None:
    """Return the file, or its faults, that lies beside a bringing; None where there is none."""
    path = folder_of(bringing) / what
    return path if path.is_file() else None


def purge(before: datetime) -> int:
    """Take away what was begun and left alone since a moment, with its files; called within a deed."""
    gone = actions.purge_bringings(before)
    kept = {str(uid) for uid in queries.bringings_all()}
    for folder in (Path(settings.HOME) / "bringing").glob("*-*-*-*-*"):
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    return gone


def _nobody(_progress: Progress) -> None:
    """Nobody is told."""
