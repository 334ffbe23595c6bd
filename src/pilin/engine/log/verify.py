"""Checking: the first entry of a log that does not hold, by name and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from pilin.engine.log.archive import ARCHIVE_DOMAIN, Archive, Body
from pilin.engine.log.checkpoint import Checkpoint, Head, check_signatures
from pilin.engine.log.entry import NO_PREV, BadEntry, Entry, body_commit, holds, verify_entry
from pilin.engine.log.keys import BadManifest, Manifest, Ring, accept_manifest, newest, pin_of
from pilin.engine.log.merkle import EMPTY_ROOT, Frontier


@dataclass(frozen=True, slots=True)
class Verified:
    """A log that holds.

    Parameters
    ----------
    head : Head
        How far it goes.
    cosigned : int
        How many of its entries at least one other town has cosigned: nobody can change those unseen.
    erased : tuple of int
        Places whose body is not there.
    unannounced : tuple of int
        Those of them that no entry of kind ``erased`` in this log names.
    """

    head: Head
    cosigned: int = 0
    erased: tuple[int, ...] = ()
    unannounced: tuple[int, ...] = ()


REASONS: Mapping[str, str] = {
    "other_log": "it belongs to another log: {other}",
    "wrong_place": "it says it is entry {said}",
    "not_following": "it does not follow the entry before it",
    "after_end": "the log was begun anew before it",
    "key_not_allowed": "the key {key} may not sign here",
    "bad_signature": "its signature does not hold",
    "body_uncommitted": "it has a body though it commits to none",
    "other_body": "its body is not the one it commits to",
    "unreadable": "{detail}",
    "head_of_other_log": "a head is of another log: {other}",
    "head_unsound": "the head over {size} entries is {detail}",
    "head_unsigned": "nobody signed the head over {size} entries",
    "head_of_nothing": "a head over no entries has the root of some",
    "head_of_others": "the head over {size} entries is of other entries",
    "head_of_others_after": "the head over {size} entries is of other entries (another head holds up to entry {agreed})",
    "not_pinned": "entries {first} to {last} are not those that the town's root names",
    "tail_missing_root": "there are {count} entries, but the root names one later: the tail is missing",
    "tail_missing": "there are {count} entries, but a head over {size}: the tail is missing",
    "manifests": "{detail}",
    "manifests_of_other": "the manifests of {town} are of another town",
    "extra_changed": "{name} is not what was put in",
    "bad_seal": "the seal of {town} over meta.json does not hold",
    "no_keys": "the keys of {town} are not here",
    "no_anew": "no root of {town} let this log begin anew",
    "other_size": "there are {count} entries, {size} were put in",
    "body_alone": "there is a body, but no entry",
    "log_not_here": "a head is known of a log that is not here",
}
"""What can be wrong, by code: whoever shows it in another language translates these."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place of a log that does not hold, and why.

    Parameters
    ----------
    seq : int
        -1 when it is not about an entry.
    code : str
        One of :data:`REASONS`.
    log : str
        Which log; empty when it is about the whole archive.
    facts : mapping
        What the reason names.
    """

    seq: int
    code: str
    log: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Return the reason in plain English."""
        return REASONS[self.code].format(**self.facts)


@dataclass(frozen=True, slots=True)
class Holds:
    """An archive that holds.

    Parameters
    ----------
    logs : mapping
        Id of each log to what was found.
    fingerprints : mapping
        Town to the fingerprint of its first root keys, to be compared with what is printed on paper.
    sealed_by : str
        The town whose key vouches for the whole, what no log speaks of included; empty where nobody's does.
    """

    logs: Mapping[str, Verified]
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    sealed_by: str = ""

    @property
    def entries(self) -> int:
        """Return how many entries were checked."""
        return sum(found.head.size for found in self.logs.values())


