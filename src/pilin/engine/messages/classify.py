"""Which office a message belongs to: a suggestion with its probability and the characters it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack

from pilin.engine.base import Fault
from pilin.engine.messages import linear
from pilin.engine.messages.grams import Grams, learn_grams
from pilin.engine.messages.tables import BadMessages, Floats, Ints, Messages

FOLDS = 5  # to learn from the ones how sure the others may be
REASONS = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested for one message. People decide.

    Attributes
    ----------
    probability : float
        Of this label, 0 to 1; calibrated on messages that were not learnt from.
    reasons : tuple of str
        Runs of characters of the message that speak most for the label, strongest first.
    """

    id: str
    label: str
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classifier:
    """What was learnt from labelled messages; ``learn`` makes one."""

    learnt: Messages
    labels: tuple[str, ...]
    subject: Grams
    text: Grams
    weights: Floats
    sharpness: float

    def suggest(self, messages: Messages) -> tuple[Suggestion, ...]:
        """Return a suggestion a message, in their order.

        A message none of whose runs is known gets the label that the constants prefer, without reasons.
        """
        table = _table(self.subject, self.text, messages)
        probability = linear.softmax(linear.scores(table, self.weights), self.sharpness)
        best = probability.argmax(axis=1)
        telling = self.weights[:-1] - self.weights[:-1].mean(axis=1, keepdims=True)
        return tuple(
            Suggestion(name, self.labels[b], float(probability[k, b]), self._reasons(table, k, telling[:, b]))
            for k, (name, b) in enumerate(zip(messages.ids, best.tolist(), strict=True))
        )

    def corrected(self, messages: Messages) -> Classifier:
        """Return what is learnt when these labels are right: they replace those of the same id, others are added."""
        new = set(messages.ids)
        kept = [k for k, name in enumerate(self.learnt.ids) if name not in new]
        return learn(_joined(_picked(self.learnt, kept), messages))

    def _reasons(self, table: csr_array, row: int, telling: Floats) -> tuple[str, ...]:
        span = slice(table.indptr[row], table.indptr[row + 1])
        columns = table.indices[span]
        parts = table.data[span] * telling[columns]
        said: list[str] = []
        for k in np.argsort(-parts, kind="stable"):
            if parts[k] <= 0 or len(said) == REASONS:
                break
            run = self._spelt(int(columns[k]))
            if len(run) > 1 and run not in said:  # one character alone says little to who reads it
                said.append(run)
        return tuple(said)

    def _spelt(self, column: int) -> str:
        own = len(self.subject.codes)
        return self.subject.spelt(column) if column < own else self.text.spelt(column - own)


def learn(messages: Messages, unlabelled: Messages | None = None) -> Classifier:
    """Return a classifier of labelled messages; the same messages give the same classifier.

    Parameters
    ----------
    messages : Messages
        Each with a label.
    unlabelled : Messages, optional
        More messages of the kind, from which it is learnt how common runs are. Nothing else is taken from them.

    Raises
    ------
    BadMessages
        A message without label, fewer than two labels, or a label of one message only: it could be learnt but not
        checked.

    Notes
    -----
    Runs of one and two characters of subject and text, in columns of their own, each field a unit row of tf-idf: a subject
    of twenty characters weighs as much as a long text. Weights as in :func:`pilin.engine.messages.linear.fit`.
    """
    _check(messages)
    labels = tuple(sorted({label for label in messages.labels if label}))
    label = np.array([labels.index(name) for name in messages.labels if name], dtype=np.int64)
    subject, text = _grams(messages, unlabelled)
    table = _table(subject, text, messages)
    out = np.zeros((len(messages), len(labels)))
    fold = _folds(label)
    for k in range(int(fold.max()) + 1):
        # idf of all of them: it knows no label, so the scores of those left out are still those of strangers
        weights = linear.fit(table[fold != k], label[fold != k], len(labels))
        out[fold == k] = linear.scores(table[fold == k], weights)
    sharpness = linear.sharpness_of(out, label)
    return Classifier(messages, labels, subject, text, linear.fit(table, label, len(labels)), sharpness)


def _check(messages: Messages) -> None:
    first: dict[str, tuple[int, int]] = {}
    faults = []
    for row, label in zip(messages.rows, messages.labels, strict=True):
        if label is None:
            faults.append(Fault("empty", "label", "a message to learn from needs a label", row))
        else:
            at, many = first.get(label, (row, 0))
            first[label] = at, many + 1
    faults += [
        Fault("too_few", "label", "only this message has this label: at least two are needed", row, label)
        for label, (row, many) in first.items()
        if many == 1
    ]
    if len(first) < 2:
        faults.append(Fault("one_label", "label", "at least two labels are needed to tell apart"))
    if faults:
        raise BadMessages(*faults)


def _grams(messages: Messages, unlabelled: Messages | None) -> tuple[Grams, Grams]:
    more: Messages | None = unlabelled
    subjects = messages.subjects if more is None else messages.subjects + more.subjects
    texts = messages.texts if more is None else messages.texts + more.texts
    return learn_grams(subjects), learn_grams(texts, least=2)


def _table(subject: Grams, text: Grams, messages: Messages) -> csr_array:
    return csr_array(hstack([subject.rows(messages.subjects), text.rows(messages.texts)], format="csr"))


def _folds(label: Ints) -> Ints:
    """Return the fold of each message: those of one label are dealt out in turn."""
    many = np.bincount(label)
    order = np.argsort(label, kind="stable")
    turn = np.arange(len(label)) - np.repeat(np.cumsum(many) - many, many)
    fold = np.empty(len(label), np.int64)
    fold[order] = turn % min(FOLDS, int(many.min()))
    return fold


def _picked(messages: Messages, kept: Sequence[int]) -> Messages:
    def some(column: Sequence[str | None]) -> tuple[str | None, ...]:
        return tuple(column[k] for k in kept)

    ids, subjects, texts = (
        tuple(column[k] for k in kept) for column in (messages.ids, messages.subjects, messages.texts)
    )
    at = np.array(kept, dtype=np.int64)
    return Messages(
        ids, subjects, texts, some(messages.users), messages.days[at], messages.votes_for[at],
        messages.votes_against[at], some(messages.labels), tuple(messages.rows[k] for k in kept),
    )  # fmt: skip


def _joined(left: Messages, right: Messages) -> Messages:
    return Messages(
        left.ids + right.ids, left.subjects + right.subjects, left.texts + right.texts, left.users + right.users,
        np.concatenate([left.days, right.days]), np.concatenate([left.votes_for, right.votes_for]),
        np.concatenate([left.votes_against, right.votes_against]), left.labels + right.labels, left.rows + right.rows,
    )  # fmt: skip
