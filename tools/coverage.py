"""Writes docs/coverage.md: which number of the domain's catalogue is asserted by which test, in which room, on which page.

``--check`` fails when the page is not what it would write. Numbers that no test asserts yet are listed as such.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "coverage.md"
WANTED = [f"D-{n:02}" for n in (*range(1, 8), 9, 16, 19, 45, 12, 30, 31, 32, 33, 52, *range(58, 66), 67, 70)] + [
    f"Q-{n:02}" for n in (1, 2, 3, 4, 5, 6, 8, 11, 12, 13)
]
HEAD = """# What is proved of the domain

Each line is a fact of the sources that a test asserts on the loaded demo. For each, a second test falsifies the fact in
the demo and expects the first to turn red. This page is written by `tools/coverage.py`; CI fails when it is out of date.

| number | asserted fact | test | room | page |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page as it should be."""
    from tests.facts.harness import all_facts, fact_id

    facts = all_facts()
    rows = [
        f"| {f.number} | {f.says.replace('|', '/')} | `test_facts.py::test_holds[{fact_id(f)}]` | [{f.room}](rooms/{f.room}.md)"
        f" | `{address(f)}` |"
        for f in facts
    ]
    missing = [number for number in WANTED if number not in {f.number for f in facts}]
    end = "\n## Not asserted yet\n\n" + (", ".join(missing) if missing else "None of the numbers of this step.") + "\n"
    return HEAD + "\n".join(rows) + "\n" + end


def address(fact: type) -> str:
    """Return where a person sees the fact."""
    from django.urls import reverse

    if fact.page.startswith(("/", "pilin ", "GET ")):
        return str(fact.page)
    return reverse(fact.page, kwargs=fact.page_kwargs)


def main() -> int:
    """Write the page, or check it."""
    sys.path.insert(0, str(ROOT))
    os.environ["PILIN_HOME"] = tempfile.mkdtemp(prefix="pilin-coverage-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "pilin.config.settings"
    import django

    django.setup()
    fresh = page()
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text(encoding="utf8") != fresh:
            print("docs/coverage.md is out of date: run tools/coverage.py", file=sys.stderr)
            return 1
        return 0
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(fresh, encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
