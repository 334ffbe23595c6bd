"""The kernel that takes company names apart: place, trade name (字号), trade words, legal form, branch."""

from __future__ import annotations

import numpy as np

from pilin.engine.link.compiled import MIX, PRIME, SEED, compiled, find
from pilin.engine.link.gazetteer import STATE
from pilin.engine.link.lexicon import Form

OPEN, CLOSE = np.uint32(ord("(")), np.uint32(ord(")"))
NONE, SHARES, GROUP, BRANCH = int(Form.NONE), int(Form.SHARES), int(Form.GROUP), int(Form.BRANCH)
SHORTENED = 100  # the value of 股份 alone in the table of forms
ANOTHER = 101  # and of words with which a bracket begins to tell another name
GONG, SI, SHI, XIAN, ZHEN = (np.uint32(ord(letter)) for letter in "公司市县镇")
NOT_BEFORE_SHI = np.array([ord(letter) for letter in "超城都股门上夜菜楼"], np.uint32)
FIRST_HAN = np.uint32(0x2E80)
LISTED_AT_MOST = 10  # letters of a name that may carry marks of a stock exchange
LEAST = 2  # letters that must remain


@compiled
def at_head(
    text: np.ndarray, first: int, last: int, keys: np.ndarray, values: np.ndarray, longest: int
) -> tuple[int, int]:
    """Return length and value of the longest word of the table that ``text[first:last]`` begins with; (0, -1) if none."""
    state, length, value = SEED, 0, -1
    for count in range(1, min(longest, last - first) + 1):
        state = (state ^ np.uint64(text[first + count - 1])) * PRIME
        state ^= state >> np.uint64(29)
        key = (state ^ (state >> np.uint64(32))) * MIX
        key ^= key >> np.uint64(29)
        found = find(keys, values, key)
        if found >= 0:
            length, value = count, found
    return length, value


@compiled
def at_tail(
    text: np.ndarray, first: int, last: int, keys: np.ndarray, values: np.ndarray, longest: int
) -> tuple[int, int]:
    """Return length and value of the longest word (table kept backwards) that ``text[first:last]`` ends with."""
    state, length, value = SEED, 0, -1
    for count in range(1, min(longest, last - first) + 1):
        state = (state ^ np.uint64(text[last - count])) * PRIME
        state ^= state >> np.uint64(29)
        key = (state ^ (state >> np.uint64(32))) * MIX
        key ^= key >> np.uint64(29)
        found = find(keys, values, key)
        if found >= 0:
            length, value = count, found
    return length, value


@compiled
def town_by_suffix(text: np.ndarray, first: int, last: int, within: bool) -> int:
    """Return how many letters at the head look like an unlisted city or county: two or three letters and 市 or 县.

    Within a known place a town (镇) counts too.
    """
    for count in (2, 3):
        if last - first < count + 1 + LEAST:
            return 0
        mark = text[first + count]
        if mark == XIAN or mark == SHI or (within and mark == ZHEN):  # noqa: SIM109 - kernels
            before = text[first + count - 1]
            for letter in NOT_BEFORE_SHI:
                if before == letter:
                    return 0
            return count + 1
    return 0


@compiled
def places_at_head(
    text: np.ndarray, first: int, last: int, place: int, least: int, keys: np.ndarray, values: np.ndarray, longest: int
) -> tuple[int, int]:
    """Return where the places at the head end, and the narrowest one's code; at least ``least`` letters remain."""
    at = first
    for _ in range(4):
        length, code = at_head(text, at, last, keys, values, longest)
        if length == 0:
            length, code = town_by_suffix(text, at, last, at > first), 0
        if length == 0 or last - at - length < least:
            break
        if code > 0:
            if place in (0, STATE):
                place = code
            elif code // 10_000 == place // 10_000:
                place = max(code, place) if code % 100 or code % 10_000 else place
            elif at > first:
                break
        at += length
    return at, place


