"""Deeds that make a circle and keep who belongs to it, whose turn it is and who answers for what."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.identity import actions as identity
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members import queries, rules
from pilin.foundation.members.enums import Level, MembershipKind, TurnKind
from pilin.foundation.members.models import (
    OPEN,
    Body,
    Circle,
    Function,
    Invitation,
    Member,
    MemberAlias,
    Membership,
    RotationOrder,
    Term,
)
from pilin.foundation.places.models import Place
from pilin.foundation.values.columns import as_partial_date

Day = PartialDate | date | str
CODE = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LINK_DAYS = 14


@deed("members.make_circle", says=_("{who} made the circle {title}"))
def make_circle(
    *,
    by: Standing,
    at: datetime,
    slug: str,
    name_zh: str,
    name: str,
    turn: str = TurnKind.CHAIR,
    about_zh: str = "",
    about: str = "",
    convention_zh: str = "",
    convention: str = "",
    obstacles_target: int | None = None,
    source: str = "",
    illustrative: bool = False,
) -> Circle:
    """Make a circle, still without members."""
    rules.may_make_circle(by).require()
    faults = []
    if not SLUG.fullmatch(slug) or len(slug) > 40:
        faults.append(Fault("bad_slug", "slug", _("Use small letters, figures and hyphens, at most 40."), value=slug))
    elif queries.circle_named(by, slug):
        faults.append(Fault("slug_taken", "slug", _("Another circle has this address."), value=slug))
    if not name_zh.strip():
        faults.append(Fault("missing", "name_zh", _("A circle needs its Chinese name.")))
    if turn not in TurnKind.values:
        faults.append(Fault("unknown_turn", "turn", _("Either the chair or the host rotates."), value=turn))
    if faults:
        raise Invalid(*faults)
    circle = Circle(
        slug=slug,
        name_zh=name_zh.strip(),
        name=name.strip() or name_zh.strip(),
        turn=turn,
        about_zh=about_zh,
        about=about,
        convention_zh=convention_zh,
        convention=convention,
        obstacles_target=obstacles_target,
        source=source,
        illustrative=illustrative,
    )
    circle.save()
    tell(title=both(circle, "name"))
    return circle


@deed("members.add_member", says=_("{who} entered the party {title}"))
def add_member(
    *,
    by: Standing,
    at: datetime,
    place: Place,
    province: Place,
    county: Place | None = None,
    name_zh: str = "",
    name: str = "",
    short_zh: str,
    short: str,
    mark: str,
    colour: int | None = None,
    bank: int = 0,
    source: str = "",
    illustrative: bool = False,
) -> Member:
    """Enter a party that can belong to circles; its colour is the next one never used before.

    Parameters
    ----------
    by, at :
        Who does it, and when.
    place, province, county : Place
        Its own place, which gives its code and names, and where it lies.
    mark : str
        The one character of its seal.
    colour : int, optional
        Number of its tested colour; the next free one where not given, grey when all twelve are used.
    bank : int
        -1 west, 1 east, 0 neither.
    """
    rules.may_make_circle(by).require()
    faults = []
    if not CODE.fullmatch(place.code):
        faults.append(
            Fault("bad_code", "code", _("A party has a division code of 2, 4, 6 or 9 figures."), value=place.code)
        )
    elif queries.member_row(by, place.code):
        faults.append(Fault("code_taken", "code", _("This party is entered already."), value=place.code))
    if not mark.strip() or len(mark.strip()) > 2:
        faults.append(Fault("bad_mark", "mark", _("A seal carries one character, two at the most."), value=mark))
    if bank not in (-1, 0, 1):
        faults.append(Fault("bad_bank", "bank", _("A party lies west, east, or on neither bank.")))
    used = queries.colours_used()
    if colour is None:
        colour = next((c for c in range(1, 13) if c not in used), 0)
    elif not 0 <= colour <= 12 or (colour and colour in used):
        faults.append(Fault("colour_used", "colour", _("A colour is one town's for good: take another.")))
    if faults:
        raise Invalid(*faults)
    member = Member(
        code=place.code,
        place=place,
        province=province,
        county=county,
        name_zh=name_zh or place.name_zh,
        name=name or place.name,
        short_zh=short_zh,
        short=short,
        mark=mark.strip(),
        colour=colour,
        bank=bank,
        source=source,
        illustrative=illustrative,
    )
    member.save()
    tell(title=both(member, "name"))
    return member


@deed("members.name_member", says=_("{who} noted that {title} is also called {alias}"))
def name_member(
    *, by: Standing, at: datetime, member: Member, name: str, language: str, source: str = ""
) -> MemberAlias:
    """Note another name under which the same party stands in documents."""
    rules.may_make_circle(by).require()
    if queries.member_named(by, name):
        raise Invalid(Fault("name_taken", "name", _("This name means a party already."), value=name))
    alias = MemberAlias(member=member, name=" ".join(name.split()), language=language, source=source)
    alias.save()
    tell(title=both(member, "name"), alias=alias.name)
    return alias


@deed("members.admit_member", says=_("{who} admitted {title} to {circle}"))
def admit_member(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    member: Member,
    kind: str = MembershipKind.MEMBER,
    valid_from: Day,
    source: str = "",
    illustrative: bool = False,
) -> Membership:
    """Let a party belong to a circle from a day on, as full member or as observer.

    An observer who becomes a member stops observing the day before. Refused where it is one already.
    """
    rules.may_keep_circle(by, circle.slug).require()
    starts = _day(valid_from, "valid_from")
    if kind not in MembershipKind.values:
        raise Invalid(Fault("unknown_kind", "kind", _("A party belongs as member or as observer."), value=kind))
    held = [
        s
        for s in queries.membership_rows(circle.slug, member.code)
        if s.valid_to_last is None or s.valid_to_last >= starts.first
    ]
    if any(s.kind == kind or kind == MembershipKind.OBSERVER for s in held):
        raise Invalid(Fault("belongs_already", "member", _("This party belongs to the circle on that day already.")))
    row = Membership(
        in_circle=circle,
        circle=circle.slug,
        member=member,
        kind=kind,
        owner=member.code,
        source=source,
        illustrative=illustrative,
        **OPEN,
    )
    row.valid_from = starts
    row.save()
    for observing in held:
        observing.valid_to = max(observing.valid_from_first, starts.first - timedelta(days=1))
        observing.save()
    tell(title=both(member, "name"), circle=both(circle, "name"))
    return row


@deed("members.end_membership", says=_("{who} ended the membership of {title} in {circle}"))
def end_membership(*, by: Standing, at: datetime, circle: Circle, member: Member, valid_to: Day) -> Membership:
    """Let a party leave a circle after a day: by its own signatory, or by whoever keeps the circle.

    Refused while it is in office beyond that day: it hands over first, so that no day is without a chair.
    """
    if not (by.member == member.code and by.holds(Role.SIGNATORY)):
        rules.may_keep_circle(by, circle.slug).require()
    ends = _day(valid_to, "valid_to")
    row = next((s for s in queries.membership_rows(circle.slug, member.code) if s.valid_to_last is None), None)
    if row is None:
        raise Invalid(Fault("does_not_belong", "member", _("This party does not belong to the circle.")))
    if ends.last < row.valid_from_first:
        raise Invalid(Fault("ends_before_start", "valid_to", _("It would end before it starts.")))
    turn = queries.turn_of_day(circle.slug, ends.last)
    if turn is not None and turn.code == member.code and turn.ends_on > ends.last:
        raise Refused("in_office", _("The town is in the chair on that day: it hands over first."))
    row.valid_to = ends
    row.save()
    tell(title=both(member, "name"), circle=both(circle, "name"))
    return row


@deed("members.settle_order", says=_("{who} settled the order of turns of {title} from {year}"))
def settle_order(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    codes: Sequence[str],
    from_year: int,
    decided_on: Day | None = None,
    source: str = "",
    illustrative: bool = False,
) -> RotationOrder:
    """Record the order of turns from a year on; earlier years stay as they are.

    Refused where a code is no member, stands twice or a member is left out; where the year has a settled term; or
    where the first would follow itself.
    """
    rules.may_keep_circle(by, circle.slug).require()
    first_day = date(from_year, 1, 1) if 1900 <= from_year <= 2200 else None
    faults = []
    if first_day is None:
        faults.append(Fault("bad_year", "from_year", _("This is no year of our time."), value=str(from_year)))
    else:
        here = {
            s.code
            for s in queries.member_spans(circle.slug)
            if s.first.year <= from_year and (s.last is None or s.last.year >= from_year)
        }
        if len(set(codes)) != len(codes):
            faults.append(Fault("twice", "codes", _("A member stands in the order once.")))
        if unknown := sorted(set(codes) - here):
            faults.append(Fault("no_member", "codes", _("Only members of that year take turns."), value=unknown[0]))
        if missing := sorted(here - set(codes)):
            faults.append(
                Fault("left_out", "codes", _("Every member takes its turn: one is left out."), value=missing[0])
            )
        before = queries.turn_of_day(circle.slug, first_day - timedelta(days=1))
        if len(codes) > 1 and before is not None and codes and before.code == codes[0]:
            faults.append(Fault("twice_running", "codes", _("Nobody is in office twice running."), value=codes[0]))
        later = [t for t in queries.settled_terms(circle.slug) if t.year >= from_year]
        if later and circle.turn == TurnKind.CHAIR:
            faults.append(Fault("settled", "from_year", _("A term of that year, or of a later one, is settled.")))
    if faults:
        raise Invalid(*faults)
    row = RotationOrder(
        in_circle=circle,
        circle=circle.slug,
        codes=list(codes),
        from_year=from_year,
        owner=by.member,
        source=source,
        illustrative=illustrative,
        **OPEN,
    )
    row.decided_on = as_partial_date(decided_on)
    row.save()
    tell(title=both(circle, "name"), year=from_year)
    return row


@deed("members.open_term", says=_("{who} settled the term {year} of {title}"))
def open_term(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    member: Member,
    year: int,
    starts_on: date | None = None,
    ends_on: date | None = None,
    source: str = "",
    illustrative: bool = False,
) -> Term:
    """Settle a turn in office: it began, or both chairs signed its handover. The same term again is left as it is.

    Without dates it runs from the day after the turn before (else 1 January) to 31 December.
    """
    rules.may_open_term(by, circle.slug, member.code).require()
    if not 1900 <= year <= 2200:
        raise Invalid(Fault("bad_year", "year", _("This is no year of our time."), value=str(year)))
    settled = queries.settled_terms(circle.slug)
    before = next((t for t in queries.all_turns(circle.slug, year - 1, year - 1)), None)
    starts = starts_on or (before.ends_on + timedelta(days=1) if before else date(year, 1, 1))
    ends = ends_on or date(year, 12, 31)
    standing_term = next((t for t in settled if t.year == year), None)
    if standing_term is not None:
        if (standing_term.code, standing_term.starts_on, standing_term.ends_on) == (member.code, starts, ends):
            return queries.term_row(circle.slug, year)
        raise Conflict("settled", _("The term of this year is settled already, and stays as it is."))
    faults = []
    if ends < starts:
        faults.append(Fault("ends_before_start", "ends_on", _("It would end before it starts.")))
    if any(t.starts_on <= ends and starts <= t.ends_on for t in settled):
        faults.append(Fault("overlap", "starts_on", _("It would overlap another term.")))
    if before is not None and before.settled and starts > before.ends_on + timedelta(days=1):
        faults.append(Fault("gap", "starts_on", _("There would be days without a chair.")))
    members = [s for s in queries.member_spans(circle.slug) if s.holds_on(starts)]
    if member.code not in {s.code for s in members}:
        faults.append(Fault("no_member", "member", _("Only a member of that day takes the chair.")))
    neighbours = {t.code for t in settled if t.year in (year - 1, year + 1)}
    if len(members) > 1 and member.code in neighbours:
        faults.append(Fault("twice_running", "member", _("Nobody is in office twice running.")))
    if faults:
        raise Invalid(*faults)
    row = Term(
        in_circle=circle,
        circle=circle.slug,
        member=member,
        year=year,
        starts_on=starts,
        ends_on=ends,
        owner=member.code,
        source=source,
        illustrative=illustrative,
        **OPEN,
    )
    row.save()
    tell(title=both(circle, "name"), year=year)
    return row


@deed("members.make_body", says=_("{who} made the body {title}"))
def make_body(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    level: str,
    name_zh: str,
    name: str,
    remit_zh: str = "",
    remit: str = "",
    meets_every_months: int | None = None,
    escalation_days: int = 20,
    source: str = "",
    illustrative: bool = False,
) -> Body:
    """Make a body of a circle at one of its three levels."""
    rules.may_keep_circle(by, circle.slug).require()
    faults = []
    if level not in Level.values:
        faults.append(Fault("unknown_level", "level", _("There are three levels."), value=level))
    if not name_zh.strip():
        faults.append(Fault("missing", "name_zh", _("A body needs its Chinese name.")))
    if not 1 <= escalation_days <= 365:
        faults.append(Fault("bad_days", "escalation_days", _("Give the working days to answer: 1 to 365.")))
    if faults:
        raise Invalid(*faults)
    body = Body(
        in_circle=circle,
        circle=circle.slug,
        level=level,
        name_zh=name_zh.strip(),
        name=name.strip() or name_zh,
        remit_zh=remit_zh,
        remit=remit,
        meets_every_months=meets_every_months,
        escalation_days=escalation_days,
        owner=by.member,
        source=source,
        illustrative=illustrative,
        **OPEN,
    )
    body.save()
    tell(title=both(body, "name"))
    return body


@deed("members.assign_function", says=_("{who} noted who answers for {title}"))
def assign_function(
    *,
    by: Standing,
    at: datetime,
    body: Body,
    name_zh: str,
    name: str,
    member: Member | None = None,
    office_zh: str = "",
    office: str = "",
    seconded_staff: int | None = None,
    source: str = "",
    illustrative: bool = False,
) -> Function:
    """Note one function of a body: what for, which member and office carry it, how many are seconded to it."""
    rules.may_keep_circle(by, body.circle).require()
    if not name_zh.strip():
        raise Invalid(Fault("missing", "name_zh", _("Say in Chinese what is answered for.")))
    if seconded_staff is not None and not 0 <= seconded_staff <= 10_000:
        raise Invalid(Fault("bad_number", "seconded_staff", _("This is no number of people.")))
    row = Function(
        in_circle=body.in_circle,
        circle=body.circle,
        body=body,
        name_zh=name_zh.strip(),
        name=name.strip() or name_zh,
        member=member,
        office_zh=office_zh,
        office=office,
        seconded_staff=seconded_staff,
        owner=by.member,
        source=source,
        illustrative=illustrative,
        **OPEN,
    )
    row.save()
    tell(title=both(row, "name"))
    return row


def token_digest(token: str) -> str:
    """Return what is kept of an invitation's token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


