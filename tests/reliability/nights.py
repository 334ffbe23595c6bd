"""A night of fault tests that may be cut short: what each test came to is noted, and ``--continue`` goes on from there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

GROUP = re.compile(r"@[\w-]+$")  # what pytest-xdist puts behind the name of a test that runs with others of its group


def name_of(nodeid: str) -> str:
    """Return the name of a test, whichever process names it."""
    return GROUP.sub("", nodeid)


def write(line: dict[str, Any]) -> None:
    """Add a line to the notes of the night, with when, where and of which version; nothing outside a night."""
    report = os.environ.get("PILIN_REPORT")
    if not report:
        return
    told = {
        "at": datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds"),
        "engine": os.environ.get("PILIN_TEST_ON", "sqlite"),
        "commit": os.environ.get("PILIN_COMMIT", ""),
        **line,
    }
    with Path(report).open("a", encoding="utf8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def note_outcome(report: Any) -> None:
    """Note what a test came to, once: where its call ended, or where it did not come so far."""
    if report.when == "call" or (report.when == "setup" and report.outcome != "passed"):
        write({"test": name_of(report.nodeid), "outcome": report.outcome})


def done_before(nodeids: Iterable[str], engine: str) -> set[str]:
    """Return those of these tests that came through on this engine in the night that goes on."""
    notes = Path(os.environ.get("PILIN_REPORT", ""))
    if not os.environ.get("PILIN_CONTINUE") or not notes.is_file():
        return set()
    lines = [json.loads(line) for line in notes.read_text(encoding="utf8").splitlines()]
    last = {line["test"]: line["outcome"] for line in lines if "outcome" in line and line["engine"] == engine}
    return {nodeid for nodeid in nodeids if last.get(name_of(nodeid)) in ("passed", "skipped")}
