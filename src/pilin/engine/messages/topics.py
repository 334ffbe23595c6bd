"""What many write about: messages of one matter at one place, hottest first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack

from pilin.engine.messages.grams import Grams, learn_grams
from pilin.engine.messages.places import places_of
from pilin.engine.messages.tables import Floats, Ints, Messages

SUBJECT, TEXT = 0.6, 0.4  # of the likeness of two messages
READ = 300  # characters of a text: complaints say first what they are about
RAREST = 8  # runs of a message by which others are looked for
NEXT = 16  # messages after it, in the list of each such run, that are compared
LIKE = 0.30  # from here on two messages are of one topic where they name a place in common, or one names none
LIKE_ELSEWHERE = 0.50  # the same where both name places and none in common
CENTRES = 0.30  # parts come together only while their middles are so alike: a chain of neighbours is no topic
MONTH = 30.0  # days


@dataclass(frozen=True, slots=True)
class Topic:
    """Messages of one matter.

    Attributes
    ----------
    rank : int
        1 is the hottest.
    title : str
        The subject of the message nearest to the middle of all.
    place : str or None
        The place-like string that stands in most of them.
    people : int
        Different users; messages whose user is unknown count one each.
    heat : float
    messages : tuple of int
        Places of the messages in what was given, ascending.
    """

    rank: int
    title: str
    place: str | None
    people: int
    heat: float
    messages: tuple[int, ...]


def hot_topics(messages: Messages) -> tuple[Topic, ...]:
    """Return the topics of two messages and more, hottest first; the same messages give the same topics.

    Parameters
    ----------
    messages : Messages

    Notes
    -----
    Likeness is 0.6 x cosine of subjects + 0.4 x cosine of the texts' beginnings, of tf-idf over runs of two and three
    characters. Only messages that share one of their rarest runs are compared (prefix filtering after R. J. Bayardo, Y. Ma
    and R. Srikant, "Scaling Up All Pairs Similarity Search", WWW 2007; a window bounds the long lists). Pairs are joined from the most alike down.

    Heat = (people + ln(1 + votes for + votes against)) x (1 + 1 / (1 + days / 30)), days from the first message to
    the last. Unknown votes count 0; where no time is known, or only one of several, the second factor is 1.

    Examples
    --------
    >>> from pilin.engine.messages.tables import read_messages
    >>> said = ["杏花苑小区旁搅拌站扰民", "杏花苑小区附近搅拌站噪音扰民", "公交车何时来"]
    >>> made = hot_topics(read_messages({"id": ["1", "2", "3"], "subject": said, "text": [""] * 3}, [2, 3, 4]))
    >>> [(topic.rank, topic.place, topic.people, topic.messages) for topic in made]
    [(1, '杏花苑小区', 2, (0, 1))]
    """
    subject = learn_grams(messages.subjects, (2, 3), least=2)
    text = learn_grams(messages.texts, (2,), least=2, most=READ)
    subjects, texts = subject.rows(messages.subjects), text.rows(messages.texts)
    table = csr_array(hstack([SUBJECT**0.5 * subjects, TEXT**0.5 * texts], format="csr"))
    pairs = np.unique(np.concatenate([_near(subject, subjects), _near(text, texts)]))
    left, right = pairs // len(messages), pairs % len(messages)
    like = SUBJECT * _cosines(subjects, left, right)
    hopeful = like + TEXT >= LIKE
    left, right, like = left[hopeful], right[hopeful], like[hopeful]
    like = like + TEXT * _cosines(texts, left, right)
    alike = like >= LIKE
    left, right, like = left[alike], right[alike], like[alike]
    named = _named(messages)
    agreed = np.array(
        [_agree(named[i], named[j]) for i, j in zip(left.tolist(), right.tolist(), strict=True)], dtype=bool
    )
    held = agreed | (like >= LIKE_ELSEWHERE)
    parts = _join(table, left[held], right[held], like[held])
    found = [_topic(messages, table, named, members) for members in parts]
    found.sort(key=lambda topic: (-topic.heat, -len(topic.messages), topic.messages))
    return tuple(
        Topic(rank, one.title, one.place, one.people, one.heat, one.messages) for rank, one in enumerate(found, 1)
    )


def _near(grams: Grams, table: csr_array) -> Ints:
    """Return pairs that share one of their rarest runs, as left x rows + right, left < right."""
    rows = table.shape[0]
    row = np.repeat(np.arange(rows, dtype=np.int64), np.diff(table.indptr))
    order = np.lexsort((table.indices, grams.count[table.indices], row))
    rank = np.arange(len(row)) - np.asarray(table.indptr, np.int64)[row]
    kept = order[rank < RAREST]
    column, message = table.indices[kept].astype(np.int64), row[kept]
    by_run = np.lexsort((message, column))
    column, message = column[by_run], message[by_run]
    found = [np.empty(0, np.int64)]
    for ahead in range(1, NEXT + 1):
        same = column[ahead:] == column[:-ahead]
        found.append(np.unique(message[:-ahead][same] * rows + message[ahead:][same]))
    return np.unique(np.concatenate(found))


def _cosines(table: csr_array, left: Ints, right: Ints) -> Floats:
    """Return the products of pairs of rows, some at a time: a million pairs need not stand in memory at once."""
    step = 50_000
    parts = [
        np.asarray(table[left[k : k + step]].multiply(table[right[k : k + step]]).sum(axis=1), np.float64)
        for k in range(0, len(left), step)
    ]
    return np.concatenate(parts) if parts else np.empty(0)


def _named(messages: Messages) -> list[frozenset[str]]:
    return [
        frozenset(places_of(subject)) | frozenset(places_of(text, READ))
        for subject, text in zip(messages.subjects, messages.texts, strict=True)
    ]


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two messages name a place in common, a longer name holding a shorter; who names none agrees."""
    if not one or not other:
        return True
    return any(a in b or b in a for a in one for b in other)


