"""What chains take in and give out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from pilin.domain.chains.enums import LinkSide, NeedKind, NeedState, Word
from pilin.domain.chains.frames import ChainTold, FirmChain, Understood
from pilin.domain.chains.models import Cluster, Need
from pilin.domain.chains.queries import (
    ClusterTold,
    IntroductionTold,
    LinkTold,
    ReportedTold,
    TreeTold,
    stages_in_conflict,
)
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.chain import Candidate, GapReport
from pilin.foundation.access.enums import Audience
from pilin.web.api import Incoming
from pilin.web.terminal import plain


class ReasonOut(Schema):
    """A part of a score: the points of all parts add up to it. No points: asked for, and not known."""

    why: str
    points: float
    about: str
    match: str
    estimated: bool


class PartnerOut(Schema):
    """A firm that could do it."""

    rank: int
    firm_id: str
    name: str
    score: float
    minutes: float | None
    minutes_estimated: bool
    town: str | None
    province: str | None
    reasons: list[ReasonOut]


class LeftOutOut(Schema):
    """A firm that makes the product and is not among the answers, with the reason that decides."""

    firm_id: str
    name: str
    town: str | None
    why: str
    about: str


class PriceOut(Schema):
    """An amount of money that was read; never converted."""

    amount: str
    currency: str
    comparator: str
    upper: str | None
    per: str | None = Field(description="the unit it is for")
    whole: bool = Field(description="for all of it")


class NoteOut(Schema):
    """What the text speaks of and was left open all the same."""

    part: str
    words: str
    reason: str


class UnderstoodOut(Schema):
    """A need or an offer as it was read; null where nothing was said."""

    kind: str
    product: str
    key: str | None
    quantity: str | None
    comparator: str | None
    upper: str | None
    unit: str | None
    period: str | None
    each: str | None
    within: float | None
    within_km: float | None
    areas: list[str]
    near: str
    certificates: list[str]
    unread: list[str]
    price: PriceOut | None
    by: str | None = Field(description="2024-06-27, 2024-06, 2024-Q2 or 2024")
    notes: list[NoteOut]


class AnswerOut(Schema):
    """Who could meet a need, best first, and who was left out."""

    understood: UnderstoodOut
    results: list[PartnerOut]
    left_out: list[LeftOutOut]
    fitting: int
    whole: bool = Field(description="every firm in sight that could fit was weighed; else fitting is a least number")


class CandidateOut(Schema):
    """A firm elsewhere that would close a gap."""

    rank: int
    firm_id: str
    name: str
    town: str | None
    province: str | None
    to_town: str | None
    minutes: float | None
    minutes_estimated: bool
    across: bool | None
    within_reach: bool | None
    reasons: list[dict[str, str]]


class GapOut(Schema):
    """What one stage of a chain lacks."""

    stage: str
    kind: str = Field(description="fill, strengthen, extend or held")
    beyond: int | None
    firms: list[str] = Field(description="uids of the firms that stand there")
    found: int
    candidates: list[CandidateOut]


class GapsOut(Schema):
    """A chain stage by stage, for the circle and for each of its towns."""

    chain: str
    circle: list[GapOut]
    towns: dict[str, list[GapOut]]


class NodeOut(Schema):
    """A firm in the surroundings of another."""

    firm_id: str
    name: str
    town: str | None
    province: str | None
    products: list[str]
    depth: int
    stage: str
    across: bool | None
    suppliers: int
    customers: int


class EdgeOut(Schema):
    """A supply link."""

    seller: str
    buyer: str
    product: str | None
    amount: str | None
    currency: str | None
    band: str | None
    from_on: str | None
    to_on: str | None
    confirmation: str
    source: str | None


class GraphOut(Schema):
    """What surrounds a firm on a day, and what falls with it."""

    firm_id: str
    on: str
    nodes: list[NodeOut]
    edges: list[EdgeOut]
    left_out: int
    falls: dict[str, list[str]]


class ClusterOut(Schema):
    """A cluster or an alliance."""

    slug: str
    kind: str
    name_zh: str
    name_en: str | None
    owner: str
    chain: str | None
    leader: str | None
    source: str | None
    illustrative: bool


class ClusterWholeOut(ClusterOut):
    """A cluster with its firms in sight by position, what was published of it, and its titles."""

    firms: dict[str, list[str]]
    reported: list[dict[str, Any]]
    stages_in_conflict: bool = Field(description="the reports disagree which positions a figure counts")
    recognitions: list[dict[str, Any]]
    parts_declared: int | None = Field(description="how many parts the source counts; null where it does not say")
    parts: list[dict[str, Any]]
    quarters: list[dict[str, Any]]


class LinkIn(Incoming):
    """One firm supplies another."""

    seller: str = Field(max_length=36, description="uid")
    buyer: str = Field(max_length=36, description="uid")
    product_zh: str = Field("", max_length=120)
    amount: str | None = Field(
        None, max_length=20, description="yuan a year, at most two decimals; stays with your town"
    )
    from_on: str | None = Field(None, max_length=10)
    to_on: str | None = Field(None, max_length=10)


class LinksIn(Incoming):
    """Supply links to note: all of them, or none."""

    audience: Audience = Audience.CIRCLE
    links: list[LinkIn] = Field(max_length=500)


class SupplyLinkOut(Schema):
    """A supply link with each side's word."""

    uid: str
    seller: str
    buyer: str
    product_zh: str
    product: str | None
    band: str | None
    amount: str | None
    from_on: str | None
    to_on: str | None
    said: dict[str, bool]
    owner: str
    illustrative: bool


