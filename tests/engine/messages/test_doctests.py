"""Examples in docstrings hold, and the face of the engine is what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import pilin.engine.messages as face

MODULES = [f"pilin.engine.messages.{module.name}" for module in pkgutil.iter_modules(face.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0


def test_face_is_complete():
    modules = {name.rsplit(".", 1)[1] for name in MODULES}
    public = {name for name in vars(face) if not name.startswith("_") and name not in modules | {"annotations"}}
    assert public == set(face.__all__)
    assert face.__all__ == sorted(face.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n))


def test_imports_without_django_and_without_the_peers():
    code = (
        "import sys; sys.modules['django'] = None; import pilin.engine.messages; "
        "print('sklearn' in sys.modules, 'jieba' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == "False False\n"
