"""Writes ``docs/operate/assurance.md`` from what the fault tests noted: what was tried, how often, what was lost.

``python tools/assurance.py NOTES [EXIT_CODE]`` reads the JSON lines; ``python3 go nightly`` calls it.
"""

from __future__ import annotations

import json
import platform
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "operate" / "assurance.md"

HEAD = """# What was tried, and what was lost

This page is written by `python3 go nightly`; the last run began {begun} and ended {ended} (+08:00), on {machine},
version {versions}. {verdict}

"Lost" counts what had been acknowledged and was gone, or what stood half-written; it must be 0. "The control" is the
same trial on a weaker setting (or with a check taken out): it must lose something, or the trial proves nothing.

| What | On | Tried | How often | Lost | The control lost |
|---|---|---|---:|---|---|
"""


def main(words: list[str]) -> int:
    """Write the page and return 0; 1 where nothing was noted."""
    notes = Path(words[0])
    noted = [json.loads(line) for line in notes.read_text(encoding="utf8").splitlines()] if notes.exists() else []
    lines, fallen = newest(noted)
    if not lines:
        print("nothing was tried: the page stays as it is", file=sys.stderr)
        return 1
    failed = len(words) > 1 and words[1] != "0"
    PAGE.write_text(page(lines, fallen, failed), encoding="utf8")
    print(f"{PAGE.relative_to(ROOT)}: {len(lines)} trials")
    return 0


def newest(noted: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the trials of the newest run of each test that came to an end, and the tests that fell in theirs."""
    waiting: dict[tuple[str, str], list[dict[str, Any]]] = {}
    trials: dict[tuple[str, str], list[dict[str, Any]]] = {}
    fallen = dict[tuple[str, str], bool]()
    for line in noted:
        key = line.get("test") or line["name"], line["engine"]
        if "outcome" in line:
            trials[key], fallen[key] = waiting.pop(key, []), line["outcome"] == "failed"
        elif line.get("test"):
            waiting.setdefault(key, []).append(line)
        else:  # of a tool that is no test
            trials[key] = [line]
    return [line for found in trials.values() for line in found], sorted(
        f"{k[0]} ({k[1]})" for k, v in fallen.items() if v
    )


def page(lines: list[dict[str, Any]], fallen: list[str], failed: bool) -> str:
    """Return the page's text."""
    moments = [datetime.fromisoformat(line["at"]).astimezone(SHANGHAI) for line in lines]
    begun, ended = (f"{moment:%Y-%m-%d %H:%M}" for moment in (min(moments), max(moments)))
    machine = (
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    versions = ", ".join(
        dict.fromkeys(line["commit"] for line in sorted(lines, key=lambda one: one["at"]) if line.get("commit"))
    )
    verdict = "Every trial held."
    if fallen or failed:
        verdict = f"**Failed: {', '.join(fallen) or 'the run ended with an error'}.**"
    if missing := [line["name"] for line in lines if line.get("state")]:
        verdict += (
            f" **Not done: {', '.join(sorted(set(missing)))}.** What was not tried says so below; it proves nothing."
        )
    rows = sorted(lines, key=lambda line: (line["name"], line["engine"], line["at"]))
    table = "\n".join(
        f"| {cell(row['name'])} | {cell(row['engine'])} | {cell(row['what'])} | {row['times']} | {cell(row['lost'])} | {cell(row['control'])} |"
        for row in rows
    )
    return (
        HEAD.format(begun=begun, ended=ended, machine=machine, versions=versions or "?", verdict=verdict) + table + "\n"
    )


def cell(value: Any) -> str:
    """Return a value as it may stand in a table."""
    return str(value).replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
