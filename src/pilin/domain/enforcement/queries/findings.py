"""Findings as their towns see them: on a list with how far each is, and one with evidence, letter, filing and decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from pilin.domain.enforcement import rules
from pilin.domain.enforcement.enums import FindingState
from pilin.domain.enforcement.models import (
    CustodyStep,
    Decision,
    EnforcementItem,
    Evidence,
    Filing,
    Finding,
    Patrol,
    PieceReceipt,
    TermExtension,
    Transfer,
    TransferPiece,
)
from pilin.domain.enforcement.queries.items import item_for
from pilin.domain.enforcement.queries.pacts import HOUSE
from pilin.domain.enforcement.rules import Keeping
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.enums import AboutLine
from pilin.foundation.cases.models import Case
from pilin.foundation.members.queries import day_of


@dataclass(frozen=True, slots=True)
class Clock:
    """The term of a filing on a day.

    Parameters
    ----------
    end : date
        Its last day, extensions counted.
    days : int
        Calendar days that it has.
    day : int
        Which of them today is; of a decision, the day on which it came.
    late : int
        Days after its end.
    """

    filing: Filing
    end: date
    days: int
    day: int
    late: int
    decided: bool


@dataclass(frozen=True, slots=True)
class FindingCard:
    """A finding on a list."""

    row: Finding
    state: FindingState
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class PieceTold:
    """A piece of evidence with its keeping."""

    row: Evidence
    steps: tuple[CustodyStep, ...]
    keeping: Keeping


@dataclass(frozen=True, slots=True)
class TransferTold:
    """A letter with its list and what the other side said of each piece."""

    row: Transfer
    pieces: tuple[tuple[TransferPiece, PieceReceipt | None], ...]

    @property
    def acknowledged(self) -> bool:
        """Return whether the other side said something of every piece."""
        return all(receipt is not None for _piece, receipt in self.pieces)

    @property
    def counts(self) -> dict[str, int]:
        """Return of how many pieces the other side said what."""
        found: dict[str, int] = {}
        for _piece, receipt in self.pieces:
            if receipt is not None:
                found[receipt.state] = found.get(receipt.state, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class FindingTold:
    """One finding with all that hangs on it, as far as a standing reads it."""

    card: FindingCard
    patrol: Patrol | None
    pieces: tuple[PieceTold, ...]
    transfers: tuple[TransferTold, ...]
    filing: Filing | None
    extensions: tuple[TermExtension, ...]
    decision: Decision | None
    left: EnforcementItem | None  # Zhejiang's item in the matter on the day of the act
    right: EnforcementItem | None  # Shanghai's


def findings(standing: Standing, circle: str) -> QuerySet[Finding]:
    """Return the findings of this town, of its patrols and on its ground."""
    return Finding.objects.visible_to(standing).filter(circle=circle)


def finding_named(standing: Standing, circle: str, uid: UUID) -> Finding | None:
    """Return one finding; None where this standing reads none."""
    return findings(standing, circle).filter(pk=uid).first()


def finding_cards(rows: Iterable[Finding], today: date) -> list[FindingCard]:
    """Return findings with how far each is; a fixed number of queries."""
    held = list(rows)
    keys = [row.pk for row in held]
    sent = set(Transfer.objects.visible_to(HOUSE).filter(finding__in=keys).values_list("finding_id", flat=True))
    open_pieces = set(
        TransferPiece.objects.visible_to(HOUSE)
        .filter(transfer__finding__in=keys, receipts__isnull=True)
        .values_list("transfer__finding_id", flat=True)
    )
    clocks = {
        clock.filing.finding: clock
        for clock in clocks_of(Filing.objects.visible_to(HOUSE).filter(finding__in=keys), today)
    }
    return [
        FindingCard(
            row,
            rules.finding_state(
                sent=row.pk in sent, received=row.pk in sent and row.pk not in open_pieces, filed=row.pk in clocks,
                decided=row.pk in clocks and clocks[row.pk].decided,
            ),
            clocks.get(row.pk),
        )
        for row in held
    ]  # fmt: skip


def clocks_of(filings: Iterable[Filing], today: date) -> list[Clock]:
    """Return the terms of filings on a day; three queries whatever their number."""
    held = list(filings)
    keys = [row.pk for row in held]
    until: dict[UUID, list[date]] = {}
    for filing_id, day in (
        TermExtension.objects.visible_to(HOUSE).filter(filing__in=keys).values_list("filing_id", "until")
    ):
        until.setdefault(filing_id, []).append(day)
    decided = dict(Decision.objects.visible_to(HOUSE).filter(filing__in=keys).values_list("filing_id", "decided_on"))
    clocks = []
    for row in held:
        end, stop = rules.term_end(row.decide_by, until.get(row.pk, [])), decided.get(row.pk) or today
        clocks.append(
            Clock(
                row,
                end,
                (end - row.filed_on).days,
                (stop - row.filed_on).days,
                rules.days_late(end, stop),
                row.pk in decided,
            )
        )
    return clocks  # fmt: skip


def state_of_finding(row: Finding) -> FindingState:
    """Return how far a finding is."""
    return finding_cards([row], day_of(row.acted_at))[0].state


def evidence_of(standing: Standing, row: Finding) -> list[PieceTold]:
    """Return a finding's pieces with their keeping, by number."""
    steps = Prefetch("custody", CustodyStep.objects.visible_to(standing))
    found = []
    for piece in Evidence.objects.visible_to(standing).filter(finding=row).prefetch_related(steps):
        kept = tuple(piece.custody.all())
        found.append(PieceTold(piece, kept, rules.keeping_of(kept)))
    return found


