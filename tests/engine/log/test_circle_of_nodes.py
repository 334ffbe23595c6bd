"""Towns that work apart, come together, lose backups and keys: whatever happens, all read the same in the end.

A short form runs always; ``PILIN_NIGHTLY`` runs 5,000 examples. Every failure prints a blob that replays it. The controls
take one rule away and must be noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import pilin.engine.log.node
from pilin.engine.log import (
    REVOKED,
    Charter,
    Entry,
    Epoch,
    Header,
    LogName,
    Manifest,
    MayNotWrite,
    Node,
    NodeKey,
    Signer,
    sign_entry,
)
from tests.engine.log.world import CIRCLE, first_manifest, next_manifest, signer
from tests.reliability.report import times, tried

TOWNS = ("a", "b", "c", "d", "e", "f", "g")
WHO = st.integers(0, 6)
SMALL = st.integers(0, 5)


def meet(nodes: Sequence[Node]) -> None:
    """Let every node pull from every other until nothing changes."""
    for _ in range(12):
        before = [picture(node) for node in nodes]
        for node in nodes:
            for peer in nodes:
                if peer is not node:
                    node.pull(peer)
        if [picture(node) for node in nodes] == before:
            return
    raise AssertionError("they do not come to rest")


def picture(node: Node) -> Any:
    """Return what a node holds that others must hold as well."""
    logs = {name: [entry.hash for entry in node.counted(name)] for name in node.copies}
    return {name: held for name, held in logs.items() if held}, {t: m[-1].serial for t, m in node.manifests.items()}


def limits(node: Node) -> dict[LogName, int]:
    """Return where logs end for good, as this node sees it."""
    return {name: end for name in node.copies if (end := node.limit(name)) is not None}


class Circle(RuleBasedStateMachine):
    """3 to 7 towns in one process."""

    @initialize(count=st.integers(3, 7))
    def found(self, count: int) -> None:
        self.towns = TOWNS[:count]
        self.charter = Charter(CIRCLE, self.towns, {"plan": 2})
        manifests = [first_manifest(town) for town in self.towns]
        self.nodes = {t: Node(self.charter, t, signer(f"{t} node"), manifests) for t in self.towns}
        self.keys = {t: signer(f"{t} node") for t in self.towns}
        self.stolen: dict[str, Signer] = {}
        self.touched: set[str] = set()  # towns in whose name somebody else has written
        self.forged: set[str] = set()
        self.written: dict[str, str] = {}  # entries of untouched towns: hash -> town
        self.cut: set[frozenset[str]] = set()
        self.backups: dict[str, Node] = {}
        self.count = 0
        for town in self.towns:  # some history, so that short runs get far
            first = self.write(town, "row", f"case:{town}")
            assert first
            self.backups[town] = self.nodes[town].backup()
            self.write(town, "row", f"case:{town}", base=first.hash)
        self.write("a", "joint", "plan:1")
        self.write("a", "offer.b", "case:a")
        self.talk()

    def town(self, n: int) -> str:
        return self.towns[n % len(self.towns)]

    def write(self, town: str, kind: str, obj: str, **more: Any) -> Entry | None:
        node = self.nodes[town]
        try:
            entry = node.write(kind, obj, **more)
        except MayNotWrite:
            return None
        self.written[entry.hash] = town
        return entry

    # Work

    @rule(who=WHO, what=SMALL)
    def work_on_a_record(self, who: int, what: int) -> None:
        """A town writes a record of its own, or tries to change one of another."""
        town = self.town(who)
        records = sorted(self.nodes[town].state().records.items())
        base = records[what % len(records)][1].version if records and what % 2 else None
        self.count += 1
        self.write(town, "row", f"case:{self.count if base is None else 0}", base=base)

    @rule(who=WHO, to=WHO, what=SMALL)
    def offer(self, who: int, to: int, what: int) -> None:
        town = self.town(who)
        mine = [r for _, r in sorted(self.nodes[town].state().records.items()) if r.owner == town]
        if mine and to % len(self.towns) != who % len(self.towns):
            self.write(town, f"offer.{self.town(to)}", "case:0", base=mine[what % len(mine)].version)

    @rule(who=WHO, takes=st.booleans())
    def answer(self, who: int, takes: bool) -> None:
        town = self.town(who)
        for _, record in sorted(self.nodes[town].state().records.items()):
            if record.offered_to == town and record.offer:
                self.write(town, "take" if takes else "decline", "case:0", refs=[record.offer])
                return

    @rule(who=WHO, what=SMALL)
    def propose(self, who: int, what: int) -> None:
        town = self.town(who)
        acts = sorted(self.nodes[town].state().acts.items())
        base = acts[what % len(acts)][1].current if acts and what % 2 else None
        self.write(town, "joint", "plan:1" if what % 3 else "charter:1", base=base)

    @rule(who=WHO, what=SMALL)
    def accept(self, who: int, what: int) -> None:
        town = self.town(who)
        known = sorted({h for act in self.nodes[town].state().acts.values() for h in act.accepted})
        if known:
            self.write(town, "accept", "plan:1", refs=[known[what % len(known)]])

    # The network

    @rule(one=WHO, other=WHO)
    def part(self, one: int, other: int) -> None:
        self.cut.add(frozenset((self.town(one), self.town(other))))

    @rule()
    def mend(self) -> None:
        self.cut.clear()

    @rule()
    def talk(self) -> None:
        """All who can reach each other pull once."""
        for mine, node in self.nodes.items():
            for theirs, peer in self.nodes.items():
                if mine != theirs and frozenset((mine, theirs)) not in self.cut:
                    node.pull(peer)

    @rule(one=WHO, other=WHO, most=st.integers(1, 4))
    def pull(self, one: int, other: int, most: int) -> None:
        mine, theirs = self.town(one), self.town(other)
        if mine != theirs and frozenset((mine, theirs)) not in self.cut:
            self.nodes[mine].pull(self.nodes[theirs], most)

    @rule(one=WHO, other=WHO, start=SMALL, length=SMALL)
    def replay(self, one: int, other: int, start: int, length: int) -> None:
        """Batches come twice, late, or with a gap."""
        for name, held in list(self.nodes[self.town(other)].copies.items()):
            self.nodes[self.town(one)].receive(name, held.entries[start : start + length])

    @rule(one=WHO, other=WHO, place=SMALL, bit=st.integers(0, 2000))
    def flip(self, one: int, other: int, place: int, bit: int) -> None:
        """A bit of an entry is turned over on the way."""
        for name, held in list(self.nodes[self.town(other)].copies.items()):
            if held.entries:
                entry = held.entries[place % len(held.entries)]
                at = bit // 8 % len(entry.raw)
                raw = entry.raw[:at] + bytes([entry.raw[at] ^ (1 << bit % 8)]) + entry.raw[at + 1 :]
                flipped = Entry(raw, entry.sig, entry.key_id)
                self.forged.add(flipped.hash)
                self.nodes[self.town(one)].receive(name, [flipped])

    @rule(who=WHO, as_whom=WHO, to=WHO)
    def forge(self, who: int, as_whom: int, to: int) -> None:
        """A town writes in another's log with its own key, and with the other's key name."""
        victim, node = self.town(as_whom), self.nodes[self.town(to)]
        if who % len(self.towns) != as_whom % len(self.towns):
            entry = self.next_in(victim, node, self.keys[self.town(who)])
            self.forged.add(entry.hash)
            name = node.own() if node.town == victim else LogName(CIRCLE, victim, "circle")
            node.receive(name, [entry])
            node.receive(name, [replace(entry, key_id=self.keys[victim].key_id)])

    def next_in(self, victim: str, node: Node, key: Signer) -> Entry:
        name = LogName(CIRCLE, victim, "circle")
        entries = node.copy_of(name).entries
        self.count += 1
        prev = entries[-1].hash if entries else "0" * 64
        return sign_entry(
            key, Header(1, name.id, len(entries), prev, "row", f"forged:{self.count}", None, (), "", "auto", "")
        )

    # Mishaps

    @rule(who=WHO)
    def back_up(self, who: int) -> None:
        self.backups[self.town(who)] = self.nodes[self.town(who)].backup()

    @rule(who=WHO)
    def restore(self, who: int) -> None:
        town = self.town(who)
        if town != self.towns[-1]:  # when every town loses everything, nothing can bring it back
            node = self.backups[town].backup()
            node.restored()
            node.signer = self.keys[town]  # the key is not in the backup
            self.nodes[town] = node
            kept = {e.hash for n in self.nodes.values() for held in n.copies.values() for e in held.entries}
            self.written = {h: t for h, t in self.written.items() if h in kept}

    @rule(who=WHO, to=WHO)
    def steal(self, who: int, to: int) -> None:
        """Somebody has the key of a town's server and writes in its name to one other town."""
        town, node = self.town(who), self.nodes[self.town(to)]
        if node.town != town:
            self.stolen.setdefault(town, self.keys[town])
            self.touched.add(town)
            entry = self.next_in(town, node, self.stolen[town])
            node.receive(LogName(CIRCLE, town, "circle"), [entry])
            self.write(town, "row", f"honest:{self.count}")  # the town knows of nothing and works on
            if self.count % 2 and not node.unheard:  # what the thief wrote may be cosigned before anybody notices
                held = node.copy_of(LogName(CIRCLE, town, "circle"))
                held.cosigned = max(held.cosigned, len(held.entries))

    @rule(who=WHO, by=WHO)
    def witness(self, who: int, by: int) -> None:
        """A town cosigns the head of another."""
        node, other = self.nodes[self.town(who)], self.nodes[self.town(by)]
        if node.may_write() and node.copy_of(node.own()).entries:
            other.witness(node.own(), node.checkpoint())

    @rule(who=WHO)
    def rotate(self, who: int) -> None:
        """The yearly change of keys."""
        town = self.town(who)
        node = self.nodes[town]
        if node.may_write() and town not in self.touched:
            self.change_key(town, len(node.copy_of(node.own()).entries), "rotated")
            for other in self.nodes.values():
                other.pull(node)

    @precondition(lambda self: self.touched)
    @rule(n=WHO)
    def revoke(self, n: int) -> None:
        """A town that notices the theft asks all others, closes the stolen key, and goes on."""
        town = sorted(self.touched)[n % len(self.touched)]
        node = self.nodes[town]
        for other in self.nodes.values():
            if other is not node:
                node.pull(other)
        name = node.own()
        held = node.copy_of(name)
        fork = node.first_fork(name)
        fork = len(held.entries) if fork is None else fork
        if fork < held.cosigned:
            self.begin_anew(town, name, min(fork, len(held.entries)))
        else:
            self.change_key(town, min(fork, len(held.entries)), REVOKED)
        for other in self.nodes.values():
            other.pull(node)
        self.stolen.pop(town, None)
        if node.may_write():
            self.write(town, "row", f"after:{self.count}")

    def change_key(self, town: str, place: int, reason: str) -> None:
        node = self.nodes[town]
        name = node.own()
        old, new = node.manifests[town][-1], self.fresh_key(town)
        head = node.copy_of(name).entries[place - 1].hash if place and reason == REVOKED else ""
        closed = [self.closed(key, name, place, reason, head) for key in old.nodes]
        manifest = next_manifest(old, *closed, NodeKey.of(new, place, reason="first", log=name.id))
        if node.accept(manifest):
            self.keys[town] = node.signer = new

    def closed(self, key: NodeKey, name: LogName, place: int, reason: str, head: str = "") -> NodeKey:
        if key.to_seq is not None or key.log not in ("", name.id):
            return key
        if key.from_seq > place:
            return key
        return replace(key, to_seq=place - 1, reason=reason, log=name.id, head=head)

    def fresh_key(self, town: str) -> Signer:
        self.count += 1
        return signer(f"{town} node {self.count}")

    def begin_anew(self, town: str, name: LogName, size: int) -> None:
        """Others have cosigned what cannot stay: the root begins a new log."""
        node, new = self.nodes[town], self.fresh_key(town)
        if node.accept(self.begun_anew(town, name, size, new)):
            self.keys[town] = node.signer = new

    def begun_anew(self, town: str, name: LogName, size: int, new: Signer) -> Manifest:
        held, old = self.nodes[town].copy_of(name), self.nodes[town].manifests[town][-1]
        later = replace(name, epoch=name.epoch + 1)
        head = held.entries[size - 1].hash if size else "0" * 64
        closed = [self.closed(key, name, max(held.cosigned, size), "rotated") for key in old.nodes]
        epochs = (*old.epochs, Epoch(later.id, name.id, size, head))
        return next_manifest(old, *closed, NodeKey.of(new, log=later.id), epochs=epochs)

    # What must always hold

    @invariant()
    def nothing_void_is_held(self) -> None:
        for node in getattr(self, "nodes", {}).values():
            for name, held in node.copies.items():
                for place, entry in enumerate(held.entries):
                    assert entry.header.seq == place
                    assert entry.hash not in self.forged
                for fork in held.forks:
                    assert name.writer in self.touched, "an honest town was proven to have two histories"
                    assert fork.log == name.id

    @invariant()
    def every_record_has_one_owner_who_wrote_it_last(self) -> None:
        self.step = getattr(self, "step", 0) + 1
        nodes = list(getattr(self, "nodes", {}).values())
        for node in nodes[self.step % len(nodes) :][:1] if nodes else ():  # another node each step: all are looked at
            writer = {e.hash: name.writer for name in node.copies for e in node.counted(name)}
            state = node.state()
            for record in state.records.values():
                assert writer[record.version] == record.owner
                assert record.offered_to != record.owner
                assert record.version not in state.void

    def teardown(self) -> None:
        """In the end all can reach each other: all read the same and nothing that an honest town wrote is lost."""
        if not hasattr(self, "nodes"):
            return
        nodes = list(self.nodes.values())
        meet(nodes)
        first = nodes[0]
        for node in nodes[1:]:
            assert picture(node) == picture(first)
            assert node.state() == first.state()
            assert limits(node) == limits(first)
        held = {e.hash for name in first.copies for e in first.counted(name)}
        lost = [h for h, town in self.written.items() if town not in self.touched and h not in held]
        assert lost == []
        for node in nodes:
            assert node.may_write() or node.limit(node.own()) is not None


