"""What a town keeps for its cases: its terms by kind, words for answers, and whether others read its figures."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.models import AnswerTemplate, CaseTerm, FiguresShared
from pilin.foundation.cases.queries.desk import HOUSE


def terms_of_town(circle: str, town: str, kind: str = "") -> QuerySet[CaseTerm]:
    """Return the terms that a town gave itself, in order of kind and day."""
    rows = CaseTerm.objects.visible_to(HOUSE).filter(circle=circle, owner=town)
    return rows.filter(kind=kind) if kind else rows


def terms(standing: Standing, circle: str) -> QuerySet[CaseTerm]:
    """Return the terms of all towns of a circle."""
    return CaseTerm.objects.visible_to(standing).filter(circle=circle).order_by("kind", "owner", "valid_from")


def term_on(circle: str, town: str, kind: str, on: date) -> CaseTerm | None:
    """Return the term that a town gives itself for a kind on a day, or None where the kind's own counts."""
    rows = terms_of_town(circle, town, kind).filter(valid_from__lte=on)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).order_by("-valid_from").first()


def templates(standing: Standing, circle: str, kind: str = "") -> QuerySet[AnswerTemplate]:
    """Return the words that the town acted for keeps for answers and has not let go."""
    rows = AnswerTemplate.objects.visible_to(standing).filter(circle=circle, ended_on__isnull=True)
    if not standing.sees_all:
        rows = rows.filter(owner=standing.member)
    return rows.filter(kind=kind) if kind else rows


def template_named(standing: Standing, circle: str, uid: UUID) -> AnswerTemplate | None:
    """Return words for answers that this standing reads."""
    return templates(standing, circle).filter(pk=uid).first()


def sharings(standing: Standing, circle: str) -> QuerySet[FiguresShared]:
    """Return which towns let the others read their figures now."""
    return FiguresShared.objects.visible_to(standing).filter(circle=circle, ended_on__isnull=True)


def towns_sharing(standing: Standing, circle: str) -> set[str]:
    """Return the codes of the towns that let the others read their figures now."""
    return set(sharings(standing, circle).values_list("owner", flat=True))
