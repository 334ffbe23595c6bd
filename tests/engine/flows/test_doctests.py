"""Examples in docstrings hold, and the face of the engine is what it says."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import pilin.engine.flows as face

MODULES = [f"pilin.engine.flows.{module.name}" for module in pkgutil.iter_modules(face.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_face_is_complete():
    modules = {name.rsplit(".", 1)[1] for name in MODULES}
    public = {name for name in vars(face) if not name.startswith("_") and name not in modules | {"annotations"}}
    assert public == set(face.__all__)


def test_without_a_place_to_keep_kernels_it_works_the_same():
    code = (
        "import polars as pl, pilin.engine.flows.compiled as c; from pilin.engine.flows import fit_gravity;"
        "rows = pl.DataFrame({'a': [0, 0, 1, 1, 2, 2], 'x': [0., 1.] * 3, 'y': [2., 1.] * 3});"
        "print(c.kernel_folder(), round(fit_gravity(rows, y='y', x=['x'], effects=['a']).of('x').value, 6))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"XDG_CACHE_HOME": "/proc/none", "PATH": "/usr/bin", "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
    )  # fmt: skip
    assert ran.stdout == "None -0.693147\n"


def test_a_full_grid_waits_for_no_compiler_and_nothing_for_django():
    code = (
        "import sys, polars as pl; from pilin.engine.flows import fit_gravity;"
        "rows = pl.DataFrame({'a': [0, 0, 1, 1, 2, 2], 'b': [0, 1] * 3, 'x': [0., 1., 1., 0., 2., 1.], 'y': [2, 1, 1, 2, 3, 5]});"
        "fit_gravity(rows, y='y', x=['x'], effects=['a', 'b']); print('numba' in sys.modules, 'django' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False False\n"


def test_the_example_of_the_page_runs_as_it_stands():
    page = Path(__file__).parents[3] / "docs" / "methods" / "flows.md"
    blocks = page.read_text(encoding="utf-8").split("```python\n")[1:]
    assert len(blocks) == 1
    text = blocks[0].split("```")[0]
    example = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert doctest.DocTestRunner().run(example).failed == 0
