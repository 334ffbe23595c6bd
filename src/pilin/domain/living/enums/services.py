"""The words of public services across the border, of the places that give them, and of paying there by insurance."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LifeEvent(models.TextChoices):
    """What happens in a life that makes somebody need a public service."""

    BIRTH = "birth", _("A child is born")
    SCHOOL = "school", _("Going to school")
    WORK = "work", _("Work and social security")
    HOME = "home", _("Moving and housing")
    BUSINESS = "business", _("Opening a business")
    HEALTH = "health", _("Seeing a doctor")
    OLD_AGE = "old_age", _("Growing old")
    FAREWELL = "farewell", _("When somebody dies")


EVENT_ICONS = {
    "birth": "user-plus", "school": "school", "work": "id-badge", "home": "home", "business": "building-community", "health": "bed",
    "old_age": "heart-handshake", "farewell": "leaf",
}  # fmt: skip


class ForWhom(models.TextChoices):
    """Whom a service is for, as far as it can be decided from where somebody lives."""

    EVERYONE = "everyone", _("everyone")
    CIRCLE = "circle", _("residents of the circle")
    OWN_BANK = "own_bank", _("residents of its own bank")
    OTHER_BANK = "other_bank", _("residents of the other bank")
    INSURED = "insured", _("insured persons")
    FIRMS = "firms", _("firms and those who run them")


class Open(models.TextChoices):
    """Whether a service is open to somebody."""

    YES = "yes", _("Open to you")
    NO = "no", _("Not open to you")
    UNKNOWN = "unknown", _("It depends")


class FacilityKind(models.TextChoices):
    """What a place that gives services is."""

    HOSPITAL = "hospital", _("hospital")
    CLINIC = "clinic", _("health centre or clinic")
    PHARMACY = "pharmacy", _("pharmacy")
    HALL = "hall", _("service hall")
    SCHOOL = "school", pgettext_lazy("facility", "school")
    CARE = "care", _("care home or day centre")
    OTHER = "other", pgettext_lazy("facility", "other place")


HEALTH_KINDS = ("hospital", "clinic", "pharmacy")  # where one may pay by insurance


class OpenDays(models.TextChoices):
    """On which days hours hold. Working days and days of rest follow the Chinese calendar, made-up weekends included."""

    DAILY = "daily", _("every day")
    WORKDAYS = "workdays", pgettext_lazy("hours", "working days")
    RESTDAYS = "restdays", pgettext_lazy("hours", "days of rest")
    MONDAY = "mon", _("Mondays")
    TUESDAY = "tue", _("Tuesdays")
    WEDNESDAY = "wed", _("Wednesdays")
    THURSDAY = "thu", _("Thursdays")
    FRIDAY = "fri", _("Fridays")
    SATURDAY = "sat", _("Saturdays")
    SUNDAY = "sun", _("Sundays")


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class CareKind(models.TextChoices):
    """What is paid for: by these kinds hospitals are linked or not."""

    OUTPATIENT = "outpatient", _("outpatient visit")
    INPATIENT = "inpatient", _("stay in hospital")
    PHARMACY = "pharmacy", _("medicine at a pharmacy")


class Linked(models.TextChoices):
    """Whether insurance of an area pays directly at a facility."""

    YES = "yes", pgettext_lazy("settlement", "linked")
    NO = "no", pgettext_lazy("settlement", "not linked")
    UNKNOWN = "unknown", pgettext_lazy("settlement", "unknown")


class Answer(models.TextChoices):
    """Whether one pays directly."""

    YES = "yes", _("Yes, your insurance pays directly")
    NO = "no", _("No, pay first and claim it back at home")
    UNKNOWN = "unknown", _("Unknown: ask before you go")


class Filing(models.TextChoices):
    """Whether one files with one's insurance before treatment elsewhere."""

    NONE = "none", _("Nothing to file")
    REQUIRED = "required", _("File first")
    UNKNOWN = "unknown", _("Whether to file is unknown")


class ReachState(models.TextChoices):
    """Whether one gets to a place within its hours and home again."""

    REACHABLE = "reachable", _("Reachable by bus")
    ON_FOOT = "on_foot", _("Within walking distance")
    NOT_IN_HOURS = "not_in_hours", _("No bus brings you there while it is open")
    NO_WAY_BACK = "no_way_back", _("A bus goes there, none brings you home")
    CLOSED = "closed", _("Closed that day")
    NO_BUS = "no_bus", _("No bus leads there")
    UNKNOWN = "unknown", _("Whether you get there is unknown")


REACH_ICONS = {
    "reachable": "bus", "on_foot": "walk", "not_in_hours": "clock", "no_way_back": "arrow-back-up", "closed": "lock", "no_bus": "ban",
    "unknown": "question-mark",
}  # fmt: skip
LANGUAGES = {
    "zh": pgettext_lazy("language", "Chinese"),
    "wu": pgettext_lazy("language", "local speech"),
    "en": pgettext_lazy("language", "English"),
}
STAY_MINUTES = 30  # at a desk, before one may go home
WALKS = ("0.3", "1.0", "2.0")  # kilometres on foot that one may choose
ON_FOOT_KM = 1.5  # nearer than this one walks, unless one walks less
MOST_PAPERS, MOST_HOURS, MOST_DEPARTMENTS, MOST_PARTNERS = 20, 20, 60, 20
LONGEST_NOTE = 200
