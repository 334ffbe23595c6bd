"""A firm that meets everything, firms at random, and the measures written out once more, slowly and by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

import pilin.engine.admit as engine

ON = date(2026, 6, 1)
BEFORE = date(2026, 3, 1)  # the day of the older rules, on the same years
MILLION = 1_000_000
GOOD = {
    "place": "330482", "industry": "C3442", "founded_on": "2012-05-01", "staff": 280, "rd_staff": 40, "tech_staff": 60,
    "revenue_cny": {"2023": 90 * MILLION, "2024": 100 * MILLION, "2025": 110 * MILLION},
    "rd_expense_cny": {"2023": 7 * MILLION, "2024": 8 * MILLION, "2025": 9 * MILLION},
    "new_equity_cny": {"2024": 0, "2025": 0}, "main_business_share": 0.93, "debt_ratio": 0.4, "niche_years": 8, "niche_share": 0.12,
    "niche_rank": 2, "ip_class1": 5, "high_tech_income_share": 0.8, "rd_in_china_share": 1, "has_core_ip": True, "in_listed_field": True,
    "serious_incident": False, "innovation_score": 80, "specialised_score": 70, "little_giant_score": 65, "recognitions": ["specialised_sme"],
}  # fmt: skip


def said(**changed):
    """Return what is said of the good firm, changed; None takes a fact away."""
    return {name: value for name, value in (GOOD | changed).items() if value is not None}


def yearly(last, before=None, first=None):
    """Return three years' figures, the last first."""
    return {str(2025 - k): value for k, value in enumerate((last, before, first)) if value is not None}


def answer(facts, measure, on=ON):
    """Return what one measure comes to."""
    return {one.measure: one for one in engine.eligible(engine.read_facts(facts, on=on), on=on)}[measure]


def every(*each):
    """Return whether all hold; None: unknown."""
    return False if False in each else None if None in each else True


def either(*each):
    """Return whether one holds; None: unknown."""
    return True if True in each else None if None in each else False


def no(one):
    """Return the contrary."""
    return None if one is None else not one


