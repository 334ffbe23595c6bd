"""The words of members, circles and agreements."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class MembershipKind(models.TextChoices):
    """Full members vote and take their turn; observers keep rows of their own and do neither."""

    MEMBER = "member", _("member")
    OBSERVER = "observer", _("observer")


class Level(models.TextChoices):
    """The three levels of operation."""

    DECISION = "decision", _("decision")
    COORDINATION = "coordination", _("coordination")
    EXECUTION = "execution", _("execution")


class AgreementKind(models.TextChoices):
    """What an agreement is."""

    FRAMEWORK = "framework", _("framework agreement")
    COOPERATION = "cooperation", _("cooperation agreement")
    CONSENSUS = "consensus", _("consensus")
    ALLIANCE = "alliance", _("alliance charter")
    ENFORCEMENT = "enforcement", _("enforcement agreement")
    SUPPLEMENT = "supplement", _("supplementary agreement")
    PLAN = "plan", _("joint plan")


class Relation(models.TextChoices):
    """How an agreement stands to an earlier one."""

    EXTENDS = "extends", _("extends")
    SUPERSEDES = "supersedes", _("supersedes")
    SUPPLEMENTS = "supplements", _("supplements")


class PartyEvent(models.TextChoices):
    """How a party came to an agreement or left it."""

    FOUNDING = "founding", _("founding party")
    ACCESSION = "accession", _("acceded")


class TurnKind(models.TextChoices):
    """What rotates in a circle: the chair, or the host of its yearly symposium."""

    CHAIR = "chair", _("chair")
    HOST = "host", _("host")


class AgreementState(models.TextChoices):
    """Where an agreement stands; derived from its rows, never stored."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("waiting for signatures")
    IN_FORCE = "in_force", _("in force")
    EXPIRED = "expired", _("expired")
    SUPERSEDED = "superseded", _("replaced")
    WITHDRAWN = "withdrawn", _("all parties left")


RELIANCE: list[Any] = []  # functions (standing, agreement uid) → iterable of Relying; filled by the wiring
CIRCLE_LABEL = _("Circle and agreements")  # its entry in the rail
WAYS_OF_CIRCLE: list[
    tuple[Any, str, str]
] = []  # (what one finds there, icon, route that takes ``circle``); filled by the wiring