@compiled
def without_brackets(
    points: np.ndarray, first: int, last: int, out: np.ndarray, inner: np.ndarray,
    form_keys: np.ndarray, form_values: np.ndarray, form_longest: int,
    place_keys: np.ndarray, place_values: np.ndarray, place_longest: int,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Copy a name without marks and brackets; return its length, place and form in brackets, and whether a group.

    A bracket that holds neither place nor form keeps its words, unless it tells another name (原…, 简称…).
    """
    size, place, form, group = 0, 0, NONE, 0
    at = first
    while at < last:
        letter = points[at]
        at += 1
        if letter == 0 or letter == CLOSE:
            continue
        if letter != OPEN:
            out[size] = letter
            size += 1
            continue
        held = 0
        while at < last and points[at] != CLOSE:
            if points[at] != 0 and points[at] != OPEN:
                inner[held] = points[at]
                held += 1
            at += 1
        at += 1
        length, value = at_head(inner, 0, held, form_keys, form_values, form_longest)
        if value == ANOTHER:
            continue
        if held and length == held:
            if value == GROUP:
                group = 1
            else:
                form = value
            continue
        length, value = at_head(inner, 0, held, place_keys, place_values, place_longest)
        if held and length == held:
            place = value
            continue
        for k in range(held):
            out[size] = inner[k]
            size += 1
    return size, place, form, group


@compiled
def forms_at_tail(
    text: np.ndarray, first: int, last: int, form: int, group: int, keys: np.ndarray, values: np.ndarray, longest: int
) -> tuple[int, int, int, int, int, int]:
    """Strip legal forms from the end; return where the rest ends, form, group, shortened?, and the branch's span.

    The name of a branch (甲有限公司乙分公司) is its parent's followed by its own: the span is that of 乙.
    """
    shortened, branch_first, branch_last = 0, -1, -1
    for _ in range(5):
        length, value = at_tail(text, first, last, keys, values, longest)
        if length == 0 or last - length - first < LEAST:
            break
        last -= length
        if value == BRANCH:
            if form != NONE and form != BRANCH:
                last += length
                break
            form, branch_first, branch_last = BRANCH, last, last
            for at in range(last - 1, first + LEAST, -1):
                if text[at] == SI and text[at - 1] == GONG:
                    branch_first = at + 1
                    break
            last = branch_first
        elif value == GROUP:
            group = 1
            if form == NONE:
                form = GROUP
        else:
            if value == SHORTENED:
                shortened, value = 1, SHARES
            if form in (NONE, GROUP):
                form = value
    return last, form, group, shortened, branch_first, branch_last


@compiled
def parse(
    points: np.ndarray, start: np.ndarray, text: np.ndarray, shape: np.ndarray,
    form_keys: np.ndarray, form_values: np.ndarray, form_longest: int,
    mark_keys: np.ndarray, mark_values: np.ndarray, mark_longest: int,
    end_keys: np.ndarray, end_values: np.ndarray, end_longest: int,
    place_keys: np.ndarray, place_values: np.ndarray, place_longest: int,
    trade_keys: np.ndarray, trade_values: np.ndarray, trade_longest: int,
    whole_keys: np.ndarray, whole_values: np.ndarray, whole_longest: int,
) -> None:  # fmt: skip
    """Fill ``text`` with bodies (place, trade name, trade words; then the branch's own words) and ``shape`` by name.

    Columns of ``shape``: length of the body, of its head of places, first letter and end of the trade name, form,
    group, letters of the branch after the body, place code, whether the name looks listed.
    """
    longest = 1
    for i in range(len(start) - 1):
        longest = max(longest, start[i + 1] - start[i])
    name, inner = np.empty(longest + 1, np.uint32), np.empty(longest + 1, np.uint32)
    for i in range(len(start) - 1):
        size, place, form, group = without_brackets(
            points, start[i], start[i + 1], name, inner,
            whole_keys, whole_values, whole_longest, place_keys, place_values, place_longest,
        )  # fmt: skip
        first = 0
        last, form, group, short, b_first, b_last = forms_at_tail(
            name, 0, size, form, group, form_keys, form_values, form_longest
        )
        listed = 1 if size <= LISTED_AT_MOST and (short or form in (NONE, GROUP)) else 0
        if listed:
            for _ in range(2):
                length, _value = at_head(name, first, last, mark_keys, mark_values, mark_longest)
                if length and last - first - length >= LEAST and name[first + length] >= FIRST_HAN:
                    first += length
                length, _value = at_tail(name, first, last, end_keys, end_values, end_longest)
                if length and last - first - length >= LEAST and name[last - length - 1] >= FIRST_HAN:
                    last -= length
            last, form, group, _s, _b, _c = forms_at_tail(
                name, first, last, form, group, form_keys, form_values, form_longest
            )
        head, place = places_at_head(name, first, last, place, LEAST, place_keys, place_values, place_longest)
        end, generic = last, 0
        for _ in range(6):
            length, _value = at_tail(name, head, end, trade_keys, trade_values, trade_longest)
            if length == 0:
                break
            if end - length == head:
                generic = 1  # trade words only: the place is what tells such a name from others
                break
            if end - length - head < LEAST:
                break
            end -= length
        begin = start[i]
        for at in range(first, last):
            text[begin + at - first] = name[at]
        for at in range(b_first, b_last):
            text[begin + last - first + at - b_first] = name[at]
        shape[i, 0], shape[i, 1] = last - first, head - first
        shape[i, 2], shape[i, 3] = (0, last - first) if generic else (head - first, end - first)
        shape[i, 4], shape[i, 5], shape[i, 6], shape[i, 7], shape[i, 8] = form, group, b_last - b_first, place, listed
