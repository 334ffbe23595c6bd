"""The words of services to firms."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ServiceStage(models.TextChoices):
    """The stage of a firm's value chain that a service belongs to, in the order in which a firm meets them."""

    SET_UP = "set_up", _("setting up")
    RESEARCH = "research", pgettext_lazy("stage of a firm", "research and development")
    SUPPLY = "supply", _("materials and suppliers")
    PRODUCTION = "production", _("production and safety")
    QUALITY = "quality", _("quality and certificates")
    PEOPLE = "people", _("people and training")
    FINANCE = "finance", _("money and taxes")
    MARKET = "market", _("sales and exports")
    GROWTH = "growth", _("growth and recognition")


class LeafletKind(models.TextChoices):
    """What resources are printed as."""

    CARD = "card", _("contact card")
    BOOKLET = "booklet", _("booklet")
    LIST = "list", _("resource list")


LANGUAGES = {  # ISO 639 → how people call it
    "zh": _("Chinese"),
    "en": _("English"),
    "wuu": _("Wu"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "de": _("German"),
}
REVIEW_MONTHS = 12  # a contact counts for so long after somebody last made sure of it
ON_A_CARD = 6  # resources that one page of a card carries
ON_A_LIST = 60
