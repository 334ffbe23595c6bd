"""How the ledger's pages speak of handovers, and which seals a handover stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilin.domain.handover import rules
from pilin.domain.handover.enums import HandoverState, Side
from pilin.domain.handover.models import Closing, Dossier, DossierSeal, Handover, Rotation, SectionReading
from pilin.domain.handover.queries.dossiers import rule_seal
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger.enums import JointAct, RecordKind
from pilin.foundation.ledger.trails import writers

MACHINE = Standing.machine("handover")


def record_kinds() -> dict[str, RecordKind]:
    """Return how each kind of record of this room is spoken of."""
    return {
        "handover.handover": RecordKind(
            gettext_lazy("Handover"), says=_handover, acts=_acts, parts=_parts, url=_address, title=_title
        ),
        "handover.dossier": RecordKind(gettext_lazy("Dossier"), says=_dossier, when="compiled_at"),
        "handover.dossierseal": RecordKind(gettext_lazy("Seal"), says=_seal, when="signed_at"),
        "handover.closing": RecordKind(gettext_lazy("Closing of the year"), says=_closing, when="closed_at"),
        "handover.rotation": RecordKind(gettext_lazy("Changed secret"), when="rotated_at"),
        "handover.sectionreading": RecordKind(gettext_lazy("Reading"), when="read_at"),
    }


def joint_handovers() -> Iterator[JointAct]:
    """Yield each handover signed by the rows: both chairs, or a majority of the other towns in the stead of one."""
    seals: dict[UUID, list[DossierSeal]] = {}
    for seal in DossierSeal.objects.visible_to(MACHINE):
        seals.setdefault(seal.handover_id, []).append(seal)
    for row in Handover.objects.visible_to(MACHINE).select_related("outgoing", "incoming"):
        current, mine = row.outline.get("text_hash", ""), seals.get(row.pk, [])
        codes = row.outgoing.code, row.incoming.code
        if rules.state_of(current, [rule_seal(seal) for seal in mine], *codes) != HandoverState.SIGNED:
            continue
        chairs = {seal.owner for seal in mine if seal.text_hash == current and seal.side != Side.STEAD}
        counted = {code for seal in mine if seal.text_hash == current for code in seal.term.get("members", ())}
        towns = frozenset(codes) if chairs >= set(codes) else frozenset(counted - (set(codes) - chairs))
        yield JointAct(
            obj=f"handover.handover:{row.pk}", text_hash=current, towns=towns, acceptances="handover.dossierseal",
            title={"zh": f"{row.year} 年交接卷宗", "en": f"Handover dossier {row.year}"}, of="handover_id",
            proposal=str(row.pk), enough=len(towns) if chairs >= set(codes) else rules.majority_of(towns), lapsed=True,
        )  # fmt: skip


def _handover(told: Mapping[str, Any], first: bool) -> str:
    return _("opened the handover after the turn of %(year)s") % {"year": told.get("year")} if first else ""


def _dossier(told: Mapping[str, Any], first: bool) -> str:
    return _("compiled version %(n)s of the dossier") % {"n": told.get("number")}


def _seal(told: Mapping[str, Any], first: bool) -> str:
    term = told.get("term") or {}
    facts = {"year": term.get("year"), "town": writers([str(term.get("town"))]).get(str(term.get("town")), "")}
    if told.get("side") == Side.STEAD:
        return _("sealed this text in a chair’s stead, and %(town)s’s term of %(year)s") % facts
    return _("sealed this text, and %(town)s’s term of %(year)s") % facts if term else _("sealed this text")


def _closing(told: Mapping[str, Any], first: bool) -> str:
    facts = {"n": len(told.get("heads") or ()), "hash": str(told.get("archive_hash"))[:12]}
    return _("closed the year: %(n)s heads, archive %(hash)s…") % facts


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
    return _objects(standing, uid, Dossier, DossierSeal, Closing)


def _parts(standing: Standing, uid: UUID) -> Iterable[str]:
    return _objects(standing, uid, SectionReading, Rotation)
