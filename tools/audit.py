"""Checks what the locks pin against known advisories, and never calls it checked when it was not.

``python tools/audit.py [--advisories FOLDER_OR_ZIP]`` reads advisories in the OSV format: a folder of JSON files, or the
archive that OSV gives away for PyPI. ``PILIN_ADVISORIES`` names it too. Nothing is asked of any server.

Ends with 0 when every pin was checked and none is known to be vulnerable; 1 when one is, or when a source was named that
holds no advisory for Python; 3 when no source was named: that is *not audited*, and neither green nor red.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
ORDER = ("fixed", "introduced", "last_affected")  # at one version: mended and broken anew, or broken in it alone
OLD_LOCK = 30  # days
OLD_SOURCE = 30
CLEAN, FAILED, NOT_AUDITED = 0, 1, 3
WORDS = {CLEAN: "none known to be vulnerable", FAILED: "FAILED", NOT_AUDITED: "NOT AUDITED: no advisory source"}


@dataclass(frozen=True, slots=True)
class Known:
    """An advisory that fits a pin."""

    pin: str
    advisory: str
    fixed_in: str
    says: str

    def __str__(self) -> str:
        return f"{self.pin}: {self.advisory} {self.says}" + (f" (fixed in {self.fixed_in})" if self.fixed_in else "")


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit came to."""

    code: int
    pins: int
    advisories: int
    newest: str
    known: tuple[Known, ...]
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        head = f"dependencies: {WORDS[self.code]}; {self.pins} pins, {self.advisories} advisories"
        head += f", the newest of {self.newest}" if self.newest else ""
        return "\n".join([head, *map(str, self.known), *(f"warning: {one}" for one in self.warnings)])


def normal(name: str) -> str:
    """Return a project's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(root: Path) -> set[tuple[str, str]]:
    """Return every project and version that a lock pins."""
    return {
        (normal(name), version)
        for lock in LOCKS
        if (root / lock).exists()
        for name, version in PIN.findall((root / lock).read_text(encoding="utf8"))
    }


def advisories(source: Path) -> Iterator[dict[str, Any]]:
    """Give each advisory for Python of a folder or an archive; what is no advisory is passed over."""
    if source.is_file():
        with zipfile.ZipFile(source) as packed:
            texts = [packed.read(name) for name in packed.namelist() if name.endswith(".json")]
    else:
        texts = [file.read_bytes() for file in sorted(source.rglob("*.json"))]
    for text in texts:
        try:
            told = json.loads(text)
        except ValueError:
            continue
        if isinstance(told, dict) and told.get("id") and any(_of_python(part) for part in told.get("affected", [])):
            yield told


def _of_python(part: dict[str, Any]) -> bool:
    return str(part.get("package", {}).get("ecosystem", "")).partition(":")[0] == "PyPI"


def fits(part: dict[str, Any], version: str) -> tuple[bool, str]:
    """Return whether an advisory's part is about this version, and in which version it is mended."""
    fixed, inside = "", version in part.get("versions", [])
    for one in part.get("ranges", []):
        if one.get("type") not in ("ECOSYSTEM", "SEMVER"):
            continue
        for event in one.get("events", []):
            fixed = event.get("fixed", fixed)
        inside = inside or _within(one.get("events", []), version)
    return inside, fixed


def _within(events: list[dict[str, str]], version: str) -> bool:
    """Return whether a version lies in a range: the last event not above it decides."""
    try:
        here = Version(version)
        steps = [
            (Version("0.dev0" if at == "0" else at), what)
            for event in events
            for what, at in event.items()
            if what != "limit"
        ]
    except InvalidVersion:
        return True  # it cannot be told apart, so a person must look
    inside = False
    for at, what in sorted(steps, key=lambda step: (step[0], ORDER.index(step[1]))):
        if at > here:
            break
        inside = what == "introduced" or (what == "last_affected" and at == here)
    return inside


def audit(root: Path, source: Path | None, now: datetime) -> Audit:
    """Check every pin against every advisory."""
    pinned, warnings = pins(root), list(_old_locks(root, now))
    if source is None:
        return Audit(NOT_AUDITED, len(pinned), 0, "", (), tuple(warnings))
    count, newest, known = 0, "", []
    for told in advisories(source) if source.exists() else []:
        count += 1
        newest = max(newest, str(told.get("modified", ""))[:10])
        if told.get("withdrawn"):
            continue
        for part in filter(_of_python, told["affected"]):
            name = normal(part["package"].get("name", ""))
            for version in (version for project, version in pinned if project == name):
                hit, fixed = fits(part, version)
                if hit:
                    known.append(Known(f"{name}=={version}", told["id"], fixed, str(told.get("summary", ""))[:100]))
    if not count or not pinned:
        warnings.append(f"{source} holds no advisory for Python" if pinned else "the locks pin nothing")
        return Audit(FAILED, len(pinned), count, newest, (), tuple(warnings))
    if newest and (now - datetime.fromisoformat(newest).replace(tzinfo=UTC)).days > OLD_SOURCE:
        warnings.append(f"the newest advisory is of {newest}: take a newer copy")
    return Audit(FAILED if known else CLEAN, len(pinned), count, newest, tuple(known), tuple(warnings))


def _old_locks(root: Path, now: datetime) -> Iterator[str]:
    """Warn of each lock that was not made anew for a month; where git does not know, of nothing."""
    for lock in LOCKS:
        told = subprocess.run(
            ["git", "-C", str(root), "log", "-1", "--format=%cI", "--", lock],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
        if told and (days := (now - datetime.fromisoformat(told)).days) > OLD_LOCK:
            yield f"{lock} is {days} days old: make it anew"


def main(words: list[str]) -> int:
    """Audit and say what came of it; note it for the nightly report where one is written."""
    named = (
        words[words.index("--advisories") + 1] if "--advisories" in words else os.environ.get("PILIN_ADVISORIES", "")
    )
    done = audit(ROOT, Path(named) if named else None, datetime.now(UTC))
    print(done)
    if notes := os.environ.get("PILIN_REPORT"):
        line = {
            "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "name": "S16",
            "what": f"pinned dependencies against {done.advisories} advisories",
            "times": done.pins if done.code != NOT_AUDITED else 0,
            "lost": len(done.known) if done.code != NOT_AUDITED else WORDS[NOT_AUDITED],
            "control": "a made-up advisory is found (tests/security/test_audit.py)",
            "engine": "locks",
            "state": "not done" if done.code == NOT_AUDITED else "",
        }
        with Path(notes).open("a", encoding="utf8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return done.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
