"""The deeds of parks: enter them, agree shares, put firms in and take them out; crossings, carriers, promises and what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.parks import queries, rules
from pilin.domain.parks.enums import CarrierPart, CooperationModel, CrossingState, ProposalState
from pilin.domain.parks.models import (
    Carrier,
    CarrierFigure,
    Crossing,
    Park,
    ParkFirm,
    ParkList,
    ParkParty,
    Promise,
    ShareProposal,
    ShareWord,
    Work,
)
from pilin.engine.base import Comparator, PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle, Member
from pilin.foundation.members.queries import day_of, member_row


@deed("parks.enter_list", says=_("{who} put down how many parks a list has: {title}"))
def enter_list(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    name_zh: str,
    declared: int,
    name: str = "",
    declared_comparator: str = Comparator.EXACTLY.value,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> ParkList:
    """Put down a list of parks as somebody counts them, so that how many are missing here shows."""
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_name(name_zh, audience)
    if not 0 <= declared <= 32_767:
        faults.append(Fault("declared", "declared", _("A count is not negative"), value=str(declared)))
    if faults:
        raise Invalid(*faults)
    row = ParkList(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, illustrative=illustrative, source=source, name_zh=name_zh.strip(),
        name=name.strip(), declared=declared, declared_comparator=declared_comparator,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("parks.enter_park", says=_("{who} entered the park {title}"))
def enter_park(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    name_zh: str,
    parties: Sequence[rules.PartyInput] = (),
    park: Park | None = None,
    revision: int | None = None,
    name: str = "",
    joint: bool = True,
    listed_in: ParkList | None = None,
    model: str = "",
    area_km2: Decimal | None = None,
    area_comparator: str = Comparator.EXACTLY.value,
    firms: int | None = None,
    firms_comparator: str = Comparator.EXACTLY.value,
    firms_inside: bool | None = None,
    hnte_share: Decimal | None = None,
    talents_zh: str = "",
    talents: str = "",
    note_zh: str = "",
    note: str = "",
    valid_from: PartialDate | date | str | None = None,
    valid_to: PartialDate | date | str | None = None,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Park:
    """Enter a park, or change it (``park``, as it was read at ``revision``). A town enters those to which it is party.

    Its parties are settled as it is entered; who they are changes no more, because shares are said of them.
    """
    town = park.owner if park else town
    codes = queries.towns_of(park) if park else [party.code for party in parties if party.code]
    rules.may_enter(by, circle.slug, town, codes).require()
    row = park or Park(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source)
    _unchanged(row, revision)
    row.valid_from, row.valid_to = valid_from, valid_to
    held = [rules.PartyInput(one.member.code if one.member else "", one.name_zh) for one in queries.parties_of(park)] if park else parties  # fmt: skip
    faults = rules.faults_of_park(
        name_zh=name_zh, joint=joint, parties=held, area_km2=area_km2, firms=firms, hnte_share=hnte_share, valid_from=row.valid_from,
        valid_to=row.valid_to, audience=audience,
    )  # fmt: skip
    if model not in ("", *CooperationModel.values):
        faults.append(Fault("model", "model", _("A park is run by one of the four models, or nobody has said by which"), value=model))  # fmt: skip
    if listed_in is not None and listed_in.circle != circle.slug:
        faults.append(Fault("list", "listed_in", _("The list belongs to another circle")))
    members = {code: member_row(by, code) for code in codes} if park is None else {}
    faults += [
        Fault("member", "towns", _("No party entered here has this code"), value=code)
        for code, member in members.items()
        if member is None
    ]
    if faults:
        raise Invalid(*faults)
    given = {
        "name_zh": name_zh,
        "name": name,
        "talents_zh": talents_zh,
        "talents": talents,
        "note_zh": note_zh,
        "note": note,
    }
    for field, words in given.items():
        setattr(row, field, words.strip())
    row.joint, row.listed_in, row.model, row.audience = joint, listed_in, model, audience
    row.area_km2, row.area_comparator, row.hnte_share = area_km2, area_comparator, hnte_share
    row.firms, row.firms_comparator, row.firms_inside = firms, firms_comparator, firms_inside
    row.save()
    if park is None:
        for place, party in enumerate(parties, start=1):
            _add_party(row, place, party, members.get(party.code))
    else:
        _share_alike(row)
    tell(title=both(row, "name"))
    return row


def _add_party(row: Park, place: int, party: rules.PartyInput, member: Member | None) -> None:
    names = {"name_zh": "", "name": ""} if member else {"name_zh": party.name_zh.strip(), "name": party.name.strip()}
    ParkParty(
        park=row, place=place, member=member, bank=member.bank if member else party.bank, **names, **_shared(row)
    ).save()


def _share_alike(row: Park) -> None:
    """Let what hangs on a park be read by whoever reads it."""
    for model, path in (
        (ParkParty, "park"),
        (ShareProposal, "park"),
        (ShareWord, "proposal__park"),
        (ParkFirm, "park"),
    ):
        rows = model.objects.visible_to(queries.HOUSE).filter(**{path: row})
        rows.exclude(audience=row.audience).update(audience=row.audience)


@deed("parks.propose_shares", says=_("{who} proposed the shares of the park {title}"))
def propose_shares(
    *,
    by: Standing,
    at: datetime,
    park: Park,
    shares: Mapping[UUID, Decimal | None],
    why_zh: str = "",
    why: str = "",
    illustrative: bool = False,
    source: str = "",
) -> ShareProposal:
    """Propose the shares of a park's parties in per cent, by uid of the party; None leaves one unknown.

    They count once every member that is party has agreed. Until then what was agreed before stays in force.
    """
    parties = queries.parties_of(park)
    towns = [party.member.code for party in parties if party.member]
    rules.may_propose(by, park.circle, towns).require()
    if queries.open_proposal_of(park) is not None:
        raise Conflict("open", _("A proposal waits for the towns already: they answer it first, or it is taken back"))
    given = {str(key): share for key, share in shares.items()}
    faults = rules.faults_of_shares(given, [str(party.pk) for party in parties])
    if not park.joint:
        faults.append(Fault("not_joint", "", _("This park is not built jointly: it has no shares")))
    if faults:
        raise Invalid(*faults)
    row = ShareProposal(
        park=park, shares={str(party.pk): None if (share := given.get(str(party.pk))) is None else rules.plain(share) for party in parties},
        why_zh=why_zh.strip(), why=why.strip(), **_shared(park, owner=by.member or park.owner, illustrative=illustrative, source=source),
    )  # fmt: skip
    row.save()
    tell(title=both(park, "name"))
    return row


@deed("parks.answer_shares", says=_("{who} answered the shares proposed for the park {title}: {answer}"))
def answer_shares(*, by: Standing, at: datetime, proposal: ShareProposal, agrees: bool, why: str = "") -> ShareWord:
    """Say for one's town yes or no to the shares proposed. The last yes puts them in force; one no ends the proposal."""
    park = proposal.park
    towns, said = queries.towns_of(park), queries.words_on(proposal)
    rules.may_answer(by, park.circle, towns, said).require()
    if proposal.state != ProposalState.OPEN:
        raise Conflict("decided", _("It is decided already"))
    if not agrees and not why.strip():
        raise Invalid(Fault("no_why", "why", _("Whoever says no says why")))
    member = member_row(by, by.member)
    if member is None:
        raise Invalid(Fault("member", "", _("No party entered here has this code"), value=by.member))
    word = ShareWord(
        proposal=proposal, member=member, agrees=agrees, why=why.strip(), said_at=at, **_shared(park, owner=by.member, illustrative=proposal.illustrative),
    )  # fmt: skip
    word.save()
    if not agrees or set(towns) <= {by.member, *said}:
        proposal.state = ProposalState.AGREED if agrees else ProposalState.REFUSED
        proposal.decided_on = day_of(at)
        proposal.save()
    tell(title=both(park, "name"), answer=str(_("yes") if agrees else _("no")))
    return word


