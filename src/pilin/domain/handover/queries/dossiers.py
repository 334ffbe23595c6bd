"""A handover as it stands: who hands over to whom, what is compiled, read and sealed, and what that means for the chair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.handover import rules
from pilin.domain.handover.enums import SECTIONS, HandoverState, Side
from pilin.domain.handover.models import Closing, Dossier, DossierSeal, Handover, Rotation, SectionReading
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.members import queries as members
from pilin.foundation.members.queries import MemberCard
from pilin.foundation.notices.enums import WorkItem, WorkKind

MACHINE = Standing.machine("handover")


@dataclass(frozen=True, slots=True)
class Parties:
    """Who hands over to whom after a year's turn."""

    outgoing: str
    incoming: str
    ends_on: date  # last day of the turn that ends
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a dossier, frozen or as it would be compiled now."""

    key: str
    title_zh: str
    title: str
    count: int | None  # lines; None before the first compilation
    rows: tuple[dict[str, Any], ...] | None  # None where this standing may not read them
    totals: tuple[dict[str, str], ...]
    read_at: datetime | None
    reader_name: str

    @property
    def read(self) -> bool:
        """Return whether the incoming town has read it as it stands."""
        return self.read_at is not None


@dataclass(frozen=True, slots=True)
class View:
    """A handover with everything a page or a program says of it."""

    circle: str
    year: int
    outgoing: MemberCard
    incoming: MemberCard
    ends_on: date
    handover: Handover | None
    version: int | None
    as_of: date | None
    text_hash: str
    dossier: Dossier | None  # None where this standing may not read it
    versions: tuple[Dossier, ...]
    sections: tuple[SectionView, ...]
    seals: dict[str, DossierSeal]  # side → the seal of a chair that stands
    stead: tuple[DossierSeal, ...]  # seals of towns that stand in for a chair
    electors: tuple[str, ...]  # who may stand in: the members, once it is late; empty before
    lapsed: tuple[DossierSeal, ...]
    state: HandoverState
    days_left: int  # to the last day of the turn; negative when it is over
    illustrative: bool

    @property
    def read_count(self) -> int:
        """Return how many sections are read as they stand."""
        return sum(section.read for section in self.sections)

    @property
    def unread(self) -> int:
        """Return how many sections are not."""
        return len(self.sections) - self.read_count

    @property
    def signed(self) -> set[str]:
        """Return the sides for which a seal stands, of the chair itself or of those who stand in."""
        own = [rule_seal(seal) for seal in (*self.seals.values(), *self.stead)]
        return rules.standing_seals(self.text_hash, own, self.outgoing.code, self.incoming.code)

    @property
    def stood_in(self) -> tuple[str, ...]:
        """Return the towns that signed in a chair's stead."""
        return tuple(seal.owner for seal in self.stead)

    @property
    def outgoing_signed(self) -> bool:
        """Return whether the town that hands over has sealed the dossier that counts."""
        return Side.OUTGOING in self.seals

    @property
    def incoming_signed(self) -> bool:
        """Return whether the town that takes over has sealed it."""
        return Side.INCOMING in self.seals

    @property
    def closing(self) -> Closing | None:
        """Return the closing of the year that counts."""
        return last_closing(self.handover)

    @property
    def late(self) -> bool:
        """Return whether the turn is over and the handover is not signed: the old town is acting, and only calls meetings."""
        return self.days_left < 0 and self.state != HandoverState.SIGNED

    @property
    def takes_over_on(self) -> date:
        """Return the first day of the incoming town's turn."""
        return self.ends_on + timedelta(days=1)

    @property
    def changed_since(self) -> tuple[str, ...]:
        """Return the sections that were read once and have changed since."""
        if self.handover is None:
            return ()
        once = {r.key for r in self.handover.readings.all()}
        return tuple(s.key for s in self.sections if s.key in once and not s.read)


def parties_of(circle: str, year: int) -> Parties | None:
    """Return who hands over to whom after the turn of a year; None where either is not known, or a host just passes on."""
    if not members.hands_over(circle):
        return None
    turns = {turn.year: turn for turn in members.all_turns(circle, year, year + 1)}
    if year not in turns or year + 1 not in turns or not turns[year].settled:
        return None
    ends, begins = turns[year], turns[year + 1]
    return Parties(ends.code, begins.code, ends.ends_on, ends.illustrative or begins.illustrative)


