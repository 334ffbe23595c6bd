"""One bank reports, the other witnesses; dates move with a reason, and what is given up says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings import actions as meetings
from pilin.domain.programme import queries, rules
from pilin.domain.programme.enums import Verdict as Found
from pilin.domain.programme.models import DueChange, ItemDrop, Milestone, MilestoneReport, WitnessAsk, Witnessing
from pilin.domain.programme.queries import ItemCard, MilestoneCard
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid, Refused
from pilin.foundation.files import actions as files
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import members_on
from pilin.foundation.notices import actions as notices

MOST_LINKS = 20
MOST_FIGURES = 40


class _Spot:
    """A milestone with its item as they stand now, for the one who asks."""

    def __init__(self, by: Standing, at: datetime, milestone: UUID) -> None:
        row = Milestone.objects.visible_to(by).filter(pk=milestone).select_related("item__of_list", "in_circle").first()
        if row is None:
            raise Invalid(Fault("no_milestone", "milestone", _("There is no such milestone.")))
        self.row, self.on = row, queries.day_of(at)
        item = queries.item_of(by, row.circle, row.item.of_list.year, row.item.no, self.on)
        if item is None:
            raise Invalid(Fault("no_milestone", "milestone", _("There is no such milestone.")))
        self.item: ItemCard = item
        self.card: MilestoneCard = next(m for m in item.milestones if m.uid == row.pk)
        self.province = {m.code: m.province[0] for m in members_on(by, row.circle, self.on)}

    @property
    def url(self) -> str:
        return f"/c/{self.item.circle}/programme/{self.item.year}/{self.item.no}/"

    @property
    def where(self) -> dict[str, Any]:
        """Return where the item stands, as the rules ask for it."""
        return {"item": self.item.state, "carried_to": self.item.carried_to_year}

    def common(self, owner: str, illustrative: bool) -> dict[str, Any]:
        return {
            "owner": owner,
            "circle": self.row.circle,
            "in_circle_id": self.row.in_circle_id,
            "audience": self.row.audience,
            "illustrative": illustrative,
        }

    def facts(self) -> dict[str, Any]:
        return {"title_zh": self.item.title_zh, "title": self.item.title, "milestone_zh": self.card.title_zh,
                "milestone": self.card.title, "no": self.item.no, "lead": self.item.lead}  # fmt: skip


@deed("programme.report_milestone", says=_("{who} reported milestone {no}: {title}"))
def report_milestone(
    *,
    by: Standing,
    at: datetime,
    milestone: UUID,
    text: str,
    figures: Sequence[Mapping[str, Any]] = (),
    links: Sequence[str] = (),
    files_brought: Sequence[tuple[str, bytes]] = (),
    illustrative: bool = False,
) -> MilestoneReport:
    """Say that a milestone stands, with evidence. It counts half until a town of the other province has witnessed it."""
    spot = _Spot(by, at, milestone)
    rules.may_report(by, lead=spot.item.lead, state=spot.card.state, **spot.where).require()
    faults = []
    if not text.strip():
        faults.append(Fault("no_text", "text", _("Say in words what stands now; a photograph alone is no result.")))
    faults += [
        Fault("bad_link", "links", _("A link begins with http:// or https://."), None, link)
        for link in links
        if not link.startswith(("http://", "https://"))
    ]
    if len(links) > MOST_LINKS or len(figures) > MOST_FIGURES:
        faults.append(Fault("too_many", "links", _("Give at most 20 links and 40 figures.")))
    kept, wrong = _figures(figures)
    if faults + wrong:
        raise Invalid(*faults, *wrong)
    report = MilestoneReport(
        milestone=spot.row, text=text.strip(), figures=kept, links=list(links), reported_at=at,
        **spot.common(by.member, illustrative),
    )  # fmt: skip
    report.save()
    tell(no=spot.card.no, title=both(spot.item, "title"))
    for name, content in files_brought:
        files.attach_file(
            by=by, at=at, name=name, content=content, owner=by.member, audience=report.audience, circle=report.circle,
            subject=str(report.pk), illustrative=illustrative,
        )  # fmt: skip
    witnesses = rules.suggested_witnesses(spot.item.lead, spot.item.partners, spot.province)
    if witnesses and not illustrative:
        _call(spot, by, at, report, witnesses[0])
    elif witnesses:
        _ask_row(spot, by, at, report, witnesses[0])
    return report


def _figures(figures: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, str]], list[Fault]]:
    kept, faults = [], []
    for figure in figures:
        try:
            Quantity(
                Decimal(str(figure["value"])), str(figure.get("unit", "")), Comparator(str(figure.get("comparator") or "=")),
                datum=str(figure.get("datum", "")),
            )  # fmt: skip
        except (KeyError, InvalidOperation, ValueError):
            reason = _("Give each figure as a number with its unit.")
            faults.append(Fault("bad_figure", "figures", reason, None, str(figure.get("value", ""))))
        else:
            kept.append(
                {k: str(figure.get(k) or "") for k in ("label", "value", "comparator", "unit", "period", "datum")}
            )
    return kept, faults


def _call(spot: _Spot, by: Standing, at: datetime, report: MilestoneReport, town: str) -> None:
    _ask_row(spot, by, at, report, town)
    people = people_holding(town, Role.CLERK, spot.on)
    if people:
        notices.notify(by=by, at=at, people=people, kind="to_witness", facts=spot.facts(), url=spot.url)


def _ask_row(spot: _Spot, by: Standing, at: datetime, report: MilestoneReport, town: str) -> WitnessAsk:
    ask = WitnessAsk(report=report, asked_id=town, asked_at=at, **spot.common(by.member, report.illustrative))
    ask.save()
    return ask


def _waiting(spot: _Spot, by: Standing) -> MilestoneReport:
    report = MilestoneReport.objects.visible_to(by).filter(milestone=spot.row).order_by("reported_at", "uid").last()
    if report is None:
        raise Refused("not_reported", _("There is no report that waits for a witness."))
    return report


def _witness(
    spot: _Spot, by: Standing, at: datetime, verdict: str, text: str, confirmed: str, illustrative: bool
) -> Witnessing:
    rules.may_witness(
        by, lead=spot.item.lead, circle=spot.row.circle, province=spot.province, state=spot.card.state
    ).require()
    if not text.strip():
        reason = (
            _("Say what you checked, so that others can check it too.")
            if verdict == Found.ACCEPTED
            else _("Say why it goes back, and what would be enough.")
        )
        raise Invalid(Fault("no_text", "text", reason))
    found = Witnessing(
        report=_waiting(spot, by), verdict=verdict, text=text.strip(), confirmed=confirmed.strip(), witness_name=by.name,
        witnessed_at=at, **spot.common(by.member, illustrative),
    )  # fmt: skip
    found.save()
    tell(no=spot.card.no, title=both(spot.item, "title"))
    people = people_holding(spot.item.lead, Role.CLERK, spot.on)
    if people and not illustrative:
        notices.notify(
            by=by, at=at, people=people, kind="witnessed" if verdict == Found.ACCEPTED else "sent_back",
            facts=spot.facts(), url=spot.url,
        )  # fmt: skip
    return found


@deed("programme.witness_milestone", says=_("{who} witnessed milestone {no}: {title}"))
def witness_milestone(
    *, by: Standing, at: datetime, milestone: UUID, text: str, confirmed: str = "", illustrative: bool = False
) -> Witnessing:
    """Witness a reported milestone for a town of the other province: both halves are then solid."""
    return _witness(_Spot(by, at, milestone), by, at, Found.ACCEPTED, text, confirmed, illustrative)


@deed("programme.send_back_milestone", says=_("{who} sent milestone {no} back: {title}"))
def send_back_milestone(
    *, by: Standing, at: datetime, milestone: UUID, reason: str, illustrative: bool = False
) -> Witnessing:
    """Send a report back with the reason; the lead may report again."""
    return _witness(_Spot(by, at, milestone), by, at, Found.SENT_BACK, reason, "", illustrative)


@deed("programme.ask_for_witness", says=_("{who} asked {town} to witness milestone {no}: {title}"))
def ask_for_witness(*, by: Standing, at: datetime, milestone: UUID, town: str) -> WitnessAsk:
    """Ask a town of the other bank to look at what was reported; its clerks are told."""
    spot = _Spot(by, at, milestone)
    if not (by.member == spot.item.lead or by.keeps_office_of_chair(spot.row.circle)):
        raise Refused("not_lead", _("The lead town, or the chair, asks for a witness."))
    if not spot.card.awaits_witness:
        raise Refused("not_reported", _("There is no report that waits for a witness."))
    if spot.province.get(town, spot.province.get(spot.item.lead)) == spot.province.get(spot.item.lead):
        raise Invalid(Fault("same_bank", "town", _("Ask a town on the other bank."), None, town))
    ask = _ask_row(spot, by, at, _waiting(spot, by), town)
    asked = next((m for m in members_on(by, spot.row.circle, spot.on) if m.code == town), None)
    tell(no=spot.card.no, title=both(spot.item, "title"), town=both(asked, "short") if asked else town)
    people = people_holding(town, Role.CLERK, spot.on)
    if people:
        notices.notify(by=by, at=at, people=people, kind="to_witness", facts=spot.facts(), url=spot.url)
    return ask


@deed("programme.move_due", says=_("{who} moved milestone {no} of “{title}” to {to}"))
def move_due(
    *, by: Standing, at: datetime, milestone: UUID, due_to: date, reason: str, illustrative: bool = False
) -> DueChange:
    """Move a due date and say why. The date first agreed stays in the frozen text, so the slippage shows."""
    spot = _Spot(by, at, milestone)
    rules.may_move_due(by, lead=spot.item.lead, state=spot.card.state, **spot.where).require()
    faults = []
    if not reason.strip():
        faults.append(Fault("no_reason", "reason", _("Say why the date moves.")))
    if due_to == spot.card.due_on:
        faults.append(Fault("same_date", "due_to", _("This is the date it has.")))
    if not date(2000, 1, 1) <= due_to <= date(2100, 12, 31):
        faults.append(Fault("no_such_date", "due_to", _("Give a due date between 2000 and 2100.")))
    if faults:
        raise Invalid(*faults)
    change = DueChange(
        milestone=spot.row, due_from=spot.card.due_on, due_to=due_to, reason=reason.strip(), changed_on=spot.on,
        **spot.common(by.member, illustrative),
    )  # fmt: skip
    change.save()
    tell(no=spot.card.no, title=both(spot.item, "title"), to=due_to.isoformat())
    return change


@deed("programme.drop_item", says=_("{who} gave up “{title}”"))
def drop_item(
    *, by: Standing, at: datetime, circle: str, year: int, no: int, reason: str, illustrative: bool = False
) -> ItemDrop:
    """Give an item up, with the reason; the frozen text keeps it."""
    item = queries.item_of(by, circle, year, no, queries.day_of(at))
    if item is None:
        raise Invalid(Fault("no_item", "no", _("The list has no item of this number."), None, str(no)))
    rules.may_drop(by, lead=item.lead, item=item.state, carried_to=item.carried_to_year).require()
    if not reason.strip():
        raise Invalid(Fault("no_reason", "reason", _("Say why it is given up: others built on it.")))
    drop = ItemDrop(
        item_id=item.uid, reason=reason.strip(), dropped_on=queries.day_of(at), owner=by.member, circle=circle,
        in_circle=Circle.objects.visible_to(by).get(slug=circle), audience=item.audience, illustrative=illustrative,
    )  # fmt: skip
    drop.save()
    tell(title=both(item, "title"))
    return drop


@deed("programme.raise_item", says=_("{who} raised “{title}” one level up"))
def raise_item(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    year: int,
    no: int,
    why: str,
    from_level: str,
    illustrative: bool = False,
) -> Any:
    """Raise an item one level up, where a clock runs until it is answered."""
    item = queries.item_of(by, circle, year, no, queries.day_of(at))
    if item is None:
        raise Invalid(Fault("no_item", "no", _("The list has no item of this number."), None, str(no)))
    if by.member not in item.towns and not by.keeps_office_of_chair(circle):
        raise Refused("not_party", _("A town of the item, or the chair, raises it."))
    if not why.strip():
        raise Invalid(Fault("no_reason", "why", _("Say what the level above has to decide.")))
    tell(title=both(item, "title"))
    return meetings.raise_matter(
        by=by, at=at, circle=circle, subject=item.uid, subject_kind="programme.item",
        subject_url=f"/c/{circle}/programme/{year}/{no}/", title_zh=item.title_zh, title=item.title or item.title_zh,
        why=why.strip(), from_level=from_level, illustrative=illustrative,
    )  # fmt: skip
