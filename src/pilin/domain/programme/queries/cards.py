"""Items, milestones and lists as pages, answers and other rooms read them: frozen, with their state worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pilin.domain.programme import rules
from pilin.domain.programme.enums import ItemState, ListState, MilestoneState, Strand
from pilin.domain.programme.models import Item, KeyProjectList, Milestone, MilestoneReport
from pilin.domain.programme.rules.standing import is_overdue
from pilin.foundation.members.queries import MemberCard

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class ReportCard:
    """One report, and what the other bank found."""

    uid: UUID
    owner: str
    text: str
    figures: tuple[dict[str, Any], ...]
    links: tuple[str, ...]
    reported_at: datetime
    found: str  # "", accepted or sent_back
    found_text: str
    confirmed: str
    witness: str
    witness_name: str
    witnessed_at: datetime | None
    asked: tuple[str, ...]
    illustrative: bool
    finding: UUID | None = None  # the other bank's answer, for the history


@dataclass(frozen=True, slots=True)
class MilestoneCard:
    """A milestone as it stands on a day."""

    uid: UUID
    no: int
    title_zh: str
    title: str
    due_on: date  # as it is due now
    agreed_on: date  # as it was agreed
    weight: int
    confirm_zh: str
    confirm: str
    state: MilestoneState
    left: bool  # which half of its mark is solid
    right: bool
    late: bool
    days_late: int
    waits_days: int | None  # days since it was reported, while nobody has answered
    reported_on: date | None
    witnessed_on: date | None
    witness: str
    reports: tuple[ReportCard, ...]
    moves: tuple[tuple[date, date, str], ...]  # (from, to, reason)
    illustrative: bool

    @property
    def slipped_days(self) -> int:
        """Return how many days the due date has moved since it was agreed."""
        return (self.due_on - self.agreed_on).days

    @property
    def last_report(self) -> ReportCard | None:
        """Return the newest report."""
        return self.reports[-1] if self.reports else None

    @property
    def awaits_witness(self) -> bool:
        """Return whether one bank has spoken and the other has not."""
        return self.state == MilestoneState.REPORTED


@dataclass(frozen=True, slots=True)
class BudgetCard:
    """What one town pays."""

    member: str
    amount: Decimal
    currency: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item as it stands on a day."""

    uid: UUID
    circle: str
    year: int
    no: int
    title_zh: str
    title: str
    about_zh: str
    about: str
    strand: str
    lead: str
    partners: tuple[str, ...]
    person_name: str
    state: ItemState
    milestones: tuple[MilestoneCard, ...]
    budget: tuple[BudgetCard, ...]
    clause_uid: UUID | None
    clause: str  # number and Chinese title
    clause_en: str
    plan_slug: str
    agreement: str  # slug
    agreement_title_zh: str
    agreement_title: str
    agreement_clause: str
    affected_zh: str
    affected: str
    indicator: str
    indicator_target: Decimal | None
    indicator_unit: str
    carried_from_year: int | None
    carried_from_no: int | None
    carried_to_year: int | None  # the later list in force that carries it on: the item is spoken of there
    carried_to_no: int | None
    age_years: int
    drop_reason: str
    dropped_on: date | None
    updated_on: date | None
    silent_days: int | None  # days without a word, where there are more than the circle bears
    witness_overdue: int  # milestones whose witness has not answered in time
    illustrative: bool
    source: str
    owner: str
    audience: str

    @property
    def progress(self) -> Fraction:
        """Return witnessed milestones over all."""
        return rules.progress(m.state for m in self.milestones)

    @property
    def witnessed(self) -> int:
        """Return how many milestones the other bank has witnessed."""
        return sum(m.state == MilestoneState.WITNESSED for m in self.milestones)

    @property
    def next_due(self) -> MilestoneCard | None:
        """Return the milestone due first among those nobody has witnessed."""
        open_ones = [m for m in self.milestones if m.state != MilestoneState.WITNESSED]
        return min(open_ones, key=lambda m: (m.due_on, m.no)) if open_ones else None

    @property
    def totals(self) -> dict[str, Decimal]:
        """Return the budget by currency; currencies never add up."""
        sums: dict[str, Decimal] = {}
        for line in self.budget:
            sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.amount
        return sums

    @property
    def awaiting(self) -> tuple[MilestoneCard, ...]:
        """Return the milestones that wait for the other bank."""
        return tuple(m for m in self.milestones if m.awaits_witness)

    @property
    def towns(self) -> tuple[str, ...]:
        """Return lead and partners."""
        return (self.lead, *self.partners)

    @property
    def strand_name(self) -> Any:
        """Return the strand in words."""
        return Strand(self.strand).label if self.strand in Strand.values else self.strand


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """One town's answer to the newest version."""

    member: str
    answer: str
    reason: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ErratumCard:
    """A correction, and who has signed it."""

    uid: UUID
    number: int
    item_no: int
    field: str
    old: str
    new: str
    reason: str
    text_hash: str
    proposed_at: datetime
    signed: tuple[str, ...]
    missing: tuple[str, ...]
    illustrative: bool

    @property
    def in_force(self) -> bool:
        """Return whether every town has signed."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class ListCard:
    """A year's list: how far it has come, and who has still to answer."""

    uid: UUID
    circle: str
    year: int
    owner: str
    state: ListState
    version: int
    text_hash: str
    proposed_at: datetime | None
    accept_by: date | None
    in_force_at: datetime | None
    release_at: datetime | None
    released_at: datetime | None
    bulletin: str
    towns: tuple[str, ...]
    answers: tuple[AnswerCard, ...]
    missing: tuple[str, ...]
    errata: tuple[ErratumCard, ...]
    plan: UUID | None
    plan_slug: str
    illustrative: bool
    source: str
    summarised: bool

    @property
    def refusals(self) -> tuple[AnswerCard, ...]:
        """Return the towns that said no, with their reasons."""
        return tuple(a for a in self.answers if a.answer == "refused")

    @property
    def frozen(self) -> bool:
        """Return whether the text changes by errata only."""
        return self.state in (ListState.IN_FORCE, ListState.RELEASED)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a town, a strand or the whole list has to show, with what the totals rest on."""

    key: str
    leads: int = 0
    joins: int = 0
    milestones: int = 0
    witnessed: int = 0
    reported: int = 0
    late: int = 0
    to_come: int = 0
    silent: int = 0
    witness_overdue: int = 0
    done: int = 0
    dropped: int = 0
    slipped: int = 0
    spoken: int = 0  # items of which anything has been heard: what a total over them rests on
    with_budget: int = 0
    budget: dict[str, Decimal] = field(default_factory=dict)

    @property
    def left_bar(self) -> tuple[int, int, int, int]:
        """Return the four parts of the bar: witnessed, reported, late, to come."""
        return self.witnessed, self.reported, self.late, self.to_come


def day_of(at: datetime) -> date:
    """Return the day of a moment in Shanghai."""
    return at.astimezone(SHANGHAI).date()


def list_card(row: KeyProjectList) -> ListCard:
    """Return a list as it stands; needs versions with acceptances, and errata with signatures, prefetched."""
    versions = sorted(row.versions.all(), key=lambda v: v.number)
    last = versions[-1] if versions else None
    answers = sorted(last.acceptances.all(), key=lambda a: a.answered_at) if last else []
    towns = tuple(code for code in last.towns.split(",") if code) if last else ()
    missing = (
        rules.missing_towns(towns, last.text_hash, [(a.owner, a.text_hash, a.answer) for a in answers]) if last else []
    )
    state = rules.list_state(
        proposed_at=last.proposed_at if last else None,
        reopened_at=row.reopened_at,
        missing=missing,
        released_at=row.released_at,
    )
    settled = state in (ListState.IN_FORCE, ListState.RELEASED) and answers
    return ListCard(
        uid=row.pk,
        circle=row.circle,
        year=row.year,
        owner=row.owner,
        state=state,
        version=last.number if last else 0,
        text_hash=last.text_hash if last else "",
        proposed_at=last.proposed_at if last else None,
        accept_by=row.accept_by,
        in_force_at=answers[-1].answered_at if settled else None,
        release_at=row.release_at,
        released_at=row.released_at,
        bulletin=row.bulletin,
        towns=towns,
        answers=tuple(AnswerCard(a.owner, a.answer, a.reason, a.signatory_name, a.answered_at) for a in answers),
        missing=tuple(missing),
        errata=tuple(_erratum_card(e) for e in row.errata.all()),
        plan=row.plan_id,
        plan_slug=row.plan.slug if row.plan else "",
        illustrative=row.illustrative,
        source=row.source,
        summarised=row.summarised,
    )


def _erratum_card(row: Any) -> ErratumCard:
    signed = tuple(sorted(s.owner for s in row.signatures.all() if s.text_hash == row.text_hash))
    towns = [code for code in row.towns.split(",") if code]
    return ErratumCard(
        uid=row.pk,
        number=row.number,
        item_no=row.item_no,
        field=row.field,
        old=row.old,
        new=row.new,
        reason=row.reason,
        text_hash=row.text_hash,
        proposed_at=row.proposed_at,
        signed=signed,
        missing=tuple(sorted(set(towns) - set(signed))),
        illustrative=row.illustrative,
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """What items are read against: the day, the circle's patience, the members."""

    on: date
    silent_after: int
    witness_within: int
    members: Mapping[str, MemberCard]
    carrying: Mapping[UUID, int]  # lists in force → their year; only these carry an item on


