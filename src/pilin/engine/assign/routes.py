"""What one worker can do: the best set of shifts under given prices that breaks no rule, compiled.

Items are the shifts, then what workers have already; ``when`` holds start, end (µs), local day, week and employer of each,
``place`` latitude and longitude in radians. ``caps`` holds in µs: a day, a week, a week with one employer, a settlement
period with one employer; the days of that period; the rest between two days.
"""

from __future__ import annotations

import math

import numpy as np

from pilin.engine.assign.compiled import compiled
from pilin.engine.assign.space import km_between
from pilin.engine.base import EARTH_KM

KMH = 30.0  # between two shifts
MICROS_A_KM = 3.6e9 / KMH
FAR = int(np.pi * EARTH_KM * MICROS_A_KM) + 1  # µs: enough for any way on earth
EXACTLY = 64  # candidates up to which ways between all of them bound the search; beyond that, overlaps do


@compiled
def apart(i: int, j: int, when: np.ndarray, place: np.ndarray, rest: int) -> bool:
    """Return whether both items can be done: no overlap, time for the way, rest where the day changes."""
    if when[i, 0] > when[j, 0]:
        i, j = j, i
    gap = when[j, 0] - when[i, 1]
    if gap < 0 or (gap < rest and when[i, 2] != when[j, 2]):
        return False
    if gap >= FAR or math.isnan(place[i, 0] + place[j, 0]):  # a place nobody knows bars nothing
        return True
    km = km_between(place[i, 0], place[i, 1], place[j, 0], place[j, 1])
    return bool(km * MICROS_A_KM <= gap)


@compiled
def fits(held: np.ndarray, n: int, j: int, when: np.ndarray, place: np.ndarray, caps: np.ndarray) -> bool:
    """Return whether item ``j`` can be done besides ``held[:n]``, whatever the order in time."""
    length = when[j, 1] - when[j, 0]
    day, week, employer = when[j, 2], when[j, 3], when[j, 4]
    today, in_week, theirs = length, length, length
    for a in range(n):
        i = held[a]
        if i == j or not apart(i, j, when, place, caps[5]):
            return False
        if when[i, 3] == week:
            more = when[i, 1] - when[i, 0]
            in_week += more
            if when[i, 2] == day:
                today += more
            if when[i, 4] == employer:
                theirs += more
    if today > caps[0] or in_week > caps[1] or theirs > caps[2] or length > caps[3]:
        return False
    for a in range(-1, n):
        first = day if a < 0 else when[held[a], 2]
        if a >= 0 and when[held[a], 4] != employer:
            continue
        if not first <= day < first + caps[4]:
            continue
        total = length
        for b in range(n):
            i = held[b]
            if when[i, 4] == employer and first <= when[i, 2] < first + caps[4]:
                total += when[i, 1] - when[i, 0]
        if total > caps[3]:
            return False
    return True


