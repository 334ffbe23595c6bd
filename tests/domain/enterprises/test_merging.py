"""Two firms that are one: merged, undone to the letter, kept apart for good, and never a hint of what others keep back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.domain.enterprises import actions, queries
from pilin.domain.enterprises.actions import merging
from pilin.domain.enterprises.enums import LikenessState
from pilin.domain.enterprises.models import Enterprise, Likeness, RegisterRecord
from pilin.domain.enterprises.rules import Pair
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.journal.models import JournalLine
from tests.factories import enterprises as make
from tests.factories.base import NOW, Five, Stand
from tests.kit import BACKEND
from tests.reliability.report import times

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db
SHOWN = (
    "name_zh",
    "name",
    "uscc",
    "address",
    "audience",
    "owner",
    "sound",
    "products",
    "as_of_first",
    "merged_into_id",
)


def names(five: Five, by: Standing) -> list[str]:
    return [row.name_zh for row in queries.enterprises(by, five.slug)]


def everything(five: Five) -> dict[str, Any]:
    """Return what each of some people reads: lists, tallies, pages field by field; and every row of firm and record."""
    readers = {
        "fengjing": five.fengjing.clerk, "xindai": five.xindai.clerk, "huimin": five.huimin.clerk, "public": Stand.public(),
    }  # fmt: skip
    seen: dict[str, Any] = {}
    for name, by in readers.items():
        seen[f"{name} list"] = [row.pk for row in queries.enterprises(by, five.slug)]
        seen[f"{name} tally"] = dict(queries.tally(by, five.slug))
        for firm in Enterprise.objects.visible_to(by).order_by("uid"):
            told = queries.enterprise_told(by, five.slug, firm.pk)
            assert told is not None
            fields = [
                (f.name, f.disagree, [(str(s.value), [r.pk for r in s.records]) for s in f.said]) for f in told.fields
            ]
            seen[f"{name} {firm.pk}"] = (fields, [other.pk for other in told.also], told.kept, told.merged)
    seen["firms"] = list(Enterprise.objects.visible_to(HOUSE).order_by("uid").values_list(*SHOWN))
    seen["records"] = list(RegisterRecord.objects.visible_to(HOUSE).order_by("uid").values())
    return seen


def merge(by: Standing, firm: Enterprise, into: Enterprise, **more: Any) -> Enterprise:
    return actions.merge_firms(by=by, at=NOW, enterprise=firm, into=into, **more)


def undo(by: Standing, firm: Enterprise, why: str = "两家") -> Enterprise:
    return actions.undo_merge(by=by, at=NOW, enterprise=firm, why=why)


def two(five: Five, audience: str = "circle", **more: Any) -> tuple[Enterprise, Enterprise]:
    """Return a firm of Xindai without a code, and the firm of Fengjing that it is."""
    (kept,) = make.made(five.fengjing.clerk, make.firm(1, name_zh="上海德耐尔压缩机有限公司", address="枫泾"))
    (firm,) = make.made(
        five.xindai.clerk, make.firm(2, name_zh="德耐尔压缩机", uscc="", address="新埭"), audience=audience, **more
    )
    return firm, kept


@pytest.mark.source("R-16")
def test_a_merged_firm_leaves_the_lists_and_the_other_shows_the_records_of_both(five: Five):
    firm, kept = two(five)
    merge(five.xindai.clerk, firm, kept, why="同一块牌子")
    assert names(five, five.huimin.clerk) == ["上海德耐尔压缩机有限公司"]
    assert dict(queries.tally(five.huimin.clerk, five.slug)) == {five.fengjing.code: 1}
    told = queries.enterprise_told(five.huimin.clerk, five.slug, kept.pk)
    assert told is not None
    assert sorted(r.name_zh for r in told.records) == ["上海德耐尔压缩机有限公司", "德耐尔压缩机"]
    assert [(r.name_zh, str(told.how(r))) for r in told.records if r.enterprise_id == firm.pk] == [
        ("德耐尔压缩机", "它先说的那家已并入这家"),
    ]
    gone = queries.enterprise_told(five.huimin.clerk, five.slug, firm.pk)
    assert gone is not None
    assert (gone.kept, gone.merged, told.merged) == (kept, (), (firm,))
    assert [row.enterprise_id for row in RegisterRecord.objects.visible_to(HOUSE).filter(name_zh="德耐尔压缩机")] == [
        firm.pk
    ]


def test_a_find_by_the_name_of_a_merged_firm_leads_to_the_one_that_is_left(five: Five):
    (kept,) = make.made(five.fengjing.clerk, make.firm(1, name_zh="甲电缆有限公司"))
    (firm,) = make.made(five.fengjing.clerk, make.firm(2, name_zh="旧名线缆厂", uscc=""), title="二")
    merge(five.fengjing.clerk, firm, kept)
    assert [row.pk for row in queries.enterprises(five.huimin.clerk, five.slug, find="旧名")] == [kept.pk]


@settings(max_examples=times(6, 12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_undoing_gives_back_exactly_what_was(five: Five, data):
    towns = (five.fengjing, five.xindai)
    for number in range(data.draw(st.integers(2, 5))):
        town = data.draw(st.sampled_from(towns))
        row = make.firm(number, uscc=data.draw(st.sampled_from(["", make.code(number)])), name_zh=f"第{number}厂")
        audience = data.draw(st.sampled_from(["own", "circle", "public"]))
        make.bring(town.clerk, row, title=f"{number}", audience=audience)
    Likeness.objects.visible_to(HOUSE)
    stood = []
    for _ in range(data.draw(st.integers(1, 4))):
        town = data.draw(st.sampled_from(towns))
        own = list(Enterprise.objects.visible_to(town.clerk).filter(owner=town.code).order_by("uid"))
        seen = list(Enterprise.objects.visible_to(town.clerk).order_by("uid"))
        if not own:
            continue
        firm, into = data.draw(st.sampled_from(own)), data.draw(st.sampled_from(seen))
        before = everything(five)
        try:
            merge(town.clerk, firm, into)
        except Refused:
            assert everything(five) == before
            continue
        assert everything(five) != before
        stood.append((town, firm, before))
    for town, firm, before in reversed(stood):
        undo(town.clerk, firm)
        assert everything(five) == before


def test_whoever_reads_a_firm_never_loses_it_by_a_merge(five: Five):
    """In any order, a reader who read a firm still finds it, or the one it went to."""
    firm, kept = two(five, audience="public")
    with pytest.raises(Refused) as caught:
        merge(five.xindai.clerk, firm, kept)
    assert caught.value.code == "narrower"
    assert names(five, Stand.public()) == ["德耐尔压缩机"]


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("not_owner", "not_owner"), ("itself", "itself"), ("merged", "merged"), ("other_merged", "other_merged"),
        ("holds_others", "holds_others"), ("two_codes", "two_codes"), ("not_found", "not_found"),
    ],
)  # fmt: skip
def test_a_merge_is_refused_with_its_rule(five: Five, case, code):
    firm, kept = two(five)
    (third,) = make.made(five.xindai.clerk, make.firm(3, name_zh="第三厂"), title="三")
    by, one, other = five.xindai.clerk, firm, kept
    if case == "not_owner":
        by = five.fengjing.clerk
    elif case == "itself":
        other = firm
    elif case == "merged":
        merge(by, firm, kept)
        other = third
    elif case == "other_merged":
        merge(by, third if not third.uscc else firm, kept)
        one, other = third, firm
    elif case == "holds_others":
        merge(by, firm, third)
        one, other = third, kept
    elif case == "two_codes":
        one = third
    elif case == "not_found":
        (other,) = make.made(five.huimin.clerk, make.firm(9), audience="own", title="内")
    before = everything(five)
    with pytest.raises(Refused) as caught:
        merge(by, one, other)
    assert caught.value.code == code
    assert everything(five) == before


def test_what_another_town_merged_of_its_own_is_not_given_away_and_is_followed(five: Five):
    """Xindai merges what it keeps to itself into Fengjing's firm; Fengjing merges that on and learns nothing."""
    (private,) = make.made(five.xindai.clerk, make.firm(1, name_zh="内部名", uscc=""), audience="own")
    (middle,) = make.made(five.fengjing.clerk, make.firm(2, name_zh="中间名", uscc=""))
    (last,) = make.made(five.fengjing.clerk, make.firm(3, name_zh="最后名"), title="二")
    merge(five.xindai.clerk, private, middle)
    told = queries.enterprise_told(five.fengjing.clerk, five.slug, middle.pk)
    assert told is not None
    assert ([r.name_zh for r in told.records], told.merged) == (["中间名"], ())
    merge(five.fengjing.clerk, middle, last)
    assert names(five, five.xindai.clerk) == ["最后名"]
    seen = queries.enterprise_told(five.xindai.clerk, five.slug, last.pk)
    gone = queries.enterprise_told(five.xindai.clerk, five.slug, private.pk)
    assert seen is not None
    assert gone is not None
    assert (sorted(r.name_zh for r in seen.records), gone.kept) == (["中间名", "内部名", "最后名"], last)
    other = queries.enterprise_told(five.huimin.clerk, five.slug, last.pk)
    assert other is not None
    assert sorted(r.name_zh for r in other.records) == ["中间名", "最后名"]


