"""The words of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text

HOUSE = "house"  # writes what no town owns: places, and what the instance itself sets up
ARRIVAL = "ledger.import_records"  # the deed with which a town that left another instance began this one
HOUSE_NAME = _("the instance itself")


class EntryKind(models.TextChoices):
    """What an entry says."""

    ROW = "row", _("a record was written")
    BATCH = "batch", _("many records were written at once")
    TOMBSTONE = "tombstone", _("a record was removed")
    MANIFEST = "manifest", _("the town's keys changed")
    ERASED = "erased", _("a body was erased")


class Holder(models.TextChoices):
    """Who keeps a town's key."""

    HOST = "host", _("kept by whoever hosts this instance")
    TOWN = "town", _("kept by the town itself")


class StampVerdict(models.TextChoices):
    """What a head on paper and the record kept here say of each other."""

    AGREES = "agrees", _("the paper and the record agree")
    OTHER = "other", _("the record holds other entries than the paper")
    SHORT = "short", _("the record is shorter than the paper says")
    UNSAID = "unsaid", _("the paper’s root was not given")


WITNESSES: list[Callable[[str, date], Iterable[str]]] = []
"""Who compares and cosigns the heads of a circle's logs on a day: its members. Filled by the wiring."""

FACES: list[Callable[[Standing], Mapping[str, Any]]] = []
"""Towns by code with their marks, so that pages show who signs as they do everywhere else. Filled by the wiring."""


@dataclass(frozen=True, slots=True)
class RecordKind:
    """How the pages of the ledger speak of one kind of record.

    Parameters
    ----------
    label : str
        What such a record is called: "agreement".
    says : callable, optional
        ``(content, first) -> sentence``: what a town said by writing it, without a full stop. Without it a record is
        part of another: named, dated and counted.
    when : str
        The column that says when; the moment of the entry where it is empty.
    acts : callable, optional
        ``(standing, uid) -> objects``: the towns' words that made this record what it is, as ``model:uid``.
    parts : callable, optional
        The same for the rows it is made of.
    url : callable, optional
        ``(content) -> address`` of the page on which people read it; empty where there is none.
    title : callable, optional
        ``(content) -> title`` in the reader's language, where the record has no title of its own.
    """

    label: Text
    says: Callable[[Mapping[str, Any], bool], str] | None = None
    when: str = ""
    acts: Callable[[Standing, UUID], Iterable[str]] | None = None
    parts: Callable[[Standing, UUID], Iterable[str]] | None = None
    url: Callable[[Mapping[str, Any]], str] | None = None
    title: Callable[[Mapping[str, Any]], str] | None = None


RECORDS: dict[str, RecordKind] = {}
"""Label of a model (``members.agreement``) to how it is spoken of. Filled by the wiring; others are plain records."""


@dataclass(frozen=True, slots=True)
class JointAct:
    """Something several towns do together, as the rows say it: it holds only if their own logs say so too.

    Parameters
    ----------
    obj : str
        The record: ``members.agreement:<uid>``.
    title : dict
        What it is called, by language (``zh``, ``en``).
    text_hash : str
        The text each of them must have accepted.
    towns : frozenset of str
        Whose acceptance is needed.
    enough : int
        How many of them are enough; all of them unless the charter says otherwise.
    acceptances : str
        The model of their acceptances: ``members.signature``.
    of : str
        The column of an acceptance that names what it accepts, and what it must say.
    proposal : str
        What that column says.
    counts : mapping
        Further columns an acceptance must have, with their values: ``{"answer": "accepted"}``.
    lapsed : bool
        Acceptances of earlier texts under the same proposal are no fault: they lapsed when it was written anew.
    rivals : str
        Acts of the same name stand against each other: a town that accepts two of them breaks its word. Empty: none.
    """

    obj: str
    title: Mapping[str, str]
    text_hash: str
    towns: frozenset[str]
    acceptances: str
    of: str
    proposal: str
    enough: int = 0
    counts: Mapping[str, str] = field(default_factory=dict)
    rivals: str = ""
    lapsed: bool = False


JOINT_ACTS: list[Callable[[], Iterable[JointAct]]] = []
"""What is in force here by the rows of the rooms above: agreements, lists, terms. Filled by the wiring."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """How accounts travel that rows point at: only who it was, never how they sign in.

    Parameters
    ----------
    label : str
        Label of the model of accounts.
    packed : callable
        ``(keys, staff)`` to one dictionary of plain values an account: ``staff`` are those who hold an office of the
        town, the others are merely named in its rows.
    restored : callable
        Takes these dictionaries and makes accounts that nobody can sign in with.
    any_here : callable
        Whether there is an account.
    """

    label: str
    packed: Callable[[Collection[UUID], Collection[UUID]], list[dict[str, Any]]]
    restored: Callable[[list[dict[str, Any]]], None]
    any_here: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class FileStore:
    """Where the bytes lie that rows of one model speak of.

    Parameters
    ----------
    label : str
        Label of the model.
    of : callable
        ``(row) -> (digest, size, uid of the row it hangs on)``.
    opened : callable
        ``(digest, size) -> file``; raises ``OSError`` or ``ValueError`` when it is not there as it was put.
    kept : callable
        ``(content) -> digest``.
    dropped : callable
        ``(digest)``; takes back what was kept a moment ago.
    """

    label: str
    of: Callable[[Any], tuple[str, int, str]]
    opened: Callable[[str, int], BinaryIO]
    kept: Callable[[bytes], str]
    dropped: Callable[[str], None]


READERS: list[Callable[[str, datetime], Standing]] = []
"""As whom a town reads: its circles and agreements on a day. Filled by the wiring."""
ACCOUNTS: list[Accounts] = []
"""How accounts travel with a town that leaves. Filled by the wiring."""
STORES: list[FileStore] = []
"""Where files lie that travel with a town that leaves. Filled by the wiring."""
BULK: list[tuple[str, Callable[[str], Iterator[tuple[str, Iterator[bytes]]]]]] = []
"""What else travels under ``files/``, beside rows: a folder, and of a town each name in it with its bytes. Filled by the wiring."""
