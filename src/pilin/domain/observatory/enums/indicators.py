"""The words of indicators."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartOf(models.TextChoices):
    """The three roles that Jinshan gave itself (S4:5): every root of the tree belongs to one, or to none of them."""

    MANUFACTURING = "manufacturing", _("carrier of manufacturing")
    RURAL = "rural", _("pilot of rural revitalisation")
    BRIDGEHEAD = "bridgehead", _("bridgehead")


class IndicatorForm(models.TextChoices):
    """How the figures of the towns become one."""

    SINGLE = "single", _("one figure as it is given")
    SUM = "sum", _("sum over the towns")
    SHARE = "share", _("share: what is counted out of what")


class Expected(models.TextChoices):
    """Of whom a figure is expected: it is the whole of which coverage is a part."""

    NAMED = "named", _("the towns that are named")
    CIRCLE = "circle", _("every town of the circle")


class Beside(models.TextChoices):
    """How a value stands to its target."""

    ABOVE = ">", _("more than")
    AT_LEAST = "≥", _("at least")
    BELOW = "<", _("less than")
    AT_MOST = "≤", _("at most")


class Likeness(models.TextChoices):
    """What an officer judges of two definitions."""

    SAME = "same", _("the same")
    CONVERTIBLE = "convertible", _("convertible")
    NOT_COMPARABLE = "not_comparable", _("not comparable")


LIKENESS_SAID = {  # as the journal keeps it, in both languages
    Likeness.SAME: {"zh": "相同", "en": "the same"},
    Likeness.CONVERTIBLE: {"zh": "可换算", "en": "convertible"},
    Likeness.NOT_COMPARABLE: {"zh": "不可比", "en": "not comparable"},
}


class PairState(models.TextChoices):
    """How far two definitions are judged. Only what both sides said counts."""

    UNJUDGED = "unjudged", _("nobody has judged it")
    HALF = "half", _("judged by one side, not confirmed by the other")
    SAME = "same", _("the same")
    CONVERTIBLE = "convertible", _("convertible")
    NOT_COMPARABLE = "not_comparable", _("not comparable")


REASONS = {  # why there is no value, or no word on a target
    "no_figure": _("no town has given a figure"),
    "not_reported": _("not reported yet"),
    "not_given": _("the source gives no figure"),
    "no_denominator": _("the denominator is unknown"),
    "zero_denominator": _("the denominator is zero: there is no share of nothing"),
    "part_above_whole": _("what is counted is more than what it is counted out of"),
    "no_share_of_shares": _("shares without their denominators do not add up"),
    "no_definition": _("one side has not written down how it counts"),
    "unjudged": _("nobody has judged whether the two definitions mean the same"),
    "half": _("one side judged the definitions; the other has not confirmed it"),
    "not_comparable": _("the two definitions are not comparable"),
    "mixed": _("figures above and figures below their true value do not add up to one"),
    "no_target": _("no target is set"),
    "partial": _("not every town has reported"),
    "inexact": _("the figure is not exact enough to say"),
    "changed": _("the definition changed between the two periods"),
    "other_towns": _("not the same towns reported in both periods"),
    "one_period": _("there is one period only"),
    "from_zero": _("the first figure is zero"),
    "no_records": _("there is no firm to count"),
    "all_unknown": _("of no firm do the records tell it"),
    "uncounted": _("too many firms are unknown to say"),
    "too_many": _("there are more firms than a page counts: it is counted when an officer attests it"),
}
