"""The archive of a closing: a circle's logs with heads, manifests and verifier, as one file to be deposited."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import copies, queries
from pilin.foundation.ledger.models import Head, Log
from pilin.foundation.ledger.stamps import cosigners_of

MACHINE = Standing.machine("handover")
PIECE = 1024 * 1024
DEPOSITED = (Audience.PUBLIC, Audience.CIRCLE)  # what only some of the towns share is closed too, and never leaves them


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was written: its name, how long it is, and its SHA-256."""

    name: str
    size: int
    digest: str


def folder() -> Path:
    """Return where archives of closings lie, made if it is not there, readable by nobody else."""
    path = Path(settings.HOME) / "handover"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def deposited(circle: str) -> list[Log]:
    """Return the logs of a circle that its archive holds: what everyone, or all of the circle, may read."""
    rows = Log.objects.visible_to(MACHINE).filter(circle=circle, audience__in=DEPOSITED, size__gt=0)
    return list(rows.order_by("log_id"))


def keep(circle: str, year: int, number: int) -> Kept:
    """Write the archive. Its name carries the beginning of its hash, so that no file is ever written over another."""
    fresh = folder() / f".{circle}-{year}-{number}.{os.getpid()}"
    try:
        with fresh.open("w+b") as file:
            copies.write_copy(file, MACHINE, deposited(circle))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        digest = digest_of(fresh)
        name = f"{circle}-{year}-{number}-{digest[:12]}.zip"
        fresh.replace(folder() / name)
    finally:
        fresh.unlink(missing_ok=True)
    return Kept(name, size, digest)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def path_of(name: str) -> Path | None:
    """Return where the archive of a closing lies; None where it does not lie here (any more)."""
    path = folder() / Path(name).name
    return path if path.is_file() else None


def heads_of(circle: str) -> list[dict[str, Any]]:
    """Return the newest head of each public log of a circle: log, writer, size, root and who cosigned it.

    Of logs that only the circle reads nobody else learns even how long they are: the archive holds their heads.
    """
    found = []
    for log in deposited(circle):
        head = Head.objects.visible_to(MACHINE).filter(log=log).select_related("log").order_by("-size").first()
        if head is not None and log.audience == Audience.PUBLIC:
            found.append({
                "log": log.log_id, "writer": log.owner, "size": head.size, "root": head.root,
                "cosigners": list(cosigners_of(head)),
            })  # fmt: skip
    return sorted(found, key=lambda one: str(one["writer"]))


def check(path: Path) -> engine.Holds | engine.Broken:
    """Return whether an archive holds, checked as anybody would: from the file alone."""
    with path.open("rb") as file:
        return engine.verify_archive(engine.read_archive(file))


def grown_since(heads: list[dict[str, Any]]) -> int:
    """Return how many entries came into these logs after their heads."""
    sizes = {head["log"]: head["size"] for head in heads}
    rows = Log.objects.visible_to(MACHINE).filter(log_id__in=list(sizes))
    return sum(max(0, log.size - sizes[log.log_id]) for log in rows)


def with_keys(towns: frozenset[str]) -> set[str]:
    """Return those of these towns that have keys, and so can cosign."""
    return set(towns) & queries.manifests_by_town([]).keys()
