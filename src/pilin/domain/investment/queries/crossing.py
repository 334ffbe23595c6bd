"""What towns ask each other about leads, how they share the credit, and what of it waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.investment import rules
from pilin.domain.investment.enums import STILL_DAYS, AskKind, InvestorLinkState, LeadStage, Reply
from pilin.domain.investment.models import Answer, Ask, CreditSplit, Lead, Move, SplitWord
from pilin.domain.investment.queries.links import LinkTold, links_of
from pilin.domain.investment.queries.pipeline import (
    HOUSE,
    LeadCard,
    TrackStep,
    courted_by_another,
    days_in_stage,
    identity_filter,
    lead_named,
    leads_of_investor,
    moves_of,
    set_days,
    track,
)
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.enums import WorkItem, WorkKind


@dataclass(frozen=True, slots=True)
class Asked:
    """What one town asked, and what the other answered; None while it has not."""

    ask: Ask
    answer: Answer | None

    @property
    def open(self) -> bool:
        """Return whether the answer is still awaited."""
        return self.answer is None and self.ask.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class SplitTold:
    """A split, who has said what to it, and whether it holds."""

    split: CreditSplit
    words: tuple[SplitWord, ...]

    @property
    def agreed(self) -> bool:
        """Return whether every town named in it has said yes."""
        return {word.owner for word in self.words if word.agreed} == set(self.split.shares)

    @property
    def refused(self) -> bool:
        """Return whether a town has said no."""
        return any(not word.agreed for word in self.words)

    @property
    def open(self) -> bool:
        """Return whether a word is still awaited."""
        return not self.agreed and not self.refused

    @property
    def spoken(self) -> frozenset[str]:
        """Return the towns that have answered."""
        return frozenset(word.owner for word in self.words)


@dataclass(frozen=True, slots=True)
class LeadTold:
    """One lead with everything about it that the standing may read."""

    lead: Lead
    days: int
    missing: tuple[rules.Need, ...]  # for the next stage; its own day is given with the move
    track: tuple[TrackStep, ...]
    moves: tuple[Move, ...]
    offers: tuple[Asked, ...]
    joins: tuple[Asked, ...]  # of towns that met this lead; open ones for its keeper alone
    splits: tuple[SplitTold, ...]
    involved: frozenset[str]
    links: tuple[LinkTold, ...] = ()
    allowed: int = STILL_DAYS  # days in this stage, after which it stands still

    @property
    def still(self) -> bool:
        """Return whether it stands still by its town's own days."""
        return LeadCard(self.lead, self.days, self.allowed).still

    @property
    def link(self) -> LinkTold | None:
        """Return the link that waits for the investor; None where none does."""
        return next((one for one in self.links if one.state == InvestorLinkState.OPEN), None)

    @property
    def offer(self) -> Asked | None:
        """Return the offer that waits for an answer; None where none does."""
        return next((one for one in self.offers if one.open), None)

    @property
    def agreed(self) -> SplitTold | None:
        """Return the split that holds: the last on which all agree."""
        return next((one for one in reversed(self.splits) if one.agreed), None)

    @property
    def waiting(self) -> SplitTold | None:
        """Return the split that waits for a word."""
        return next((one for one in reversed(self.splits) if one.open), None)


def lead_told(standing: Standing, circle: str, uid: UUID, on: date) -> LeadTold | None:
    """Return one lead with its way, what was asked about it and its splits; None where this standing reads none."""
    lead = lead_named(standing, circle, uid)
    if lead is None:
        return None
    moves = moves_of(standing, lead)
    following = rules.stage_after(lead.stage)
    given_with_the_move = rules.DAY_OF.get(following) if following else None
    missing = [] if following is None else [n for n in rules.needs(lead, following) if n.field != given_with_the_move]
    return LeadTold(
        lead=lead,
        days=days_in_stage(lead, on),
        missing=tuple(missing),
        track=tuple(track(lead, moves)),
        moves=tuple(moves),
        offers=tuple(offers_of(standing, lead)),
        joins=tuple(joins_of(standing, lead)),
        splits=tuple(splits_of(standing, lead)),
        involved=involved(lead),
        links=tuple(links_of(standing, lead, on)),
        allowed=rules.allowed_for(lead, set_days(lead.circle)),
    )


