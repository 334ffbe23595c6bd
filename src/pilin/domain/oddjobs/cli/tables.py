"""What assigning files and replaying arrivals does: reads tables, asks the engine, writes the answer whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from pilin.engine import assign as engine
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.intake.columns import read_columns
from pilin.foundation.intake.tables import write_csv_file
from pilin.web.terminal import answer, refuse, table

T = TypeVar("T")
ANSWER = ("shift_id", "worker_id", "value", "km")


def assign_files(
    workers: Path | None,
    shifts: Path | None,
    floors: Path | None,
    pairs: Path | None,
    mode: str,
    out: Path,
    as_json: bool,
) -> None:
    """Assign workers to shifts, so that the sum of values is largest, and prove how good that is.

    A pair is worth hours x hourly pay x reliability - 1 yuan a km, one way; only pairs above 0 are used. filled counts
    seats; unfilled counts shifts with an empty seat, each with its reason. gap is how much better any answer could be.
    """
    if pairs is not None and (floors or mode != engine.Mode.ONE):
        raise click.UsageError("--pairs takes neither --floors nor --mode day: what is feasible is settled")
    if pairs is None and (workers is None or shifts is None):
        raise click.UsageError("give --workers and --shifts, or --pairs")
    watch = Watch()
    try:
        if pairs is not None:
            told = _of_pairs(pairs, shifts, workers, out, watch)
        else:
            assert workers is not None and shifts is not None
            told = _of_tables(workers, shifts, floors, engine.Mode(mode), out, watch)
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    except (engine.NoCaps, engine.TooManyPairs) as error:
        refuse(Invalid(Fault("too_much", "", str(error))), as_json=as_json)
    except OSError as error:
        refuse(Invalid(Fault("not_written", "out", f"{out.name}: {error.strerror}")), as_json=as_json)
    told["seconds"] = watch.seconds
    answer(told, as_json=as_json, text=lambda: _said(told, out))


def replay_files(events: Path, pairs: Path, shifts: Path | None, policy: str, out: Path, as_json: bool) -> None:
    """Make pairs while workers and shifts arrive: at once, for good, and without looking ahead.

    A pair is made at the arrival of the later of its two, if the other has not expired. Those that arrive at one moment
    do so in the order of the file.
    """
    try:
        gather = Gather()
        order = gather.read(events, engine.EVENT_COLUMNS, engine.EVENT_COLUMNS, engine.read_events)
        known = (
            None if order is None else {kind: [e.id for e in order if e.kind == kind] for kind in ("worker", "shift")}
        )
        given, heads = _read_pairs(gather, pairs, shifts, **({} if known is None else {"workers": known["worker"], "arriving": known["shift"]}))  # fmt: skip
        gather.done()
        assert order is not None and given is not None
        made = engine.replay(order, given, heads, policy=policy)
        write_csv_file(out, ANSWER, ((shift, worker, value, None) for shift, worker, value in made.made), marked=False)
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    except OSError as error:
        refuse(Invalid(Fault("not_written", "out", f"{out.name}: {error.strerror}")), as_json=as_json)
    told = {"objective": made.objective, "pairs": len(made.made), "policy": made.policy}
    answer(
        told, as_json=as_json, text=f"{told['pairs']} pairs worth {told['objective']:,.2f} ({told['policy']}): {out}"
    )


def _of_tables(
    workers: Path, shifts: Path, floors: Path | None, mode: engine.Mode, out: Path, watch: Watch
) -> dict[str, Any]:
    with watch.stage("read"):
        gather = Gather()
        who = gather.read(workers, (*engine.WORKER_COLUMNS, "passed_over"), engine.WORKER_COLUMNS, engine.read_workers)
        what = gather.read(shifts, engine.SHIFT_COLUMNS, engine.SHIFT_COLUMNS, engine.read_shifts)
        own = (
            ()
            if floors is None
            else gather.read(floors, engine.FLOOR_COLUMNS, engine.FLOOR_COLUMNS, engine.read_floors)
        )
        gather.done()
    assert who is not None and what is not None and own is not None
    with watch.stage("pairs"):
        found = engine.feasible(who, what, own)
    made = engine.solve(found, mode=mode, shifts=what, passed_over=who.passed_over)
    watch.note(made.seconds)
    with watch.stage("reasons"):
        reasons = engine.counted([one.why for one in engine.shift_reasons(found, made)])
    with watch.stage("write"):
        _write(out, what.ids, who.ids, found, made)
    unknown = found.floor_unknown
    return {
        **_told(found, made, reasons),
        "floor_unknown": int((found.begins[1:] - found.begins[:-1])[unknown].sum()),
        "floor_unknown_shifts": int(unknown.sum()),
    }


def _of_pairs(pairs: Path, shifts: Path | None, workers: Path | None, out: Path, watch: Watch) -> dict[str, Any]:
    with watch.stage("read"):
        gather = Gather()
        known = None
        if workers is not None:
            known = gather.read(workers, ("worker_id",), ("worker_id",), lambda texts, _rows: list(texts["worker_id"]))
        given, heads = _read_pairs(gather, pairs, shifts, workers=known)
        gather.done()
        assert given is not None
    with watch.stage("pairs"):
        found = engine.given_pairs(given, heads)
    made = engine.solve(found)
    watch.note(made.seconds)
    with watch.stage("reasons"):
        reasons = engine.counted([one.why for one in engine.shift_reasons(found, made)])
    with watch.stage("write"):
        _write(out, given.shifts, given.workers, found, made)
    return {**_told(found, made, reasons), "floor_unknown": 0, "floor_unknown_shifts": 0}


def _read_pairs(
    gather: Gather, pairs: Path, shifts: Path | None, *, workers: Sequence[str | None] | None = None,
    arriving: Sequence[str] | None = None,
) -> tuple[engine.Given | None, Mapping[str, int] | None]:  # fmt: skip
    """Return the pairs of a file and the seats of a file of shifts; a pair of nobody known is a fault."""
    heads = None
    if shifts is not None:
        heads = gather.read(shifts, ("shift_id", "headcount"), ("shift_id", "headcount"), engine.read_heads)
    known = arriving if heads is None else list(heads)

    def read(texts: Mapping[str, Sequence[str | None]], rows: Sequence[int]) -> engine.Given:
        people = None if workers is None else [name for name in workers if name]
        return engine.read_pairs(texts, rows, workers=people, shifts=known)

    return gather.read(pairs, engine.PAIR_COLUMNS, engine.PAIR_COLUMNS, read), heads


def _told(found: engine.Pairs, made: engine.Assignment, reasons: Mapping[str, int]) -> dict[str, Any]:
    """Return the figures of an answer as programs get them."""
    return {
        "mode": made.mode,
        "objective": made.objective,
        "upper_bound": made.upper_bound,
        "gap": made.gap,
        "pairs": len(found),
        "filled": int(made.filled.sum()),
        "filled_shifts": len(made.heads) - len(made.unfilled_shifts),
        "unfilled": len(made.unfilled_shifts),
        "unfilled_shifts": len(made.unfilled_shifts),
        "unfilled_seats": made.unfilled_seats,
        "reasons": reasons,
        "fairness": None if made.fairness is None else asdict(made.fairness),
    }


def _write(
    out: Path, shifts: Sequence[str], workers: Sequence[str], found: engine.Pairs, made: engine.Assignment
) -> None:
    rows = (
        (shifts[shift], workers[worker], value, None if km != km else km)
        for shift, worker, value, km in zip(
            found.shift[made.pair].tolist(), found.worker[made.pair].tolist(), found.value[made.pair].tolist(),
            found.km[made.pair].tolist(), strict=True,
        )
    )  # fmt: skip
    write_csv_file(out, ANSWER, rows, marked=False)


def _said(told: Mapping[str, Any], out: Path) -> str:
    """Return the figures of an answer as people read them."""
    lines = [
        ("value", f"{told['objective']:,.2f}"),
        ("at most", f"{told['upper_bound']:,.2f}"),
        ("gap", f"{told['gap']:.3%}"),
        ("pairs", f"{told['pairs']:,}"),
        ("seats filled", f"{told['filled']:,}"),
        ("seats empty", f"{told['unfilled_seats']:,} in {told['unfilled_shifts']:,} shifts"),
        *((f"  {reason}", f"{count:,}") for reason, count in told["reasons"].items()),
        ("floor unknown", f"{told['floor_unknown']:,} pairs"),
    ]
    if told["fairness"]:
        fair = told["fairness"]
        lines.append(("passed over", f"{fair['first']} have a shift, {fair['before']} before; costs {fair['cny']:,.2f} yuan ({fair['share']:.2%})"))  # fmt: skip
    return table(("", str(out)), lines)


class Gather:
    """Reads several tables and gathers what is wrong with any of them, so that all of it is said at once."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def read(
        self, file: Path, columns: Sequence[str], required: Sequence[str],
        make: Callable[[Mapping[str, Sequence[str | None]], Sequence[int]], T],
    ) -> T | None:  # fmt: skip
        """Return what a table holds; None, with its faults kept, where it cannot be used."""
        try:
            read = read_columns(file, dict.fromkeys(columns, ()), required)
            return make(read.values, read.numbers)
        except engine.BadTable as error:
            self.faults += [replace(fault, reason=f"{file.name}: {fault.reason}") for fault in error.faults]
        except Invalid as error:
            self.faults += error.faults
        return None

    def done(self) -> None:
        """Raise with all that was gathered."""
        if self.faults:
            raise Invalid(*self.faults)


class Watch:
    """How long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Note how long what stands inside takes."""
        began = time.perf_counter()
        yield
        self.note({name: time.perf_counter() - began})

    def note(self, seconds: Mapping[str, float]) -> None:
        """Note what something took."""
        self.seconds |= {name: round(took, 3) for name, took in seconds.items()}
