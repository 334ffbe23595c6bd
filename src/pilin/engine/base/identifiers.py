"""Numbers that prove themselves: of organisations (GB 32100-2015) and of citizens (GB 11643-1999).

A check says which tests a number fails, by name, and what merely looks odd about it. It never says whose number it is.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z: they look like digits or each other
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # 3^(i-1) mod 31
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997, the nine characters inside
DEPARTMENTS = "123456789ANY"  # who registered it; A, N and Y came later than python-stdnum, which wants a digit here
CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITIZEN_DIGITS = "10X98765432"
PROVINCES = frozenset(
    str(number)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
    for number in range(first, last + 1)
)  # 83 and 91: of people from Taiwan and abroad who live here for good
OLDEST = date(1850, 1, 1)
LOOK_ALIKES = str.maketrans("OQDIL", "00011")


class IdKind(StrEnum):
    """What a number is the number of."""

    USCC = "uscc"  # an organisation: unified social credit code
    PERSON = "person"  # a citizen


class IdFault(StrEnum):
    """A test that a number fails."""

    LENGTH = "length"
    ALPHABET = "alphabet"
    DEPARTMENT = "department"
    BIRTH_DATE = "birth_date"
    CHECK_DIGIT = "check_digit"


class IdWarning(StrEnum):
    """What looks odd about a number and does not make it wrong."""

    ORGANISATION_CHECK_DIGIT = "organisation_check_digit"  # GB 11714 inside; some registers give codes without it
    UNKNOWN_DIVISION = "unknown_division"
    REWRITTEN = "rewritten"  # it was given in full width, in small letters, or with blanks and dashes


@dataclass(frozen=True, slots=True)
class IdCheck:
    """What a check of one number came to.

    Attributes
    ----------
    number : str
        As it is kept: half width, capitals, without blanks and dashes.
    failed : tuple of IdFault
        Empty when the number holds.
    """

    number: str
    kind: IdKind
    failed: tuple[IdFault, ...] = ()
    warnings: tuple[IdWarning, ...] = ()

    @property
    def valid(self) -> bool:
        """Return whether no test failed."""
        return not self.failed

    @property
    def shown(self) -> str:
        """Return the number as it may be shown: a citizen's with its first six and last four only."""
        if self.kind is IdKind.USCC:
            return self.number
        hidden = max(len(self.number) - 10, 0)
        if not hidden:
            return "*" * max(len(self.number) - 4, 0) + self.number[-4:]
        return self.number[:6] + "*" * hidden + self.number[-4:]


