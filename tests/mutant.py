"""Takes one check out of the house for one run of the tests.

``PILIN_MUTANT="module:name=source" python -m pytest -p tests.mutant …``: the source of a function stands in for the one
named. A function of a module changes in place, so that whoever took it over by name gets the change too.
"""

from __future__ import annotations

import os
from importlib import import_module
from types import FunctionType
from typing import Any

WANTED = os.environ.get("PILIN_MUTANT", "")  # read before the house of the tests forgets what is not its own


def pytest_collection_finish() -> None:
    """Change the house once every test is known and none has run."""
    if WANTED:
        mutate(WANTED)


def mutate(wanted: str) -> None:
    """Put a source in the place of what it names."""
    where, _, source = wanted.partition("=")
    name, _, path = where.partition(":")
    module: Any = import_module(name)
    *owners, last = path.split(".")
    owner = module
    for part in owners:
        owner = getattr(owner, part)
    new = eval(source, vars(module))
    old = getattr(owner, last)
    if owners or not isinstance(old, FunctionType):
        setattr(owner, last, new)
        return
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, None, None
