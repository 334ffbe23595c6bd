"""Investment for programs."""

from __future__ import annotations

import secrets
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from pilin.domain.investment import actions, queries
from pilin.domain.investment import schemas as s
from pilin.domain.investment.enums import LandUse, LeadStage, Sector, SpaceKind, SpaceState
from pilin.engine.base import Fault, Invalid
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.api import Error, signed_in

router = Router(tags=["investment"])
IDEMPOTENCY = "Idempotency-Key"
HERE = "/circles/{slug:circle}/investment"
TURNED_DOWN: dict[Any, Any] = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error}
READ: dict[Any, Any] = {404: Error, 422: Error}
Town = Annotated[str, Query(max_length=16)]


@router.get(f"{HERE}/pipeline", response={200: s.PipelineOut, **READ}, summary="Show the investment pipeline")
def show_pipeline(request: HttpRequest, circle: str) -> dict[str, Any]:
    """Return each stage with its sums by currency; what is signed never has intentions in it, and reports stand apart."""
    _circle(request, circle)
    return s.pipeline_out(circle, queries.pipeline(request.standing, circle, day_of(request.at)))


@router.get(f"{HERE}/leads", response={200: s.LeadsOut, **READ}, summary="List investment leads")
def list_leads(
    request: HttpRequest,
    circle: str,
    stage: LeadStage | None = None,
    sector: Sector | None = None,
    town: Town = "",
    ended: bool = False,
) -> dict[str, Any]:
    """Return the leads the caller may read: its own, and those shared with it."""
    _circle(request, circle)
    cards = queries.cards(request.standing, circle, day_of(request.at))
    shown = queries.sifted(cards, stage=stage or "", sector=sector or "", town=town, ended=ended)
    return {"circle": circle, "leads": [s.lead_out(card) for card in shown]}


