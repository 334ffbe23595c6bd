"""Entries, keys and heads: one spelling, the right key at the right place, nothing that others cosigned undone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine.log import (
    LIMIT,
    NO_PREV,
    REVOKED,
    BadCheckpoint,
    BadEntry,
    BadManifest,
    Checkpoint,
    Entry,
    Epoch,
    Fork,
    Header,
    LogName,
    Manifest,
    NodeKey,
    accept_manifest,
    body_commit,
    canonical,
    check_signatures,
    cosign,
    first_difference,
    key_for,
    new_salt,
    sign_entry,
    verify_entry,
)
from tests.engine.log.world import chain, first_manifest, next_manifest, roots, signer

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
HEADERS = st.builds(
    Header, st.just(1), HEX, st.integers(0, 2**53 - 1), HEX, st.sampled_from(["row", "offer.31-x"]),
    st.text(st.characters(codec="utf-8"), max_size=40), st.none() | HEX,
    st.lists(HEX, max_size=3, unique=True).map(tuple), st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(["clerk", "镇长"]), st.just("") | HEX,
)  # fmt: skip
GOOD = Header(1, "a" * 64, 0, NO_PREV, "row", "水:1", None, ("b" * 64,), "2026", "clerk", "")


@settings(deadline=None, max_examples=200)
@given(HEADERS)
def test_a_header_reads_back_as_it_was(header: Header) -> None:
    assert Header.parse(header.raw()) == header


def other(**fields: object) -> bytes:
    return canonical(json.loads(GOOD.raw()) | fields)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (other(more=1), "unknown keys"),
        (canonical({k: v for k, v in json.loads(GOOD.raw()).items() if k != "base"}), "missing keys"),
        (GOOD.raw().replace(b'"at":"2026"', b'"at":"2025","at":"2026"'), "one spelling"),
        (GOOD.raw().replace(b'"seq":0', b'"seq": 0'), "one spelling"),
        (GOOD.raw().replace(b'"seq":0', b'"seq":-0'), "one spelling"),
        (GOOD.raw().replace(b'"seq":0', b'"seq":NaN'), "NaN is no value"),
        (GOOD.raw().replace(b'"seq":0', b'"seq":0.0'), "no place"),
        (GOOD.raw().replace(b'"seq":0', b'"seq":' + b"9" * 5000), "not JSON|no place"),
        (GOOD.raw().replace("水".encode(), b"\\u6c34"), "one spelling"),
        (GOOD.raw().replace("水".encode(), b"\\ud800"), "one spelling"),
        (GOOD.raw() + b"\n", "one spelling"),
        (b"\xff" + GOOD.raw(), "UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no|not"),
        (b"{", "not JSON"),
        (b"x" * (LIMIT + 1), "bytes long"),
        (other(v=2), "v is not 1"),
        (other(v=True), "v is not 1"),
        (other(seq=-1), "no place"),
        (other(seq=2**53), "no place"),
        (other(kind="Row"), "no kind"),
        (other(log="x"), "no id"),
        (other(prev="A" * 64), "no hash"),
        (other(base=""), "no hash"),
        (other(refs=["b" * 64] * 2), "twice"),
        (other(refs=[1]), "no hash"),
        (other(refs={}), "no list"),
        (other(commit="1"), "no commitment"),
        (other(obj="x" * 401), "at most"),
        (other(role=None), "no text"),
    ],
)
def test_any_other_spelling_is_refused_with_the_reason(raw: bytes, says: str) -> None:
    with pytest.raises(BadEntry, match=says):
        Header.parse(raw)


def test_what_cannot_stand_in_an_entry_is_not_signed() -> None:
    for bad in (replace(GOOD, seq=-1), replace(GOOD, obj="\ud800"), replace(GOOD, refs=("x",))):
        with pytest.raises(BadEntry):
            sign_entry(signer("a"), bad)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_else(raw: bytes) -> None:
    with pytest.raises(BadEntry):
        Header.parse(raw)


def test_a_signature_is_for_these_bytes_this_key_and_this_purpose() -> None:
    key, entry = signer("a"), sign_entry(signer("a"), GOOD)
    assert verify_entry(entry, key.public) is True
    assert verify_entry(entry, signer("b").public) is False
    assert verify_entry(replace(entry, raw=entry.raw + b" "), key.public) is False
    assert verify_entry(Entry(entry.raw, key.sign(entry.raw), key.key_id), key.public) is False  # without the domain
    assert verify_entry(replace(entry, sig=b""), key.public) is False
    assert entry.header == GOOD
    assert repr(key) == f"Signer({key.key_id})"


def test_a_body_stands_behind_32_bytes_of_salt() -> None:
    assert body_commit(bytes(32), b"x") != body_commit(bytes([1]) * 32, b"x")
    assert len(new_salt(bytes)) == 32
    for bad in (b"", bytes(31)):
        with pytest.raises(ValueError):
            body_commit(bad, b"x")
    with pytest.raises(ValueError):
        new_salt(lambda n: b"")


# Keys

LOG = LogName("water", "north", "circle").id
FIRST = first_manifest("north")
NODE = FIRST.nodes[0]


def rotated(at: int = 10, reason: str = "rotated") -> tuple[NodeKey, NodeKey, NodeKey]:
    """Return the old key closed before this place, and a new one from there on and for later logs."""
    new = signer("north node 2")
    return replace(NODE, to_seq=at - 1, reason=reason, log=LOG), NodeKey.of(new, at, log=LOG), NodeKey.of(new)


def test_a_manifest_reads_back_and_says_which_key_may_sign_where() -> None:
    second = next_manifest(FIRST, *rotated())
    assert Manifest.from_json(second.to_json()) == second
    accept_manifest(None, FIRST, {})
    accept_manifest(FIRST, second, {LOG: 10})
    both, new = [FIRST, second], signer("north node 2").key_id
    found = [
        key_for(both, LOG, key, seq) is not None
        for key, seq in ((NODE.key_id, 9), (NODE.key_id, 10), (new, 9), (new, 10))
    ]
    assert found == [True, False, False, True]
    other_log = LogName("water", "north", "public").id
    assert key_for(both, other_log, new, 0) is not None
    assert key_for(both, other_log, NODE.key_id, 0) is None
    assert key_for([], LOG, new, 0) is None


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (next_manifest(FIRST, *rotated(9)), "others cosigned"),
        (next_manifest(FIRST, replace(NODE, from_seq=1)), "others cosigned"),
        (next_manifest(FIRST, NODE, NodeKey.of(signer("x"), 3, log=LOG)), "others cosigned"),
        (next_manifest(FIRST, NODE, serial=3), "serial"),
        (next_manifest(FIRST, NODE, serial=1), "serial"),
        (next_manifest(FIRST, NODE, town="south"), "not of"),
        (replace(next_manifest(FIRST, NODE), sigs=()), "not enough"),
        (replace(next_manifest(FIRST, NODE), sigs=next_manifest(FIRST, NODE).sigs[:1] * 2), "not enough"),
        (next_manifest(FIRST, replace(NODE, alg="rsa")), "not known"),
        (next_manifest(FIRST, replace(NODE, key_id="0" * 32)), "name of its bytes"),
        (next_manifest(FIRST, replace(NODE, from_seq=5, to_seq=3)), "ends before"),
        (next_manifest(FIRST, NodeKey.of(roots("north")[0])), "root key signs no entries"),
        (next_manifest(FIRST, NODE, threshold=4), "threshold"),
        (
            next_manifest(FIRST, NODE, epochs=(Epoch("a" * 64, LOG, 9, "b" * 64),)),
            "without entries that others cosigned",
        ),
    ],
)
def test_a_manifest_that_undoes_something_is_refused(new: Manifest, says: str) -> None:
    with pytest.raises(BadManifest, match=says):
        accept_manifest(FIRST, new, {LOG: 10})


def test_new_roots_need_the_old_ones_or_all_the_other_towns() -> None:
    fresh = [signer(f"new root {n}") for n in range(2)]
    bare = Manifest("north", 2, tuple(key.public.hex() for key in fresh), 2, (NODE,))
    others = [first_manifest(town) for town in ("south", "east")]
    accept_manifest(FIRST, bare.signed([*fresh, *roots("north")[:2]]), {})
    for signers in (fresh, roots("north")[:2], [*fresh, *roots("north")[:1]], [*fresh, *roots("south")[:2]]):
        with pytest.raises(BadManifest, match="not enough"):
            accept_manifest(FIRST, bare.signed(signers), {}, others)
    recovered = bare.signed([*fresh, *roots("south")[:2], *roots("east")[:2]])
    accept_manifest(FIRST, recovered, {}, others)
    with pytest.raises(BadManifest, match="not enough"):
        accept_manifest(FIRST, recovered, {})  # nobody there to ask
    assert bare.fingerprint != FIRST.fingerprint


def test_a_revoked_key_does_not_come_back_and_an_epoch_is_not_forgotten() -> None:
    second = next_manifest(FIRST, *rotated(10, REVOKED), epochs=(Epoch("a" * 64, "c" * 64, 0, "b" * 64),))
    accept_manifest(FIRST, second, {LOG: 10})
    back = next_manifest(second, replace(second.nodes[0], to_seq=20), *second.nodes[1:], epochs=second.epochs)
    with pytest.raises(BadManifest, match="revoked"):
        accept_manifest(second, back, {})
    with pytest.raises(BadManifest, match="anew"):
        accept_manifest(second, next_manifest(second, *second.nodes, epochs=()), {})


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b'{"manifest":"{}","sigs":[]}', FIRST.to_json().replace(b'"sigs"', b'"sigs" ')]
)
def test_what_is_no_manifest_is_refused(raw: bytes) -> None:
    with pytest.raises(BadManifest):
        Manifest.from_json(raw)


# Heads

PEOPLE = {town: [first_manifest(town)] for town in ("north", "south", "east")}


def test_a_checkpoint_reads_back_and_names_who_signed() -> None:
    made = chain("north", length=5).checkpoint("south", "east")
    assert Checkpoint.parse(made.to_note()) == made
    found = check_signatures(made, "north", PEOPLE)
    assert (found.writer, set(found.cosigners), found.faults) == (True, {"south", "east"}, ())
    assert made.to_note().splitlines()[:2] == [f"pilin.log/{made.head.log}", "5"]


def test_a_signature_over_another_head_or_by_another_key_does_not_hold() -> None:
    one = chain("north", length=5).checkpoint("south")
    moved = replace(one, head=replace(one.head, size=6))
    assert (check_signatures(moved, "north", PEOPLE).writer, len(check_signatures(moved, "north", PEOPLE).faults)) == (
        False,
        2,
    )
    stranger = cosign(signer("south other"), "south", one, 1)
    assert check_signatures(stranger, "north", PEOPLE).faults == ("the signature of south does not hold",)
    revoked = {
        **PEOPLE,
        "south": [next_manifest(PEOPLE["south"][0], replace(PEOPLE["south"][0].nodes[0], to_seq=3, reason=REVOKED))],
    }
    assert check_signatures(one, "north", revoked).cosigners == {}


@pytest.mark.parametrize(
    "note", ["", "x\n\n", chain("north", length=1).checkpoint().to_note()[:-5], "pilin.log/" + "a" * 64 + "\n01\nx\n\n"]
)
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(BadCheckpoint):
        Checkpoint.parse(note)


def test_two_signed_histories_prove_a_fork_and_nothing_else_does() -> None:
    one, two = chain("north", length=3), chain("north", length=2)
    two.add(b"another")
    fork = Fork(one.entries[2], two.entries[2])
    assert (fork.log, fork.seq, fork.holds("north", PEOPLE["north"])) == (one.name.id, 2, True)
    assert Fork(one.entries[2], one.entries[2]).holds("north", PEOPLE["north"]) is False
    assert Fork(one.entries[1], two.entries[2]).holds("north", PEOPLE["north"]) is False
    assert Fork(one.entries[2], replace(two.entries[2], sig=bytes(64))).holds("north", PEOPLE["north"]) is False
    heads = Fork(one.checkpoint(), two.checkpoint())
    assert (heads.seq, heads.holds("north", PEOPLE["north"]), heads.holds("south", PEOPLE["south"])) == (3, True, False)
    assert Fork(one.checkpoint(), one.checkpoint()).holds("north", PEOPLE["north"]) is False
    assert Fork(one.entries[2], Entry(b"{", bytes(64), "k")).holds("north", PEOPLE["north"]) is False
    assert Fork(one.checkpoint(), one.entries[0]).holds("north", PEOPLE["north"]) is False


@pytest.mark.parametrize(
    ("mine", "theirs", "at"),
    [("abc", "abd", 2), ("abc", "ab", None), ("ab", "xbc", 0), ("abcd", "ax", 1), ("", "a", None)],
)
def test_copies_are_compared_at_their_common_length(mine: str, theirs: str, at: int | None) -> None:
    assert first_difference(mine, theirs) == at
