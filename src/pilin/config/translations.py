"""Compiles the translations without gettext on the machine, whenever a text is newer than its compiled form."""

from __future__ import annotations

import os
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent


def text_files() -> list[Path]:
    """Return every ``.po`` file of the house, by path."""
    return sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_translations() -> int:
    """Compile each ``.po`` that is newer than its ``.mo`` and return how many were compiled.

    A folder that may not be written (a package installed by somebody else) is left as it is.
    """
    compiled = 0
    for po in text_files():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        fresh = mo.with_name(f".{mo.name}.{os.getpid()}")
        try:
            polib.pofile(str(po)).save_as_mofile(str(fresh))
            fresh.replace(mo)  # whole or not at all: another process may be reading
        except OSError:
            continue
        compiled += 1
    return compiled