def evidence_named(standing: Standing, circle: str, uid: UUID) -> Evidence | None:
    """Return one piece of evidence; None where this standing reads none."""
    return Evidence.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("finding").first()


def steps_of(piece: Evidence) -> list[CustodyStep]:
    """Return all steps of a piece's keeping, in their order."""
    return list(CustodyStep.objects.visible_to(HOUSE).filter(evidence=piece))


def transfers(standing: Standing, circle: str) -> QuerySet[Transfer]:
    """Return the letters of both sides that this standing reads."""
    return Transfer.objects.visible_to(standing).filter(circle=circle).select_related("finding")


def transfer_named(standing: Standing, circle: str, uid: UUID) -> Transfer | None:
    """Return one letter; None where this standing reads none."""
    return transfers(standing, circle).filter(pk=uid).first()


def transfer_told(standing: Standing, row: Transfer) -> TransferTold:
    """Return a letter with its list and the acknowledgement of each piece."""
    pieces = list(TransferPiece.objects.visible_to(standing).filter(transfer=row))
    said = {
        one.piece_id: one for one in PieceReceipt.objects.visible_to(standing).filter(piece__in=[p.pk for p in pieces])
    }
    return TransferTold(row, tuple((piece, said.get(piece.pk)) for piece in pieces))


def filing_named(standing: Standing, circle: str, uid: UUID) -> Filing | None:
    """Return one filing; None where this standing reads none."""
    return Filing.objects.visible_to(standing).filter(circle=circle, pk=uid).first()


def filings(standing: Standing, circle: str) -> QuerySet[Filing]:
    """Return the filings that this standing reads."""
    return Filing.objects.visible_to(standing).filter(circle=circle)


def decision_of(standing: Standing, filing: Filing) -> Decision | None:
    """Return what was decided; None while it is not."""
    return Decision.objects.visible_to(standing).filter(filing=filing).first()


def clock_of(filing: Filing, today: date) -> Clock:
    """Return the term of one filing on a day."""
    return clocks_of([filing], today)[0]


def item_of(filing: Filing) -> EnforcementItem | None:
    """Return the item by which the competent side punishes: of its own list, as it was on the day of the act."""
    return item_for(filing.circle, filing.owner[:2], filing.matter, filing.acted_on)


def finding_told(standing: Standing, row: Finding, today: date) -> FindingTold:
    """Return one finding with its evidence, letters, filing and decision, and both sides' items in its matter."""
    (card,) = finding_cards([row], today)
    patrol = Patrol.objects.visible_to(standing).filter(pk=row.patrol).first() if row.patrol else None
    filing = Filing.objects.visible_to(standing).filter(finding=row.pk).first()
    letters = tuple(transfer_told(standing, one) for one in Transfer.objects.visible_to(standing).filter(finding=row))
    on = day_of(row.acted_at)
    return FindingTold(
        card, patrol, tuple(evidence_of(standing, row)), letters, filing,
        tuple(TermExtension.objects.visible_to(standing).filter(filing=filing)) if filing else (),
        decision_of(standing, filing) if filing else None, item_for(row.circle, "33", row.matter, on), item_for(row.circle, "31", row.matter, on),
    )  # fmt: skip


def next_finding_number(circle: str, year: int) -> int:
    """Return the number that a circle's next finding of a year gets: both sides name one alike."""
    numbers = Finding.objects.visible_to(HOUSE).filter(circle=circle, year=year).order_by("-number")
    return (numbers.values_list("number", flat=True).first() or 0) + 1


def about_filing(standing: Standing, case: Case) -> list[AboutLine]:
    """Return what a case on the town's desk is about: the finding, and the last day by law."""
    filing = Filing.objects.visible_to(HOUSE).filter(pk=case.about).first() if case.about else None
    if filing is None:
        return []
    readable = Finding.objects.visible_to(standing).filter(pk=filing.finding).exists()
    address = reverse("enforcement:finding", kwargs={"circle": case.circle, "uid": filing.finding})
    zh = not (get_language() or "").startswith("en")
    end = clock_of(filing, filing.filed_on).end
    return [
        AboutLine(gettext_lazy("Finding"), filing.title_zh, address if readable else ""),
        AboutLine(gettext_lazy("Decision due by law"), f"{end} · {filing.clause_zh if zh else filing.clause or filing.clause_zh}"),
    ]  # fmt: skip


def erasable(before: datetime) -> list[Finding]:
    """Return the findings of acts before a moment of which somebody's name or words are still kept."""
    return list(Finding.objects.visible_to(HOUSE).filter(acted_at__lt=before, erased_on__isnull=True))
