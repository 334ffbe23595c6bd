"""What is agreed, where each agreement stands, and what it allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.members import rules
from pilin.foundation.members.enums import RELIANCE, AgreementState, Relation
from pilin.foundation.members.models import Agreement, AgreementClause, AgreementParty, Signature
from pilin.foundation.members.queries.circles import HOUSE, MemberCard, member_card
from pilin.foundation.notices.enums import WorkItem, WorkKind

WORDS_AT_MOST = 12
WITH_MEMBER = ("member__place", "member__province", "member__county")


@dataclass(frozen=True, slots=True)
class SealCard:
    """A seal under an agreement: set, with name and moment, or awaited."""

    member: MemberCard
    signed_at: datetime | None
    signatory: str
    title: str
    illustrative: bool
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartyCard:
    """A party, how it came and when it left."""

    member: MemberCard
    event: str
    event_label: str
    joined_on: PartialDate | None
    left_on: PartialDate | None
    left_why: str


@dataclass(frozen=True, slots=True)
class ClauseCard:
    """One clause, to be cited by its uid."""

    uid: UUID
    number: int
    text_zh: str
    text: str


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement with its parties, seals and clauses, and where it stands on a day."""

    uid: UUID
    slug: str
    circle: str
    kind: str
    kind_label: str
    title: str
    title_zh: str
    summary: str
    summary_zh: str
    state: AgreementState
    state_label: str
    signed_on: PartialDate | None
    valid_to: PartialDate | None
    ends_in_days: int | None  # only within the warning time
    on_paper: bool
    proposed_at: datetime | None
    sign_by: date | None
    version: int
    text: str
    text_hash: str
    owner: str
    revision: int
    follows: str  # slug of the earlier one
    follows_title: str
    follows_title_zh: str
    relation: str
    relation_label: str
    parties: tuple[PartyCard, ...]
    seals: tuple[SealCard, ...]
    clauses: tuple[ClauseCard, ...]
    source: str
    illustrative: bool

    @property
    def missing(self) -> tuple[SealCard, ...]:
        """Return the seals still awaited."""
        return tuple(seal for seal in self.seals if seal.signed_at is None)

    @property
    def signed(self) -> tuple[SealCard, ...]:
        """Return the seals set, in the order in which they were."""
        return tuple(seal for seal in self.seals if seal.signed_at is not None)

    @property
    def hash_groups(self) -> list[str]:
        """Return the text's hash in groups of four, to be read and compared."""
        return [self.text_hash[k : k + 4] for k in range(0, len(self.text_hash), 4)]


@dataclass(frozen=True, slots=True)
class Relying:
    """Something that relies on an agreement; given by the rooms above through ``RELIANCE``."""

    number: str
    title: str
    title_zh: str
    url: str
    member: MemberCard | None
    why: str


def agreements_of(standing: Standing, circle: str, on: date | None = None) -> list[AgreementCard]:
    """Return the agreements of a circle, oldest first, as they stand on a day; six queries whatever their number."""
    rows = _rows(standing).filter(in_circle__slug=circle)
    return [_card(row, on) for row in sorted(rows, key=_when)]


def agreement_named(standing: Standing, slug: str, on: date | None = None) -> AgreementCard | None:
    """Return an agreement by its address, as it stands on a day; None where this standing sees none."""
    row = _rows(standing).filter(slug=slug).first()
    return _card(row, on) if row else None


def agreement_card(standing: Standing, uid: UUID, on: date | None = None) -> AgreementCard | None:
    """Return an agreement by its uid, as it stands on a day; None where this standing sees none."""
    row = _rows(standing).filter(pk=uid).first()
    return _card(row, on) if row else None


def agreement_row(standing: Standing, slug: str) -> Agreement | None:
    """Return the row of an agreement for a deed on it; None where this standing sees none."""
    return Agreement.objects.visible_to(standing).select_related("in_circle").filter(slug=slug).first()


def agreements_allowing(standing: Standing, circle: str, words: str, on: date) -> list[AgreementCard]:
    """Return the agreements in force that speak of a subject, best first: which agreement allows this?

    Every word, Latin or Chinese, counts once where title, summary or a clause has it; a Chinese phrase without blanks
    also counts by its pairs of characters, since nobody writes blanks in it.
    """
    wanted = _terms(words)
    ranked = []
    for card in agreements_of(standing, circle, on):
        if card.state is not AgreementState.IN_FORCE:
            continue
        speech = " ".join(
            [card.title_zh, card.title, card.summary_zh, card.summary, *(f"{c.text_zh} {c.text}" for c in card.clauses)]
        ).casefold()
        if score := sum(term in speech for term in wanted):
            ranked.append((-score, card.signed_on.first if card.signed_on else date.max, card.slug, card))
    return [card for *_key, card in sorted(ranked, key=lambda r: r[:3])]


def chain_of(cards: Iterable[AgreementCard], slug: str) -> list[AgreementCard]:
    """Return an agreement with all it follows, oldest first."""
    by_slug = {card.slug: card for card in cards}
    chain: list[AgreementCard] = []
    card = by_slug.get(slug)
    while card is not None and card not in chain:
        chain.append(card)
        card = by_slug.get(card.follows)
    return chain[::-1]


def relying_on(standing: Standing, uid: UUID) -> list[Relying]:
    """Return what relies on an agreement, as the rooms above tell."""
    return [relying for ask in RELIANCE for relying in ask(standing, uid)]