class ByHand:
    """What each criterion comes to, without the engine's language."""

    def __init__(self, facts: dict, on: date) -> None:
        self.facts, self.on = facts, on

    def get(self, name, back=None):
        value = self.facts.get(name)
        if back is None:
            return None if value is None else Fraction(str(value))
        year = self.on.year - back
        found = (value or {}).get(str(year))
        founded = self.facts.get("founded_on")
        if found is None and founded is not None and date.fromisoformat(founded).year > year:
            return Fraction(0)
        return None if found is None else Fraction(str(found))

    def expense(self, back):
        own = self.get("rd_expense_cny", back)
        return self.get("rd_deduction_cny", back) if own is None else own

    def least(self, value, limit):
        return None if value is None else value >= limit

    def total(self, values):
        return None if None in values else sum(values, Fraction(0))

    def ratio(self, top, bottom):
        return None if top is None or not bottom else top / bottom

    def held(self, *titles):
        held = self.facts.get("recognitions")
        return None if held is None else bool(set(held) & set(titles))

    def low(self, met, *years):
        """Turn a no into unknown where the figures may count less than the rules do."""
        if met is not False:
            return met
        given = all(self.get("rd_expense_cny", back) is not None for back in years)
        whole = either(
            True if self.facts.get("rd_expense_complete") else None, no(self.held("national_little_giant", "high_tech"))
        )
        return False if given and whole else None

    def intensity(self, back, limit):
        return self.low(self.least(self.ratio(self.expense(back), self.get("revenue_cny", back)), limit), back)

    def flag(self, name):
        return self.facts.get(name)

    def criteria(self, measure):
        revenue = [self.get("revenue_cny", back) for back in (1, 2, 3)]
        equity = self.total([self.get("new_equity_cny", back) for back in (1, 2)])
        last, staff, get, least = revenue[0], self.get("staff"), self.get, self.least
        code = self.facts.get("industry")
        large = every(least(staff, 1000), least(last, 400 * MILLION))
        size = no(large) if code and code[0] in "BCD" else None
        place = self.facts.get("place")
        tier = lambda low, high: every(least(last, low), no(least(last, high)))  # noqa: E731
        match measure:
            case ("sme", _):
                return {"size": size}
            case ("rd_deduction", _):
                expense = self.expense(1)
                return {"expense": self.low(None if expense is None else expense > 0, 1)}
            case ("specialised_sme", _):
                return {
                    "place": place and place[:2] in ("31", "33"), "size": size, "niche_years": least(get("niche_years"), 2),
                    "rd_intensity": self.intensity(1, Fraction("0.03")),
                    "revenue": either(least(last, 10 * MILLION), least(equity, 20 * MILLION)), "score": least(get("specialised_score"), 60),
                }  # fmt: skip
            case ("little_giant", "2022"):
                steps = [self.ratio(revenue[0], revenue[1]), self.ratio(revenue[1], revenue[2])]
                growth = None if None in steps else (sum(steps) - 2) / 2
                expense = self.low(least(self.total([self.expense(1), self.expense(2)]), 30 * MILLION), 1, 2)
                six, three = Fraction("0.06"), Fraction("0.03")
                return {
                    "niche_years": least(get("niche_years"), 3), "main_business": least(get("main_business_share"), Fraction("0.7")),
                    "growth": least(growth, Fraction("0.05")), "debt": self.most("debt_ratio", "0.7"),
                    "rd": either(
                        every(least(last, 100 * MILLION), self.intensity(1, three), self.intensity(2, three)),
                        every(tier(50 * MILLION, 100 * MILLION), self.intensity(1, six), self.intensity(2, six)),
                        every(no(least(last, 50 * MILLION)), least(equity, 80 * MILLION), expense,
                              least(self.ratio(get("rd_staff"), staff), Fraction("0.5"))),
                    ),
                    "ip": least(get("ip_class1"), 2), "market": least(get("niche_share"), Fraction("0.1")),
                }  # fmt: skip
            case ("little_giant", "2026"):
                step, rank = self.ratio(revenue[0], revenue[2]), get("niche_rank")
                return {
                    "title_before": self.held("specialised_sme"), "niche_years": least(get("niche_years"), 3),
                    "main_business": least(get("main_business_share"), Fraction("0.9")),
                    "growth": either(least(step, Fraction("1.1025")), self.held("national_little_giant")),
                    "debt": self.most("debt_ratio", "0.75"), "revenue": least(last, 50 * MILLION),
                    "rd": every(
                        self.low(least(self.total([self.expense(1), self.expense(2)]), 12 * MILLION), 1, 2),
                        self.intensity(1, Fraction("0.03")), self.intensity(2, Fraction("0.03")),
                    ),
                    "ip": either(least(get("ip_class1"), 4), self.held("national_science_prize_top3")),
                    "market": either(least(get("niche_share"), Fraction("0.1")), None if rank is None else rank <= 3),
                    "score": least(get("little_giant_score"), 60),
                }  # fmt: skip
        share = self.ratio(self.total([self.expense(back) for back in (1, 2, 3)]), self.total(revenue))
        reached = {limit: self.low(least(share, Fraction(limit)), 1, 2, 3) for limit in ("0.05", "0.04", "0.03")}
        at_most = lambda limit: None if last is None else last <= limit * MILLION  # noqa: E731
        founded = self.facts.get("founded_on")
        return {
            "age": founded and date.fromisoformat(founded) + timedelta(days=365) <= self.on, "core_ip": self.flag("has_core_ip"),
            "field": self.flag("in_listed_field"), "tech_staff": least(self.ratio(get("tech_staff"), staff), Fraction("0.1")),
            "rd_intensity": either(
                every(at_most(50), reached["0.05"]),
                every(no(at_most(50)), at_most(200), reached["0.04"]),
                every(no(at_most(200)), reached["0.03"]),
            ),
            "rd_in_china": least(get("rd_in_china_share"), Fraction("0.6")), "income": least(get("high_tech_income_share"), Fraction("0.6")),
            "score": least(get("innovation_score"), 71), "no_incident": no(self.flag("serious_incident")),
        }  # fmt: skip

    def most(self, name, limit):
        value = self.get(name)
        return None if value is None else value <= Fraction(limit)