def item_card(row: Item, of_list: ListCard, frame: Frame) -> ItemCard:
    """Return an item as it stands on the frame's day; needs all its relations prefetched."""
    lead = frame.members.get(row.lead_id)
    later = next((i for i in row.carried_to.all() if i.of_list_id in frame.carrying), None)
    milestones = tuple(
        _milestone_card(m, lead, frame, settled=later is not None)
        for m in sorted(row.milestones.all(), key=lambda m: m.no)
    )
    dropped = next((drop for drop in row.drops.all() if drop.dropped_on <= frame.on), None)
    facts = [
        rules.MilestoneFacts(m.due_on, tuple(rules.ReportFacts(day_of(r.reported_at), r.found) for r in m.reports))
        for m in milestones
    ]
    state = rules.item_state(
        list_state=of_list.state,
        dropped=dropped is not None,
        milestones=facts,
        on=frame.on,
        carried_on=later is not None,
    )
    updated = _updated_on(milestones, of_list)
    active = state in (ItemState.IN_FORCE, ItemState.LATE) and later is None
    silence = (frame.on - updated).days if active and updated else None
    overdue = sum(m.waits_days is not None and m.waits_days > frame.witness_within for m in milestones)
    clause, cited = row.clause, row.agreement_cited
    carried = row.carried_from
    return ItemCard(
        uid=row.pk,
        circle=row.circle,
        year=of_list.year,
        no=row.no,
        title_zh=row.title_zh,
        title=row.title,
        about_zh=row.about_zh,
        about=row.about,
        strand=row.strand,
        lead=row.lead_id,
        partners=tuple(p.member_id for p in row.partners.all()),
        person_name=row.person_name,
        state=state,
        milestones=milestones,
        budget=tuple(BudgetCard(b.member_id, b.amount, b.currency, b.illustrative) for b in row.budget.all()),
        clause_uid=row.clause_id,
        clause=f"{clause.number} {clause.title_zh}" if clause else "",
        clause_en=f"{clause.number} {clause.title}" if clause else "",
        plan_slug=clause.plan.slug if clause else "",
        agreement=cited.slug if cited else "",
        agreement_title_zh=cited.title_zh if cited else "",
        agreement_title=cited.title if cited else "",
        agreement_clause=row.agreement_clause,
        affected_zh=row.affected_zh,
        affected=row.affected,
        indicator=row.indicator,
        indicator_target=row.indicator_target,
        indicator_unit=row.indicator_unit,
        carried_from_year=carried.of_list.year if carried else None,
        carried_from_no=carried.no if carried else None,
        carried_to_year=frame.carrying[later.of_list_id] if later else None,
        carried_to_no=later.no if later else None,
        age_years=of_list.year - carried.of_list.year if carried else 0,
        drop_reason=dropped.reason if dropped else "",
        dropped_on=dropped.dropped_on if dropped else None,
        updated_on=updated,
        silent_days=silence if silence is not None and silence > frame.silent_after else None,
        witness_overdue=overdue if active else 0,
        illustrative=row.illustrative,
        source=row.source,
        owner=row.owner,
        audience=row.audience,
    )


