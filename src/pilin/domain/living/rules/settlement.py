"""Whether one pays directly by insurance where one is treated, and whether one files first (R-14). Pure; the rule is dated data.

No filing only where the place of insurance and the place of treatment both lie in the Demonstration Zone on the day; else one
files first. What is uncertain is unknown, never "no filing".
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources

from pilin.domain.living.enums.services import Answer, CareKind, Filing, Linked
from pilin.domain.living.rules.settlement_codes import city_of, is_known, settled_code


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence on how the answer came about, in both languages, under a stable code."""

    code: str
    words_zh: str
    words: str


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """The rule as it stands from a day on: on which clauses each answer rests, and where they were read."""

    version: str  # also its first day, ISO 8601
    zone_clause: str
    filing_clause: str
    shanghai_filing_clause: str  # what Shanghai's own law adds for people insured there; empty: nothing
    shanghai_home_clause: str
    filing_months: int  # a filing for a stay is valid at least so long, and serves several visits
    source: str

    @property
    def begins(self) -> date:
        """Return the day from which it is in force."""
        return date.fromisoformat(self.version)


def _versions() -> tuple[RuleVersion, ...]:
    text = (resources.files("pilin.domain.living") / "data" / "settlement_rules.csv").read_text(encoding="utf8")
    return tuple(
        RuleVersion(**{**row, "filing_months": int(row["filing_months"])})  # type: ignore[arg-type]
        for row in csv.DictReader(text.splitlines())
    )


VERSIONS = _versions()


@dataclass(frozen=True, slots=True)
class ZoneOn:
    """The Demonstration Zone on a day: codes of what lies wholly in it, which codes records name, and by whose word."""

    codes: frozenset[str]
    source: str
    named: frozenset[str] = frozenset()

    def holds(self, code: str) -> bool | None:
        """Return whether a settled code lies in the Zone; None where only a part of it does.

        Examples
        --------
        >>> [ZONE.holds(code) for code in ("330421", "330421111", "31", "3301", "310116")]
        [True, True, None, False, False]
        """
        if any(code.startswith(inside) for inside in self.codes):
            return True
        return None if any(inside.startswith(code) for inside in self.codes) else False