@router.post(
    f"{HERE}/leads",
    response={201: s.LeadWholeOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Register an investment lead",
)
def register_lead(request: HttpRequest, circle: str, given: s.LeadIn) -> tuple[int, dict[str, Any]]:
    """Register a lead, for the town acted for; refused where another town courts the investor."""
    row = actions.register_lead(by=request.standing, at=request.at, circle=circle, facts=given.facts())
    return 201, _whole(request, circle, row.pk)


@router.get(f"{HERE}/leads/{{uuid:uid}}", response={200: s.LeadWholeOut, **READ}, summary="Show an investment lead")
def show_lead(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return one lead with its history, its offers and its splits."""
    return _whole(request, circle, uid)


@router.put(
    f"{HERE}/leads/{{uuid:uid}}",
    response={200: s.LeadWholeOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Change an investment lead",
)
def change_lead(request: HttpRequest, circle: str, uid: UUID, given: s.LeadChangeIn) -> dict[str, Any]:
    """Change what is said of a lead."""
    lead = _told(request, circle, uid).lead
    actions.change_lead(by=request.standing, at=request.at, lead=lead, revision=given.revision, facts=given.facts())
    return _whole(request, circle, uid)


@router.post(
    f"{HERE}/leads/{{uuid:uid}}/moves",
    response={201: s.LeadWholeOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Move an investment lead",
)
def move_lead(request: HttpRequest, circle: str, uid: UUID, given: s.LeadMoveIn) -> tuple[int, dict[str, Any]]:
    """Move a lead one stage on, take it back, end it, take it up again; or, for the investor, confirm production."""
    by, at = request.standing, request.at
    why = {"why_zh": given.why_zh, "why": given.why_en}
    if given.kind == "confirmed":
        own = queries.lead_of_investor(by, circle, uid) or _told(request, circle, uid).lead
        actions.confirm_production(by=by, at=at, lead=own, **why)
        return 201, s.lead_whole_out(_needed(queries.lead_told(queries.HOUSE, circle, uid, day_of(at)), "lead"))
    lead = _told(request, circle, uid).lead
    same: dict[str, Any] = {"by": by, "at": at, "lead": lead, "revision": given.revision, **why}
    if given.kind == "forward":
        actions.move_lead(
            **same, on=_needed(given.on, "on"), capital=s.figure_of(given.capital), site=given.site,
            site_town=given.site_town,
        )  # fmt: skip
    elif given.kind == "back":
        actions.move_lead_back(**same, to=_needed(given.to, "to"))
    elif given.kind == "ended":
        actions.end_lead(**same, ended=_needed(given.ended, "ended"))
    else:
        actions.reopen_lead(**same)
    return 201, _whole(request, circle, uid)


@router.post(
    f"{HERE}/leads/{{uuid:uid}}/readers",
    response={200: s.LeadWholeOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Say who reads an investment lead",
)
def share_lead(request: HttpRequest, circle: str, uid: UUID, given: s.LeadShareIn) -> dict[str, Any]:
    """Set who reads a lead besides its keeper and whoever had part in it."""
    lead = _told(request, circle, uid).lead
    actions.share_lead(
        by=request.standing, at=request.at, lead=lead, revision=given.revision, audience=given.audience,
        towns=tuple(given.towns),
    )  # fmt: skip
    return _whole(request, circle, uid)


@router.post(
    f"{HERE}/leads/{{uuid:uid}}/offers",
    response={201: s.LeadWholeOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Offer an investment lead to another town",
)
def offer_lead(request: HttpRequest, circle: str, uid: UUID, given: s.LeadOfferIn) -> tuple[int, dict[str, Any]]:
    """Offer a lead; its keeper keeps it until that town has taken it over."""
    lead = _told(request, circle, uid).lead
    actions.offer_lead(
        by=request.standing, at=request.at, lead=lead, revision=given.revision, town=given.town, words_zh=given.words_zh,
        words=given.words_en,
    )  # fmt: skip
    return 201, _whole(request, circle, uid)


@router.post(
    f"{HERE}/leads/{{uuid:uid}}/splits",
    response={201: s.LeadWholeOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Propose how credit is shared",
)
def propose_split(request: HttpRequest, circle: str, uid: UUID, given: s.SplitIn) -> tuple[int, dict[str, Any]]:
    """Propose shares in percent that make exactly 100; statistics stay where the site is."""
    lead = _told(request, circle, uid).lead
    actions.propose_split(by=request.standing, at=request.at, lead=lead, shares=given.shares)
    return 201, _whole(request, circle, uid)


@router.post(
    f"{HERE}/leads/{{uuid:uid}}/splits/{{uuid:split}}/answer",
    response={201: s.LeadWholeOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Answer a split of credit",
)
def answer_split(
    request: HttpRequest, circle: str, uid: UUID, split: UUID, given: s.SplitAnswerIn
) -> tuple[int, dict[str, Any]]:
    """Say yes or no for one's own town."""
    told = next((one for one in _told(request, circle, uid).splits if one.split.pk == split), None)
    if told is None:
        raise Http404
    actions.answer_split(
        by=request.standing, at=request.at, split=told.split, agreed=given.agreed, why_zh=given.why_zh, why=given.why_en
    )
    return 201, _whole(request, circle, uid)


@router.post(
    f"{HERE}/leads/{{uuid:uid}}/links",
    response={201: s.LinkMadeOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Make a link by which an investor confirms",
)
def make_link(request: HttpRequest, circle: str, uid: UUID, given: s.ConfirmLinkIn) -> tuple[int, dict[str, Any]]:
    """Make a link for whoever speaks for the investor and has no account; its address is given this once.

    Under an idempotency key it is refused: the answer would be kept, and of a token nothing but its hash is.
    """
    if IDEMPOTENCY in request.headers:
        raise Invalid(Fault("not_kept", IDEMPOTENCY, _("A link is shown once, so its answer is not kept: send no key")))
    lead, token = _told(request, circle, uid).lead, secrets.token_urlsafe(32)
    row = actions.make_link(by=request.standing, at=request.at, lead=lead, token=token, expires_on=given.expires_on)
    address = request.build_absolute_uri(reverse("investment:speak", kwargs={"token": token}))
    return 201, {**s.link_out(_link(request, circle, uid, row.pk)), "address": address}


@router.post(
    f"{HERE}/leads/{{uuid:uid}}/links/{{uuid:link}}/withdraw",
    response={200: s.ConfirmLinkOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Withdraw a link by which an investor confirms",
)
def withdraw_link(request: HttpRequest, circle: str, uid: UUID, link: UUID) -> dict[str, Any]:
    """Withdraw a link as long as it waits; it opens nothing from this moment."""
    actions.withdraw_link(by=request.standing, at=request.at, link=_link(request, circle, uid, link).link)
    return s.link_out(_link(request, circle, uid, link))


@router.get(f"{HERE}/still", response={200: s.StillDays, **READ}, summary="Say when leads stand still")
def show_still(request: HttpRequest, circle: str, town: Town = "") -> dict[str, Any]:
    """Return after how many days in each stage a town's leads stand still, one's own unless said: 30 where it set none."""
    _circle(request, circle)
    return _still(circle, town or request.standing.member)


@router.put(
    f"{HERE}/still",
    response={200: s.StillDays, **TURNED_DOWN},
    auth=signed_in,
    summary="Set when leads stand still",
)
def set_still(request: HttpRequest, circle: str, given: s.StillIn) -> dict[str, Any]:
    """Set after how many days in each stage one's own town's leads stand still."""
    _circle(request, circle)
    town = request.standing.member
    days = {stage.value: number for stage, number in given.days.items()}
    actions.set_still(by=request.standing, at=request.at, circle=circle, town=town, days=days)
    return _still(circle, town)


@router.post(f"{HERE}/joins", response={201: s.AskOut, **TURNED_DOWN}, auth=signed_in, summary="Ask to join a lead")
def ask_to_join(request: HttpRequest, circle: str, given: s.JoinIn) -> tuple[int, dict[str, Any]]:
    """Ask whoever courts an investor to let one's own town join."""
    row = actions.ask_to_join(
        by=request.standing, at=request.at, circle=circle, investor_zh=given.investor_zh, investor=given.investor_en,
        uscc=given.uscc, words_zh=given.words_zh, words=given.words_en,
    )  # fmt: skip
    return 201, s.ask_out(queries.Asked(row, None))


@router.post(
    f"{HERE}/asks/{{uuid:uid}}/answer",
    response={201: s.AskOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Answer what a town asked about a lead",
)
def answer_ask(request: HttpRequest, circle: str, uid: UUID, given: s.AskAnswerIn) -> tuple[int, dict[str, Any]]:
    """Take an offered lead over or not; let a town join, refuse it, or say that its project is another one."""
    found = queries.ask_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    ask = found[0].ask
    made = actions.answer_ask(
        by=request.standing, at=request.at, ask=ask, reply=given.reply, why_zh=given.why_zh, why=given.why_en
    )
    return 201, s.ask_out(queries.Asked(ask, made))


@router.post(
    f"{HERE}/asks/{{uuid:uid}}/withdraw",
    response={200: s.AskOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Take back what was asked about a lead",
)
def take_ask_back(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Take back an offer, or what one asked to join, until it is answered."""
    asked = queries.own_ask(request.standing, circle, uid)
    if asked is None:
        raise Http404
    actions.take_ask_back(by=request.standing, at=request.at, ask=asked.ask)
    return s.ask_out(asked)


@router.get(
    f"{HERE}/leads/{{uuid:uid}}/spaces",
    response={200: s.SpaceMatchesOut, **READ},
    summary="Match spaces to an investment lead",
)
def match_spaces(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    """Return every space held against what the lead wants, with the reasons for and against; no scores."""
    lead = _told(request, circle, uid).lead
    return {"lead": uid, "matches": [s.match_out(one) for one in queries.spaces_for(request.standing, lead)]}


@router.get(f"{HERE}/spaces", response={200: s.SpacesOut, **READ}, summary="List land and factory floors")
def list_spaces(
    request: HttpRequest,
    circle: str,
    kind: SpaceKind | None = None,
    use: LandUse | None = None,
    state: SpaceState | None = None,
    town: Town = "",
) -> dict[str, Any]:
    """Return land and floors of both sides in one list; areas as entered, and in hectares."""
    _circle(request, circle)
    rows = list(queries.spaces(request.standing, circle))
    shown = queries.spaces_sifted(rows, kind=kind or "", use=use or "", state=state or "", town=town, least_m2=None)
    return {"circle": circle, "spaces": [s.space_out(row) for row in shown]}


@router.post(
    f"{HERE}/spaces", response={201: s.SpaceOut, **TURNED_DOWN}, auth=signed_in, summary="Put a space on the list"
)
def add_space(request: HttpRequest, circle: str, given: s.SpaceIn) -> tuple[int, dict[str, Any]]:
    """Put land or a floor of one's own town on the list."""
    row = actions.add_space(by=request.standing, at=request.at, circle=circle, facts=given.facts())
    return 201, s.space_out(row)


@router.post(
    f"{HERE}/spaces/{{uuid:uid}}/state",
    response={200: s.SpaceOut, **TURNED_DOWN},
    auth=signed_in,
    summary="Say whether a space is free",
)
def set_space_state(request: HttpRequest, circle: str, uid: UUID, given: s.SpaceStateIn) -> dict[str, Any]:
    """Mark a space as free, reserved or given."""
    row = queries.space_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    actions.set_space_state(by=request.standing, at=request.at, space=row, revision=given.revision, state=given.state)
    return s.space_out(row)


def _circle(request: HttpRequest, circle: str) -> None:
    if circle_named(request.standing, circle) is None:
        raise Http404


def _told(request: HttpRequest, circle: str, uid: UUID) -> queries.LeadTold:
    found = queries.lead_told(request.standing, circle, uid, day_of(request.at))
    if found is None:
        raise Http404
    return found


def _whole(request: HttpRequest, circle: str, uid: UUID) -> dict[str, Any]:
    return s.lead_whole_out(_told(request, circle, uid))


def _link(request: HttpRequest, circle: str, uid: UUID, link: UUID) -> queries.LinkTold:
    found = next((one for one in _told(request, circle, uid).links if one.link.pk == link), None)
    if found is None:
        raise Http404
    return found


def _still(circle: str, town: str) -> dict[str, Any]:
    return {stage.value: number for stage, number in queries.still_days(circle, town).items()}


def _needed(value: Any, field: str) -> Any:
    if value is None:
        raise Invalid(Fault("missing", field, f"this move needs {field}"))
    return value