def offers_of(standing: Standing, lead: Lead) -> list[Asked]:
    """Return the offers of a lead to other towns with their answers, in order."""
    rows = _with_answer(Ask.objects.visible_to(standing)).filter(lead=lead, kind=AskKind.HAND_OVER)
    return [_asked(row) for row in rows]


def joins_of(standing: Standing, lead: Lead) -> list[Asked]:
    """Return who asked to join a lead: to its keeper every ask that meets it, to others those they may read answered."""
    if not (standing.sees_all or standing.member == lead.owner):
        rows = _with_answer(Ask.objects.visible_to(standing)).filter(kind=AskKind.JOIN, answer__lead=lead)
        return [_asked(row) for row in rows]
    met = Q(answer__lead=lead)
    if not lead.ended and lead.stage != LeadStage.CONFIRMED:
        met |= Q(answer__isnull=True, withdrawn_at__isnull=True)
    identity = rules.Identity(lead.key_zh, lead.key, lead.uscc)
    rows = (
        _with_answer(Ask.objects.visible_to(HOUSE))
        .filter(Q(answer__lead=lead) | identity_filter(identity), met, circle=lead.circle, kind=AskKind.JOIN)
        .exclude(owner=lead.owner)
    )
    return [_asked(row) for row in rows if row.withdrawn_at is None and _meets(row, lead)]


def joins_asked(standing: Standing, circle: str) -> list[Asked]:
    """Return what this standing's own town asked to join, newest first."""
    rows = _with_answer(Ask.objects.visible_to(standing)).filter(
        circle=circle, kind=AskKind.JOIN, owner=standing.member or "-"
    )
    return [_asked(row) for row in rows.order_by("-made_at")]


def ask_named(standing: Standing, circle: str, uid: UUID) -> tuple[Asked, Lead] | None:
    """Return what was asked and the lead it is about, for whom it concerns; None for everyone else.

    The keeper of the lead that an ask to join meets reads it, although the town that asked does not know who that is.
    """
    rows = _with_answer(Ask.objects.visible_to(standing)).filter(circle=circle, pk=uid)
    met = _with_answer(Ask.objects.visible_to(HOUSE)).filter(circle=circle, pk=uid, kind=AskKind.JOIN)
    row = rows.first() or met.first()
    if row is None:
        return None
    asked = _asked(row)
    lead = asked.answer.lead if asked.answer else row.lead if row.lead_id else _met_by(row)
    if lead is None or not (standing.sees_all or (standing.member and standing.member in {lead.owner, row.town})):
        return None
    return asked, lead


def own_ask(standing: Standing, circle: str, uid: UUID) -> Asked | None:
    """Return what this standing may read that was asked; None where it may not."""
    row = _with_answer(Ask.objects.visible_to(standing)).filter(circle=circle, pk=uid).first()
    return None if row is None else _asked(row)


def has_asked(town: str, circle: str, identity: rules.Identity) -> bool:
    """Return whether a town waits for an answer about joining this investor's lead."""
    rows = Ask.objects.visible_to(HOUSE).filter(
        identity_filter(identity), circle=circle, owner=town, kind=AskKind.JOIN, answer=None, withdrawn_at=None
    )
    return rows.exists()


def splits_of(standing: Standing, lead: Lead) -> list[SplitTold]:
    """Return the splits of a lead with each town's word, in order."""
    rows = lead.splits.visible_to(standing).prefetch_related(Prefetch("words", SplitWord.objects.visible_to(standing)))
    return [SplitTold(row, tuple(row.words.all())) for row in rows]


