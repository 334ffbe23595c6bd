"""A town's copy of the circle's logs, in memory: what it takes from others, what it refuses, when it may write.

No network and no clock: a simulation, and the rules that a real node keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from pilin.engine.log.checkpoint import (
    Checkpoint,
    Fork,
    Head,
    check_signatures,
    cosign,
    first_difference,
    sign_checkpoint,
)
from pilin.engine.log.entry import NO_PREV, BadEntry, Entry, Header, LogName, Signer, sign_entry, verify_entry
from pilin.engine.log.fold import Charter, State, fold
from pilin.engine.log.keys import BadManifest, Manifest, Ring, accept_manifest, pin_of
from pilin.engine.log.merkle import root


class MayNotWrite(Exception):
    """The node may not write now: what it has of its own log may not be all there is."""


@dataclass
class Copy:
    """What a node holds of one log.

    Parameters
    ----------
    entries : list of Entry
        Each checked.
    forks : list of Fork
        Every proof that its writer signed two histories.
    cosigned : int
        The longest head of it that another town than the writer signed, as far as this node knows.
    poison : list of bytes
        Entries that could not be read; kept as evidence.
    """

    entries: list[Entry] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    cosigned: int = 0
    poison: list[bytes] = field(default_factory=list)


class Node:
    """One town's node.

    Parameters
    ----------
    charter : Charter
    town : str
    signer : Signer
        The key on this server.
    manifests : iterable of Manifest
        The first manifest of every town, compared with the paper.
    """

    def __init__(self, charter: Charter, town: str, signer: Signer, manifests: Iterable[Manifest]) -> None:
        self.charter, self.town, self.signer = charter, town, signer
        self.manifests: dict[str, list[Manifest]] = {manifest.town: [manifest] for manifest in manifests}
        self.copies: dict[LogName, Copy] = {}
        self.unheard: set[str] = set()  # towns to ask before writing, after a restore
        self.refused: list[str] = []

    # Reading

    def copy_of(self, name: LogName) -> Copy:
        """Return what is held of a log."""
        return self.copies.setdefault(name, Copy())

    def may_see(self, name: LogName, town: str) -> bool:
        """Return whether a town may hold this log at all."""
        if name.circle != self.charter.circle or name.writer not in self.charter.members:
            return False
        other = name.audience.removeprefix("pair:")
        return name.audience in ("circle", "public") or town in (name.writer, other)

    def limit(self, name: LogName) -> int | None:
        """Return the place at which a log ends for good: where its town began anew, or a fork that no root has settled."""
        ends = [epoch.size for epoch in self._newest(name.writer).epochs if epoch.after == name.id]
        if ends:
            return ends[0]
        return self.first_fork(name)

    def first_fork(self, name: LogName) -> int | None:
        """Return the first place of which two histories are proven and no root has said which one is the town's.

        A proof by keys that the newest manifest no longer lets sign there is settled: it must not count, or towns that
        never saw it would judge the next manifest otherwise than those who did.
        """
        pin = self._pin(name)
        open_forks = [fork for fork in self.copy_of(name).forks if pin is None or fork.seq > pin[0]]
        return min((fork.seq for fork in open_forks if self._proves(name, fork)), default=None)

    def _pin(self, name: LogName) -> tuple[int, str] | None:
        return pin_of(self._newest(name.writer), name.id)

    def _leads_to_pin(self, name: LogName, entries: Sequence[Entry]) -> bool:
        pin = self._pin(name)
        return pin is None or (len(entries) > pin[0] and entries[pin[0]].hash == pin[1])

    def counted(self, name: LogName) -> list[Entry]:
        """Return the entries of a log that count."""
        return self.copy_of(name).entries[: self.limit(name)]

    def state(self) -> State:
        """Return what all logs held here say together."""
        return fold({name: self.counted(name) for name in self.copies}, self.charter)

    def _newest(self, town: str) -> Manifest:
        return self.manifests[town][-1]

    def _ring(self, name: LogName) -> Ring:
        return Ring((self._newest(name.writer),), name.id)

    def _proves(self, name: LogName, fork: Fork) -> bool:
        return fork.holds(name.writer, (self._newest(name.writer),)) and fork.log == name.id

    # Writing

    def own(self, audience: str = "circle") -> LogName:
        """Return the name of the log this node writes for an audience: its newest epoch."""
        name = LogName(self.charter.circle, self.town, audience)
        begun = {epoch.log for epoch in self._newest(self.town).epochs}
        while replace(name, epoch=name.epoch + 1).id in begun:
            name = replace(name, epoch=name.epoch + 1)
        return name

    def may_write(self, audience: str = "circle") -> bool:
        """Return whether the node may write: it has heard every town since a restore, and its log has not ended."""
        name = self.own(audience)
        held, limit = self.copy_of(name), self.limit(name)
        key = self._ring(name).at(self.signer.key_id, len(held.entries))
        return not self.unheard and (limit is None or limit > len(held.entries)) and key is not None

    def write(
        self,
        kind: str,
        obj: str,
        *,
        base: str | None = None,
        refs: Sequence[str] = (),
        audience: str = "circle",
        at: str = "",
    ) -> Entry:
        """Return a new entry at the end of this node's own log.

        Raises
        ------
        MayNotWrite
            After a restore until all others were heard; or when the log has ended.
        """
        if not self.may_write(audience):
            raise MayNotWrite(f"{self.town} may not write for {audience} now")
        name = self.own(audience)
        held = self.copy_of(name).entries
        prev = held[-1].hash if held else NO_PREV
        known = tuple(dict.fromkeys(refs))
        header = Header(1, name.id, len(held), prev, kind, obj, base, known, at, "auto", "")
        entry = sign_entry(self.signer, header)
        held.append(entry)
        return entry

    def restored(self) -> None:
        """Note that this node came back from a backup: it asks every other town before it writes."""
        self.unheard = set(self.charter.members) - {self.town}

    def backup(self) -> Node:
        """Return a copy of this node as it stands."""
        other = copy(self)
        other.manifests = {town: list(known) for town, known in self.manifests.items()}
        other.copies = {
            name: Copy(list(held.entries), list(held.forks), held.cosigned, list(held.poison))
            for name, held in self.copies.items()
        }
        other.unheard, other.refused = set(self.unheard), list(self.refused)
        return other

    # Taking from others

    def accept(self, manifest: Manifest) -> bool:
        """Take a newer manifest of a town, drop what its keys no longer cover, and return whether it was taken."""
        known = self.manifests.setdefault(manifest.town, [])
        if known and manifest.serial <= known[-1].serial:
            return False
        others = [held[-1] for town, held in self.manifests.items() if town != manifest.town and held]
        mine = [(name, held) for name, held in self.copies.items() if name.writer == manifest.town]
        cosigned = {name.id: held.cosigned for name, held in mine}
        forks = {name.id: at for name, _ in mine if known and (at := self.first_fork(name)) is not None}
        try:
            accept_manifest(known[-1] if known else None, manifest, cosigned, others, forks)
        except BadManifest as fault:
            self.refused.append(str(fault))
            return False
        known.append(manifest)
        for name, held in mine:
            ring = self._ring(name)
            for entry in held.entries:
                if ring.at(entry.key_id, entry.header.seq) is None:
                    del held.entries[entry.header.seq :]
                    break
            pin = self._pin(name)
            if pin is not None and len(held.entries) > pin[0] and held.entries[pin[0]].hash != pin[1]:
                held.entries.clear()  # a thief's past: the root says which one is the town's, so fetch that one
        return True

    def receive(self, name: LogName, entries: Iterable[Entry]) -> int:
        """Take entries of a log, from whomever they come, and return how many were new.

        What is known already is passed over; what contradicts it is kept as a proof when its writer signed it; the rest
        is refused.
        """
        if not self.may_see(name, self.town) or not self._begun(name):
            self.refused.append(f"a log that is not for {self.town}")
            return 0
        held, ring, new = self.copy_of(name), self._ring(name), 0
        if not self._leads_to_pin(name, held.entries):
            entries = list(entries)
            new = self._replace(name, entries)
            if not new:
                self.refused.append(f"entries of {name.writer} that do not lead where its root says")
                return 0
        for entry in entries:
            try:
                header = entry.header
            except BadEntry as fault:
                held.poison.append(entry.raw)
                self.refused.append(str(fault))
                break
            key = ring.at(entry.key_id, header.seq)
            if header.log != name.id or key is None or not verify_entry(entry, key):
                self.refused.append(f"entry {header.seq} of {name.writer} is not signed by it")
                break
            if header.seq < len(held.entries):
                mine = held.entries[header.seq]
                if mine.hash != entry.hash:
                    self._freeze(name, Fork(mine, entry))
                    break
                continue
            end = self.limit(name)
            if end is not None and header.seq >= end:
                break
            if header.seq > len(held.entries) or header.prev != (held.entries[-1].hash if held.entries else NO_PREV):
                self.refused.append(f"entry {header.seq} of {name.writer} does not follow")
                break
            held.entries.append(entry)
            new += 1
        return new

    def _replace(self, name: LogName, entries: Sequence[Entry]) -> int:
        """Take a whole past at once if it leads to the place that the writer's root vouches for."""
        pin, held, ring = self._pin(name), self.copy_of(name), self._ring(name)
        try:
            start = entries[0].header.seq if entries else 0
            whole = [*held.entries[:start], *entries]
            if pin is None or start > len(held.entries) or not self._leads_to_pin(name, whole):
                return 0
            prev = NO_PREV
            for place, entry in enumerate(whole[: pin[0] + 1]):
                header, key = entry.header, ring.at(entry.key_id, place)
                good = header.log == name.id and header.seq == place and header.prev == prev
                if not good or key is None or not verify_entry(entry, key):
                    return 0
                prev = entry.hash
        except BadEntry:
            return 0
        new = pin[0] + 1 - len(held.entries)
        held.entries = whole[: pin[0] + 1]
        return max(new, 1)

    def _begun(self, name: LogName) -> bool:
        return not name.epoch or name.id in {epoch.log for epoch in self._newest(name.writer).epochs}

    def _freeze(self, name: LogName, fork: Fork) -> None:
        held = self.copy_of(name)
        pair = {half.hash for half in (fork.a, fork.b) if isinstance(half, Entry)}
        known = [{half.hash for half in (f.a, f.b) if isinstance(half, Entry)} for f in held.forks]
        if pair not in known and self._proves(name, fork):
            held.forks.append(fork)

    def serve(self, to: str, name: LogName, since: int, most: int = 50) -> list[Entry]:
        """Return entries of a log for a town that may hold it, from a place on."""
        return self.copy_of(name).entries[since : since + most] if self.may_see(name, to) else []

    def pull(self, peer: Node, most: int = 50) -> int:
        """Take what a peer holds, compared at the common length whichever is longer; return how many entries were new."""
        for known in peer.manifests.values():
            for manifest in known:
                self.accept(manifest)
        new = 0
        for name in sorted(peer.copies, key=lambda one: one.id):
            if not self.may_see(name, self.town) or not self._begun(name):
                continue
            theirs = peer.copies[name]
            held = self.copy_of(name)
            for fork in theirs.forks:
                self._freeze(name, fork)
            held.cosigned = max(held.cosigned, theirs.cosigned)
            new += self.receive(name, self._fresh(name, theirs.entries, peer, most))
        self.unheard.discard(peer.town)
        return new

    def _fresh(self, name: LogName, theirs: Sequence[Entry], peer: Node, most: int) -> list[Entry]:
        held = self.copy_of(name).entries
        if not self._leads_to_pin(name, held):
            return list(theirs)
        place = self.difference([e.hash for e in held], [e.hash for e in theirs])
        if place is not None:
            return [theirs[place]]
        found: list[Entry] = []
        while batch := peer.serve(self.town, name, len(held) + len(found), most):
            found += batch
        return found

    def difference(self, mine: Sequence[str], theirs: Sequence[str]) -> int | None:
        """Return the first place at which two copies differ, at their common length."""
        return first_difference(mine, theirs)

    # Heads

    def head(self, name: LogName) -> Head:
        """Return how far a log goes here."""
        entries = self.counted(name)
        return Head(name.id, len(entries), root(e.raw for e in entries).hex(), entries[-1].hash if entries else "")

    def checkpoint(self, audience: str = "circle") -> Checkpoint:
        """Return the signed head of this node's own log."""
        return sign_checkpoint(self.signer, self.town, self.head(self.own(audience)))

    def witness(self, name: LogName, checkpoint: Checkpoint, timestamp: int = 0) -> Checkpoint | None:
        """Return another town's checkpoint with this town's cosignature, if this node's own copy leads there.

        None as well while it has not heard every town since a restore: it may not know yet that the key was revoked.
        """
        if self.unheard:
            return None
        entries = self.counted(name)[: checkpoint.head.size]
        signed = check_signatures(checkpoint, name.writer, {t: [m[-1]] for t, m in self.manifests.items()})
        if checkpoint.head.log != name.id or not signed.writer or name.writer == self.town:
            return None
        if len(entries) < checkpoint.head.size or root(e.raw for e in entries).hex() != checkpoint.head.root:
            return None
        held = self.copy_of(name)
        held.cosigned = max(held.cosigned, checkpoint.head.size)
        return cosign(self.signer, self.town, checkpoint, timestamp)
