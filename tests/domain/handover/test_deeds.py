"""Compile, read, seal: the second seal opens the term, and powers move with the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from pilin.config.standing import standing_of
from pilin.domain.handover import actions, queries
from pilin.domain.handover.enums import SECTIONS, HandoverState
from pilin.domain.handover.models import Dossier, DossierSeal, Handover
from pilin.engine.base import Conflict, Invalid, Refused, text_hash
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.members.queries import chair_on
from tests.factories import handover as make
from tests.factories.base import NOW, SHANGHAI, TODAY, Stand

HOUSE = Stand.machine()
MIDNIGHT = datetime(2025, 1, 1, tzinfo=SHANGHAI)


@pytest.fixture
def rows() -> Iterator[dict[str, list[str]]]:
    with make.sections({"items": ["修桥"], "tasks": []}) as given:
        yield given


@pytest.fixture
def five(five: Any) -> Any:
    make.settle(five)
    return five


def view(five: Any, by: Any = None, on: date = TODAY) -> queries.View:
    found = queries.dossier_of(by or five.fengjing.clerk, five.slug, 2024, on)
    assert found is not None
    return found


def seal(five: Any, by: Any, at: datetime = NOW, hashed: str = "") -> DossierSeal:
    return actions.sign_dossier(by=by, at=at, circle=five.slug, year=2024, text_hash=hashed or view(five).text_hash)


def signed(five: Any, at: datetime = NOW) -> None:
    make.compiled(five)
    make.read_all(five)
    seal(five, five.fengjing.signatory)
    seal(five, five.yaozhuang.signatory, at)


def test_both_seals_name_the_text_that_everyone_can_hash(five: Any, rows: Any) -> None:
    signed(five)
    dossier = Dossier.objects.visible_to(HOUSE).get()
    hashes = set(DossierSeal.objects.visible_to(HOUSE).values_list("text_hash", flat=True))
    assert hashes == {dossier.text_hash} == {text_hash(dossier.text)}
    assert view(five).state == HandoverState.SIGNED


def test_the_second_seal_opens_the_next_term_without_gap_or_overlap(five: Any, rows: Any) -> None:
    signed(five)
    chairs = [(d, chair_on(HOUSE, five.slug, d)) for d in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31))]
    assert [(d, c.member.code if c else None) for d, c in chairs] == [
        (date(2024, 12, 31), five.fengjing.code),
        (date(2025, 1, 1), five.yaozhuang.code),
        (date(2025, 12, 31), five.yaozhuang.code),
    ]


def test_powers_move_at_midnight(five: Any, rows: Any) -> None:
    signed(five)
    before, after = MIDNIGHT - timedelta(seconds=1), MIDNIGHT
    old, new = five.fengjing.secretary_user, five.yaozhuang.secretary_user
    assert standing_of(old, before).keeps_office_of_chair(five.slug)
    assert not standing_of(new, before).keeps_office_of_chair(five.slug)
    assert not standing_of(old, after).keeps_office_of_chair(five.slug)
    assert standing_of(new, after).keeps_office_of_chair(five.slug)


def test_one_seal_moves_nothing(five: Any, rows: Any) -> None:
    make.compiled(five)
    seal(five, five.fengjing.signatory)
    assert view(five).state == HandoverState.HALF
    assert not standing_of(five.yaozhuang.secretary_user, MIDNIGHT).keeps_office_of_chair(five.slug)


def test_late_the_old_town_acts_until_the_second_seal(five: Any, rows: Any) -> None:
    make.compiled(five)
    make.read_all(five)
    seal(five, five.fengjing.signatory)
    tenth = MIDNIGHT + timedelta(days=9)
    late = view(five, on=tenth.date())
    assert (late.late, late.days_left) == (True, -10)
    acting = queries.acting_chair(HOUSE, five.slug, tenth.date())
    assert acting is not None
    assert acting.code == five.fengjing.code
    assert not standing_of(five.fengjing.secretary_user, tenth).keeps_office_of_chair(five.slug)
    seal(five, standing_of(five.yaozhuang.signatory_user, tenth), tenth)
    assert queries.acting_chair(HOUSE, five.slug, tenth.date()) is None
    assert standing_of(five.yaozhuang.secretary_user, tenth).keeps_office_of_chair(five.slug)
    term = chair_on(HOUSE, five.slug, MIDNIGHT.date())
    assert term is not None
    assert (term.member.code, term.starts_on) == (five.yaozhuang.code, date(2025, 1, 1))


def test_compiled_anew_seals_lapse_and_unchanged_readings_stay(five: Any, rows: Any) -> None:
    make.compiled(five)
    make.read_all(five)
    old = view(five).text_hash
    seal(five, five.fengjing.signatory)
    rows["tasks"].append("补路灯")
    make.compiled(five)
    now = view(five)
    assert (now.version, now.state, len(now.lapsed), now.signed) == (2, HandoverState.COMPILED, 1, set())
    assert [(s.key, s.read) for s in now.sections] == [("items", True), ("tasks", False)]
    assert now.changed_since == ("tasks",)
    with pytest.raises(Conflict) as conflict:
        seal(five, five.fengjing.signatory, hashed=old)
    assert conflict.value.code == "other_text"
    seal(five, five.fengjing.signatory)
    assert view(five).state == HandoverState.HALF


def test_nothing_changed_nothing_compiled(five: Any, rows: Any) -> None:
    make.compiled(five)
    seal(five, five.fengjing.signatory)
    with pytest.raises(Refused) as refused:
        make.compiled(five, NOW + timedelta(days=3))
    assert refused.value.code == "nothing_changed"
    assert view(five).state == HandoverState.HALF


def test_the_incoming_chair_reads_before_it_signs(five: Any, rows: Any) -> None:
    make.compiled(five)
    with pytest.raises(Refused) as refused:
        seal(five, five.yaozhuang.signatory)
    assert refused.value.code == "unread"
    make.read_all(five)
    seal(five, five.yaozhuang.signatory)
    with pytest.raises(Refused) as again:
        seal(five, five.yaozhuang.signatory)
    assert again.value.code == "signed_already"


def test_who_may_do_what(five: Any, rows: Any) -> None:
    with pytest.raises(Refused):
        actions.compile_dossier(by=five.yaozhuang.secretary, at=NOW, circle=five.slug, year=2024)
    with pytest.raises(Refused):
        actions.compile_dossier(by=five.fengjing.clerk, at=NOW, circle=five.slug, year=2024)
    make.compiled(five)
    for by in (five.xindai.signatory, five.fengjing.secretary, five.stranger.signatory, Stand.public()):
        with pytest.raises((Refused, Invalid)):
            seal(five, by)
    for by in (five.fengjing.clerk, five.xindai.clerk, five.stranger.clerk):
        with pytest.raises((Refused, Invalid)):
            actions.read_section(by=by, at=NOW, circle=five.slug, year=2024, key="items")


def test_after_both_seals_the_dossier_stands(five: Any, rows: Any) -> None:
    signed(five)
    rows["items"].append("另一件")
    with pytest.raises(Refused) as refused:
        make.compiled(five)
    assert refused.value.code == "signed"
    later = Dossier.objects.visible_to(HOUSE).get()
    assert later.text_hash == view(five, on=date(2026, 5, 1)).text_hash  # a term ends; what it signed stays


def test_a_dossier_is_never_rewritten(five: Any, rows: Any) -> None:
    dossier = make.compiled(five)
    dossier.text = "别的"
    with pytest.raises(TypeError):
        dossier.save()
    with pytest.raises(TypeError):
        dossier.delete()


def test_nobody_knows_the_next_chair(five: Any, rows: Any) -> None:
    with pytest.raises(Invalid):
        actions.compile_dossier(by=five.fengjing.secretary, at=NOW, circle=five.slug, year=2023)
    assert queries.dossier_of(five.fengjing.clerk, five.slug, 2023, TODAY) is None


def test_the_lines_are_the_circles_and_the_journal_keeps_no_names(five: Any, rows: Any) -> None:
    rows["items"].append("李四 13800000000")
    make.compiled(five)
    for by in (Stand.public(), five.stranger.clerk):
        seen = view(five, by)
        assert (seen.dossier, [s.rows for s in seen.sections]) == (None, [None, None])
        assert [s.count for s in seen.sections] == [2, 0]
        assert Dossier.objects.visible_to(by).count() == 0
    assert view(five, five.observer.clerk).dossier is not None
    kept = str(list(JournalSubject.objects.visible_to(HOUSE).values_list("changes", flat=True)))
    kept += str(list(JournalLine.objects.visible_to(HOUSE).values_list("facts", flat=True)))
    assert "13800000000" not in kept


def test_each_deed_is_one_line(five: Any, rows: Any) -> None:
    before = JournalLine.objects.visible_to(HOUSE).count()
    signed(five)
    codes = list(JournalLine.objects.visible_to(HOUSE).order_by("uid").values_list("code", flat=True))[before:]
    assert codes == ["handover.compile_dossier", *["handover.read_section"] * 2, *["handover.sign_dossier"] * 2]


def test_what_waits_for_whom(five: Any, rows: Any) -> None:
    make.compiled(five)
    assert [w.kind for w in queries.work_of(five.yaozhuang.secretary, TODAY)] == ["due"]
    assert [w.kind for w in queries.work_of(five.fengjing.signatory, TODAY)] == ["to_sign"]
    assert queries.work_of(five.yaozhuang.signatory, TODAY) == []
    make.read_all(five)
    assert [w.kind for w in queries.work_of(five.yaozhuang.signatory, TODAY)] == ["to_sign"]
    assert queries.work_of(five.xindai.signatory, TODAY) == []


def test_the_real_sections_compile(five: Any) -> None:
    assert len(SECTIONS) == 11
    made = make.compiled(five)
    assert [s["key"] for s in made.sections] == [
        "items", "promises", "tasks", "matters", "obstacles", "money", "contacts", "functions", "calendar", "agreements", "drafts",
    ]  # fmt: skip
    contacts = next(s for s in made.sections if s["key"] == "contacts")
    assert len(contacts["rows"]) == 15  # five towns with a signatory, a secretary and a clerk each
    assert Handover.objects.visible_to(Stand.public()).get().outline["text_hash"] == made.text_hash
