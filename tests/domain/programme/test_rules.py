"""States follow from rows, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.programme import rules
from pilin.domain.programme.enums import ListState, MilestoneState, PlanState, Strand
from pilin.domain.programme.rules import BudgetInput, ItemInput, MilestoneFacts, MilestoneInput, ReportFacts

DAY = date(2024, 10, 18)
DAYS = st.integers(-200, 200).map(lambda n: DAY + timedelta(days=n))
FOUND = st.sampled_from(["", "accepted", "sent_back"])
PROVINCE = {"f": "31", "z": "31", "h": "33", "y": "33", "x": "33"}


@given(due=DAYS, reports=st.lists(st.tuples(DAYS, FOUND), max_size=4), on=DAYS)
def test_a_milestone_is_whole_only_when_witnessed(due: date, reports: list[tuple[date, str]], on: date) -> None:
    facts = MilestoneFacts(due, tuple(ReportFacts(day, found) for day, found in sorted(reports)))
    state = rules.milestone_state(facts, on)
    known = [r for r in facts.reports if r.reported_on <= on]
    assert (state == MilestoneState.WITNESSED) == any(r.found == "accepted" for r in known)
    assert (state in (MilestoneState.LATE, MilestoneState.TO_COME)) == (not known)
    if state == MilestoneState.LATE:
        assert due < on


@given(st.lists(st.sampled_from(MilestoneState.values), max_size=12))
def test_progress_is_witnessed_over_all(states: list[str]) -> None:
    found = rules.progress(states)
    assert 0 <= found <= 1
    assert found == (Fraction(states.count("witnessed"), len(states)) if states else 0)


@given(
    towns=st.sets(st.sampled_from("abcde"), min_size=1),
    answers=st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(["old", "new"]), st.sampled_from(["accepted", "refused"]))
    ),
)
def test_an_answer_to_another_text_has_lapsed(towns: set[str], answers: list[tuple[str, str, str]]) -> None:
    missing = rules.missing_towns(towns, "new", answers)
    assert set(missing) == {t for t in towns if (t, "new", "accepted") not in answers}


@pytest.mark.source("D-45")
@given(st.lists(st.sampled_from(PlanState.values), max_size=8))
def test_no_walk_of_a_plan_jumps_from_studying_to_approved(wishes: list[str]) -> None:
    walked: list[str] = []
    for wish in wishes:
        if rules.may_step(rules.plan_state(walked), wish):
            walked.append(wish)
    for before, after in pairwise(walked):
        assert (before, after) != ("studying", "approved")
        assert (before, after) != ("studying", "approved_in_principle")
        assert before != "approved"


@pytest.mark.source("D-60")
def test_in_principle_is_not_approved() -> None:
    assert PlanState.APPROVED_IN_PRINCIPLE != PlanState.APPROVED
    assert rules.may_step("studying", "approved").code == "jump"
    assert rules.may_step("approved_in_principle", "approved")


@pytest.mark.source("D-02")
def test_there_are_four_strands() -> None:
    assert Strand.values == ["party_building", "industry", "culture_ecology", "livable_life"]


def _item(**changes: object) -> ItemInput:
    given = {"no": 1, "title_zh": "桥", "strand": "industry", "leads": ("f",), "partners": ("h",)}
    return ItemInput(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"leads": ("f", "z")}, "lead", "two_leads"),
        ({"leads": ()}, "lead", "no_lead"),
        ({"leads": ("q",)}, "lead", "lead_not_member"),
        ({"partners": ("z",)}, "partners", "no_partner_across"),
        ({"partners": ()}, "partners", "no_partner_across"),
        ({"partners": ("f", "h")}, "partners", "lead_is_partner"),
        ({"strand": "sports"}, "strand", "unknown_strand"),
        ({"budget": (BudgetInput("f", Decimal("5"), ""),)}, "budget", "no_currency"),
        ({"budget": (BudgetInput("f", Decimal("-5"), "CNY"),)}, "budget", "bad_amount"),
        ({"budget": (BudgetInput("f", Decimal("0.001"), "CNY"),)}, "budget", "bad_amount"),
        ({"budget": (BudgetInput("f", Decimal("NaN"), "CNY"),)}, "budget", "bad_amount"),
        ({"milestones": (MilestoneInput(1, "a", date(1024, 1, 1)),)}, "milestone_due_on", "no_such_date"),
        ({"title_zh": " "}, "title_zh", "no_title"),
        ({"no": 0}, "no", "bad_number"),
    ],
)
def test_a_wrong_item_names_its_field(changes: dict[str, object], field: str, code: str) -> None:
    faults = rules.faults_of_item(_item(**changes), PROVINCE, row=7)
    assert (field, code, 7) in [(f.field, f.code, f.row) for f in faults]


def test_a_right_item_has_no_fault() -> None:
    assert rules.faults_of_item(_item(), PROVINCE) == []


def test_witnesses_come_from_the_other_province() -> None:
    assert rules.suggested_witnesses("f", ["z", "x"], PROVINCE) == ["x", "h", "y"]


def test_a_list_is_in_force_only_when_nobody_is_missing() -> None:
    from datetime import UTC, datetime

    at = datetime(2024, 6, 27, tzinfo=UTC)
    assert rules.list_state(proposed_at=None, reopened_at=None, missing=[], released_at=None) == ListState.DRAFT
    assert rules.list_state(proposed_at=at, reopened_at=None, missing=["a"], released_at=None) == ListState.PROPOSED
    assert rules.list_state(proposed_at=at, reopened_at=None, missing=[], released_at=None) == ListState.IN_FORCE
    assert rules.list_state(proposed_at=at, reopened_at=at, missing=[], released_at=None) == ListState.DRAFT
