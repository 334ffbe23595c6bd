"""What the logs of a circle say together: who owns what, what is in force, what counts for nothing.

The same entries give the same answer in whatever order they came. Causes stand before effects, then the id of the log,
then the place in it; times decide nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pilin.engine.log.entry import Entry, LogName

IN_FORCE, PROPOSED, SUSPENDED = "in_force", "proposed", "suspended"
KINDS = frozenset({
    "row", "batch", "joint", "term", "accept", "offer", "take", "decline", "manifest", "erased", "tombstone", "head",
})  # fmt: skip
"""The kinds of acts that the fold knows; others are set aside."""
_OFFER = "offer."


@dataclass(frozen=True, slots=True)
class Charter:
    """What the towns agreed on when they founded the circle.

    Parameters
    ----------
    circle : str
    members : tuple of str
    thresholds : mapping
        Beginning of the object's name to the number of towns that must accept; all of them when nothing is said.
    """

    circle: str
    members: tuple[str, ...]
    thresholds: Mapping[str, int] = field(default_factory=dict)

    def needed(self, obj: str) -> int:
        """Return how many towns must accept an act about this object."""
        fitting = [start for start in self.thresholds if obj.startswith(start)]
        return self.thresholds[max(fitting, key=len)] if fitting else len(self.members)


@dataclass(frozen=True, slots=True)
class Record:
    """Something that exactly one town owns.

    Parameters
    ----------
    owner : str
    version : str
        Hash of the entry that changed it last.
    offered_to : str or None
        The town that may take it over; until it answers nobody changes it.
    offer : str or None
        Hash of that offer.
    ended : bool
    """

    owner: str
    version: str
    offered_to: str | None = None
    offer: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """A town accepted two successors of one act: the two entries prove it."""

    town: str
    base: str
    accepted: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that several towns do together.

    Parameters
    ----------
    state : str
        ``proposed``, ``in_force`` or ``suspended``.
    current : str or None
        Hash of the proposal that holds now; while suspended, of the one that held before.
    accepted : mapping
        Hash of each proposal to the towns that accepted it.
    breaches : tuple of Breach
    """

    state: str
    current: str | None
    accepted: Mapping[str, tuple[str, ...]]
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What the logs say together.

    Parameters
    ----------
    records : mapping
        Creating town and object to the record.
    acts : mapping
        Hash of the first proposal to the act.
    void : mapping
        Hash of each entry that counts for nothing to the reason.
    quarantined : tuple of str
        Hashes of entries of kinds not known here: kept, set aside.
    """

    records: Mapping[tuple[str, str], Record]
    acts: Mapping[str, Act]
    void: Mapping[str, str]
    quarantined: tuple[str, ...]


def ordered(logs: Mapping[LogName, Sequence[Entry]]) -> list[tuple[LogName, Entry]]:
    """Return the entries, causes first, then by id of the log, then by place."""
    places = {entry.hash: (name.id, place) for name, entries in logs.items() for place, entry in enumerate(entries)}
    by_id = {name.id: name for name in logs}
    waits: dict[tuple[str, int], int] = {}
    frees: dict[tuple[str, int], list[tuple[str, int]]] = {}
    ready: list[tuple[str, int]] = []
    for name, entries in logs.items():
        for place, entry in enumerate(entries):
            here, header = (name.id, place), entry.header
            causes = {places[ref] for ref in (*header.refs, header.base or "") if ref in places}
            if place:
                causes.add((name.id, place - 1))
            causes.discard(here)
            waits[here] = len(causes)
            for cause in causes:
                frees.setdefault(cause, []).append(here)
            if not causes:
                ready.append(here)
    heapq.heapify(ready)
    found = []
    while ready:
        here = heapq.heappop(ready)
        name = by_id[here[0]]
        found.append((name, logs[name][here[1]]))
        for later in frees.get(here, ()):
            waits[later] -= 1
            if not waits[later]:
                heapq.heappush(ready, later)
    return found


def fold(logs: Mapping[LogName, Sequence[Entry]], charter: Charter, also: Iterable[str] = ()) -> State:
    """Return what the logs say together.

    Parameters
    ----------
    logs : mapping
        Name of each log to its entries, each already checked.
    charter : Charter
    also : iterable of str
        Further kinds that count as a change of a record.
    """
    folding = _Folding(charter, KINDS | set(also))
    for name, entry in ordered(logs):
        folding.take(name, entry)
    acts = folding.acts()  # first: it finds some entries void
    return State(dict(folding.records), acts, dict(folding.void), tuple(folding.quarantined))


class _Folding:
    def __init__(self, charter: Charter, kinds: frozenset[str] | set[str]) -> None:
        self.charter, self.kinds = charter, kinds
        self.records: dict[tuple[str, str], Record] = {}
        self.versions: dict[str, tuple[str, str]] = {}  # hash of an entry -> the record it belongs to
        self.offers: dict[str, tuple[str, str]] = {}
        self.proposals: dict[str, Entry] = {}
        self.accepts: dict[str, dict[str, str]] = {}  # proposal -> town -> the accepting entry
        self.void: dict[str, str] = {}
        self.quarantined: list[str] = []

    def take(self, name: LogName, entry: Entry) -> None:
        header, town = entry.header, name.writer
        kind = "offer" if header.kind.startswith(_OFFER) else header.kind
        if kind not in self.kinds:
            self.quarantined.append(entry.hash)
        elif town not in self.charter.members:
            self.void[entry.hash] = "not a member"
        elif kind in ("joint", "term"):
            self.proposals[entry.hash] = entry
            self.accepts.setdefault(entry.hash, {})[town] = entry.hash
        elif kind == "accept":
            self._accept(town, entry)
        elif kind in ("take", "decline"):
            self._answer(town, entry, kind == "take")
        elif kind not in ("manifest", "erased", "head"):
            self._change(name, entry, kind)

    def _accept(self, town: str, entry: Entry) -> None:
        named = [ref for ref in entry.header.refs if ref in self.proposals]
        if not named:
            self.void[entry.hash] = "accepts nothing that is known"
        for ref in named:
            self.accepts[ref].setdefault(town, entry.hash)

    def _change(self, name: LogName, entry: Entry, kind: str) -> None:
        header, town = entry.header, name.writer
        key = (town, header.obj) if header.base is None else self.versions.get(header.base)
        if key is None:
            self.void[entry.hash] = "changes something that is not known"
            return
        record = self.records.get(key)
        if record is None:
            if kind == "offer":
                self.void[entry.hash] = "offers something that is not known"
                return
            self.records[key] = Record(town, entry.hash, ended=kind == "tombstone")
        elif record.owner != town:
            self.void[entry.hash] = "by another than the owner"
            return
        elif record.offered_to:
            self.void[entry.hash] = "while an offer stands"
            return
        elif record.ended:
            self.void[entry.hash] = "after its end"
            return
        elif kind == "offer":
            to = header.kind.removeprefix(_OFFER) if header.kind != "offer" else name.audience.removeprefix("pair:")
            if to not in self.charter.members or to == town:
                self.void[entry.hash] = "offers it to nobody"
                return
            self.records[key] = Record(town, record.version, to, entry.hash)
            self.offers[entry.hash] = key
        else:
            self.records[key] = Record(town, entry.hash, ended=kind == "tombstone")
        self.versions[entry.hash] = key

    def _answer(self, town: str, entry: Entry, takes: bool) -> None:
        named = [ref for ref in entry.header.refs if ref in self.offers]
        for ref in named[:1]:
            key = self.offers[ref]
            record = self.records[key]
            if record.offer == ref and record.offered_to == town:
                self.records[key] = Record(town, entry.hash) if takes else Record(record.owner, record.version)
                self.versions[entry.hash] = key
                return
        self.void[entry.hash] = "answers no offer that stands"

    # Joint acts

    def acts(self) -> dict[str, Act]:
        """Return every act, from its first proposal on."""
        successors: dict[str, list[str]] = {}
        firsts = []
        for hashed, entry in self.proposals.items():
            base = entry.header.base
            if base is None:
                firsts.append(hashed)
            elif base in self.proposals:
                successors.setdefault(base, []).append(hashed)
            else:
                self.void[hashed] = "follows an act that is not known"
        return {first: self._act(first, successors) for first in firsts}

    def _has_enough(self, hashed: str) -> bool:
        return len(self.accepts[hashed]) >= self.charter.needed(self.proposals[hashed].header.obj)

    def _act(self, first: str, successors: Mapping[str, list[str]]) -> Act:
        accepted: dict[str, tuple[str, ...]] = {}
        breaches: list[Breach] = []
        current, state, at, seen = None, PROPOSED, [first], [first]
        while at:
            accepted.update({hashed: tuple(sorted(self.accepts[hashed])) for hashed in at})
            good = [hashed for hashed in at if self._has_enough(hashed)]
            settled = self._settling(at)
            if settled is not None:
                good = [settled]
            else:
                found = self._breaches(at)
                breaches += found
                if found or len(good) > 1:
                    state = SUSPENDED
                    break
            if not good:
                break
            current, state = good[0], IN_FORCE
            at = [later for later in successors.get(current, ()) if later not in seen]
            seen += at
        return Act(state, current, accepted, tuple(breaches))

    def _settling(self, rivals: Sequence[str]) -> str | None:
        """Return the proposal that names all its rivals and that every town accepted: people have settled it."""
        for hashed in rivals:
            rest = set(rivals) - {hashed}
            everybody = len(self.accepts[hashed]) == len(self.charter.members)
            if rest and everybody and rest <= set(self.proposals[hashed].header.refs):
                return hashed
        return None

    def _breaches(self, rivals: Sequence[str]) -> list[Breach]:
        # A proposal that names all the others is an attempt to settle: accepting it as well breaks no word.
        plain = [h for h in rivals if not set(rivals) - {h} <= set(self.proposals[h].header.refs) or len(rivals) == 1]
        found = []
        for town in self.charter.members:
            mine = [self.accepts[hashed][town] for hashed in plain if town in self.accepts[hashed]]
            if len(mine) > 1:
                base = self.proposals[plain[0]].header.base or ""
                found.append(Breach(town, base, (mine[0], mine[1])))
        return found
