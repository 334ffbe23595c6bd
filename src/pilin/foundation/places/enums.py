"""The words of places."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """What a place is. One place has one kind; what it lies in is another matter."""

    PROVINCE = "province", _("province or municipality")
    PREFECTURE = "prefecture", _("prefecture-level city")
    COUNTY = "county", _("county-level unit")
    TOWN = "town", _("town")
    STREET = "street", _("street (subdistrict)")
    VILLAGE = "village", _("village or neighbourhood")
    ZONE = "zone", _("legal zone")
    PARK = "park", _("park")
    BASIN = "basin", _("river basin")
    REGION = "region", _("region")
    STATION = "station", _("railway station")


class ContainmentKind(models.TextChoices):
    """Why one place lies in another."""

    DIVISION = "division", _("administrative division")
    ZONE = "zone", _("legal zone")
    BASIN = "basin", _("river basin")
    PARK = "park", _("park")
    REGION = "region", _("region")


class NamedKind(models.TextChoices):
    """What a name that reports garble stands for, where it is no place and no member."""

    PERSON = "person", _("person")
    DOCUMENT = "document", _("document")
    ORGANISATION = "organisation", _("organisation")


class TravelMode(models.TextChoices):
    """By what one travels."""

    CAR = "car", _("by car")
    BUS = "bus", _("by bus")
    RAIL = "rail", _("by train")
    WALK = "walk", _("on foot")
