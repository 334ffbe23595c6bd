"""Writes docs/coverage.md: which number of the domain's catalogue is shown by which test; facts with their room and page.

``--check`` fails when the page is not what it would write. Numbers that no test shows yet are listed as such.
"""

from __future__ import annotations

import ast
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "coverage.md"
CATALOGUE = [
    *(f"D-{n:02}" for n in range(1, 94)),
    *(f"Q-{n:02}" for n in range(1, 14)),
    *(f"R-{n:02}" for n in range(1, 19)),
]
SMALLER = {  # what the reports say in passing, and conventions that rest on them: where it is said
    "6-speakers": "S4:7",
    "6-three-100-miles": "S4:23",
    "6-belt-park-zones": "S4:25",
    "6-regions": "S4:35",
    "6-fishing-village": "S4:27",
    "6-parks": "S4:27",
    "6-agriculture": "S4:25",
    "6-branch-centre": "S2:27",
    "6-demonstration-title": "S2:33",
    "6-tense": "S2:19",
    "6-positioning": "S3:17",
    "6-eight-eight": "S3:41",
    "6-corridors": "S3:43",
    "6-town-map": "S0:9",
    "6-three-lives": "S0:21",
    "6-rotation": "S0:7",
    "6-observers": "S0 S1 S2",
    "6-joint-warning": "CAP 1.2",
    "6-map-number": "",
}
HEAD = """# What is proved of the domain

Each line is a fact of the sources that a test asserts on the loaded demo. For each, a second test falsifies the fact in
the demo and expects the first to turn red. This page is written by `tools/coverage.py`; CI fails when it is out of date.

| number | asserted fact | test | room | page |
|---|---|---|---|---|
"""

NAMED = """
## What tests show besides

Rules, engines and doors, each by the mark of its test.

| number | tests |
|---|---|
"""


SMALL = """
## Smaller things of the sources

What the reports say in passing, each where it is said. Facts are falsified as above; rules are marked at their tests.

| thing | source | asserted | test | room | page |
|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the page as it should be."""
    from tests.facts.harness import all_facts, fact_id

    facts = all_facts()
    rows = [
        f"| {f.number} | {f.says.replace('|', '/')} | `test_facts.py::test_holds[{fact_id(f)}]` | [{f.room}](rooms/{f.room}.md)"
        f" | `{address(f)}` |"
        for f in facts
        if f.number not in SMALLER
    ]
    named = named_in_tests()
    told = [
        f"| {number} | {', '.join(f'`{name}`' for name in named[number])} |"
        for number in sorted(named)
        if number not in SMALLER
    ]
    shown = {f.number for f in facts} | named.keys()
    missing = [number for number in [*CATALOGUE, *SMALLER] if number not in shown]
    end = "\n## Not shown yet\n\n" + (", ".join(missing) or "None of the numbers of the catalogue.") + "\n"
    small = "\n".join(smaller(facts, named))
    return HEAD + "\n".join(rows) + "\n" + SMALL + small + "\n" + NAMED + "\n".join(told) + "\n" + end


def smaller(facts: list[Any], named: dict[str, list[str]]) -> list[str]:
    """Return a line for each smaller thing: its facts with room and page, then the tests that carry its mark."""
    from tests.facts.harness import fact_id

    lines = []
    for thing, source in SMALLER.items():
        name = thing.removeprefix("6-").replace("-", " ")
        for f in (one for one in facts if one.number == thing):
            lines.append(
                f"| {name} | {source} | {f.says.replace('|', '/')} | `test_facts.py::test_holds[{fact_id(f)}]` "
                f"| [{f.room}](rooms/{f.room}.md) | `{address(f)}` |"
            )
        if thing in named:
            lines.append(
                f"| {name} | {source} | the rule, by its tests | {', '.join(f'`{t}`' for t in named[thing])} | | |"
            )
    return lines


def named_in_tests() -> dict[str, list[str]]:
    """Return which tests, as ``file::test``, say by their mark that they show a number of the catalogue."""
    named: dict[str, set[str]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        where = file.relative_to(ROOT / "tests").as_posix()
        for part in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
            if isinstance(part, ast.FunctionDef | ast.ClassDef):
                marks, name = part.decorator_list, f"{where}::{part.name}"
            elif isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "pytestmark":
                marks, name = part.value.elts if isinstance(part.value, ast.List) else [part.value], where
            else:
                continue
            for mark in marks:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.source":
                    for given in mark.args:
                        named.setdefault(str(ast.literal_eval(given)), set()).add(name)
    return {number: sorted(names) for number, names in named.items()}


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
