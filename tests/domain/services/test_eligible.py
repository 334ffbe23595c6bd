"""Which measures fit a firm, at the terminal: the dated rules, one firm's answers, and faults by field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.facts.harness import run

pytestmark = [pytest.mark.django_db, pytest.mark.above]
LEAD_FIRM = {
    "place": "310116102", "revenue_cny": {"2023": 3_852_000_000}, "rd_deduction_cny": {"2023": 89_000_000}, "recognitions": ["national_little_giant"],
}  # fmt: skip


def pilin(*words: str) -> Any:
    return run("services", *words)


def asked(tmp_path: Path, said: Any, on: str = "2024-06-27") -> Any:
    file = tmp_path / "facts.json"
    file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf8")
    return pilin("eligible", "--facts", str(file), "--on", on, "--json")


@pytest.mark.source("D-13")
def test_the_lead_firm_needs_the_wider_definition_and_is_not_turned_down(tmp_path: Path) -> None:
    rows = {row["measure"]: row for row in json.loads(asked(tmp_path, LEAD_FIRM).stdout)}
    intensity = {one["id"]: one for one in rows["specialised_sme"]["criteria"]}["rd_intensity"]
    assert (rows["rd_deduction"]["result"], rows["specialised_sme"]["result"]) == ("meets", "unknown")
    assert (intensity["result"], intensity["lack"]) == ("unknown", "wider_definition")
    assert rows["little_giant"]["clause"] == "工信部企业〔2022〕63号"


def test_the_version_of_the_day_is_asked(tmp_path: Path) -> None:
    versions = [
        {row["measure"]: row["version"] for row in json.loads(asked(tmp_path, {}, on).stdout)}["little_giant"]
        for on in ("2026-03-31", "2026-04-01")
    ]
    assert versions == ["2022", "2026"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"main_business_share": 35}, "main_business_share"),
        ({"hair": 1}, "hair"),
        ("[]", "facts"),
        ("{", "facts"),
        ({"founded_on": "2999-01-01"}, "founded_on"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, said: Any, field: str) -> None:
    result = asked(tmp_path, said)
    assert (result.exit_code, json.loads(result.stdout)["error"]["field"]) == (1, field)


def test_every_rule_has_its_clause_and_source() -> None:
    rows = json.loads(pilin("rules", "--json").stdout)
    assert {row["measure"] for row in rows} >= {"sme", "rd_deduction", "little_giant", "high_tech"}
    assert [row["measure"] for row in rows if not row["clause"] or not row["source"]] == []
