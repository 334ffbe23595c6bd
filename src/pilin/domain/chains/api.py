"""Chains for programs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from pilin.domain.chains import actions, frames, queries
from pilin.domain.chains.enums import CHAINS
from pilin.domain.chains.schemas import (
    AnswerOut,
    ClusterOut,
    ClusterWholeOut,
    ContactIn,
    GapsOut,
    GraphOut,
    IntroductionIn,
    IntroductionOut,
    IntroductionWordIn,
    LinkIn,
    LinksIn,
    NeedClosingIn,
    NeedIn,
    NeedOut,
    SupplyLinkOut,
    TreeOut,
    WordIn,
    cluster_out,
    cluster_whole_out,
    gaps_out,
    graph_out,
    introduction_out,
    link_out,
    need_out,
    tree_out,
)
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.queries import circle_named, day_of
from pilin.foundation.values.columns import as_partial_date
from pilin.web.api import Error, signed_in

router = Router(tags=["chains"])
WRITES = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}


@router.get(
    "/circles/{slug:circle}/partners", response={200: AnswerOut, 404: Error, 422: Error}, summary="Answer a need"
)
def answer_need(
    request: HttpRequest,
    circle: str,
    need: Annotated[str, Query(min_length=1, max_length=400, description="in plain words, Chinese or English")],
    town: Annotated[str, Query(max_length=16, description="code of the town that asks")] = "",
    within: Annotated[float | None, Query(gt=0, le=1_000, description="minutes")] = None,
    top: Annotated[int, Query(ge=1, le=100)] = 20,
) -> dict[str, Any]:
    """Return who could meet a need or take an offer, each with its reasons, and who was left out and why."""
    _known(request, circle)
    read = frames.read(request.standing, need).corrected(within=within)
    if not read.product:
        raise Invalid(Fault("no_product", "need", _("Name the product: without it nobody can be found")))
    found = frames.answer(request.standing, circle, read, day_of(request.at), town=town, top=top)
    return frames.answer_out(read, found)


@router.get(
    "/circles/{slug:circle}/chains/{slug:chain}/gaps",
    response={200: GapsOut, 404: Error},
    summary="Show what a chain lacks",
)
def show_gaps(request: HttpRequest, circle: str, chain: str) -> dict[str, Any]:
    """Return a chain stage by stage, for the circle and for each town: who stands there, and who would close a gap."""
    _known(request, circle)
    if chain not in CHAINS:
        raise Http404
    return gaps_out(frames.chain_told(request.standing, circle, chain, day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/chains/firms/{uuid:uid}",
    response={200: GraphOut, 404: Error},
    summary="Show a firm's surroundings",
)
def show_graph(
    request: HttpRequest, circle: str, uid: UUID, depth: Annotated[int, Query(ge=1, le=6)] = 2
) -> dict[str, Any]:
    """Return suppliers upstream and customers downstream of a firm in the links in sight; 404 where it has none."""
    told = frames.firm_chain(
        request.standing,
        circle,
        _firm(request, circle, uid),
        day_of(request.at),
        upstream=depth,
        downstream=depth,
        most=2_000,
    )
    if told is None:
        raise Http404
    return graph_out(told)


@router.get("/circles/{slug:circle}/clusters", response={200: list[ClusterOut], 404: Error}, summary="List clusters")
def list_clusters(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the clusters and alliances in sight."""
    _known(request, circle)
    return [cluster_out(row) for row in queries.clusters(request.standing, circle)]


@router.get(
    "/circles/{slug:circle}/clusters/{slug:slug}", response={200: ClusterWholeOut, 404: Error}, summary="Show a cluster"
)
def show_cluster(request: HttpRequest, circle: str, slug: str) -> dict[str, Any]:
    """Return a cluster with its firms in sight, what was published of it, its titles and its quarters."""
    found = queries.cluster_named(request.standing, circle, slug)
    if found is None:
        raise Http404
    return cluster_whole_out(queries.cluster_told(request.standing, found, day_of(request.at)))


