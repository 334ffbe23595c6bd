"""Needs and offers in plain words: what the text says and no more, in both languages, whatever the order."""

from __future__ import annotations

import doctest
import importlib
import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine.base import Comparator, PartialDate
from pilin.engine.chain import load_knowledge
from pilin.engine.need import Need, NeedKind, Note, Period, Price, Reason, Vocabulary, read_need, read_number, unit_of

PRODUCTS = {"pvc电缆料": "pvc_compound", "铜杆": "copper_rod", "pvc cable granules": "pvc_compound"}
PLACES = {"上海": "31", "浙江": "33", "jiaxing": "3304", "枫泾": "310116102"}
KNOWN = Vocabulary(lambda name: PRODUCTS.get(name.casefold()), PLACES)
EVERY_PART = {"kind": NeedKind.NEED, "key": None, "quantity": None, "upper": None, "comparator": Comparator.EXACTLY, "unit": None, "period": None, "each": None,
                  "each_unit": None, "minutes": None, "km": None, "places": (), "certificates": (), "unread": (), "price": None, "by": None, "notes": ()}  # fmt: skip
ABOUT, LEAST, MORE, MOST = Comparator.ABOUT, Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST

SAID: list[tuple[str, dict[str, Any]]] = [
    ("寻找高压电缆供应商", {"product": "高压电缆"}),
    ("求购PVC电缆料，长期合作", {"product": "PVC电缆料", "key": "pvc_compound"}),
    ("谁能供应球墨铸铁件？", {"product": "球墨铸铁件"}),
    ("采购尼龙66切片，每月20吨", {"product": "尼龙66切片", "quantity": 20, "unit": "t", "period": Period.MONTH}),
    ("我厂需要压缩机转子，年用量20件", {"product": "压缩机转子", "quantity": 20, "unit": "piece", "period": Period.YEAR}),
    ("寻找铝合金型材供应商（限上海、浙江）", {"product": "铝合金型材", "places": ("31", "33")}),
    ("PVC cable granules, 20 t a month, within 60 minutes, RoHS",
     {"product": "PVC cable granules", "key": "pvc_compound", "quantity": 20, "unit": "t", "period": Period.MONTH, "minutes": 60, "certificates": ("RoHS",)}),
    ("RoHS的PVC电缆料，60分钟内，20吨/月",
     {"product": "PVC电缆料", "key": "pvc_compound", "quantity": 20, "unit": "t", "period": Period.MONTH, "minutes": 60, "certificates": ("RoHS",)}),
    ("about 300 pcs of rotor housings per month in Jiaxing, ISO 9001",
     {"product": "rotor housings", "quantity": 300, "comparator": ABOUT, "unit": "piece", "period": Period.MONTH, "places": ("3304",), "certificates": ("ISO 9001",)}),
    ("２０吨／月 铜杆", {"product": "铜杆", "key": "copper_rod", "quantity": 20, "unit": "t", "period": Period.MONTH}),
    ("铜杆两百吨", {"product": "铜杆", "key": "copper_rod", "quantity": 200, "unit": "t"}),
    ("球墨铸铁壳体，单件140 kg，每月120吨，40分钟内",
     {"product": "球墨铸铁壳体", "each": 140, "each_unit": "kg", "quantity": 120, "unit": "t", "period": Period.MONTH, "minutes": 40}),
    ("供应PVC电缆料，每月60吨", {"kind": NeedKind.OFFER, "product": "PVC电缆料", "key": "pvc_compound", "quantity": 60, "unit": "t", "period": Period.MONTH}),
    ("We offer PVC compound, 60 t per month", {"kind": NeedKind.OFFER, "product": "PVC compound", "quantity": 60, "unit": "t", "period": Period.MONTH}),
    ("1.5万件密封圈，一小时车程内", {"product": "密封圈", "quantity": 15000, "unit": "piece", "minutes": 60}),
    ("20-30 t steel bar monthly", {"product": "steel bar", "quantity": 20, "upper": 30, "unit": "t", "period": Period.MONTH}),
    ("枫泾附近找灰铁铸件，30公里以内", {"product": "灰铁铸件", "places": ("310116102",), "km": 30}),
    ("We need at least 500 kg of nylon resin, one-off", {"product": "nylon resin", "quantity": 500, "comparator": LEAST, "unit": "kg", "period": Period.ONCE}),
    ("300多个阀门", {"product": "阀门", "quantity": 300, "comparator": MORE, "unit": "piece"}),
    ("转让土地 30亩", {"kind": NeedKind.OFFER, "product": "土地", "quantity": 30, "unit": "mu"}),
    ("求购铜杆，单价不超过7万元/吨，2026年12月31日前交货",
     {"product": "铜杆", "key": "copper_rod", "price": Price(Decimal(70000), "CNY", MOST, per="t"), "by": PartialDate.parse("2026-12-31")}),
    ("need 20 t copper rod before 2026-12-31, max 9,000 USD/t",
     {"product": "copper rod", "quantity": 20, "unit": "t", "price": Price(Decimal(9000), "USD", MOST, per="t"), "by": PartialDate.parse("2026-12-31")}),
    ("求购铜杆，预算20万元", {"product": "铜杆", "key": "copper_rod", "price": Price(Decimal(200000), "CNY", whole=True)}),
    ("¥5000-6000/件 阀门 300件",
     {"product": "阀门", "quantity": 300, "unit": "piece", "price": Price(Decimal(5000), "CNY", upper=Decimal(6000), per="piece")}),
    ("valves by end of March 2027, about 50 euros per piece",
     {"product": "valves", "price": Price(Decimal(50), "EUR", ABOUT, per="piece"), "by": PartialDate.parse("2027-03")}),
    ("copper rod by 2027, budget 200,000 USD in total", {"product": "copper rod", "price": Price(Decimal(200000), "USD", whole=True), "by": PartialDate.parse("2027")}),
    ("采购铜杆20吨，12月底前",
     {"product": "铜杆", "key": "copper_rod", "quantity": 20, "unit": "t", "notes": (Note("by", "12月底前", Reason.NO_YEAR),)}),
    ("铜杆，2026-02-30前", {"product": "铜杆", "key": "copper_rod", "notes": (Note("by", "2026-02-30前", Reason.NO_SUCH_DAY),)}),
    ("几十吨铜杆", {"product": "铜杆", "key": "copper_rod", "notes": (Note("quantity", "几十吨", Reason.VAGUE_NUMBER),)}),
    ("several tons of valves", {"product": "valves", "notes": (Note("quantity", "several tons of", Reason.VAGUE_NUMBER),)}),
    ("20 t or 30 pcs of valves", {"product": "valves", "notes": (Note("quantity", "30 pcs", Reason.EITHER_QUANTITY),)}),
    ("采购20吨6米铜杆", {"product": "铜杆", "key": "copper_rod", "quantity": 20, "unit": "t", "notes": (Note("quantity", "6米", Reason.SECOND_QUANTITY),)}),
    ("求购用于新能源汽车的PVC电缆料", {"product": "用于新能源汽车的PVC电缆料", "key": "pvc_compound"}),
    ("求购5G基站", {"product": "5G基站"}),
    ("采购3D打印机，GB/T 19001", {"product": "3D打印机", "certificates": ("GB/T 19001",)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), SAID, ids=[text for text, _ in SAID])
def test_a_text_is_taken_apart(text: str, told: dict[str, Any]):
    need = read_need(text, KNOWN)
    wanted = {
        **EVERY_PART,
        **{k: Decimal(v) if isinstance(v, int) and not isinstance(v, bool) else v for k, v in told.items()},
    }
    assert {name: getattr(need, name) for name in wanted} == wanted


def test_what_is_not_understood_is_told_and_never_guessed():
    need = read_need("铜杆，会唱歌的那种", KNOWN)
    assert (need.product, need.unread) == ("铜杆", ("会唱歌的那种",))
    assert read_need("").product == ""
    assert read_need("每月20吨").product == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [("20", "20"), ("1.5万", "15000"), ("两百", "200"), ("3,000", "3000"), ("二十五", "25"), ("十", "10"), ("一百零五", "105"),
     ("一万二千", "12000"), ("三千万", "30000000"), ("1亿", "100000000"), ("一亿二千万", "120000000"), ("几", "None"), ("", "None")],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, number: str):
    assert str(read_number(text)) == number


