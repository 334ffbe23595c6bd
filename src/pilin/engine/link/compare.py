"""How two entries compare: a level for each field, and how rare that is which they share."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from pilin.engine.link.compiled import compiled
from pilin.engine.link.gazetteer import STATE
from pilin.engine.link.letters import PLANE
from pilin.engine.link.lexicon import Form
from pilin.engine.link.records import Rows


class Field(IntEnum):
    """What is compared."""

    CODE = 0
    BRAND = 1
    TRADE = 2
    PLACE = 3
    FORM = 4
    ADDRESS = 5


LEVELS: dict[Field, tuple[str, ...]] = {
    Field.CODE: ("different", "same", "missing"),
    Field.BRAND: ("different", "same", "same sound", "one letter off", "shortened", "partly the same", "missing"),
    Field.TRADE: ("different", "same", "one letter off", "contained", "partly the same", "missing", "counted in brand"),
    Field.PLACE: ("different", "same", "one in the other", "near", "contradictory", "missing"),
    Field.FORM: ("different", "same", "compatible", "branch and parent", "two branches", "missing"),
    Field.ADDRESS: ("different", "same", "nearly the same", "partly the same", "missing"),
}
WIDTH = max(map(len, LEVELS.values()))
FIELDS = len(Field)
MISSING = {Field.CODE: 2, Field.BRAND: 6, Field.TRADE: 5, Field.PLACE: 5, Field.FORM: 5, Field.ADDRESS: 4}
NOT_ASKED = 6  # trade words where the trade name was compared with them
RARITY = {
    Field.BRAND: (1, 2, 3, 4, 5),
    Field.TRADE: (1,),
    Field.PLACE: (1,),
}  # levels whose chance is read off the register
SHARE = np.float32(0.8)  # of the information of single letters: letters of a word come together
GAP_BITS = np.float32(1.0)
PLACE_LETTER_BITS = np.float32(3.0)
MOST_BITS = np.float32(34.0)
SHORT = 24  # letters of a body that are aligned
HALF = 0.5  # share of the shorter trade name, likewise, where the trade words are the same
EVEN = 0.6  # share of the shorter core that must be found for "partly the same"
NONE, SHARES, LIMITED, COMPANY, GROUP, BRANCH = (
    int(form) for form in (Form.NONE, Form.SHARES, Form.LIMITED, Form.COMPANY, Form.GROUP, Form.BRANCH)
)


class Rarity(NamedTuple):
    """Bits that a coincidence is worth, by entry of the register: trade name, sound, trade words, place, opening; by letter."""

    entry: np.ndarray
    letter: np.ndarray
    short: np.ndarray  # what province a letter stands for


@compiled
def one_letter_off(a: np.ndarray, a1: int, a2: int, b: np.ndarray, b1: int, b2: int) -> bool:
    """Return whether one letter replaced, dropped, added, or swapped with its neighbour makes one of the other."""
    if a2 - a1 > b2 - b1:
        a, a1, a2, b, b1, b2 = b, b1, b2, a, a1, a2
    more = (b2 - b1) - (a2 - a1)
    if more > 1:
        return False
    while a1 < a2 and a[a1] == b[b1]:
        a1 += 1
        b1 += 1
    while a2 > a1 and b2 > b1 and a[a2 - 1] == b[b2 - 1]:
        a2 -= 1
        b2 -= 1
    left = a2 - a1
    if more == 1:
        return left == 0
    return left <= 1 or (left == 2 and a[a1] == b[b1 + 1] and a[a1 + 1] == b[b1])


@compiled
def in_order(a: np.ndarray, a1: int, a2: int, b: np.ndarray, b1: int, b2: int, letter: np.ndarray) -> np.float32:
    """Return the bits of finding all letters of ``a`` in order within ``b``; negative where they are not found."""
    bits, last, started = np.float32(0.0), -1, False
    at = b1
    for k in range(a1, a2):
        while at < b2 and b[at] != a[k]:
            at += 1
        if at == b2:
            return np.float32(-1.0)
        bits += SHARE * letter[min(a[k], PLANE - 1)]
        if started and at != last + 1:
            bits -= GAP_BITS
        last, started = at, True
        at += 1
    return max(bits, np.float32(0.0))


@compiled
def opens(
    a: np.ndarray, a1: int, a2: int, b: np.ndarray, b1: int, b2: int, letter: np.ndarray, opening: np.float32
) -> np.float32:
    """Return the bits of all letters of ``a`` standing where ``b`` begins, 0 where they do not; ``opening``: of two."""
    if a2 - a1 < 2 or b2 - b1 < a2 - a1:
        return np.float32(0.0)
    bits = opening
    for k in range(a2 - a1):
        if a[a1 + k] != b[b1 + k]:
            return np.float32(0.0)
        if k >= 2:
            bits += SHARE * letter[min(a[a1 + k], PLANE - 1)]
    return bits


@compiled
def in_common(
    a: np.ndarray, a1: int, a2: int, b: np.ndarray, b1: int, b2: int, letter: np.ndarray, table: np.ndarray
) -> tuple[int, np.float32]:
    """Return how many letters two texts share in order (longest common subsequence) and the bits of these."""
    rows, columns = min(a2 - a1, SHORT), min(b2 - b1, SHORT)
    for y in range(columns + 1):
        table[0, y] = 0
    for x in range(1, rows + 1):
        table[x, 0] = 0
        for y in range(1, columns + 1):
            if a[a1 + x - 1] == b[b1 + y - 1]:
                table[x, y] = table[x - 1, y - 1] + 1
            else:
                table[x, y] = max(table[x - 1, y], table[x, y - 1])
    count, bits = table[rows, columns], np.float32(0.0)
    x, y = rows, columns
    while x > 0 and y > 0:
        if a[a1 + x - 1] == b[b1 + y - 1]:
            bits += SHARE * letter[min(a[a1 + x - 1], PLANE - 1)]
            x -= 1
            y -= 1
        elif table[x - 1, y] >= table[x, y - 1]:
            x -= 1
        else:
            y -= 1
    return int(count), bits


@compiled
def shared_letters(a: np.ndarray, a1: int, a2: int, b: np.ndarray, b1: int, b2: int) -> int:
    """Return how many letters of the first stand anywhere in the second."""
    count = 0
    for k in range(a1, a2):
        for at in range(b1, b2):
            if a[k] == b[at]:
                count += 1
                break
    return count


@compiled
def relation(a: int, b: int) -> int:
    """Return the level of two place codes."""
    if a == 0 or b == 0 or a == STATE or b == STATE:
        return 5
    if a == b:
        return 1
    if a // 10_000 != b // 10_000:
        return 0
    if a % 10_000 == 0 or b % 10_000 == 0:
        return 2
    if a // 100 == b // 100 and (a % 100 == 0 or b % 100 == 0):
        return 2
    return 3


@compiled
def place_level(left: Rows, i: int, right: Rows, j: int, told: bool) -> int:
    """Return the level of places: divisions and places in names together. ``told``: the name's place counted in its brand."""
    dl, dr = left.division[left.owner[i]], right.division[right.owner[j]]
    pl, pr = left.place[i], right.place[j]
    by_division = relation(dl, dr)
    by_name = 5 if told else relation(pl, pr)
    if by_division == 5 and by_name == 5:
        return 5 if told else relation(dl if dl else pl, dr if dr else pr)
    if by_division == 5:
        return by_name
    if by_name == 5:
        return by_division
    agree_division, agree_name = by_division in (1, 2), by_name in (1, 2)
    if agree_division and agree_name:
        return min(by_division, by_name)
    if agree_division != agree_name:
        return 4
    return 0 if by_division == 0 or by_name == 0 else 3