def test_a_merge_is_undone_by_its_own_town_with_a_reason(five: Five):
    firm, kept = two(five)
    with pytest.raises(Refused) as caught:
        undo(five.xindai.clerk, firm)
    assert caught.value.code == "not_merged"
    merge(five.xindai.clerk, firm, kept)
    with pytest.raises(Refused) as caught:
        undo(five.fengjing.clerk, firm)
    assert caught.value.code == "not_owner"
    with pytest.raises(Invalid):
        undo(five.xindai.clerk, firm, " ")
    undo(five.xindai.clerk, firm, "地址不同")
    (pair,) = Likeness.objects.visible_to(HOUSE)
    assert (pair.state, pair.decided_why, pair.probability) == (LikenessState.UNDONE, "地址不同", None)


def test_a_pair_kept_apart_is_never_proposed_again_and_can_still_be_merged_by_hand(five: Five):
    firm, kept = two(five)
    pair = make.likeness(firm, kept)
    actions.keep_apart(by=five.xindai.clerk, at=NOW, likeness=pair, why="两块牌子")
    assert list(queries.likenesses(five.xindai.clerk, five.slug)) == []
    with pytest.raises(Refused):
        actions.keep_apart(by=five.xindai.clerk, at=NOW, likeness=pair)
    register = firm.records.visible_to(HOUSE).get().register
    found = Pair(firm.pk, kept.pk, 0.99, True, ())
    actions.note_likenesses(by=HOUSE, at=NOW, register=register, pairs=[found])
    assert [(row.state, row.probability) for row in Likeness.objects.visible_to(HOUSE)] == [(LikenessState.APART, 0.5)]
    merge(five.xindai.clerk, firm, kept)
    assert [row.state for row in Likeness.objects.visible_to(HOUSE)] == [LikenessState.MERGED]


