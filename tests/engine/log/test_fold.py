"""What logs say together: owners, hand-overs, joint acts, and what counts for nothing."""

from __future__ import annotations

import random

from pilin.engine.log import IN_FORCE, PROPOSED, SUSPENDED, Breach, Charter, State, fold
from tests.engine.log.world import CIRCLE, Chain, chain

CHARTER = Charter(CIRCLE, ("a", "b", "c"), {"plan": 2})


def said(*chains: Chain) -> State:
    return fold({one.name: one.entries for one in chains}, CHARTER)


def test_only_the_owner_changes_a_record() -> None:
    a, b = chain("a"), chain("b")
    first = a.add(obj="case:1")
    foreign = b.add(obj="case:1", base=first.hash)
    same_name = b.add(obj="case:1")
    state = said(a, b)
    assert state.void == {foreign.hash: "by another than the owner"}
    assert {key: record.owner for key, record in state.records.items()} == {("a", "case:1"): "a", ("b", "case:1"): "b"}
    assert state.records["b", "case:1"].version == same_name.hash


def test_a_case_has_one_owner_at_every_step_of_a_hand_over() -> None:
    a, b, c = chain("a"), chain("b"), chain("c")
    first = a.add(obj="case:1")
    offer = a.add(kind="offer.b", obj="case:1")
    second = a.add(kind="offer.c", obj="case:1")
    late = a.add(obj="case:1")
    assert (said(a).records["a", "case:1"].owner, said(a).records["a", "case:1"].offered_to) == ("a", "b")
    not_asked = c.add(kind="take", obj="case:1", refs=(offer.hash,))
    taken = b.add(kind="take", obj="case:1", refs=(offer.hash,))
    twice = b.add(kind="decline", obj="case:1", refs=(offer.hash,))
    own = b.add(obj="case:1", base=taken.hash)
    state = said(a, b, c)
    record = state.records["a", "case:1"]
    assert (record.owner, record.version, record.offered_to) == ("b", own.hash, None)
    assert set(state.void) == {second.hash, late.hash, not_asked.hash, twice.hash}
    assert first.hash not in state.void


def test_a_declined_case_stays_and_can_be_offered_again() -> None:
    a, b = chain("a"), chain("b")
    a.add(obj="case:1")
    offer = a.add(kind="offer.b", obj="case:1")
    declined = b.add(kind="decline", obj="case:1", refs=(offer.hash,))
    again = a.add(kind="offer.c", obj="case:1", refs=(declined.hash,))
    record = said(a, b).records["a", "case:1"]
    assert (record.owner, record.offered_to, record.offer) == ("a", "c", again.hash)


def test_between_two_towns_an_offer_needs_no_name() -> None:
    a, b = chain("a", "pair:b"), chain("b", "pair:a")
    a.add(obj="case:1")
    offer = a.add(kind="offer", obj="case:1")
    b.add(kind="take", obj="case:1", refs=(offer.hash,))
    assert said(a, b).records["a", "case:1"].owner == "b"


def test_an_act_is_in_force_when_the_charter_has_enough_towns() -> None:
    a, b, c = chain("a"), chain("b"), chain("c")
    plan, charter = a.add(kind="joint", obj="plan:1"), a.add(kind="joint", obj="charter:1")
    assert {act.state for act in said(a).acts.values()} == {PROPOSED}
    b.add(kind="accept", obj="plan:1", refs=(plan.hash, charter.hash))
    state = said(a, b)
    assert (state.acts[plan.hash].state, state.acts[charter.hash].state) == (IN_FORCE, PROPOSED)
    c.add(kind="accept", obj="charter:1", refs=(charter.hash,))
    unknown = c.add(kind="accept", obj="charter:1", refs=("f" * 64,))
    state = said(a, b, c)
    assert state.acts[charter.hash].state == IN_FORCE
    assert state.acts[charter.hash].accepted == {charter.hash: ("a", "b", "c")}
    assert state.void == {unknown.hash: "accepts nothing that is known"}


def test_who_accepts_two_successors_is_shown_and_the_act_suspended_until_all_settle_it() -> None:
    a, b, c = chain("a"), chain("b"), chain("c")
    base = a.add(kind="joint", obj="plan:1")
    first = b.add(kind="accept", obj="plan:1", refs=(base.hash,))
    one = a.add(kind="joint", obj="plan:1", base=base.hash)
    other = c.add(kind="joint", obj="plan:1", base=base.hash)
    yes = b.add(kind="accept", obj="plan:1", refs=(one.hash,))
    assert said(a, b, c).acts[base.hash].current == one.hash
    also = b.add(kind="accept", obj="plan:1", refs=(other.hash,))
    act = said(a, b, c).acts[base.hash]
    assert (act.state, act.current) == (SUSPENDED, base.hash)
    assert [(x.town, x.base, set(x.accepted)) for x in act.breaches] == [("b", base.hash, {yes.hash, also.hash})]
    assert isinstance(act.breaches[0], Breach)
    peace = a.add(kind="joint", obj="plan:1", base=base.hash, refs=(one.hash, other.hash))
    b.add(kind="accept", obj="plan:1", refs=(peace.hash,))
    assert said(a, b, c).acts[base.hash].state == SUSPENDED
    c.add(kind="accept", obj="plan:1", refs=(peace.hash,))
    act = said(a, b, c).acts[base.hash]
    assert (act.state, act.current, first.hash in said(a, b, c).void) == (IN_FORCE, peace.hash, False)


def test_unknown_kinds_are_set_aside_and_the_rest_goes_on() -> None:
    a = chain("a")
    strange = a.add(kind="teleport", obj="case:1")
    a.add(obj="case:1")
    state = said(a)
    assert (state.quarantined, len(state.records)) == ((strange.hash,), 1)
    stranger = chain("z")
    entry = stranger.add(obj="case:1")
    assert said(a, stranger).void == {entry.hash: "not a member"}


def test_neither_arrival_nor_the_clock_decides() -> None:
    dice = random.Random(5)
    a, b, c = (chain(town) for town in "abc")
    a.add(obj="case:1", at="2099-01-01")
    offer = a.add(kind="offer.b", obj="case:1", at="1999-01-01")
    b.add(kind="take", obj="case:1", refs=(offer.hash,), at="1901-01-01")
    proposal = c.add(kind="joint", obj="plan:1")
    a.add(kind="accept", obj="plan:1", refs=(proposal.hash,))
    logs = [(one.name, one.entries) for one in (a, b, c)]
    expected = fold(dict(logs), CHARTER)
    for _ in range(20):
        dice.shuffle(logs)
        assert fold(dict(logs), CHARTER) == expected