def canonical_number(text: str) -> str:
    """Return a number as it is kept: half width, capitals, without blanks and dashes.

    Examples
    --------
    >>> canonical_number(" ９1350100m000100y43 ")
    '91350100M000100Y43'
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in folded if not (letter.isspace() or letter in "-\u2010\u2011\u2013\u2014"))


def check_number(text: str) -> IdCheck:
    """Check a number of an organisation or of a citizen, whichever it is.

    What passes as neither counts as a citizen's when it looks like one, mistyped or of the old fifteen digits: such a
    number is shown masked, and one that is shown whole by mistake cannot be called back.

    Examples
    --------
    >>> check_number("91350100M000100Y43").valid
    True
    >>> check_number("11010519491231002X").kind
    <IdKind.PERSON: 'person'>
    >>> check_number("1101O519491231002X").shown
    '1101O5********002X'
    """
    person, organisation = check_citizen(text), check_uscc(text)
    if person.valid or organisation.valid:
        return person if person.valid else organisation
    return person if _looks_like_citizen(person.number) else organisation


def check_uscc(text: str) -> IdCheck:
    """Check a unified social credit code (GB 32100-2015): length, alphabet, department, check digit.

    The check digit of the organisation code inside (GB 11714-1997) only warns: codes without it are in use.

    Examples
    --------
    >>> check_uscc("91350100M000100Y4Z").failed
    (<IdFault.ALPHABET: 'alphabet'>, <IdFault.CHECK_DIGIT: 'check_digit'>)
    >>> check_uscc("91512081MA62K0260E").valid
    True
    """
    number = canonical_number(text)
    warnings = [IdWarning.REWRITTEN] if number != text.strip() else []
    if len(number) != 18:
        return IdCheck(number, IdKind.USCC, (IdFault.LENGTH,), tuple(warnings))
    failed = []
    if any(letter not in USCC_ALPHABET for letter in number):
        failed.append(IdFault.ALPHABET)
    if number[0] not in DEPARTMENTS:
        failed.append(IdFault.DEPARTMENT)
    if uscc_check_digit(number[:17]) != number[17]:
        failed.append(IdFault.CHECK_DIGIT)
    if organisation_check_digit(number[8:16]) != number[16]:
        warnings.append(IdWarning.ORGANISATION_CHECK_DIGIT)
    if number[2:4] not in PROVINCES and number[2:4] != "10":  # 10: registered with the State
        warnings.append(IdWarning.UNKNOWN_DIVISION)
    return IdCheck(number, IdKind.USCC, tuple(failed), tuple(warnings))


def is_uscc(text: str) -> bool:
    """Return whether a text is a unified social credit code that holds, written as it is kept: most in a register are.

    The answer of :func:`check_uscc` without its reasons, some ten times sooner.

    Examples
    --------
    >>> is_uscc("91350100M000100Y43"), is_uscc("91350100m000100y43"), is_uscc("91350100M000100Y4Z")
    (True, False, False)
    """
    if len(text) != 18 or text[0] not in DEPARTMENTS:
        return False
    try:
        return sum([worth[letter] for worth, letter in zip(_WORTHS, text, strict=True)]) % 31 == 0
    except KeyError:  # a letter that no code has
        return False


_WORTHS = tuple(
    {letter: value * weight for value, letter in enumerate(USCC_ALPHABET)} for weight in (*USCC_WEIGHTS, 1)
)  # what each letter adds at each place, the check digit's included: all of it is a multiple of 31


def check_citizen(text: str) -> IdCheck:
    """Check a citizen's number (GB 11643-1999): length, digits, date of birth, check digit; an unknown area only warns.

    Examples
    --------
    >>> check_citizen("440524188001010014").valid
    True
    >>> check_citizen("11010519490230002X").failed
    (<IdFault.BIRTH_DATE: 'birth_date'>, <IdFault.CHECK_DIGIT: 'check_digit'>)
    """
    number = canonical_number(text)
    warnings = [IdWarning.REWRITTEN] if number != text.strip() else []
    if len(number) != 18:
        return IdCheck(number, IdKind.PERSON, (IdFault.LENGTH,), tuple(warnings))
    if not (number[:17].isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        return IdCheck(number, IdKind.PERSON, (IdFault.ALPHABET,), tuple(warnings))
    failed = []
    if _born(number) is None:
        failed.append(IdFault.BIRTH_DATE)
    if citizen_check_digit(number[:17]) != number[17]:
        failed.append(IdFault.CHECK_DIGIT)
    if number[:2] not in PROVINCES:
        warnings.append(IdWarning.UNKNOWN_DIVISION)
    return IdCheck(number, IdKind.PERSON, tuple(failed), tuple(warnings))


def uscc_check_digit(first: str) -> str | None:
    """Return the 18th character of a code from its first 17; None where one of them is not of the alphabet.

    Examples
    --------
    >>> uscc_check_digit("91512081MA62K0260")
    'E'
    """
    values = [USCC_ALPHABET.find(letter) for letter in first]
    if -1 in values:
        return None
    total = sum(value * weight for value, weight in zip(values, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_check_digit(first: str) -> str | None:
    """Return the 9th character of an organisation code from its first 8 (GB 11714-1997); None for other characters.

    Examples
    --------
    >>> organisation_check_digit("MA62K026")
    '0'
    """
    if not (first.isascii() and first.isalnum()):
        return None
    total = sum(int(letter, 36) * weight for letter, weight in zip(first, ORGANISATION_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def citizen_check_digit(first: str) -> str:
    """Return the 18th character of a citizen's number from its first 17 digits (ISO 7064, MOD 11-2)."""
    return CITIZEN_DIGITS[sum(int(digit) * weight for digit, weight in zip(first, CITIZEN_WEIGHTS, strict=True)) % 11]


def age_on(number: str, day: date) -> int | None:
    """Return the age in full years on a day, of whose citizen's number it is; None where no date stands in it.

    Examples
    --------
    >>> age_on("11010519491231002X", date(2024, 6, 27))
    74
    """
    born = _born(number)
    if born is None or born > day:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _born(number: str) -> date | None:
    """Return the date of birth inside a citizen's number."""
    try:
        if not number[6:14].isascii():
            return None
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born >= OLDEST else None


def _looks_like_citizen(number: str) -> bool:
    """Return whether a number that holds as nothing could be a citizen's, mistyped: a date inside, or digits alone."""
    digits = number.translate(LOOK_ALIKES)
    if not 15 <= len(number) <= 19:
        return False
    if len(number) == 15:
        return digits.isdigit() and _born(digits[:6] + "19" + digits[6:]) is not None
    return _born(digits) is not None or (digits[:-1].isdigit() and number[0] != "9")
