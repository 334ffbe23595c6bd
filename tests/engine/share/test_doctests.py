"""Examples in docstrings hold, and the face of the engine is what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import pilin.engine.share as face

MODULES = [f"pilin.engine.share.{module.name}" for module in pkgutil.iter_modules(face.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_face_is_complete():
    modules = {name.rsplit(".", 1)[1] for name in MODULES}
    public = {name for name in vars(face) if not name.startswith("_") and name not in modules | {"annotations"}}
    assert public == set(face.__all__)