def handover_row(standing: Standing, circle: str, year: int) -> Handover | None:
    """Return a handover with all its rows that this standing may read, None where there is none."""
    return _rows(standing).filter(circle=circle, year=year).first()


def dossier_of(standing: Standing, circle: str, year: int, on: date) -> View | None:
    """Return the handover after a year's turn, or None where nobody knows who hands over to whom.

    Everyone sees how far it is and how long each section; the lines, which name people, only the circle.
    """
    row = handover_row(standing, circle, year)
    parties = parties_of(circle, year)
    if parties is None:
        return None
    if row is not None:
        parties = Parties(row.outgoing.code, row.incoming.code, parties.ends_on, row.illustrative)
    return _view(circle, year, parties, row, members.member_cards(standing), on)


def handovers_of(standing: Standing, circle: str, on: date) -> list[View]:
    """Return the handovers of a circle, newest first: those begun, and the one that comes next."""
    if not members.hands_over(circle):
        return []
    cards = members.member_cards(standing)
    turns = {turn.year: turn for turn in members.all_turns(circle, 1900, on.year + 1)}
    rows = {row.year: row for row in _rows(standing).filter(circle=circle)}
    found = []
    for year, turn in sorted(turns.items(), reverse=True):
        after = turns.get(year + 1)
        row = rows.get(year)
        if after is None or not turn.settled or (row is None and turn.ends_on < on and after.settled):
            continue
        codes = (row.outgoing.code, row.incoming.code) if row else (turn.code, after.code)
        made_up = row.illustrative if row else turn.illustrative or after.illustrative
        found.append(_view(circle, year, Parties(*codes, turn.ends_on, made_up), row, cards, on))
    return found


def acting_chair(standing: Standing, circle: str, on: date) -> MemberCard | None:
    """Return the town that acts while a handover is late; None while somebody is in the chair, and for mere hosts."""
    if not members.hands_over(circle):
        return None
    turns = [
        rules.Turn(turn.code, turn.starts_on, turn.ends_on)
        for turn in members.all_turns(circle, 1900, on.year)
        if turn.settled
    ]
    return members.member_cards(standing).get(rules.acting_on(turns, on))


def compiled_now(standing: Standing, circle: str, on: date) -> list[dict[str, Any]]:
    """Return every section as it would be frozen now."""
    return [rules.frozen(section, section.query(standing, circle, on)) for section in SECTIONS]


def last_closing(row: Handover | None) -> Closing | None:
    """Return the newest closing of the year under a handover; None before the first."""
    found = list(row.closings.all()) if row else []
    return found[-1] if found else None


def electors_of(circle: str, ends_on: date) -> tuple[str, ...]:
    """Return the members of the last day of a turn: more than half of the others may stand in for a chair."""
    return tuple(sorted(town.code for town in members.members_on(MACHINE, circle, ends_on)))


def rule_seal(seal: DossierSeal) -> rules.Seal:
    """Return a seal as rules read it."""
    return rules.Seal(seal.side, seal.text_hash, seal.owner, tuple(seal.term.get("members", ())))


