"""What is done to many rows at once does the same as what is done to each: it is only sooner."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from uuid6 import uuid7

from pilin.domain.enterprises import queries
from pilin.domain.enterprises.actions.linking import sound_of
from pilin.domain.enterprises.models import Enterprise, Good
from pilin.engine.base import check_uscc, is_uscc
from pilin.engine.base.identifiers import USCC_ALPHABET, IdWarning, uscc_check_digit
from pilin.engine.link import link
from pilin.foundation.access.gate import WriteOutsideDeed
from pilin.foundation.intake import rules as cells
from pilin.foundation.intake.tables import AS_IT_STANDS, Column, _value
from pilin.foundation.ledger import rules as ledger
from tests.factories import enterprises as make
from tests.factories.base import NOW, Five, writing

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
FIRMS = st.fixed_dictionaries(
    {
        "name_zh": TEXTS,
        "address": TEXTS,
        "founded_on_first": DAYS,
        "staff_value": st.none() | st.integers(0, 2**31 - 1),
        "products": st.lists(TEXTS, max_size=3),
        "illustrative": st.booleans(),
        "agreement": st.none() | st.uuids(),
        "merged_at": st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    }
)
CODES = st.text(st.sampled_from(USCC_ALPHABET), min_size=17, max_size=17).map(lambda t: t + str(uscc_check_digit(t)))


@given(st.lists(FIRMS, max_size=6))
def test_rows_signed_together_are_the_bytes_of_each_row(said) -> None:
    rows = [Enterprise(**one, owner="310116102", circle="five-towns", made_at=NOW, changed_at=NOW) for one in said]
    columns = [column.attname for column in Enterprise._meta.concrete_fields]
    leaves = ledger.leaves_of(Enterprise, [[getattr(row, name) for name in columns] for row in rows])
    label = "enterprises.enterprise"
    told = [{"model": label, "uid": str(row.pk), "content": ledger.content_of(row)} for row in rows]
    assert leaves == [ledger.packed(one) for one in told]
    root = ledger.root(leaves).hex()
    assert ledger.batch_of(leaves) == ledger.packed({"rows": told, "root": root})


def test_amounts_signed_together_are_the_bytes_of_each_amount() -> None:
    rows = [Good(name_zh="电缆", capacity_value=Decimal(text)) for text in ("0", "-0.0", "1.50", "1.5", "100")]
    for row in rows:
        row.made_at = row.changed_at = NOW
    columns = [column.attname for column in Good._meta.concrete_fields]
    leaves = ledger.leaves_of(Good, [[getattr(row, name) for name in columns] for row in rows])
    label = "enterprises.good"
    assert leaves == [
        ledger.packed({"model": label, "uid": str(row.pk), "content": ledger.content_of(row)}) for row in rows
    ]


def test_rows_written_by_columns_are_those_written_as_objects(five: Five) -> None:
    said = [
        {"name_zh": "甲'%s\"厂", "products": ["电缆", "线"], "staff_value": 3, "founded_on_first": date(2001, 2, 3)},
        {"name_zh": "乙厂", "products": [], "staff_value": None, "founded_on_first": None},
    ]
    circle = five.circle
    same = {"in_circle_id": circle.pk, "circle": circle.slug, "owner": "310116102", "audience": "circle"}
    moments = {"made_at": NOW, "changed_at": NOW, "revision": 1}
    keys = [uuid7() for _one in range(4)]
    rows = Enterprise.objects.visible_to(queries.HOUSE)
    with pytest.raises(WriteOutsideDeed):
        rows.put_columns(0, {"uid": []})
    with writing():
        rows.bulk_create(
            [Enterprise(uid=key, **one, **same, **moments) for key, one in zip(keys[:2], said, strict=True)]
        )
        columns = {name: [one[name] for one in said] for name in said[0]}
        rows.put_columns(2, {"uid": keys[2:], **columns}, **same, **moments)
        with pytest.raises(ValueError, match="no columns nonsense"):
            rows.put_columns(2, {"uid": keys[2:], "nonsense": [1, 2]})
        with pytest.raises(ValueError, match="not 2 values"):
            rows.put_columns(2, {"uid": keys[:1]})

    def kept(uid: UUID) -> dict:
        row = Enterprise.objects.visible_to(queries.HOUSE).get(pk=uid)
        return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "uid"}

    assert [kept(key) for key in keys[2:]] == [kept(key) for key in keys[:2]]


@given(st.one_of(CODES, CODES.map(str.lower), CODES.map(lambda t: t[:9] + "0" + t[10:]), TEXTS))
def test_a_code_holds_soon_as_it_holds_with_reasons(text) -> None:
    found = check_uscc(text)
    assert is_uscc(text) == (found.valid and IdWarning.REWRITTEN not in found.warnings and found.number == text)


@given(st.from_regex(AS_IT_STANDS, fullmatch=True) | TEXTS)
def test_a_text_that_stands_as_it_is_is_one_no_rule_changes(text) -> None:
    if AS_IT_STANDS.fullmatch(text):
        assert _value(Column("name", max_length=10_000), text, None) == text
    try:
        read = _value(Column("name", max_length=10_000), text, None)
    except cells.Wrong:
        assert not AS_IT_STANDS.fullmatch(text)
    else:
        assert read == text or not AS_IT_STANDS.fullmatch(text)


@given(TEXTS | st.lists(st.sampled_from(["重庆", "重", "长", "行", "上海", " Foo ", "银行", "有限公司"])).map("".join))
def test_a_name_sounds_as_it_did(name) -> None:
    assert sound_of(name) == "".join(lazy_pinyin(name)).casefold().replace(" ", "")[:240]


def test_all_reasons_are_those_of_each_pair() -> None:
    names = ["平湖恒力机械有限公司", "嘉善华瑞电子有限公司", "枫泾电缆厂"]
    left = pl.DataFrame({"id": ["a", "b", "c"], "name": names})
    right = pl.DataFrame({"id": ["x", "y"], "name": ["平湖市恒力机械有限公司", "嘉善华瑞電子"]})
    found = link(left, right)
    assert len(found) == 2
    assert list(found.all_reasons()) == [found.reasons(row) for row in range(len(found))]


def test_who_holds_others_is_asked_once_for_all(five: Five) -> None:
    firms = make.made(five.xindai.clerk, *(make.firm(number) for number in range(1, 5)))
    one, two, three, _alone = firms
    with writing():
        for firm, into in ((one, two), (two, three)):
            firm.merged_into, firm.merged_at = into, NOW
            firm.save()
    keys = {firm.pk for firm in firms}
    assert queries.holders(keys) == {firm.pk for firm in firms if queries.holds_others(queries.HOUSE, firm)}
    assert queries.holders(keys) == {two.pk, three.pk}
    assert queries.holders(keys - {three.pk}) == {two.pk}
