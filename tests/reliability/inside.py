"""What happens inside an instance under test: a process of the house that forks, and what each child does.

``python -m tests.reliability.inside`` reads one order a line and forks for each, so that a child that is killed leaves
nothing behind in memory, and a hundred of them cost one start of Django. The parent opens no database and no file of the
instance: the disk under it can be taken away. An order is JSON: ``{"do": name, "out": path, ...}``; what the function
``name`` of ``MODULES`` returns is written to ``out``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

MODULES = [*(f"tests.reliability.{name}" for name in ("deeds", "mutations", "races", "rot")), "benchmarks.instance"]
WARM = ("pilin.config.standing", "pilin.domain.obstacles.actions", "pilin.foundation.ledger.queries")
"""Read before anything forks, so that a child begins to write at once."""


def main() -> None:
    """Serve orders until the input ends."""
    if os.environ.get("RELIABILITY_VFS"):
        from tests.reliability import vfs

        vfs.register()
    import django

    django.setup()
    known: dict[str, Any] = {}
    for name in MODULES:
        known |= vars(import_module(name))
    for name in WARM:
        import_module(name)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _pid, status = os.waitpid(order["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            _child(known[order.pop("do")], order)
        print(pid, flush=True)


def _child(act: Any, order: dict[str, Any]) -> None:
    """Do one order and end without Python's own farewell, which belongs to the parent."""
    code = 0
    out = Path(order.pop("out"))
    for number in (0, 1):
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    if order.pop("held", False):
        os.kill(os.getpid(), signal.SIGSTOP)  # until whoever watches has attached
    try:
        out.write_text(json.dumps(act(**order), default=str), encoding="utf8")
    except BaseException:
        code = 1
        traceback.print_exc()
        out.with_suffix(".failed").write_text(traceback.format_exc(), encoding="utf8")
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