@deed("parks.withdraw_shares", says=_("{who} took back the shares proposed for the park {title}"))
def withdraw_shares(*, by: Standing, at: datetime, proposal: ShareProposal) -> ShareProposal:
    """Take back a proposal of shares on which not all towns have answered."""
    rules.may_withdraw(by, proposal.circle, proposal.owner).require()
    if proposal.state != ProposalState.OPEN:
        raise Conflict("decided", _("It is decided already"))
    proposal.state, proposal.decided_on = ProposalState.WITHDRAWN, day_of(at)
    proposal.save()
    tell(title=both(proposal.park, "name"))
    return proposal


@deed("parks.put_firm", says=_("{who} put a firm into the park {title}"))
def put_firm(
    *,
    by: Standing,
    at: datetime,
    park: Park,
    enterprise: Enterprise,
    valid_from: date,
    valid_to: date | None = None,
    illustrative: bool = False,
    source: str = "",
) -> ParkFirm:
    """Say that a firm in sight is in a park from a day on. It may be in another one too: totals count it once."""
    rules.may_keep(by, park.circle, park.owner).require()
    faults = []
    if queries.firm_to_put(by, park.circle, enterprise.pk) is None:
        faults.append(Fault("firm", "enterprise", _("No firm in sight, or it was merged into another")))
    if valid_to is not None and valid_to < valid_from:
        faults.append(Fault("ends", "valid_to", _("It ends after it begins"), value=str(valid_to)))
    if queries.stays_over(park, enterprise, valid_from, valid_to):
        faults.append(Fault("twice", "enterprise", _("The firm is in this park already in that time")))
    if faults:
        raise Invalid(*faults)
    row = ParkFirm(
        park=park, enterprise=enterprise, valid_from=valid_from, valid_to=valid_to, **_shared(park, illustrative=illustrative, source=source)
    )  # fmt: skip
    row.save()
    tell(title=both(park, "name"))
    return row


