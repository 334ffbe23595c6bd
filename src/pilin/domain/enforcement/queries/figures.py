"""How a town's filed findings went between two days: decided, within the term, sent across."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilin.domain.enforcement.models import Filing, PieceReceipt, Transfer
from pilin.domain.enforcement.queries.findings import clocks_of
from pilin.foundation.access.standing import Standing


@dataclass(frozen=True, slots=True)
class TermFigures:
    """Counts of the filings of a town from one day to another, as they stand on the last of them.

    Parameters
    ----------
    filed, decided : int
    in_term : int
        Decided not later than the term, extensions counted.
    over : int
        Not decided, and the term is over.
    sent, received : int
        Letters to and from other towns in these days.
    missing : int
        Pieces of its letters that the other side did not find.
    """

    filed: int
    decided: int
    in_term: int
    over: int
    sent: int
    received: int
    missing: int


def term_figures(standing: Standing, circle: str, town: str, first: date, on: date) -> TermFigures:
    """Return how a town's filed findings went, from rows that this standing reads; a fixed number of queries."""
    rows = Filing.objects.visible_to(standing).filter(circle=circle, owner=town, filed_on__range=(first, on))
    clocks = clocks_of(rows, on)
    letters = Transfer.objects.visible_to(standing).filter(circle=circle, sent_at__date__range=(first, on))
    missing = PieceReceipt.objects.visible_to(standing).filter(
        circle=circle, state="missing", piece__owner=town, at__date__range=(first, on)
    )
    return TermFigures(
        filed=len(clocks),
        decided=sum(one.decided for one in clocks),
        in_term=sum(one.decided and not one.late for one in clocks),
        over=sum(not one.decided and one.late > 0 for one in clocks),
        sent=letters.filter(owner=town).count(),
        received=letters.filter(to_town=town).count(),
        missing=missing.count(),
    )
