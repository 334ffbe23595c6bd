"""Reads: firms with every record that bears on a count, what they come to by town, and a count counted again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from pilin.domain.chains.models import LinkWord
from pilin.domain.chains.queries import links
from pilin.domain.enterprises.enums import FigureKind
from pilin.domain.enterprises.models import GroupFigure
from pilin.domain.enterprises.queries import enterprises
from pilin.domain.observatory import rules
from pilin.domain.observatory.enums.counts import LARGEST_LIVE
from pilin.domain.observatory.models import AttestedCount, FirmWord, Indicator, IndicatorInput
from pilin.domain.observatory.rules import Asked, Revenue, Saying, Tally
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import members_on

Ask = tuple[str, str, str]  # what is counted, out of what, of which place


@dataclass(frozen=True, slots=True)
class Records:
    """The firms of a circle that a standing may read, each once, with what is recorded of it on a day."""

    on: date
    provinces: tuple[str, ...]
    firms: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Recount:
    """An attested count counted again, of the same day, over what every town of the circle may read by now."""

    attested: AttestedCount
    towns: dict[str, Tally]
    digest: str

    @property
    def same(self) -> bool:
        """Return whether every firm gives the answers it gave then."""
        return self.digest == self.attested.digest

    @property
    def then(self) -> Tally:
        """Return the numbers as they were attested, over all towns."""
        return sum((Tally(**one) for one in self.attested.towns.values()), Tally())

    @property
    def now(self) -> Tally:
        """Return the numbers as they come out now, over all towns."""
        return sum(self.towns.values(), Tally())


def reader_of(circle: str) -> Standing:
    """Return a standing that reads what every town of the circle may read, and nothing that one town keeps to itself."""
    return Standing.circle_reader(circle, "observatory")


def too_many(standing: Standing, circle: str) -> bool:
    """Return whether there are more firms in sight than a page counts while one waits."""
    return enterprises(standing, circle).order_by()[LARGEST_LIVE:].exists()


def records_of_firms(standing: Standing, circle: str, on: date) -> Records:
    """Return the firms in sight with what bears on the counts; a fixed number of questions.

    A code that two towns keep is one firm: the row made first, with what is recorded of either.
    """
    rows = list(
        enterprises(standing, circle)
        .order_by("made_at", "uid")
        .values_list("pk", "owner", "uscc", "industry", "founded_on_first", "founded_on_last", "division", "illustrative")
    )  # fmt: skip
    by_code: dict[str, UUID] = {}
    same: dict[UUID, UUID] = {}
    for pk, _owner, uscc, *_more in rows:
        same[pk] = by_code.setdefault(uscc, pk) if uscc else pk
    partners = _partners(standing, circle, on, same)
    sayings = _sayings(standing, circle, on, same)
    revenues = _revenues(standing, circle, on, same)
    firms = [
        Asked(
            str(pk), owner, industry, (first, last) if first else None, division, illustrative, tuple(partners[pk]), sayings[pk],
            revenues.get(pk),
        )
        for pk, owner, _uscc, industry, first, last, division, illustrative in rows
        if same[pk] == pk
    ]  # fmt: skip
    provinces = sorted({card.code[:2] for card in members_on(standing, circle, on)})
    return Records(on, tuple(provinces), tuple(firms))


def counted(told: Records, asks: Mapping[str, Ask]) -> dict[str, Tally]:
    """Return the numbers of each town asked for: without a whole, of how many firms it holds."""
    answers: dict[str, list[tuple[rules.Word, rules.Word]]] = {town: [] for town in asks}
    for firm in told.firms:
        if firm.town in asks:
            answers[firm.town].append(_answer(told, firm, asks[firm.town]))
    return {town: rules.tally_of(given) for town, given in answers.items()}


def counts_of(standing: Standing, circle: str, ask: Ask, on: date) -> dict[str, Tally]:
    """Return one count of each town of the circle, over what this standing may read."""
    told = records_of_firms(standing, circle, on)
    return counted(told, {card.code: ask for card in members_on(standing, circle, on)})


def digest_of(told: Records, asks: Mapping[str, Ask]) -> str:
    """Return the SHA-256 of the day, what was asked, and every firm with its two answers: anyone who reads them gets it."""
    said = {None: "?", True: "1", False: "0"}
    lines = [f"{firm.uid} {''.join(said[word] for word in _answer(told, firm, asks[firm.town]))}" for firm in told.firms if firm.town in asks]  # fmt: skip
    head = [f"{told.on.isoformat()} {' '.join(told.provinces)}", *(f"{town} {' '.join(ask)}" for town, ask in sorted(asks.items()))]  # fmt: skip
    return hashlib.sha256("\n".join([*head, *sorted(lines)]).encode()).hexdigest()


def made_up(told: Records, asks: Mapping[str, Ask]) -> int:
    """Return how many of the firms asked are illustrative."""
    return sum(firm.illustrative for firm in told.firms if firm.town in asks)


def asks_of(inputs: Iterable[IndicatorInput]) -> dict[str, Ask]:
    """Return what is asked of the firms of each town whose part is counted."""
    return {one.town.code: (one.count, one.whole, one.place) for one in inputs if one.counted}


def recounted(standing: Standing, attested: AttestedCount) -> Recount | None:
    """Return an attested count counted again; None for whoever does not read what the towns of the circle read."""
    if not (standing.sees_all or attested.circle in standing.circles | standing.observes):
        return None
    told = records_of_firms(reader_of(attested.circle), attested.circle, attested.counted_on)
    asks: dict[str, Ask] = {town: (one[0], one[1], one[2]) for town, one in attested.counts.items()}
    return Recount(attested, counted(told, asks), digest_of(told, asks))


def attested_named(standing: Standing, indicator: Indicator, uid: UUID) -> AttestedCount | None:
    """Return an attested count of an indicator; None where this standing may not read it."""
    return AttestedCount.objects.visible_to(standing).filter(indicator=indicator, pk=uid).first()


def numbers(tally: Tally) -> dict[str, int]:
    """Return the numbers of a tally as they are kept."""
    return asdict(tally)


def _answer(told: Records, firm: Asked, ask: Ask) -> tuple[rules.Word, rules.Word]:
    part, whole, place = ask
    prefixes = rules.prefixes_of(place, firm.town, told.provinces)
    if part and whole:
        return rules.part_of_whole(firm, part, whole, prefixes, told.on)
    return True, rules.answered(firm, part or whole, prefixes, told.on)


def _kept(same: Mapping[UUID, UUID], *keys: UUID | None) -> UUID | None:
    """Return the firm in sight that a row speaks of: the one it was merged into first, as far as that is in sight."""
    return next((same[key] for key in keys if key is not None and key in same), None)


MERGED = ("merged_into__merged_into", "merged_into", "pk")


def _partners(
    standing: Standing, circle: str, on: date, same: Mapping[UUID, UUID]
) -> dict[UUID, list[tuple[str, rules.Word]]]:
    ends = [f"{side}__{name}" for side in ("seller", "buyer") for name in (*MERGED, "division", "owner")]
    rows = links(standing, circle, on)
    denied: dict[tuple[UUID, str], bool] = {}
    words = LinkWord.objects.visible_to(standing).filter(link__in=rows.order_by().values("pk"))
    for link, side, holds in words.order_by("made_at", "uid").values_list("link_id", "side", "holds"):
        denied[link, side] = not holds
    no = {link for (link, _side), says_no in denied.items() if says_no}
    found: dict[UUID, list[tuple[str, rules.Word]]] = defaultdict(list)
    spans = ("from_on_first", "from_on_last", "to_on_first", "to_on_last")
    for pk, begun, begun_last, over, over_last, *both in rows.values_list("pk", *spans, *ends):
        sure = None if pk in no else rules.in_force((begun, begun_last) if begun else None, (over, over_last) if over else None, on)  # fmt: skip
        (seller, from_place), (buyer, to_place) = (
            (_kept(same, *keys), division or owner) for *keys, division, owner in (both[:5], both[5:])
        )
        if seller == buyer:
            continue
        if seller:
            found[seller].append((to_place, sure))
        if buyer:
            found[buyer].append((from_place, sure))
    return found


def _sayings(
    standing: Standing, circle: str, on: date, same: Mapping[UUID, UUID]
) -> dict[UUID, dict[str, Sequence[Saying]]]:
    """Return the newest word on each question and place that holds on the day, surely."""
    rows = FirmWord.objects.visible_to(standing).filter(circle=circle, valid_from_first__lte=on).order_by("made_at", "uid")  # fmt: skip
    newest: dict[UUID, dict[tuple[str, str], Saying]] = defaultdict(dict)
    ends = [f"enterprise__{name}" for name in MERGED]
    spans = ("valid_from_first", "valid_from_last", "valid_to_first", "valid_to_last")
    for about, holds, place, begun, begun_last, over, over_last, *keys in rows.values_list("about", "holds", "place", *spans, *ends):  # fmt: skip
        firm = _kept(same, *keys)
        if firm and rules.in_force((begun, begun_last), (over, over_last) if over else None, on):
            newest[firm][about, place] = Saying(holds, place)
    found: dict[UUID, dict[str, Sequence[Saying]]] = defaultdict(dict)
    for firm, said in newest.items():
        by_question: dict[str, list[Saying]] = defaultdict(list)
        for (about, _place), one in said.items():
            by_question[about].append(one)
        found[firm] = dict(by_question)
    return found


def _revenues(standing: Standing, circle: str, on: date, same: Mapping[UUID, UUID]) -> dict[UUID, Revenue]:
    """Return the newest yearly revenue of each firm by itself; what a group has as a whole is no firm's."""
    rows = GroupFigure.objects.visible_to(standing).filter(
        circle=circle, kind=FigureKind.REVENUE, unit="CNY", entity__isnull=False, year__lt=on.year
    )
    ends = [f"entity__enterprise__{name}" for name in MERGED]
    found: dict[UUID, Revenue] = {}
    for year, value, comparator, *keys in rows.order_by("year", "made_at", "uid").values_list("year", "value", "comparator", *ends):  # fmt: skip
        firm = _kept(same, *keys)
        if firm:
            found[firm] = Revenue(year, Decimal(value), comparator)
    return found