def split_named(standing: Standing, lead: Lead, uid: UUID) -> SplitTold | None:
    """Return one split of a lead; None where this standing reads none."""
    return next((one for one in splits_of(standing, lead) if one.split.pk == uid), None)


def involved(lead: Lead) -> frozenset[str]:
    """Return the towns that had part in a lead: who reported it, kept it, joined it, and where the site lies."""
    towns = {lead.owner, lead.reporter, lead.site_town}
    towns |= set(lead.moves.visible_to(HOUSE).values_list("owner", flat=True))
    joined = lead.answers.visible_to(HOUSE).filter(ask__kind=AskKind.JOIN, reply=Reply.ACCEPTED)
    towns |= set(joined.values_list("ask__owner", flat=True))
    return frozenset(towns - {""})


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for a person: leads offered, towns that ask to join, splits to answer, production to confirm."""
    if not standing.signed_in:
        return []
    return [*_to_confirm(standing), *(_in_office(standing) if standing.member and standing.circles else [])]


def _to_confirm(standing: Standing) -> list[WorkItem]:
    if not standing.firms:
        return []
    return [
        WorkItem(
            WorkKind.TO_WITNESS, _title(row), _("Has production begun here? You alone confirm it"),
            reverse("investment:confirm", kwargs={"circle": row.circle, "uid": row.pk}), verb=_("Confirm"),
        )
        for row in leads_of_investor(standing).filter(stage=LeadStage.IN_PRODUCTION, ended="")
    ]  # fmt: skip


def _in_office(standing: Standing) -> list[WorkItem]:
    town, items = standing.member, []
    offered = Ask.objects.visible_to(standing).filter(kind=AskKind.HAND_OVER, town=town, answer=None, withdrawn_at=None)
    for row in offered.select_related("lead"):
        assert row.lead is not None
        items.append(_item(row.lead, _title(row.lead), _("Offered to your town: take it over?"), _("Answer")))
    open_joins = Ask.objects.visible_to(HOUSE).filter(
        kind=AskKind.JOIN, answer=None, withdrawn_at=None, circle__in=standing.circles
    )
    for row in open_joins.exclude(owner=town):
        met = _met_by(row)
        if met is not None and met.owner == town:
            items.append(_item(met, _title(met), _("Another town asks to join this lead"), _("Answer")))
    splits = (
        CreditSplit.objects.visible_to(standing)
        .filter(parties__contains=f",{town},", circle__in=standing.circles)
        .select_related("lead")
        .prefetch_related(Prefetch("words", SplitWord.objects.visible_to(standing)))
    )
    for split in splits:
        told = SplitTold(split, tuple(split.words.all()))
        if told.open and town not in told.spoken:
            words = _("A split of the credit waits for your town's yes or no")
            items.append(_item(split.lead, _title(split.lead), words, _("Answer")))
    return items


def _item(lead: Lead, title: str, detail: str, verb: str) -> WorkItem:
    url = reverse("investment:lead", kwargs={"circle": lead.circle, "uid": lead.pk})
    return WorkItem(WorkKind.DUE, title, detail, url, verb=verb)


def _met_by(ask: Ask) -> Lead | None:
    """Return the lead that an ask to join meets: the first of another town for the same investor."""
    return courted_by_another(ask.circle, rules.Identity(ask.key_zh, ask.key, ask.uscc), ask.owner)


def _meets(ask: Ask, lead: Lead) -> bool:
    answer = getattr(ask, "answer", None)
    if answer is not None:
        return bool(answer.lead_id == lead.pk)
    met = _met_by(ask)
    return met is not None and met.pk == lead.pk


def _with_answer(rows: QuerySet[Ask]) -> QuerySet[Ask]:
    return rows.select_related("answer", "answer__lead", "lead")


def _asked(row: Ask) -> Asked:
    return Asked(row, getattr(row, "answer", None))


def _title(lead: Lead) -> str:
    english = (get_language() or "").startswith("en")
    return (lead.title or lead.title_zh) if english else (lead.title_zh or lead.title)