def verify_log(
    entries: Iterable[Entry],
    manifests: Iterable[Manifest],
    bodies: Callable[[int], Body | None],
    heads: Iterable[Checkpoint | Head] = (),
    *,
    log: str = "",
    writer: str = "",
    witnesses: Mapping[str, Iterable[Manifest]] | None = None,
) -> Verified | Broken:
    """Return what holds, or the first place that does not.

    Parameters
    ----------
    entries : iterable of Entry
        From place 0 on.
    manifests : iterable of Manifest
        Those of the writer, each accepted before.
    bodies : callable
        Place to salt and body; None when it was erased or is not here, which is no fault.
    heads : iterable of Checkpoint or Head
        Signed heads, whose signatures are checked; or bare ones known from elsewhere, on paper for example.
    log, writer : str, optional
        Id of the log and its writer; taken from the first entry and the manifests when not given.
    witnesses : mapping, optional
        Other towns to their manifests, for their cosignatures.
    """
    known = tuple(manifests)
    writer = writer or (known[0].town if known else "")
    people = {**(witnesses or {}), writer: known}
    wanted: dict[int, list[Head]] = {}
    cosigned = 0
    for given in heads:
        head = given.head if isinstance(given, Checkpoint) else given
        if log and head.log != log:
            return Broken(-1, "head_of_other_log", log, {"other": head.log})
        if isinstance(given, Checkpoint):
            found = check_signatures(given, writer, people)
            if found.faults:
                return Broken(head.size, "head_unsound", log, {"size": head.size, "detail": found.faults[0]})
            if not found.writer and not found.cosigners:
                return Broken(head.size, "head_unsigned", log, {"size": head.size})
            if any(town != writer for town in found.cosigners):
                cosigned = max(cosigned, head.size)
        wanted.setdefault(head.size, []).append(head)
    walk = _Walk(log, Ring(known, log) if log else None, known, bodies)
    agreed = 0  # the longest head that held: what differs comes after it
    for head in wanted.get(0, ()):
        if head.root != EMPTY_ROOT.hex():
            return Broken(0, "head_of_nothing", log)
    for entry in entries:
        wrong = walk.step(entry)
        if wrong:
            return Broken(walk.seq, wrong[0], walk.log, wrong[1])
        if walk.pin is not None and walk.seq == walk.pin[0] + 1 and walk.prev != walk.pin[1]:
            return Broken(agreed, "not_pinned", walk.log, {"first": agreed, "last": walk.seq - 1})
        for head in wanted.get(walk.seq, ()):
            if head.log != walk.log or bytes.fromhex(head.root) != walk.frontier.root():
                if agreed:  # the head that does not may have left that way even earlier
                    facts = {"size": walk.seq, "agreed": agreed - 1}
                    return Broken(agreed, "head_of_others_after", walk.log, facts)
                return Broken(agreed, "head_of_others", walk.log, {"size": walk.seq})
        if walk.seq in wanted:
            agreed = walk.seq
    # A log that was begun anew ends there: what others cosigned beyond is evidence, no longer part of it.
    missing = [size for size in wanted if walk.seq < size and (walk.end is None or size <= walk.end)]
    if walk.pin is not None and walk.seq <= walk.pin[0]:
        return Broken(walk.seq, "tail_missing_root", walk.log, {"count": walk.seq})
    if missing:
        return Broken(walk.seq, "tail_missing", walk.log, {"count": walk.seq, "size": max(missing)})
    gone = tuple(walk.erased)
    unannounced = tuple(seq for seq, hashed in walk.erased.items() if hashed not in walk.announced)
    head = Head(walk.log, walk.seq, walk.frontier.root().hex(), walk.prev if walk.seq else "")
    return Verified(head, cosigned, gone, unannounced)


class _Walk:
    """Goes along a log, entry by entry."""

    def __init__(
        self, log: str, ring: Ring | None, manifests: tuple[Manifest, ...], bodies: Callable[[int], Body | None]
    ) -> None:
        self.log, self.ring, self.manifests, self.bodies = log, ring, manifests, bodies
        self.seq, self.prev, self.frontier = 0, NO_PREV, Frontier()
        self.erased: dict[int, str] = {}
        self.announced: set[str] = set()
        self.pin: tuple[int, str] | None = None
        self.end: int | None = None
        if log:
            self._settle(log)

    def _settle(self, log: str) -> None:
        """Look up what the town's root itself says of this log."""
        manifest = newest(self.manifests)
        if manifest is not None:
            self.pin = pin_of(manifest, log)
            self.end = next((epoch.size for epoch in manifest.epochs if epoch.after == log), None)

    def step(self, entry: Entry) -> tuple[str, dict[str, object]] | None:
        """Take one entry, or return what is wrong with it: a code of :data:`REASONS`, and what it names."""
        try:
            header = entry.header
        except BadEntry as fault:
            return "unreadable", {"detail": str(fault)}
        if self.ring is None:
            self.log, self.ring = header.log, Ring(self.manifests, header.log)
            self._settle(header.log)
        if header.log != self.log:
            return "other_log", {"other": header.log}
        if header.seq != self.seq:
            return "wrong_place", {"said": header.seq}
        if header.prev != self.prev:
            return "not_following", {}
        if self.end is not None and self.seq >= self.end:
            return "after_end", {}
        key = self.ring.at(entry.key_id, self.seq)
        if key is None:
            return "key_not_allowed", {"key": entry.key_id}
        if not verify_entry(entry, key):
            return "bad_signature", {}
        body = self.bodies(self.seq)
        if body is not None and not header.commit:
            return "body_uncommitted", {}
        if body is not None and (len(body[0]) != 32 or body_commit(*body) != header.commit):
            return "other_body", {}
        if body is None and header.commit:
            self.erased[self.seq] = entry.hash
        if header.kind == "erased":
            self.announced.update(header.refs)
        self.frontier.append(entry.raw)
        self.prev = entry.hash
        self.seq += 1
        return None


