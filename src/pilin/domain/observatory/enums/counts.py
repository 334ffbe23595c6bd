"""The words of what is counted from records: a closed list of counts, and what a firm's town says of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountOf(models.TextChoices):
    """What may be counted. Each is a question to one firm that is answered yes, no or not known."""

    FIRMS = "firms", _("firms in the register")
    MANUFACTURERS = "manufacturers", _("manufacturers in the register")
    ABOVE = "above", _("manufacturers above designated size")
    RELATED = "related", _("firms that deal with firms of a place")
    RESEARCH = "research", _("manufacturers above designated size in research with a place")


class FirmAsked(models.TextChoices):
    """What a firm's town, or the firm itself, says of it for the counts, where no other record can say it."""

    RELATED = "related", _("deals with firms of a place")
    ABOVE = "above", _("above designated size")
    RESEARCH = "research", _("research with universities or institutes of a place")


WHOLES = {  # what a count may be counted out of: every one of it is one of these too
    CountOf.MANUFACTURERS: (CountOf.FIRMS,),
    CountOf.ABOVE: (CountOf.MANUFACTURERS, CountOf.FIRMS),
    CountOf.RELATED: (CountOf.FIRMS,),
    CountOf.RESEARCH: (CountOf.ABOVE,),
}
WITH_PLACE = (CountOf.RELATED, CountOf.RESEARCH)
ACROSS = "across"  # in place of a division: the other provinces of the circle, as seen from each firm
SAID = {  # exactly what is counted, and what makes a firm unknown
    CountOf.FIRMS: _(
        "Firms that a register in force names and the town keeps, each code once however many towns keep it, founded by the day. "
        "Unknown: founded in the very year or month of the day. No register says that a firm closed: such a firm counts until its "
        "town takes the register back."
    ),
    CountOf.MANUFACTURERS: _(
        "Of the firms in the register those of section C of GB/T 4754 (divisions 13 to 43). Unknown: no industry class is given."
    ),
    CountOf.ABOVE: _(
        "Of the manufacturers those above designated size: their town says so for the day; where it says nothing, the newest yearly "
        "revenue of the last three years reaches the limit of the statistical rule. Unknown: neither is recorded, or the figure "
        "(“about”, “more than”) leaves it open. People employed decide nothing."
    ),
    CountOf.RELATED: _(
        "Of the firms in the register those with a supply link in force on the day to a firm of the place, which neither side denies, "
        "or whose town says that they deal with firms there. A firm lies where its register says, else in the town that keeps it. "
        "No: its town says it deals with none there. Unknown: nothing is recorded, or a link and the town’s word contradict each "
        "other. A firm without a recorded link is unknown, not a no."
    ),
    CountOf.RESEARCH: _(
        "Of the manufacturers above designated size those of which their town says that they do research with universities or "
        "institutes of the place on the day. No: the town says they do none. Unknown: nothing is said."
    ),
}  # fmt: skip
DESIGNATED_SIZE: tuple[tuple[date, Decimal, str], ...] = (  # from when, yuan of a year's main business revenue, by what
    (date(2007, 1, 1), Decimal(5_000_000), "国家统计局：2007 年起规模以上工业统计范围"),
    (date(2011, 1, 1), Decimal(20_000_000), "国家统计局：2011 年起规模以上工业统计范围"),
)  # the newest that has begun holds; before the first the limit was asked of some owners only, so none is told here
REVENUE_YEARS = 3  # how many years back the newest revenue may lie
LARGEST_LIVE = 20_000  # firms that a page counts while one waits; above it only what was attested is told
FEWEST = 5  # firms of a town in an attested count: of fewer the count would tell of each
