"""Division codes that the rule of settlement knows: the county-level units of Shanghai, Jiangsu, Zhejiang and Anhui (GB/T 2260). Pure.

A code that is not here, and that no record of the instance names, is unknown to the rule: then its answer is unknown too.
"""

from __future__ import annotations

MUNICIPALITIES = ("11", "12", "31", "50")  # one city each: its counties pay out of one fund
WHOLE = 6  # digits of a county-level unit
# city: its counties by the two digits that follow, as counted in 2024
_COUNTIES = {
    "3101": "01 04 05 06 07 09 10 12 13 14 15 16 17 18 20 51",
    "3201": "02 04 05 06 11 13 14 15 16 17 18",
    "3202": "05 06 11 13 14 81 82",
    "3203": "02 03 05 11 12 21 22 24 71 81 82",
    "3204": "02 04 11 12 13 81",
    "3205": "05 06 07 08 09 76 81 82 83 85",
    "3206": "12 13 14 23 71 81 82 85",
    "3207": "03 06 07 22 23 24 71",
    "3208": "03 04 12 13 26 30 31 71",
    "3209": "02 03 04 21 22 23 24 25 71 81",
    "3210": "02 03 12 23 71 81 84",
    "3211": "02 11 12 71 81 82 83",
    "3212": "02 03 04 81 82 83",
    "3213": "02 11 22 23 24 71",
    "3301": "02 05 06 08 09 10 11 12 13 14 22 27 82",
    "3302": "03 05 06 11 12 13 25 26 81 82",
    "3303": "02 03 04 05 24 26 27 28 29 81 82 83",
    "3304": "02 11 21 24 81 82 83",
    "3305": "02 03 21 22 23",
    "3306": "02 03 04 24 81 83",
    "3307": "02 03 23 26 27 81 82 83 84",
    "3308": "02 03 22 24 25 81",
    "3309": "02 03 21 22",
    "3310": "02 03 04 22 23 24 81 82 83",
    "3311": "02 21 22 23 24 25 26 27 81",
    "3401": "02 03 04 11 21 22 23 24 76 77 78 81",
    "3402": "02 07 09 10 12 23 71 72 81",
    "3403": "02 03 04 11 21 22 23 71 72",
    "3404": "02 03 04 05 06 21 22",
    "3405": "03 04 06 21 22 23",
    "3406": "02 03 04 21",
    "3407": "05 06 11 22",
    "3408": "02 03 11 22 25 26 27 28 71 81 82",
    "3410": "02 03 04 21 22 23 24",
    "3411": "02 03 22 24 25 26 71 72 81 82",
    "3412": "02 03 04 21 22 25 26 71 72 82",
    "3413": "02 21 22 23 24 71 72",
    "3415": "02 03 04 22 23 24 25",
    "3416": "02 21 22 23",
    "3417": "02 21 22 23",
    "3418": "02 21 23 24 25 71 81 82",
}
COUNTIES = frozenset(city + county for city, counties in _COUNTIES.items() for county in counties.split())


def settled_code(text: str) -> str:
    """Return a division code without the zeros that only fill it up, a municipality as its two digits; empty where it is none.

    Examples
    --------
    >>> [settled_code(code) for code in ("330421", "310000", "330400", "330421111000", "3101", "Jiashan", "3304210")]
    ['330421', '31', '3304', '330421111', '31', '', '']
    """
    code = text.strip()
    if not (code.isascii() and code.isdigit()) or len(code) not in (2, 4, 6, 9, 12):
        return ""
    for length, zeros in ((12, "000"), (9, "000"), (6, "00"), (4, "00")):
        if len(code) == length and code.endswith(zeros):
            code = code[: -len(zeros)]
    return code[:2] if len(code) == 4 and code[:2] in MUNICIPALITIES else code


def is_known(code: str, named: frozenset[str] = frozenset()) -> bool:
    """Return whether a settled code is one of these units, lies in one, or holds one; ``named`` are codes that records name."""
    if not code:
        return False
    if len(code) >= WHOLE:
        return code[:WHOLE] in COUNTIES or code in named
    return code in named or any(county.startswith(code) for county in COUNTIES)


def city_of(code: str) -> str | None:
    """Return the city whose fund pays for people insured under a settled code; None where the code is wider than a city.

    Examples
    --------
    >>> city_of("330421"), city_of("310116102"), city_of("33")
    ('3304', '31', None)
    """
    if code[:2] in MUNICIPALITIES:
        return code[:2]
    return code[:4] if len(code) >= 4 else None
