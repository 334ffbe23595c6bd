"""A copy of an instance beside copying the same files five times: three sizes, up to 1 GB, in the same run.

The database is that of Pilin, filled with signed entries and their bodies of the size they have in use; a fifth of the bytes
are attachments. Both sides write to the same disk and sync what they wrote; the copy is read back and checked as well.
"""

from __future__ import annotations

import hashlib
import math
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
SIZES = [int(size) for size in os.environ.get("PILIN_BENCH_MB", "100,320,1000").split(",")]
TIMES = 3
PEER_TIMES = 5
MB = 1_000_000


def prepare(home: Path) -> None:
    """Make the tables of an instance."""
    environment = {**os.environ, "PILIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "pilin.config.settings"}
    environment.pop("PILIN_DATABASE_URL", None)
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True, cwd=ROOT)


def fill(home: Path, size: int) -> None:
    """Bring database and attachments together to so many bytes."""
    chance, path = random.Random(1), home / "pilin.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous=OFF")
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
        logs = []
        for number in range(20):
            uid = uuid4().hex
            logs.append(uid)
            database.execute(
                "INSERT INTO ledger_log (uid, owner, audience, circle, parties, revision, made_at, changed_at, illustrative,"
                " source, log_id, name, epoch, size, tip) VALUES (?, ?, 'public', '', '', 1, ?, ?, 0, '', ?, 'public', 0, 0, '')",
                (uid, f"town{number}", now, now, hashlib.sha256(uid.encode()).hexdigest()),
            )
        begin = database.execute("SELECT coalesce(max(number), 0) FROM ledger_entry").fetchone()[0]
        seq = 0
        while path.stat().st_size < 0.8 * size:
            rows = range(begin + 1, begin + 5001)
            database.executemany(
                "INSERT INTO ledger_entry (number, log_id, seq, kind, obj, raw, sig, key_id, hash) VALUES (?,?,?,?,?,?,?,?,?)",
                ((n, logs[n % 20], seq + n, "row", f"obstacles.obstacle:{uuid4()}", chance.randbytes(395), chance.randbytes(64),
                  "k" * 32, chance.randbytes(32).hex()) for n in rows),
            )  # fmt: skip
            database.executemany(
                "INSERT INTO ledger_body (entry_id, salt, content) VALUES (?,?,?)",
                ((n, chance.randbytes(32), chance.randbytes(900)) for n in rows),
            )
            begin += 5000
            database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for _ in range(max(1, int(0.2 * size / (2 * MB)))):
        content = chance.randbytes(2 * MB)
        name = hashlib.sha256(content).hexdigest()
        to = home / "files" / name[:2] / name
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(content)


def bytes_of(home: Path) -> int:
    """Return how much database and attachments hold."""
    files = [home / "pilin.sqlite3", *(path for path in (home / "files").rglob("*") if path.is_file())]
    return sum(path.stat().st_size for path in files)


def copied(home: Path, to: Path) -> float:
    """Copy the same files with ``shutil`` and sync each; return the seconds."""
    began = time.perf_counter()
    for path in [home / "pilin.sqlite3", *sorted((home / "files").rglob("*"))]:
        if path.is_file():
            target = to / path.name
            shutil.copyfile(path, target)
            handle = os.open(target, os.O_RDWR)
            os.fsync(handle)
            os.close(handle)
    return time.perf_counter() - began


def main() -> int:
    """Print the table."""
    os.environ["PILIN_HOME"] = tempfile.mkdtemp(prefix="pilin-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "pilin.config.settings"
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from pilin.foundation.backups import restoring, taking
    from pilin.foundation.backups.places import Instance

    lines = []
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="pilin-bench-", dir=os.environ.get("PILIN_BENCH_DIR")) as folder:
            home, peer = Path(folder) / "home", Path(folder) / "peer"
            home.mkdir()
            prepare(home)
            fill(home, size * MB)
            ours, theirs, back = [], [], []
            for number in range(TIMES):
                peer.mkdir()
                theirs.append(sum(copied(home, peer) for _ in range(PEER_TIMES)))
                shutil.rmtree(peer)
                target = Path(folder) / f"copy{number}.tar"
                began = time.perf_counter()
                taking.take(Instance(home), target, at=datetime.now(UTC), wish=taking.Wish())
                ours.append(time.perf_counter() - began)
                place = Path(folder) / f"back{number}"
                began = time.perf_counter()
                restoring.restore(target, Instance(place), None, at=datetime.now(UTC))
                back.append(time.perf_counter() - began)
                shutil.rmtree(place)
                target.unlink()
            lines.append((bytes_of(home), min(ours), min(theirs), min(back)))
            print(f"| {lines[-1][0] / MB:,.0f} MB | {min(ours):.1f} s | {min(theirs):.1f} s | "
                  f"{min(ours) / min(theirs):.2f} | {min(back):.1f} s |", flush=True)  # fmt: skip
    if len(lines) > 1:
        (small, *first), (large, *last) = lines[0], lines[-1]
        spans = [math.log(b / a) / math.log(large / small) for a, b in zip(first, last, strict=True)]
        print(f"| growth exponent | {spans[0]:.2f} | {spans[1]:.2f} | | {spans[2]:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
