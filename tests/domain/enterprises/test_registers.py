"""A register is taken in whole or not at all; a record finds its firm; what two towns say stands side by side."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.domain.enterprises import actions, queries, rules
from pilin.domain.enterprises.models import Enterprise, Register, RegisterRecord
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.ledger.models import Entry
from tests.factories import enterprises as make
from tests.factories.base import Five
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
pytestmark = pytest.mark.django_db


def firms(five: Five, by: Standing = HOUSE) -> list[tuple[str, str]]:
    """Return the firms that a register in sight of somebody names: name and owner."""
    rows = queries.enterprises(by, five.slug).order_by("made_at", "name_zh")
    return list(rows.values_list("name_zh", "owner"))


def said(five: Five, uid: Any, by: Standing, field: str) -> list[tuple[str, list[str]]]:
    """Return what the registers say of a field of a firm, each with who says it."""
    told = queries.enterprise_told(by, five.slug, uid)
    assert told is not None
    found = next(one for one in told.fields if one.name == field)
    return [(str(one.value), [r.owner for r in one.records]) for one in found.said]


def test_a_record_finds_the_firm_of_the_same_code_though_another_town_keeps_it(five: Five):
    make.bring(five.fengjing.clerk, make.firm(1, name_zh="上海德耐尔压缩机有限公司", address="枫泾"))
    second = make.bring(five.xindai.clerk, make.firm(1, name_zh="德耐尔（上海）压缩机有限公司", address="新埭"))
    (firm,) = Enterprise.objects.visible_to(HOUSE)
    assert (firm.owner, firm.name_zh, firm.address) == (five.fengjing.code, "上海德耐尔压缩机有限公司", "枫泾")
    assert second.records_new == 0
    assert [r.linked_by for r in RegisterRecord.objects.visible_to(HOUSE).order_by("register__made_at", "pk")] == [
        "first", "code",
    ]  # fmt: skip
    told = queries.enterprise_told(five.huimin.clerk, five.slug, firm.pk)
    assert told is not None
    assert [field.name for field in told.fields if field.disagree] == ["name_zh", "address"]
    assert sorted(said(five, firm.pk, five.huimin.clerk, "address")) == [
        ("新埭", [five.xindai.code]), ("枫泾", [five.fengjing.code]),
    ]  # fmt: skip


def test_the_owners_newer_register_changes_its_columns_and_an_older_one_does_not(five: Five):
    clerk = five.fengjing.clerk
    make.bring(clerk, make.firm(1, staff="约300"))
    make.bring(clerk, make.firm(1, staff="320"), title="十月", as_of="2024-10")
    make.bring(clerk, make.firm(1, staff="200"), title="去年", as_of="2023")
    (firm,) = Enterprise.objects.visible_to(HOUSE)
    assert (str(firm.staff), str(firm.as_of)) == ("320 person", "2024-10")
    assert [value for value, _by in said(five, firm.pk, clerk, "staff")] == ["320 person", "≈ 300 person", "200 person"]
    told = queries.enterprise_told(clerk, five.slug, firm.pk)
    assert told is not None
    assert [field.name for field in told.fields if field.disagree] == []  # its own earlier words are history


def test_what_a_town_keeps_to_itself_is_not_found_by_another_and_not_given_away_by_a_link(five: Five):
    make.bring(five.xindai.clerk, make.firm(1), audience="own")
    second = make.bring(five.fengjing.clerk, make.firm(1))
    assert second.records_new == 1
    name = make.firm(1).name_zh
    assert firms(five, five.fengjing.clerk) == [(name, five.fengjing.code)]
    assert sorted(firms(five)) == [(name, five.fengjing.code), (name, five.xindai.code)]
    own = Enterprise.objects.visible_to(HOUSE).get(owner=five.xindai.code)
    told = queries.enterprise_told(five.xindai.clerk, five.slug, own.pk)
    assert told is not None
    assert [other.owner for other in told.also] == [five.fengjing.code]


def test_what_a_town_keeps_to_itself_never_enters_what_it_shares(five: Five):
    clerk = five.fengjing.clerk
    make.bring(clerk, make.firm(1, staff="120", address="对外的地址"))
    make.bring(
        clerk,
        make.firm(1, staff="77", address="自己记的地址", name="Own words"),
        title="内部",
        as_of="2024-10",
        audience="own",
    )
    (firm,) = Enterprise.objects.visible_to(HOUSE)
    assert (firm.audience, str(firm.staff), firm.address, firm.name) == ("circle", "120 person", "对外的地址", "")
    assert said(five, firm.pk, five.xindai.clerk, "staff") == [("120 person", [five.fengjing.code])]
    assert len(said(five, firm.pk, clerk, "staff")) == 2


def test_a_firm_opened_by_a_wider_register_says_only_what_that_register_says(five: Five):
    clerk = five.fengjing.clerk
    make.bring(clerk, make.firm(1, staff="77", address="自己记的地址"), audience="own", as_of="2024-10")
    assert firms(five, five.xindai.clerk) == []
    wide = make.bring(clerk, make.firm(1, address="对外的地址"), title="对外", as_of="2023")
    (firm,) = Enterprise.objects.visible_to(five.xindai.clerk)
    assert (firm.audience, firm.staff, firm.address, str(firm.as_of)) == ("circle", None, "对外的地址", "2023")
    actions.withdraw_register(by=clerk, at=wide.made_at, register=wide, why="旧")
    (firm,) = Enterprise.objects.visible_to(five.xindai.clerk)
    assert (firm.staff, firm.address, firm.name_zh) == (None, "", make.firm(1).name_zh)


def test_a_register_taken_back_gives_its_firms_their_earlier_words_again(five: Five):
    clerk = five.fengjing.clerk
    make.bring(clerk, make.firm(1, staff="120"), as_of="2023")
    later = make.bring(clerk, make.firm(1, staff="300"), title="二")
    actions.withdraw_register(by=clerk, at=later.made_at, register=later, why="错")
    (firm,) = Enterprise.objects.visible_to(HOUSE)
    assert (str(firm.staff), str(firm.as_of)) == ("120 person", "2023")


def test_a_record_read_more_widely_than_its_firm_does_not_name_it(five: Five, client: Client):
    make.bring(five.xindai.clerk, make.firm(1, name_zh="新埭说的名字"))
    made = make.bring(five.fengjing.clerk, make.firm(1, name_zh="枫泾说的名字"), audience="public")
    page = client.get(f"/c/five-towns/enterprises/registers/{made.pk}/").content.decode()
    assert ("枫泾说的名字" in page, "新埭说的名字" in page) == (True, False)


def test_set_up_by_the_instance_does_not_link_to_what_another_town_keeps_to_itself(five: Five):
    make.bring(five.xindai.clerk, make.firm(1), audience="own")
    made = make.bring(HOUSE, make.firm(1), owner=five.fengjing.code)
    assert (made.owner, made.records_new) == (five.fengjing.code, 1)


def test_without_a_code_the_same_name_in_the_same_town_is_the_same_firm(five: Five):
    clerk = five.fengjing.clerk
    make.bring(clerk, make.firm(1, name_zh="枫泾（老街）丁蹄厂", uscc=""))
    make.bring(clerk, make.firm(2, name_zh="枫泾(老街)丁蹄厂"), title="二")
    make.bring(five.xindai.clerk, make.firm(3, name_zh="枫泾(老街)丁蹄厂", uscc=""), title="三")
    assert [owner for _name, owner in firms(five)] == [five.fengjing.code, five.xindai.code]
    own = Enterprise.objects.visible_to(HOUSE).get(owner=five.fengjing.code)
    assert own.uscc == make.code(2)


def test_two_codes_are_two_firms_whatever_their_name(five: Five):
    make.bring(five.fengjing.clerk, make.firm(1, name_zh="同名厂"))
    make.bring(five.fengjing.clerk, make.firm(2, name_zh="同名厂"), title="二")
    assert [name for name, _owner in firms(five)] == ["同名厂", "同名厂"]


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"name_zh": " "}, "no_name", "name_zh"),
        ({"uscc": make.code(5)[:17]}, "length", "uscc"),
        ({"uscc": make.code(5)[:17] + "Z"}, "alphabet", "uscc"),
        ({"uscc": "11010519491231002X"}, "citizen", "uscc"),
        ({"uscc": make.code(1)}, "double_code", "uscc"),
        ({"name_zh": make.firm(1).name_zh, "uscc": ""}, "double_name", "name_zh"),
        ({"division": "33048"}, "division", "division"),
        ({"industry": "99"}, "industry", "industry"),
        ({"staff": "许多"}, "staff", "staff"),
        ({"staff": "300亩"}, "staff", "staff"),
        ({"products": tuple(map(str, range(61)))}, "products", "products"),
    ],
)
def test_one_wrong_row_is_named_and_nothing_is_written(five: Five, row, code, field):
    with pytest.raises(Invalid) as caught:
        make.bring(five.fengjing.clerk, make.firm(1), make.firm(5, **row))
    assert [(f.code, f.field, f.row) for f in caught.value.faults] == [(code, field, 3)]
    assert Register.objects.visible_to(HOUSE).count() == Enterprise.objects.visible_to(HOUSE).count() == 0


def test_a_citizens_number_does_not_come_back_in_the_fault(five: Five):
    with pytest.raises(Invalid) as caught:
        make.bring(five.fengjing.clerk, make.firm(1, uscc="11010519491231002X"))
    (fault,) = caught.value.faults
    assert fault.value == "110105********002X"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": " "}, "no_title"), ({"as_of": "2024-13"}, "date"), ({"as_of": ""}, "no_date"),
        ({"as_of": "2024-10-19"}, "ahead"), ({"audience": "parties"}, "audience"), ({"division_list": "x"}, "division_list"),
        ({"circle": "nowhere"}, "not_member"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_register_as_a_whole_is_checked(five: Five, more, code):
    with pytest.raises((Invalid, Refused)) as caught:
        make.bring(five.fengjing.clerk, make.firm(1), **more)
    error = caught.value
    codes = [fault.code for fault in error.faults] if isinstance(error, Invalid) else [error.code]
    assert codes == [code]


def test_the_same_file_is_brought_once_until_it_is_taken_back(five: Five):
    clerk = five.fengjing.clerk
    first = make.bring(clerk, make.firm(1), digest="a" * 64)
    with pytest.raises(Invalid) as caught:
        make.bring(clerk, make.firm(1), digest="a" * 64, title="又一次")
    assert [f.code for f in caught.value.faults] == ["brought_already"]
    make.bring(five.xindai.clerk, make.firm(1), digest="a" * 64)  # another town's word is another word
    actions.withdraw_register(by=clerk, at=first.made_at, register=first, why="旧")
    assert make.bring(clerk, make.firm(1), digest="a" * 64).records_new == 0


def test_a_register_taken_back_counts_no_more_and_can_be_brought_again(five: Five):
    clerk = five.fengjing.clerk
    first = make.bring(clerk, make.firm(1), make.firm(2))
    make.bring(clerk, make.firm(2), title="二")
    actions.withdraw_register(by=clerk, at=first.made_at, register=first, why="文件错了")
    assert [name for name, _owner in firms(five)] == [make.firm(2).name_zh]
    gone = Enterprise.objects.visible_to(HOUSE).get(uscc=make.code(1))
    assert said(five, gone.pk, clerk, "name_zh") == []
    with pytest.raises(Refused):
        actions.withdraw_register(by=clerk, at=first.made_at, register=first, why="再一次")
    make.bring(clerk, make.firm(1), title="三")
    assert len(firms(five)) == 2


def test_a_register_taken_back_writes_in_no_row_of_another_town(five: Five):
    first = make.bring(five.fengjing.clerk, make.firm(1))
    second = make.bring(five.xindai.clerk, make.firm(1), title="二")
    actions.withdraw_register(by=five.fengjing.clerk, at=first.made_at, register=first, why="旧")
    assert firms(five) == [(make.firm(1).name_zh, five.fengjing.code)]  # Xindai's register names it still
    before = Enterprise.objects.visible_to(HOUSE).get().revision
    signed = Entry.objects.visible_to(HOUSE).filter(log__owner=five.fengjing.code).count()
    actions.withdraw_register(by=five.xindai.clerk, at=first.made_at, register=second, why="旧")
    assert firms(five) == []
    assert Enterprise.objects.visible_to(HOUSE).get().revision == before
    assert Entry.objects.visible_to(HOUSE).filter(log__owner=five.fengjing.code).count() == signed
    make.bring(five.xindai.clerk, make.firm(1), title="三")
    assert (len(firms(five)), Enterprise.objects.visible_to(HOUSE).get().revision) == (1, before)


def test_what_is_shared_is_signed_and_what_is_kept_is_not(five: Five):
    make.bring(five.fengjing.clerk, make.firm(1), audience="own")
    assert Entry.objects.visible_to(HOUSE).filter(kind="batch").count() == 0
    make.bring(five.fengjing.clerk, make.firm(2), title="二")
    kinds = Entry.objects.visible_to(HOUSE).exclude(kind="manifest").order_by("seq").values_list("kind", flat=True)
    assert sorted(kinds) == ["batch", "batch", "row"]  # the firm, its record, the register


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 6), min_size=1, max_size=12, unique=True), st.data())
def test_however_registers_follow_each_other_a_code_is_one_firm_a_town(five: Five, numbers, data):
    towns = (five.fengjing, five.xindai)
    for number in numbers:
        town = data.draw(st.sampled_from(towns))
        make.bring(town.clerk, make.firm(number), title=f"{town.code}-{number}")
    codes = list(Enterprise.objects.visible_to(HOUSE).values_list("owner", "uscc"))
    assert len(codes) == len(set(codes))
    assert len({code for _owner, code in codes}) == len(codes)  # all is shared with the circle: one firm for both towns


@given(st.text(alphabet="上海（）() 有限公司·aA", max_size=12))
def test_a_name_in_the_form_of_comparison_is_its_own(name):
    assert rules.name_key(rules.name_key(name)) == rules.name_key(name)


# The pages ------------------------------------------------------------------------------------------------------------

FILE = "企业名称,统一社会信用代码,从业人数,主要产品,成立日期\r\n{rows}"


def send(client: Client, rows: str, **more: str) -> Any:
    content = ("\ufeff" + FILE.format(rows=rows)).encode()
    given = {"title": "名录", "as_of": "2024-09", "audience": "circle", "division_list": "", **more}
    file = SimpleUploadedFile("名录.csv", content, content_type="text/csv")
    return client.post("/c/five-towns/enterprises/registers/bring/", {**given, "file": file})


def test_a_clerk_brings_a_file_and_finds_its_firms(five: Five, client: Client):
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    rows = f"上海汉钟精机股份有限公司,{make.code(1)},约1200人,压缩机、真空泵,2005-12\r\n金山腊味厂,,,,\r\n"
    answer = send(client, rows)
    assert answer.status_code == 302
    found = {row.name_zh: row for row in Enterprise.objects.visible_to(HOUSE)}
    hanzhong = found["上海汉钟精机股份有限公司"]
    assert (str(hanzhong.staff), hanzhong.products, str(hanzhong.founded_on)) == (
        "≈ 1,200 person", ["压缩机", "真空泵"], "2005-12",
    )  # fmt: skip
    for wanted in ("汉钟", make.code(1)[:6], "shanghaihan", "SHANGHAI han"):
        page = client.get("/c/five-towns/enterprises/", {"q": wanted}).content.decode()
        assert ("上海汉钟精机股份有限公司" in page, "金山腊味厂" in page) == (True, False)


def test_a_wrong_file_comes_back_as_a_table_and_writes_nothing(five: Five, client: Client):
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    answer = send(client, f"甲厂,{make.code(1)[:17]}0,,,\r\n乙厂,,很多,,2024-31\r\n")
    assert answer.status_code == 422
    report = answer.context["report"]
    assert [(f.row, f.code) for f in report.faults] == [
        (2, "check_digit"), (3, "no_such_date"), (3, "staff"),
    ]  # fmt: skip
    assert [str(f.field) for f in report.faults] == ["统一社会信用代码", "成立", "人数"]
    assert Enterprise.objects.visible_to(HOUSE).count() == 0


def test_what_is_wrong_with_the_form_stands_beside_its_field(five: Five, client: Client):
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    answer = send(client, "甲厂,,,,\r\n", as_of="2199-12")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["as_of"])
    assert answer.context["report"] is None


def test_the_page_of_a_firm_says_who_says_what(five: Five, client: Client):
    make.bring(five.fengjing.clerk, make.firm(1, address="枫泾镇亭枫公路"))
    make.bring(five.xindai.clerk, make.firm(1, address="新埭镇"))
    (firm,) = Enterprise.objects.visible_to(HOUSE)
    client.force_login(five.huimin.clerk_user, backend=BACKEND)
    page = client.get(f"/c/five-towns/enterprises/{firm.pk}/?lang=en").content.decode()
    assert page.count("they disagree") == 1
    assert ("枫泾镇亭枫公路" in page, "新埭镇" in page) == (True, True)
    client.logout()
    assert client.get(f"/c/five-towns/enterprises/{firm.pk}/").status_code == 404


def test_a_visitor_reads_what_is_open_to_everyone_and_learns_of_nothing_else(five: Five, client: Client):
    page = client.get("/c/five-towns/enterprises/?lang=en").content.decode()
    assert "No firm stands here for you to read" in page
    make.bring(five.fengjing.clerk, make.firm(1, name_zh="开放的厂"), audience="public")
    make.bring(five.fengjing.clerk, make.firm(2, name_zh="圈里的厂"), title="二")
    page = client.get("/c/five-towns/enterprises/").content.decode()
    assert ("开放的厂" in page, "圈里的厂" in page) == (True, False)


def test_a_register_is_taken_back_with_a_reason_on_its_page(five: Five, client: Client):
    made = make.bring(five.fengjing.clerk, make.firm(1))
    address = f"/c/five-towns/enterprises/registers/{made.pk}/withdraw/"
    client.force_login(five.xindai.clerk_user, backend=BACKEND)
    assert client.post(address, {"why": "不归我管"}).status_code == 403
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "文件错了"}).status_code == 302
    made.refresh_from_db()
    assert made.withdrawn_why == "文件错了"
