"""Which employers may offer no work, in which towns, and under which agreement that is shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.oddjobs import rules
from pilin.domain.oddjobs.enums import COMPLAINT
from pilin.domain.oddjobs.models import Ban, BanSetAside, Post, Shift
from pilin.domain.oddjobs.queries.workers import HOUSE
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.enums import AboutLine
from pilin.foundation.cases.models import Case
from pilin.foundation.members.enums import AgreementState
from pilin.foundation.members.queries import AgreementCard, ClauseCard, agreement_card, agreements_of


@dataclass(frozen=True, slots=True)
class BanTold:
    """A ban with where it holds on a day, and which towns set it aside."""

    ban: Ban
    towns: frozenset[str]
    aside: tuple[BanSetAside, ...]
    agreement: AgreementCard | None
    clause: ClauseCard | None

    @property
    def codes(self) -> list[str]:
        """Return the codes of the towns in which it holds, in order."""
        return sorted(self.towns)

    @property
    def holds(self) -> bool:
        """Return whether it holds anywhere."""
        return bool(self.towns)


def bans(standing: Standing, circle: str) -> QuerySet[Ban]:
    """Return the bans this standing reads: of its own town, and those shared with it under an agreement."""
    return Ban.objects.visible_to(standing).filter(circle=circle)


def ban_named(standing: Standing, circle: str, uid: UUID) -> Ban | None:
    """Return a ban that an officer reads, or that is on a firm this person speaks for; None to anybody else."""
    mine = bans(HOUSE, circle).filter(employer__in=standing.firms)
    rows = bans(standing, circle) if standing.member or standing.sees_all else mine
    return rows.filter(pk=uid).select_related("in_circle").first()


def bans_of_firms(standing: Standing, circle: str, on: date) -> list[Ban]:
    """Return the bans that hold on firms this standing speaks for, whoever else reads them."""
    rows = bans(HOUSE, circle).filter(employer__in=standing.firms, lifted_on__isnull=True, until_on__gte=on)
    return list(rows)


def bans_told(standing: Standing, rows: Iterable[Ban], on: date) -> list[BanTold]:
    """Return bans with where they hold on a day: as many questions as there are agreements, and one."""
    found = list(rows)
    aside: dict[UUID, list[BanSetAside]] = {}
    for word in BanSetAside.objects.visible_to(HOUSE).filter(ban__in=[row.pk for row in found], ended_on__isnull=True):
        aside.setdefault(word.ban_id, []).append(word)
    cards = {uid: agreement_card(HOUSE, uid, on) for uid in {row.agreement for row in found if row.agreement}}
    return [_told(row, on, cards.get(row.agreement) if row.agreement else None, aside.get(row.pk, [])) for row in found]


def barred(circle: str, on: date) -> dict[tuple[UUID, str], Ban]:
    """Return what no employer may do on a day: (firm, town) → the ban that holds there. One query where there is none."""
    rows = bans(HOUSE, circle).filter(from_on__lte=on, until_on__gte=on).exclude(lifted_on__lte=on)
    told = bans_told(HOUSE, rows, on)
    if not told:
        return {}
    firms: dict[str, list[UUID]] = {}
    known = Enterprise.objects.visible_to(HOUSE).filter(circle=circle, uscc__in=[one.ban.uscc for one in told])
    for pk, uscc in known.values_list("pk", "uscc"):
        firms.setdefault(uscc, []).append(pk)
    held: dict[tuple[UUID, str], Ban] = {}
    for one in told:
        for firm in {*firms.get(one.ban.uscc, ()), one.ban.employer_id}:
            held |= {(firm, town): one.ban for town in one.towns}
    return held


def without_barred(rows: QuerySet[Shift], circle: str, on: date) -> QuerySet[Shift]:
    """Return shifts without those of employers that may offer no work in that town."""
    held = Q()
    for firm, town in barred(circle, on):
        held |= Q(post__employer_id=firm, owner=town)
    return rows.exclude(held) if held else rows


def clauses_to_share(standing: Standing, circle: str, town: str, on: date) -> list[tuple[AgreementCard, ClauseCard]]:
    """Return the clauses under which a town may share a ban: of agreements that bind it that day."""
    cards = [card for card in agreements_of(standing, circle, on) if card.state is AgreementState.IN_FORCE]
    return [(card, clause) for card in cards if town in rules.parties_on(card, on) for clause in card.clauses]


def about_complaint(standing: Standing, case: Case) -> list[AboutLine]:
    """Return what a complaint is about: the post, and its employer as it was called when it posted."""
    post = Post.objects.visible_to(HOUSE).filter(pk=case.about).first() if case.about else None
    if post is None:
        return []
    readable = Post.objects.visible_to(standing).filter(pk=post.pk).exists()
    address = reverse("oddjobs:post", kwargs={"circle": case.circle, "uid": post.pk}) if readable else ""
    english = (get_language() or "").startswith("en")
    return [
        AboutLine(_("Work"), (english and post.title) or post.title_zh, address),
        AboutLine(_("Employer"), (english and post.employer_name) or post.employer_zh),
    ]


def complaints_about(employer: UUID, town: str) -> int:
    """Return how many complaints a town has had about an employer's work there."""
    posts = Post.objects.visible_to(HOUSE).filter(employer=employer, owner=town)
    return (
        Case.objects.visible_to(HOUSE)
        .filter(kind=COMPLAINT, about__in=list(posts.values_list("pk", flat=True)))
        .count()
    )


def _told(row: Ban, on: date, card: AgreementCard | None, aside: list[BanSetAside]) -> BanTold:
    clause = next((one for one in card.clauses if one.number == row.clause), None) if card else None
    towns = rules.towns_of_ban(row, on, rules.parties_on(card, on), {word.owner for word in aside})
    return BanTold(row, towns, tuple(aside), card, clause)
