"""Checking a whole instance, beside the bare Ed25519 checks of the same signatures.

    python benchmarks/instance.py

It loads the demo into a folder of its own. The peer is ``public_key.verify`` of the library on the same bytes in the same
run, under entries and under heads, taking turns so that both meet the same machine. ``check all logs`` is what the stand-alone verifier does: header,
chain, place, key, signature, commitment of the body, RFC 6962 root, heads with their cosignatures. ``check the instance``
is ``pilin verify``: besides, every row against what was signed of it, every line, mention, column, and the database itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TIMES = 5


def timed(work: Callable[[], Any]) -> float:
    """Return the processor's seconds it took."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def checked_in(work: Callable[[], Any]) -> list[tuple[Ed25519PublicKey, bytes, bytes]]:
    """Return every signature that is checked in the course of this work: key, signature, message."""
    from pilin.engine.log import checkpoint, entry

    seen: list[tuple[Ed25519PublicKey, bytes, bytes]] = []
    as_it_is = entry.holds

    def noted(signature: bytes, message: bytes, public: bytes | Ed25519PublicKey) -> bool:
        key = Ed25519PublicKey.from_public_bytes(public) if isinstance(public, bytes) else public
        seen.append((key, signature, message))
        return as_it_is(signature, message, public)

    with patch.object(entry, "holds", noted), patch.object(checkpoint, "holds", noted):
        work()
    return seen


def costs(times: int = TIMES) -> dict[str, Any]:
    """Return what checking costs in the instance that Django is set up for."""
    from pilin.engine import log as engine
    from pilin.foundation.ledger import queries
    from pilin.foundation.ledger.models import Log

    logs = list(Log.objects.visible_to(queries.HOUSE))
    manifests = queries.manifests_by_town()
    held = [
        (
            log,
            [queries.engine_entry(row) for row in queries.entries_of(log)],
            queries.bodies_of(log),
            queries.heads_of(log),
        )
        for log in logs
    ]

    def all_logs() -> None:
        for log, entries, bodies, heads in held:
            unread = [engine.Entry(one.raw, one.sig, one.key_id) for one in entries]  # nothing read before
            found = engine.verify_log(
                unread, manifests[log.owner], bodies, heads, log=log.log_id, writer=log.owner, witnesses=manifests
            )
            assert isinstance(found, engine.Verified), found

    signed = checked_in(all_logs)

    def bare() -> None:
        for key, signature, message in signed:
            key.verify(signature, message)

    seconds = [(timed(bare), timed(all_logs), timed(queries.check_instance)) for _time in range(times)]
    bares, checks, wholes = (sorted(one)[times // 2] for one in zip(*seconds, strict=True))
    return {
        "entries": sum(len(entries) for _log, entries, _bodies, _heads in held), "signatures": len(signed), "times": times, "bare": bares, "check": checks, "instance": wholes, "ratio": checks / bares,
        "whole": wholes / bares,
    }  # fmt: skip


def main() -> int:
    """Load the demo, print the table; return 1 when checking the logs costs more than 1.5 times the bare checks."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(PILIN_HOME=home, DJANGO_SETTINGS_MODULE="pilin.config.settings")
        subprocess.run(
            [sys.executable, "-m", "pilin.config.command", "demo", "--load-only"], check=True, capture_output=True
        )
        import django

        django.setup()
        found = costs()
    print(
        f"{'entries':>8} {'signatures':>10} {'bare':>8} {'check all logs':>15} {'ratio':>6} {'check the instance':>19} {'ratio':>6}"
    )
    print(
        f"{found['entries']:>8} {found['signatures']:>10} {found['bare']:>6.3f} s {found['check']:>13.3f} s {found['ratio']:>6.2f} "
        f"{found['instance']:>17.3f} s {found['whole']:>6.2f}"
    )
    return int(found["ratio"] > 1.5)


if __name__ == "__main__":
    sys.exit(main())
