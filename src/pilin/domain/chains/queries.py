"""Reads: chains and clusters in sight, the links of a firm, needs with their introductions, and contacts both agreed to pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pilin.domain.chains import rules
from pilin.domain.chains.enums import ASK_AFTER_DAYS, OUTCOMES, Counted, Course, LinkSide, OrganisationKind, Position
from pilin.domain.chains.models import (
    Activity,
    Cluster,
    ClusterFirm,
    ClusterPart,
    ContactCard,
    Introduction,
    IntroductionWord,
    LinkWord,
    Need,
    Organisation,
    OrganisationFirm,
    Recognition,
    Reported,
    SupplyAmount,
    SupplyLink,
)
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.queries import enterprises
from pilin.engine.base import canonical_number
from pilin.engine.chain import Knowledge, Stage, StageClaim, StageFinding, load_knowledge, weigh_claims
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import day_of
from pilin.foundation.notices.enums import WorkItem, WorkKind
from pilin.foundation.observations.queries import Reading, newest_of

HOUSE = Standing.machine("chains")


@cache
def knowledge() -> Knowledge:
    """Return the shipped knowledge of products, read once a process."""
    return load_knowledge()


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year and which forms of meeting were held in it."""

    year: int
    number: int
    held: tuple[Activity, ...]
    missing: tuple[Activity, ...]  # forms due in it of which none was held; empty while the quarter runs
    due: int
    over: bool


@dataclass(frozen=True, slots=True)
class ReportedTold:
    """A published figure: what it is about, and the newest reading of its series; None where there is none in sight."""

    row: Reported
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class BranchTold:
    """A branch with the organisations below it and the firms in sight it coordinates."""

    branch: Organisation
    organisations: tuple[Organisation, ...]
    firms: tuple[OrganisationFirm, ...]


