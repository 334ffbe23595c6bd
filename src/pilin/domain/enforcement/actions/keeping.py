"""What towns keep: their officers' certificates, their ground, their province's list, their word on what is unified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement import queries, rules
from pilin.domain.enforcement.actions.held import held
from pilin.domain.enforcement.enums import ItemUnit, UnifiedKind
from pilin.domain.enforcement.models import EnforcementItem, OfficerCertificate, TownArea, UnifiedFunction
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, in_both, label, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of

FEN = Decimal("0.01")


@deed("enforcement.enter_certificate", says=_("{who} entered an officer's certificate of {town}"))
def enter_certificate(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    name: str,
    issuer_zh: str,
    last_four: str,
    scope: Iterable[str],
    valid_from: date,
    valid_to: date,
    issuer: str = "",
    agreement: str = "",
    person: UUID | None = None,
    illustrative: bool = False,
    source: str = "",
) -> OfficerCertificate:
    """Enter the certificate of an officer of one's town.

    Parameters
    ----------
    scope : iterable of str
        Division codes of the town's own province for which it holds.
    agreement : str
        Address of the agreement by which it holds beyond the province; its parties read the certificate. Empty: none does.
    person : UUID, optional
        The officer's account here, where there is one.
    """
    rules.may_keep(by, circle.slug, town).require()
    codes = [code.strip() for code in scope if code.strip()]
    faults = rules.faults_of_certificate(
        name=name, issuer_zh=issuer_zh, province=town[:2], last_four=last_four, scope=codes, valid_from=valid_from, valid_to=valid_to
    )  # fmt: skip
    pact = queries.pact_named(circle.slug, agreement, day_of(at)) if agreement else None
    if agreement and (pact is None or town not in pact.parties):
        faults.append(
            Fault(
                "agreement",
                "agreement",
                _("Name an agreement on joint enforcement to which your town is a party"),
                value=agreement,
            )
        )
    if faults:
        raise Invalid(*faults)
    row = OfficerCertificate(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.AGREEMENT if pact else Audience.OWN, agreement=pact.uid if pact else None,
        person_id=person, name=name.strip(), issuer_zh=issuer_zh.strip(), issuer=issuer.strip(), province=town[:2], last_four=last_four.strip(),
        scope=party_list(codes), valid_from=valid_from, valid_to=valid_to, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(town=town)
    return row


@deed("enforcement.end_certificate", says=_("{who} noted that an officer's certificate of {town} was taken back"))
def end_certificate(
    *, by: Standing, at: datetime, certificate: OfficerCertificate, ended_on: date, why: str
) -> OfficerCertificate:
    """Note that a certificate holds no more from a day on."""
    row = held(certificate)
    rules.may_keep(by, row.circle, row.owner).require()
    faults = []
    if row.ended_on is not None:
        raise Conflict("ended", _("It was taken back already"))
    if not row.valid_from <= ended_on <= row.valid_to:
        faults.append(Fault("day", "ended_on", _("Name a day within its term"), value=str(ended_on)))
    if not why.strip():
        faults.append(Fault("no_words", "why", _("Write why")))
    if faults:
        raise Invalid(*faults)
    row.ended_on, row.ended_why = ended_on, why.strip()
    row.save()
    tell(town=row.owner)
    return row  # fmt: skip


@deed("enforcement.enter_area", says=_("{who} wrote down the ground of {town}"))
def enter_area(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    ring: Sequence[tuple[Decimal, Decimal]],
    valid_from: date,
    valid_to: date | None = None,
    illustrative: bool = False,
    source: str = "",
) -> TownArea:
    """Write down the ground of one's town as a closed line: longitude and latitude of WGS 84."""
    rules.may_keep(by, circle.slug, town).require()
    others = TownArea.objects.visible_to(queries.HOUSE).filter(circle=circle.slug, owner=town)
    spans = list(others.values_list("valid_from", "valid_to"))
    if faults := rules.faults_of_area(ring, valid_from, valid_to, spans):
        raise Invalid(*faults)
    row = TownArea(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.CIRCLE, ring=[[str(x), str(y)] for x, y in ring],
        valid_from=valid_from, valid_to=valid_to, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(town=town)
    return row


@deed("enforcement.enter_item", says=_("{who} entered an item of the enforcement list: {title}"))
def enter_item(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    matter: str,
    code: str,
    title_zh: str,
    basis_zh: str,
    level: str,
    valid_from: date,
    title: str = "",
    basis: str = "",
    unit: str = ItemUnit.CASE,
    penalty_min: Decimal | None = None,
    penalty_max: Decimal | None = None,
    first_free: bool | None = None,
    valid_to: date | None = None,
    illustrative: bool = False,
    source: str = "",
) -> EnforcementItem:
    """Enter an item of the list of one's own province. Everyone reads the lists.

    Raises
    ------
    Invalid
        With every fault; one names the item of the same matter that is in force on one of these days already.
    """
    rules.may_keep(by, circle.slug, town).require()
    province = town[:2]
    others = EnforcementItem.objects.visible_to(queries.HOUSE).filter(
        circle=circle.slug, province=province, matter=matter.strip()
    )
    faults = rules.faults_of_item(
        matter=matter.strip(), code=code, title_zh=title_zh, basis_zh=basis_zh, level=level, unit=unit, penalty_min=penalty_min, penalty_max=penalty_max,
        valid_from=valid_from, valid_to=valid_to, others=others,
    )  # fmt: skip
    if faults:
        raise Invalid(*faults)
    row = EnforcementItem(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PUBLIC, matter=matter.strip(), province=province, code=code.strip(),
        title_zh=title_zh.strip(), title=title.strip(), basis_zh=basis_zh.strip(), basis=basis.strip(), level=level, unit=unit,
        penalty_min=None if penalty_min is None else penalty_min.quantize(FEN), penalty_max=None if penalty_max is None else penalty_max.quantize(FEN),
        currency="CNY", first_free=first_free, valid_from=valid_from, valid_to=valid_to, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("enforcement.end_item", says=_("{who} ended an item of the enforcement list: {title}"))
def end_item(*, by: Standing, at: datetime, item: EnforcementItem, last_day: date) -> EnforcementItem:
    """End an item with a day: it holds on that day for the last time, and stays readable for what was done under it."""
    row = held(item)
    rules.may_keep(by, row.circle, row.owner).require()
    if last_day < row.valid_from or (row.valid_to is not None and last_day >= row.valid_to):
        raise Invalid(Fault("day", "last_day", _("Name a day after it began and before it ends"), value=str(last_day)))
    row.valid_to = last_day
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("enforcement.say_unified", says=_("{who} said of {function} in {title} whether it is unified"))
def say_unified(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    zone_zh: str,
    function: str,
    unified: bool | None,
    said_on: date,
    zone: str = "",
    body_zh: str = "",
    body: str = "",
    note_zh: str = "",
    illustrative: bool = False,
    source: str = "",
) -> UnifiedFunction:
    """Say for one's town whether a function of a zone on both banks is unified: yes, no, or not known. Earlier words stay."""
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_unified(
        function=function, zone_zh=zone_zh, unified=unified, body_zh=body_zh, said_on=said_on, today=day_of(at)
    )
    if faults:
        raise Invalid(*faults)
    row = UnifiedFunction(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.PUBLIC, zone_zh=zone_zh.strip(), zone=zone.strip(), function=function,
        unified=unified, body_zh=body_zh.strip(), body=body.strip(), note_zh=note_zh.strip(), said_on=said_on, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    tell(title=in_both(row.zone_zh, row.zone), function=label(UnifiedKind(function).label))
    return row
