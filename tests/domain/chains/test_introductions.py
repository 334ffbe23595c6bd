"""From need to outcome: contacts pass when both agree and to nobody else; an outcome holds when both say the same."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.domain.chains import actions, frames, queries, rules
from pilin.domain.chains.enums import Course, LinkSide, NeedState, Word
from pilin.domain.chains.models import ContactCard, IntroductionWord
from pilin.domain.enterprises import actions as enterprises
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.journal.models import JournalLine, JournalSubject
from tests.factories import chains as make
from tests.factories import enterprises as registers
from tests.factories.base import NOW, Five, Stand, writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(five: Five) -> Any:
    """Return an introduction that Fengjing asked of a firm of Xindai."""
    ours, theirs = make.firm(five.fengjing.clerk, 1, "压缩机"), make.firm(five.xindai.clerk, 2, "PVC电缆料")
    return make.introduction(five.fengjing.clerk, make.need(five.fengjing.clerk, ours), theirs)


def told(standing: Any, row: Any) -> queries.IntroductionTold:
    (found,) = queries.introductions_told(standing, [row])
    return found


def answer(by: Any, row: Any, side: str, word: str, **more: Any) -> None:
    actions.answer_introduction(by=by, at=NOW, introduction=row, side=side, word=word, **more)


def persons(found: queries.IntroductionTold) -> dict[str, str]:
    return {side: card.person for side, card in found.cards.items()}


def test_contacts_pass_when_both_agree_and_to_nobody_else(five: Five, asked: Any):
    fengjing, xindai = five.fengjing.clerk, five.xindai.clerk
    assert told(xindai, asked).course is Course.ONE
    assert (persons(told(fengjing, asked)), persons(told(xindai, asked))) == ({"buyer": "林女士"}, {})
    answer(xindai, asked, "seller", "consents", card=actions.Card("周先生", "0573"))
    both = {"buyer": "林女士", "seller": "周先生"}
    assert (persons(told(fengjing, asked)), persons(told(xindai, asked))) == (both, both)
    for other in (five.huimin.clerk, five.observer.clerk, five.stranger.clerk, Stand.public()):
        assert queries.introduction_named(other, "five-towns", asked.pk) is None
        assert persons(told(other, asked)) == {}
        assert ContactCard.objects.visible_to(other).count() == 0
    lines = JournalLine.objects.visible_to(Stand.machine())
    kept = [str(line.facts) for line in lines] + [
        str(one.changes) + one.name for one in JournalSubject.objects.visible_to(Stand.machine())
    ]
    assert [text for text in kept if "林女士" in text or "周先生" in text or "021-" in text] == []
    assert len(kept) > 6


def test_after_a_refusal_nothing_passes(five: Five, asked: Any):
    answer(five.xindai.clerk, asked, "seller", "declines", card=actions.Card("周先生", "0573"))
    assert told(five.xindai.clerk, asked).course is Course.DECLINED
    assert persons(told(five.fengjing.clerk, asked)) == {"buyer": "林女士"}
    assert ContactCard.objects.visible_to(Stand.machine()).filter(side="seller").count() == 0


def test_who_agreed_and_then_declines_leaves_no_contact_behind(five: Five, asked: Any):
    answer(five.fengjing.clerk, asked, "buyer", "declines")
    assert ContactCard.objects.visible_to(Stand.machine()).count() == 0


def test_contacts_are_erased_a_year_after_they_were_given(five: Five, asked: Any):
    with writing():
        assert actions.purge_cards(NOW) == 0
        assert actions.purge_cards(NOW + timedelta(seconds=1)) == 1
    assert persons(told(five.fengjing.clerk, asked)) == {}


def test_the_outcome_holds_when_both_say_the_same(five: Five, asked: Any):
    fengjing, xindai = five.fengjing.clerk, five.xindai.clerk
    with pytest.raises(Refused):  # nobody says what came of it before both agree
        answer(xindai, asked, "seller", "contract")
    answer(xindai, asked, "seller", "consents")
    answer(xindai, asked, "seller", "contract")
    assert told(fengjing, asked).course is Course.HALF
    answer(fengjing, asked, "buyer", "trial")
    assert told(fengjing, asked).course is Course.DISAGREE
    answer(fengjing, asked, "buyer", "contract")
    assert told(fengjing, asked).course is Course.CONTRACT
    asked.need.refresh_from_db()
    assert asked.need.state == NeedState.MET
    with pytest.raises(Refused):
        answer(xindai, asked, "seller", "nothing")


def test_nobody_speaks_for_the_other_side(five: Five, asked: Any):
    with pytest.raises(Refused):
        answer(five.fengjing.clerk, asked, "seller", "consents")
    with pytest.raises(Refused):
        answer(five.xindai.clerk, asked, "buyer", "declines")
    assert IntroductionWord.objects.visible_to(Stand.machine()).count() == 1


def test_a_firm_is_asked_once_and_never_itself(five: Five, asked: Any):
    with pytest.raises(Invalid):
        actions.introduce(by=five.fengjing.clerk, at=NOW, need=asked.need, partner=asked.partner)
    with pytest.raises(Refused):
        actions.introduce(by=five.fengjing.clerk, at=NOW, need=asked.need, partner=asked.need.enterprise)
    actions.close_need(by=five.fengjing.clerk, at=NOW, need=asked.need, state="withdrawn", why="不需要了")
    third = make.firm(five.huimin.clerk, 9, "PVC电缆料")
    with pytest.raises(Refused):
        actions.introduce(by=five.fengjing.clerk, at=NOW, need=asked.need, partner=third)


def test_what_waits_stands_in_the_work_of_the_town_it_waits_for(five: Five, asked: Any):
    def titles(by: Any) -> list[str]:
        return [item.title for item in queries.work_of(by, NOW.date())]

    assert (titles(five.xindai.clerk), titles(five.fengjing.clerk)) == ([asked.need.text], [])
    answer(five.xindai.clerk, asked, "seller", "consents")
    assert (titles(five.xindai.clerk), titles(five.fengjing.clerk)) == ([], [])  # they talk: nobody is pressed at once
    answer(five.xindai.clerk, asked, "seller", "trial")
    assert (titles(five.xindai.clerk), titles(five.fengjing.clerk)) == ([], [asked.need.text])


said = st.lists(st.tuples(st.sampled_from(list(LinkSide)), st.sampled_from(list(Word))), max_size=10)


@settings(max_examples=200, deadline=None)
@given(said)
def test_a_course_needs_both_sides(words):
    rows = [SimpleNamespace(side=side, word=word) for side, word in words]
    course = rules.course_of(rows)
    agreed = {side for side, word in words if word is Word.CONSENTS}
    if course not in (Course.ASKED, Course.ONE, Course.DECLINED):
        assert agreed == {LinkSide.SELLER, LinkSide.BUYER}
    last = dict(words)
    if course in (Course.CONTRACT, Course.TRIAL, Course.NOTHING):
        assert set(last.values()) == {Word(course.value)}


def test_firms_themselves_go_from_need_to_outcome(five: Five):
    """A firm's own people need no clerk: each reads their own side, and the contact when both agree."""
    ours = make.firm(five.fengjing.clerk, 1, "压缩机", audience="public")
    theirs = make.firm(five.xindai.clerk, 2, "PVC电缆料", audience="public")
    buyer = registers.speaker("lin", ours, five.fengjing.clerk)
    seller = registers.speaker("zhou", theirs, five.xindai.clerk)
    with pytest.raises(Refused):
        make.need(seller, ours)
    row = make.introduction(buyer, make.need(buyer, ours), theirs)
    assert [item.title for item in queries.work_of(seller, NOW.date())] == [row.need.text]
    for standing in (buyer, seller, five.fengjing.clerk, five.xindai.clerk):
        assert queries.introduction_named(standing, "five-towns", row.pk) == row
    for standing in (registers.person("wu"), five.huimin.clerk, Stand.public()):
        assert queries.introduction_named(standing, "five-towns", row.pk) is None
    assert (persons(told(buyer, row)), persons(told(seller, row))) == ({"buyer": "林女士"}, {})
    answer(seller, row, "seller", "consents", card=actions.Card("周先生", "0573"))
    both = {"buyer": "林女士", "seller": "周先生"}
    assert (persons(told(buyer, row)), persons(told(seller, row))) == (both, both)
    answer(seller, row, "seller", "contract")
    with pytest.raises(Refused):
        answer(seller, row, "buyer", "contract")
    answer(buyer, row, "buyer", "contract")
    assert told(five.fengjing.clerk, row).course is Course.CONTRACT


