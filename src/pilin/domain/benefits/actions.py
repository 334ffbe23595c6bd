"""The deeds of sharing: drafted, laid before the towns, signed by both; figures entered, a year reckoned, confirmed, paid, received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.benefits import queries, rules, wording
from pilin.domain.benefits.enums import Count, Measure, SchemeCurrency, SettlementSaid
from pilin.domain.benefits.models import (
    Figure,
    Refusal,
    Scheme,
    SchemeParty,
    Settlement,
    SettlementCount,
    SettlementSide,
    SettlementWord,
)
from pilin.engine import share
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.models import party_list
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members import actions as members
from pilin.foundation.members.enums import AgreementKind, AgreementState, Relation
from pilin.foundation.members.models import Agreement, Circle, Member
from pilin.foundation.members.queries import agreement_card, circle_named, members_on
from pilin.foundation.notices import actions as notices

SHANGHAI = ZoneInfo("Asia/Shanghai")
LARGEST = Decimal(10) ** 15  # yuan: more is a slip of the unit


@deed("benefits.draft_scheme", says=_("{who} drafted the sharing scheme “{title}”"))
def draft_scheme(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    title_zh: str,
    preset: str,
    parties: Sequence[str],
    parameters: Mapping[str, Any],
    from_year: int,
    title: str = "",
    shared_zh: str = "",
    shared: str = "",
    clause_zh: str = "",
    clause: str = "",
    currency: str = SchemeCurrency.CNY,
    source: str = "",
    illustrative: bool = False,
) -> Scheme:
    """Draft a scheme; only the drafting town reads it until it is laid before the others.

    Parameters
    ----------
    preset : str
        A scheme of the engine: it says the kind of rule, and of which text and version it is.
    parties : sequence of str
        Codes of members; of a move the town that was left, then the town moved to. The drafter's own is among them.
    parameters : mapping
        The terms as the parties want them; the engine reads them and names each that nothing can be reckoned by.

    Raises
    ------
    Invalid
        Naming every field that is wrong.
    """
    rules.may_draft(by, circle).require()
    row = _draft(
        by, at, circle, preset, parties, parameters, from_year, currency,
        title_zh=title_zh, title=title, shared_zh=shared_zh, shared=shared, clause_zh=clause_zh, clause=clause,
        source=source, illustrative=illustrative,
    )  # fmt: skip
    tell(title=both(row, "title"))
    return row


@deed("benefits.revise_scheme", says=_("{who} drafted version {version} of “{title}”"))
def revise_scheme(
    *, by: Standing, at: datetime, scheme: Scheme, parameters: Mapping[str, Any], from_year: int, illustrative: bool = False
) -> Scheme:  # fmt: skip
    """Draft the next version of a scheme with other terms. The one in force stays so until every party has signed the new one."""
    card = _held(by, scheme, at)
    rules.may_revise(by, card.codes, card.state).require()
    if Scheme.objects.visible_to(Standing.machine("benefits")).filter(follows=scheme).exists():
        raise Conflict("not_last", _("There is a later version already: change that one"))
    row = _draft(
        by, at, scheme.circle, scheme.preset, card.codes, parameters, from_year, scheme.currency,
        title_zh=scheme.title_zh, title=scheme.title, shared_zh=scheme.shared_zh, shared=scheme.shared,
        clause_zh=scheme.clause_zh, clause=scheme.clause, source=scheme.source,
        illustrative=scheme.illustrative or illustrative, follows=scheme,
    )  # fmt: skip
    tell(title=both(row, "title"), version=row.version)
    return row


@deed("benefits.propose_scheme", says=_("{who} laid the sharing scheme “{title}” before its towns"))
def propose_scheme(
    *, by: Standing, at: datetime, scheme: Scheme, sign_by: date | None = None, illustrative: bool = False
) -> Scheme:
    """Lay a draft before its towns: its terms become the text of an agreement that each of them signs."""
    card = _held(by, scheme, at)
    rules.may_propose(by, scheme.owner, scheme.circle, card.state).require()
    queries.terms_of(scheme, card.codes)  # refuses terms that nothing could be reckoned by
    before = scheme.follows.signed_as if scheme.follows else None
    if before is not None and not _in_force(by, before, at):
        before = None  # a version that was turned down is replaced by nothing
    agreement = members.propose_agreement(
        by=by, at=at, circle=scheme.in_circle, slug=f"benefits-{scheme.pk.hex[-12:]}", kind=AgreementKind.COOPERATION,
        title_zh=_numbered(scheme.title_zh, scheme.version, "第 {n} 版"),
        title=_numbered(scheme.title or scheme.title_zh, scheme.version, "version {n}"),
        parties=[party.member for party in card.parties],
        clauses=queries.clauses_of(card),
        sign_by=sign_by, follows=before, relation=Relation.SUPERSEDES if before else "",
        illustrative=scheme.illustrative or illustrative,
    )  # fmt: skip
    scheme.signed_as, scheme.proposed_at = agreement, at
    _open(scheme, card, Audience.CIRCLE)
    tell(title=both(scheme, "title"))
    _ask(by, at, scheme, "to_sign", card.codes, _address(scheme))
    return scheme


@deed("benefits.sign_scheme", says=_("{who} signed the sharing scheme “{title}”"))
def sign_scheme(
    *, by: Standing, at: datetime, scheme: Scheme, text_hash: str, signatory_title: str = "", illustrative: bool = False
) -> Scheme:
    """Sign the text of a scheme for one's town. With the last signature it is in force and open to everyone."""
    card = _held(by, scheme, at)
    rules.may_sign(by, card.codes, card.signed, card.state).require()
    agreement = _carrying(scheme)
    members.sign_agreement(
        by=by, at=at, agreement=agreement, text_hash=text_hash, signatory_title=signatory_title,
        illustrative=scheme.illustrative or illustrative,
    )  # fmt: skip
    if _in_force(by, agreement, at):
        _open(scheme, card, Audience.PUBLIC)
    tell(title=both(scheme, "title"))
    return scheme