def verify_manifests(manifests: Iterable[Manifest], others: Iterable[Manifest] = ()) -> str:
    """Return what is wrong with a town's manifests, the first one first; empty when each may follow the one before."""
    old: Manifest | None = None
    for manifest in manifests:
        try:
            accept_manifest(old, manifest, {}, others)
        except BadManifest as fault:
            return f"manifest {manifest.serial} of {manifest.town}: {fault}"
        old = manifest
    return "" if old else "there is no manifest"


def verify_archive(archive: Archive, heads: Iterable[Checkpoint] = ()) -> Holds | Broken:
    """Return what an archive holds, or the first place that does not hold.

    Parameters
    ----------
    archive : Archive
    heads : iterable of Checkpoint
        Heads kept elsewhere: by another town, or printed. With one of them even a history that was written anew from its
        beginning, with the town's own key, is found.
    """
    outside: dict[str, list[Checkpoint]] = {}
    for given in heads:
        outside.setdefault(given.head.log, []).append(given)
    latest = {town: manifests[-1] for town, manifests in archive.manifests.items() if manifests}
    for town, manifests in sorted(archive.manifests.items()):
        others = [one for name, known in archive.manifests.items() if name != town for one in known]
        wrong = verify_manifests(manifests, others)
        if wrong or any(manifest.town != town for manifest in manifests):
            return (
                Broken(-1, "manifests", "", {"detail": wrong})
                if wrong
                else Broken(-1, "manifests_of_other", "", {"town": town})
            )
    for name, digest in sorted(archive.digests.items()):
        content = archive.extras.get(name)
        if (archive.passed.get(name) if content is None else sha256(content).hexdigest()) != digest:
            return Broken(-1, "extra_changed", "", {"name": name})
    if archive.seal is not None and not _is_sealed(archive):
        return Broken(-1, "bad_seal", "", {"town": archive.seal.town})
    found: dict[str, Verified] = {}
    for named in archive.names:
        log, writer = named.id, named.writer
        if writer not in latest:
            return Broken(-1, "no_keys", log, {"town": writer})
        if named.epoch and log not in {epoch.log for epoch in latest[writer].epochs}:
            return Broken(-1, "no_anew", log, {"town": writer})
        answer = verify_log(
            archive.entries[log],
            archive.manifests[writer],
            archive.bodies.get(log, {}).get,
            [*archive.checkpoints.get(log, ()), *outside.pop(log, ())],
            log=log,
            writer=writer,
            witnesses=archive.manifests,
        )
        if isinstance(answer, Broken):
            return replace(answer, log=log)
        if answer.head.size != archive.sizes[log]:
            facts = {"count": answer.head.size, "size": archive.sizes[log]}
            return Broken(answer.head.size, "other_size", log, facts)
        beyond = [seq for seq in archive.bodies.get(log, {}) if seq >= answer.head.size]
        if beyond:
            return Broken(beyond[0], "body_alone", log)
        found[log] = answer
    if outside:
        return Broken(0, "log_not_here", next(iter(outside)))
    return Holds(
        found,
        {town: manifests[0].fingerprint for town, manifests in sorted(archive.manifests.items())},
        archive.seal.town if archive.seal else "",
    )


def _is_sealed(archive: Archive) -> bool:
    """Return whether a key that may sign the last entry of one of the town's logs here, or the next, made the seal."""
    assert archive.seal
    seal = archive.seal
    for name in archive.names:
        if name.writer == seal.town:
            ring, size = Ring(archive.manifests.get(seal.town, ()), name.id), archive.sizes[name.id]
            key = ring.at(seal.key_id, size) or ring.at(seal.key_id, size - 1)
            if key is not None and holds(seal.sig, ARCHIVE_DOMAIN + archive.meta, key):
                return True
    return False
