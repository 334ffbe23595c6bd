"""The words of what towns cherish and make: listings, labels, stages, stories told, flights asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ListingKind(models.TextChoices):
    """What is listed."""

    CRAFT = "craft", _("craft handed down")
    STORY = "story", _("tale or local story")
    PERSON = "person", _("person remembered")
    PLACE = "place", _("place of memory")
    BATHHOUSE = "bathhouse", _("bathhouse or everyday amenity")
    ENSEMBLE = "ensemble", _("orchestra, troupe or club")
    BRAND = "brand", _("regional brand")
    PRODUCT = "product", _("product of the land")
    OLD_BRAND = "old_brand", _("old brand")
    BUILDING = "building", _("building going up")
    FLYING = "flying", _("place where drones fly")
    DOCUMENT = "document", _("old map or document")
    SITE = "site", _("country park, or zone under a title")


class ListingStatus(models.TextChoices):
    """How it is with what is listed."""

    ALIVE = "alive", _("alive")
    RARE = "rare", pgettext_lazy("heritage", "rare")
    GONE = "gone", _("gone; remembered")
    GROWING = "growing", _("in the making")
    UNKNOWN = "unknown", _("nobody has said")


class LabelLevel(models.TextChoices):
    """Who gives a label."""

    NATIONAL = "national", pgettext_lazy("level of a label", "national")
    PROVINCE = "province", _("city or province")
    COUNTY = "county", _("district or county")


class BrandPart(models.TextChoices):
    """What is noted of a brand."""

    AWARD = "award", pgettext_lazy("brand", "award")
    ONLINE = "online", _("sold on the platform")
    SHOP = "shop", _("sold in the shop or mall")
    PLATFORM = "platform", _("takes part in")


class Stage(models.TextChoices):
    """A stage of a building, in the order in which they come."""

    APPROVED = "approved", _("approved")
    BEGUN = "begun", _("building began")
    TOPPED_OUT = "topped_out", _("structure topped out")
    COMPLETED = "completed", pgettext_lazy("building", "completed")
    OPENED = "opened", _("opened")


class StoryState(models.TextChoices):
    """What became of a story that somebody told."""

    WAITING = "waiting", _("waits for the town to read it")
    SHOWN = "shown", _("everyone reads it")
    TURNED_DOWN = "turned_down", _("not shown")


class StoryRights(models.TextChoices):
    """On which ground a story may be shown."""

    OWN = "own", _("I lived it, and these are my own words")
    FAMILY = "family", _("it was told to me in the family, and I may pass it on")
    ALLOWED = "allowed", _("whoever wrote it allowed me to tell it here")


class FigureTopic(models.TextChoices):
    """Which page a figure stands on."""

    VISITORS = "visitors", pgettext_lazy("figures", "visitors")
    VILLAGES = "villages", pgettext_lazy("figures", "villages")
    BRAND = "brand", pgettext_lazy("figures", "a brand")


class FigurePart(models.TextChoices):
    """What a figure of a page is, for what is reckoned from it."""

    VISITORS = "visitors", pgettext_lazy("figure", "visitors")
    INCOME = "income", _("income a head")
    FUND = "fund", _("collective fund")
    VILLAGES = "villages", _("all villages")
    COVERED = "covered", _("villages with a dividend")
    TRAINED = "trained", _("trained farmers")
    OTHER = "other", pgettext_lazy("figure", "another figure")


class DroneSize(models.TextChoices):
    """How large an unmanned aircraft is, as its rules class it."""

    MICRO = "micro", pgettext_lazy("drone", "micro")
    LIGHT = "light", pgettext_lazy("drone", "light")
    SMALL = "small", pgettext_lazy("drone", "small")
    MEDIUM = "medium", pgettext_lazy("drone", "medium")
    LARGE = "large", pgettext_lazy("drone", "large")


class FlightState(models.TextChoices):
    """How far a request for a flight is."""

    ASKED = "asked", _("waits for an answer")
    AGREED = "agreed", pgettext_lazy("flight", "agreed")
    REFUSED = "refused", pgettext_lazy("flight", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("flight", "withdrawn")


STAGES = tuple(Stage)  # their order is the rule's
LIVE_KINDS = (
    ListingKind.CRAFT,
    ListingKind.STORY,
    ListingKind.PERSON,
    ListingKind.PLACE,
    ListingKind.BATHHOUSE,
    ListingKind.ENSEMBLE,
)
MOST_ENTRIES = 2_000  # of one list brought at once
LONGEST_STORY = 2_000  # characters of a story told
