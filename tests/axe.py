"""What axe finds on a page, asked with a time to end: a page that is no document keeps it waiting for ever."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

SOURCE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf8")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SECONDS = 60
ASK = """([rules, seconds]) => Promise.race([
  axe.run(document, rules),
  new Promise((_, refuse) => setTimeout(() => refuse(new Error('axe did not end')), seconds * 1000)),
])"""


def violations(page: Any, tags: Iterable[str] = WCAG) -> list[dict[str, Any]]:
    """Return what breaks the rules of these tags, as axe says it: id, impact, nodes."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(SOURCE)
    rules = {"runOnly": {"type": "tag", "values": [*tags]}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(ASK, [rules, SECONDS])["violations"]
    return found