def work_to_sign(standing: Standing, on: date) -> list[WorkItem]:
    """Return the texts that wait for this person's signature, nearest last day first."""
    if not standing.holds(Role.SIGNATORY) or not standing.member:
        return []
    rows = (
        _rows(standing)
        .filter(party_rows__member__code=standing.member, proposed_at__isnull=False, signed_on_first=None)
        .distinct()
    )
    items = []
    for card in (_card(row, on) for row in rows):
        if card.state is AgreementState.PROPOSED and any(s.member.code == standing.member for s in card.missing):
            late = (on - card.sign_by).days if card.sign_by and card.sign_by < on else 0
            chinese = (get_language() or "zh").startswith("zh")
            items.append(
                WorkItem(
                    kind=WorkKind.TO_SIGN,
                    title=card.title_zh if chinese else card.title,
                    detail=_("%(signed)s of %(all)s have signed")
                    % {"signed": len(card.signed), "all": len(card.seals)},
                    url=reverse("members:agreement", kwargs={"circle": card.circle, "slug": card.slug}),
                    due_on=card.sign_by,
                    verb=_("Check and sign"),
                    overdue_days=late,
                )
            )
    return sorted(items, key=lambda i: (i.due_on or date.max, i.title))


def party_rows(agreement: Agreement) -> list[AgreementParty]:
    """Return the parties of an agreement, by code."""
    return list(AgreementParty.objects.visible_to(HOUSE).filter(of=agreement).select_related("member"))


def clause_rows(agreement: Agreement) -> list[AgreementClause]:
    """Return the clauses of an agreement, by number."""
    return list(AgreementClause.objects.visible_to(HOUSE).filter(of=agreement).order_by("number"))


def signature_rows(agreement: Agreement) -> list[Signature]:
    """Return the signatures under an agreement, in the order in which they were set."""
    return list(Signature.objects.visible_to(HOUSE).filter(of=agreement).select_related("member"))


def agreement_facts(agreement: Agreement) -> rules.Facts:
    """Return what the state of an agreement follows from."""
    row = _rows(HOUSE).get(pk=agreement.pk)
    return _facts(row)


def _rows(standing: Standing) -> QuerySet[Agreement]:
    parties = AgreementParty.objects.visible_to(standing).select_related(*WITH_MEMBER)
    seals = Signature.objects.visible_to(standing).select_related("member")
    followers = (
        Agreement.objects.visible_to(standing).filter(relation=Relation.SUPERSEDES).exclude(signed_on_first=None)
    )
    return (
        Agreement.objects.visible_to(standing)
        .select_related("follows")
        .prefetch_related(
            Prefetch("party_rows", parties),
            Prefetch("signatures", seals),
            Prefetch("clauses", AgreementClause.objects.visible_to(standing)),
            Prefetch("followed_by", followers),
        )
    )


def _when(row: Agreement) -> tuple[date, date, datetime]:
    first = row.signed_on_first or date.max
    return first, row.signed_on_last or date.max, row.made_at


def _facts(row: Agreement) -> rules.Facts:
    return rules.Facts(
        text_hash=row.text_hash,
        on_paper=row.on_paper,
        proposed=row.proposed_at is not None,
        parties=tuple(rules.Party(p.member.code, p.event, p.left_on_last) for p in row.party_rows.all()),
        seals=tuple(rules.Sealed(s.member.code, s.text_hash) for s in row.signatures.all()),
        valid_to=row.valid_to_last,
        replaced_on=min((f.signed_on_first for f in row.followed_by.all()), default=None),
    )


def _card(row: Agreement, on: date | None) -> AgreementCard:
    day = on or row.changed_at.date()
    state = rules.agreement_state(_facts(row), day)
    parties = list(row.party_rows.all())
    signed = {s.member.code: s for s in row.signatures.all() if s.text_hash == row.text_hash}
    seals = [
        SealCard(
            member_card(p.member),
            signed[p.member.code].signed_at if p.member.code in signed else None,
            signed[p.member.code].signatory_name if p.member.code in signed else "",
            signed[p.member.code].signatory_title if p.member.code in signed else "",
            signed[p.member.code].illustrative if p.member.code in signed else False,
            signed[p.member.code].pk if p.member.code in signed else None,
        )
        for p in parties
        if not row.on_paper
    ]
    seals.sort(key=lambda s: (s.signed_at is None, s.signed_at.timestamp() if s.signed_at else 0.0, s.member.code))
    return AgreementCard(
        uid=row.pk,
        slug=row.slug,
        circle=row.circle,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        title=row.title,
        title_zh=row.title_zh,
        summary=row.summary,
        summary_zh=row.summary_zh,
        state=state,
        state_label=str(state.label),
        signed_on=row.signed_on,
        valid_to=row.valid_to,
        ends_in_days=rules.expires_soon(row.valid_to_last, row.warn_days_before_end, day)
        if state is AgreementState.IN_FORCE
        else None,
        on_paper=row.on_paper,
        proposed_at=row.proposed_at,
        sign_by=row.sign_by,
        version=row.version,
        text=row.text,
        text_hash=row.text_hash,
        owner=row.owner,
        revision=row.revision,
        follows=row.follows.slug if row.follows else "",
        follows_title=row.follows.title if row.follows else "",
        follows_title_zh=row.follows.title_zh if row.follows else "",
        relation=row.relation,
        relation_label=row.get_relation_display() if row.relation else "",
        parties=tuple(
            PartyCard(member_card(p.member), p.event, p.get_event_display(), p.joined_on, p.left_on, p.left_why)
            for p in parties
        ),
        seals=tuple(seals),
        clauses=tuple(ClauseCard(c.pk, c.number, c.text_zh, c.text) for c in row.clauses.all()),
        source=row.source,
        illustrative=row.illustrative,
    )


def _terms(words: str) -> set[str]:
    found: set[str] = set()
    for word in words.casefold().split()[:WORDS_AT_MOST]:
        if word.isascii():
            if len(word) > 2:
                found.add(word)
        else:
            found.add(word)
            found.update(word[k : k + 2] for k in range(min(len(word) - 1, 40)))
    return found
