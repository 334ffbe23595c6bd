"""A disk of one's own, on a file, whose power can be cut: what was not written through is gone, the rest is as it was.

The cut is the file system's own shutdown call, told not to flush its log. That is what a power cut leaves of a disk that
keeps what it says it has kept: the page cache is lost, and a journal is replayed at the next mount. It needs root and
loop devices; where these are refused, ``refused`` says why, and the cuts run on the forgetful disk of ``vfs`` alone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32), of ext4 and xfs alike
WITHOUT_FLUSHING = 2
MAKE = {"ext4": ("mkfs.ext4", "-q", "-F"), "xfs": ("mkfs.xfs", "-q", "-f")}
MEGABYTES = {"ext4": 400, "xfs": 400}  # sparse; xfs makes none smaller than 300


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted disk."""

    image: Path
    at: Path

    def cut(self) -> None:
        """Cut the power: from here on every call fails, and what was not written through is gone."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", WITHOUT_FLUSHING))
        finally:
            os.close(handle)

    def back(self) -> None:
        """Give the power back: what used the disk must have ended."""
        until = time.monotonic() + 20
        while subprocess.run(["umount", self.at], capture_output=True).returncode:
            assert time.monotonic() < until, f"{self.at} is still in use"
            time.sleep(0.02)
        _mount(self.image, self.at)

    def settle(self) -> None:
        """Write everything through, so that what comes after is all that a cut can take."""
        subprocess.run(["sync", "-f", self.at], check=True)


def refused(kind: str) -> str:
    """Return why there can be no such disk here; empty where there can."""
    if os.geteuid() != 0:
        return "a disk on a file needs root"
    if shutil.which(MAKE[kind][0]) is None:
        return f"{MAKE[kind][0]} is not installed"
    try:
        with disk(kind) as one:
            one.cut()
            one.back()
    except (OSError, subprocess.CalledProcessError) as why:
        said = getattr(why, "stderr", b"") or str(why).encode()
        return f"no {kind} on a loop device here: {said.decode(errors='replace').strip()}"
    return ""


@contextmanager
def disk(kind: str) -> Iterator[Disk]:
    """Give a new, empty disk, mounted; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"disk-{kind}-", dir=os.environ.get("PILIN_TEST_ROOT")))
    one = Disk(folder / "image", folder / "at")
    try:
        with one.image.open("wb") as file:
            file.truncate(MEGABYTES[kind] * 1024**2)
        subprocess.run([*MAKE[kind], one.image], check=True, capture_output=True)
        one.at.mkdir()
        _mount(one.image, one.at)
        try:
            yield one
        finally:
            until = time.monotonic() + 20
            while subprocess.run(["umount", one.at], capture_output=True).returncode and time.monotonic() < until:
                time.sleep(0.05)
    finally:
        if not one.at.is_mount():
            shutil.rmtree(folder, ignore_errors=True)


def _mount(image: Path, at: Path) -> None:
    subprocess.run(["mount", "-o", "loop", image, at], check=True, capture_output=True)