def test_what_is_certain_is_merged_at_once_and_what_is_doubtful_waits(five: Five):
    made = make.made(
        five.xindai.clerk, make.firm(11, name_zh="甲一", uscc=""), make.firm(12, name_zh="乙一", uscc=""),
        make.firm(13, name_zh="丙一"),
    )  # fmt: skip
    kept = make.made(
        five.fengjing.clerk, make.firm(1, name_zh="甲"), make.firm(2, name_zh="乙"), make.firm(3, name_zh="丙")
    )
    pairs = [
        Pair(made[0].pk, kept[0].pk, 0.97, True, (("brand", "same", 9.0),)), Pair(made[1].pk, kept[1].pk, 0.4, False, ()),
        Pair(made[2].pk, kept[2].pk, 0.99, True, ()),  # two codes: refused by the rule whatever was reckoned
    ]  # fmt: skip
    register = made[0].records.visible_to(HOUSE).get().register
    actions.note_likenesses(by=queries.town_house(five.xindai.code), at=NOW, register=register, pairs=pairs)
    rows = {row.enterprise_id: row.state for row in Likeness.objects.visible_to(HOUSE)}
    assert rows == {made[0].pk: LikenessState.MERGED, made[1].pk: LikenessState.OPEN}
    assert names(five, five.huimin.clerk) == ["丙", "丙一", "甲", "乙", "乙一"]
    register.refresh_from_db()
    assert register.compared_at == NOW
    with pytest.raises(Conflict):
        actions.note_likenesses(by=HOUSE, at=NOW, register=register, pairs=pairs)
    assert [item.title for item in queries.work_of(five.xindai.clerk, NOW.date())] == ["有 1 对企业可能是同一家"]
    assert queries.work_of(five.fengjing.clerk, NOW.date()) == []
    assert queries.work_of(five.xindai.signatory, NOW.date()) == []