@dataclass(frozen=True, slots=True)
class TreeTold:
    """A committee with its branches, and what was published of the whole."""

    committee: Organisation
    branches: tuple[BranchTold, ...]
    reported: tuple[ReportedTold, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many branches, organisations and firms are recorded here."""
        return {
            "branches": len(self.branches),
            "organisations": sum(len(one.organisations) for one in self.branches),
            "firms": sum(len(one.firms) for one in self.branches),
            "with_organisation": sum(f.organisation_id is not None for one in self.branches for f in one.firms),
        }


@dataclass(frozen=True, slots=True)
class ClusterTold:
    """A cluster with its firms in sight, what was reported of it, its titles, and its year of meetings."""

    cluster: Cluster
    firms: tuple[ClusterFirm, ...]
    reported: tuple[ReportedTold, ...]
    recognitions: tuple[Recognition, ...]
    parts: tuple[ClusterPart, ...]
    quarters: tuple[Quarter, ...]
    forms: tuple[Activity, ...]

    @property
    def by_position(self) -> dict[str, list[ClusterFirm]]:
        """Return the firms by position, the leading one first, then along the chain."""
        groups = {position.value: [one for one in self.firms if one.position == position] for position in Position}
        return {position: rows for position, rows in groups.items() if rows}


@dataclass(frozen=True, slots=True)
class LinkTold:
    """A supply link in sight, with each side's newest word and, for its owner, the exact amount."""

    link: SupplyLink
    words: dict[str, LinkWord]  # by side
    amount: SupplyAmount | None

    @property
    def denied(self) -> bool:
        """Return whether one side says it does not hold."""
        return any(not word.holds for word in self.words.values())


@dataclass(frozen=True, slots=True)
class IntroductionTold:
    """An introduction with what both sides said, and the contacts this standing may read."""

    introduction: Introduction
    words: tuple[IntroductionWord, ...]
    course: Course
    cards: dict[str, ContactCard]  # by side; the other side's only when both agree
    speaks: tuple[str, ...]  # the sides this standing speaks for


def _firm_rows(standing: Standing, circle: str) -> QuerySet[Enterprise]:
    """Return the firms in sight, those that a person speaks for among them."""
    return rows_or_own(standing, Enterprise, Q(pk__in=standing.firms)).filter(circle=circle)


def rows_or_own(standing: Standing, model: Any, own: Q) -> QuerySet[Any]:
    """Return the rows this standing may read, and beside them those of the firms it speaks for, which ``own`` tells."""
    if not standing.firms:
        rows: QuerySet[Any] = model.objects.visible_to(standing)
        return rows
    both: QuerySet[Any] = model.objects.visible_to(HOUSE).filter(model.visibility(standing) | own)
    return both


def _seen(standing: Standing, circle: str) -> Any:
    """Return the keys of the firms in sight: what hangs on a firm nobody may read is not shown either."""
    return _firm_rows(standing, circle).values("pk")


def firms(standing: Standing, circle: str) -> QuerySet[Enterprise]:
    """Return the firms in sight that a register in sight names."""
    return enterprises(standing, circle)


def firm_named(standing: Standing, circle: str, text: str) -> Enterprise | None:
    """Return the one firm of this uid, code or name; None where none or several are."""
    rows = _firm_rows(standing, circle)
    wanted = text.strip()
    try:
        return rows.filter(pk=UUID(wanted)).first()
    except ValueError:
        pass
    named = Q(name_zh__iexact=wanted) | Q(name__iexact=wanted)
    code = canonical_number(wanted)
    if len(code) == 18:
        named |= Q(uscc=code)
    found = list(rows.filter(named)[:2])
    if not found:
        found = list(rows.filter(Q(name_zh__icontains=wanted) | Q(name__icontains=wanted))[:2]) if wanted else []
    return found[0] if len(found) == 1 else None


def only_firm(standing: Standing, circle: str) -> Enterprise | None:
    """Return the firm a person speaks for in a circle, where it is one alone: nobody need name it then."""
    found = list(Enterprise.objects.visible_to(HOUSE).filter(circle=circle, pk__in=standing.firms)[:2])
    return found[0] if len(found) == 1 else None


def clusters(standing: Standing, circle: str) -> QuerySet[Cluster]:
    """Return the clusters and alliances in sight."""
    return Cluster.objects.visible_to(standing).filter(circle=circle).select_related("leader")


def cluster_named(standing: Standing, circle: str, slug: str) -> Cluster | None:
    """Return a cluster; None where this standing may not read it."""
    return clusters(standing, circle).filter(slug=slug).first()


def cluster_told(standing: Standing, cluster: Cluster, on: date) -> ClusterTold:
    """Return a cluster as of a day, with the four quarters that end with the running one."""
    rows = (
        ClusterFirm.objects.visible_to(standing)
        .filter(_in_force(on, "since", "until"), cluster=cluster, enterprise__in=_seen(standing, cluster.circle))
        .select_related("enterprise")
    )
    activities = list(Activity.objects.visible_to(standing).filter(cluster=cluster))
    forms = tuple(one for one in activities if one.held_on is None)
    return ClusterTold(
        cluster,
        tuple(rows),
        tuple(reported_of(standing, cluster=cluster)),
        tuple(Recognition.objects.visible_to(standing).filter(cluster=cluster)),
        tuple(ClusterPart.objects.visible_to(standing).filter(cluster=cluster)),
        tuple(_quarters(forms, activities, on)) if forms else (),
        forms,
    )


def _quarters(forms: Sequence[Activity], activities: Iterable[Activity], on: date) -> Iterable[Quarter]:
    """Yield the four quarters up to the running one: each form is due once in each since it is kept."""
    running = _quarter(on)
    for number in range(running - 3, running + 1):
        held = tuple(one for one in activities if one.held_on is not None and _quarter(one.held_on) == number)
        was = {one.form_zh for one in held}
        due = [form for form in forms if _quarter(day_of(form.made_at)) <= number]
        over = number < running
        missing = tuple(form for form in due if over and form.form_zh not in was)
        yield Quarter(number // 4, number % 4 + 1, held, missing, len(due), over)


def _quarter(day: date) -> int:
    """Return which quarter a day lies in, counted from the year 0."""
    return day.year * 4 + (day.month - 1) // 3


def stages_in_conflict(rows: Iterable[ReportedTold]) -> StageFinding | None:
    """Return what two reports say of the same figure where they count different positions; None where they agree."""
    claims = [
        StageClaim(one.row.source, str(one.row.series), frozenset(Stage(part) for part in one.row.stages.split(",")))
        for one in rows
        if one.row.stages
    ]
    finding = weigh_claims(claims) if claims else None
    return finding if finding is not None and finding.conflict else None


def reported_of(
    standing: Standing, *, firm: Enterprise | None = None, cluster: Cluster | None = None
) -> list[ReportedTold]:
    """Return what was published of a firm or of a cluster: each with the newest figure of its series in sight."""
    rows = Reported.objects.visible_to(standing).filter(organisation=None, enterprise=firm, cluster=cluster)
    return _with_readings(standing, rows)


def _with_readings(standing: Standing, rows: QuerySet[Reported]) -> list[ReportedTold]:
    found = list(rows.select_related("series"))
    newest = newest_of(standing, [row.series for row in found])
    return [ReportedTold(row, newest.get(row.series_id)) for row in found]


def organisation_trees(standing: Standing, circle: str) -> list[TreeTold]:
    """Return the committees in sight, each with its branches, their organisations and firms, and what was published."""
    rows = list(Organisation.objects.visible_to(standing).filter(circle=circle).select_related("cluster"))
    placed = OrganisationFirm.objects.visible_to(standing).filter(circle=circle, enterprise__in=_seen(standing, circle))
    firms: dict[UUID, list[OrganisationFirm]] = defaultdict(list)
    for one in placed.select_related("enterprise"):
        firms[one.branch_id].append(one)
    reported: dict[UUID | None, list[ReportedTold]] = defaultdict(list)
    for told in _with_readings(standing, Reported.objects.visible_to(standing).filter(organisation__in=rows)):
        reported[told.row.organisation_id].append(told)
    below: dict[UUID | None, list[Organisation]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)
    return [
        TreeTold(
            committee,
            tuple(BranchTold(b, tuple(below[b.pk]), tuple(firms[b.pk])) for b in below[committee.pk]),
            tuple(reported[committee.pk]),
        )
        for committee in rows
        if committee.kind == OrganisationKind.COMMITTEE
    ]


def _in_force(on: date, starts: str, ends: str) -> Q:
    """Return the condition that a row is in force on a day; a bound nobody knows is no bound."""
    begun = Q(**{f"{starts}_first__isnull": True}) | Q(**{f"{starts}_first__lte": on})
    return begun & (Q(**{f"{ends}_last__isnull": True}) | Q(**{f"{ends}_last__gte": on}))


def links(standing: Standing, circle: str, on: date) -> QuerySet[SupplyLink]:
    """Return the supply links in force on a day between firms in sight."""
    seen = _seen(standing, circle)
    return SupplyLink.objects.visible_to(standing).filter(
        _in_force(on, "from_on", "to_on"), circle=circle, seller__in=seen, buyer__in=seen
    )


def link_named(standing: Standing, circle: str, uid: UUID) -> SupplyLink | None:
    """Return a supply link; None where this standing may not read it."""
    return (
        SupplyLink.objects.visible_to(standing).filter(circle=circle, pk=uid).select_related("seller", "buyer").first()
    )


def links_told(standing: Standing, rows: Iterable[SupplyLink]) -> list[LinkTold]:
    """Return links with each side's newest word and the amounts this standing may read; three queries for all."""
    rows = list(rows)
    words: dict[UUID, dict[str, LinkWord]] = defaultdict(dict)
    for word in LinkWord.objects.visible_to(standing).filter(link__in=rows):
        words[word.link_id][word.side] = word
    amounts = {one.link_id: one for one in SupplyAmount.objects.visible_to(standing).filter(link__in=rows)}
    return [LinkTold(row, words.get(row.pk, {}), amounts.get(row.pk)) for row in rows]


def links_of(standing: Standing, circle: str, firm: Enterprise, on: date) -> list[LinkTold]:
    """Return the links of a firm in force on a day, sales first."""
    rows = links(standing, circle, on).filter(Q(seller=firm) | Q(buyer=firm)).select_related("seller", "buyer")
    return sorted(links_told(standing, rows), key=lambda told: told.link.buyer_id == firm.pk)


def recorded_of(what: str, told: Iterable[LinkTold], firm: Enterprise, provinces: Mapping[str, str]) -> int | None:
    """Return how many of what a report counts are recorded in a firm's links; None where links do not count it.

    ``provinces`` is by the town that keeps a firm; a firm whose province nobody knows is on no bank.
    """
    told = list(told)
    sellers = {one.link.seller_id: one.link.seller for one in told if one.link.buyer_id == firm.pk}
    buyers = {one.link.buyer_id for one in told if one.link.seller_id == firm.pk}
    match what:
        case Counted.SUPPLIERS:
            return len(sellers)
        case Counted.CUSTOMERS:
            return len(buyers)
        case Counted.PARTNERS:
            return len(sellers.keys() | buyers)
        case Counted.SUPPLIERS_ACROSS:
            home = provinces.get(firm.owner)
            return sum(home is not None and provinces.get(row.owner, home) != home for row in sellers.values())
    return None


def needs(standing: Standing, circle: str) -> QuerySet[Need]:
    """Return the needs and offers in sight, newest first."""
    seen = _seen(standing, circle)
    rows = rows_or_own(standing, Need, Q(enterprise__in=standing.firms)).filter(circle=circle, enterprise__in=seen)
    return rows.select_related("enterprise")


def need_named(standing: Standing, circle: str, uid: UUID) -> Need | None:
    """Return a need; None where this standing may not read it."""
    return needs(standing, circle).filter(pk=uid).first()


def introductions(standing: Standing, circle: str) -> QuerySet[Introduction]:
    """Return the introductions in sight, newest first: those of this town's firms, or of the firms a person speaks for."""
    own = Q(need__enterprise__in=standing.firms) | Q(partner__in=standing.firms)
    rows = rows_or_own(standing, Introduction, own).filter(circle=circle)
    return rows.select_related("need__enterprise", "partner")


def introduction_named(standing: Standing, circle: str, uid: UUID) -> Introduction | None:
    """Return an introduction; None where this standing may not read it."""
    return introductions(standing, circle).filter(pk=uid).first()


def introductions_told(standing: Standing, rows: Iterable[Introduction]) -> list[IntroductionTold]:
    """Return introductions with their words and, where both agree, the contacts; two queries for all."""
    rows = list(rows)
    words: dict[UUID, list[IntroductionWord]] = defaultdict(list)
    reader = HOUSE if standing.firms else standing  # the rows are in sight: so are the words of their sides
    for word in IntroductionWord.objects.visible_to(reader).filter(introduction__in=rows):
        words[word.introduction_id].append(word)
    cards: dict[UUID, dict[str, ContactCard]] = defaultdict(dict)
    for card in ContactCard.objects.visible_to(HOUSE).filter(introduction__in=rows):  # who may read one: decided below
        cards[card.introduction_id][card.side] = card
    return [_told(standing, row, tuple(words[row.pk]), cards[row.pk]) for row in rows]


def _told(
    standing: Standing, row: Introduction, words: tuple[IntroductionWord, ...], cards: dict[str, ContactCard]
) -> IntroductionTold:
    course = rules.course_of(words)
    speaks = tuple(side for side in LinkSide.values if rules.may_speak(standing, rules.side_firm(row, side)))
    passed = course not in (Course.ASKED, Course.ONE, Course.DECLINED)
    seen = {side: card for side, card in cards.items() if side in speaks or (passed and speaks)}
    return IntroductionTold(row, words, course, seen, speaks)


def waits(told: IntroductionTold) -> bool:
    """Return whether an introduction waits for a word of a side this standing speaks for."""
    if told.course in (Course.ASKED, Course.ONE):
        said = {one.side for one in told.words}
        return any(side not in said for side in told.speaks)
    if told.course is Course.HALF:
        ended = {one.side for one in told.words if one.word in OUTCOMES}
        return any(side not in ended for side in told.speaks)
    return told.course in (Course.TALKING, Course.DISAGREE) and bool(told.speaks)


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return the introductions that wait for a word of this person's town."""
    if not standing.signed_in or not (standing.holds(Role.CLERK) or standing.firms):
        return []
    work = []
    own = Enterprise.objects.visible_to(HOUSE).filter(pk__in=standing.firms).values_list("circle", flat=True)
    for circle in sorted(standing.circles | standing.observes | set(own)):
        for told in introductions_told(standing, introductions(standing, circle)):
            if not waits(told) or (told.course is Course.TALKING and _fresh(told, on)):
                continue
            row = told.introduction
            verb = _("Answer") if told.course in (Course.ASKED, Course.ONE) else _("Say what came of it")
            url = f"/c/{circle}/chains/introductions/{row.pk}/"
            work.append(WorkItem(WorkKind.RAISED, row.need.text, str(told.course.label), url, None, verb))
    return work


def _fresh(told: IntroductionTold, on: date) -> bool:
    """Return whether both agreed less than a month ago: nobody is asked at once what came of it."""
    return (on - day_of(told.words[-1].made_at)).days < ASK_AFTER_DAYS


def words_of(introduction: Introduction) -> list[IntroductionWord]:
    """Return all that was said to an introduction, for the rules."""
    return list(IntroductionWord.objects.visible_to(HOUSE).filter(introduction=introduction))


def tally_of_products(rows: Iterable[Enterprise]) -> dict[str, dict[str, int]]:
    """Return how many of these firms name each product that the knowledge has, by its key and town."""
    known = knowledge()
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        for key in {key for name in row.products if (key := known.find(name))}:
            found[key][row.owner] += 1
    return {key: dict(towns) for key, towns in found.items()}