class WordIn(Incoming):
    """A side says whether a link holds."""

    side: LinkSide
    holds: bool
    note: str = Field("", max_length=240)


class NeedIn(Incoming):
    """States a need or an offer for a firm."""

    enterprise: str = Field(max_length=36, description="uid")
    text: str = Field(max_length=400)
    product: str | None = Field(None, max_length=120, description="corrects what was read")
    kind: NeedKind | None = None
    by: str | None = Field(None, max_length=10, description="2024-06-27, 2024-06, 2024-Q2 or 2024")
    price: Decimal | None = Field(None, ge=0, lt=10**13, decimal_places=2, description="at most")
    audience: Audience = Audience.CIRCLE


class NeedOut(Schema):
    """A need or an offer."""

    uid: str
    kind: str
    text: str
    enterprise: str
    owner: str
    state: str
    closed_why: str | None
    understood: UnderstoodOut
    illustrative: bool


class NeedClosingIn(Incoming):
    """Closes a need."""

    state: NeedState
    why: str = Field(max_length=240)


class ContactIn(Incoming):
    """How to reach one side."""

    person: str = Field(max_length=80)
    phone: str = Field("", max_length=40)
    mail: str = Field("", max_length=254)


class IntroductionIn(Incoming):
    """Asks a firm about a need."""

    partner: str = Field(max_length=36, description="uid")
    contact: ContactIn | None = None


class IntroductionWordIn(Incoming):
    """What one side says to an introduction."""

    side: LinkSide
    word: Word
    note: str = Field("", max_length=240)
    contact: ContactIn | None = None


class IntroductionOut(Schema):
    """An introduction; contacts stand in it when both sides agree."""

    uid: str
    need: str
    partner: str
    course: str
    words: list[dict[str, Any]]
    contacts: dict[str, dict[str, str]]


class TreeOut(Schema):
    """A committee with its branches: organisations, firms in sight, and what was published of the whole."""

    committee: str
    owner: str
    counts: dict[str, int]
    branches: list[dict[str, Any]]
    reported: list[dict[str, Any]]


def tree_out(told: TreeTold) -> dict[str, Any]:
    """Return a tree of organisations."""
    return {
        "committee": told.committee.name_zh, "owner": told.committee.owner, "counts": told.counts,
        "branches": [
            {
                "name_zh": b.branch.name_zh, "name_en": b.branch.name or None, "cluster": b.branch.cluster.slug if b.branch.cluster else None,
                "organisations": [one.name_zh for one in b.organisations], "firms": [str(one.enterprise_id) for one in b.firms],
            }
            for b in told.branches
        ],
        "reported": [reported_out(one) for one in told.reported],
    }  # fmt: skip


def reported_out(told: ReportedTold) -> dict[str, Any]:
    """Return a published figure with its newest reading; null where there is none in sight."""
    row, quantity = told.row, told.reading.quantity if told.reading else None
    return {
        "what": row.what, "series": row.series.slug, "stages": row.stages.split(",") if row.stages else [],
        "value": f"{quantity.value:f}" if quantity else None, "comparator": quantity.comparator.value if quantity else None,
        "unit": row.series.unit, "period": plain(told.reading.period) if told.reading else None,
        "source": told.reading.source if told.reading else row.series.source,
    }  # fmt: skip


def cluster_out(row: Cluster) -> dict[str, Any]:
    """Return a cluster."""
    return {
        "slug": row.slug, "kind": row.kind, "name_zh": row.name_zh, "name_en": row.name or None, "owner": row.owner,
        "chain": row.chain or None, "leader": str(row.leader_id) if row.leader_id else None, "source": row.source or None,
        "illustrative": row.illustrative,
    }  # fmt: skip