@router.get(
    "/circles/{slug:circle}/organisations", response={200: list[TreeOut], 404: Error}, summary="List organisations"
)
def list_organisations(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the trees of bodies that coordinate firms, with what is recorded here and what was published."""
    _known(request, circle)
    return [tree_out(told) for told in queries.organisation_trees(request.standing, circle)]


@router.post(
    "/circles/{slug:circle}/links",
    response={201: list[SupplyLinkOut], **WRITES},
    auth=signed_in,
    summary="Note supply links",
)
def note_links(request: HttpRequest, circle: str, given: LinksIn) -> tuple[int, list[dict[str, Any]]]:
    """Note who supplies whom; all of it, or nothing and every fault named."""
    _known(request, circle)
    faults: list[Fault] = []
    read = [_link(request, circle, number, one, faults) for number, one in enumerate(given.links, start=1)]
    if faults:
        raise Invalid(*faults)
    made = actions.note_links(
        by=request.standing, at=request.at, circle=circle, links=[one for one in read if one], audience=given.audience
    )
    return 201, [link_out(told) for told in queries.links_told(request.standing, made)]


@router.post(
    "/circles/{slug:circle}/links/{uuid:uid}/words", response={201: SupplyLinkOut, **WRITES}, auth=signed_in, summary="Say whether a link holds"
)  # fmt: skip
def say_link(request: HttpRequest, circle: str, uid: UUID, given: WordIn) -> tuple[int, dict[str, Any]]:
    """Say for the seller or the buyer whether a link holds."""
    found = queries.link_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    actions.say_link(
        by=request.standing, at=request.at, link=found, side=given.side, holds=given.holds, note=given.note
    )
    (told,) = queries.links_told(request.standing, [found])
    return 201, link_out(told)


@router.get("/circles/{slug:circle}/needs", response={200: list[NeedOut], 404: Error}, summary="List needs and offers")
def list_needs(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the needs and offers in sight, the newest first; at most five hundred."""
    _known(request, circle)
    return [need_out(row) for row in queries.needs(request.standing, circle)[:500]]


@router.post("/circles/{slug:circle}/needs", response={201: NeedOut, **WRITES}, auth=signed_in, summary="State a need")
def state_need(request: HttpRequest, circle: str, given: NeedIn) -> tuple[int, dict[str, Any]]:
    """State what a firm needs or offers; what was read can be corrected."""
    firm = _firm(request, circle, _uid(given.enterprise))
    read = frames.read(request.standing, given.text).corrected(
        product=given.product, kind=given.kind, by=given.by, price=given.price
    )
    made = actions.state_need(
        by=request.standing, at=request.at, circle=circle, enterprise=firm, text=given.text, kind=read.kind,
        understood=read.as_dict(), audience=given.audience,
    )  # fmt: skip
    return 201, need_out(made)


@router.post(
    "/circles/{slug:circle}/needs/{uuid:uid}/closing",
    response={200: NeedOut, **WRITES},
    auth=signed_in,
    summary="Close a need",
)
def close_need(request: HttpRequest, circle: str, uid: UUID, given: NeedClosingIn) -> dict[str, Any]:
    """Close a need as met, or take it back, with the reason."""
    found = queries.need_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return need_out(
        actions.close_need(by=request.standing, at=request.at, need=found, state=given.state, why=given.why)
    )


@router.post(
    "/circles/{slug:circle}/needs/{uuid:uid}/introductions", response={201: IntroductionOut, **WRITES}, auth=signed_in,
    summary="Ask a firm about a need",
)  # fmt: skip
def introduce(request: HttpRequest, circle: str, uid: UUID, given: IntroductionIn) -> tuple[int, dict[str, Any]]:
    """Ask a firm whether it wants to talk; contacts pass when both agree."""
    found = queries.need_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    partner = _firm(request, circle, _uid(given.partner))
    made = actions.introduce(by=request.standing, at=request.at, need=found, partner=partner, card=_card(given.contact))
    (told,) = queries.introductions_told(request.standing, [made])
    return 201, introduction_out(told)


@router.get(
    "/circles/{slug:circle}/introductions/{uuid:uid}",
    response={200: IntroductionOut, 404: Error},
    summary="Show an introduction",
)
def show_introduction(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return what both sides said, and the contacts when both agree."""
    found = queries.introduction_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    (told,) = queries.introductions_told(request.standing, [found])
    return introduction_out(told)


@router.post(
    "/circles/{slug:circle}/introductions/{uuid:uid}/words", response={201: IntroductionOut, **WRITES}, auth=signed_in,
    summary="Answer an introduction",
)  # fmt: skip
def answer_introduction(
    request: HttpRequest, circle: str, uid: UUID, given: IntroductionWordIn
) -> tuple[int, dict[str, Any]]:
    """Say for one side whether it wants to talk, or what came of it."""
    found = queries.introduction_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    actions.answer_introduction(
        by=request.standing, at=request.at, introduction=found, side=given.side, word=given.word, note=given.note,
        card=_card(given.contact),
    )  # fmt: skip
    (told,) = queries.introductions_told(request.standing, [found])
    return 201, introduction_out(told)


def _link(request: HttpRequest, circle: str, number: int, one: LinkIn, faults: list[Fault]) -> actions.LinkInput | None:
    ends = {}
    for name in ("seller", "buyer"):
        found = queries.firm_named(request.standing, circle, getattr(one, name))
        if found is None:
            faults.append(
                Fault("unknown_firm", name, _("No firm in sight has this name or code"), number, getattr(one, name))
            )
        ends[name] = found
    try:
        amount = Decimal(one.amount) if one.amount else None
        spans = [as_partial_date(text) for text in (one.from_on, one.to_on)]
    except (InvalidOperation, ValueError):
        faults.append(
            Fault(
                "unreadable",
                "amount",
                _("Write the amount like 2500000.00, and days like 2024-06-27, 2024-06, 2024-Q2 or 2024"),
                number,
            )
        )
        return None
    if ends["seller"] is None or ends["buyer"] is None:
        return None
    return actions.LinkInput(ends["seller"], ends["buyer"], one.product_zh, amount, "CNY", *spans)


def _card(given: ContactIn | None) -> actions.Card | None:
    return actions.Card(given.person, given.phone, given.mail) if given else None


def _firm(request: HttpRequest, circle: str, uid: UUID) -> Enterprise:
    found = queries.firm_named(request.standing, circle, str(uid))
    if found is None:
        raise Http404
    return found


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _known(request: HttpRequest, circle: str) -> None:
    if circle_named(request.standing, circle) is None:
        raise Http404
