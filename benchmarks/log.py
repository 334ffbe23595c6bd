"""The log: append and sign, and full checking, beside the bare Ed25519 checks of the same signatures.

    python benchmarks/log.py

Three sizes; the growth exponent is the slope of log(time) over log(entries) between the first and the last. The peer is
``public_key.verify`` of the library, on the same bytes in the same run, taking turns so that both meet the same machine.
Checking means everything: header, chain, place, key, signature, commitment of the body, RFC 6962 root.
"""

from __future__ import annotations

import hashlib
import math
import sys
import time
from collections.abc import Callable
from typing import Any

from pilin.engine.log import (
    DOMAIN,
    NO_PREV,
    Entry,
    Header,
    LogName,
    Manifest,
    NodeKey,
    Signer,
    Verified,
    body_commit,
    sign_entry,
    verify_log,
)

SIZES = (2_000, 6_000, 20_000)
TIMES = 5
NAME = LogName("bench", "north", "circle")


def written(signer: Signer, size: int) -> tuple[list[Entry], dict[int, tuple[bytes, bytes]]]:
    """Return a log of so many entries with bodies of about 200 bytes."""
    entries: list[Entry] = []
    bodies: dict[int, tuple[bytes, bytes]] = {}
    prev = NO_PREV
    for seq in range(size):
        salt, body = hashlib.sha256(b"%d" % seq).digest(), (b'{"title":"item %d"}' % seq) * 10
        header = Header(
            1, NAME.id, seq, prev, "row", f"programme.item:{seq:032x}", None, (prev,), "2026-11-22T10:00:00+08:00", "clerk",
            body_commit(salt, body),
        )  # fmt: skip
        entry = sign_entry(signer, header)
        entries.append(entry)
        bodies[seq], prev = (salt, body), entry.hash
    return entries, bodies


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds it took."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> int:
    """Print the table; return 1 when checking costs more than 1.5 times the bare checks."""
    signer = Signer(bytes(range(32)))
    root = Signer(bytes(32))
    manifest = Manifest("north", 1, (root.public.hex(),), 1, (NodeKey.of(signer),)).signed([root])
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = Ed25519PublicKey.from_public_bytes(signer.public)
    rows = []
    print(f"{'entries':>8} {'append+sign':>12} {'check all':>10} {'bare':>8} {'ratio':>6} {'bytes/entry':>12}")
    for size in SIZES:
        made: list[Any] = []
        append = timed(lambda size=size, made=made: made.extend(written(signer, size)))
        entries, bodies = made
        fresh = lambda entries=entries: [Entry(e.raw, e.sig, e.key_id) for e in entries]  # noqa: E731 - nothing read before
        checks, bares = [], []
        for _ in range(TIMES):
            unread = fresh()
            bares.append(timed(lambda: [public.verify(e.sig, DOMAIN + e.raw) for e in entries]))  # noqa: B023
            checks.append(timed(lambda: made.append(verify_log(unread, [manifest], bodies.get))))  # noqa: B023
            assert isinstance(made.pop(), Verified)
        check, bare = sorted(checks)[TIMES // 2], sorted(bares)[TIMES // 2]
        weight = sum(len(e.raw) + len(e.sig) for e in entries) / size
        rows.append((size, append, check, bare))
        print(f"{size:>8} {append:>10.2f} s {check:>8.2f} s {bare:>6.2f} s {check / bare:>6.2f} {weight:>12.0f}")
    (n1, a1, c1, _), (n2, a2, c2, _) = rows[0], rows[-1]
    scale = math.log(n2 / n1)
    print(f"growth exponent: append {math.log(a2 / a1) / scale:.2f}, check {math.log(c2 / c1) / scale:.2f}")
    worst = max(check / bare for _, _, check, bare in rows)
    print(f"checking costs at most {worst:.2f} times the bare checks of the same signatures (asked: 1.5)")
    return int(worst > 1.5)


if __name__ == "__main__":
    sys.exit(main())
