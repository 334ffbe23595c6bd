"""Troubles: why the ground under a deed did not hold, told from what the database or the disk raised."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from enum import StrEnum


class Trouble(StrEnum):
    """What went wrong beneath: the value is its stable code for programs."""

    BUSY = "busy"  # others were writing; nothing was written, trying again helps
    FULL = "disk_full"  # no room; nothing was written, trying again helps once there is room
    DISK = "disk_error"  # the disk failed while writing: whether it was written is not certain
    AWAY = "unreachable"  # the connection broke: whether it was written is not certain


SQLITE = {5: Trouble.BUSY, 6: Trouble.BUSY, 13: Trouble.FULL, 10: Trouble.DISK}  # by primary result code
SQLITE_SHARED_MEMORY = 4874  # SQLITE_IOERR_SHMSIZE: the index beside the journal could not grow, for want of room
SQLSTATES = {
    "55P03": Trouble.BUSY,  # lock not available, or waited for too long
    "40P01": Trouble.BUSY,  # deadlock: the other one went on
    "40001": Trouble.BUSY,  # could not be put in an order
    "53300": Trouble.BUSY,  # too many connections
    "57P03": Trouble.BUSY,  # starting up
    "53100": Trouble.FULL,
    "58030": Trouble.DISK,
}
ERRNOS = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EIO: Trouble.DISK,
    errno.EROFS: Trouble.DISK,
}


def trouble_of(error: BaseException) -> Trouble | None:
    """Return the trouble an error stands for, looked for in what caused it too; None where it is none.

    Parameters
    ----------
    error : BaseException
        As a database driver, a framework above it, or the operating system raised it.

    Examples
    --------
    >>> trouble_of(OSError(errno.ENOSPC, "No space left on device"))
    <Trouble.FULL: 'disk_full'>
    >>> trouble_of(ValueError("no trouble of the ground")) is None
    True
    """
    return next((found for one in _causes(error) if (found := _told_by(one)) is not None), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        yield step
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)


def _told_by(error: BaseException) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return Trouble.FULL if code == SQLITE_SHARED_MEMORY else SQLITE.get(code & 0xFF)
    if type(error).__module__.startswith("psycopg"):
        state = getattr(error, "sqlstate", None)
        if state is None:  # no answer came: refused, cut off, or not there
            return Trouble.AWAY if type(error).__name__ == "OperationalError" else None
        return SQLSTATES.get(state, Trouble.AWAY if state.startswith(("08", "57P")) else None)
    return ERRNOS.get(error.errno or 0) if isinstance(error, OSError) else None
