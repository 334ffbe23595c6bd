"""Deeds on agreements: laid out, signed by each town under the same text, joined and left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import PartialDate, text_hash
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid, Refused
from pilin.foundation.journal.actions import both, deed, seal, tell
from pilin.foundation.members import queries, rules
from pilin.foundation.members.enums import AgreementKind, AgreementState, PartyEvent, Relation
from pilin.foundation.members.models import (
    OPEN,
    Agreement,
    AgreementClause,
    AgreementParty,
    Circle,
    Member,
    Signature,
)
from pilin.foundation.values.columns import as_partial_date

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Day = PartialDate | date | str


@deed("members.propose_agreement", says=_("{who} laid out {title} for signing"))
def propose_agreement(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    slug: str,
    kind: str,
    title_zh: str,
    title: str,
    parties: Iterable[Member],
    clauses: Sequence[tuple[str, str]],
    summary_zh: str = "",
    summary: str = "",
    sign_by: date | None = None,
    valid_to: Day | None = None,
    follows: Agreement | None = None,
    relation: str = "",
    warn_days_before_end: int = 90,
    illustrative: bool = False,
) -> Agreement:
    """Lay one text before its parties. It takes force when every one of them has signed exactly this text.

    Parameters
    ----------
    by, at :
        An officer of a member, and when.
    parties : iterable of Member
        At least two; the proposer's own town among them.
    clauses : sequence of (Chinese, English)
        The Chinese is what is signed; the English is a translation and may be empty.
    follows, relation :
        The earlier agreement it extends, replaces or supplements.
    """
    rules.may_propose(by, circle.slug).require()
    founders = {member.code: member for member in parties}
    faults = _faults_of_head(by, slug, kind, title_zh, follows, relation)
    written = [(zh.strip(), en.strip()) for zh, en in clauses if zh.strip()]
    if not written:
        faults.append(Fault("no_clause", "clauses", _("An agreement needs at least one clause in Chinese.")))
    if len(founders) < 2:
        faults.append(Fault("too_few", "parties", _("An agreement needs at least two parties.")))
    elif by.member not in founders:
        faults.append(Fault("not_party", "parties", _("Your own town must be a party of what it proposes.")))
    ends = as_partial_date(valid_to)
    if sign_by is not None and sign_by < queries.day_of(at):
        faults.append(Fault("past", "sign_by", _("The last day to sign has passed already.")))
    if ends is not None and ends.last < queries.day_of(at):
        faults.append(Fault("past", "valid_to", _("It would have ended already.")))
    if faults:
        raise Invalid(*faults)
    text = rules.canonical_of(title_zh, [zh for zh, _en in written])
    shared = {"in_circle": circle, "circle": circle.slug, "illustrative": illustrative, "audience": "circle"}
    agreement = Agreement(
        slug=slug,
        kind=kind,
        title_zh=title_zh.strip(),
        title=title.strip() or title_zh.strip(),
        summary_zh=summary_zh,
        summary=summary,
        text=text,
        text_hash=text_hash(text),
        proposed_at=at,
        sign_by=sign_by,
        follows=follows,
        relation=relation,
        warn_days_before_end=warn_days_before_end,
        owner=by.member,
        version=follows.version + 1 if follows and relation == Relation.SUPERSEDES else 1,
        **shared,
    )
    agreement.valid_to = ends
    agreement.save()
    for number, (zh, en) in enumerate(written, start=1):
        AgreementClause(of=agreement, number=number, text_zh=zh, text=en, owner=by.member, **shared).save()
    for code, member in sorted(founders.items()):
        AgreementParty(of=agreement, member=member, owner=code, **shared).save()
    tell(title=both(agreement, "title"))
    return agreement


@deed("members.sign_agreement", says=_("{who} signed {title}"))
def sign_agreement(
    *,
    by: Standing,
    at: datetime,
    agreement: Agreement,
    text_hash: str,
    signatory_title: str = "",
    illustrative: bool = False,
) -> Signature:
    """Set the town's seal under this text. The last seal puts the agreement in force, for everyone to read.

    Parameters
    ----------
    by, at :
        The authorised signatory of a party, and when; nobody signs for another town.
    agreement : Agreement
    text_hash : str
        Hash of the text that was read: refused unless it is the text laid out.

    Raises
    ------
    Refused
        With the one reason why not.
    """
    day = queries.day_of(at)
    # held until the deed ends: two towns that sign at once would each miss the other's seal, and nobody put it in force
    list(Agreement.objects.visible_to(by).select_for_update().filter(pk=agreement.pk).values_list("pk"))
    facts = queries.agreement_facts(agreement)
    rules.may_sign(by, facts, text_hash, day, agreement.sign_by).require()
    if by.person is None:
        raise Refused("nobody", _("Only the signatory a town has authorised may sign for it."))
    party = next(p for p in queries.party_rows(agreement) if p.member.code == by.member)
    row = Signature(
        of=agreement,
        member=party.member,
        text_hash=text_hash,
        signatory=by.person,
        signatory_name=by.name,
        signatory_title=signatory_title,
        signed_at=at,
        owner=by.member,
        in_circle=agreement.in_circle,
        circle=agreement.circle,
        audience=agreement.audience,
        illustrative=illustrative,
    )
    row.save()
    tell(title=both(agreement, "title"))
    if not rules.missing_parties(queries.agreement_facts(agreement)):
        seal("in force")
        _take_force(agreement, day)
    return row


@deed("members.extend_signing", says=_("{who} gave more time to sign {title}"))
def extend_signing(*, by: Standing, at: datetime, agreement: Agreement, sign_by: date, revision: int) -> Agreement:
    """Give the parties more time to sign; the town that laid the text out may, the text stays."""
    rules.may_propose(by, agreement.circle).require()
    if by.member != agreement.owner:
        rules.may_keep_circle(by, agreement.circle).require()
    if revision != agreement.revision:
        raise Conflict("changed", _("Someone changed this since you read it; look at it again."))
    day = queries.day_of(at)
    if rules.agreement_state(queries.agreement_facts(agreement), day) is not AgreementState.PROPOSED:
        raise Invalid(Fault("not_open", "sign_by", _("This text is not waiting for signatures.")))
    if sign_by < day:
        raise Invalid(Fault("past", "sign_by", _("The last day to sign has passed already.")))
    agreement.sign_by = sign_by
    agreement.save()
    tell(title=both(agreement, "title"))
    return agreement


@deed("members.record_paper_agreement", says=_("{who} recorded {title}, signed on paper"))
def record_paper_agreement(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    slug: str,
    kind: str,
    title_zh: str,
    title: str,
    parties: Iterable[Member],
    signed_on: Day | None,
    summary_zh: str = "",
    summary: str = "",
    valid_to: Day | None = None,
    follows: Agreement | None = None,
    relation: str = "",
    source: str = "",
    illustrative: bool = False,
) -> Agreement:
    """Record an agreement signed before or outside this instance: date as exactly as known, no text, no seals here."""
    rules.may_keep_circle(by, circle.slug).require()
    faults = _faults_of_head(by, slug, kind, title_zh, follows, relation)
    if faults:
        raise Invalid(*faults)
    shared = {"in_circle": circle, "circle": circle.slug, "illustrative": illustrative, "source": source, **OPEN}
    agreement = Agreement(
        slug=slug,
        kind=kind,
        title_zh=title_zh.strip(),
        title=title.strip() or title_zh.strip(),
        summary_zh=summary_zh,
        summary=summary,
        on_paper=True,
        follows=follows,
        relation=relation,
        owner=by.member,
        version=follows.version + 1 if follows and relation == Relation.SUPERSEDES else 1,
        **shared,
    )
    agreement.signed_on, agreement.valid_to = as_partial_date(signed_on), as_partial_date(valid_to)
    agreement.save()
    for member in sorted(parties, key=lambda m: m.code):
        row = AgreementParty(of=agreement, member=member, owner=member.code, **shared)
        row.joined_on = signed_on
        row.save()
    tell(title=both(agreement, "title"))
    return agreement


@deed("members.accede", says=_("{who} brought the town into {title}"))
def accede(*, by: Standing, at: datetime, agreement: Agreement, member: Member, text_hash: str = "") -> AgreementParty:
    """Bring a member of the circle into an agreement in force, by its own signatory and under the same text."""
    day = queries.day_of(at)
    rules.may_accede(by, queries.agreement_facts(agreement), day, agreement.circle).require()
    if member.code != by.member or text_hash != agreement.text_hash:
        raise Invalid(Fault("other_text", "text_hash", _("The text you read is not the text in force.")))
    row = next((p for p in queries.party_rows(agreement) if p.member_id == member.pk), None)
    if row is None:
        row = AgreementParty(
            of=agreement,
            member=member,
            owner=member.code,
            in_circle=agreement.in_circle,
            circle=agreement.circle,
            audience=agreement.audience,
            illustrative=agreement.illustrative,
        )
    row.event = PartyEvent.ACCESSION
    row.joined_on, row.left_on, row.left_why = PartialDate.day(day), None, ""
    row.save()
    signed = any(s.member_id == member.pk and s.text_hash == text_hash for s in queries.signature_rows(agreement))
    if agreement.text_hash and not signed and by.person is not None:
        Signature(
            of=agreement,
            member=member,
            text_hash=text_hash,
            signatory=by.person,
            signatory_name=by.name,
            signed_at=at,
            owner=member.code,
            in_circle=agreement.in_circle,
            circle=agreement.circle,
            audience=agreement.audience,
            illustrative=agreement.illustrative,
        ).save()
    tell(title=both(agreement, "title"))
    return row


@deed("members.withdraw", says=_("{who} took the town out of {title}"))
def withdraw(*, by: Standing, at: datetime, agreement: Agreement, left_on: date, why: str) -> AgreementParty:
    """Take one's own town out of an agreement after a day, and say why; what was recorded stays on both banks."""
    day = queries.day_of(at)
    rules.may_withdraw(by, queries.agreement_facts(agreement), day).require()
    faults = []
    if not why.strip():
        faults.append(Fault("missing", "why", _("Say why the town leaves.")))
    if left_on < day:
        faults.append(Fault("past", "left_on", _("A town leaves today at the earliest.")))
    if faults:
        raise Invalid(*faults)
    row = next(p for p in queries.party_rows(agreement) if p.member.code == by.member and p.left_on is None)
    row.left_on, row.left_why = as_partial_date(left_on), why.strip()
    row.save()
    tell(title=both(agreement, "title"))
    return row