def _join(table: csr_array, left: Ints, right: Ints, like: Floats) -> list[list[int]]:
    """Return the parts of two and more, joined from the most alike pair down while their middles are alike."""
    part: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    middle: dict[int, csr_array] = {}
    for k in np.lexsort((right, left, -like)).tolist():
        ends = int(left[k]), int(right[k])
        for end in ends:
            if end not in part:
                part[end], members[end], middle[end] = end, [end], table[[end]]
        keep, go = sorted((part[end] for end in ends), key=lambda p: (-len(members[p]), p))
        if keep == go:
            continue
        one, other = middle[keep], middle[go]
        between = float((one @ other.T).sum())
        if between < CENTRES * float(np.sqrt((one.data**2).sum() * (other.data**2).sum())):
            continue
        middle[keep] = one + other
        for end in members[go]:
            part[end] = keep
        members[keep] += members.pop(go)
        del middle[go]
    return [sorted(some) for _part, some in sorted(members.items()) if len(some) > 1]


def _topic(messages: Messages, table: csr_array, named: list[frozenset[str]], members: list[int]) -> Topic:
    rows = table[members]
    central = members[int(np.argmax(rows @ np.asarray(rows.sum(axis=0)).ravel()))]
    counted = Counter(place for k in members for place in named[k])
    place = min(counted, key=lambda name: (-counted[name], -len(name), name), default=None)
    users = [messages.users[k] for k in members]
    people = len({user for user in users if user}) + sum(user is None for user in users)
    votes = float(np.nansum(messages.votes_for[members]) + np.nansum(messages.votes_against[members]))
    days = messages.days[members]
    known = days[~np.isnan(days)]
    near = 1 / (1 + float(np.ptp(known)) / MONTH) if len(known) > 1 else 0.0
    heat = (people + float(np.log1p(votes))) * (1 + near)
    title = messages.subjects[central] or messages.texts[central][:40]
    return Topic(0, title, place, people, heat, tuple(members))
