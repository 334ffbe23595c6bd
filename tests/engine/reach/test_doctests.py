"""Examples in docstrings and on the page of the method hold, and the face of the engine is what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pilin.engine.reach as face

MODULES = [f"pilin.engine.reach.{module.name}" for module in pkgutil.iter_modules(face.__path__)]
PAGE = Path(__file__).parents[3] / "docs/methods/reach.md"


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_page_runs_as_it_is_written():
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    ran = subprocess.run([sys.executable, "-c", blocks[0]], capture_output=True, text=True, check=True)
    said = [line.split("# ", 1)[1] for line in blocks[0].splitlines() if line.startswith("print(")]
    assert ran.stdout.splitlines() == said


def test_face_is_complete():
    modules = {name.rsplit(".", 1)[1] for name in MODULES}
    public = {name for name in vars(face) if not name.startswith("_") and name not in modules | {"annotations"}}
    assert public | {"compare"} == set(face.__all__)


def test_without_a_place_to_keep_kernels_or_a_hierarchy_it_tells_the_same():
    code = (
        "import sys; sys.modules['pymetis'] = None\n"
        "import pilin.engine.reach.compiled as c; from pilin.engine.reach import *; from pilin.engine.reach.hierarchy import dissection\n"
        "net = Network.of([('a', 'b', 9), ('b', 'c', 9)], backend='hierarchy'); m = Matrix.of(net, Places.of([('A', 'a'), ('C', 'c')]))\n"
        "m.add_links([Added('a', 'c', 12.5)]); print(c.kernel_folder(), dissection(), m.cells.tolist())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"XDG_CACHE_HOME": "/proc/none", "PATH": "/usr/bin", "PYTHONPATH": str(Path(face.__file__).parents[3])},
    )  # fmt: skip
    assert ran.stdout == "None None [[0, 12500], [12500, 0]]\n"


def test_what_lies_within_the_hour_waits_for_no_compiler():
    code = (
        "import sys; from pilin.engine.reach import Network, Places;"
        "Network.of([('a', 'b', 9)]).within('A', Places.of([('A', 'a')]), 60); print('numba' in sys.modules, 'django' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False False\n"
