"""Numbers of organisations and of citizens prove themselves, and one that does not says by which test it falls."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import (
    IdFault,
    IdKind,
    IdWarning,
    age_on,
    check_citizen,
    check_number,
    check_uscc,
)
from pilin.engine.base.identifiers import (
    CITIZEN_DIGITS,
    USCC_ALPHABET,
    citizen_check_digit,
    organisation_check_digit,
    uscc_check_digit,
)

letters = st.sampled_from(USCC_ALPHABET)
firsts = st.tuples(st.sampled_from("159N"), st.text(letters, min_size=16, max_size=16)).map("".join)
days = st.dates(date(1900, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize("number", ["91350100M000100Y43", "91512081MA62K0260E"])
def test_codes_of_the_standard_hold(number):
    found = check_uscc(number)
    assert (found.failed, found.warnings, found.number) == ((), (), number)


def test_each_check_digit_of_the_worked_examples():
    assert [uscc_check_digit(first) for first in ("91350100M000100Y4", "91512081MA62K0260")] == ["3", "E"]
    assert [organisation_check_digit(first) for first in ("M000100Y", "MA62K026")] == ["4", "0"]


@pytest.mark.parametrize(
    ("number", "failed"),
    [
        ("91350100M000100Y4Z", (IdFault.ALPHABET, IdFault.CHECK_DIGIT)),
        ("91350100M000100Y4", (IdFault.LENGTH,)),
        ("91350100M000100Y44", (IdFault.CHECK_DIGIT,)),
        ("", (IdFault.LENGTH,)),
        ("0" * 18, (IdFault.DEPARTMENT,)),
    ],
)
def test_a_code_says_what_it_fails(number, failed):
    assert check_uscc(number).failed == failed


def test_a_missing_check_digit_inside_only_warns():
    first = "91350100M000100Y5"
    found = check_uscc(first + str(uscc_check_digit(first)))
    assert (found.valid, found.warnings) == (True, (IdWarning.ORGANISATION_CHECK_DIGIT,))


def test_a_code_of_a_village_cooperative_holds_though_it_begins_with_a_letter():
    first = "N2330421MF0000000"
    assert check_uscc(first + str(uscc_check_digit(first))).valid


@given(firsts, st.integers(0, 17), letters)
def test_one_wrong_character_is_always_noticed(first, place, other):
    number = first + str(uscc_check_digit(first))
    changed = number[:place] + other + number[place + 1 :]
    assert check_uscc(number).valid
    assert check_uscc(changed).valid is (changed == number)


@given(firsts, st.integers(0, 15))
def test_two_neighbours_in_each_others_place_are_always_noticed(first, place):
    number = first + str(uscc_check_digit(first))
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    noticed = IdFault.CHECK_DIGIT in check_uscc(changed).failed
    assert noticed is (changed != number)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "11010519491231002x"])
def test_the_citizens_of_the_standard_hold(number):
    assert (check_citizen(number).valid, check_number(number).kind) == (True, IdKind.PERSON)


@given(days, st.integers(0, 999))
def test_made_up_citizens_hold_in_an_area_that_does_not_exist(born, order):
    first = f"999999{born:%Y%m%d}{order:03}"
    found = check_citizen(first + citizen_check_digit(first))
    assert (found.failed, found.warnings) == ((), (IdWarning.UNKNOWN_DIVISION,))
    for digit in CITIZEN_DIGITS:
        assert check_citizen(first + digit).valid is (digit == citizen_check_digit(first))


def test_a_day_that_never_was_is_no_day_of_birth():
    first = "99999920230229001"
    assert check_citizen(first + citizen_check_digit(first)).failed == (IdFault.BIRTH_DATE,)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("11010519491231002X", "110105********002X"),
        ("110105194912310021", "110105********0021"),  # the wrong check digit
        ("1101O519491231002X", "1101O5********002X"),  # a letter for a nought
        ("11010519491231002", "110105*******1002"),  # a digit lost
        ("110105491231002", "110105*****1002"),  # the fifteen digits of before 1999
        ("91350100M000100Y44", "91350100M000100Y44"),  # a wrong code of a firm
        ("913501000000000000", "913501000000000000"),
    ],
)
def test_what_could_be_a_citizens_number_is_never_shown_whole(number, shown):
    assert check_number(number).shown == shown


def test_a_number_is_read_in_full_width_and_with_blanks():
    found = check_number("９１３５０１００ m000100y43")
    assert (found.number, found.valid, found.warnings) == ("91350100M000100Y43", True, (IdWarning.REWRITTEN,))


@pytest.mark.parametrize(("day", "age"), [(date(2009, 6, 26), 15), (date(2009, 6, 27), 16), (date(1993, 6, 26), None)])
def test_the_age_is_that_of_the_day(day, age):
    first = "99999919930627001"
    assert age_on(first + citizen_check_digit(first), day) == age
