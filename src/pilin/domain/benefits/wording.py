"""A scheme's text as towns sign it, and the engine's faults in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pilin.domain.benefits.enums import Measure
from pilin.engine import share
from pilin.engine.base import Fault, Invalid

FAULTS: dict[str, Any] = {
    "no_share": gettext_lazy("A share lies between 0 and 100 %"),
    "shares": gettext_lazy("The shares do not add up to 100 %"),
    "parties": gettext_lazy(
        "The rule needs other towns than these: a move is between two, and each town has one share"
    ),
    "years": gettext_lazy("Between 1 and 50 years; a ceiling or an average needs years before the move"),
    "year": gettext_lazy("This year is not one that the scheme shares"),
    "no_number": gettext_lazy("This is no number"),
    "missing": gettext_lazy("This is missing"),
    "unknown_field": gettext_lazy("The rule asks for nothing of this name"),
    "currencies": gettext_lazy("Amounts in two currencies do not add up: the scheme has one"),
    "amount": gettext_lazy("An amount is not below nought and has no part finer than a fen"),
    "negative": gettext_lazy("An amount is not below nought: enter a refund in its own year"),
    "fen": gettext_lazy("An amount is not below nought and has no part finer than a fen"),
    "nothing": gettext_lazy("Nothing says who has what: every share is nought"),
    "no_capacity": gettext_lazy("A town needs people and a tax base above nought"),
    "reached": gettext_lazy("What all reach together is not what they took in"),
}


def names_of(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Return towns by their names, a town that nobody may name by its code."""
    between = "、" if (get_language() or "").startswith("zh") else ", "
    return between.join(names.get(code, code) for code in codes)