@deed("benefits.refuse_scheme", says=_("{who} turned the sharing scheme “{title}” down"))
def refuse_scheme(*, by: Standing, at: datetime, scheme: Scheme, why: str, illustrative: bool = False) -> Refusal:
    """Turn a version down for one's town, with the reason; the drafters may lay out another."""
    card = _held(by, scheme, at)
    rules.may_refuse(by, card.codes, card.signed, card.refused, card.state).require()
    row = Refusal(
        of=scheme, member=_member_of(card, by.member), why=_reason(why), who=by.name, refused_on=_day(at),
        owner=by.member, audience=scheme.audience, **_within(scheme, card.codes, illustrative),
    )  # fmt: skip
    row.save()
    tell(title=both(scheme, "title"))
    _ask(by, at, scheme, "raised", (scheme.owner,), _address(scheme))
    return row


@deed("benefits.end_scheme", says=_("{who} took its town out of the sharing scheme “{title}”"))
def end_scheme(*, by: Standing, at: datetime, scheme: Scheme, why: str, left_on: date | None = None) -> Scheme:
    """End a scheme in force by leaving its agreement, with the reason; years that were reckoned are still confirmed and paid."""
    card = _held(by, scheme, at)
    rules.may_end(by, card.codes, card.state).require()
    members.withdraw(by=by, at=at, agreement=_carrying(scheme), left_on=left_on or _day(at), why=_reason(why))
    tell(title=both(scheme, "title"))
    return scheme


