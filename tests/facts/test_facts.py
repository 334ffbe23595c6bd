"""Each fact holds on the loaded demo, and a lie in the demo turns it red."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.base import writing
from tests.facts.harness import Fact, all_facts, fact_id

pytestmark = [pytest.mark.above, pytest.mark.xdist_group("demo")]  # loading takes seconds: once a run is enough
CASES = [pytest.param(fact, id=fact_id(fact), marks=pytest.mark.source(fact.number)) for fact in all_facts()]


def ready(fact: type[Fact], now: datetime) -> Fact:
    made = fact()
    made.now = now
    return made


@pytest.mark.parametrize("fact", CASES)
def test_holds(fact: type[Fact], demo_now: datetime) -> None:
    ready(fact, demo_now).holds()


@pytest.mark.parametrize("fact", CASES)
def test_falsified_goes_red(fact: type[Fact], demo_now: datetime) -> None:
    asserted = ready(fact, demo_now)
    with writing(at=demo_now):
        asserted.falsify()
    with pytest.raises(AssertionError):
        asserted.holds()


@pytest.mark.parametrize("fact", CASES)
def test_is_told_in_full(fact: type[Fact]) -> None:
    blanks: list[Any] = [name for name in ("number", "says", "room", "page") if not getattr(fact, name)]
    assert blanks == []
    if not fact.page.startswith(("/", "pilin ", "GET ")):
        assert reverse(fact.page, kwargs=fact.page_kwargs)