def about_said(measure: str, codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Return which towns a figure is about; of pay first where people work, then where they live."""
    if measure == Measure.PAY and len(codes) == 2:
        return " → ".join(names.get(code, code) for code in codes)
    return names_of(codes, names)


def rule_said(told: share.YearlyTerms, names: Mapping[str, str]) -> str:
    """Return a rule in a sentence, in the reader's language."""
    return _rule_zh(told, names) if (get_language() or "").startswith("zh") else _rule_en(told, names)


def in_own_words(wrong: Invalid, names: Mapping[str, str] | None = None) -> Invalid:
    """Return the engine's faults for people: a figure that is missing is named by what, whose and which year."""
    return Invalid(*(_said(fault, names or {}) for fault in wrong.faults))


def _said(fault: Fault, names: Mapping[str, str]) -> Fault:
    reason: Any = FAULTS.get(fault.code, fault.reason)
    measure, about, year = fault.field.split(":") if fault.field.count(":") == 2 else ("", "", "")
    if not year.isdigit():
        return Fault(fault.code, fault.field, reason, value=fault.value)
    towns = tuple(about.split("+"))
    if measure not in Measure.values:  # the figures of a year do not go together
        told = {"town": names_of(towns, names), "year": year, "reason": reason}
        return Fault(fault.code, fault.field, _("%(town)s in %(year)s: %(reason)s") % told, value=fault.value)
    said = needed_said(share.Needed(int(year), measure, towns), names)
    if fault.code == "missing":
        return Fault("missing", fault.field, _("%(figure)s: nobody has entered it") % {"figure": said})
    told = {"figure": said, "reason": reason}
    return Fault(fault.code, fault.field, _("%(figure)s: %(reason)s") % told, value=fault.value)


UNSAID: dict[str, Any] = {  # what a kind of rule leaves open, for whoever compares it with others
    "relocation": gettext_lazy("whether a scheme is fair, whether the firm would have stayed, or what jobs, wages and land it brings"),
    "levy": gettext_lazy("who counts those who work across the border and their pay, what they cost where they live, or what the money is for"),
    "growth pool": gettext_lazy("why a tax base grew, what a town spent on it, or what becomes of a base that shrank: it gives nothing and counts as poorer"),
    "coalition": gettext_lazy("who estimates what some of the towns would reach without the others, or whether any would do better by leaving"),
    "proportion": gettext_lazy("why the shares are these, or when they are to change"),
}  # fmt: skip


def needed_said(one: share.Needed, names: Mapping[str, str]) -> str:
    """Return in words which figure a year needs."""
    told = {"town": about_said(one.measure, one.about, names), "year": one.year}
    if one.measure == Measure.WORTH:
        return (
            _("what %(town)s reach together in %(year)s")
            if len(one.about) > 1
            else _("what %(town)s reaches alone in %(year)s")
        ) % told
    return str(_("%(measure)s of %(town)s in %(year)s") % (told | {"measure": Measure(one.measure).label}))


def clauses_of(
    told: share.YearlyTerms, preset: share.Scheme, towns: Mapping[str, tuple[str, str]], shared: tuple[str, str]
) -> list[tuple[str, str]]:
    """Return the clauses that the parties sign, Chinese and English, from the terms alone: what is reckoned is what is signed.

    Parameters
    ----------
    towns : mapping
        Code to (Chinese name, name), of each party.
    shared : (Chinese, English)
        What is shared, in the drafters' own words; may be empty.
    """
    zh = {code: names[0] for code, names in towns.items()}
    en = {code: names[1] for code, names in towns.items()}
    rule = _rule_zh(told, zh), _rule_en(told, en)
    span = (told.from_year, told.last_year)
    return [
        (
            f"共享方式：{preset.title_zh}（{preset.key}，版本 {preset.version}）。{rule[0]}",
            f"Shared by: {preset.title} ({preset.key}, version {preset.version}). {rule[1]}",
        ),
        (
            f"自 {span[0]} 年起，至多到 {span[1]} 年，按年结算，币种 {told.currency}。"
            + (f"共享的是：{shared[0]}。" if shared[0] else ""),
            f"Settled yearly from {span[0]} to {span[1]} at the latest, in {told.currency}."
            + (f" Shared: {shared[1] or shared[0]}." if shared[0] or shared[1] else ""),
        ),
        (
            "各镇各报自己的数据并注明出处；结算精确到分，分不尽的按最大余额法；每次结算记下所用数据与公式版本，可以重算。",
            "Each town enters its own figures and says where they stand. Shares are exact to the fen, what is left over by the largest remainder; "
            "each settlement keeps its figures and the version of its formula, and can be reckoned again.",
        ),
        (
            "结算经各方确认方可支付；付方说已付、收方说已收，才算结清。",
            "Nothing is paid before every town has confirmed; it is settled when who pays and who receives both say so.",
        ),
        (
            "统计数值按在地统计，留在活动所在地；"
            + (f"考核口径按{_percents(told.terms['credit'], zh)}分配，" if "credit" in told.terms else "考核口径不分配，")
            + "两者从不相加。",
            "Statistics count an activity where it is; "
            + (f"the assessment credits it {_percents(told.terms['credit'], en)}; " if "credit" in told.terms else "no credit is split; ")
            + "the two are never added.",
        ),
    ]  # fmt: skip


def _percents(percents: Mapping[str, str], names: Mapping[str, str]) -> str:
    return "，".join(f"{names[code]} {share_} %" for code, share_ in percents.items())


def _rule_zh(told: share.YearlyTerms, names: Mapping[str, str]) -> str:
    terms = told.terms
    if told.kind == "relocation":
        out, in_ = (names[code] for code in told.parties)
        said = f"企业由{out}迁至{in_}，迁入地每年税收的 {terms['out_percent']} % 归{out}，共 {terms['years']} 年"
        if terms["further_years"]:
            said += f"；未达上限的，再分 {terms['further_years']} 年"
        if terms["ceiling"]:
            said += f"；以迁出前 {terms['before_years']} 年税收之和为上限"
        if terms["least_average"]:
            said += f"；迁出前 {terms['before_years']} 年年均不少于 {terms['least_average']} 元"
        return said + "。"
    if told.kind == "levy":
        return f"工作地按跨境就业者税前工资的 {terms['percent']} % 补偿居住地。"
    if told.kind == "growth pool":
        return f"各镇税基比 {told.from_year - 1} 年增长部分的 {terms['percent']} % 入池，按人口和人均税基返还。"
    if told.kind == "coalition":
        return "按各镇对共同所得的边际贡献之平均（夏普利值）分配。"
    what = f"比 {told.from_year - 1} 年增长的税收" if terms["growth"] else "税收"
    return f"各镇{what}合并，按 {_percents(terms['percents'], names)} 分配。"


def _rule_en(told: share.YearlyTerms, names: Mapping[str, str]) -> str:
    terms = told.terms
    if told.kind == "relocation":
        out, in_ = (names[code] for code in told.parties)
        said = f"A firm moves from {out} to {in_}: {terms['out_percent']} % of each year's taxes go to {out} for {terms['years']} years"
        if terms["further_years"]:
            said += f", and {terms['further_years']} more while the ceiling is not reached"
        if terms["ceiling"]:
            said += f"; the ceiling is the sum of the {terms['before_years']} years before"
        if terms["least_average"]:
            said += f"; these averaged at least {terms['least_average']} yuan"
        return said + "."
    if told.kind == "levy":
        return f"Where people work pays {terms['percent']} % of frontier workers' gross pay to where they live."
    if told.kind == "growth pool":
        return f"{terms['percent']} % of the growth of each tax base since {told.from_year - 1} is pooled and given back by people and by base a head."
    if told.kind == "coalition":
        return "Shared by what each adds to those before it, averaged over all orders (Shapley)."
    what = f"growth of taxes since {told.from_year - 1}" if terms["growth"] else "taxes"
    return f"The towns' {what} are put together and shared: {_percents(terms['percents'], names)}."


def ten_thousands(amount: Decimal) -> Decimal:
    """Return yuan as ten thousands of yuan (万元), as budgets write them."""
    return amount / 10_000
