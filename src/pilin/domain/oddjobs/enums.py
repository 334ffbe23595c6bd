"""The words of odd jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.foundation.access.verdict import Text


class PayForm(models.TextChoices):
    """In which form of work the hours are paid."""

    PART_TIME = "part_time", _("part-time, by the hour")  # 非全日制用工
    FULL_TIME = "full_time", _("full-time, for some days")


class Cover(models.TextChoices):
    """What covers an accident at work."""

    NONE = "none", _("no cover")
    ACCIDENT = "accident", _("accident cover, paid by the employer")
    INJURY = "injury", _("work-injury insurance")


class Provided(models.TextChoices):
    """What the employer provides besides the pay."""

    MEAL = "meal", _("a meal")
    GLOVES = "gloves", _("gloves and tools")
    CLOTHES = "clothes", _("work clothes")
    WATER = "water", _("drinking water")
    FETCHED = "fetched", _("a ride there and back")
    BED = "bed", _("a bed")


class Travel(models.TextChoices):
    """How a worker gets about."""

    WALK = "walk", _("on foot and by bus")
    EBIKE = "ebike", _("by electric bicycle")
    CAR = "car", _("by car")


class BookingState(models.TextChoices):
    """How it stands between one worker and one shift."""

    APPLIED = "applied", _("asked for, answered in the evening")
    PROPOSED = "proposed", _("proposed to you")
    BOOKED = "booked", _("yours")
    LAPSED = "lapsed", _("lapsed")
    WITHDRAWN = "withdrawn", pgettext_lazy("a booking", "given back")
    DECLINED = "declined", _("declined")
    CALLED_OFF = "called_off", _("called off by the employer")


class LapseReason(models.TextChoices):
    """Why a booking lapsed."""

    OVERLAP = "overlap", _("another shift at the same time was accepted")
    FULL = "full", _("others took the last place")
    UNANSWERED = "unanswered", _("nobody answered in time")
    CLOSED = "closed", _("the post was closed")


class DayPart(models.IntegerChoices):
    """The four parts of a day in which a worker may be free; the night belongs to the day it begins after midnight."""

    NIGHT = 0, pgettext_lazy("part of a day", "night")  # 00:00 to 06:00
    MORNING = 1, pgettext_lazy("part of a day", "morning")  # to 12:00
    AFTERNOON = 2, pgettext_lazy("part of a day", "afternoon")  # to 18:00
    EVENING = 3, pgettext_lazy("part of a day", "evening")  # to 24:00


class Why(models.TextChoices):
    """Why a worker has no shift, or a shift an empty place, as the evening's assignment says; words of the engine and of this room."""

    SKILL = "skill", _("nobody with this trade")
    TIME = "time", _("nobody free at this time")
    DISTANCE = "distance", _("too far away")
    WISH = "wish", _("the pay is less than asked for")
    FLOOR = "floor", _("the pay lies below the wage floor")
    AGE = "age", _("closed to people under eighteen")
    VALUE = "value", _("the way costs more than the work brings")
    HOURS = "hours", _("it would overlap, or be too many hours")
    NO_BUS = "no_bus", _("no bus gets there in time")
    LAST_BUS = "last_bus", _("it ends after the last bus home")
    ACROSS = "across", _("in another town, and not agreed to")
    DECLINED = "declined", _("declined or given back before")
    NOT_ASKED = "not_asked", _("not asked for, and no proposals wanted")
    OUTCOMPETED = "outcompeted", _("others live nearer or asked first")
    NOTHING = "nothing", _("no shift is open")


class Side(models.TextChoices):
    """Which of the two says so."""

    WORKER = "worker", _("the worker")
    EMPLOYER = "employer", _("the employer")


class SettledBy(models.TextChoices):
    """How the hours came to stand."""

    BOTH = "both", _("both said the same")
    SILENCE = "silence", _("the other side said nothing for three days")
    DECISION = "decision", _("a town of the other bank decided")


class About(models.TextChoices):
    """What an appeal is about."""

    ABSENCE = "absence", _("I am said not to have come")
    HOURS = "hours", _("the hours are wrong")


class Ground(models.TextChoices):
    """On which ground something may be taken off the pay; there is no other (Interim Provisions on Payment of Wages)."""

    TAX = "tax", _("income tax withheld (article 15)")
    INSURANCE = "insurance", _("the worker's own share of social insurance (article 15)")
    COURT = "court", _("maintenance ordered by a court (article 15)")
    DAMAGE = "damage", _("damage agreed in the contract, a fifth of the pay at most (article 16)")


class Breach(models.TextChoices):
    """What an employer did wrong: the ground of a ban, and what a complaint is about."""

    ARREARS = "arrears", _("pay is not paid")
    FEE = "fee", _("workers were asked for money")
    BAIT = "bait", _("the work was not what was offered")
    YOUNG = "young", _("somebody under sixteen worked")
    DANGER = "danger", _("the work was not safe")


@dataclass(frozen=True, slots=True)
class Trade:
    """One kind of work.

    Parameters
    ----------
    label : str
    paper : str
        The certificate that the work needs; empty where none.
    adults_only : bool
        Closed to those under eighteen (Labour Law, articles 58 and 64, and the rules on each trade).
    """

    label: Text
    paper: Text = ""
    adults_only: bool = False


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """One figure that a town publishes each month, with how it is counted.

    Parameters
    ----------
    kind : str
        Of ``SeriesKind``.
    unit : str
        Of the units of observations.
    """

    label: Text
    zh: str
    en: str
    kind: str
    unit: str
    method_zh: str
    method: str
    numerator_zh: str = ""
    numerator: str = ""
    denominator_zh: str = ""
    denominator: str = ""