@compiled
def best_route(
    shifts: np.ndarray,
    gains: np.ndarray,
    m: int,
    held: np.ndarray,
    n: int,
    bonus: float,
    when: np.ndarray,
    place: np.ndarray,
    caps: np.ndarray,
    most: int,
    route: np.ndarray,
) -> tuple[int, float, float]:
    """Find the set of items of largest gain that can be done besides what is held: depth first, with bounds.

    Parameters
    ----------
    shifts, gains : numpy.ndarray
        The first ``m`` candidates in the order of their start, each gaining something.
    held : numpy.ndarray
        The first ``n`` are held; the rest is room to work in.
    bonus : float
        Gained besides as soon as anything is done.
    most : int
        Nodes after which the search is given up.
    route : numpy.ndarray
        Takes the places, among the candidates, of those to be done.

    Returns
    -------
    length : int
    gain : float
    bound : float
        Which no set exceeds; the gain itself where the search came to its end.
    """
    tail = np.zeros(m + 1)
    starts, days = np.empty(m + 1, np.int64), 0  # where each day's candidates begin
    for k in range(m):
        if k == 0 or when[shifts[k], 2] != when[shifts[k - 1], 2]:
            starts[days] = k
            days += 1
    starts[days] = m
    spare = np.empty(m, np.int64)
    length, gain, later, whole = 0, 0.0, 0.0, True
    for d in range(days - 1, -1, -1):
        low, high = starts[d], starts[d + 1]
        _chain(shifts, gains, low, high, when, place, caps, tail)
        found, best, ended = _search(shifts, gains, low, high, held, n, tail, 0.0, when, place, caps, most, spare)
        # a day's own best with the caps is a bound too, where the search came to its end
        most_today = best if ended else tail[low]
        for k in range(low, high):
            tail[k] = min(tail[k], most_today) + later
        later += most_today
        whole = whole and ended
        for b in range(length):
            held[n + b] = shifts[route[b]]
        for a in range(found):  # what the days want for themselves, as far as it goes together
            if fits(held, n + length, shifts[spare[a]], when, place, caps):
                held[n + length], route[length] = shifts[spare[a]], spare[a]
                length += 1
                gain += gains[spare[a]]
            else:
                whole = False
    tail[m] = 0.0
    bound = later
    if not whole:
        found, best, ended = _search(shifts, gains, 0, m, held, n, tail, gain, when, place, caps, most, spare)
        if found > 0:
            length, gain = found, best
            route[:found] = spare[:found]
        if ended:
            bound = gain
    else:
        bound = gain
    extra = bonus if length > 0 else 0.0
    return length, gain + extra, max(bound, gain) + extra


@compiled
def _chain(
    shifts: np.ndarray,
    gains: np.ndarray,
    low: int,
    high: int,
    when: np.ndarray,
    place: np.ndarray,
    caps: np.ndarray,
    tail: np.ndarray,
) -> None:
    """Write into ``tail[low:high]`` what candidates from each on could gain if only neighbours in time got in each other's way."""
    chain = np.zeros(high - low)
    for k in range(high - 1, low - 1, -1):
        after = 0.0
        if high - low <= EXACTLY:
            for j in range(k + 1, high):
                if chain[j - low] > after and apart(shifts[k], shifts[j], when, place, caps[5]):
                    after = chain[j - low]
        else:
            a, b = k + 1, high
            while a < b:
                middle = (a + b) // 2
                if when[shifts[middle], 0] < when[shifts[k], 1]:
                    a = middle + 1
                else:
                    b = middle
            after = tail[a] if a < high else 0.0
        chain[k - low] = gains[k] + after
        tail[k] = max(tail[k + 1], chain[k - low]) if k + 1 < high else chain[k - low]


@compiled
def _search(
    shifts: np.ndarray,
    gains: np.ndarray,
    low: int,
    high: int,
    held: np.ndarray,
    n: int,
    tail: np.ndarray,
    best: float,
    when: np.ndarray,
    place: np.ndarray,
    caps: np.ndarray,
    most: int,
    route: np.ndarray,
) -> tuple[int, float, bool]:
    """Look depth first for a set from ``low`` to ``high`` that gains more than ``best``: its length or 0, its gain, whether all was seen."""
    path, gained = np.empty(high - low + 1, np.int64), np.zeros(high - low + 1)
    length, depth, k, nodes = 0, 0, low, 0
    while True:
        while k < high:
            if gained[depth] + tail[k] <= best + 1e-12:
                break
            if fits(held, n + depth, shifts[k], when, place, caps):
                held[n + depth], path[depth] = shifts[k], k
                depth += 1
                gained[depth] = gained[depth - 1] + gains[k]
                nodes += 1
                if gained[depth] > best:
                    best, length = gained[depth], depth
                    route[:depth] = path[:depth]
            k += 1
        if depth == 0:
            return length, best, True
        if nodes > most:
            return length, best, False
        depth -= 1
        k = path[depth] + 1


