"""How long water takes from one gauge to another, learned from events of the past."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from pilin.engine.hydro.clock import Floats, floats

ENOUGH = 3  # events that a confidence is told from
NEAR = 0.25  # of the median: how far an event's own lag may lie from it and still agree
AGREES = 0.5  # the least correlation at which an event teaches: a quarter of what moves the one moves the other


class Method(StrEnum):
    """How one event's lag is found."""

    CORRELATION = "correlation"  # at which the two series agree best
    PEAKS = "peaks"  # from the highest value of the one to that of the other


@dataclass(frozen=True, slots=True)
class Event:
    """A stretch of readings, both ends inclusive, as positions."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Lag:
    """How long the second gauge follows the first.

    Parameters
    ----------
    minutes : float
        The median of the events' own lags.
    low, high : float
        Their quartiles, minutes.
    events : int
        From how many it was learned.
    seen : int
        How many there were: the others agree too little at any lag, or best at the longest, where the answer may lie beyond.
    confidence : float, optional
        The share of events whose own lag lies within one step, or a quarter of it, of the median. None below three events:
        then there is none to tell.
    correlation : float, optional
        The median over events of the correlation at their own lag; None by the method of peaks.
    """

    minutes: float
    low: float
    high: float
    events: int
    seen: int
    confidence: float | None
    correlation: float | None


def find_events(values: Any, line: float, *, gap: int = 0) -> list[Event]:
    """Return the stretches at or above a line; those that at most ``gap`` readings part are one.

    Parameters
    ----------
    values : array of float, shape (n,)
        On a regular grid. NaN is not above.

    Examples
    --------
    >>> find_events([0, 5, 0, 6, 0, 0, 0, 7], 5, gap=1)
    [Event(first=1, last=3), Event(first=7, last=7)]
    """
    events: list[Event] = []
    for place in np.flatnonzero(floats(values) >= line).tolist():
        if events and place - events[-1].last <= gap + 1:
            events[-1] = Event(events[-1].first, place)
        else:
            events.append(Event(place, place))
    return events


def cross_correlation(source: Any, response: Any, most: int) -> Floats:
    """Return how well the response agrees with the source so many steps before it.

    Parameters
    ----------
    source, response : array of float, shape (n,)
        On one regular grid; NaN where missing: pairs with one are left out.
    most : int
        The longest lag, steps.

    Returns
    -------
    array of float, shape (most + 1,)
        Pearson's r at each lag; NaN where fewer than three pairs are left or one side does not move.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> cross_correlation([0, 1, 3, 1, 0, 0, 0], [0, 0, 0, 1, 3, 1, 0], 3).round(2).tolist()
    [-0.35, 0.27, 1.0, -0.05]
    """
    one, two = floats(source), floats(response)
    if one.shape != two.shape or one.ndim != 1:
        raise ValueError("the two series are not of one length")
    if most < 0:
        raise ValueError("a response does not come before its source")
    found = np.full(most + 1, np.nan)
    for lag in range(min(most + 1, one.size)):
        a, b = one[: one.size - lag], two[lag:]
        known = ~(np.isnan(a) | np.isnan(b))
        if known.sum() < 3:
            continue
        a, b = a[known] - a[known].mean(), b[known] - b[known].mean()
        spread = float(np.sqrt((a @ a) * (b @ b)))
        if spread > 1e-12:
            found[lag] = float(a @ b) / spread
    return found


def event_lag(
    source: Any, response: Any, event: Event, most: int, method: Method = Method.CORRELATION
) -> tuple[int, float] | None:
    """Return the lag of one event in steps, and its correlation (NaN by peaks); None where the series do not tell.

    The response is looked at until ``most`` steps after the event, and by correlation the source as long before it.
    """
    one, two = floats(source), floats(response)
    if method is Method.PEAKS:
        own = one[event.first : event.last + 1]
        if np.isnan(own).all():
            return None
        peak = event.first + int(np.nanargmax(own))
        after = two[peak : peak + most + 1]
        if np.isnan(after).all():
            return None
        return int(np.nanargmax(after)), float("nan")
    window = slice(max(event.first - most, 0), event.last + most + 1)
    agreement = cross_correlation(one[window], two[window], most)
    if np.isnan(agreement).all():
        return None
    best = int(np.nanargmax(agreement))
    return best, float(agreement[best])


def learn_lag(
    source: Any,
    response: Any,
    *,
    step_minutes: float,
    most_minutes: float,
    event_line: float,
    event_gap: int = 0,
    method: Method = Method.CORRELATION,
    least_correlation: float = AGREES,
) -> Lag | None:
    """Return how long the response follows the source, learned from the source's events; None where no event teaches.

    Parameters
    ----------
    source, response : array of float, shape (n,)
        On one regular grid; NaN where missing. Of a rain gauge the amounts, of a level the level.
    step_minutes : float
        Of the grid.
    most_minutes : float
        The longest lag believed.
    event_line : float
        An event begins where the source reaches it.
    event_gap : int
        Readings below the line that do not end an event.
    method : Method
    least_correlation : float
        An event that agrees less at every lag does not teach. Not asked by the method of peaks.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> up = np.zeros(60)
    >>> up[[10, 11, 30, 31, 50, 51]] = 2, 1, 3, 1, 2, 2
    >>> told = learn_lag(up, np.roll(up, 2), step_minutes=60, most_minutes=300, event_line=1)
    >>> told.minutes, told.events, told.confidence
    (120.0, 3, 1.0)
    """
    if not step_minutes > 0 or most_minutes < 0:
        raise ValueError("a lag needs a step of some time, and does not go back")
    most = int(most_minutes // step_minutes)
    events = find_events(source, event_line, gap=event_gap)
    told = [
        found
        for event in events
        if (found := event_lag(source, response, event, most, method)) is not None
        and (found[0] < most or most == 0)
        and not found[1] < least_correlation
    ]
    if not told:
        return None
    lags = np.array([lag for lag, _ in told]) * step_minutes
    middle, low, high = (float(np.quantile(lags, share)) for share in (0.5, 0.25, 0.75))
    near = np.abs(lags - middle) <= max(step_minutes, NEAR * middle)
    return Lag(
        minutes=middle, low=low, high=high, events=len(told), seen=len(events),
        confidence=float(near.mean()) if len(told) >= ENOUGH else None,
        correlation=float(np.median([r for _, r in told])) if method is Method.CORRELATION else None,
    )  # fmt: skip