@deed("benefits.enter_figure", says=_("{who} entered a figure of {year} for “{title}”"))
def enter_figure(
    *,
    by: Standing,
    at: datetime,
    scheme: Scheme,
    year: int,
    measure: str,
    about: Sequence[str],
    amount: Decimal,
    found_in: str,
    currency: str = SchemeCurrency.CNY,
    source: str = "",
    illustrative: bool = False,
) -> Figure:
    """Say what a figure of one's own town is and where it stands. A correction is another entry; both stay.

    Raises
    ------
    Invalid
        Where it is no amount, in another currency than the scheme's, of a year or of towns that the scheme has nothing to do with.
    """
    card = _held(by, scheme, at)
    towns = tuple(about)
    rules.may_enter(by, card.codes, towns, card.state).require()
    faults = []
    if measure not in Measure.values:
        faults.append(Fault("unknown_measure", "measure", _("Choose what the figure measures"), value=measure))
    if not towns or not set(towns) <= set(card.codes):
        faults.append(Fault("unknown_town", "about", _("A figure is about towns of the scheme")))
    if not scheme.from_year - 20 <= year <= scheme.last_year:
        faults.append(Fault("year", "year", _("This year is not one that the scheme shares"), value=str(year)))
    if measure != Measure.PEOPLE and currency != scheme.currency:
        faults.append(Fault("currencies", "currency", wording.FAULTS["currencies"], value=currency))
    if not amount.is_finite() or not 0 <= amount < LARGEST or amount % (1 if measure == Measure.PEOPLE else share.FEN):
        faults.append(Fault("amount", "amount", wording.FAULTS["amount"], value=str(amount)))
    if not found_in.strip():
        faults.append(
            Fault("no_source", "found_in", _("Say where the figure stands: the account, the notice, the page"))
        )
    if faults:
        raise Invalid(*faults)
    if measure == Measure.WORTH:
        towns = tuple(sorted(towns))
    row = Figure(
        of=scheme, lineage=scheme.lineage, year=year, measure=measure, about=" ".join(towns), amount=amount, currency=currency,
        found_in=found_in.strip(), attested_by=by.name, known_at=at, owner=by.member, audience=Audience.PARTIES, source=source,
        **_within(scheme, card.codes, illustrative),
    )  # fmt: skip
    row.save()
    tell(title=both(scheme, "title"), year=year)
    return row


@deed("benefits.compute_settlement", says=_("{who} reckoned {year} of “{title}”"))
def compute_settlement(
    *, by: Standing, at: datetime, scheme: Scheme, year: int, illustrative: bool = False
) -> Settlement:
    """Reckon a year from the figures known now. Each town then confirms or objects; nothing is paid before.

    A year that was reckoned and not yet confirmed by all is reckoned anew: the earlier reckoning stays, and counts no more.

    Raises
    ------
    Invalid
        Naming each figure that nobody has entered, the years before a move included.
    """
    card = _held(by, scheme, at)
    rules.may_settle(by, card.codes, card.state, year, _day(at).year).require()
    if queries.settled_elsewhere(scheme, year) is not None:
        raise Conflict("settled", _("Every town has confirmed this year already"))
    told = queries.terms_of(scheme, card.codes)
    names = {party.member.code: party.member.short_zh for party in card.parties} | queries.town_names(by)
    try:
        settled = share.settle_year(told, queries.figures_known(by, scheme, at), year)
    except Invalid as wrong:
        raise wording.in_own_words(wrong, names) from wrong
    shared = {"owner": by.member, "audience": Audience.PARTIES, **_within(scheme, card.codes, illustrative)}
    row = Settlement(
        of=scheme, year=year, attempt=queries.next_attempt(scheme, year), known_at=at, digest=settled.digest,
        inputs=[[one.year, one.measure, list(one.about), str(one.amount), one.currency] for one in settled.used],
        terms={
            "kind": told.kind, "parties": list(told.parties), "from_year": told.from_year, "parameters": dict(told.terms),
            "currency": told.currency,
        },
        reckoned_by=share.RECKONED_BY, formula=f"{scheme.preset}@{scheme.preset_version}", moved=settled.moved,
        reasons=[[one.code, one.met, one.zh, one.en] for one in settled.reasons], **shared,
    )  # fmt: skip
    row.save()
    by_code = {party.member.code: party.member for party in card.parties}
    for code, side in settled.sides.items():
        SettlementSide(of=row, member=by_code[code], own=side.own, gave=side.gave, had=side.had, **shared).save()
    for kind, counts in ((Count.STATISTICAL, settled.statistical), (Count.CREDIT, settled.credits)):
        for one in counts:
            SettlementCount(of=row, member=by_code[one.place], kind=kind, amount=one.amount, **shared).save()
    tell(title=both(scheme, "title"), year=year)
    _ask(by, at, scheme, "to_witness", card.codes, _address_of(row))
    return row


@deed("benefits.confirm_settlement", says=_("{who} confirmed {year} of “{title}”"))
def confirm_settlement(*, by: Standing, at: datetime, settlement: Settlement, digest: str) -> SettlementWord:
    """Confirm a settlement for one's town: these figures, by this digest, and no others."""
    card = _spoken(by, settlement)
    rules.may_confirm(by, card.course).require()
    if digest != settlement.digest:
        raise Conflict("other_figures", _("These are not the figures you read: look at the settlement again"))
    return _say(by, at, card, SettlementSaid.CONFIRMED)