def test_however_many_pairs_are_sure_all_are_merged_and_only_doubtful_ones_are_capped(
    five: Five, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(merging, "MOST_LIKENESSES", 2)
    monkeypatch.setattr(merging, "A_LOT", 2)
    new = make.made(five.xindai.clerk, *(make.firm(n, name_zh=f"新{n}", uscc="") for n in range(1, 9)))
    old = make.made(five.fengjing.clerk, *(make.firm(n, name_zh=f"旧{n}", uscc="") for n in range(11, 19)))
    pairs = [Pair(a.pk, b.pk, 0.9 - n / 100, n < 5, ()) for n, (a, b) in enumerate(zip(new, old, strict=True))]
    register = new[0].records.visible_to(HOUSE).get().register
    actions.note_likenesses(by=HOUSE, at=NOW, register=register, pairs=pairs)
    states = {row.enterprise_id: row.state for row in Likeness.objects.visible_to(HOUSE)}
    assert states == {
        **{firm.pk: LikenessState.MERGED for firm in new[:5]}, **{firm.pk: LikenessState.OPEN for firm in new[5:7]},
    }  # fmt: skip
    line = JournalLine.objects.visible_to(HOUSE).get(code="enterprises.note_likenesses")
    assert line.counts == {"merged": 5, "opened": 2, "left_out": 1}


def test_the_stock_is_not_merged_by_itself_into_what_was_just_brought(five: Five):
    """An own firm kept to the town, and a new one for the circle: the older one waits for a person."""
    (old,) = make.made(five.xindai.clerk, make.firm(1, name_zh="甲", uscc=""), audience="own")
    (new,) = make.made(five.xindai.clerk, make.firm(2, name_zh="甲厂", uscc=""), title="二")
    register = new.records.visible_to(HOUSE).get().register
    actions.note_likenesses(by=HOUSE, at=NOW, register=register, pairs=[Pair(new.pk, old.pk, 0.99, True, ())])
    assert [(row.enterprise_id, row.other_id, row.state) for row in Likeness.objects.visible_to(HOUSE)] == [
        (old.pk, new.pk, LikenessState.OPEN),
    ]  # fmt: skip


def test_nobody_but_the_town_sees_its_pairs(five: Five, client: Client):
    firm, kept = two(five)
    pair = make.likeness(firm, kept)
    for by in (five.fengjing.clerk, five.observer.clerk, Stand.public()):
        assert list(queries.likenesses(by, five.slug)) == []
    address = f"/c/five-towns/enterprises/likenesses/{pair.pk}/"
    for user in (None, five.fengjing.clerk_user):
        client.logout()
        if user:
            client.force_login(user, backend=BACKEND)
        assert client.get(address).status_code == 404
        assert client.post(address, {"said": "one"}).status_code == 404
    assert client.get("/api/v1/circles/five-towns/likenesses").json()["number"] == 0


# The pages ------------------------------------------------------------------------------------------------------------


def test_a_clerk_looks_says_one_firm_and_undoes_it(five: Five, client: Client):
    firm, kept = two(five)
    pair = make.likeness(firm, kept)
    client.force_login(five.xindai.clerk_user, backend=BACKEND)
    page = client.get("/c/five-towns/enterprises/likenesses/?lang=en").content.decode()
    assert ("50 % likely one firm" in page, page.count("differs"), "Trade name" in page) == (True, 2, True)
    address = f"/c/five-towns/enterprises/likenesses/{pair.pk}/"
    assert client.post(address, {"said": "perhaps"}).status_code == 422
    assert client.post(address, {"said": "one"}).status_code == 302
    page = client.get(f"/c/five-towns/enterprises/{firm.pk}/?lang=en").content.decode()
    assert ("lists show that one" in page, f"/enterprises/{kept.pk}/" in page) == (True, True)
    page = client.get(f"/c/five-towns/enterprises/{kept.pk}/?lang=en").content.decode()
    assert ("was merged into this firm on " in page, f"/enterprises/{firm.pk}/undo/" in page) == (True, True)
    back = f"/c/five-towns/enterprises/{firm.pk}/undo/"
    assert client.get(back).status_code == 200
    assert client.post(back, {"why": ""}).status_code == 422
    assert client.post(back, {"why": "两家"}).status_code == 302
    assert client.get(back).status_code == 403
    assert names(five, five.huimin.clerk) == ["德耐尔压缩机", "上海德耐尔压缩机有限公司"]


def test_a_clerk_finds_the_firm_by_hand(five: Five, client: Client):
    firm, kept = two(five)
    client.force_login(five.xindai.clerk_user, backend=BACKEND)
    address = f"/c/five-towns/enterprises/{firm.pk}/merge/"
    assert client.get(address).context["others"] == []
    found = client.get(address, {"q": "德耐尔"}).context["others"]
    assert [(other.pk, bool(verdict)) for other, verdict in found] == [(kept.pk, True)]
    assert client.post(address, {"into": str(firm.pk)}).status_code == 422
    answer = client.post(address, {"into": str(kept.pk)})
    assert (answer.status_code, answer["Location"]) == (302, f"/c/five-towns/enterprises/{kept.pk}/")


def test_two_firms_are_said_on_the_page(five: Five, client: Client):
    firm, kept = two(five)
    pair = make.likeness(firm, kept)
    client.force_login(five.xindai.clerk_user, backend=BACKEND)
    assert client.post(f"/c/five-towns/enterprises/likenesses/{pair.pk}/", {"said": "two"}).status_code == 302
    assert [row.pk for row in queries.likenesses(five.xindai.clerk, five.slug, "apart")] == [pair.pk]


def test_programs_merge_and_undo(five: Five, client: Client):
    firm, kept = two(five)
    pair = make.likeness(firm, kept)
    client.force_login(five.xindai.clerk_user, backend=BACKEND)
    listed = client.get("/api/v1/circles/five-towns/likenesses").json()
    assert [(one["uid"], one["probability"], [r["bits"] for r in one["reasons"]]) for one in listed["likenesses"]] == [
        (str(pair.pk), 0.5, [-2.0, 7.5]),
    ]  # fmt: skip
    base = f"/api/v1/circles/five-towns/enterprises/{firm.pk}"
    done = client.post(f"{base}/merge", {"into": str(kept.pk)}, content_type="application/json")
    assert (done.status_code, done.json()["merged_into"]) == (200, str(kept.pk))
    again = client.post(f"{base}/merge", {"into": str(kept.pk)}, content_type="application/json")
    assert (again.status_code, again.json()["error"]["code"]) == (403, "merged")
    back = client.post(f"{base}/undo", {"why": "两家"}, content_type="application/json")
    assert (back.status_code, back.json()["merged_into"]) == (200, None)
    apart = f"/api/v1/circles/five-towns/likenesses/{pair.pk}/apart"
    assert client.post(apart, {}, content_type="application/json").status_code == 403  # undone is decided
