"""What waits in people's work: patrols to answer, letters to acknowledge, findings to file, hazards to look after and to read of."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.enforcement.enums import FindingState, HazardState, PatrolState
from pilin.domain.enforcement.models import Hazard, Patrol, Transfer
from pilin.domain.enforcement.queries.findings import finding_cards, findings, transfer_told
from pilin.domain.enforcement.queries.hazards import hazard_cards
from pilin.domain.enforcement.queries.patrols import patrol_cards
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.enums import WorkItem, WorkKind

MOST = 20  # of one kind


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits here for the clerk of a town on a day."""
    if not standing.signed_in or not standing.member or not standing.holds(Role.CLERK):
        return []
    return [*_patrols(standing, on), *_letters(standing), *_findings(standing, on), *_hazards(standing, on)]


def _patrols(standing: Standing, on: date) -> list[WorkItem]:
    rows = Patrol.objects.visible_to(standing).filter(on__gte=on, called_off_on__isnull=True, done_at__isnull=True)
    found = []
    for card in patrol_cards(standing, rows.order_by("starts_at", "uid")[:MOST]):
        if card.state == PatrolState.PROPOSED and standing.member in card.waits_for:
            address = reverse("enforcement:patrol", kwargs={"circle": card.row.circle, "uid": card.row.pk})
            title = _("Does your town come along? {title}").format(title=card.row.title_zh)
            found.append(WorkItem(WorkKind.DUE, title, "", address, card.row.on, _("Answer it")))
    return found


def _letters(standing: Standing) -> list[WorkItem]:
    rows = Transfer.objects.visible_to(standing).filter(
        to_town=standing.member, pieces__receipts__isnull=True, pieces__isnull=False
    )
    found = []
    for row in rows.select_related("finding").distinct().order_by("sent_at", "uid")[:MOST]:
        if not transfer_told(standing, row).acknowledged:
            address = reverse("enforcement:transfer", kwargs={"circle": row.circle, "uid": row.pk})
            title = _("Is all of the evidence there? {title}").format(title=row.finding.title_zh)
            found.append(WorkItem(WorkKind.DUE, title, "", address, verb=_("Acknowledge it")))
    return found  # fmt: skip


def _findings(standing: Standing, on: date) -> list[WorkItem]:
    found = []
    for circle in sorted(standing.circles):
        rows = findings(standing, circle).filter(act_towns__contains=f",{standing.member},").order_by("acted_at", "uid")
        for card in finding_cards(rows[: 5 * MOST], on):
            own = card.row.owner == standing.member and card.state == FindingState.RECORDED
            if own or (card.row.owner != standing.member and card.state == FindingState.RECEIVED):
                address = reverse("enforcement:finding", kwargs={"circle": circle, "uid": card.row.pk})
                title = _("To be filed: {title}").format(title=card.row.title_zh)
                found.append(WorkItem(WorkKind.DUE, title, "", address, verb=_("File it")))
    return found[:MOST]


def _hazards(standing: Standing, on: date) -> list[WorkItem]:
    found = []
    for card in hazard_cards(
        Hazard.objects.visible_to(standing).exclude(state=HazardState.CLOSED).order_by("found_on", "uid")[: 5 * MOST],
        on,
    ):
        row = card.row
        address = reverse("enforcement:hazard", kwargs={"circle": row.circle, "uid": row.pk})
        if standing.member in card.unread_by:
            found.append(
                WorkItem(
                    WorkKind.DUE,
                    _("A hazard upstream of your town: {title}").format(title=row.title_zh),
                    row.place_zh,
                    address,
                    verb=_("Read of it"),
                )
            )
        elif row.owner == standing.member and (
            card.late or row.state in (HazardState.FOUND, HazardState.RECTIFIED, HazardState.PASSED)
        ):
            found.append(
                WorkItem(
                    WorkKind.DUE,
                    _("Hazard: {title}").format(title=row.title_zh),
                    row.get_state_display(),
                    address,
                    row.due_on,
                    _("Look after it"),
                    card.late,
                )
            )
    return found[:MOST]  # fmt: skip
