"""Deeds about two firms that are one: say so, undo it, say that they are two, note what a comparison found."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises import queries, rules
from pilin.domain.enterprises.actions.indexing import keep_index
from pilin.domain.enterprises.enums import MOST_LIKENESSES, LikenessState
from pilin.domain.enterprises.models import Enterprise, Likeness, Register
from pilin.domain.enterprises.rules import Pair
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.journal.actions import both, count, deed, tell

A_LOT = 2_000  # pairs whose firms are held together
GONE = _("This firm is not here, or you may not read it")


@deed("enterprises.merge_firms", says=_("{who} said that “{title}” is the firm “{into}”"))
def merge_firms(*, by: Standing, at: datetime, enterprise: Enterprise, into: Enterprise, why: str = "") -> Enterprise:
    """Say that a firm of one's own town is another firm in sight; return it as it is now.

    Its records stay its own, so :func:`undo_merge` gives back exactly what was. Lists leave it out, the page of the
    other shows the records of both, and its own address says where it went.
    """
    firm, kept = _held(by, enterprise, into)
    rules.may_merge(by, firm, kept, holds_others=queries.holds_others(by, firm)).require()
    _merge(firm, kept, at)
    firm.save()
    pair = Likeness.objects.visible_to(queries.HOUSE).filter(enterprise=firm, other=kept).first()
    _decide(pair or _likeness(firm, kept), LikenessState.MERGED, at, why)
    keep_index([firm.pk])
    tell(title=both(firm, "name"), into=both(kept, "name"))
    return firm


@deed("enterprises.undo_merge", says=_("{who} undid that “{title}” is the firm “{into}”: {why}"))
def undo_merge(*, by: Standing, at: datetime, enterprise: Enterprise, why: str) -> Enterprise:
    """Undo a merge, with the reason: both firms stand as they stood before it. The pair is not proposed again."""
    (firm,) = _held(by, enterprise)
    rules.may_undo(by, firm).require()
    if not why.strip():
        raise Invalid(Fault("no_reason", "why", _("Say why, for whoever relied on it")))
    kept = firm.merged_into
    assert kept is not None
    pair = Likeness.objects.visible_to(queries.HOUSE).filter(enterprise=firm, other=kept).first()
    firm.merged_into = firm.merged_at = None
    firm.save()
    _decide(pair or _likeness(firm, kept), LikenessState.UNDONE, at, why)
    keep_index([firm.pk, kept.pk])
    tell(title=both(firm, "name"), into=both(kept, "name"), why=why.strip())
    return firm


@deed("enterprises.keep_apart", says=_("{who} said that “{title}” and “{other}” are two firms"))
def keep_apart(*, by: Standing, at: datetime, likeness: Likeness, why: str = "") -> Likeness:
    """Say that two firms are two; the pair is never proposed again."""
    held = Likeness.objects.visible_to(by).select_for_update(of=("self",)).select_related("enterprise", "other")
    row = held.filter(pk=likeness.pk).first()
    if row is None:
        raise Refused("not_found", GONE)
    rules.may_keep_apart(by, row).require()
    _decide(row, LikenessState.APART, at, why)
    tell(title=both(row.enterprise, "name"), other=both(row.other, "name"))
    return row


@deed("enterprises.note_likenesses", says=_("The new firms of “{title}” were compared with those in sight"))
def note_likenesses(*, by: Standing, at: datetime, register: Register, pairs: Sequence[Pair]) -> Register:
    """Note what comparing a register's new firms found: sure pairs are merged at once, doubtful ones wait for a clerk.

    However many are sure, all are merged; of the doubtful ones the most probable are opened, and the line says how many were
    left out. Each pair is checked anew, since others may have written meanwhile: one that may not be merged the way it was found
    is left out, as is one that was weighed before. The line it leaves is the town's own: how many pairs there are would
    tell what it keeps to itself.
    """
    rules.may_compare(by, register).require()
    row = Register.objects.visible_to(by).select_for_update().filter(pk=register.pk).first()
    if row is None:
        raise Refused("not_found", _("There is no such register"))
    if row.compared_at is not None:
        raise Conflict("compared", _("This register was compared already"))
    best = sorted(pairs, key=lambda one: -one.probability)
    doubtful = [pair for pair in best if not pair.sure]
    weighed = [*(pair for pair in best if pair.sure), *doubtful[:MOST_LIKENESSES]]
    holders = queries.holders({key for pair in weighed for key in (pair.enterprise, pair.other)})
    merged: list[UUID] = []
    opened = 0
    for k in range(0, len(weighed), A_LOT):
        gone, left = _note_pairs(weighed[k : k + A_LOT], row, at, holders)
        merged += gone
        opened += left
    Register.objects.visible_to(queries.HOUSE).filter(pk=row.pk).update(compared_at=at)
    row.compared_at = at
    keep_index(merged)
    tell(title=row.title)
    count(merged=len(merged), opened=opened, left_out=len(doubtful) - len(doubtful[:MOST_LIKENESSES]))
    return row


def _note_pairs(pairs: Sequence[Pair], register: Register, at: datetime, holders: Set[UUID]) -> tuple[list[UUID], int]:
    """Note some pairs; return the firms that were merged, and how many pairs wait for a clerk."""
    keys = {key for pair in pairs for key in (pair.enterprise, pair.other)}
    rows = Enterprise.objects.visible_to(queries.HOUSE).select_for_update().filter(pk__in=keys).order_by("pk")
    firms = {firm.pk: firm for firm in rows}
    known = queries.pairs_known(keys)
    merged: list[Enterprise] = []
    noted: list[Likeness] = []
    for pair in pairs:
        firm, other = firms.get(pair.enterprise), firms.get(pair.other)
        if firm is None or other is None or frozenset((firm.pk, other.pk)) in known or firm.owner != register.owner:
            continue
        sure = pair.sure
        if not _may(firm, other, holders):
            if other.owner != register.owner or not _may(other, firm, holders):
                continue
            firm, other, sure = other, firm, False  # what stood longer is merged only by a person
        known.add(frozenset((firm.pk, other.pk)))
        likeness = _likeness(firm, other, pair.probability, pair.reasons)
        if sure:
            _merge(firm, other, at)
            firm.changed_at, firm.revision = at, firm.revision + 1
            merged.append(firm)
            likeness.state, likeness.decided_at = LikenessState.MERGED, at
        likeness.made_at = likeness.changed_at = at
        likeness.revision = 1
        noted.append(likeness)
    if merged:
        columns = ["merged_into", "merged_at", "changed_at", "revision"]
        Enterprise.objects.visible_to(queries.HOUSE).bulk_update(merged, columns, batch_size=200)
    Likeness.objects.visible_to(queries.HOUSE).bulk_create(noted, batch_size=500)
    return [firm.pk for firm in merged], len(noted) - len(merged)


def _may(firm: Enterprise, other: Enterprise, holders: Set[UUID]) -> bool:
    return bool(rules.may_merge(queries.HOUSE, firm, other, holds_others=firm.pk in holders))


def _held(by: Standing, *firms: Enterprise) -> list[Enterprise]:
    """Return firms as they are now, held until the deed ends: two merges at once would else make a circle."""
    keys = [firm.pk for firm in firms]
    rows = Enterprise.objects.visible_to(by).select_for_update().filter(pk__in=keys).order_by("pk")
    found: dict[UUID, Enterprise] = {row.pk: row for row in rows}
    if any(key not in found for key in keys):
        raise Refused("not_found", GONE)
    return [found[key] for key in keys]


def _merge(firm: Enterprise, kept: Enterprise, at: datetime) -> None:
    firm.merged_into, firm.merged_at = kept, at


def _likeness(
    firm: Enterprise, other: Enterprise, probability: float | None = None, reasons: Sequence[Any] = ()
) -> Likeness:
    """Return a pair of the town that keeps the first: kept to it, since it may name what others keep back."""
    return Likeness(
        in_circle_id=firm.in_circle_id, circle=firm.circle, owner=firm.owner, audience=Audience.OWN, enterprise=firm,
        other=other, probability=probability, reasons=[list(reason) for reason in reasons], illustrative=firm.illustrative,
    )  # fmt: skip


def _decide(pair: Likeness, state: LikenessState, at: datetime, why: str) -> None:
    pair.state, pair.decided_at, pair.decided_why = state, at, why.strip()[:240]
    pair.save()
