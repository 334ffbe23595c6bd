"""What is hidden in the words of a proposal, what holds them back, and what belongs elsewhere. Pure; the lists are dated data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pilin.domain.proposals.rules.tables import Elsewhere, HeldWord

HIDDEN = "****"
APART = r"[\s\-–·.]?"  # what people put between digits
CARDS = re.compile(rf"(?<![0-9])(?:[0-9]{APART}){{14,18}}[0-9Xx](?![0-9])")  # of identity, 15 or 18; of banks, 16 to 19
PHONES = re.compile(
    rf"(?<![0-9])(?:(?:\+|00)?86{APART})?1[3-9][0-9](?:{APART}[0-9]){{8}}(?![0-9])"
    rf"|(?<![0-9])0[1-9][0-9]{{1,2}}{APART}[2-9][0-9]{{2,3}}{APART}[0-9]{{4}}(?![0-9])"
)
MAILS = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
PLATES = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][\s·.\-]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Words with what the public need not know hidden."""

    text: str
    hidden: bool


def without_cards(text: str) -> str:
    """Return words without numbers of identity cards and bank cards: these are kept nowhere.

    Examples
    --------
    >>> without_cards("我是 310116 19900101 0011 号")
    '我是 **** 号'
    """
    return CARDS.sub(HIDDEN, _plain_digits(text))


def shown(text: str) -> Shown:
    """Return words as the public reads them: without numbers of cards, telephones and cars, and without addresses of mail.

    Examples
    --------
    >>> shown("打 13800000000 找我，车是沪A12345")
    Shown(text='打 **** 找我，车是****', hidden=True)
    >>> shown("拨 12345 没有用")
    Shown(text='拨 12345 没有用', hidden=False)
    """
    made = without_cards(text)
    for pattern in (PHONES, MAILS, PLATES):
        made = pattern.sub(HIDDEN, made)
    return Shown(made, HIDDEN in made)


def held_words(text: str, words: Sequence[HeldWord], on: date) -> list[HeldWord]:
    """Return the words of the list that stand in a text on a day, whatever marks are put between their characters."""
    there = _bare(text)
    return [word for word in words if word.holds(on) and _bare(word.word) in there]


def elsewhere(text: str, places: Sequence[Elsewhere], on: date) -> list[Elsewhere]:
    """Return where else a text seems to belong: a claim of one's own, a lawsuit, an emergency."""
    return [place for place in places if place.holds(on) and any(word in text for word in place.words)]


def _plain_digits(text: str) -> str:
    """Return a text whose wide digits are written as plain ones: a number must not hide by its width."""
    return "".join(unicodedata.normalize("NFKC", c) if c.isdigit() or c in "Ｘｘ" else c for c in text)


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