def word(found):
    """Return the result for true, false, unknown."""
    return engine.Result.UNKNOWN if found is None else engine.Result.MEETS if found else engine.Result.FAILS


def _amounts(*likely):
    """Draw yuan; nought, or enough for 5,000 people, so that no figure looks like 10,000 yuan."""
    return st.one_of(st.sampled_from(likely), st.decimals(10 * MILLION, 500 * MILLION, places=2)).map(
        lambda value: int(value) if value == int(value) else str(value)
    )


SHARES = st.sampled_from(["0", "0.1", "0.5", "0.6", "0.7", "0.75", "0.9", "0.599999", "0.699999", "0.0999", "1"])
YEARS = ("2023", "2024", "2025")


@st.composite
def firms(draw):
    """Draw what may be said of a firm, near the limits more often than chance would have it."""
    revenue = {
        year: draw(_amounts(0, 10 * MILLION, 50 * MILLION, 100 * MILLION, 105 * MILLION, 200 * MILLION, 400 * MILLION))
        for year in YEARS
    }
    expense, base = {}, {}
    for year in YEARS:
        share = draw(st.sampled_from(["0", "0.0231", "0.03", "0.0299", "0.04", "0.05", "0.06", "0.3"]))
        expense[year] = str((Decimal(str(revenue[year])) * Decimal(share)).quantize(Decimal("0.01")))
        if draw(st.booleans()):
            base[year] = expense[year]
    everything = {
        "place": draw(st.sampled_from(["31", "310116", "310116102", "330482", "32", "3304"])),
        "industry": draw(st.sampled_from(["C", "C3442", "B06", "F51", "I65"])),
        "founded_on": draw(st.sampled_from(["1999-01-01", "2023-05-01", "2025-06-01", "2025-06-02", "2026-01-01"])),
        "staff": draw(st.sampled_from([0, 1, 19, 20, 299, 300, 999, 1000, 5000])), "revenue_cny": revenue,
        "rd_expense_cny": expense, "rd_deduction_cny": base,
        "new_equity_cny": {year: draw(_amounts(0, 10 * MILLION, 20 * MILLION, 40 * MILLION)) for year in YEARS},
        "niche_years": draw(st.sampled_from([1, 2, "2.99", 3, 8])), "niche_rank": draw(st.integers(1, 5)),
        "ip_class1": draw(st.integers(0, 5)), "rd_expense_complete": True,
        "recognitions": draw(st.lists(st.sampled_from(["specialised_sme", "national_little_giant", "high_tech", "national_science_prize_top3"]), unique=True)),
    }  # fmt: skip
    everything["rd_staff"] = everything["staff"] // draw(st.integers(1, 4))
    everything["tech_staff"] = everything["staff"] // draw(st.integers(1, 12))
    everything |= {name: draw(SHARES) for name in ("main_business_share", "debt_ratio", "niche_share", "high_tech_income_share", "rd_in_china_share")}  # fmt: skip
    everything |= {name: draw(st.booleans()) for name in ("has_core_ip", "in_listed_field", "serious_incident")}
    everything |= {name: draw(st.sampled_from([59, 60, 70, 71])) for name in ("innovation_score", "specialised_score", "little_giant_score")}  # fmt: skip
    founded = everything["founded_on"][:4]
    for name in ("revenue_cny", "rd_expense_cny", "rd_deduction_cny", "new_equity_cny"):
        everything[name] = {year: value for year, value in everything[name].items() if year >= founded}
    return everything


@st.composite
def known_in_part(draw):
    """Draw a firm of which not everything is said: the part, and the whole."""
    whole = draw(firms())
    share = draw(st.sampled_from([0.0, 0.3, 0.8]))
    part = {}
    for name, value in whole.items():
        if draw(st.floats(0, 1)) < share:
            continue
        if isinstance(value, dict):
            value = {year: amount for year, amount in value.items() if draw(st.floats(0, 1)) >= share}
        part[name] = value
    return part, whole
