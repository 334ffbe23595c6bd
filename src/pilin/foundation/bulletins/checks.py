"""An old bulletin against today's records: each figure as it was frozen, as its query answers now, and what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pilin.engine.base import Quantity
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins import blocks, citing, loose, queries
from pilin.foundation.bulletins.enums import BulletinState, PromiseAnswer, Verdict
from pilin.foundation.bulletins.flags import Flag, flags_in, held_in
from pilin.foundation.bulletins.loose import Loose
from pilin.foundation.bulletins.queries import Release


@dataclass(frozen=True, slots=True)
class Checked:
    """One figure of a bulletin, then and now.

    Parameters
    ----------
    name : str
        As the text names it.
    frozen : dict
        As it was copied: value, comparator, unit, day, query, source; in a draft as it would be copied now.
    now : Quantity, optional
        What the same query answers today; None where there is none, or the source gives no number.
    difference : Decimal, optional
        Now less then, in the figure's unit.
    promise : PromiseAnswer, optional
        The promise the figure stands for, and what became of it.
    marks : tuple of str
        What the pasted passage suffers from (``citing.marks``).
    """

    name: str
    frozen: dict[str, Any]
    now: Quantity | None
    difference: Decimal | None
    verdict: Verdict
    promise: PromiseAnswer | None = None
    marks: tuple[str, ...] = ()

    @property
    def is_cited(self) -> bool:
        """Return whether a quoted source stands behind it, and no query of its own."""
        return "cited" in self.frozen


@dataclass(frozen=True, slots=True)
class Check:
    """A bulletin checked as of a day: its figures, what may be mistaken, and numbers that are bound to nothing."""

    on: date
    figures: tuple[Checked, ...]
    flags: tuple[Flag, ...]
    beside: tuple[Flag, ...]  # together with the circle's other bulletins
    loose: tuple[Loose, ...]
    spelled: tuple[Loose, ...]  # numbers in words: told softly, they hold nothing up
    missing: tuple[str, ...]  # names in the text that nothing answers
    unused: tuple[str, ...]  # cited figures that the text does not name

    def number_of(self, verdict: Verdict) -> int:
        """Return how many figures have this verdict."""
        return sum(one.verdict is verdict for one in self.figures)

    @property
    def tally(self) -> list[tuple[Verdict, int]]:
        """Return each verdict that occurs, with how many figures have it."""
        return [(verdict, n) for verdict in Verdict if (n := self.number_of(verdict))]


def checked(standing: Standing, bulletin: Release, on: date, at: datetime) -> Check:
    """Return a bulletin checked against the records of a day, as this standing may read them.

    Parameters
    ----------
    standing : Standing
    bulletin : Release
        One that this standing may read.
    on : date
        The day for which the queries are asked again.
    at : datetime
        The moment of asking, which says what of the circle's other bulletins is out.
    """
    draft = bulletin.frozen_at is None
    named = blocks.names_in(bulletin.blocks)
    frozen = _would_be(standing, bulletin, named, on) if draft else bulletin.figures
    figures = tuple(_one(standing, bulletin, name, frozen[name], on, draft=draft) for name in named if name in frozen)
    own = held_in(bulletin.slug, frozen)
    within = flags_in(own)
    others = [
        held
        for other in queries.bulletins_of(standing, bulletin.circle, at)
        if other.uid != bulletin.uid and other.state is not BulletinState.WITHDRAWN
        for held in held_in(other.slug, other.figures)
    ]
    beside = [flag for flag in flags_in(own, others) if len({held.bulletin for held in flag.held}) > 1]
    return Check(
        on=on,
        figures=figures,
        flags=tuple(within),
        beside=tuple(beside),
        loose=tuple(loose.unbound(bulletin.blocks, bulletin.waved)),
        spelled=tuple(loose.spelled(bulletin.blocks)),
        missing=tuple(name for name in named if name not in frozen),
        unused=tuple(
            one["name"] for one in bulletin.citations if draft and f"{citing.PREFIX}{one['name']}" not in named
        ),
    )


def _would_be(standing: Standing, bulletin: Release, named: Iterable[str], on: date) -> dict[str, dict[str, Any]]:
    """Return a draft's figures as they would be frozen now; names that nothing answers are left out."""
    found = {}
    for full in named:
        kept = citing.named(bulletin.citations, full)
        if kept is not None:
            found[full] = citing.frozen(kept)
            continue
        name, _at, day = full.partition("@")
        try:
            asked = date.fromisoformat(day) if day else on
        except ValueError:
            continue
        answer = queries.answer_figure(standing, name, asked) if asked <= on else None
        if answer is not None:
            found[full] = queries.copied(answer)
    return found


def _one(standing: Standing, bulletin: Release, full: str, frozen: dict[str, Any], on: date, *, draft: bool) -> Checked:
    cited = frozen.get("cited")
    asks = cited["asks"] if cited else full.partition("@")[0]
    promise = (
        queries.promise_told(standing, bulletin.circle, cited["promise"], on) if cited and cited["promise"] else None
    )
    kept = citing.named(bulletin.citations, full)
    marks = tuple(kept["marks"]) if kept else ()
    if not asks:
        return Checked(full, frozen, None, None, Verdict.DRAFT if draft else Verdict.CITED, promise, marks)
    answer = queries.answer_figure(standing, asks, on)
    if answer is None:
        return Checked(full, frozen, None, None, Verdict.GONE, promise, marks)
    now, then = answer.value, frozen["value"]
    difference = now.value - Decimal(then) if now and then is not None and now.unit == frozen["unit"] else None
    same = (
        now is None and then is None
        if now is None or then is None
        else (now.value, str(now.comparator), now.unit) == (Decimal(then), frozen["comparator"], frozen["unit"])
    )
    verdict = Verdict.DRAFT if draft else Verdict.SAME if same else Verdict.CHANGED
    return Checked(full, frozen, now, difference, verdict, promise, marks)