@compiled
def form_level(left: Rows, i: int, right: Rows, j: int) -> int:
    """Return the level of legal forms; a branch is not its parent."""
    a, b = left.shape[i, 4], right.shape[j, 4]
    if a == BRANCH and b == BRANCH:
        return 1 if left.marks[i, 1] == right.marks[j, 1] else 4
    if a == BRANCH or b == BRANCH:
        return 3
    if a in (NONE, GROUP) or b in (NONE, GROUP):
        return 5
    if a == b:
        return 1
    return 2 if 1 <= a <= 3 and 1 <= b <= 3 else 0


@compiled
def address_level(left: Rows, i: int, right: Rows, j: int) -> int:
    """Return the level of two addresses by the Dice coefficient of their letter pairs."""
    a, a_end = left.address_start[left.owner[i]], left.address_start[left.owner[i] + 1]
    b, b_end = right.address_start[right.owner[j]], right.address_start[right.owner[j] + 1]
    total = (a_end - a) + (b_end - b)
    if a == a_end or b == b_end:
        return 4
    both = 0
    while a < a_end and b < b_end:
        x, y = left.address[a], right.address[b]
        if x == y:
            both += 1
        if x <= y:
            a += 1
        if y <= x:
            b += 1
    dice = 2.0 * both / total
    if dice > 0.96:
        return 1
    if dice >= 0.7:
        return 2
    return 3 if dice >= 0.4 else 0


