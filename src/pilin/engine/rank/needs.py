"""The product in a need as people write it: what is asked round it is taken away, nothing else is understood."""

from __future__ import annotations

import re

_CLAUSE = re.compile(
    r"[，；,;]\s*(?:长期|限|每[天日周月季年]|[年月日]用量|用量|数量|要求|寻找|寻求|急|现货|量大|含税|包邮|质量|价格|交期|联系|欢迎)[^，；]*$"
)
_ROUND = (  # what stands round the product, and the product; the first that fits is taken
    re.compile(r"(?:寻找|寻求|征集|找)(.+?)(?:的)?(?:供应商|供货商|生产厂家|生产商|厂家|厂商)"),
    re.compile(r"(?:请问)?(?:谁能|谁可以|哪家能|哪里能|谁)(?:供应|提供|生产|供)(.+)"),
    re.compile(r"(?:请问)?(?:哪家|哪里)有(.+)"),
    re.compile(r"(?:我[厂司们]|本[厂司]|我公司|我单位|本公司)(?:长期|急|现)?(?:需要|需|求购|采购|想买|要)(.+)"),
    re.compile(r"(?:长期|大量|诚心|紧急|急)?(?:求购|采购|收购|购买|想买|急需|需要|需求)[:：]?(.+)"),
)
_STOPS = "？?！!。…"
_MAKER = re.compile(r"(.+?)(?:的)?(?:生产企业|生产厂家|生产商|制造商)")


def product_of(need: str) -> str:
    """Return the product phrase of a need; a text that is asked in no known way is taken for the product itself.

    Examples
    --------
    >>> [product_of(t) for t in ("寻找电缆料供应商，限上海、浙江", "求购1,4-丁二醇，长期合作", "谁能供应铜杆？", "铜杆")]
    ['电缆料', '1,4-丁二醇', '铜杆', '铜杆']
    >>> product_of("水表生产企业，寻找上游原材料供应商")
    '水表'
    """
    text = bare = need.strip().rstrip(_STOPS).strip()
    looks_for = False
    while clause := _CLAUSE.search(text):
        looks_for |= "寻" in clause[0]
        text = text[: clause.start()].rstrip(_STOPS).strip()
    if looks_for and (maker := _MAKER.fullmatch(text)):
        return maker[1].strip()
    for pattern in _ROUND:
        if found := pattern.fullmatch(text):
            return found[1].strip()
    return text or bare