@compiled
def respond(
    size: int,
    first: np.ndarray,
    shift: np.ndarray,
    value: np.ndarray,
    price: np.ndarray,
    bonus: np.ndarray,
    begins: np.ndarray,
    when: np.ndarray,
    place: np.ndarray,
    caps: np.ndarray,
    most: int,
    taken: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Let every worker do what is best for them at some prices.

    Parameters
    ----------
    first, shift, value : numpy.ndarray
        Pairs by worker, each worker's in the order of their start.
    begins : numpy.ndarray
        Of each worker, the items they have already: ``begins[w]:begins[w + 1]``.
    taken : numpy.ndarray
        Takes which pairs that makes.

    Returns
    -------
    kept : numpy.ndarray
        What each worker keeps, or a bound on it.
    wanted : numpy.ndarray
        How many want each shift.
    """
    wanted = np.zeros(len(price), np.int64)
    widest = 1
    for w in range(size):
        widest = max(widest, first[w + 1] - first[w], begins[w + 1] - begins[w])
    shifts, gains, where = np.empty(widest, np.int64), np.empty(widest), np.empty(widest, np.int64)
    held, route = np.empty(2 * widest + 1, np.int64), np.empty(widest, np.int64)
    kept = np.zeros(size)
    taken[:] = False
    for w in range(size):
        m, single, alone = 0, -1, -np.inf
        for a in range(first[w], first[w + 1]):
            gain = value[a] - price[shift[a]]
            if gain > alone:
                single, alone = a, gain
            if gain > 0.0:
                shifts[m], gains[m], where[m] = shift[a], gain, a
                m += 1
        if m == 0:
            if single >= 0 and alone + bonus[w] > 0.0:
                kept[w] = alone + bonus[w]
                taken[single] = True
                wanted[shift[single]] += 1
            continue
        n = begins[w + 1] - begins[w]
        for b in range(n):
            held[b] = begins[w] + b
        length, _gain, bound = best_route(shifts, gains, m, held, n, bonus[w], when, place, caps, most, route)
        kept[w] = bound
        for a in range(length):
            taken[where[route[a]]] = True
            wanted[shifts[route[a]]] += 1
    return kept, wanted


@compiled
def settle(
    order: np.ndarray,
    first: np.ndarray,
    shift: np.ndarray,
    value: np.ndarray,
    price: np.ndarray,
    bonus: np.ndarray,
    begins: np.ndarray,
    when: np.ndarray,
    place: np.ndarray,
    caps: np.ndarray,
    most: int,
    left: np.ndarray,
    taken: np.ndarray,
    true_value: np.ndarray,
) -> float:
    """Let workers choose one after another among the seats that are left, giving up what they had if that is better.

    Parameters
    ----------
    order : numpy.ndarray
        Of the workers.
    price : numpy.ndarray
        What a seat is reckoned with; 0 for what can be had.
    left : numpy.ndarray
        Seats left of each shift; kept up.
    taken : numpy.ndarray
        Which pairs are made; kept up.
    true_value : numpy.ndarray
        By which what they had is compared with what they could have, less the prices.

    Returns
    -------
    float
        By how much the sum of values, less prices, rose.
    """
    widest = 1
    for w in order:
        widest = max(widest, first[w + 1] - first[w], begins[w + 1] - begins[w])
    shifts, gains, where = np.empty(widest, np.int64), np.empty(widest), np.empty(widest, np.int64)
    held, route = np.empty(2 * widest + 1, np.int64), np.empty(widest, np.int64)
    rose = 0.0
    for w in order:
        before, m = 0.0, 0
        some = False
        for a in range(first[w], first[w + 1]):
            gain = true_value[a] - price[shift[a]]
            if taken[a]:
                before += gain
                some = True
            if (left[shift[a]] > 0 or taken[a]) and gain > 0.0:
                shifts[m], gains[m], where[m] = shift[a], gain, a
                m += 1
        if some:
            before += bonus[w]
        n = begins[w + 1] - begins[w]
        for b in range(n):
            held[b] = begins[w] + b
        length, gain, _bound = best_route(shifts, gains, m, held, n, bonus[w], when, place, caps, most, route)
        if gain <= before + 1e-9:
            continue
        rose += gain - before
        for a in range(first[w], first[w + 1]):
            if taken[a]:
                taken[a] = False
                left[shift[a]] += 1
        for a in range(length):
            taken[where[route[a]]] = True
            left[shifts[route[a]]] -= 1
    return rose


@compiled
def open_pairs(
    size: int,
    first: np.ndarray,
    shift: np.ndarray,
    inside: np.ndarray,
    begins: np.ndarray,
    when: np.ndarray,
    place: np.ndarray,
    caps: np.ndarray,
    taken: np.ndarray,
    alive: np.ndarray,
    free: np.ndarray,
) -> None:
    """Say which pairs of some shifts could be made beside what each worker does outside of these.

    Parameters
    ----------
    inside : numpy.ndarray
        Which shifts, bool.
    alive, free : numpy.ndarray
        Take for each pair whether it could be made, and for each worker whether nothing is done outside.
    """
    widest = 1
    for w in range(size):
        widest = max(widest, first[w + 1] - first[w] + begins[w + 1] - begins[w])
    held = np.empty(widest, np.int64)
    for w in range(size):
        n = begins[w + 1] - begins[w]
        for b in range(n):
            held[b] = begins[w] + b
        free[w] = True
        for a in range(first[w], first[w + 1]):
            if taken[a] and not inside[shift[a]]:
                held[n] = shift[a]
                n += 1
                free[w] = False
        for a in range(first[w], first[w + 1]):
            alive[a] = inside[shift[a]] and fits(held, n, shift[a], when, place, caps)


@compiled
def all_routes(
    size: int,
    first: np.ndarray,
    shift: np.ndarray,
    value: np.ndarray,
    price: np.ndarray,
    bonus: np.ndarray,
    begins: np.ndarray,
    when: np.ndarray,
    place: np.ndarray,
    caps: np.ndarray,
    kept: np.ndarray,
    slack: float,
    most: int,
) -> tuple[bool, np.ndarray, np.ndarray, np.ndarray]:
    """List every set of shifts of every worker that an answer better than the best one known could hold.

    Parameters
    ----------
    kept : numpy.ndarray
        What each worker keeps at these prices, at most.
    slack : float
        Bound less the best known: a set that keeps less than its worker's ``kept`` by more cannot be in a better answer.
    most : int
        How many sets, and how many steps of a thousand, at most.

    Returns
    -------
    whole : bool
        Whether these are all.
    owner, ends, pairs : numpy.ndarray
        Of each set: its worker, where its pairs end in ``pairs``.
    """
    owner, ends, n_sets = np.empty(most, np.int64), np.empty(most, np.int64), 0
    listed, n_listed = np.empty(1024, np.int64), 0
    widest = 1
    for w in range(size):
        widest = max(widest, first[w + 1] - first[w], begins[w + 1] - begins[w])
    held, path, gained, tail = (
        np.empty(2 * widest + 1, np.int64),
        np.empty(widest + 1, np.int64),
        np.zeros(widest + 1),
        np.zeros(widest + 1),
    )
    steps = 0
    for w in range(size):
        low, m = first[w], first[w + 1] - first[w]
        base = begins[w + 1] - begins[w]
        for b in range(base):
            held[b] = begins[w] + b
        tail[m] = 0.0
        for k in range(m - 1, -1, -1):
            tail[k] = tail[k + 1] + max(0.0, value[low + k] - price[shift[low + k]])
        least = kept[w] - slack
        depth, k = 0, 0
        gained[0] = bonus[w]
        while True:
            while k < m:
                steps += 1
                if gained[depth] + tail[k] < least:
                    break
                if fits(held, base + depth, shift[low + k], when, place, caps):
                    held[base + depth], path[depth] = shift[low + k], k
                    depth += 1
                    gained[depth] = gained[depth - 1] + value[low + k] - price[shift[low + k]]
                    if gained[depth] >= least:
                        if n_sets == most:
                            return False, owner, ends, listed
                        while n_listed + depth > len(listed):
                            longer = np.empty(2 * len(listed), np.int64)
                            longer[:n_listed] = listed[:n_listed]
                            listed = longer
                        for d in range(depth):
                            listed[n_listed] = low + path[d]
                            n_listed += 1
                        owner[n_sets], ends[n_sets] = w, n_listed
                        n_sets += 1
                k += 1
            if depth == 0:
                break
            if steps > 1000 * most:
                return False, owner, ends, listed
            depth -= 1
            k = path[depth] + 1
    return True, owner[:n_sets], ends[:n_sets], listed[:n_listed]
