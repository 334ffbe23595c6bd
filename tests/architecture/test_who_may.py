"""Who may do what, by the rules alone: each ``may_…`` of the rooms is asked for each kind of standing.

``who_may.csv`` has what each is answered, "yes" or the code of the refusal; people review it. A rule that is new stands in
``CASES`` with what it is asked, or the test says that it is missing. After a change that is meant::

    PILIN_WRITE_ROUTES=1 python -m pytest tests/architecture/test_who_may.py -n 0
"""

from __future__ import annotations

import csv
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.architecture.cases import CASES as HOUSE
from tests.architecture.cases import PEOPLE, Case
from tests.architecture.cases_living_happenings import CASES as HAPPENINGS
from tests.architecture.cases_living_listings import LISTINGS
from tests.architecture.cases_services_and_lines import CASES as SERVICES_AND_LINES
from tests.reliability.test_mutants import ruled

TABLE = Path(__file__).parent / "who_may.csv"
CASES = {**HOUSE, **HAPPENINGS, **LISTINGS, **SERVICES_AND_LINES}
WRITE = bool(os.environ.get("PILIN_WRITE_ROUTES"))


def answered(rule: Any, case: Case) -> list[str]:
    found = [case(rule, by) for by in PEOPLE.values()]
    return ["yes" if verdict else verdict.code for verdict in found]


def asked() -> dict[tuple[str, str], list[str]]:
    """Return each rule and case with what each kind of standing is answered."""
    found = {}
    for where, cases in CASES.items():
        module, _colon, name = where.partition(":")
        for case, ask in cases.items():
            found[where, case] = answered(getattr(import_module(module), name), ask)
    return found


def write() -> None:
    with TABLE.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["rule", "case", *PEOPLE])
        writer.writerows([where, case, *answers] for (where, case), answers in asked().items())


def kept() -> dict[tuple[str, str], list[str]]:
    with TABLE.open(encoding="utf8", newline="") as file:
        return {(row["rule"], row["case"]): [row[name] for name in PEOPLE] for row in csv.DictReader(file)}


def test_each_standing_is_answered_as_the_table_says() -> None:
    if WRITE:
        write()
    table, found = kept(), asked()
    assert list(table) == list(found)
    assert {at: (answers, table[at]) for at, answers in found.items() if answers != table[at]} == {}


def test_every_rule_is_asked_and_each_refuses_somebody() -> None:
    assert sorted(ruled()) == sorted(CASES)
    refusing = {where for (where, _case), answers in kept().items() if set(answers) != {"yes"}}
    assert sorted(set(CASES) - refusing) == []
