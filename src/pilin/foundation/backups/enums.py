"""The words of backups."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    """Why a copy was taken."""

    ASKED = "asked", _("asked for")
    SCHEDULED = "scheduled", _("scheduled")


class Settling(models.TextChoices):
    """How a restored instance came to write again."""

    COMPLETE = "complete", _("its logs go as far as any that others hold")
    NOTHING_NEWER = "nothing", _("the keeper answers for it that nothing newer exists")
    EPOCH = "epoch", _("logs were begun anew, signed with the towns' root keys")
