"""The words of the joint programme."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Strand(models.TextChoices):
    """The four strands of "one place, three circles"."""

    PARTY_BUILDING = "party_building", _("Party-building highland")
    INDUSTRY = "industry", _("Industrial-innovation circle")
    CULTURE_ECOLOGY = "culture_ecology", _("Culture, tourism and ecology circle")
    LIVABLE_LIFE = "livable_life", _("Livable-life circle")


class PlanState(models.TextChoices):
    """How far a plan has come. "In principle" is not approved."""

    STUDYING = "studying", _("being studied")
    DRAFTED = "drafted", _("drafted")
    APPROVED_IN_PRINCIPLE = "approved_in_principle", _("approved in principle")
    APPROVED = "approved", _("approved")


class ListState(models.TextChoices):
    """How far a year's list has come; derived from its versions and acceptances, never stored."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("waiting for the towns")
    IN_FORCE = "in_force", _("in force, not yet released")
    RELEASED = "released", _("released")


class ItemState(models.TextChoices):
    """How an item stands; derived, never stored."""

    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("under way")
    LATE = "late", _("late")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class MilestoneState(models.TextChoices):
    """How a milestone stands; derived, never stored."""

    TO_COME = "to_come", _("to come")
    REPORTED = "reported", _("one bank says done")
    WITNESSED = "witnessed", _("witnessed by the other bank")
    SENT_BACK = "sent_back", _("sent back")
    LATE = "late", _("late, not reported")


class Answer(models.TextChoices):
    """What a town answers to a proposed list."""

    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class Verdict(models.TextChoices):
    """What a witness from the other bank says."""

    ACCEPTED = "accepted", _("witnessed")
    SENT_BACK = "sent_back", _("sent back")