@compiled
def brand_level(left: Rows, i: int, right: Rows, j: int, rarity: Rarity, table: np.ndarray) -> tuple[int, np.float32]:
    """Return the level of trade names and the bits of what they share."""
    if left.shape[i, 0] == 0 or right.shape[j, 0] == 0:
        return 6, np.float32(0.0)
    if left.keys[i, 0] == right.keys[j, 0]:
        return 1, rarity.entry[j, 0]
    if left.keys[i, 1] == right.keys[j, 1]:
        return 2, rarity.entry[j, 1]
    letter = rarity.letter
    if left.shape[i, 0] <= right.shape[j, 0]:  # each helper is called once: what is compiled is half as much
        a, a0, s, b, b0, r, place = (
            left.text,
            left.start[i],
            left.shape[i],
            right.text,
            right.start[j],
            right.shape[j],
            right.place[j],
        )
    else:
        a, a0, s, b, b0, r, place = (
            right.text,
            right.start[j],
            right.shape[j],
            left.text,
            left.start[i],
            left.shape[i],
            left.place[i],
        )
    a1, a2, a_core, a9 = a0 + s[2], a0 + s[3], a0 + s[1], a0 + s[0]
    b1, b2, b_core, b9 = b0 + r[2], b0 + r[3], b0 + r[1], b0 + r[0]
    bits = shortened(a, a0, a_core, a9, b, b0, b_core, b9, place, letter, rarity.short, rarity.entry[j, 4])
    short = min(bits, rarity.entry[j, 0] - GAP_BITS)  # never more than an equal name would say
    if bits >= 0 and s[8] == 1 and a2 == a9:
        return 4, short
    near = one_letter_off(a, a1, a2, b, b1, b2)
    if near and a2 - a1 == 2 and b2 - b1 == 2:
        if a[a1] == b[b1 + 1] and a[a1 + 1] == b[b1]:
            return 3, SHARE * (letter[min(a[a1], PLANE - 1)] + letter[min(a[a1 + 1], PLANE - 1)])
        near = False
    near = near and a2 - a1 >= 2 and b2 - b1 >= 2
    if bits >= 0 and not near:
        return 4, short
    least = max(2.0, EVEN * min(a9 - a_core, b9 - b_core))
    if near or same_trade(left, i, right, j):  # equal trade words are weighed as such, not letter by letter
        a_core, a9, b_core, b9 = a1, a2, b1, b2
        least = HALF * min(a2 - a1, b2 - b1)
    if near:
        pass
    elif shared_letters(a, a_core, a9, b, b_core, b9) < least:
        return 0, np.float32(0.0)
    count, bits = in_common(a, a_core, a9, b, b_core, b9, letter, table)
    if near:
        return 3, bits
    return (5, bits) if count >= least else (0, np.float32(0.0))


