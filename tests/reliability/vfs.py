"""A disk that forgets: below SQLite, writes stay in memory until they are synced, and a cut keeps a random part of them.

It stands between SQLite and the system as one more VFS, made the default of this process. Nothing of Pilin, of Django or
of Python's ``sqlite3`` is changed, and no right of root is needed. A cut applies some of the writes that were not synced
yet, in any order and torn at sectors of 512 bytes, as a disk may, and kills the process. It can also answer the n-th call
with an error instead. One process at a time may use a database this way: others would not see what is held in memory.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import random
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SECTOR = 512
IOERR, FULL, SHORT_READ = 10, 13, 10 | 2 << 8
ERRORS = {
    "write": {"EIO": IOERR | 3 << 8, "ENOSPC": FULL},
    "sync": {"EIO": IOERR | 4 << 8, "ENOSPC": IOERR | 4 << 8},
    "truncate": {"EIO": IOERR | 6 << 8, "ENOSPC": IOERR | 6 << 8},
    "delete": {"EIO": IOERR | 10 << 8, "ENOSPC": IOERR | 10 << 8},
}

P, I, L, S = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_char_p
OPEN, DELETE = ctypes.CFUNCTYPE(I, P, P, P, I, P), ctypes.CFUNCTYPE(I, P, S, I)
CLOSE, SIZE = ctypes.CFUNCTYPE(I, P), ctypes.CFUNCTYPE(I, P, ctypes.POINTER(L))
MOVE, TRUNCATE, SYNC = ctypes.CFUNCTYPE(I, P, P, I, L), ctypes.CFUNCTYPE(I, P, L), ctypes.CFUNCTYPE(I, P, I)


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", I), ("file_size", I), ("longest_path", I), ("next", P), ("name", S), ("data", P), ("open", P),
        ("delete", P), *((f"more{k}", P) for k in range(14)),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", I), ("close", P), ("read", P), ("write", P), ("truncate", P), ("sync", P), ("size", P),
        *((f"more{k}", P) for k in range(12)),
    ]  # fmt: skip


@dataclass
class _Image:
    """A file as this process sees it, and what of it the disk has not been told for certain."""

    seen: bytearray
    unsynced: list[tuple[int, bytes | None]] = field(default_factory=list)  # (offset, bytes); (size, None) cuts off


@dataclass
class _Plan:
    """What is to go wrong."""

    cut_at: int = 0
    fault: str = ""
    fault_at: int = 0
    error: str = "EIO"
    seed: int = 0
    calls: int = 0
    faults: int = 0


_images: dict[str, _Image] = {}
_open: dict[int, tuple[str, _Methods]] = {}
_kept: list[Any] = []
_plan: _Plan | None = None


def library() -> ctypes.CDLL | None:
    """Return the SQLite that Python's own module uses, where it can be reached."""
    import _sqlite3

    for name in (_sqlite3.__file__, ctypes.util.find_library("sqlite3"), None):
        try:
            found = ctypes.CDLL(name)
            version = found.sqlite3_libversion
        except (OSError, AttributeError, TypeError):
            continue
        version.restype = S
        if version().decode() == sqlite3.sqlite_version:
            return found
    return None


def arm(**plan: Any) -> None:
    """Say what is to go wrong from here on: ``cut_at=n`` calls, or ``fault="sync", fault_at=n, error="EIO"``."""
    global _plan
    _plan = _Plan(**plan)


def register() -> None:
    """Put the forgetful disk below every database this process opens from here on."""
    sqlite = library()
    if sqlite is None:
        raise RuntimeError("the SQLite of this Python cannot be reached from outside")
    sqlite.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    sqlite.sqlite3_vfs_find.argtypes = [S]
    sqlite.sqlite3_vfs_register.argtypes = [P, I]
    usual = sqlite.sqlite3_vfs_find(None).contents
    ours = _Vfs.from_buffer_copy(usual)
    ours.name, ours.next = b"forgetful", None
    open_below, delete_below = OPEN(usual.open), DELETE(usual.delete)

    def xopen(vfs: int, name: int, file: int, flags: int, out: int) -> int:
        code = open_below(vfs, name, file, flags, out)
        if code or not name:
            return int(code)
        path = ctypes.string_at(name).decode()
        slot = ctypes.cast(file, ctypes.POINTER(P))
        below = _Methods.from_address(slot[0])
        if path not in _images:
            with open(path, "rb") as kept:  # noqa: PTH123
                _images[path] = _Image(bytearray(kept.read()))
        _open[file] = (path, below)
        slot[0] = ctypes.addressof(_above(below))
        return 0

    def xdelete(vfs: int, name: bytes, sync: int) -> int:
        if wrong := _goes_wrong("delete"):
            return wrong
        _images.pop(name.decode(), None)
        return int(delete_below(vfs, name, sync))

    _kept.extend([ours, OPEN(_safe(xopen)), DELETE(_safe(xdelete))])
    ours.open, ours.delete = (ctypes.cast(one, P).value for one in _kept[-2:])
    if sqlite.sqlite3_vfs_register(ctypes.addressof(ours), 1):
        raise RuntimeError("the forgetful disk was not taken")