def test_mu_and_square_metres_are_never_mixed():
    mu, m2 = unit_of("亩"), unit_of("平方米")
    assert mu is not None
    assert m2 is not None
    assert (mu.key, mu.base, m2.base) == ("mu", "mu", "m2")


few = settings(max_examples=300, deadline=None)


@few
@given(st.text(max_size=80))
def test_no_text_breaks_it_and_spans_lie_in_the_text_and_apart(text: str):
    need = read_need(text, KNOWN)
    assert isinstance(need, Need)
    last = 0
    for span in need.spans:
        assert last <= span.start < span.end <= len(text)
        last = span.end


@pytest.mark.parametrize("piece", [" ", "1", "一", "几", "1,", "月 ", "20吨", "单价", "before ", "不超过 ", "2026年"])
def test_a_long_text_of_one_piece_costs_no_more_than_its_length_allows(piece: str):
    text = piece * (1500 // len(piece))
    began = time.process_time()
    read_need(text, KNOWN)
    assert time.process_time() - began < 1.5


parts = st.fixed_dictionaries(
    {
        "product": st.sampled_from(["铜杆", "PVC电缆料", "密封圈", "高压油管"]),
        "number": st.integers(2, 9999),
        "unit": st.sampled_from([("吨", "t"), ("件", "piece"), ("公斤", "kg"), ("米", "m")]),
        "period": st.sampled_from([("每月", Period.MONTH), ("每年", Period.YEAR), ("每天", Period.DAY)]),
        "minutes": st.integers(5, 300),
        "certificate": st.sampled_from(["RoHS", "REACH", "ISO 9001", "CCC"]),
        "yuan": st.integers(1, 99_999),
        "by": st.dates(date(2020, 1, 1), date(2039, 12, 31)),
        "order": st.permutations(range(6)),
    }
)


@few
@given(parts)
def test_a_text_made_of_parts_gives_the_parts_back_in_any_order(told: dict[str, Any]):
    pieces = [
        told["product"], f"{told['period'][0]}{told['number']}{told['unit'][0]}", f"{told['minutes']}分钟内", told["certificate"],
        f"单价{told['yuan']}元", f"{told['by'].isoformat()}前",
    ]  # fmt: skip
    need = read_need("，".join(pieces[place] for place in told["order"]), KNOWN)
    assert (need.product, need.quantity, need.unit, need.period, need.minutes, need.certificates, need.price, need.by, need.unread, need.notes) == (
        told["product"], Decimal(told["number"]), told["unit"][1], told["period"][1], Decimal(told["minutes"]), (told["certificate"],),
        Price(Decimal(told["yuan"]), "CNY"), PartialDate.day(told["by"]), (), (),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["figures", "reading", "terms", "units"])
def test_the_examples_in_the_docstrings_hold(name: str):
    assert doctest.testmod(importlib.import_module(f"pilin.engine.need.{name}")).failed == 0


@pytest.mark.parametrize(("text", "product", "others", "unread"), [
    ("求购PVC电缆料和铜杆，每月20吨", "PVC电缆料", ["铜杆"], ()),
    ("铜杆、铝杆、某种没人知道的东西", "铜杆", ["铝杆", "某种没人知道的东西"], ()),
    ("20 t of copper rod and valves", "copper rod", ["valves"], ()),
    ("阀门，电缆，要好的", "阀门", ["电缆"], ("要好",)),
    ("电线、电缆", "电线", [], ()),  # one product by two names
    ("某物与某件", "某物与某件", [], ()),  # no part is known: it may be one name
])  # fmt: skip
def test_where_a_text_names_several_products_the_first_is_taken_and_the_others_are_told(
    text: str, product: str, others: list[str], unread: tuple[str, ...]
):
    need = read_need(text, Vocabulary(load_knowledge().find))
    assert (need.product, need.unread) == (product, unread)
    assert [(note.part, note.words, note.reason) for note in need.notes] == [
        ("product", words, Reason.SECOND_PRODUCT) for words in others
    ]
    (span,) = [span for span in need.spans if span.part == "product"]
    assert text[span.start : span.end] == product
