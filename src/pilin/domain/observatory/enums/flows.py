"""The words of flows: what flows, in which units, whose word is read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FlowKind(models.TextChoices):
    """What flows; the engine's factors."""

    FIRMS = "firms", _("firms that moved")
    PLANTS = "plants", _("plants that firms built across")
    ORDERS = "orders", _("orders")
    PEOPLE = "people", _("people who commute or moved")
    CAPITAL = "capital", _("investment")
    PATENTS = "patents", _("patents transferred")


class Reading(models.TextChoices):
    """Whose word is read where both ends of a flow have spoken; where one is silent, the other's."""

    SENDER = "sender", _("the side it leaves")
    RECEIVER = "receiver", _("the side it reaches")


class Said(models.TextChoices):
    """Which ends of a flow have spoken, and whether they say the same."""

    SAME = "same", _("both sides say the same")
    DIFFER = "differ", _("the two sides differ")
    SENDER = "sender", _("only the side it leaves has spoken")
    RECEIVER = "receiver", _("only the side it reaches has spoken")


CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY")
UNITS = {  # of a kind: amounts of two units never add
    FlowKind.FIRMS.value: ("firm",),
    FlowKind.PLANTS.value: ("plant",),
    FlowKind.ORDERS.value: ("order", *CURRENCIES),
    FlowKind.PEOPLE.value: ("person",),
    FlowKind.CAPITAL.value: CURRENCIES,
    FlowKind.PATENTS.value: ("patent",),
}
UNIT_WORDS = {
    "firm": pgettext_lazy("unit of a flow", "firms"), "plant": pgettext_lazy("unit of a flow", "plants"),
    "order": pgettext_lazy("unit of a flow", "orders"), "person": pgettext_lazy("unit of a flow", "people"),
    "patent": pgettext_lazy("unit of a flow", "patents"), "CNY": _("yuan (CNY)"), "USD": _("US dollars (USD)"), "EUR": _("euros (EUR)"),
    "HKD": _("Hong Kong dollars (HKD)"), "JPY": _("yen (JPY)"),
}  # fmt: skip
LARGEST = 10**15  # of one flow, in its unit
MOST_ROWS = 5_000  # of one table brought
FLOWS_SAY_NOT = _(
    "An association in few flows, not a cause. The border's figure holds everything that differs across it: two provinces' rules, the "
    "river, habits, and what each side counts. Flows that nobody reported are missing, not nought; distance is as the crow flies."
)