def run(examples: int, steps: int, phases: Sequence[Phase] = tuple(Phase), seed: int | None = None) -> None:
    made = settings(
        deadline=None, max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck),
        print_blob=True, database=None, phases=phases, derandomize=seed is not None,
    )  # fmt: skip
    run_state_machine_as_test(Circle, settings=made)


def test_towns_converge_whatever_happens() -> None:
    examples = times(300, 5000)
    run(examples, 15 if examples == 300 else 60)
    tried(
        "F12", "3-7 towns apart, together, restored, robbed, with new keys", examples, 0, "see the controls of its test"
    )


def naive_difference(self: Node, mine: Sequence[str], theirs: Sequence[str]) -> int | None:
    """Compare only against a copy at least as long as one's own."""
    if len(theirs) < len(mine):
        return None
    return next((n for n in range(len(mine)) if mine[n] != theirs[n]), None)


def sign_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pilin.engine.log.node, "verify_entry", lambda entry, key: True)


def ask_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Node, "restored", lambda self: None)


@pytest.mark.parametrize("mutant", [sign_nothing, ask_nobody])
def test_control_a_circle_without_the_rule_fails(
    mutant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant(monkeypatch)
    with pytest.raises((AssertionError, ExceptionGroup)):
        run(200, 20, phases=(Phase.generate,), seed=1)


def two(length: int = 3) -> tuple[Charter, dict[str, Node]]:
    charter = Charter(CIRCLE, ("a", "b", "c"))
    manifests = [first_manifest(town) for town in charter.members]
    nodes = {town: Node(charter, town, signer(f"{town} node"), manifests) for town in charter.members}
    for n in range(length):
        nodes["a"].write("row", f"case:{n}")
    return charter, nodes


def forked() -> tuple[dict[str, Node], LogName]:
    """Let a sign two histories from place 3 on: b holds the long one, c the short one."""
    _, nodes = two()
    other = nodes["a"].backup()
    other.write("row", "case:other")
    nodes["c"].pull(other)
    nodes["a"].write("row", "case:3")
    nodes["a"].write("row", "case:4")
    nodes["b"].pull(nodes["a"])
    return nodes, nodes["a"].own()


def test_a_fork_is_found_whichever_copy_is_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes, name = forked()
    nodes["b"].pull(nodes["c"])  # the shorter copy
    assert [fork.seq for fork in nodes["b"].copy_of(name).forks] == [3]
    assert (nodes["b"].limit(name), len(nodes["b"].counted(name))) == (3, 3)
    meet(list(nodes.values()))
    assert {node.limit(name) for node in nodes.values()} == {3}
    assert nodes["a"].may_write() is False
    monkeypatch.setattr(Node, "difference", naive_difference)
    nodes, name = forked()
    nodes["b"].pull(nodes["c"])
    assert nodes["b"].copy_of(name).forks == []  # control: compared only with longer copies the fork is missed


def test_a_node_from_an_old_backup_waits_until_it_has_heard_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def story(hear: Sequence[str]) -> tuple[bool, dict[str, Node]]:
        _, nodes = two()
        old = nodes["a"].backup()
        nodes["a"].write("row", "case:late")
        nodes["c"].pull(nodes["a"])  # only c has it
        nodes["a"] = old
        old.restored()
        for town in hear:
            old.pull(nodes[town])
        try:
            old.write("row", "case:new")
        except MayNotWrite:
            return False, nodes
        meet(list(nodes.values()))
        return True, nodes

    assert story([])[0] is False
    assert story(["b"])[0] is False
    wrote, nodes = story(["b", "c"])
    assert (wrote, limits(nodes["b"]), len(nodes["b"].counted(nodes["a"].own()))) == (True, {}, 5)
    ask_nobody(monkeypatch)  # control: it writes at once and proves itself to have two histories
    wrote, nodes = story([])
    assert (wrote, list(limits(nodes["b"]).values())) == (True, [3])


def test_what_is_between_two_towns_is_not_served_to_a_third() -> None:
    _, nodes = two(0)
    name = nodes["a"].own("pair:b")
    nodes["a"].write("row", "case:secret", audience="pair:b")
    assert len(nodes["a"].serve("b", name, 0)) == 1
    assert nodes["a"].serve("c", name, 0) == []
    nodes["c"].pull(nodes["a"])
    assert nodes["c"].receive(name, nodes["a"].copy_of(name).entries) == 0
    assert nodes["c"].counted(name) == []


@pytest.mark.parametrize(("cosigned", "end"), [(True, 4), (False, None)])
def test_a_stolen_key_cannot_sign_another_past_once_the_root_has_spoken(cosigned: bool, end: int | None) -> None:
    circle = Circle()
    circle.found(3)
    circle.count = 0 if cosigned else 1  # the thief's entry is cosigned every other time
    name = circle.nodes["a"].own()
    circle.steal(0, 1)
    circle.nodes["c"].pull(circle.nodes["b"])
    stolen = circle.stolen["a"]
    circle.revoke(0)
    past = Header(1, name.id, 0, "0" * 64, "row", "case:past", None, (), "", "auto", "")
    forged = sign_entry(stolen, past)
    for node in circle.nodes.values():
        node.receive(name, [forged])
    meet(list(circle.nodes.values()))
    assert {node.limit(name) for node in circle.nodes.values()} == {end}
    assert circle.nodes["a"].may_write() is True
    assert len({len(node.counted(name)) for node in circle.nodes.values()}) == 1


def test_a_fork_that_is_settled_lets_nobody_leave_out_what_others_cosigned_since() -> None:
    circle = Circle()
    circle.found(3)
    circle.count = 1  # what the thief writes is not cosigned
    name = circle.nodes["a"].own()
    circle.steal(0, 1)
    circle.revoke(0)  # a has the proof of the fork, and settles it; the others never hear of it
    circle.write("a", "row", "case:since")
    meet(list(circle.nodes.values()))
    circle.witness(0, 1)
    meet(list(circle.nodes.values()))
    nodes = list(circle.nodes.values())
    assert [[fork.seq for fork in node.copy_of(name).forks] for node in nodes] == [[4], [], []]
    assert {(node.copy_of(name).cosigned, node.first_fork(name)) for node in nodes} == {(6, None)}
    manifest = circle.begun_anew("a", name, 4, circle.fresh_key("a"))
    assert [node.accept(manifest) for node in nodes] == [False, False, False]
    assert {node.refused[-1] for node in nodes} == {"it begins a log anew without entries that others cosigned"}


def test_cosigning_is_for_those_whose_own_copy_leads_there() -> None:
    _, nodes = two()
    point = nodes["a"].checkpoint()
    assert nodes["b"].witness(nodes["a"].own(), point) is None
    nodes["b"].pull(nodes["a"])
    assert nodes["b"].witness(nodes["a"].own(), point) is not None


def test_a_node_from_a_backup_cosigns_nothing_until_it_has_heard_everybody() -> None:
    """It may hold what a thief wrote with a key that was revoked since."""
    _, nodes = two()
    old = nodes["b"].backup()
    old.pull(nodes["a"])
    old.restored()
    point = nodes["a"].checkpoint()
    assert old.witness(nodes["a"].own(), point) is None
    old.pull(nodes["a"])
    assert old.witness(nodes["a"].own(), point) is None
    old.pull(nodes["c"])
    assert old.witness(nodes["a"].own(), point) is not None
