"""Heads of the day: what grew is closed and told to people who keep it; nothing where nothing grew; a log written anew is not."""

from __future__ import annotations

from datetime import timedelta

from pilin.config.heads import close_day
from pilin.engine import log as engine
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.ledger import queries, stamps
from pilin.foundation.ledger.models import Head, Log
from pilin.foundation.notices.models import Notice
from pilin.foundation.notices.queries import sentence
from tests.factories.base import NOW, Five
from tests.factories.ledger import HOUSE, obstacle
from tests.foundation.ledger.test_stamps import rewrite

TOMORROW = NOW + timedelta(days=1)


def sizes() -> dict[str, tuple[int, int]]:
    """Return of each log how many entries it has, and how many its newest head counts."""
    newest = {
        log.log_id: max(Head.objects.visible_to(HOUSE).filter(log=log).values_list("size", flat=True), default=0)
        for log in Log.objects.visible_to(HOUSE)
    }
    return {log.log_id: (log.size, newest[log.log_id]) for log in Log.objects.visible_to(HOUSE)}


def test_every_log_that_grew_is_closed_and_cosigned_by_the_members(five: Five) -> None:
    obstacle(five)
    grown = len(queries.grown_logs())
    assert grown > 0
    assert close_day(NOW) == grown
    assert [log for log, (size, closed) in sizes().items() if size != closed] == []
    manifests = queries.manifests_by_town()
    members = {town.code for town in five.towns} & manifests.keys()
    for head in Head.objects.visible_to(HOUSE).filter(why="daily", log__circle=five.slug).select_related("log"):
        found = engine.check_signatures(engine.Checkpoint.parse(head.note), head.log.owner, manifests)
        assert (found.writer, set(found.cosigners), found.faults) == (True, members - {head.log.owner}, ())


def test_nothing_is_written_where_nothing_grew(five: Five) -> None:
    obstacle(five)
    close_day(NOW)
    before = Head.objects.visible_to(HOUSE).count(), JournalLine.objects.visible_to(HOUSE).count(), sizes()
    assert close_day(TOMORROW) == 0
    assert (Head.objects.visible_to(HOUSE).count(), JournalLine.objects.visible_to(HOUSE).count(), sizes()) == before


def test_people_are_told_what_they_can_compare_later(five: Five) -> None:
    obstacle(five)
    close_day(NOW)
    told = Notice.objects.visible_to(HOUSE).filter(kind="heads")
    signatories = {town.signatory.person for town in five.towns}
    assert set(told.values_list("person", flat=True)) == signatories | {five.keeper.person}
    head = Head.objects.visible_to(HOUSE).filter(log__owner=five.fengjing.code, log__name="public").get()
    stamp = stamps.stamp_from(head)
    assert f"枫泾镇 {stamp.size} {stamp.short}" in sentence(told[0])
    obstacle(five, "再一条")
    found = stamps.compare(five.keeper, five.slug, stamp.log_id, stamp.size, stamp.short.replace(" ", ""))
    assert found is not None and found.agrees


def test_a_log_written_anew_is_closed_by_nobody_and_the_keeper_is_told(five: Five) -> None:
    obstacle(five)
    close_day(NOW)
    head = Head.objects.visible_to(HOUSE).filter(log__owner=five.fengjing.code, log__name="public").get()
    obstacle(five, "再一条")
    rewrite(stamps.stamp_from(head), range(1))
    grown = len(queries.grown_logs())
    assert close_day(TOMORROW) == grown - 1
    size, closed = sizes()[head.log.log_id]
    assert (closed, size > closed) == (head.size, True)
    told = Notice.objects.visible_to(HOUSE).filter(kind="forked")
    assert list(told.values_list("person", flat=True)) == [five.keeper.person]
    assert five.fengjing.code in sentence(told[0])
