"""Examples in docstrings hold, and the face of the engine is what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import pilin.engine.hydro as face

MODULES = [f"pilin.engine.hydro.{module.name}" for module in pkgutil.iter_modules(face.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_face_is_complete():
    modules = {name.rsplit(".", 1)[1] for name in MODULES}
    public = {name for name in vars(face) if not name.startswith("_") and name not in modules | {"annotations"}}
    assert public | {"replay"} == set(face.__all__)


def test_without_a_place_to_keep_kernels_it_works_the_same():
    code = (
        "import pilin.engine.hydro.compiled as c; from pilin.engine.hydro import crossings;"
        "print(c.kernel_folder(), crossings([1, 3], 2).index.tolist())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"XDG_CACHE_HOME": "/proc/none", "PATH": "/usr/bin"},
    )  # fmt: skip
    assert ran.stdout == "None [1]\n"


def test_grading_and_replaying_wait_for_no_compiler():
    code = (
        "import sys; from pilin.engine.hydro import rain_grade, replay;"
        "rain_grade(12, 5); replay([{'kind': 'signal', 'at': '2023-06-24T04:50', 'level': 'orange'}]); print('numba' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
