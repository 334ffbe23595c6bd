"""Everything people read exists in both languages, and the page of proved facts is up to date."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from tests.architecture.house import ROOT


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_visible_text_is_translated_whole() -> None:
    assert tool("messages").faults() == []


def test_the_page_of_proved_facts_is_up_to_date() -> None:
    coverage = tool("coverage")
    assert coverage.PAGE.read_text(encoding="utf8") == coverage.page()