@deed("parks.end_firm", says=_("{who} took a firm out of the park {title}"))
def end_firm(*, by: Standing, at: datetime, stay: ParkFirm, last_day: date | None = None) -> ParkFirm:
    """Say that a firm is in a park no more after a day, today unless said; that it was there stays readable."""
    rules.may_keep(by, stay.circle, stay.owner).require()
    if stay.valid_to is not None:
        raise Conflict("ended", _("It has left already"))
    last = last_day or day_of(at)
    if last < stay.valid_from:
        raise Invalid(Fault("ends", "last_day", _("It ends after it begins"), value=str(last)))
    stay.valid_to = last
    stay.save()
    tell(title=both(stay.park, "name"))
    return stay


@deed("parks.enter_crossing", says=_("{who} wrote down the crossing {title}"))
def enter_crossing(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    name_zh: str,
    state: str,
    crossing: Crossing | None = None,
    revision: int | None = None,
    name: str = "",
    number: int = 1,
    begun_on: PartialDate | date | str | None = None,
    opened_on: PartialDate | date | str | None = None,
    day_count: int | None = None,
    day_comparator: str = Comparator.EXACTLY.value,
    peak_count: int | None = None,
    peak_comparator: str = Comparator.EXACTLY.value,
    design_count: int | None = None,
    times_design: Decimal | None = None,
    times_comparator: str = Comparator.EXACTLY.value,
    note_zh: str = "",
    note: str = "",
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Crossing:
    """Write down a crossing, or change it (``crossing``, as it was read at ``revision``). Counts are vehicles a day."""
    town = crossing.owner if crossing else town
    rules.may_keep(by, circle.slug, town).require()
    row = crossing or Crossing(
        in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source
    )
    _unchanged(row, revision)
    row.begun_on, row.opened_on = begun_on, opened_on
    faults = rules.faults_of_name(name_zh, audience)
    if state not in CrossingState.values:
        faults.append(Fault("state", "state", _("Say how far it is"), value=state))
    if state in (CrossingState.PLANNED, CrossingState.BUILDING) and opened_on:
        faults.append(Fault("opened", "opened_on", _("What is not in use yet has not been opened")))
    if not 1 <= number <= 99:
        faults.append(Fault("number", "number", _("One crossing at least, and 99 at most"), value=str(number)))
    counts = {"day_count": day_count, "peak_count": peak_count, "design_count": design_count}
    faults += [
        Fault("count", field, _("Vehicles a day: more than nothing"), value=str(count))
        for field, count in counts.items()
        if count is not None and not 0 < count < 2**31
    ]
    if times_design is not None and not (times_design.is_finite() and 0 < times_design < 100):
        faults.append(Fault("times", "times_design", _("How many times the design: more than nothing"), value=str(times_design)))  # fmt: skip
    if faults:
        raise Invalid(*faults)
    for field, words in {"name_zh": name_zh, "name": name, "note_zh": note_zh, "note": note}.items():
        setattr(row, field, words.strip())
    row.state, row.number, row.audience, row.design_count = state, number, audience, design_count
    row.day_count, row.day_comparator, row.peak_count, row.peak_comparator = (
        day_count,
        day_comparator,
        peak_count,
        peak_comparator,
    )
    row.times_design, row.times_comparator = times_design, times_comparator
    row.save()
    tell(title=both(row, "name"))
    return row


@deed("parks.enter_carrier", says=_("{who} wrote down the carrier {title}"))
def enter_carrier(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    name_zh: str,
    figures: Sequence[rules.FigureInput],
    name: str = "",
    place_zh: str = "",
    place: str = "",
    note_zh: str = "",
    note: str = "",
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Carrier:
    """Write down a carrier of innovation with its figures, each of its own kind and period."""
    rules.may_keep(by, circle.slug, town).require()
    faults = rules.faults_of_name(name_zh, audience) + rules.faults_of_figures(figures)
    if faults:
        raise Invalid(*faults)
    shared = {
        "in_circle": circle,
        "circle": circle.slug,
        "owner": town,
        "audience": audience,
        "illustrative": illustrative,
        "source": source,
    }
    row = Carrier(
        name_zh=name_zh.strip(), name=name.strip(), place_zh=place_zh.strip(), place=place.strip(), note_zh=note_zh.strip(), note=note.strip(), **shared
    )  # fmt: skip
    row.save()
    for one in figures:
        CarrierFigure(
            carrier=row, part=CarrierPart(one.part), value=one.value, comparator=one.comparator, period_zh=one.period_zh, period=one.period, **shared
        ).save()  # fmt: skip
    tell(title=both(row, "name"))
    return row


@deed("parks.enter_promise", says=_("{who} wrote down what was promised of {title}"))
def enter_promise(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    what_zh: str,
    said_by_zh: str,
    said_on: date,
    work: Work | None = None,
    work_zh: str = "",
    work_en: str = "",
    what: str = "",
    said_by: str = "",
    words: str = "",
    chosen: PartialDate | None = None,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Promise:
    """Write down what was promised of a work (or of a new one of this name), by whom, on which day, and by when in its words.

    The date is reckoned from the words and the day they were said. Where they could mean several it stays unknown, unless
    one of those is ``chosen``. A further promise on the same work is read by whoever reads the work.
    """
    rules.may_keep(by, circle.slug, town).require()
    audience = work.audience if work else audience
    found = rules.date_found(words, said_on, chosen)
    faults = rules.faults_of_promise(
        what_zh=what_zh, said_by_zh=said_by_zh, said_on=said_on, work=work.name_zh if work else work_zh, audience=audience, on=day_of(at)
    )  # fmt: skip
    if work is not None and work.circle != circle.slug:
        faults.append(Fault("circle", "work", _("The work belongs to another circle")))
    if chosen is not None and found.value != chosen:
        faults.append(Fault("chosen", "chosen", _("The words do not name this date"), value=str(chosen)))
    if faults:
        raise Invalid(*faults)
    shared = {
        "in_circle": circle,
        "circle": circle.slug,
        "owner": town,
        "audience": audience,
        "illustrative": illustrative,
        "source": source,
    }
    if work is None:
        work = Work(name_zh=work_zh.strip(), name=work_en.strip(), **shared)
        work.save()
    row = Promise(
        work=work, what_zh=what_zh.strip(), what=what.strip(), said_by_zh=said_by_zh.strip(), said_by=said_by.strip(), said_on=said_on,
        words=words.strip(), certainty=found.certainty, candidates=[str(one) for one in found.candidates], **shared,
    )  # fmt: skip
    row.promised = found.value
    row.save()
    tell(title=both(work, "name"))
    return row


@deed("parks.report_actual", says=_("{who} reported when what was promised of {title} came"))
def report_actual(
    *, by: Standing, at: datetime, promise: Promise, actual: PartialDate | date | str, actual_source: str
) -> Promise:
    """Report when something promised was done, as exactly as it is known, and who or what says so.

    Any town of the circle reports it; whose report stands is said with it. A wrong one is reported anew.
    """
    rules.may_report(by, promise.circle).require()
    before = promise.actual
    promise.actual = actual
    faults = []
    if not actual_source.strip():
        faults.append(Fault("no_source", "actual_source", _("Say who or what says that it was done")))
    if promise.actual is not None and promise.actual.first > day_of(at):
        faults.append(
            Fault("future", "actual", _("What has not been done yet is not reported"), value=str(promise.actual))
        )
    if faults:
        promise.actual = before
        raise Invalid(*faults)
    promise.actual_source, promise.reported_by = actual_source.strip(), by.member
    promise.save()
    tell(title=both(promise.work, "name"))
    return promise


def _shared(row: Any, **more: Any) -> dict[str, Any]:
    """Return what a row shares with the one it hangs on."""
    same = ("in_circle", "circle", "owner", "audience", "parties", "agreement", "illustrative", "source")
    return {name: getattr(row, name) for name in same} | more


def _unchanged(row: Any, revision: int | None) -> None:
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