def test_what_a_firm_says_of_capacity_and_papers_ranks_it_or_leaves_it_out(five: Five):
    by = five.xindai.clerk
    able, small, silent = (make.firm(by, n, "PVC电缆料") for n in (2, 3, 4))
    asker = make.firm(five.fengjing.clerk, 1, "压缩机")
    for row, capacity in ((able, "400吨/年"), (small, "10吨/月")):
        enterprises.note_good(by=by, at=NOW, enterprise=row, role="makes", name_zh="PVC电缆料", capacity=capacity)
        enterprises.note_certificate(by=by, at=NOW, enterprise=row, kind="certificate", name_zh="ROHS")
    said = frames.Understood(product="PVC电缆料", quantity="20", unit="t", period="month", certificates=("RoHS",))
    found = frames.answer(five.fengjing.clerk, "five-towns", said, NOW.date(), asker=asker)
    assert [one.firm_id for one in found.partners] == [str(able.pk), str(silent.pk)]
    whys = [{part.why.value: part.about for part in one.parts} for one in found.partners]
    assert (whys[0]["certificate"], round(float(whys[0]["capacity"]), 2)) == ("RoHS", 33.33)
    assert {"certificate_unknown", "capacity_unknown"} <= set(whys[1])
    assert [(one.firm_id, one.why.value) for one in found.missed] == [(str(small.pk), "too_small")]
    pieces = frames.Understood(product="PVC电缆料", quantity="20", unit="piece", period="month")
    ranked = frames.answer(five.fengjing.clerk, "five-towns", pieces, NOW.date(), asker=asker).partners
    assert ["capacity_unknown" in {p.why.value for p in one.parts} for one in ranked] == [
        True,
        True,
        True,
    ]  # nothing converts


def test_a_good_that_only_the_firm_named_is_found(five: Five):
    row = make.firm(five.xindai.clerk, 2, "塑料盒")
    asker = make.firm(five.fengjing.clerk, 1, "压缩机")
    said = frames.Understood(product="PVC电缆料")
    ask = lambda: frames.answer(five.fengjing.clerk, "five-towns", said, NOW.date(), asker=asker)  # noqa: E731
    assert ask().partners == ()
    enterprises.note_good(
        by=five.xindai.clerk, at=NOW, enterprise=row, role="makes", name_zh="PVC电缆料", audience="own"
    )
    assert ask().partners == ()  # kept to its town: nobody else finds it
    enterprises.note_good(by=five.xindai.clerk, at=NOW, enterprise=row, role="makes", name_zh="PVC电缆料")
    assert [one.firm_id for one in ask().partners] == [str(row.pk)]