def names_of(standing: Standing) -> dict[str, str]:
    """Return the Chinese names of members by code."""
    return {code: card.name_zh for code, card in members.member_cards(standing).items()}


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for a person in a handover: sections to read, a seal to set."""
    if not standing.signed_in or not standing.member:
        return []
    found = []
    for view in _mine(standing, on):
        url = reverse("handover:dossier", kwargs={"circle": view.circle, "year": view.year})
        title = _("Handover dossier %(year)s") % {"year": view.year}
        shared: dict[str, Any] = {
            "title": title,
            "url": url,
            "due_on": view.ends_on,
            "overdue_days": max(0, -view.days_left),
        }
        if may_sign(standing, view):
            detail = _("Version %(n)s") % {"n": view.version}
            found.append(WorkItem(kind=WorkKind.TO_SIGN, detail=detail, verb=_("Check and sign"), **shared))
        elif view.unread and view.incoming.code == standing.member and standing.holds(Role.SECRETARY):
            detail = _("%(n)s sections to read") % {"n": view.unread}
            found.append(WorkItem(kind=WorkKind.DUE, detail=detail, verb=_("Read sections"), **shared))
    return found


def may_sign(standing: Standing, view: View) -> Verdict:
    """Say whether this standing may set its seal under a handover as it stands."""
    return rules.may_sign(
        standing,
        view.outgoing.code,
        view.incoming.code,
        view.state,
        view.signed,
        view.unread,
        view.electors,
        view.stood_in,
    )


def next_handover(standing: Standing, circle: str, on: date) -> View | None:
    """Return the handover that comes next, or the late one; None where nobody knows who follows."""
    open_ones = [v for v in handovers_of(standing, circle, on) if v.state != HandoverState.SIGNED]
    return min(open_ones, key=lambda v: v.year, default=None)


def _mine(standing: Standing, on: date) -> list[View]:
    views = [v for circle in sorted(standing.circles) for v in handovers_of(standing, circle, on)]
    return [v for v in views if v.version and v.state != HandoverState.SIGNED]


def _rows(standing: Standing) -> QuerySet[Handover]:
    return (
        Handover.objects.visible_to(standing)
        .select_related("in_circle", "outgoing", "incoming")
        .prefetch_related(
            Prefetch("dossiers", Dossier.objects.visible_to(standing)),
            Prefetch("seals", DossierSeal.objects.visible_to(standing)),
            Prefetch("readings", SectionReading.objects.visible_to(standing)),
            Prefetch("closings", Closing.objects.visible_to(standing)),
            Prefetch("rotations", Rotation.objects.visible_to(standing)),
        )
    )


def _view(
    circle: str, year: int, parties: Parties, row: Handover | None, cards: dict[str, MemberCard], on: date
) -> View:
    versions = tuple(row.dossiers.all()) if row else ()
    outline = row.outline if row else {}
    last = versions[-1] if versions else None
    seals = list(row.seals.all()) if row else []
    current = outline.get("text_hash", "")
    standing = [seal for seal in seals if seal.text_hash == current]
    codes = parties.outgoing, parties.incoming
    state = rules.state_of(current, [rule_seal(seal) for seal in seals], *codes)
    is_late = parties.ends_on < on and state not in (HandoverState.SIGNED, HandoverState.OPEN)
    readings = {(r.key, r.section_hash): r for r in row.readings.all()} if row else {}
    return View(
        circle=circle,
        year=year,
        outgoing=cards[parties.outgoing],
        incoming=cards[parties.incoming],
        ends_on=parties.ends_on,
        handover=row,
        version=outline.get("number"),
        as_of=date.fromisoformat(outline["as_of"]) if outline else None,
        text_hash=current,
        dossier=last,
        versions=versions,
        sections=_sections(outline.get("sections", ()), last.sections if last else None, readings),
        seals={s.side: s for s in standing if s.side != Side.STEAD},
        stead=tuple(s for s in standing if s.side == Side.STEAD),
        electors=electors_of(circle, parties.ends_on) if is_late else (),
        lapsed=tuple(s for s in seals if s.text_hash != current),
        state=state,
        days_left=(parties.ends_on - on).days,
        illustrative=parties.illustrative,
    )


def _sections(
    outline: Sequence[dict[str, Any]],
    kept: Sequence[dict[str, Any]] | None,
    readings: dict[tuple[str, str], SectionReading],
) -> tuple[SectionView, ...]:
    if not outline:
        return tuple(SectionView(s.key, s.title_zh, s.title, None, None, (), None, "") for s in SECTIONS)
    lines = {section["key"]: section for section in kept or ()}
    found = []
    for section in outline:
        reading = readings.get((section["key"], section["hash"]))
        full = lines.get(section["key"])
        found.append(
            SectionView(
                section["key"],
                section["title_zh"],
                section["title"],
                section["count"],
                None if full is None else tuple(_row(row) for row in full["rows"]),
                tuple(full["totals"]) if full else (),
                reading.read_at if reading else None,
                reading.reader_name if reading else "",
            )
        )
    return tuple(found)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None}