MONTH_FIGURES: dict[str, MonthFigure] = {
    "places": MonthFigure(
        _("places asked for"), "零工岗位数", "Odd-job places asked for", "count", "place",
        "当月开始、未取消的班次所需人数之和。", "Heads of the shifts that began in the month and were not called off.",
    ),
    "filled": MonthFigure(
        _("places filled"), "零工上岗人次", "Odd-job places filled", "count", "place",
        "其中工时已确认的人次。", "Of these, those whose hours stand.",
    ),
    "people": MonthFigure(
        _("people who worked"), "零工人数", "People who took odd jobs", "count", "person",
        "当月在本镇上岗的不同的人；少于 3 人时只写“< 3”。", "Different people who worked in the town in the month; below three only “< 3” is said.",
    ),
    "hours": MonthFigure(
        _("hours worked"), "零工工时", "Hours of odd jobs", "flow", "hour",
        "双方确认的工时之和；不足 3 人时不公布。", "Hours that stand; not published where fewer than three people worked.",
    ),
    "across": MonthFigure(
        _("by people of the other bank"), "对岸来的人次占比", "Share worked by people of the other bank", "share", "percent",
        "分子、分母均为当月上岗人次；不足 3 人时不公布。", "Both are places filled in the month; not published where fewer than three people worked.",
        "对岸登记的人上岗人次", "places filled by people enrolled on the other bank", "全部上岗人次", "all places filled",
    ),
    "in_time": MonthFigure(
        _("pay in time"), "按期付清占比", "Share of pay paid in time", "share", "percent",
        "应付日在当月的工钱；单位称已付且本人未否认，以付款日为准。", "Pay due in the month; paid as the employer says and the worker does not deny, by the day of payment.",
        "应付日当天或之前付清的笔数", "pays paid on or before the day they were due", "应付日在当月的全部笔数", "all pays due in the month",
    ),
}  # fmt: skip
LAUNCHED = date(2024, 6, 1)  # the month of the launch on 27 June 2024 (S0:19): none before it has figures
FEWEST_PEOPLE = 3  # of whom a figure is published: below it somebody could be recognised
SPECIAL = _("special-operation certificate, valid in all provinces")
TRADES: dict[str, Trade] = {
    "packing": Trade(_("packing")),
    "picking": Trade(_("picking and field work")),
    "loading": Trade(_("loading and carrying"), adults_only=True),
    "sorting": Trade(_("sorting and counting stock")),
    "assembly": Trade(_("assembly by hand")),
    "sewing": Trade(_("sewing")),
    "machine": Trade(_("machine minding"), adults_only=True),
    "forklift": Trade(_("forklift driving"), _("certificate for special equipment, valid in all provinces"), True),
    "welding": Trade(_("welding"), SPECIAL, True),
    "electrics": Trade(_("electrical work"), SPECIAL, True),
    "cooking": Trade(_("cooking"), _("health certificate")),
    "kitchen": Trade(_("help in a kitchen"), _("health certificate")),
    "cleaning": Trade(_("cleaning")),
    "serving": Trade(_("serving guests"), _("health certificate")),
    "setting_up": Trade(_("setting up for events")),
    "gardening": Trade(_("gardening")),
    "care": Trade(_("care at home")),
    "guarding": Trade(_("guarding"), _("guard's certificate"), True),
    "driving": Trade(_("driving"), _("driving licence"), True),
}
HELD = (BookingState.PROPOSED, BookingState.BOOKED)  # a place is kept for these
OPEN = (BookingState.APPLIED, *HELD)
MOST_HEADS = 500  # of one shift: a slip of the finger is not to empty five towns
MOST_SHIFTS = 31  # of one post
LONGEST_POST_DAYS = 45  # from the day of posting to its last shift
AGENCY_INDUSTRY = "7263"  # GB/T 4754-2017: 劳务派遣服务
ANSWER_WITHIN_HOURS = 3  # a proposal is answered by then, else it lapses
EARLY_MINUTES = 60  # before a shift begins one may check in
LATE_HOURS = 4  # after it ends one may still check out
OBJECT_DAYS = 3  # the other side has so long to object to the hours that one said
FAR_KM = 1  # from the place of work: a check-in from farther away is marked
COMPLAINT = "job_complaint"  # the kind of case
MOST_BAN_DAYS = 365  # a rule of this platform: then it is looked at again
SLOT_MINUTES = 15  # so long a code on the foreman's telephone is good, and the one before it
CAPS: dict[str, Text] = {  # name of a cap of the engine → what it caps
    "adult_age": _("age from which every trade is open, in years"),
    "damage_percent": _("per cent of the pay that may be taken off for damage"),
    "minimum_age": _("age, in years: at least"),
    "employer_day_hours": _("hours a day with one employer, part-time, on average over a settlement period"),
    "employer_week_hours": _("hours in a Monday-Sunday week with one employer, part-time"),
    "settlement_days": _("days of a settlement period: pay is due by then"),
    "day_hours": _("hours a day over all employers"),
    "week_hours": _("hours in a Monday-Sunday week over all employers"),
    "rest_hours": _("hours of rest between the work of two days: at least"),
}
URGENT_MINUTES = 30  # a proposal of an urgent shift is answered by then
PLAN_DAYS = 4  # the evening's assignment looks so far ahead
EVENING_HOUR = 19  # Asia/Shanghai; from then on the evening's assignment is due
ASKED_CNY = 10  # what having asked for a shift counts besides: who asked goes before who would be proposed it
FAIR_SHARE = 0.01  # of the optimum that may be given up so that those passed over come first
WALK_KM = 2.0  # that people walk to work without a bus
BIKE_KM, BIKE_KMH, CAR_KMH, WALK_KMH = 15.0, 15.0, 40.0, 4.8
HOME_WITHIN_MINUTES = 150  # after a shift one wants to be home by then, or there counts as no way
