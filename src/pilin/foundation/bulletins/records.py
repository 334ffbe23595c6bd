"""How the ledger's pages speak of bulletins, and which signatures a bulletin that all must sign stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins.enums import CorrectionSaid
from pilin.foundation.bulletins.models import Bulletin, BulletinSignature, Correction, CorrectionWord
from pilin.foundation.ledger.enums import JointAct, RecordKind

MACHINE = Standing.machine("bulletins")


def record_kinds() -> dict[str, RecordKind]:
    """Return how each kind of record of this room is spoken of."""
    return {
        "bulletins.bulletin": RecordKind(gettext_lazy("Bulletin"), says=_bulletin, acts=_words, url=_address),
        "bulletins.bulletinsignature": RecordKind(
            gettext_lazy("Signature"), says=lambda _told, _first: _("signed this text"), when="signed_at"
        ),
        "bulletins.correction": RecordKind(
            gettext_lazy("Correction"), says=lambda _told, _first: _("published a correction"), when="published_at"
        ),
        "bulletins.correctionword": RecordKind(gettext_lazy("Word on a correction"), says=_word, when="said_at"),
    }


def joint_bulletins() -> Iterator[JointAct]:
    """Yield each released bulletin that every member had to sign."""
    for row in Bulletin.objects.visible_to(MACHINE).filter(released_at__isnull=False, needs_all=True):
        yield JointAct(
            obj=f"bulletins.bulletin:{row.pk}", title={"zh": row.title_zh, "en": row.title}, text_hash=row.text_hash,
            towns=frozenset(row.signers_needed), acceptances="bulletins.bulletinsignature", of="bulletin_id",
            proposal=str(row.pk),
        )  # fmt: skip


def _bulletin(told: Mapping[str, Any], first: bool) -> str:
    if told.get("withdrawn_at"):
        return _("withdrew the bulletin before its release")
    if told.get("released_at"):
        return _("released the bulletin for everyone to read")
    if told.get("frozen_at"):
        return _("froze this text")
    return _("drafted the bulletin") if first else ""


def _word(told: Mapping[str, Any], _first: bool) -> str:
    if told.get("said") == CorrectionSaid.OBJECTED:
        return _("objected to a correction")
    return _("confirmed a correction")


def _address(told: Mapping[str, Any]) -> str:
    if not told.get("released_at"):
        return ""
    return reverse("bulletins:public", kwargs={"circle": told["circle"], "slug": told["slug"]})


def _words(standing: Standing, uid: UUID) -> Iterable[str]:
    found = []
    for model, of in (
        (BulletinSignature, "bulletin"),
        (Correction, "bulletin"),
        (CorrectionWord, "correction__bulletin"),
    ):
        rows = model.objects.visible_to(standing).filter(**{of: uid}).order_by("pk")
        found += [f"{model._meta.label_lower}:{pk}" for pk in rows.values_list("pk", flat=True)]
    return found