def _take_force(agreement: Agreement, day: date) -> None:
    """Date the agreement and its parties from the last seal on, and open the text to everyone."""
    rows = [
        agreement,
        *queries.party_rows(agreement),
        *queries.clause_rows(agreement),
        *queries.signature_rows(agreement),
    ]
    agreement.signed_on = PartialDate.day(day)
    for row in rows:
        if isinstance(row, AgreementParty):
            row.joined_on = PartialDate.day(day)
        row.audience = OPEN["audience"]
        row.save()


def _faults_of_head(
    by: Standing, slug: str, kind: str, title_zh: str, follows: Agreement | None, relation: str
) -> list[Fault]:
    faults = []
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        faults.append(Fault("bad_slug", "slug", _("Use small letters, figures and hyphens, at most 60."), value=slug))
    elif queries.agreement_row(Standing.machine("members"), slug):
        faults.append(Fault("slug_taken", "slug", _("Another agreement has this address."), value=slug))
    if kind not in AgreementKind.values:
        faults.append(Fault("unknown_kind", "kind", _("This kind of agreement is not known."), value=kind))
    if not title_zh.strip():
        faults.append(Fault("missing", "title_zh", _("An agreement needs its Chinese title.")))
    if (follows is None) != (relation == "") or (relation and relation not in Relation.values):
        faults.append(Fault("bad_relation", "relation", _("Say how it stands to the earlier agreement, and to which.")))
    return faults