# Art. 2 of the same regulation: Qingpu, Wujiang, Jiashan. Records of the instance that say otherwise come before it.
ZONE = ZoneOn(
    frozenset({"310118", "320509", "330421"}), "《上海市促进长三角生态绿色一体化发展示范区高质量发展条例》第二条"
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the rule answers. ``valid_months_at_least``, ``clause`` and ``rule_version`` are None where nothing is told."""

    direct: Answer
    filing: Filing
    valid_months_at_least: int | None
    clause: str | None
    rule_version: str | None
    reasons: tuple[Reason, ...]


# code: Chinese, English
SAID = {
    "before": (
        "这一天之前的规定没有记下：本规则最早的版本自 2024 年 5 月 1 日起施行",
        "No version of the rule is on record for that day: the earliest is in force from 1 May 2024",
    ),
    "no_insured": ("不认得参保地的区划代码", "The division code of the place of insurance is not known here"),
    "no_at": ("不认得就医地的区划代码", "The division code of the place of treatment is not known here"),
    "same_city": (
        "参保地和就医地在同一个城市的统筹区：不是异地就医，没有什么要备案；在本地定点机构直接结算",
        "Insured and treated within one city's fund: this is no treatment elsewhere, nothing is filed; one pays directly where the city's insurance is accepted",
    ),
    "no_home_clause": (
        "本地结算的条文没有核对",
        "The clause on paying within one's own city was not checked for that day and place",
    ),
    "same_province": (
        "同一个省、不同的城市：省内另有规定，这里没有核对过",
        "Two cities of one province: the province has rules of its own, and they were not checked here",
    ),
    "wide": (
        "代码比县（区）还大，跨着示范区的边：请说到县（区）",
        "A code wider than a county reaches across the edge of the Zone: name the county or district",
    ),
    "wide_province": (
        "代码只说到省：是不是同一个城市不知道，请说到县（区）",
        "The code names a province only: whether it is the same city is unknown; name the county or district",
    ),
    "both_in_zone": (
        "参保地和就医地都在长三角生态绿色一体化发展示范区（青浦、吴江、嘉善）里：免备案，直接结算",
        "Both places lie in the Demonstration Zone (Qingpu, Wujiang, Jiashan): nothing to file, one pays directly",
    ),
    "insured_outside": ("参保地不在示范区里", "The place of insurance lies outside the Demonstration Zone"),
    "at_outside": ("就医地不在示范区里", "The place of treatment lies outside the Demonstration Zone"),
    "file_first": (
        "先备案，再到联网的定点医院出示社保卡或医保电子凭证直接结算",
        "File first, then show the social security card or the electronic voucher at a linked hospital and pay directly",
    ),
    "six_months": (
        "临时外出的备案至少六个月有效，期间可多次就医；长期居住的备案一直有效到变更，两地都能用",
        "A filing for a stay is valid at least six months and serves several visits; that of a long-term resident is valid until changed, and both places may be used",
    ),
    "notice_unread": (
        "备案的规定来自二手材料，原文条款没有核对；长三角门诊是否另有名单没有核对",
        "The rule on filing is known from secondary sources, its articles were not read; whether a list of the delta exempts outpatient visits was not checked",
    ),
    "shanghai_text": (
        "读到的是上海的条例；江苏、浙江的同名条例没有读",
        "The text read is Shanghai's; those of Jiangsu and Zhejiang were not read",
    ),
    "pharmacy": (
        "条文说的是就医；药店买药能不能直接结算没有核对，先问药店",
        "The clauses speak of treatment; whether medicine at a pharmacy is paid directly was not checked: ask the pharmacy",
    ),
    "principle": (
        "原则：报什么看就医地的目录，报多少看参保地的起付线、比例和封顶线，由就医地管理（文字没有核对）",
        "Principle: what is covered follows the catalogue of the place of treatment; deductible, ratio and ceiling those of the place of insurance; the place of treatment manages it (wording not checked)",
    ),
}


def version_on(on: date) -> RuleVersion | None:
    """Return the version of the rule in force on a day; None before the first."""
    return max((one for one in VERSIONS if one.begins <= on), key=lambda one: one.begins, default=None)


def settle(insured: str, at: str, on: date, kind: str, zone: ZoneOn = ZONE) -> Settled:
    """Return whether one pays directly and whether one files first.

    Parameters
    ----------
    insured, at : str
        Division codes (GB/T 2260) of where one is insured and where one is treated: 2, 4, 6, 9 or 12 digits.
    on : date
        Day of the treatment.
    kind : str
        A value of CareKind.
    zone : ZoneOn
        The Demonstration Zone on that day; the counties of its regulation unless records say otherwise.

    Examples
    --------
    >>> told = settle("330421", "310116", date(2024, 7, 1), "outpatient")
    >>> told.direct.value, told.filing.value, told.valid_months_at_least, [one.code for one in told.reasons][:2]
    ('yes', 'required', 6, ['at_outside', 'file_first'])
    >>> settle("330421", "310118", date(2024, 7, 1), "inpatient").filing.value
    'none'
    """
    version, home, there = version_on(on), settled_code(insured), settled_code(at)
    unsure = [code for code, known in (("no_insured", is_known(home, zone.named)), ("no_at", is_known(there, zone.named))) if not known]  # fmt: skip
    if version is None:
        return _unknown(None, "before", *unsure)
    if unsure:
        return _unknown(version, *unsure)
    inside = {"insured": zone.holds(home), "at": zone.holds(there)}
    if all(inside.values()):
        return _told(version, kind, Filing.NONE, [version.zone_clause], "both_in_zone", "shanghai_text")
    if home[:2] == there[:2]:
        return _within_province(version, home, there, kind)
    outside = [f"{end}_outside" for end, lies in inside.items() if lies is False]
    if outside:
        clauses = [version.filing_clause, version.shanghai_filing_clause if home[:2] == "31" else ""]
        return _told(version, kind, Filing.REQUIRED, clauses, *outside, "file_first", "six_months", "notice_unread")
    return _unknown(version, "wide")


def _within_province(version: RuleVersion, home: str, there: str, kind: str) -> Settled:
    cities = city_of(home), city_of(there)
    if None in cities:
        return _unknown(version, "wide_province")
    if cities[0] != cities[1]:
        return _unknown(version, "same_province")
    clause = version.shanghai_home_clause if cities[0] == "31" else ""
    if not clause:  # one city's fund, and nobody checked its clause: what is uncertain is unknown
        return _unknown(version, "no_home_clause")
    direct = Answer.UNKNOWN if kind == CareKind.PHARMACY else Answer.YES
    codes = ["same_city", *(["pharmacy"] if kind == CareKind.PHARMACY else [])]
    return Settled(direct, Filing.NONE, None, clause, version.version, _reasons(codes))


def _told(version: RuleVersion, kind: str, filing: Filing, clauses: Iterable[str], *codes: str) -> Settled:
    pharmacy = kind == CareKind.PHARMACY
    months = version.filing_months if filing is Filing.REQUIRED else None
    said = [*codes, *(["pharmacy"] if pharmacy else []), "principle"]
    return Settled(
        Answer.UNKNOWN if pharmacy else Answer.YES, filing, months, "；".join(filter(None, clauses)), version.version, _reasons(said)
    )  # fmt: skip


def _unknown(version: RuleVersion | None, *codes: str) -> Settled:
    return Settled(
        Answer.UNKNOWN, Filing.UNKNOWN, None, None, version.version if version else None, _reasons(codes)
    )  # fmt: skip


def _reasons(codes: Iterable[str]) -> tuple[Reason, ...]:
    return tuple(Reason(code, *SAID[code]) for code in codes)


def at_facility(told: Settled, linked: str | None) -> Answer:
    """Return whether one pays directly at a facility: what the rule says, where the facility is linked; else no, or unknown.

    Parameters
    ----------
    told : Settled
    linked : str, optional
        A value of Linked; None where nobody has said a word.

    Examples
    --------
    >>> told = settle("330421", "310116", date(2024, 7, 1), "outpatient")
    >>> [at_facility(told, linked).value for linked in ("yes", "no", "unknown", None)]
    ['yes', 'no', 'unknown', 'unknown']
    """
    if linked == Linked.NO:
        return Answer.NO
    return Answer(told.direct) if linked == Linked.YES else Answer.UNKNOWN


def steps(told: Settled, answer: Answer) -> tuple[str, ...]:
    """Return what one does, in order, as codes of STEPS in the wording of the pages."""
    if told.filing is Filing.UNKNOWN:
        return ("ask_insurance", "ask_desk")
    filing = ("file",) if told.filing is Filing.REQUIRED else ()
    if answer is Answer.YES:
        return (*filing, "card")
    if answer is Answer.NO:
        return ("pay", "claim")
    return (*filing, "ask_desk", "card")
