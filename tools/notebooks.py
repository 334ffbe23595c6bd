"""Runs the notebooks of docs/methods/notebooks as an analyst would: one after another cell, in their folder, without Django.

    python tools/notebooks.py [NOTEBOOK...]            run them, all unless named; stop at the first cell that fails
    python tools/notebooks.py --outputs NOTEBOOK       the same for one, what each cell showed as JSON on standard output
    python tools/notebooks.py --clean [NOTEBOOK...]    take out what Jupyter stores: outputs, counts, what it notes of itself
    python tools/notebooks.py --check [NOTEBOOK...]    fail where --clean would change something

Notebooks are kept without outputs, so a change of one is a change of its text. What they show is reckoned when the documentation is
built: this file is also a hook of MkDocs that makes a page of each (`mkdocs.yml`). Nothing of Jupyter is needed for any of it.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
import linecache
import os
import re
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "methods" / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebooks() -> list[Path]:
    """Return the notebooks there are."""
    return sorted(FOLDER.glob("*.ipynb"))


def cells_of(text: str) -> list[tuple[str, str]]:
    """Return kind (markdown or code) and source of each cell of a notebook's JSON."""
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]


def clean(text: str) -> str:
    """Return a notebook as it is kept: cells and their names, a line of source a line of the file, nothing that was shown."""
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate(json.loads(text)["cells"], start=1):
        kept: dict[str, Any] = {
            "cell_type": cell["cell_type"],
            "id": cell.get("id") or f"cell-{number}",
            "metadata": {},
        }
        if cell["cell_type"] == "code":
            kept |= {"execution_count": None, "outputs": []}
        cells.append(kept | {"source": "".join(cell["source"]).splitlines(keepends=True)})
    told = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def run(path: Path) -> list[str]:
    """Run a notebook in this process and return what each of its code cells showed: what was printed, and the last value.

    Raises
    ------
    Exception
        Whatever a cell raises, its frames naming notebook and cell.
    """
    space: dict[str, Any] = {"__name__": "__main__"}
    told = []
    for number, (kind, source) in enumerate(cells_of(path.read_text(encoding="utf-8")), start=1):
        if kind != "code":
            continue
        name = f"{path.name}, cell {number}"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)  # tracebacks show the line
        tree = ast.parse(source, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            exec(compile(tree, name, "exec"), space)
            value = eval(compile(ast.Expression(last.value), name, "eval"), space) if last is not None else None
        told.append(shown.getvalue() + (f"{value!r}\n" if value is not None else ""))
    return told


def outputs(path: Path) -> list[str]:
    """Return what each code cell shows, asked in a process of its own."""
    words = [sys.executable, str(Path(__file__).resolve()), "--outputs", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: list[str] = json.loads(done.stdout)
    return told


def as_page(path: Path) -> str:
    """Return a notebook as Markdown, under each cell what it shows."""
    shown = iter(outputs(path))
    parts = []
    for kind, source in cells_of(path.read_text(encoding="utf-8")):
        if kind == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        if said := next(shown).rstrip("\n"):
            parts.append(f"```text\n{said}\n```")
    parts.append(f"[This page as a notebook]({path.name}); what it shows was reckoned when the page was built.")
    return "\n\n".join(parts) + "\n"


def on_files(files: Any, *, config: Any) -> Any:
    """Give MkDocs a page for each notebook; the notebook itself stays, to be fetched."""
    from mkdocs.structure.files import File

    for one in list(files):
        if one.src_uri.endswith(".ipynb"):
            path = Path(one.abs_src_path)
            files.append(File.generated(config, one.src_uri.removesuffix(".ipynb") + ".md", content=as_page(path)))
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Let links to a notebook, which lead a reader of the repository to it, lead a reader of the site to its page."""
    return markdown if page.file.generated_by else re.sub(r"\.ipynb(?=[)#])", ".md", markdown)


def main() -> int:
    """Do what was asked and return 0, or 1 where something is not as it should be."""
    words = argparse.ArgumentParser()
    words.add_argument("notebooks", nargs="*", type=Path)
    words.add_argument("--outputs", action="store_true")
    words.add_argument("--clean", action="store_true")
    words.add_argument("--check", action="store_true")
    asked = words.parse_args()
    paths = [one.resolve() for one in asked.notebooks or notebooks()]
    if asked.clean or asked.check:
        texts = {path: path.read_text(encoding="utf-8") for path in paths}
        stale = [path for path, text in texts.items() if clean(text) != text]
        for path in stale:
            if asked.check:
                print(
                    f"{path.name} holds outputs, or is not as it is kept: run tools/notebooks.py --clean",
                    file=sys.stderr,
                )
            else:
                path.write_text(clean(texts[path]), encoding="utf-8")
        return 1 if asked.check and stale else 0
    sys.modules["django"] = None  # type: ignore[assignment]  # whatever asks for it fails: an analyst has none
    sys.path[0] = ""  # not tools/, whose names (coverage) hide those of packages
    for path in paths:
        os.chdir(path.parent)  # as Jupyter does
        try:
            told = run(path)
        except BaseException:
            print(f"{path.name} failed", file=sys.stderr)
            traceback.print_exc()
            return 1
        print(json.dumps(told) if asked.outputs else f"{path.name}: {len(told)} cells ran")
    return 0


if __name__ == "__main__":
    sys.exit(main())