@deed("benefits.object_to_settlement", says=_("{who} objected to {year} of “{title}”"))
def object_to_settlement(*, by: Standing, at: datetime, settlement: Settlement, why: str) -> SettlementWord:
    """Object to a settlement for one's town, with the reason; after a figure is put right the year is reckoned anew."""
    card = _spoken(by, settlement)
    rules.may_object(by, card.course).require()
    word = _say(by, at, card, SettlementSaid.OBJECTED, _reason(why))
    _ask(by, at, settlement.of, "raised", (settlement.owner,), _address_of(settlement))
    return word


@deed("benefits.note_paid", says=_("{who} noted {year} of “{title}” as paid"))
def note_paid(*, by: Standing, at: datetime, settlement: Settlement, paid_on: date, why: str = "") -> SettlementWord:
    """Say that one's town has paid; it is settled when the other side has received it."""
    card = _spoken(by, settlement)
    rules.may_note_paid(by, card.course).require()
    word = _say(by, at, card, SettlementSaid.PAID, why.strip(), paid_on)
    _ask(by, at, settlement.of, "to_witness", sorted(card.course.receivers), _address_of(settlement))
    return word


@deed("benefits.note_received", says=_("{who} received what was paid for {year} of “{title}”"))
def note_received(
    *, by: Standing, at: datetime, settlement: Settlement, received_on: date, why: str = ""
) -> SettlementWord:
    """Say that the money has come to one's town."""
    card = _spoken(by, settlement)
    rules.may_note_received(by, card.course).require()
    return _say(by, at, card, SettlementSaid.RECEIVED, why.strip(), received_on)


def _draft(
    by: Standing, at: datetime, circle: str, preset: str, parties: Sequence[str], parameters: Mapping[str, Any], from_year: int,
    currency: str, *, title_zh: str, illustrative: bool, follows: Scheme | None = None, **texts: str,
) -> Scheme:  # fmt: skip
    within = circle_named(by, circle)
    known = share.schemes().get(preset)
    belong = {one.code for one in members_on(by, circle, _day(at))}
    rows = {one.code: one for one in Member.objects.visible_to(by).filter(code__in=belong.intersection(parties))}
    faults = []
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if known is None:
        faults.append(Fault("unknown_preset", "preset", _("Choose the rule by which it is shared"), value=preset))
    if not title_zh.strip():
        faults.append(Fault("no_title", "title_zh", _("Give it a title in Chinese: that text is signed")))
    if currency not in SchemeCurrency.values:
        faults.append(Fault("unknown_currency", "currency", _("Choose a currency"), value=currency))
    if missing := [code for code in parties if code not in rows]:
        faults.append(
            Fault("unknown_town", "parties", _("This town is no member of the circle"), value=", ".join(missing))
        )
    if by.member not in parties:
        faults.append(Fault("not_party", "parties", _("Your own town is one of those that share")))
    if faults or within is None or known is None:
        raise Invalid(*faults)
    try:
        told = share.read_terms(known.kind, parties, from_year, parameters, currency=currency)
    except Invalid as wrong:
        raise wording.in_own_words(wrong) from wrong
    uid = uuid4() if follows is None else follows.lineage
    row = Scheme(
        lineage=uid, version=1 if follows is None else queries.next_version(follows), follows=follows, kind=known.kind,
        preset=known.key, preset_version=known.version, parameters=dict(told.terms), currency=currency, from_year=from_year,
        years=told.years, title_zh=title_zh.strip(), owner=by.member, audience=Audience.OWN,
        **{name: text.strip() for name, text in texts.items()}, **_shared(within, parties, illustrative),
    )  # fmt: skip
    row.save()
    for place, code in enumerate(told.parties):
        SchemeParty(
            of=row, member=rows[code], place=place, percent=_percent(told, code), owner=by.member, audience=Audience.OWN,
            **_shared(within, parties, illustrative),
        ).save()  # fmt: skip
    return row


def _percent(told: share.YearlyTerms, code: str) -> Decimal | None:
    """Return a town's share where the rule names one; None where it follows from figures."""
    if told.kind == "proportion":
        return Decimal(told.terms["percents"][code])
    if told.kind == "relocation":
        out = Decimal(told.terms["out_percent"])
        return out if code == told.parties[0] else 100 - out
    return None


