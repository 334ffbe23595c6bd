"""Examples in docstrings hold, and the face of the engine is what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import pilin.engine.link as face

MODULES = [f"pilin.engine.link.{module.name}" for module in pkgutil.iter_modules(face.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_examples_are_there():
    found = [
        sum(len(test.examples) for test in doctest.DocTestFinder().find(importlib.import_module(n))) for n in MODULES
    ]
    assert sum(found) >= 12


def test_face_is_complete():
    modules = {name.rsplit(".", 1)[1] for name in MODULES}
    public = {name for name in vars(face) if not name.startswith("_") and name not in modules | {"annotations"}}
    assert public | {"link"} == set(face.__all__)
    assert face.__all__ == sorted(face.__all__, key=lambda name: (name[0].islower(), name))


def test_kernels_are_kept_apart_for_each_state_of_the_sources(tmp_path):
    code = "from pilin.engine.link.compiled import kernel_folder; print(kernel_folder())"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"XDG_CACHE_HOME": str(tmp_path), "PATH": "/usr/bin"},
    )  # fmt: skip
    assert ran.stdout.startswith(f"{tmp_path}/pilin/link-")


def test_without_a_place_to_keep_kernels_it_works_the_same():
    code = "import pilin.engine.link.compiled as c; print(c.kernel_folder(), c.hash_span.__name__)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"XDG_CACHE_HOME": "/proc/none", "PATH": "/usr/bin"},
    )  # fmt: skip
    assert ran.stdout == "None hash_span\n"
