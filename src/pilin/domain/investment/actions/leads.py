"""The deeds of a lead: registered, moved a stage, taken back, ended, shared; confirmed by the investor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.queries import enterprise_named
from pilin.domain.investment import queries, rules
from pilin.domain.investment.enums import (
    AreaUnit,
    Currency,
    Ended,
    InvestorLinkState,
    LandUse,
    LeadStage,
    MoveKind,
    Sector,
    SpaceKind,
)
from pilin.domain.investment.models import Lead, Move
from pilin.engine.base import Fault, Invalid, Quantity, is_uscc
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict
from pilin.foundation.journal.actions import both, deed, label, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, members_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHORTEST = 4  # a reason that says anything
LARGEST = 10**15  # what the columns hold


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFacts:
    """What is said of a lead. Amounts carry their currency, areas their unit, both their comparator; None is unknown."""

    title_zh: str = ""
    title: str = ""
    investor_zh: str = ""
    investor: str = ""
    uscc: str = ""
    enterprise: UUID | None = None
    sector: str = Sector.OTHER
    capital: Quantity | None = None
    output: Quantity | None = None
    wanted: Quantity | None = None
    wanted_kind: str = ""
    wanted_use: str = ""
    wanted_from: date | None = None
    note_zh: str = ""
    note: str = ""


@deed("investment.register_lead", says=_("{who} registered the investment lead “{title}”"))
def register_lead(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    facts: LeadFacts,
    owner: str = "",
    illustrative: bool = False,
    source: str = "",
) -> Lead:
    """Register a lead for the town acted for, which keeps it from now on. Its own town alone reads it until it is shared.

    Refused where another town courts the same investor, by its code or its name: the answer says since when, no more.
    """
    rules.may_register(by, circle).require()
    within = _held_circle(by, circle)  # one at a time, so that two towns do not both come first
    town = by.member or owner
    row = Lead(
        in_circle=within, circle=circle, owner=town, reporter=town, audience=Audience.OWN, illustrative=illustrative
    )
    row.source, row.reported_at, row.stage, row.stage_since = source, at, LeadStage.LEAD, day_of(at)
    faults = _take(row, facts, by)
    if faults:
        raise Invalid(*faults)
    rules.may_court(by, circle, courted_since(row)).require()
    _not_twice(row)
    row.save()
    tell(title=both(row, "title"))
    note_move(row, by, at, MoveKind.REGISTERED, day_of(at))
    return row


@deed("investment.change_lead", says=_("{who} changed the investment lead “{title}”"))
def change_lead(*, by: Standing, at: datetime, lead: Lead, revision: int, facts: LeadFacts) -> Lead:
    """Change what is said of a lead. What its stage asks for cannot be taken out."""
    rules.may_keep(by, lead).require()
    unchanged(lead, revision)
    _held_circle(by, lead.circle)
    before = queries.courted_by_another(lead.circle, queries.identity_of_lead(lead), lead.owner)
    faults = _take(lead, facts, by) or _lacking(lead, lead.stage)
    if faults:
        raise Invalid(*faults)
    after = queries.courted_by_another(lead.circle, queries.identity_of_lead(lead), lead.owner)
    if after is not None and (before is None or before.pk != after.pk):  # no way round by renaming
        rules.may_court(by, lead.circle, day_of(after.reported_at)).require()
    _not_twice(lead)
    lead.save()
    tell(title=both(lead, "title"))
    return lead


@deed("investment.move_lead", says=_("{who} moved “{title}” on to: {stage}"))
def move_lead(
    *,
    by: Standing,
    at: datetime,
    lead: Lead,
    revision: int,
    on: date,
    capital: Quantity | None = None,
    site: UUID | None = None,
    site_town: str = "",
    site_zh: str = "",
    why_zh: str = "",
    why: str = "",
) -> Lead:
    """Move a lead one stage on, as of a day. Everything its next stage asks for must be said; amount and site may come along."""
    rules.may_move(by, lead).require()
    unchanged(lead, revision)
    following = rules.stage_after(lead.stage)
    assert following is not None
    faults: list[Fault] = []
    if capital is not None:
        faults += _take_capital(lead, capital)
    if site is not None:
        faults += _take_site(lead, site, by)
    elif site_town:
        faults += _take_town(lead, site_town, at, by)
    if site_zh.strip():
        lead.site_zh = site_zh.strip()
    if following in rules.DAY_OF:
        setattr(lead, rules.DAY_OF[following], on)
    if on > day_of(at):
        faults.append(Fault("ahead", "on", _("This day lies ahead; write it down when it has come"), value=str(on)))
    elif on < lead.stage_since:
        faults.append(Fault("order", "on", _("This day lies before that of the stage before"), value=str(on)))
    faults = faults or [*_lacking(lead, following), *rules.faulty_days(lead, day_of(at))]
    if faults:
        raise Invalid(*faults)
    lead.stage, lead.stage_since = following, on
    lead.save()
    tell(title=both(lead, "title"), stage=label(following.label))
    note_move(lead, by, at, MoveKind.FORWARD, on, why_zh, why)
    return lead


@deed("investment.move_lead_back", says=_("{who} took “{title}” back to: {stage}"))
def move_lead_back(
    *, by: Standing, at: datetime, lead: Lead, revision: int, to: str, why_zh: str = "", why: str = ""
) -> Lead:
    """Take a lead back to an earlier stage, with the reason. The days of the stages it leaves are taken out; its moves stay."""
    rules.may_move_back(by, lead).require()
    unchanged(lead, revision)
    faults = _reason(why_zh, why, _("Say why it is taken back"))
    earlier = rules.stages_before(lead.stage)
    if to not in earlier:
        faults.append(Fault("not_before", "to", _("Choose a stage before the one it stands in"), value=to))
    if faults:
        raise Invalid(*faults)
    for stage in (*earlier[earlier.index(LeadStage(to)) + 1 :], LeadStage(lead.stage)):
        if stage in rules.DAY_OF:
            setattr(lead, rules.DAY_OF[stage], None)
    lead.stage, lead.stage_since = LeadStage(to), day_of(at)
    lead.save()
    shut_links(lead, at)
    tell(title=both(lead, "title"), stage=label(LeadStage(to).label))
    note_move(lead, by, at, MoveKind.BACK, day_of(at), why_zh, why)
    return lead


@deed("investment.end_lead", says=_("{who} ended “{title}”: {how}"))
def end_lead(
    *, by: Standing, at: datetime, lead: Lead, revision: int, ended: str, why_zh: str = "", why: str = ""
) -> Lead:
    """End a lead as lost or withdrawn, with the reason. Other towns may court the investor from then on."""
    rules.may_end(by, lead).require()
    unchanged(lead, revision)
    faults = _reason(why_zh, why, _("Say why it ended: the next town learns from it"))
    if ended not in Ended.values:
        faults.append(Fault("unknown_end", "ended", _("Choose how it ended"), value=ended))
    if faults:
        raise Invalid(*faults)
    lead.ended, lead.ended_on = ended, day_of(at)
    lead.save()
    shut_links(lead, at)
    tell(title=both(lead, "title"), how=label(Ended(ended).label))
    note_move(lead, by, at, MoveKind.ENDED, day_of(at), why_zh, why)
    return lead


@deed("investment.reopen_lead", says=_("{who} took up “{title}” again"))
def reopen_lead(*, by: Standing, at: datetime, lead: Lead, revision: int, why_zh: str = "", why: str = "") -> Lead:
    """Take up an ended lead again where it stood, unless another town courts the investor by now."""
    rules.may_keep(by, lead).require()
    unchanged(lead, revision)
    _held_circle(by, lead.circle)
    rules.may_reopen(by, lead, courted_since(lead)).require()
    if faults := _reason(why_zh, why, _("Say what brought it back")):
        raise Invalid(*faults)
    lead.ended, lead.ended_on, lead.stage_since = "", None, day_of(at)
    _not_twice(lead)
    lead.save()
    tell(title=both(lead, "title"))
    note_move(lead, by, at, MoveKind.REOPENED, day_of(at), why_zh, why)
    return lead


@deed("investment.confirm_production", says=_("{who} confirmed for the investor that “{title}” produces"))
def confirm_production(*, by: Standing, at: datetime, lead: Lead, why_zh: str = "", why: str = "") -> Lead:
    """Confirm, for the investor alone, that production has begun here: the last stage."""
    rules.may_confirm(by, lead).require()
    lead.stage, lead.stage_since, lead.confirmed_on = LeadStage.CONFIRMED, day_of(at), day_of(at)
    lead.save()
    shut_links(lead, at)
    tell(title=both(lead, "title"))
    note_move(lead, by, at, MoveKind.FORWARD, day_of(at), why_zh, why)
    return lead


@deed("investment.share_lead", says=_("{who} set who reads “{title}”: {readers}"))
def share_lead(
    *, by: Standing, at: datetime, lead: Lead, revision: int, audience: str, towns: tuple[str, ...] = ()
) -> Lead:
    """Say who reads a lead and its moves besides its keeper: nobody, some towns, or the circle.

    Who had part in it goes on reading it: a town that kept, reported or joined it is never shut out.
    """
    rules.may_keep(by, lead).require()
    unchanged(lead, revision)
    codes = {card.code for card in members_on(by, lead.circle, day_of(at))}
    faults = []
    if audience not in (Audience.OWN, Audience.PARTIES, Audience.CIRCLE):
        faults.append(Fault("audience", "audience", _("A lead is read by its town, by towns named, or by the circle")))
    elif audience == Audience.PARTIES and not set(towns) - {lead.owner}:
        faults.append(Fault("nobody", "towns", _("Name the towns that are to read it")))
    if set(towns) - codes:
        faults.append(Fault("unknown_town", "towns", _("This circle has no such town")))
    if faults:
        raise Invalid(*faults)
    named = {*towns} if audience == Audience.PARTIES else set()
    named |= set(queries.involved(lead)) & codes
    offer = next((one for one in queries.offers_of(by, lead) if one.open), None)
    if offer is not None:  # it must go on reading what it is asked to take over
        named.add(offer.ask.town)
    show(lead, Audience.CIRCLE if audience == Audience.CIRCLE else Audience.PARTIES, named, by)
    tell(title=both(lead, "title"), readers=label(Audience(lead.audience).label))
    return lead


def day_of(at: datetime) -> date:
    """Return the day of a moment in Shanghai."""
    return at.astimezone(SHANGHAI).date()


def courted_since(lead: Lead) -> date | None:
    """Return since when another town courts the investor of a lead; None where none does."""
    other = queries.courted_by_another(lead.circle, queries.identity_of_lead(lead), lead.owner)
    return None if other is None else day_of(other.reported_at)


def unchanged(row: Any, revision: int) -> None:
    """Turn down a deed on a row that changed since it was read."""
    if row.revision != revision:
        raise Conflict("stale", STALE)


def show(lead: Lead, audience: str, towns: set[str], by: Standing) -> None:
    """Set who reads a lead, its moves and that links were made; of named towns the keeper alone means its own town."""
    readers = {*towns, lead.owner}
    if audience == Audience.PARTIES and readers == {lead.owner}:
        audience = Audience.OWN
    parties = "" if audience == Audience.OWN else party_list(readers)
    for row in (lead, *lead.moves.visible_to(queries.HOUSE), *lead.links.visible_to(queries.HOUSE)):
        row.audience, row.parties = audience, parties
        row.save()


def shut_links(lead: Lead, at: datetime) -> None:
    """Withdraw the link that waits for the investor, as part of a deed after which there is nothing to confirm by it."""
    for row in lead.links.visible_to(queries.HOUSE):
        if rules.link_state(row, day_of(at)) == InvestorLinkState.OPEN:
            row.withdrawn_at = at
            row.save()


def note_move(
    lead: Lead, by: Standing, at: datetime, kind: MoveKind, on: date, why_zh: str = "", why: str = ""
) -> Move:
    """Write down what happened to a lead; whoever reads the lead reads it."""
    move = Move(
        lead=lead, in_circle=lead.in_circle, circle=lead.circle, audience=lead.audience, parties=lead.parties,
        owner=by.member or lead.owner, kind=kind, stage=lead.stage, moved_on=on, who=by.name, why_zh=why_zh.strip(),
        why=why.strip(), illustrative=lead.illustrative,
    )  # fmt: skip
    move.save()
    return move


def _held_circle(by: Standing, circle: str) -> Circle:
    within = circle_named(by, circle)
    if within is None:
        raise Invalid(Fault("unknown_circle", "circle", _("There is no such circle")))
    list(Circle.objects.visible_to(by).select_for_update().filter(slug=circle).values_list("pk"))
    return within


def _take(lead: Lead, facts: LeadFacts, by: Standing) -> list[Fault]:
    """Put what is said into a lead; return what is wrong with it."""
    for name in ("title_zh", "title", "investor_zh", "investor", "note_zh", "note"):
        setattr(lead, name, getattr(facts, name).strip())
    identity = rules.identity_of(facts.investor_zh, facts.investor, facts.uscc)
    lead.key_zh, lead.key, lead.uscc = identity.key_zh, identity.key, identity.uscc
    lead.sector, lead.wanted_kind, lead.wanted_use = facts.sector, facts.wanted_kind, facts.wanted_use
    lead.wanted_from = facts.wanted_from
    faults = []
    if not (lead.title_zh or lead.title):
        faults.append(Fault("no_title", "title_zh", rules.MISSING["title_zh"]))
    if lead.uscc and not is_uscc(lead.uscc):
        faults.append(Fault("uscc", "uscc", _("This is no unified social credit code: its check digit is wrong")))
    for name, value, choices in (
        ("sector", facts.sector, Sector.values),
        ("wanted_kind", facts.wanted_kind, ["", *SpaceKind.values]),
        ("wanted_use", facts.wanted_use, ["", *LandUse.values]),
    ):
        if value not in choices:
            faults.append(Fault("unknown_choice", name, _("Choose one of those offered"), value=value))
    lead.enterprise = enterprise_named(by, lead.circle, facts.enterprise) if facts.enterprise else None
    if facts.enterprise and lead.enterprise is None:
        faults.append(Fault("unknown_firm", "enterprise", _("There is no such firm in the register")))
    if lead.enterprise is not None and not lead.uscc:
        lead.uscc = lead.enterprise.uscc
    lead.amount, lead.currency, lead.amount_comparator = None, "", "="
    if facts.capital is not None:
        faults += _take_capital(lead, facts.capital)
    lead.output, lead.output_currency, lead.output_comparator = None, "", "="
    if facts.output is not None:
        faults += _faulty_amount(facts.output, "output")
        lead.output, lead.output_currency = facts.output.value, facts.output.unit
        lead.output_comparator = facts.output.comparator
    lead.wanted_value, lead.wanted_unit = None, ""
    if facts.wanted is not None:
        lead.wanted_value, lead.wanted_unit = facts.wanted.value, facts.wanted.unit
        if facts.wanted.unit not in AreaUnit.values or not 0 < facts.wanted.value < 10**9:
            faults.append(Fault("area", "wanted", _("Say the area as a number above nought, in mu, m² or ha")))
    return faults


def _take_capital(lead: Lead, capital: Quantity) -> list[Fault]:
    lead.amount, lead.currency, lead.amount_comparator = capital.value, capital.unit, capital.comparator
    return _faulty_amount(capital, "amount")


def _faulty_amount(amount: Quantity, field: str) -> list[Fault]:
    if amount.unit not in Currency.values:
        return [Fault("currency", field, _("Say in which currency: an amount without one is no amount"))]
    if not 0 < amount.value < LARGEST or amount.value != round(amount.value, 2):
        return [Fault("amount", field, _("Say an amount above nought, to the fen; leave it empty where nobody knows"))]
    return []


def _take_site(lead: Lead, site: UUID, by: Standing) -> list[Fault]:
    space = queries.space_named(by, lead.circle, site)
    if space is None:
        return [Fault("unknown_space", "site", _("There is no such space in the list"))]
    lead.site, lead.site_town = space, space.owner
    return []


def _take_town(lead: Lead, town: str, at: datetime, by: Standing) -> list[Fault]:
    if town not in {card.code for card in members_on(by, lead.circle, day_of(at))}:
        return [Fault("unknown_town", "site_town", _("This circle has no such town"), value=town)]
    lead.site_town = town
    return []


def _lacking(lead: Lead, stage: str) -> list[Fault]:
    return [Fault("missing", _FIELDS.get(n.field, n.field), n.reason) for n in rules.needs(lead, stage)]


_FIELDS = {"signed_on": "on", "started_on": "on", "produced_on": "on"}  # a stage's day is the day of its move


def _reason(why_zh: str, why: str, asks: Any) -> list[Fault]:
    enough = len(why_zh.strip()) >= SHORTEST or len(why.strip()) >= SHORTEST
    return [] if enough else [Fault("no_reason", "why_zh", asks)]


def _not_twice(lead: Lead) -> None:
    """Turn down what the town keeps already: the same project of the same investor."""
    identity = queries.identity_of_lead(lead)
    titles = {name for name in (rules.name_key_zh(lead.title_zh), rules.name_key(lead.title)) if name}
    for other in queries.own_of_investor(queries.HOUSE, lead.circle, identity, lead.owner):
        if other.pk != lead.pk and titles & {rules.name_key_zh(other.title_zh), rules.name_key(other.title)}:
            raise Invalid(Fault("twice", "title_zh", _("Your town keeps this project of this investor already")))