def _held(by: Standing, scheme: Scheme, at: datetime) -> queries.SchemeCard:
    """Hold the scheme until the deed is written, so that nobody does the same beside it; return where it stands."""
    list(Scheme.objects.visible_to(by).select_for_update().filter(pk=scheme.pk).values_list("pk"))
    card = queries.scheme_card(by, scheme.circle, scheme.pk, _day(at))
    if card is None:
        raise Refused("unknown", _("There is no such scheme"))
    return card


def _spoken(by: Standing, settlement: Settlement) -> queries.SettlementCard:
    """Hold the settlement until the deed is written: two towns that speak at once would each miss the other's word."""
    list(Settlement.objects.visible_to(by).select_for_update().filter(pk=settlement.pk).values_list("pk"))
    card = queries.settlement_card(by, settlement.circle, settlement.pk)
    if card is None:
        raise Refused("unknown", _("There is no such settlement"))
    return card


def _say(
    by: Standing,
    at: datetime,
    card: queries.SettlementCard,
    kind: SettlementSaid,
    why: str = "",
    on: date | None = None,
) -> SettlementWord:
    settlement, day = card.row, _day(at)
    if on is not None and on > day:
        raise Invalid(Fault("ahead", "on", _("This day has not come yet"), value=str(on)))
    codes = [side.member.code for side in card.sides]
    row = SettlementWord(
        of=settlement, member=next(side.member for side in card.sides if side.member.code == by.member), kind=kind,
        on=on or day, why=why, who=by.name, owner=by.member, audience=settlement.audience,
        **_shared(settlement.in_circle, codes, settlement.illustrative),
    )  # fmt: skip
    row.save()
    tell(title=both(settlement.of, "title"), year=settlement.year)
    return row


def _open(scheme: Scheme, card: queries.SchemeCard, audience: Audience) -> None:
    """Let the circle, or everyone, read a scheme as they read the agreement that carries it; figures stay with the parties."""
    for row in (scheme, *card.parties, *card.refusals):
        row.audience = audience
        row.save()


def _carrying(scheme: Scheme) -> Agreement:
    if scheme.signed_as is None:
        raise Refused("not_open", _("This version is not waiting for signatures"))
    return scheme.signed_as


def _in_force(by: Standing, agreement: Agreement, at: datetime) -> bool:
    card = agreement_card(by, agreement.pk, _day(at))
    return card is not None and card.state is AgreementState.IN_FORCE


def _member_of(card: queries.SchemeCard, code: str) -> Member:
    return next(party.member for party in card.parties if party.member.code == code)


def _within(scheme: Scheme, codes: Sequence[str], illustrative: bool) -> dict[str, Any]:
    return _shared(scheme.in_circle, codes, scheme.illustrative or illustrative)


def _shared(circle: Circle, codes: Sequence[str], illustrative: bool) -> dict[str, Any]:
    return {"in_circle": circle, "circle": circle.slug, "parties": party_list(codes), "illustrative": illustrative}


def _ask(by: Standing, at: datetime, scheme: Scheme, kind: str, codes: Sequence[str], url: str) -> None:
    """Tell those who sign for the other towns what waits for them."""
    people = {one for code in codes if code != by.member for one in people_holding(code, Role.SIGNATORY, _day(at))}
    if people:
        facts = {"title": scheme.title or scheme.title_zh, "title_zh": scheme.title_zh}
        notices.notify(by=by, at=at, people=sorted(people, key=str), kind=kind, facts=facts, url=url)


def _address(scheme: Scheme) -> str:
    return reverse("benefits:scheme", kwargs={"circle": scheme.circle, "uid": scheme.pk})


def _address_of(settlement: Settlement) -> str:
    return reverse("benefits:settlement", kwargs={"circle": settlement.circle, "uid": settlement.pk})


def _numbered(title: str, version: int, form: str) -> str:
    return title if version == 1 else f"{title}（{form.format(n=version)}）"


def _reason(why: str) -> str:
    if len(why.strip()) < 4:
        raise Invalid(Fault("no_reason", "why", _("Give the reason in a few words")))
    return why.strip()


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
