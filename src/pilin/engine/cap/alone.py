"""Files of strangers are read in a process of their own, with little memory and time: what they break is that process.

Started as ``python -I -m pilin.engine.cap.alone``: a file in on stdin; out on stdout a line of JSON for each alert, and as
the last line what is to be said of the file.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pilin.engine.cap.judging import judge_alert
from pilin.engine.cap.parsing import LIMITS, BadCap, alerts_in, parse
from pilin.engine.cap.reading import read
from pilin.engine.cap.tree import local

MEMORY = 1_500_000_000  # bytes of address space: a tree takes some ten times its file
SECONDS = 60  # of processor time: ten thousand alerts take some ten
PATIENCE = 120  # seconds on the wall


def examine(content: bytes) -> Iterator[dict[str, Any]]:
    """Judge and read the alerts of a stranger's file, one after the other.

    Yields
    ------
    dict
        ``{"raw": text, "judged": {…}, "tolerances": [{…}]}`` for each outermost alert: ``raw`` is its bytes in UTF-8 when
        it stood in a feed, and None when the file is the alert.

    Raises
    ------
    BadCap
        When the file is no XML, is turned away, or took more than the process may have (``ran_out``).
    """
    if len(content) > LIMITS.bytes:
        raise BadCap("too_large")
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-m", "pilin.engine.cap.alone"],
            input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BadCap("ran_out") from None
    lines = done.stdout.splitlines()
    last: dict[str, Any] = json.loads(lines[-1]) if lines and done.returncode == 0 else {"bad": "ran_out"}
    if "bad" in last:
        raise BadCap(last["bad"], last.get("line"), last.get("says", ""))
    return (json.loads(line) for line in lines[:-1])


def limit() -> None:
    """Give this process little memory and time, and no right to write files or dump core."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    """Read stdin, answer on stdout."""
    limit()
    try:
        root = parse(sys.stdin.buffer.read(LIMITS.bytes + 1))
        for element in alerts_in(root):
            if any(local(up) == "alert" for up in element.iterancestors()):
                continue  # inside another alert: the outer one is the message
            found = read(element)
            _say({
                "raw": None if element is root else found.raw.decode(),
                "judged": asdict(judge_alert(element)),
                "tolerances": [asdict(tolerance) for tolerance in found.tolerances],
            })  # fmt: skip
        last: dict[str, Any] = {"done": True}
    except BadCap as bad:
        last = {"bad": bad.code, "line": bad.line, "says": bad.says}
    except (MemoryError, RecursionError):
        last = {"bad": "ran_out"}
    _say(last)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
