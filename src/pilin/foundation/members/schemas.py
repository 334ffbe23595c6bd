"""What the API of circles takes in and gives out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from pilin.foundation.members.queries import (
    AgreementCard,
    AllianceCard,
    BodyCard,
    CircleCard,
    CoverageCard,
    MemberCard,
    TermCard,
)
from pilin.web.api import Incoming


class Named(Schema):
    """A division by code and Chinese name."""

    code: str
    name_zh: str


class Brief(Schema):
    """A member by code and names."""

    code: str
    name: str
    name_zh: str


class MemberOut(Brief):
    """A member and where it lies."""

    province: Named
    county: Named | None


class CircleOut(Schema):
    """A circle with the codes of its members of today."""

    slug: str
    name: str
    name_zh: str
    members: list[str]


class TermOut(Schema):
    """A turn in office; ``settled`` is false while it only follows from the order."""

    year: int
    member: Brief
    starts_on: date
    ends_on: date
    settled: bool
    illustrative: bool


class CircleOnDay(Schema):
    """Members, observers and chair of a circle on a day."""

    on: date
    members: list[MemberOut]
    observers: list[MemberOut]
    chair: TermOut | None


class HostOut(Schema):
    """Whose turn a year is."""

    year: int
    member: Brief


class FunctionOut(Schema):
    """One thing a body answers for."""

    name: str
    name_zh: str
    member: Brief | None
    office: str
    office_zh: str
    seconded_staff: int | None
    illustrative: bool


class BodyOut(Schema):
    """A body of a circle at one of its three levels."""

    uid: UUID
    level: str
    name: str
    name_zh: str
    remit: str
    remit_zh: str
    functions: list[FunctionOut]
    illustrative: bool


class PartyOut(Schema):
    """A party of an agreement, and whether its seal is set."""

    member: Brief
    event: str
    joined_on: str | None
    left_on: str | None
    signed_at: datetime | None


class ClauseOut(Schema):
    """One clause."""

    uid: UUID
    number: int
    text_zh: str
    text: str


class AgreementOut(Schema):
    """An agreement as it stands today; dates have the precision of their source."""

    uid: UUID
    slug: str
    kind: str
    title: str
    title_zh: str
    state: str
    signed_on: str | None
    valid_to: str | None
    on_paper: bool
    version: int
    text_hash: str | None
    follows: str | None
    relation: str | None
    parties: list[PartyOut]
    source: str | None
    illustrative: bool


class AgreementDetail(AgreementOut):
    """An agreement with its text."""

    text: str
    clauses: list[ClauseOut]


class Signing(Incoming):
    """What a signatory sends: the hash of the text that was read."""

    text_hash: str = Field(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")


class ActivityOut(Schema):
    """Something an alliance did."""

    held_on: date
    title: str
    title_zh: str
    illustrative: bool


class AllianceOut(Schema):
    """An alliance, awake or sleeping."""

    slug: str
    name: str
    name_zh: str
    founded_on: date | None
    members: list[Brief]
    founders: list[str]
    sleeping: bool
    activities: list[ActivityOut]
    illustrative: bool


class PairOut(Schema):
    """A pair of villages and its two posts."""

    number: int
    left: str | None
    right: str | None
    to_right: bool
    to_left: bool


class CoverageOut(Schema):
    """How many posts across the border are filled."""

    filled: int
    posts: int
    both_ways: int
    pairs: list[PairOut]


def brief(card: MemberCard) -> Brief:
    """Return a member by code and names."""
    return Brief(code=card.code, name=card.name, name_zh=card.name_zh)


def member_out(card: MemberCard) -> MemberOut:
    """Return a member and where it lies."""
    return MemberOut(
        code=card.code,
        name=card.name,
        name_zh=card.name_zh,
        province=Named(code=card.province[0], name_zh=card.province[1]),
        county=Named(code=card.county[0], name_zh=card.county[1]) if card.county else None,
    )


def circle_out(card: CircleCard) -> CircleOut:
    """Return a circle with the codes of its members."""
    return CircleOut(slug=card.slug, name=card.name, name_zh=card.name_zh, members=sorted(m.code for m in card.members))


def term_out(card: TermCard) -> TermOut:
    """Return a turn in office."""
    return TermOut(
        year=card.year,
        member=brief(card.member),
        starts_on=card.starts_on,
        ends_on=card.ends_on,
        settled=card.settled,
        illustrative=card.illustrative,
    )


def body_out(card: BodyCard) -> BodyOut:
    """Return a body with what it answers for."""
    return BodyOut(
        uid=card.uid,
        level=card.level,
        name=card.name,
        name_zh=card.name_zh,
        remit=card.remit,
        remit_zh=card.remit_zh,
        illustrative=card.illustrative,
        functions=[
            FunctionOut(
                name=f.name,
                name_zh=f.name_zh,
                member=brief(f.member) if f.member else None,
                office=f.office,
                office_zh=f.office_zh,
                seconded_staff=f.seconded_staff,
                illustrative=f.illustrative,
            )
            for f in card.functions
        ],
    )


def agreement_out(card: AgreementCard) -> AgreementDetail:
    """Return an agreement with its text; the list leaves the text away."""
    signed = {seal.member.code: seal.signed_at for seal in card.seals}
    return AgreementDetail(
        uid=card.uid,
        slug=card.slug,
        kind=card.kind,
        title=card.title,
        title_zh=card.title_zh,
        state=card.state.value,
        signed_on=str(card.signed_on) if card.signed_on else None,
        valid_to=str(card.valid_to) if card.valid_to else None,
        on_paper=card.on_paper,
        version=card.version,
        text_hash=card.text_hash or None,
        follows=card.follows or None,
        relation=card.relation or None,
        source=card.source or None,
        illustrative=card.illustrative,
        text=card.text,
        parties=[
            PartyOut(
                member=brief(p.member),
                event=p.event,
                joined_on=str(p.joined_on) if p.joined_on else None,
                left_on=str(p.left_on) if p.left_on else None,
                signed_at=signed.get(p.member.code),
            )
            for p in card.parties
        ],
        clauses=[ClauseOut(uid=c.uid, number=c.number, text_zh=c.text_zh, text=c.text) for c in card.clauses],
    )


def alliance_out(card: AllianceCard) -> AllianceOut:
    """Return an alliance."""
    return AllianceOut(
        slug=card.slug,
        name=card.name,
        name_zh=card.name_zh,
        founded_on=card.founded_on,
        members=[brief(m) for m in card.members],
        founders=list(card.founders),
        sleeping=card.sleeping,
        activities=[
            ActivityOut(held_on=a.held_on, title=a.title, title_zh=a.title_zh, illustrative=a.illustrative)
            for a in card.activities
        ],
        illustrative=card.illustrative,
    )


def coverage_out(card: CoverageCard) -> CoverageOut:
    """Return how far the posts are filled."""
    return CoverageOut(
        filled=card.filled,
        posts=card.posts,
        both_ways=card.both_ways,
        pairs=[
            PairOut(number=p.number, left=p.left or None, right=p.right or None, to_right=p.to_right, to_left=p.to_left)
            for p in card.pairs
        ],
    )
