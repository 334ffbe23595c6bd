"""Strings that look like the name of a place, by what they end with; no place is known by name."""

from __future__ import annotations

import re

from pilin.engine.messages.grams import plain

ENDS = "小区|社区|街道|大道|广场|学校|小学|中学|大学|医院|公园|花园|家园|新城|大厦|车站|机场|路|镇|乡|村|苑|府|湾|城"
BEFORE = re.compile(
    r"投诉|反映|反应|咨询|举报|请求|请问|恳请|建议|希望|关于|再次|位于|附近|旁边|(?<![小社])区|[市县省的在和与及对于到从是有\s]"
)
NAME = re.compile(rf"[\u4e00-\u9fff]{{2,7}}?(?:{ENDS})(?:小区|社区|街道)?")


def places_of(text: str, most: int = 400) -> tuple[str, ...]:
    """Return the place-like strings of a text, each once, in their order.

    Parameters
    ----------
    text : str
    most : int
        Characters that are read.

    Examples
    --------
    >>> places_of("投诉甲市杏花苑小区旁边的杏花路夜间施工")
    ('杏花苑小区', '杏花路')
    """
    found = (name for part in BEFORE.split(plain(text, most)) for name in NAME.findall(part))
    return tuple(dict.fromkeys(found))
