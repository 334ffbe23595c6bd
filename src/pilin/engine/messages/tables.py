"""Messages from the texts of a table: every cell that does not hold is named, nothing of a faulty table is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from pilin.engine.base import Fault, Invalid, clean_text

Texts = Mapping[str, Sequence[str | None]]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHANGHAI = ZoneInfo("Asia/Shanghai")
SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
MOST_VOTES = 10**9
HEADS: dict[str, tuple[str, ...]] = {  # the second naming is that of public message boards
    "id": ("留言编号",),
    "user": ("留言用户",),
    "subject": ("留言主题",),
    "time": ("留言时间",),
    "text": ("留言详情",),
    "votes_for": ("点赞数",),
    "votes_against": ("反对数",),
    "label": ("一级标签",),
}
REQUIRED = ("id", "subject", "text")


class BadMessages(Invalid):
    """A table of messages cannot be read; every fault names its row, field and reason. Nothing of it was taken."""

    def __str__(self) -> str:
        return "; ".join(f"{f.reason} ({f.field}{'' if f.row is None else f', row {f.row}'})" for f in self.faults)


@dataclass(frozen=True, slots=True)
class Messages:
    """What residents wrote: one entry a message in each sequence.

    Parameters
    ----------
    ids, subjects, texts : tuple of str
        Texts without invisible marks; a subject or a text may be empty, not both.
    users : tuple of str or None
        Who wrote, under whatever name the board gives; None where unknown.
    days : numpy.ndarray
        When, in days since 1970 UTC, float64; NaN where unknown.
    votes_for, votes_against : numpy.ndarray
        float64; NaN where unknown.
    labels : tuple of str or None
    rows : tuple of int
        Rows of the file, the header being row 1.
    """

    ids: tuple[str, ...]
    subjects: tuple[str, ...]
    texts: tuple[str, ...]
    users: tuple[str | None, ...]
    days: Floats
    votes_for: Floats
    votes_against: Floats
    labels: tuple[str | None, ...]
    rows: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.ids)


def read_messages(texts: Texts, rows: Sequence[int], *, labelled: bool = False) -> Messages:
    """Return the messages of a table whose columns have the keys of ``HEADS`` or the second names there.

    Parameters
    ----------
    texts : mapping of str to sequence of str or None
        Columns of one length.
    rows : sequence of int
        The row of each entry in its file.
    labelled : bool
        Whether each message must have a label.

    Raises
    ------
    BadMessages
        With every fault: no message, a missing column, an empty or repeated id, neither subject nor text, no label, a
        time or a number of votes that cannot be read. Where labels are asked for, the same message may stand once
        a label.

    Examples
    --------
    >>> made = read_messages({"留言编号": ["7"], "留言主题": ["路灯不亮"], "留言详情": [""]}, [2])
    >>> made.ids, made.subjects, made.users
    (('7',), ('路灯不亮',), (None,))
    """
    faults: list[Fault] = []
    columns = {name: _column(texts, name) for name in HEADS}
    for name in (*REQUIRED, *(("label",) if labelled else ())):
        if columns[name] is None:
            heads = " or ".join((name, *HEADS[name]))
            faults.append(Fault("missing", name, f"there is no column {heads}"))
    if not faults and not rows:
        faults.append(Fault("empty", "", "the table holds no message"))
    if faults:
        raise BadMessages(*faults)

    def cells(name: str) -> list[str]:
        column = columns[name]
        return [""] * len(rows) if column is None else [clean_text(cell or "") for cell in column]

    def each(name: str, read: Callable[[str], float], reason: str) -> Floats:
        out = np.full(len(rows), np.nan)
        for k, cell in enumerate(cells(name)):
            if cell:
                try:
                    out[k] = read(cell)
                except (ValueError, OverflowError):
                    faults.append(Fault("unreadable", name, reason, rows[k], cell))
        return out

    ids, subjects, bodies, labels = cells("id"), cells("subject"), cells("text"), cells("label")
    seen: dict[str, tuple[int, set[tuple[str, str, str]]]] = {}
    for row, name, subject, body, label in zip(rows, ids, subjects, bodies, labels, strict=True):
        said = (subject, body, label)
        first, known = seen.setdefault(name, (row, set()))
        # a message that two offices share has two labels; otherwise an id stands once
        shared = labelled and said not in known and all(one[:2] == said[:2] for one in known)
        if not name:
            faults.append(Fault("empty", "id", "a message needs an id", row))
        elif known and not shared:
            faults.append(Fault("double", "id", f"this id stands in row {first} already", row, name))
        known.add(said)
        if not subject and not body:
            faults.append(Fault("empty", "text", "a message needs a subject or a text", row))
        if labelled and not label:
            faults.append(Fault("empty", "label", "a message to learn from needs a label", row))
    days = each("time", _day, "write a time as 2020-01-06 12:09:38 or 2020/1/6 12:09:38")
    uncounted = "write a whole number from 0 to 10^9"
    votes_for, votes_against = each("votes_for", _votes, uncounted), each("votes_against", _votes, uncounted)
    if faults:
        raise BadMessages(*faults)
    return Messages(
        tuple(ids), tuple(subjects), tuple(bodies), tuple(user or None for user in cells("user")), days, votes_for, votes_against,
        tuple(label or None for label in labels), tuple(rows),
    )  # fmt: skip


def _column(texts: Texts, name: str) -> Sequence[str | None] | None:
    return next((texts[head] for head in (name, *HEADS[name]) if head in texts), None)


def _day(text: str) -> float:
    """Return days since 1970 UTC; a time without offset is of Shanghai."""
    if match := SLASHED.fullmatch(text):
        when = datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    else:
        when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        when = when.replace(tzinfo=SHANGHAI)
    return when.astimezone(UTC).timestamp() / 86_400


def _votes(text: str) -> float:
    if not text.isascii() or not text.isdecimal() or int(text) > MOST_VOTES:
        raise ValueError(text)
    return float(text)
