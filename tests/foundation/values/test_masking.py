"""A contact is recognised by its ends and used by nobody who reads only those."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.foundation.values.masking import HIDDEN, masked_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("008613812345678", "138****5678"),
        ("0573 84612345", "057****2345"),
        ("84612345", "****45"),
        ("110", "****"),
        ("ask at the gate", "****"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_number_keeps_its_ends(number: str, shown: str) -> None:
    assert masked_phone(number) == shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_four_digits_of_a_mobile_number_are_never_shown(number: str) -> None:
    assert masked_phone(number) == f"{number[:3]}{HIDDEN}{number[7:]}"


@given(st.text(max_size=30))
def test_whatever_is_typed_no_more_than_seven_digits_stand_in_it(text: str) -> None:
    assert len(re.sub(r"\D", "", masked_phone(text))) <= 7
