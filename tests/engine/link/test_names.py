"""Company names taken apart; codes; places."""

from __future__ import annotations

import opencc
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.engine.base import check_uscc
from pilin.engine.link import BadDivision, CompanyName, Form, Gazetteer, parse_name, valid_codes
from pilin.engine.link.codes import ALPHABET

BRANDS = st.text("恒力华瑞鑫宏达晨光海燕", min_size=2, max_size=3)
TRADES = st.sampled_from(["机械", "电子", "纺织", "食品", "物流", "新材料科技"])
PLACES = st.sampled_from([("平湖", 330482), ("嘉善县", 330421), ("上海市", 310000), ("金山", 310116), ("苏州", 320500)])
FORMS = st.sampled_from(
    [("有限公司", Form.LIMITED), ("股份有限公司", Form.SHARES), ("厂", Form.FACTORY), ("有限责任公司", Form.LIMITED)]
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("上海起帆电缆股份有限公司", ("上海", "起帆", "电缆", Form.SHARES, "", 310000, False)),
        ("浙江省平湖市恒力机械有限公司", ("浙江省平湖市", "恒力", "机械", Form.LIMITED, "", 330482, False)),
        ("恒力機械（平湖）有限公司", ("平湖", "恒力", "机械", Form.LIMITED, "", 330482, False)),
        ("恒力机械（集团）有限公司", ("", "恒力", "机械", Form.LIMITED, "", 0, True)),
        ("平湖恒力机械有限公司嘉善分公司", ("平湖", "恒力", "机械", Form.BRANCH, "嘉善", 330482, False)),
        ("江苏银行股份有限公司", ("江苏", "江苏银行", "", Form.SHARES, "", 320000, False)),
        ("青岛恒力银行股份有限公司(简称:青岛农商银行)", ("青岛", "恒力", "银行", Form.SHARES, "", 370200, False)),
        ("恒力机械厂（原平湖机械厂）", ("", "恒力", "机械", Form.FACTORY, "", 0, False)),
        ("*ST恒力", ("", "恒力", "", Form.NONE, "", 0, False)),
        ("恒力股份", ("", "恒力", "", Form.SHARES, "", 0, False)),
        ("ＡＢＣ科技有限公司", ("", "ABC", "科技", Form.LIMITED, "", 0, False)),
        ("", ("", "", "", Form.NONE, "", 0, False)),
    ],
)
def test_names_of_every_kind(text, parts):
    assert parse_name(text) == CompanyName(*parts)


@given(PLACES, BRANDS, TRADES, FORMS)
def test_what_was_put_together_comes_apart(place, brand, trade, form):
    found = parse_name(place[0] + brand + trade + form[0])
    assert (found.place, found.place_code, found.form) == (place[0], place[1], form[1])
    assert found.brand + found.trade == brand + trade
    assert found.brand.startswith(brand[:2])


@given(PLACES, BRANDS, TRADES, FORMS)
def test_traditional_full_width_and_marks_do_not_matter(place, brand, trade, form):
    text = place[0] + brand + trade + form[0]
    other = " ".join(opencc.OpenCC("s2t").convert(text)) + "　·"
    assert parse_name(other) == parse_name(text)


@given(PLACES, BRANDS, TRADES, FORMS)
def test_the_place_in_brackets_is_the_same_place(place, brand, trade, form):
    bare = place[0].removesuffix("市").removesuffix("县")
    head, inside = parse_name(bare + brand + trade + form[0]), parse_name(brand + trade + f"({bare})" + form[0])
    assert (inside.brand, inside.trade, inside.form, inside.place_code) == (
        head.brand,
        head.trade,
        head.form,
        head.place_code,
    )


@given(st.text(max_size=40))
def test_any_text_is_taken_apart(text):
    found = parse_name(text)
    assert isinstance(found.form, Form)


@given(st.lists(st.one_of(st.none(), st.text(ALPHABET, min_size=17, max_size=19), st.text(max_size=20)), max_size=90))
def test_codes_by_the_column_are_those_by_the_one(codes):
    found = valid_codes(pl.Series(codes, dtype=pl.String)).to_list()
    checks = [None if code is None else check_uscc(code) for code in codes]
    assert found == [check.number if check and check.valid else None for check in checks]


@given(st.lists(st.text(ALPHABET, min_size=15, max_size=15), min_size=70, max_size=70))
def test_codes_that_hold_are_found_among_many(bodies):
    codes = []
    for body in bodies:
        begun = "91" + body
        codes += [begun + last for last in ALPHABET if check_uscc(begun + last).valid]
    assert valid_codes(pl.Series(codes, dtype=pl.String)).to_list() == codes


def test_divisions_of_ones_own_are_known():
    more = Gazetteer.of(
        pl.DataFrame({"code": ["511702", "511702001", "5117"], "name": ["通川区", "东城街道", "达州市"]})
    )
    assert parse_name("通川恒力机械有限公司", more).place_code == 511702
    assert parse_name("通川恒力机械有限公司").place_code == 0
    with pytest.raises(BadDivision, match=r"division '甲县': code 'x1' must be 2 to 12 digits"):
        Gazetteer.of(pl.DataFrame({"code": ["x1"], "name": ["甲县"]}))
