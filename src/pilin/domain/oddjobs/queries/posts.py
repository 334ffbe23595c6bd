"""Posts as their employer, and the town of the work, look after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import own_firms
from pilin.domain.oddjobs.enums import OPEN, BookingState
from pilin.domain.oddjobs.models import Booking, Post, Shift
from pilin.domain.oddjobs.queries.workers import HOUSE
from pilin.engine.base import is_uscc
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class Row:
    """One shift of a post with who has it and who asked for it."""

    shift: Shift
    booked: tuple[Booking, ...]
    waiting: int  # asked for it, or were proposed it


@dataclass(frozen=True, slots=True)
class PostTold:
    """A post with all that whoever looks after it sees."""

    post: Post
    rows: tuple[Row, ...]
    heads: int
    taken: int


def posts_kept(standing: Standing, circle: str) -> QuerySet[Post]:
    """Return the posts that this standing looks after: of the firms it speaks for, or of its town; the newest first.

    Each comes with its shifts.
    """
    rows = Post.objects.visible_to(standing).filter(circle=circle)
    mine = Q(employer__in=standing.firms)
    if standing.member and standing.holds(Role.CLERK):
        mine |= Q(owner=standing.member)
    return rows.filter(mine).prefetch_related(Prefetch("shifts", Shift.objects.visible_to(standing)))


def posts_told(rows: Iterable[Post]) -> list[PostTold]:
    """Return posts that came with their shifts as lists show them: how many places are taken, not by whom."""
    told = []
    for post in rows:
        shifts = list(post.shifts.all())
        cards = tuple(Row(one, (), 0) for one in shifts)
        told.append(PostTold(post, cards, sum(one.heads for one in shifts), sum(one.taken for one in shifts)))
    return told


def post_named(standing: Standing, circle: str, uid: UUID) -> Post | None:
    """Return a post; everyone reads it."""
    return (
        Post.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("employer", "in_circle").first()
    )


def post_told(standing: Standing, post: Post, *, runs: bool) -> PostTold:
    """Return a post with its shifts; for whoever looks after it, with who has them."""
    shifts = list(Shift.objects.visible_to(standing).filter(post=post))
    held: dict[UUID, list[Booking]] = {}
    if runs:
        rows = Booking.objects.visible_to(HOUSE).filter(shift__in=[one.pk for one in shifts], state__in=OPEN)
        for row in rows.select_related("worker").order_by("since", "uid"):
            held.setdefault(row.shift_id, []).append(row)
    told = tuple(
        Row(
            one, tuple(row for row in held.get(one.pk, ()) if row.state == BookingState.BOOKED),
            sum(row.state != BookingState.BOOKED for row in held.get(one.pk, ())),
        )
        for one in shifts
    )  # fmt: skip
    return PostTold(post, told, sum(one.heads for one in shifts), sum(one.taken for one in shifts))


def firms_to_post_for(standing: Standing, circle: str) -> list[Enterprise]:
    """Return the firms in whose name this standing posts: those it speaks for that have a valid credit code."""
    return [firm for firm in own_firms(standing, circle) if is_uscc(firm.uscc)]
