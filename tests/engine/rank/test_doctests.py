"""Examples in docstrings hold, the face of the engine is what it says, and it starts without its slow parts."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import pilin.engine.rank as face

MODULES = [f"pilin.engine.rank.{module.name}" for module in pkgutil.iter_modules(face.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_face_is_sorted():
    assert face.__all__ == sorted(face.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n))


def test_imports_without_django_and_without_trees():
    code = (
        "import sys; sys.modules['django'] = sys.modules['lightgbm'] = None; import pilin.engine.rank as r;"
        "print(r.product_of('求购铜杆，长期合作'))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "铜杆\n"
