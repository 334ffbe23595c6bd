"""The deeds of joint passes: offer one for venues of several towns, issue it, take it in at a venue."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.living.enums.happenings import CODE_BYTES, MOST_PASSES
from pilin.domain.living.models import IssuedPass, JointPass, PassUse, PassVenue
from pilin.domain.living.queries.happenings import HOUSE
from pilin.domain.living.rules import happenings as rules
from pilin.engine.base import Fault, Invalid
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.journal.actions import both, count, deed, tell
from pilin.foundation.members.models import Circle, Member
from pilin.foundation.members.queries import day_of
from pilin.foundation.places.models import Place


@deed("living.offer_pass", says=_("{who} offered a joint pass: {title}"))
def offer_pass(
    *, by: Standing, at: datetime, circle: Circle, town: str, title_zh: str, valid_from: date, valid_to: date, venues: Sequence[Mapping[str, Any]],
    title: str = "", about_zh: str = "", about: str = "", price_cny: Decimal | None = None, uses: int = 1, audience: str = Audience.PUBLIC,
    illustrative: bool = False, source: str = "",
) -> JointPass:  # fmt: skip
    """Offer a pass for venues of two towns or more. Each venue's own town counts how often it is used there.

    Parameters
    ----------
    venues : sequence of mapping
        Each with ``town`` (code), ``name_zh`` and ``name``.
    price_cny : Decimal, optional
        None: not known. To the fen.
    """
    rules.may_plan_happening(by, circle.slug, town).require()
    codes = [str(one.get("town", "")) for one in venues]
    towns = {row.code: row for row in Member.objects.visible_to(HOUSE).filter(code__in=codes)}
    faults = []
    if not title_zh.strip():
        faults.append(Fault("required", "title_zh", _("Give it a title.")))
    if valid_to < valid_from:
        faults.append(Fault("ends_before", "valid_to", _("It cannot end before it starts.")))
    if len(set(codes)) < 2:
        faults.append(Fault("one_town", "venues", _("A joint pass is good in two towns or more")))
    faults += [
        Fault("unknown_member", "venues", _("There is no such member."), value=code)
        for code in codes
        if code not in towns
    ]
    if any(not str(one.get("name_zh", "")).strip() for one in venues):
        faults.append(Fault("required", "venues", _("Name each venue")))
    if price_cny is not None and (price_cny < 0 or price_cny != round(price_cny, 2)):
        faults.append(Fault("price", "price_cny", _("A price is not below nought, to the fen"), value=str(price_cny)))
    if not 1 <= uses <= 366:
        faults.append(Fault("uses", "uses", _("From once to 366 times at each venue"), value=str(uses)))
    if audience not in (Audience.PUBLIC, Audience.CIRCLE):
        faults.append(Fault("audience", "audience", _("Choose who may read it"), value=audience))
    if faults:
        raise Invalid(*faults)
    shared = {
        "in_circle": circle, "circle": circle.slug, "owner": town, "audience": audience, "illustrative": illustrative, "source": source,
    }  # fmt: skip
    row = JointPass(
        title_zh=title_zh.strip()[:160], title=title.strip()[:240], about_zh=about_zh, about=about, price_cny=price_cny, valid_from=valid_from,
        valid_to=valid_to, uses=uses, **shared,
    )  # fmt: skip
    row.save()
    for no, one in enumerate(venues, start=1):
        member = towns[str(one["town"])]
        PassVenue(
            of=row, no=no, town=member, name_zh=str(one["name_zh"]).strip()[:160], name=str(one.get("name", "")).strip()[:200],
            division=Place.objects.visible_to(HOUSE).filter(code=member.code).first(), **shared,
        ).save()  # fmt: skip
    tell(title=both(row, "title"))
    return row


@deed("living.issue_passes", says=_("{who} issued passes: {number} of {title}"))
def issue_passes(*, by: Standing, at: datetime, of: JointPass, number: int) -> list[IssuedPass]:
    """Issue so many passes, each with a code that cannot be guessed and nobody's name."""
    rules.may_plan_happening(by, of.circle, of.owner).require()
    if not 1 <= number <= MOST_PASSES:
        raise Invalid(
            Fault("number", "number", _("From 1 to {most} at a time").format(most=MOST_PASSES), value=str(number))
        )
    if day_of(at) > of.valid_to:
        raise Refused("over", _("This pass is not valid any more"))
    towns = {of.owner, *PassVenue.objects.visible_to(HOUSE).filter(of=of).values_list("town__code", flat=True)}
    made = [
        IssuedPass(
            in_circle_id=of.in_circle_id, circle=of.circle, owner=of.owner, audience=Audience.PARTIES, parties=party_list(towns), of=of,
            code=secrets.token_hex(CODE_BYTES), issued_on=day_of(at), illustrative=of.illustrative, made_at=at, changed_at=at,
        )
        for _number in range(number)
    ]  # fmt: skip
    IssuedPass.objects.visible_to(HOUSE).bulk_create(made)
    count(passes=number)
    tell(title=both(of, "title"), number=number)
    return made


@deed("living.use_pass", says=_("{who} took in a pass at {venue}"))
def use_pass(*, by: Standing, at: datetime, venue: PassVenue, code: str) -> tuple[PassUse, int]:
    """Take a pass in at a venue, as often as it is good for there; its town counts it. Returns the use and how many are left.

    Raises
    ------
    Refused
        When it is not valid that day, or was used there as often as it is good for.
    """
    rules.may_use_pass(by, venue.circle, venue.town.code).require()
    typed = "".join(code.split()).lower()
    rows = IssuedPass.objects.visible_to(HOUSE).select_for_update(of=("self",)).select_related("of")
    issued = rows.filter(code=typed, of=venue.of_id).first() if typed else None
    if issued is None:
        raise Invalid(Fault("unknown_code", "code", _("No pass for this venue has this code"), value=code[:8]))
    if not issued.of.valid_from <= day_of(at) <= issued.of.valid_to:
        raise Refused("not_valid", _("This pass is valid from {first} to {last}").format(first=issued.of.valid_from, last=issued.of.valid_to))  # fmt: skip
    used = PassUse.objects.visible_to(HOUSE).filter(issued=issued, venue=venue).count()
    if used >= issued.of.uses:
        raise Refused("used_up", _("This pass was used here {times} times and is good for no more").format(times=used))
    row = PassUse(
        in_circle_id=venue.in_circle_id, circle=venue.circle, owner=venue.town.code, audience=Audience.OWN, issued=issued, venue=venue, used_at=at,
        no=used + 1, illustrative=venue.illustrative,
    )  # fmt: skip
    row.save()
    tell(venue=both(venue, "name"))
    return row, issued.of.uses - row.no