def _updated_on(milestones: tuple[MilestoneCard, ...], of_list: ListCard) -> date | None:
    moments = [r.reported_at for m in milestones for r in m.reports]
    moments += [r.witnessed_at for m in milestones for r in m.reports if r.witnessed_at]
    moments += [at for at in (of_list.released_at, of_list.in_force_at) if at]
    return day_of(max(moments)) if moments else None


def _milestone_card(row: Milestone, lead: MemberCard | None, frame: Frame, *, settled: bool) -> MilestoneCard:
    reports = tuple(_report_card(r, frame) for r in row.reports.all() if day_of(r.reported_at) <= frame.on)
    changes = [c for c in row.due_changes.all() if c.changed_on <= frame.on]
    due = rules.due_on(row.due_on, [c.due_to for c in changes])
    facts = rules.MilestoneFacts(due, tuple(rules.ReportFacts(day_of(r.reported_at), r.found) for r in reports))
    state = rules.milestone_state(facts, frame.on)
    witnessed = state == MilestoneState.WITNESSED
    half = state == MilestoneState.REPORTED
    leads_left = lead is not None and lead.bank < 0
    late = not settled and is_overdue(facts, frame.on)
    accepted = next((r for r in reports if r.found == "accepted"), None)
    last = reports[-1] if reports else None
    return MilestoneCard(
        uid=row.pk,
        no=row.no,
        title_zh=row.title_zh,
        title=row.title,
        due_on=due,
        agreed_on=row.due_on,
        weight=row.weight,
        confirm_zh=row.confirm_zh,
        confirm=row.confirm,
        state=state,
        left=witnessed or (half and leads_left),
        right=witnessed or (half and not leads_left),
        late=late,
        days_late=(frame.on - due).days if late else 0,
        waits_days=(frame.on - day_of(last.reported_at)).days if half and last and not settled else None,
        reported_on=day_of(last.reported_at) if last else None,
        witnessed_on=day_of(accepted.witnessed_at) if accepted and accepted.witnessed_at else None,
        witness=accepted.witness if accepted else "",
        reports=reports,
        moves=tuple((c.due_from, c.due_to, c.reason) for c in changes),
        illustrative=row.illustrative,
    )


def _report_card(row: MilestoneReport, frame: Frame) -> ReportCard:
    seen = next((found for found in row.findings.all() if day_of(found.witnessed_at) <= frame.on), None)
    return ReportCard(
        uid=row.pk,
        owner=row.owner,
        text=row.text,
        figures=tuple(row.figures),
        links=tuple(row.links),
        reported_at=row.reported_at,
        found=seen.verdict if seen else "",
        found_text=seen.text if seen else "",
        confirmed=seen.confirmed if seen else "",
        witness=seen.owner if seen else "",
        witness_name=seen.witness_name if seen else "",
        witnessed_at=seen.witnessed_at if seen else None,
        asked=tuple(a.asked_id for a in row.asks.all()),
        illustrative=row.illustrative,
        finding=seen.pk if seen else None,
    )


def end_of(year: int) -> date:
    """Return the last day of a year."""
    return date(year + 1, 1, 1) - timedelta(days=1)
