"""Services, resources and leaflets of a town for firms."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.services.enums import LANGUAGES, LeafletKind, ServiceStage
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle


class Resource(InCircle):
    """Somebody a firm can turn to: an office with a telephone or an address that answers. Its owner is the town that keeps it.

    It counts while somebody of the town made sure of it within the last twelve months.
    """

    LEDGER = Ledger.ROW
    PERSONAL = ("person_zh", "person", "phone", "online")

    name_zh = models.CharField(max_length=120)  # of the office or the desk
    name = models.CharField(max_length=160, blank=True)
    offers_zh = models.CharField(max_length=240, blank=True)  # what it helps with
    offers = models.CharField(max_length=300, blank=True)
    stage = models.CharField(max_length=10, choices=ServiceStage.choices, blank=True)
    person_zh = models.CharField(max_length=60, blank=True)  # who answers there
    person = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    online = models.CharField(max_length=160, blank=True)  # an e-mail or web address
    hours_zh = models.CharField(max_length=120, blank=True)
    hours = models.CharField(max_length=160, blank=True)
    place_zh = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=200, blank=True)
    languages = models.CharField(max_length=40, default="zh")  # codes of ISO 639, comma between
    reviewed_on = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day on which it answers; None: until said otherwise

    class Meta:
        ordering = ["owner", "name_zh", "uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(phone="") | ~Q(online=""), name="a_resource_can_be_reached"),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def spoken(self) -> str:
        """Return the languages spoken there by name, in the reader's language; a code that is not known stays a code."""
        codes = [code.strip() for code in self.languages.split(",") if code.strip()]
        return ", ".join(str(LANGUAGES.get(code, code)) for code in codes)


class Service(InCircle):
    """Something a town does for firms. What several towns do alike carries one ``matter``, so that banks stand side by side."""

    LEDGER = Ledger.ROW

    matter = models.SlugField(max_length=60)
    stage = models.CharField(max_length=10, choices=ServiceStage.choices)
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    what_zh = models.TextField(blank=True)  # what is done, for whom
    what = models.TextField(blank=True)
    papers_zh = models.TextField(blank=True)  # what to bring, one a line
    papers = models.TextField(blank=True)
    office_zh = models.CharField(max_length=120, blank=True)  # the department that does it
    office = models.CharField(max_length=160, blank=True)
    clause = models.CharField(max_length=160, blank=True)  # the rule that sets the statutory term
    days_statutory = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # working days; None: no law sets them, or nobody looked
    days_promised = models.PositiveSmallIntegerField(null=True, blank=True)
    measures = models.JSONField(default=list, blank=True)  # measures of engine.admit with which it helps, by id
    contact = models.ForeignKey(Resource, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    ended_on = models.DateField(null=True, blank=True)  # offered no more from this day on

    class Meta:
        ordering = ["stage", "matter", "owner", "uid"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=ServiceStage.values), name="a_service_has_a_stage"),
            models.CheckConstraint(
                condition=Q(days_statutory__isnull=True) | ~Q(clause=""), name="a_statutory_term_names_its_clause"
            ),
            models.UniqueConstraint(
                fields=["in_circle", "owner", "matter"],
                condition=Q(ended_on__isnull=True),
                name="a_town_offers_a_matter_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh


class Leaflet(InCircle):
    """A card, booklet or list on which a town gives resources to firms, in the order in which they are printed."""

    LEDGER = Ledger.ROW

    kind = models.CharField(max_length=7, choices=LeafletKind.choices)
    title_zh = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    resources = models.JSONField(default=list)  # uids, in order

    class Meta:
        ordering = ["kind", "title_zh", "uid"]

    def __str__(self) -> str:
        return self.title_zh


class FirmFacts(InCircle):
    """What a firm, or its town for it, says of it so that policies can be asked: once, not with every form. Its town and its people read it."""

    LEDGER = Ledger.NONE

    enterprise = models.OneToOneField(Enterprise, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)  # as engine.admit reads them; amounts in yuan, shares 0 to 1, as text
    said_on = models.DateField()

    class Meta:
        ordering = ["said_on", "uid"]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.said_on}"
