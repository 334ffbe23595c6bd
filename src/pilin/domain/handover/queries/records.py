"""How the ledger's pages speak of handovers, and which seals a handover stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilin.domain.handover.models import Dossier, DossierSeal, SectionReading
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger.enums import RecordKind

MACHINE = Standing.machine("handover")


def record_kinds() -> dict[str, RecordKind]:
    """Return how each kind of record of this room is spoken of."""
    return {
        "handover.handover": RecordKind(
            gettext_lazy("Handover"), says=_handover, acts=_acts, parts=_parts, url=_address, title=_title
        ),
        "handover.dossier": RecordKind(gettext_lazy("Dossier"), says=_dossier, when="compiled_at"),
        "handover.dossierseal": RecordKind(
            gettext_lazy("Seal"), says=lambda _told, _first: _("sealed this text"), when="signed_at"
        ),
        "handover.sectionreading": RecordKind(gettext_lazy("Reading"), when="read_at"),
    }


def _handover(told: Mapping[str, Any], first: bool) -> str:
    return _("opened the handover after the turn of %(year)s") % {"year": told.get("year")} if first else ""


def _dossier(told: Mapping[str, Any], first: bool) -> str:
    return _("compiled version %(n)s of the dossier") % {"n": told.get("number")}


def _title(told: Mapping[str, Any]) -> str:
    return _("Handover dossier %(year)s") % {"year": told.get("year")}


def _address(told: Mapping[str, Any]) -> str:
    circle, year = told.get("circle"), told.get("year")
    return reverse("handover:dossier", kwargs={"circle": circle, "year": year}) if circle and year else ""


def _objects(standing: Standing, uid: UUID, *models: Any) -> Iterable[str]:
    found = []
    for model in models:
        keys = model.objects.visible_to(standing).filter(handover=uid).order_by("pk").values_list("pk", flat=True)
        found += [f"{model._meta.label_lower}:{pk}" for pk in keys]
    return found


def _acts(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(standing, uid, Dossier, DossierSeal)


def _parts(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(standing, uid, SectionReading)
