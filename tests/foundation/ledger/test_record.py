"""Every shared row a deed writes is signed in the deed's own transaction; whatever is changed past it is found and named."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection, transaction

from pilin.engine import log as engine
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.identity import actions as identity
from pilin.foundation.ledger import actions, keys, queries, trails
from pilin.foundation.ledger.models import Body, Entry, Head, Log
from tests.factories import programme as make
from tests.factories.base import NOW, Five
from tests.factories.ledger import HOUSE, obstacle
from tests.factories.obstacles import report


def sizes() -> dict[tuple[str, str], int]:
    return {(row.owner, row.name): row.size for row in Log.objects.visible_to(HOUSE)}


def of(row: Any) -> list[Entry]:
    return list(Entry.objects.visible_to(HOUSE).filter(obj=f"{row._meta.label_lower}:{row.pk}"))


def places() -> list[str]:
    """Return where the check finds something that is not laid by factories, which write past deeds on purpose."""
    return [f.where for f in queries.check_instance().findings if f.code != "past_ledger"]


def test_a_shared_row_is_one_entry_signed_by_its_owner(five: Five) -> None:
    row = obstacle(five)
    (entry,) = of(row)
    (card,) = trails.trail_of(five.xindai.clerk, row.pk)
    assert (card.writer, card.audience, card.role, card.holds) == (five.fengjing.code, "public", "clerk", True)
    assert card.content is not None
    assert (card.content["title_zh"], card.content["owner"]) == ("班车不能停", five.fengjing.code)
    assert five.fengjing.clerk.name not in bytes(entry.raw).decode()  # what travels names nobody


def test_what_a_town_keeps_to_itself_enters_no_log(five: Five) -> None:
    before = sizes()
    row = identity.appoint(
        by=five.keeper, at=NOW, person=five.fengjing.clerk.person, member=five.fengjing.code, role=Role.CLERK,
        valid_from="2024-01-01",
    )  # fmt: skip
    assert row.audience == Audience.OWN
    assert (sizes(), of(row)) == (before, [])


def test_a_deed_that_fails_leaves_neither_row_nor_entry(five: Five) -> None:
    before = sizes()
    with pytest.raises(RuntimeError), transaction.atomic():
        obstacle(five)
        raise RuntimeError
    assert sizes() == before


def test_each_audience_has_a_log_of_its_own_without_gaps(five: Five) -> None:
    obstacle(five), report(five.fengjing.clerk, audience=Audience.CIRCLE), obstacle(five, "再报一条")
    for log in Log.objects.visible_to(HOUSE):
        assert list(Entry.objects.visible_to(HOUSE).filter(log=log).values_list("seq", flat=True)) == list(
            range(log.size)
        )
    assert {name for (owner, name), size in sizes().items() if owner == five.fengjing.code and size} == {
        "public", "circle:five-towns",
    }  # fmt: skip
    assert places() == []


def test_a_third_town_cannot_even_count_what_two_share(five: Five) -> None:
    row = report(five.fengjing.clerk, audience=Audience.CIRCLE)
    assert len(trails.trail_of(five.xindai.clerk, row.pk)) == 1
    assert trails.trail_of(five.stranger.clerk, row.pk) == []
    assert [
        log.audience for log in queries.logs_of(five.stranger.clerk) if log.audience.startswith("circle:five")
    ] == []


def test_rows_opened_at_once_are_one_entry_and_a_release_is_cosigned_by_the_others(five: Five) -> None:
    make.released(five, 1, 2)
    batches = Entry.objects.visible_to(HOUSE).filter(kind="batch")
    assert batches.count() >= 1
    heads = Head.objects.visible_to(HOUSE).filter(why="release").select_related("log")
    assert heads.count() >= 1
    for head in heads:
        signed = {sig.name for sig in engine.Checkpoint.parse(head.note).sigs}
        writers = {log.owner for log in Log.objects.visible_to(HOUSE)}
        assert signed == {head.log.owner} | ({town.code for town in five.towns} & writers)
    assert places() == []


def test_an_erased_body_leaves_the_chain_whole(five: Five) -> None:
    row = obstacle(five)
    actions.erase_bodies(by=five.keeper, at=NOW, obj=f"obstacles.obstacle:{row.pk}")
    (card,) = trails.trail_of(five.keeper, row.pk)
    assert (card.content, card.holds) == (None, True)
    assert places() == []


def test_what_was_erased_is_said_in_the_same_log_and_what_was_only_emptied_is_found(five: Five) -> None:
    erased, emptied = obstacle(five), obstacle(five, "另一条")
    actions.erase_bodies(by=five.keeper, at=NOW, obj=f"obstacles.obstacle:{erased.pk}")
    (said,) = Entry.objects.visible_to(HOUSE).filter(kind="erased").select_related("log")
    (told,), (silent,) = of(erased), of(emptied)
    assert (queries.engine_entry(said).header.refs, said.log_id) == ((told.hash,), told.log_id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_body SET content = NULL WHERE entry_id = %s", [silent.number])
    (found,) = [f for f in queries.check_instance().findings if f.code != "past_ledger"]
    assert (found.code, found.writer, found.log, found.seq) == (
        "body_gone", five.fengjing.code, "public", silent.seq,
    )  # fmt: skip


def test_what_is_said_to_be_a_town_s_own_is_compared_with_what_was_signed(five: Five) -> None:
    row = obstacle(five)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE obstacles_obstacle SET audience = 'own', title_zh = 'x' WHERE title_zh = '班车不能停'")
    (found,) = [f for f in queries.check_instance().findings if f.code != "past_ledger"]
    assert (found.code, found.obj) == ("row_differs", f"obstacles.obstacle:{row.pk}")


@pytest.mark.django_db(transaction=True)
def test_a_new_key_signs_on_and_the_old_entries_hold() -> None:
    from tests.factories.base import circle_of_five

    five = circle_of_five()
    first = obstacle(five)
    old = keys.signer_of(five.fengjing.code).key_id
    made = actions.rotate_key(by=five.fengjing.signatory, at=NOW, town=five.fengjing.code)
    second = obstacle(five, "换钥之后")
    used = [of(first)[0].key_id, of(second)[0].key_id]
    assert (used[0], used[1] == old, made.serial) == (old, False, 2)
    assert places() == []


MUTATIONS = {
    "a row says something else": "UPDATE obstacles_obstacle SET title_zh = 'x' WHERE uid = {row}",
    "a row changed hands": "UPDATE obstacles_obstacle SET owner = '330482102' WHERE uid = {row}",
    "an entry's bytes": "UPDATE ledger_entry SET raw = {bytes} WHERE number = {number}",
    "an entry's signature": "UPDATE ledger_entry SET sig = {bytes} WHERE number = {number}",
    "a body": "UPDATE ledger_body SET content = {bytes} WHERE entry_id = {number}",
    "a salt": "UPDATE ledger_body SET salt = {bytes} WHERE entry_id = {number}",
    "the name of the row": "UPDATE ledger_entry SET obj = 'obstacles.obstacle:other' WHERE number = {number}",
    "the size of the log": "UPDATE ledger_log SET size = size - 1 WHERE uid = {log}",
    "who writes the log": "UPDATE ledger_log SET owner = '330482102' WHERE uid = {log}",
    "a manifest": "UPDATE ledger_manifest SET raw = {bytes}",
}


@pytest.mark.parametrize("what", MUTATIONS)
def test_what_is_changed_past_the_deeds_is_found(five: Five, what: str) -> None:
    row = obstacle(five)
    obstacle(five, "另一条")
    assert places() == []
    (entry,) = of(row)
    spoiled = bytearray(entry.raw)
    spoiled[random.Random(what).randrange(len(spoiled))] ^= 1

    def literal(value: Any) -> str:
        field = type(value)
        if field in (bytes, bytearray):
            return f"X'{value.hex()}'" if connection.vendor == "sqlite" else f"'\\x{value.hex()}'::bytea"
        return f"'{value.hex if connection.vendor == 'sqlite' else value}'" if hasattr(value, "hex") else str(value)

    sql = MUTATIONS[what].format(
        row=literal(row.pk), number=entry.number, log=literal(entry.log_id), bytes=literal(bytes(spoiled))
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert places() != []


def test_a_removed_row_and_a_cut_tail_are_found(five: Five) -> None:
    row = obstacle(five)
    (entry,) = of(row)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM ledger_body WHERE entry_id = {entry.number}")
        cursor.execute(f"DELETE FROM ledger_entry WHERE number = {entry.number}")
    record = f"记录“{row.title_zh}”（obstacles.obstacle:{row.pk}）"
    assert places() == [
        "枫泾镇的账（所有人）第 0 条",
        record,
    ]  # where the log ends, and what the journal knows was there
    assert Body.objects.visible_to(HOUSE).filter(pk=entry.number).count() == 0


def test_a_history_rewritten_with_the_town_s_own_key_is_signed_by_nobody(five: Five) -> None:
    """The host holds the key: a chain written anew holds by itself. The head others cosigned before says otherwise."""
    make.released(five, 1)
    head = Head.objects.visible_to(HOUSE).filter(why="release").select_related("log").order_by("-size")[0]
    signer, prev = keys.signer_of(head.log.owner), engine.NO_PREV
    with connection.cursor() as cursor:
        for entry in Entry.objects.visible_to(HOUSE).filter(log=head.log).order_by("seq"):
            header = queries.engine_entry(entry).header
            made = engine.sign_entry(
                signer, engine.Header(**{**_fields(header), "prev": prev, "at": "2024-01-01T00:00:00+08:00"})
            )
            prev = made.hash
            cursor.execute(
                "UPDATE ledger_entry SET raw = %s, sig = %s, hash = %s WHERE number = %s",
                [made.raw, made.sig, made.hash, entry.number],
            )
        cursor.execute("UPDATE ledger_log SET tip = %s WHERE log_id = %s", [prev, head.log.log_id])
    first = min(Head.objects.visible_to(HOUSE).filter(log=head.log).values_list("size", flat=True))
    assert in_log(head.log) == [("head_of_others", {"size": first})]
    with connection.cursor() as cursor:  # control: without the head nothing contradicts the rewritten chain
        cursor.execute("DELETE FROM ledger_head")
    assert in_log(head.log) == []


def in_log(log: Log) -> list[tuple[str, Any]]:
    found = queries.check_instance().findings
    return [(f.code, f.facts) for f in found if (f.writer, f.log) == (log.owner, log.name)]


def _fields(header: engine.Header) -> dict[str, Any]:
    return {
        name: getattr(header, name)
        for name in ("v", "log", "seq", "prev", "kind", "obj", "base", "refs", "at", "role", "commit")
    }