_methods: dict[int, _Methods] = {}


def _above(below: _Methods) -> _Methods:
    """Return the methods that stand above the usual ones: made once for each kind of file."""
    place = ctypes.addressof(below)
    if place in _methods:
        return _methods[place]
    made = _Methods.from_buffer_copy(below)
    close_below = CLOSE(below.close)

    def close(file: int) -> int:
        _open.pop(file, None)
        return int(close_below(file))

    def read(file: int, into: int, amount: int, offset: int) -> int:
        part = bytes(_images[_open[file][0]].seen[offset : offset + amount])
        ctypes.memmove(into, part.ljust(amount, b"\0"), amount)
        return 0 if len(part) == amount else SHORT_READ

    def write(file: int, data: int, amount: int, offset: int) -> int:
        if wrong := _goes_wrong("write"):
            return wrong
        image, content = _images[_open[file][0]], ctypes.string_at(data, amount)
        if len(image.seen) < offset:
            image.seen.extend(bytes(offset - len(image.seen)))
        image.seen[offset : offset + amount] = content
        image.unsynced.append((offset, content))
        return 0

    def truncate(file: int, size: int) -> int:
        if wrong := _goes_wrong("truncate"):
            return wrong
        image = _images[_open[file][0]]
        del image.seen[size:]
        image.unsynced.append((size, None))
        return 0

    def sync(file: int, _flags: int) -> int:
        if wrong := _goes_wrong("sync"):
            return wrong
        path = _open[file][0]
        _write_through(path, _images[path].unsynced)
        _images[path].unsynced.clear()
        return 0

    def size(file: int, out: Any) -> int:
        out[0] = len(_images[_open[file][0]].seen)
        return 0

    for name, kind, function in (
        ("close", CLOSE, close), ("read", MOVE, read), ("write", MOVE, write), ("truncate", TRUNCATE, truncate),
        ("sync", SYNC, sync), ("size", SIZE, size),
    ):  # fmt: skip
        held = kind(_safe(function))
        _kept.append(held)
        setattr(made, name, ctypes.cast(held, P).value)
    _methods[place] = made
    return made


def _safe(function: Callable[..., int]) -> Callable[..., int]:
    """Let an error of ours be an error of the disk: an exception cannot pass through C."""

    def guarded(*words: Any) -> int:
        try:
            return function(*words)
        except Exception:
            return IOERR

    return guarded


def _goes_wrong(what: str) -> int:
    """Count a call; cut the power, or return the error it is to answer."""
    if _plan is None:
        return 0
    if _plan.cut_at:
        _plan.calls += 1
        if _plan.calls >= _plan.cut_at:
            _cut(random.Random(_plan.seed))
    elif what == _plan.fault:
        _plan.calls += 1
        if _plan.calls == _plan.fault_at:
            _plan.faults += 1
            return ERRORS[what][_plan.error]
    return 0


def counted() -> tuple[int, int]:
    """Return how many calls of the planned kind there were, and how many were answered with an error."""
    return (_plan.calls, _plan.faults) if _plan else (0, 0)


def _cut(drawn: random.Random) -> None:
    """Let the disk have some of what it was not told for certain, and end at once."""
    for path, image in _images.items():
        held = [one for one in image.unsynced if drawn.random() < 0.5]
        drawn.shuffle(held)
        _write_through(path, [part for one in held for part in _torn(one, drawn)])
    os.kill(os.getpid(), signal.SIGKILL)


def _torn(one: tuple[int, bytes | None], drawn: random.Random) -> list[tuple[int, bytes | None]]:
    offset, content = one
    if content is None or drawn.random() < 0.5:
        return [one]
    cut = drawn.randrange(0, len(content) + 1, SECTOR)
    return [(offset, content[:cut])] if drawn.random() < 0.5 else [(offset + cut, content[cut:])]


def _write_through(path: str, parts: list[tuple[int, bytes | None]]) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        for offset, content in parts:
            if content is None:
                os.ftruncate(handle, offset)
            else:
                os.pwrite(handle, content, offset)
    finally:
        os.close(handle)