@compiled
def same_trade(left: Rows, i: int, right: Rows, j: int) -> bool:
    """Return whether both have trade words, and the same."""
    return bool(left.keys[i, 2] != 0 and left.keys[i, 2] == right.keys[j, 2])


@compiled
def shortened(
    a: np.ndarray, a0: int, a_core: int, a9: int, b: np.ndarray, b0: int, b_core: int, b9: int, place: int,
    letter: np.ndarray, short: np.ndarray, opening: np.float32,
) -> np.float32:  # fmt: skip
    """Return the bits of a short name found in order in a long one, whole, without its places, or behind a province's letter."""
    bits = in_order(a, a0, a9, b, b0, b9, letter)
    if bits >= 0:
        return max(bits, opens(a, a_core if a_core > a0 and b_core > b0 else a0, a9, b, b_core, b9, letter, opening))
    if a_core > a0 and a9 - a_core >= 2:
        bits = in_order(a, a_core, a9, b, b0, b9, letter)
        if bits >= 0:
            return max(bits, opens(a, a_core, a9, b, b_core, b9, letter, opening))
    if a9 - a_core >= 3 and place > 0 and a[a_core] < PLANE:
        stands = short[a[a_core]]
        if stands > 0 and (stands == place or (stands % 10_000 == 0 and stands // 10_000 == place // 10_000)
                           or (stands % 10_000 != 0 and stands // 100 == place // 100)):  # fmt: skip
            bits = in_order(a, a_core + 1, a9, b, b0, b9, letter)
            if bits >= 0:
                return max(bits, opens(a, a_core + 1, a9, b, b_core, b9, letter, opening)) + PLACE_LETTER_BITS
    return np.float32(-1.0)


@compiled
def trade_level(left: Rows, i: int, right: Rows, j: int, brand: int) -> int:
    """Return the level of the trade words."""
    if brand not in (1, 2, 3) and not (brand == 5 and same_trade(left, i, right, j)):
        return NOT_ASKED
    a, b = left.text, right.text
    a1, a2 = left.start[i] + left.shape[i, 3], left.start[i] + left.shape[i, 0]
    b1, b2 = right.start[j] + right.shape[j, 3], right.start[j] + right.shape[j, 0]
    if a1 == a2 or b1 == b2:
        return 5
    if left.keys[i, 2] == right.keys[j, 2]:
        return 1
    if min(a2 - a1, b2 - b1) >= 2 and max(a2 - a1, b2 - b1) >= 3 and one_letter_off(a, a1, a2, b, b1, b2):
        return 2
    if a2 - a1 > b2 - b1:
        a, a1, a2, b, b1, b2 = b, b1, b2, a, a1, a2
    count = shared_letters(a, a1, a2, b, b1, b2)
    if count == a2 - a1:
        return 3
    return 4 if 2 * count >= a2 - a1 else 0


@compiled
def compare(
    left: Rows, i: int, right: Rows, j: int, rarity: Rarity, table: np.ndarray, levels: np.ndarray, bits: np.ndarray
) -> None:
    """Write the level of every field, and the bits of rarity where the level has such."""
    a, b = left.marks[i, 0], right.marks[j, 0]
    levels[0] = 2 if a == 0 or b == 0 else (1 if a == b else 0)
    brand, shared = brand_level(left, i, right, j, rarity, table)
    levels[1] = brand
    levels[2] = trade_level(left, i, right, j, brand)
    told = brand == 1 and left.shape[i, 2] == 0 and left.shape[i, 1] > 0 and right.shape[j, 2] == 0
    levels[3] = place_level(left, i, right, j, told)
    levels[4] = form_level(left, i, right, j)
    levels[5] = address_level(left, i, right, j)
    bits[:] = np.float32(0.0)
    bits[1] = min(shared, MOST_BITS)
    if levels[2] == 1:
        bits[2] = rarity.entry[j, 2]
    if levels[3] == 1:
        bits[3] = rarity.entry[j, 3]
