"""Where an agreement stands, who may sign it, when an alliance sleeps."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import text_hash
from pilin.foundation.access.enums import Role
from pilin.foundation.members import rules
from pilin.foundation.members.enums import AgreementState
from tests.factories.base import Stand

DAY = date(2024, 10, 18)
HASH = "a" * 64


def facts(signed: str = "", **more: object) -> rules.Facts:
    given_facts = {
        "text_hash": HASH,
        "on_paper": False,
        "proposed": True,
        "parties": tuple(rules.Party(c) for c in "123"),
        "seals": tuple(rules.Sealed(c, HASH) for c in signed),
    }
    return rules.Facts(**{**given_facts, **more})  # type: ignore[arg-type]


@given(st.sets(st.sampled_from("123")))
def test_in_force_only_when_all_founding_parties_signed_the_same_text(signed: set[str]) -> None:
    state = rules.agreement_state(facts("".join(signed)), DAY)
    assert state is (AgreementState.IN_FORCE if signed == set("123") else AgreementState.PROPOSED)


def test_a_signature_under_another_text_counts_for_nothing() -> None:
    mixed = facts(seals=(rules.Sealed("1", HASH), rules.Sealed("2", HASH), rules.Sealed("3", "b" * 64)))
    assert rules.agreement_state(mixed, DAY) is AgreementState.PROPOSED
    assert rules.missing_parties(mixed) == ["3"]


@pytest.mark.parametrize(
    ("given_facts", "state"),
    [
        (facts(proposed=False), AgreementState.DRAFT),
        (facts("123", valid_to=date(2024, 10, 17)), AgreementState.EXPIRED),
        (facts("123", valid_to=DAY), AgreementState.IN_FORCE),
        (facts("123", replaced_on=DAY), AgreementState.SUPERSEDED),
        (facts("123", replaced_on=date(2024, 10, 19)), AgreementState.IN_FORCE),
        (
            facts("123", parties=tuple(rules.Party(c, left_on=date(2024, 10, 17)) for c in "123")),
            AgreementState.WITHDRAWN,
        ),
        (
            facts("123", parties=tuple(rules.Party(c, left_on=date(2024, 10, 17) if c < "3" else None) for c in "123")),
            AgreementState.IN_FORCE,
        ),
        (facts(on_paper=True), AgreementState.IN_FORCE),
    ],
)
def test_states(given_facts: rules.Facts, state: AgreementState) -> None:
    assert rules.agreement_state(given_facts, DAY) is state


@pytest.mark.parametrize(
    ("member", "roles", "brought", "sign_by", "code"),
    [
        ("3", (Role.SIGNATORY,), HASH, None, ""),
        ("3", (Role.SIGNATORY,), HASH, DAY, ""),
        ("3", (Role.CLERK, Role.SECRETARY), HASH, None, "not_signatory"),
        ("9", (Role.SIGNATORY,), HASH, None, "not_party"),
        ("1", (Role.SIGNATORY,), HASH, None, "signed_already"),
        ("3", (Role.SIGNATORY,), "b" * 64, None, "other_text"),
        ("3", (Role.SIGNATORY,), HASH, date(2024, 10, 17), "too_late"),
    ],
)
def test_who_may_sign(member: str, roles: tuple[Role, ...], brought: str, sign_by: date | None, code: str) -> None:
    verdict = rules.may_sign(Stand.officer(member, *roles), facts("12"), brought, DAY, sign_by)
    assert (verdict.allowed, verdict.code) == (code == "", code)


def test_warned_only_within_the_days_before_the_end() -> None:
    end = date(2024, 12, 31)
    assert [
        rules.expires_soon(end, 30, day) for day in (date(2024, 11, 30), date(2024, 12, 1), end, date(2025, 1, 1))
    ] == [
        None,
        30,
        0,
        None,
    ]
    assert rules.expires_soon(None, 30, DAY) is None


@pytest.mark.source("D-07")
@pytest.mark.parametrize(
    ("founded", "last", "on", "sleeps"),
    [
        (date(2024, 6, 27), None, date(2025, 6, 27), False),
        (date(2024, 6, 27), None, date(2025, 6, 28), True),
        (date(2024, 6, 27), date(2025, 3, 1), date(2026, 3, 1), False),
        (date(2024, 6, 27), date(2025, 3, 1), date(2026, 3, 2), True),
        (date(2024, 2, 29), None, date(2025, 2, 28), False),
        (date(2024, 2, 29), None, date(2025, 3, 1), True),
        (None, None, DAY, False),
    ],
)
def test_an_alliance_sleeps_after_twelve_months(
    founded: date | None, last: date | None, on: date, sleeps: bool
) -> None:
    assert rules.is_sleeping(founded, last, on) is sleeps


@pytest.mark.source("D-06")
@given(st.sets(st.tuples(st.integers(1, 7), st.booleans())))
def test_coverage_counts_each_post_once(held: set[tuple[int, bool]]) -> None:
    assert rules.coverage(7, [*held, *held]) == (len(held), 14)


def test_one_letter_changes_the_hash() -> None:
    one, other = (rules.canonical_of("班车", [text, "乙"]) for text in ("每日六班", "每日七班"))
    assert text_hash(one) != text_hash(other)
    assert one == "班车\n\n第1条 每日六班\n第2条 乙\n"


def test_banks_are_told_by_province() -> None:
    class Of:
        def __init__(self, code: str) -> None:
            self.code = code

    assert rules.is_other_bank(Of("310116102"), Of("330421111"))
    assert not rules.is_other_bank(Of("330482102"), Of("330421111"))
