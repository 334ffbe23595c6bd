"""Places where drones fly, what was asked for there, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import own_firms
from pilin.domain.living.enums.listings import FlightState, ListingKind
from pilin.domain.living.models.listings import FlightRequest, Listing
from pilin.domain.living.queries.listings import HOUSE, in_language
from pilin.domain.parks.queries import CarrierTold, carriers
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.enums import WorkItem, WorkKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_WORK = 20


@dataclass(frozen=True, slots=True)
class BaseTold:
    """A place where drones fly, with the figures its carrier keeps and how many requests wait."""

    row: Listing
    carrier: CarrierTold | None
    waiting: int


@dataclass(frozen=True, slots=True)
class FlightTold:
    """A request with how its clock stands."""

    row: FlightRequest
    minutes_left: int | None  # until it must be answered; None: nothing waits

    @property
    def overdue(self) -> bool:
        """Return whether the answer is late."""
        return self.minutes_left is not None and self.minutes_left < 0

    @property
    def hours(self) -> int | None:
        """Return whole hours until the answer is due."""
        return None if self.minutes_left is None or self.minutes_left < 0 else self.minutes_left // 60

    @property
    def minutes(self) -> int | None:
        """Return the minutes beyond whole hours until the answer is due."""
        return None if self.minutes_left is None or self.minutes_left < 0 else self.minutes_left % 60

    @property
    def answered_late(self) -> bool:
        """Return whether it was answered after its moment."""
        return self.row.answered_at is not None and self.row.answered_at > self.row.answer_by


def bases(standing: Standing, circle: str) -> list[BaseTold]:
    """Return the places of a circle where drones fly."""
    rows = list(
        Listing.objects.visible_to(standing).filter(circle=circle, kind=ListingKind.FLYING).select_related("in_circle")
    )
    told = {one.row.pk: one for one in carriers(standing, circle)} if rows else {}
    asked = FlightRequest.objects.visible_to(standing).filter(base__in=rows, state=FlightState.ASKED)
    waiting = list(asked.values_list("base", flat=True))
    return [BaseTold(row, told.get(row.carrier_id) if row.carrier_id else None, waiting.count(row.pk)) for row in rows]


def _visible(standing: Standing) -> QuerySet[FlightRequest]:
    """Return the requests that somebody reads as an office, as the firm that asks, or as who runs the place."""
    mine = Q(firm__in=standing.firms) | Q(base__firm__in=standing.firms)
    seen = FlightRequest.objects.visible_to(standing).values("pk")
    rows = (
        FlightRequest.objects.visible_to(HOUSE).filter(mine | Q(pk__in=seen))
        if standing.firms
        else FlightRequest.objects.visible_to(standing)
    )
    return rows.select_related("base", "firm", "in_circle")


def request_named(standing: Standing, circle: str, uid: UUID) -> FlightRequest | None:
    """Return a request: to its firm, to the operator and the town of the place; None to others."""
    return _visible(standing).filter(circle=circle, pk=uid).first()


def board(standing: Standing, base: Listing, at: datetime) -> list[FlightTold]:
    """Return the requests at a place for today and later, what must be answered first on top."""
    today = at.astimezone(SHANGHAI).date()
    begins = datetime.combine(today, datetime.min.time(), tzinfo=SHANGHAI)
    rows = [
        row for row in _visible(standing).filter(base=base, ends_at__gte=begins) if row.state != FlightState.WITHDRAWN
    ]
    rows.sort(key=lambda row: (row.state != FlightState.ASKED, row.answer_by, row.starts_at, row.pk))
    return [flight_told(row, at) for row in rows]


def own_flights(standing: Standing, circle: str, at: datetime) -> list[FlightTold]:
    """Return what one's own firms asked for in the last thirty days and ahead, the latest flight first."""
    if not standing.firms:
        return []
    rows = FlightRequest.objects.visible_to(HOUSE).filter(
        circle=circle, firm__in=standing.firms, starts_at__gte=at - timedelta(days=30)
    )
    return [
        flight_told(row, at) for row in rows.select_related("base", "firm", "in_circle").order_by("-starts_at", "-uid")
    ]


def flight_told(row: FlightRequest, at: datetime) -> FlightTold:
    """Return a request with how its clock stands at a moment."""
    left = int((row.answer_by - at).total_seconds() // 60) if row.state == FlightState.ASKED else None
    return FlightTold(row, left)


def firms_of(standing: Standing, circle: str) -> list[Enterprise]:
    """Return the firms in whose name this person may ask."""
    return list(own_firms(standing, circle))


def flights_on(standing: Standing, base: Listing, on: date) -> list[FlightRequest]:
    """Return the agreed flights of a day at a place, in the order of the hours."""
    begins = datetime.combine(on, datetime.min.time(), tzinfo=SHANGHAI)
    rows = _visible(standing).filter(
        base=base, state=FlightState.AGREED, starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1)
    )
    return list(rows)


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return the requests that wait for a clerk of the town of the place, by when they must be answered."""
    if not standing.signed_in or not standing.member or not standing.holds(Role.CLERK):
        return []
    rows = (
        FlightRequest.objects.visible_to(standing)
        .filter(owner=standing.member, state=FlightState.ASKED)
        .select_related("base")
    )
    items = []
    for row in rows.order_by("answer_by", "uid")[:MOST_WORK]:
        due = row.answer_by.astimezone(SHANGHAI)
        detail = _("A flight is asked for; it is answered by {time}").format(time=f"{due:%Y-%m-%d %H:%M}")
        url = reverse("living:flight", kwargs={"circle": row.circle, "uid": row.pk})
        items.append(
            WorkItem(
                kind=WorkKind.DUE, title=in_language(row.base, "title"), detail=detail, url=url, due_on=due.date(), verb=_("Answer"),
                overdue_days=max(0, (on - due.date()).days),
            )
        )  # fmt: skip
    return items
