"""The words of access."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StandingKind(models.TextChoices):
    """Who acts."""

    PUBLIC = "public", _("Public")
    PERSON = "person", _("Person")
    FIRM = "firm", _("Firm")
    OFFICER = "officer", _("Officer")
    MACHINE = "machine", _("Machine")


class Role(models.TextChoices):
    """What a person may do for the member they stand for. Dated, and held by appointment."""

    CLERK = "clerk", _("Clerk")  # reports, imports, takes over tasks
    SIGNATORY = "signatory", _("Signatory")  # signs for the town: the leader or whom the town authorised
    SECRETARY = "secretary", _("Secretary")  # while the town chairs: drafts the list, calls meetings
    KEEPER = "keeper", _("Instance keeper")  # sets up circles, members and first officers


class Audience(models.TextChoices):
    """Who may read a row besides its owner."""

    OWN = "own", _("own town only")
    PARTIES = "parties", _("the parties named")
    AGREEMENT = "agreement", _("the parties of an agreement")
    CIRCLE = "circle", _("the circle")
    PUBLIC = "public", _("everyone")


class Ledger(models.TextChoices):
    """How changes to a model enter the ledger."""

    ROW = "row"  # one entry a change
    BATCH = "batch"  # one entry with the Merkle root of a chunk
    NONE = "none"  # never shared
