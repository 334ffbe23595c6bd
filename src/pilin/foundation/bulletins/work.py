"""What waits for a town's signatory in bulletins: frozen texts to sign, corrections to answer."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins.correcting import HOUSE, address_of, desk_of
from pilin.foundation.bulletins.models import Bulletin, BulletinSignature, Correction, CorrectionWord
from pilin.foundation.members.queries import member_cards
from pilin.foundation.notices.enums import WorkItem, WorkKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 50


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return the frozen texts and the corrections that wait for this signatory's word, the soonest out first."""
    if not standing.member or not standing.holds(Role.SIGNATORY):
        return []
    chinese = (get_language() or "zh").startswith("zh")
    return _to_sign(standing, chinese) + _to_answer(standing, chinese)


def _to_sign(standing: Standing, chinese: bool) -> list[WorkItem]:
    signed = BulletinSignature.objects.visible_to(HOUSE).filter(member__code=standing.member)
    rows = (
        Bulletin.objects.visible_to(standing)
        .filter(frozen_at__isnull=False, withdrawn_at__isnull=True, released_at__isnull=True)
        .exclude(pk__in=signed.values("bulletin"))
        .order_by("release_at", "pk")
    )
    items = []
    for row in (row for row in rows if standing.member in row.signers_needed):
        out = row.release_at.astimezone(SHANGHAI)
        items.append(
            WorkItem(
                kind=WorkKind.TO_SIGN,
                title=row.title_zh if chinese else row.title,
                detail=_("Goes out on %(day)s at %(hour)s, and not before every town has signed its frozen text")
                % {"day": out.date().isoformat(), "hour": f"{out:%H:%M}"},
                url=desk_of(row),
                due_on=out.date(),
                verb=_("Read and sign"),
            )
        )
    return items[:MOST]


def _to_answer(standing: Standing, chinese: bool) -> list[WorkItem]:
    mine = BulletinSignature.objects.visible_to(HOUSE).filter(member__code=standing.member)
    answered = CorrectionWord.objects.visible_to(HOUSE).filter(member__code=standing.member)
    rows = (
        Correction.objects.visible_to(HOUSE)
        .filter(bulletin__in=mine.values("bulletin"))
        .exclude(owner=standing.member)
        .exclude(pk__in=answered.values("correction"))
        .select_related("bulletin")
        .order_by("published_at", "pk")[:MOST]
    )
    cards = member_cards(HOUSE)
    items = []
    for row in rows:
        card = cards.get(row.owner)
        town = (card.short_zh if chinese else card.short) if card else row.circle
        items.append(
            WorkItem(
                kind=WorkKind.TO_SIGN,
                title=row.bulletin.title_zh if chinese else row.bulletin.title,
                detail=_("%(town)s published a correction: it is half until your town confirms it, or objects")
                % {"town": town},
                url=address_of(row.bulletin, row.number),
                verb=_("Confirm or object"),
            )
        )
    return items
