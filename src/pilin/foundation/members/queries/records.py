"""How the ledger's pages speak of agreements, and which signatures an agreement in force stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger.enums import JointAct, RecordKind
from pilin.foundation.members.enums import PartyEvent, Relation
from pilin.foundation.members.models import Agreement, AgreementClause, AgreementParty, Signature

MACHINE = Standing.machine("members")


def record_kinds() -> dict[str, RecordKind]:
    """Return how each kind of record of this room is spoken of."""
    return {
        "members.agreement": RecordKind(
            gettext_lazy("Agreement"), says=_agreement, acts=_signatures, parts=_parts, url=_address
        ),
        "members.signature": RecordKind(gettext_lazy("Signature"), says=lambda _told, _first: _("signed this text"), when="signed_at"),
        "members.agreementclause": RecordKind(gettext_lazy("Clause")),
        "members.agreementparty": RecordKind(gettext_lazy("Party")),
        "members.term": RecordKind(gettext_lazy("Term of office")),
        "members.circle": RecordKind(gettext_lazy("Circle")),
        "members.member": RecordKind(gettext_lazy("Member")),
        "members.membership": RecordKind(gettext_lazy("Membership")),
    }  # fmt: skip


def joint_agreements() -> Iterator[JointAct]:
    """Yield each agreement that rests on signatures set here, with the towns that must have signed its text."""
    parties, signed = dict[UUID, set[str]](), dict[UUID, set[tuple[str, str]]]()
    founding = AgreementParty.objects.visible_to(MACHINE).filter(event=PartyEvent.FOUNDING)
    for agreement, code in founding.values_list("of", "member__code"):
        parties.setdefault(agreement, set()).add(code)
    for agreement, code, text in Signature.objects.visible_to(MACHINE).values_list("of", "member__code", "text_hash"):
        signed.setdefault(agreement, set()).add((code, text))
    for row in Agreement.objects.visible_to(MACHINE).exclude(text_hash=""):
        towns = parties.get(row.pk, set())
        complete = bool(towns) and {(code, row.text_hash) for code in towns} <= signed.get(row.pk, set())
        if not (complete or row.signed_on_first or row.on_paper):
            continue  # laid out, not in force
        yield JointAct(
            obj=f"members.agreement:{row.pk}", title={"zh": row.title_zh, "en": row.title}, text_hash=row.text_hash,
            towns=frozenset(towns), acceptances="members.signature", of="of_id", proposal=str(row.pk),
            rivals=f"{row.follows_id}" if row.follows_id and row.relation == Relation.SUPERSEDES else "",
        )  # fmt: skip


def _agreement(told: Mapping[str, Any], first: bool) -> str:
    if told.get("on_paper"):
        return _("recorded an agreement signed on paper")
    if told.get("signed_on_first"):
        return _("with the last signature the agreement took force and was opened to everyone")
    return _("laid this text before the parties") if first else ""


def _address(told: Mapping[str, Any]) -> str:
    slug, circle = told.get("slug"), told.get("circle")
    return reverse("members:agreement", kwargs={"circle": circle, "slug": slug}) if slug and circle else ""


def _signatures(standing: Standing, uid: UUID) -> Iterable[str]:
    rows = Signature.objects.visible_to(standing).filter(of=uid)
    return [f"members.signature:{pk}" for pk in rows.values_list("pk", flat=True)]


def _parts(standing: Standing, uid: UUID) -> Iterable[str]:
    found = []
    for model in (AgreementClause, AgreementParty):
        rows = model.objects.visible_to(standing).filter(of=uid).order_by("pk")
        found += [f"{model._meta.label_lower}:{pk}" for pk in rows.values_list("pk", flat=True)]
    return found
