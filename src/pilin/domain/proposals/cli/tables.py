"""What classifying and clustering files does: reads tables, asks the engine, writes the answer whole or not at all."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.intake.columns import read_columns
from pilin.foundation.intake.tables import write_csv_file
from pilin.web.terminal import answer, refuse

if TYPE_CHECKING:
    from pilin.engine.messages import Messages

LABELS = ("id", "label", "probability", "reasons")
TOPICS = ("id", "topic_id", "rank", "title", "place", "people")
BETWEEN = " "  # of the words that speak for a label


def classify_files(train: Path, messages: Path, out: Path, as_json: bool) -> None:
    """Learn from one file, suggest for another, write the suggestions."""
    from pilin.engine.messages import learn  # slow import

    began = time.perf_counter()
    try:
        model = learn(_read(train, labelled=True))
        told = model.suggest(_read(messages))
        rows = ((one.id, one.label, f"{one.probability:.4f}", BETWEEN.join(one.reasons)) for one in told)
        write_csv_file(out, LABELS, rows, marked=False)
    except Invalid as error:
        refuse(error, as_json=as_json)
    except OSError as error:
        refuse(Invalid(Fault("not_written", "out", f"{out.name}: {error.strerror}")), as_json=as_json)
    facts = {"messages": len(told), "labels": list(model.labels), "seconds": round(time.perf_counter() - began, 2)}
    answer(
        facts, as_json=as_json, text=f"{len(told)} messages, {len(model.labels)} labels, {facts['seconds']} s: {out}"
    )


def topics_of_file(messages: Path, out: Path, as_json: bool) -> None:
    """Cluster the messages of a file and write those that are of a topic."""
    from pilin.engine.messages import hot_topics  # slow import

    began = time.perf_counter()
    try:
        read = _read(messages)
        found = hot_topics(read)
        rows = (
            (read.ids[k], one.rank, one.rank, one.title, one.place or "", one.people)
            for one in found
            for k in one.messages
        )
        write_csv_file(out, TOPICS, rows, marked=False)
    except Invalid as error:
        refuse(error, as_json=as_json)
    except OSError as error:
        refuse(Invalid(Fault("not_written", "out", f"{out.name}: {error.strerror}")), as_json=as_json)
    clustered = sum(len(one.messages) for one in found)
    facts = {"messages": len(read), "topics": len(found), "clustered": clustered, "seconds": round(time.perf_counter() - began, 2)}  # fmt: skip
    answer(facts, as_json=as_json, text=f"{len(found)} topics of {clustered} messages, {facts['seconds']} s: {out}")


def _read(file: Path, *, labelled: bool = False) -> Messages:
    """Return the messages of a file; every fault names the file it stands in."""
    from pilin.engine.messages import HEADS, REQUIRED, BadMessages, read_messages  # slow import

    required = [*REQUIRED, "label"] if labelled else list(REQUIRED)
    read = read_columns(file, HEADS, required)
    try:
        return read_messages(read.values, read.numbers, labelled=labelled)
    except BadMessages as error:
        raise Invalid(*(replace(fault, reason=f"{file.name}: {fault.reason}") for fault in error.faults)) from None
