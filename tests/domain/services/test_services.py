"""What a town offers firms, whom they call, what is handed out, and what they ask."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.domain.services import actions, queries, rules
from pilin.domain.services.documents import pdf_of
from pilin.domain.services.enums import ON_A_CARD
from pilin.domain.services.models import Leaflet, Resource, Service
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.cases import actions as cases
from tests.factories import enterprises as firms
from tests.factories import services as make
from tests.factories.base import NOW, TODAY, Five, Stand

HOUSE = Stand.machine()
SHANGHAI = ZoneInfo("Asia/Shanghai")


def codes(error: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in error.value.faults]


@pytest.mark.source("D-11")
@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"stage": ""}, [("no_stage", "stage")]), ({"stage": "moon"}, [("no_stage", "stage")]), ({"matter": "Ab c"}, [("matter", "matter")]),
        ({"title_zh": " "}, [("no_title", "title_zh")]), ({"days_statutory": 3}, [("no_clause", "clause")]),
        ({"days_statutory": 3, "clause": "某条例 第十九条", "days_promised": 4}, [("longer", "days_promised")]),
        ({"days_promised": 251}, [("days", "days_promised")]), ({"audience": "parties"}, [("audience", "audience")]),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_service_is_turned_down_with_each_fault_named(five: Five, more: dict[str, Any], found: list[tuple[str, str]]):
    with pytest.raises(Invalid) as wrong:
        make.service(five.fengjing.clerk, **more)
    assert codes(wrong) == found
    assert Service.objects.visible_to(HOUSE).count() == 0


@pytest.mark.django_db
def test_a_town_offers_a_matter_once_and_again_after_it_ended(five: Five):
    clerk = five.fengjing.clerk
    first = make.service(clerk)
    with pytest.raises(Invalid) as twice:
        make.service(clerk)
    assert codes(twice) == [("twice", "matter")]
    make.service(five.xindai.clerk)
    actions.end_service(by=clerk, at=NOW, service=first)
    again = make.service(clerk)
    offered = queries.services(Stand.public(), five.slug, TODAY)
    assert {row.pk for row in offered.filter(owner=five.fengjing.code)} == {again.pk}
    with pytest.raises(Conflict):
        actions.end_service(by=clerk, at=NOW, service=first)


@pytest.mark.django_db
def test_banks_stand_side_by_side_in_each_matter(five: Five):
    for town in (five.fengjing, five.xindai, five.huimin):
        make.service(town.clerk)
    make.service(five.zhujing.clerk, matter="meeting-a-bank", stage="finance")
    banks = {five.fengjing.code: 1, five.zhujing.code: 1, five.xindai.code: -1, five.huimin.code: -1}
    told = queries.by_stage(queries.services(Stand.public(), five.slug, TODAY), banks)
    assert [(one.stage.value, [m.key for m in one.matters]) for one in told] == [
        ("quality", ["testing"]),
        ("finance", ["meeting-a-bank"]),
    ]
    (testing,) = told[0].matters
    assert [row.owner for row in testing.left] == [five.huimin.code, five.xindai.code]
    assert [row.owner for row in testing.right] == [five.fengjing.code]
    (bank,) = told[1].matters
    assert (bank.left, len(bank.right)) == ((), 1)


@pytest.mark.django_db
def test_a_firm_asks_across_the_border_within_the_days_that_the_town_promised(five: Five):
    (firm,) = firms.made(five.xindai.clerk, firms.firm(1, name_zh="新埭电缆厂"))
    speaker = firms.speaker("zhou", firm, five.xindai.clerk)
    offered = make.service(five.fengjing.clerk)
    with pytest.raises(Refused):
        make.request(firms.person("wu"), firm, offered)
    case = make.request(speaker, firm, offered)
    assert (case.owner, case.asker_id, case.firm, case.about) == (
        five.fengjing.code,
        speaker.person,
        firm.pk,
        offered.pk,
    )
    assert (case.received_on, case.take_by, case.answer_by) == (
        date(2024, 10, 18),
        date(2024, 10, 21),
        date(2024, 10, 23),
    )
    assert [(line.text, line.url) for line in queries.about_request(speaker, case)] == [
        ("检验检测对接", f"/c/five-towns/services/{offered.pk}/"), ("新埭电缆厂", f"/c/five-towns/enterprises/{firm.pk}/"),
    ]  # fmt: skip
    assert queries.taken(offered) == queries.Taken(0, None)
    cases.take_case(by=five.fengjing.clerk, at=NOW, case=case)
    monday = datetime(2024, 10, 21, 9, tzinfo=SHANGHAI)
    cases.answer_case(by=five.fengjing.clerk, at=monday, case=case, note="两家都认")
    assert queries.taken(offered) == queries.Taken(1, 1.0)
    with pytest.raises(Refused):
        cases.close_case(by=five.fengjing.clerk, at=monday, case=case)
    cases.close_case(by=speaker, at=monday, case=case)


@pytest.mark.django_db
def test_a_clerk_writes_down_what_a_firm_asks_and_an_ended_service_is_asked_no_more(five: Five):
    clerk = five.fengjing.clerk
    (firm,) = firms.made(clerk, firms.firm(1))
    offered = make.service(clerk, days_promised=None)
    case = make.request(clerk, firm, offered, channel="phone")
    assert (case.asker_id, case.channel, case.answer_by) == (None, "phone", date(2024, 10, 25))
    with pytest.raises(Invalid) as nobody:
        actions.ask_service(by=clerk, at=NOW, service=offered, subject="问")
    assert codes(nobody) == [("no_firm", "firm")]
    actions.end_service(by=clerk, at=NOW, service=offered)
    with pytest.raises(Refused) as ended:
        make.request(clerk, firm, offered)
    assert ended.value.code == "ended"


@pytest.mark.django_db
def test_a_case_tells_no_clerk_the_name_of_a_firm_that_another_town_keeps_back(five: Five):
    (kept,) = firms.made(five.xindai.clerk, firms.firm(1, name_zh="新埭秘密厂"), audience="own")
    offered = make.service(five.fengjing.clerk)
    for uid in (kept.pk, UUID(int=1)):
        with pytest.raises(Invalid) as nobody:
            actions.ask_service(
                by=five.fengjing.clerk, at=NOW, service=offered, firm=uid, subject="问", channel="phone"
            )
        assert codes(nobody) == [("no_firm", "firm")]
    speaker = firms.speaker("zhou", kept, five.xindai.clerk)
    case = make.request(speaker, kept, offered)  # the firm itself tells whom it asks
    assert [line.text for line in queries.about_request(five.fengjing.clerk, case)] == ["检验检测对接", "新埭秘密厂"]


@pytest.mark.source("D-38")
@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"phone": ""}, [("no_contact", "phone")]), ({"phone": "call me"}, [("phone", "phone")]), ({"name_zh": ""}, [("no_name", "name_zh")]),
        ({"reviewed_on": TODAY + timedelta(days=1)}, [("review", "reviewed_on")]),
        ({"valid_to": TODAY - timedelta(days=1)}, [("valid_to", "valid_to")]), ({"stage": "moon"}, [("stage", "stage")]),
        ({"phone": "", "online": "desk@example.org"}, []), ({"phone": "0573-8400 0000转12"}, []),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_desk_is_somebody_that_can_be_reached(five: Five, more: dict[str, Any], found: list[tuple[str, str]]):
    if not found:
        assert make.resource(five.fengjing.clerk, **more).pk is not None
        return
    with pytest.raises(Invalid) as wrong:
        make.resource(five.fengjing.clerk, **more)
    assert codes(wrong) == found


@pytest.mark.source("D-38")
@given(reviewed=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(0, 800))
def test_a_desk_counts_for_twelve_months_after_somebody_made_sure_of_it(reviewed: date, days: int):
    desk = Resource(phone="021-0000 0001", reviewed_on=reviewed)
    on = reviewed + timedelta(days=days)
    later = (on.year, on.month, on.day) > (reviewed.year + 1, reviewed.month, reviewed.day)
    assert rules.is_live(desk, on) is not later


def test_a_desk_of_the_29th_of_february_counts_to_the_28th():
    assert rules.reviewed_until(Resource(reviewed_on=date(2024, 2, 29))) == date(2025, 2, 28)


@pytest.mark.django_db
def test_what_is_due_to_be_made_sure_of_stands_in_the_clerks_work(five: Five):
    clerk = five.fengjing.clerk
    for day in (date(2023, 10, 1), date(2023, 11, 10), TODAY):
        make.resource(clerk, name_zh=f"窗口 {day}", reviewed_on=day)
    work = queries.work_of(clerk, TODAY)
    assert [(item.due_on, item.overdue_days) for item in work] == [(date(2024, 10, 1), 17), (date(2024, 11, 10), 0)]
    row = Resource.objects.visible_to(HOUSE).get(name_zh="窗口 2023-10-01")
    actions.review_resource(by=clerk, at=NOW, resource=row)
    assert len(queries.work_of(clerk, TODAY)) == 1
    with pytest.raises(Conflict):
        actions.review_resource(by=clerk, at=NOW, resource=row)


@pytest.mark.source("D-38")
@pytest.mark.django_db
def test_a_leaflet_carries_live_desks_of_its_own_town(five: Five):
    clerk = five.fengjing.clerk
    live, old = make.resource(clerk), make.resource(clerk, name_zh="旧窗口", reviewed_on=date(2023, 10, 1))
    theirs = make.resource(five.xindai.clerk)
    given = {
        "by": clerk,
        "at": NOW,
        "circle": five.circle,
        "town": five.fengjing.code,
        "kind": "card",
        "title_zh": "联系卡",
    }
    with pytest.raises(Invalid) as wrong:
        actions.make_leaflet(**given, resources=[live.pk, old.pk, theirs.pk])
    assert codes(wrong) == [("not_live", "resources"), ("not_own", "resources")]
    with pytest.raises(Invalid) as readers:
        actions.make_leaflet(**given, resources=[live.pk], audience="parties")
    assert codes(readers) == [("audience", "audience")]
    card = actions.make_leaflet(**given, resources=[live.pk])
    many = [make.resource(clerk, name_zh=f"窗口 {n}").pk for n in range(ON_A_CARD + 1)]
    with pytest.raises(Invalid) as full:
        actions.make_leaflet(**given, resources=many)
    assert codes(full) == [("too_many", "resources")]
    again = actions.make_leaflet(**given, resources=many[:2])
    assert (again.pk, again.resources) == (card.pk, [str(uid) for uid in many[:2]])
    assert [row.pk for row in queries.resources_of(Stand.public(), again, TODAY)] == many[:2]
    assert queries.resources_of(Stand.public(), again, TODAY.replace(year=2026)) == []  # nobody made sure of them since


LONG = st.text("窗口企业服务联系电话abc ", min_size=1)


@pytest.mark.source("D-38")
@settings(max_examples=12, deadline=None)
@given(number=st.integers(0, ON_A_CARD), fill=st.integers(0, 1), lang=st.sampled_from(["zh", "en"]), word=LONG)
def test_a_card_is_one_page_whatever_is_on_it(number: int, fill: int, lang: str, word: str):
    def text(most: int) -> str:
        return (word * most)[:most] if fill else word[:20]

    desks = [
        Resource(
            name_zh=text(120), name=text(160), offers_zh=text(240), offers=text(300), person_zh=text(60), phone="021-0000 0001", online=text(160),
            hours_zh=text(120), place_zh=text(160), reviewed_on=TODAY, illustrative=True,
        )
        for _n in range(number)
    ]  # fmt: skip
    made = pdf_of(Leaflet(kind="card", title_zh=text(120), title=text(160)), desks, town="枫泾镇", lang=lang, on=TODAY)
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert len(pages) == 1
    assert pages[0].extract_text().count("021-0000 0001") == number


@pytest.mark.parametrize("kind", ["booklet", "list"])
def test_booklets_and_lists_carry_all_that_is_chosen(kind: str):
    desks = [
        Resource(name_zh=f"窗口{n:02}", phone=f"021-0000 00{n:02}", stage="finance" if n % 2 else "", reviewed_on=TODAY)
        for n in range(40)
    ]
    made = pdf_of(Leaflet(kind=kind, title_zh="手册"), desks, town="枫泾镇", lang="zh", on=TODAY)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert [text.count(desk.phone) for desk in desks] == [1] * 40
