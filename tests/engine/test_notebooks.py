"""The notebooks of the methods run from top to bottom without Django, keep no output, and are pages of the documentation."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.engine.flows.shelf import TRADE

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "notebooks.py"
FOLDER = ROOT / "docs" / "methods" / "notebooks"
NAMES = ("flows", "reach", "share")


def ask(*words, **env):
    return subprocess.run(
        [sys.executable, str(TOOL), *(str(word) for word in words)], capture_output=True, text=True, check=False, env=os.environ | env
    )  # fmt: skip


@cache
def shown(name):
    """Return what each code cell of a notebook showed, asked once."""
    done = ask("--outputs", FOLDER / f"{name}.ipynb", PILIN_TRADE=str(TRADE))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def written(folder, *sources):
    """Write a notebook of code cells and return its path."""
    cells = [{"cell_type": "code", "id": f"c{at}", "source": one} for at, one in enumerate(sources)]
    path = folder / "made.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def test_each_engine_that_has_a_notebook_is_named_here_and_on_its_page():
    assert tuple(path.stem for path in sorted(FOLDER.glob("*.ipynb"))) == NAMES
    for name in NAMES:
        page = (ROOT / "docs" / "methods" / f"{name}.md").read_text(encoding="utf-8")
        assert f"(notebooks/{name}.ipynb)" in page


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_from_top_to_bottom_where_django_cannot_be_imported(name):
    cells = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert len(shown(name)) == sum(cell["cell_type"] == "code" for cell in cells)


@pytest.mark.parametrize("name", NAMES)
def test_most_cells_can_fail(name):
    """A notebook that asserts nothing shows numbers that nobody checks."""
    cells = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    silent = [one for one in code[1:] if "assert" not in one]
    assert len(silent) <= 2, silent


@pytest.mark.skipif(not TRADE.is_file(), reason="the trade of the WTO's guide is not on this machine")
def test_the_printed_table_stands_in_the_notebook_where_the_trade_is():
    assert shown("flows")[-1].split() == [
        "ln_DIST", "-0.791", "(0.063)", "CNTG", "0.674", "(0.140)", "INTL_BRDR", "-2.474", "(0.149)",
    ]  # fmt: skip


def test_where_the_trade_is_not_it_is_skipped_and_says_so(tmp_path):
    cells = json.loads((FOLDER / "flows.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["id"] in ("imports", "wto-file", "wto")]
    done = ask("--outputs", written(tmp_path, *sources), PILIN_TRADE=str(tmp_path / "none.dta"))
    assert json.loads(done.stdout) == ["", "skipped: 1_TradeWithoutBorder.dta is not on this machine\n", ""]


def test_nothing_shown_is_kept():
    done = ask("--check")
    assert (done.returncode, done.stderr) == (0, "")
    for name in NAMES:
        told = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
        names = [cell["id"] for cell in told["cells"]]
        assert (told["nbformat"], told["nbformat_minor"], len(set(names))) == (4, 5, len(names))
        assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", one) for one in names)


def test_what_jupyter_stores_is_taken_out(tmp_path):
    path = written(tmp_path, "a = 1\n", "a")
    told = json.loads(path.read_text(encoding="utf-8"))
    told["cells"][1] |= {"execution_count": 7, "outputs": [{"output_type": "stream"}], "metadata": {"scrolled": True}}
    path.write_text(json.dumps(told), encoding="utf-8")
    assert ask("--check", path).returncode == 1
    assert (ask("--clean", path).returncode, ask("--check", path).returncode) == (0, 0)
    assert json.loads(path.read_text(encoding="utf-8"))["cells"][1] == {
        "cell_type": "code", "id": "c1", "metadata": {}, "execution_count": None, "outputs": [], "source": ["a"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        (("x = 1", "assert x == 2"), "assert x == 2"),
        (("import django",), "import django"),
        (("from pilin.domain import lines", "from pilin.domain.lines import models"), "import models"),
        (("raise SystemExit(0)",), "raise SystemExit(0)"),
        (("def (",), "def ("),
    ],
    ids=["an assertion", "Django", "a room", "it leaves", "no Python"],
)
def test_a_cell_that_fails_fails_the_run_and_is_named(tmp_path, sources, line):
    done = ask(written(tmp_path, *sources))
    assert done.returncode == 1
    assert (f"made.ipynb, cell {len(sources)}" in done.stderr, line in done.stderr) == (True, True)


def test_a_cell_shows_what_it_prints_and_its_last_value(tmp_path):
    done = ask("--outputs", written(tmp_path, "print('one')\n1 + 1", "x = 3", "print(x);"))
    assert json.loads(done.stdout) == ["one\n2\n", "", "3\n"]