@deed("members.invite_town", says=_("{who} invited {title} to {circle}"))
def invite_town(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    member: Member,
    joins_on: date,
    token: str,
    kind: str = MembershipKind.MEMBER,
    illustrative: bool = False,
) -> Invitation:
    """Ask a town into a circle. The door makes the token and shows its link once; here only its hash stays."""
    rules.may_keep_circle(by, circle.slug).require()
    if kind not in MembershipKind.values:
        raise Invalid(Fault("unknown_kind", "kind", _("A party belongs as member or as observer."), value=kind))
    if any(s.holds_on(joins_on) for s in queries.member_spans(circle.slug) if s.code == member.code):
        raise Invalid(Fault("belongs_already", "member", _("This party belongs to the circle on that day already.")))
    row = Invitation(
        in_circle=circle,
        circle=circle.slug,
        member=member,
        kind=kind,
        joins_on=joins_on,
        owner=by.member,
        token_hash=token_digest(token),
        expires_on=queries.day_of(at) + timedelta(days=LINK_DAYS),
        audience="circle",
        illustrative=illustrative,
    )
    row.save()
    tell(title=both(member, "name"), circle=both(circle, "name"))
    return row


@deed("members.accept_invitation", says=_("{who} accepted the invitation of {title} to {circle}"))
def accept_invitation(
    *,
    by: Standing,
    at: datetime,
    token: str,
    username: str,
    name_zh: str,
    name_en: str,
    password: str,
    title_zh: str = "",
    title_en: str = "",
) -> Membership:
    """Admit the invited town and make whoever holds the link its first officer: signatory and secretary.

    The link is the permission, so ``by`` may be the public; it works once and until it expires.
    """
    row = queries.open_invitation(token_digest(token), at)
    if row is None:
        raise Refused("link_spent", _("This invitation was used, withdrawn or has expired. Ask for a new one."))
    house = Standing.machine("setup")
    person = identity.make_person(
        by=house,
        at=at,
        username=username,
        name_zh=name_zh,
        name_en=name_en,
        password=password,
    )
    row.accepted_at = at
    row.save()
    for role in (Role.SIGNATORY, Role.SECRETARY):
        identity.appoint(
            by=house,
            at=at,
            person=person.pk,
            member=row.member.code,
            role=role,
            title_zh=title_zh,
            title_en=title_en,
            valid_from=queries.day_of(at),
            circle=row.circle,
        )
    ship = admit_member(
        by=house,
        at=at,
        circle=row.in_circle,
        member=row.member,
        kind=row.kind,
        valid_from=row.joins_on,
    )
    tell(title=both(row.member, "name"), circle=both(row.in_circle, "name"))
    return ship


def _day(value: Day, field: str) -> PartialDate:
    try:
        found = as_partial_date(value)
    except ValueError as error:
        raise Invalid(Fault("no_date", field, _("This date does not exist."), value=str(value))) from error
    if found is None:
        raise Invalid(Fault("no_date", field, _("A date is needed.")))
    return found