def cluster_whole_out(told: ClusterTold) -> dict[str, Any]:
    """Return a cluster with all that hangs on it."""
    return {
        **cluster_out(told.cluster),
        "firms": {key: [str(one.enterprise_id) for one in rows] for key, rows in told.by_position.items()},
        "reported": [reported_out(one) for one in told.reported],
        "stages_in_conflict": stages_in_conflict(told.reported) is not None,
        "recognitions": [
            {"title_zh": r.title_zh, "title_en": r.title or None, "level": r.level or None, "year": r.year, "valid_to": plain(r.valid_to)}
            for r in told.recognitions
        ],
        "parts_declared": told.cluster.parts_declared,
        "parts": [{"name_zh": p.name_zh, "name_en": p.name or None, "source": p.source or None} for p in told.parts],
        "quarters": [
            {"year": q.year, "quarter": q.number, "due": q.due, "held": len(q.held), "missing": [f.form_zh for f in q.missing], "over": q.over}
            for q in told.quarters
        ],
    }  # fmt: skip


def gaps_out(told: ChainTold) -> dict[str, Any]:
    """Return a chain stage by stage."""
    return {
        "chain": told.key,
        "circle": _gaps(told.report, told.firms),
        "towns": {town: _gaps(report, told.firms) for town, report in told.towns.items()},
    }


def _gaps(report: GapReport, firms: Any) -> list[dict[str, Any]]:
    return [
        {
            "stage": gap.stage.key, "kind": gap.kind.value, "beyond": gap.beyond, "firms": list(gap.firms), "found": gap.found,
            "candidates": [_candidate(one, firms) for one in gap.candidates],
        }
        for gap in report.stages
    ]  # fmt: skip


def _candidate(one: Candidate, firms: Any) -> dict[str, Any]:
    row: Enterprise | None = firms.get(one.firm_id)
    return {
        "rank": one.rank, "firm_id": one.firm_id, "name": row.name_zh if row else "", "town": one.town, "province": one.province,
        "to_town": one.to_town, "minutes": None if one.minutes is None else round(one.minutes, 1),
        "minutes_estimated": one.estimated, "across": one.across, "within_reach": one.within_reach,
        "reasons": [{"code": reason.code, "about": reason.about} for reason in one.reasons],
    }  # fmt: skip


def graph_out(told: FirmChain) -> dict[str, Any]:
    """Return what surrounds a firm."""
    graph = told.graph
    return {
        "firm_id": graph.firm_id,
        "on": plain(graph.on),
        "nodes": [
            {"firm_id": n.firm_id, "name": told.names[n.firm_id].name_zh, "town": n.town, "province": n.province,
             "products": list(n.products), "depth": n.depth, "stage": n.stage, "across": n.across, "suppliers": n.suppliers,
             "customers": n.customers}
            for n in graph.nodes
        ],
        "edges": [
            {"seller": e.seller, "buyer": e.buyer, "product": e.product, "amount": None if e.amount is None else f"{e.amount:f}", "currency": e.currency,
             "band": e.band, "from_on": plain(e.from_on), "to_on": plain(e.to_on), "confirmation": e.confirmation.value,
             "source": e.source}
            for e in graph.edges
        ],
        "left_out": graph.left_out,
        "falls": {"stopped": sorted(set(told.fall.stopped["firm_id"].to_list())), "without_buyer": list(told.fall.without_buyer)},
    }  # fmt: skip


def link_out(told: LinkTold) -> dict[str, Any]:
    """Return a supply link."""
    row = told.link
    return {
        "uid": str(row.pk), "seller": str(row.seller_id), "buyer": str(row.buyer_id), "product_zh": row.product_zh,
        "product": row.product or None, "band": row.band or None, "amount": f"{told.amount.amount:f}" if told.amount else None,
        "from_on": plain(row.from_on), "to_on": plain(row.to_on), "said": {side: word.holds for side, word in told.words.items()},
        "owner": row.owner, "illustrative": row.illustrative,
    }  # fmt: skip


def need_out(row: Need) -> dict[str, Any]:
    """Return a need."""
    return {
        "uid": str(row.pk), "kind": row.kind, "text": row.text, "enterprise": str(row.enterprise_id), "owner": row.owner,
        "state": row.state, "closed_why": row.closed_why or None, "understood": Understood.from_dict(row.understood).as_dict(), "illustrative": row.illustrative,
    }  # fmt: skip


def introduction_out(told: IntroductionTold) -> dict[str, Any]:
    """Return an introduction."""
    row = told.introduction
    return {
        "uid": str(row.pk), "need": str(row.need_id), "partner": str(row.partner_id), "course": told.course.value,
        "words": [{"side": w.side, "word": w.word, "note": w.note or None, "at": plain(w.made_at)} for w in told.words],
        "contacts": {side: {"person": c.person, "phone": c.phone, "mail": c.mail} for side, c in told.cards.items()},
    }  # fmt: skip
