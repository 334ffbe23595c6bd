"""The deeds of the register: each step about an obstacle is one of them, written once and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.obstacles import queries, rules
from pilin.domain.obstacles.enums import AuthorityLevel, ObstacleKind, ObstacleOutcome, ObstacleStepKind
from pilin.domain.obstacles.models import Obstacle, ObstacleLink, Step
from pilin.engine.base import PartialDate, Quantity
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.files import actions as files
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, in_both, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named
from pilin.foundation.notices import actions as notices

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTICE = 4  # shortest note that says anything


@dataclass(frozen=True, slots=True)
class Pointer:
    """What ran into an obstacle: its uid, what it is, its title and its address within this instance."""

    subject: UUID
    kind: str
    url: str
    title_zh: str = ""
    title: str = ""


@deed("obstacles.report_obstacle", says=_("{who} reported the border obstacle “{title}”"))
def report_obstacle(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    kind: str,
    title_zh: str = "",
    title: str = "",
    cost_zh: str = "",
    cost: str = "",
    affected: Quantity | None = None,
    seen_on: PartialDate | date | str | None = None,
    audience: str = Audience.CIRCLE,
    owner: str = "",
    links: Sequence[Pointer] = (),
    illustrative: bool = False,
    report_illustrative: bool = False,
    source: str = "",
) -> Obstacle:
    """Put an obstacle into the register as identified, for the town acted for.

    ``report_illustrative`` marks the report alone: a demo may register a fact that no town here has reported.
    """
    rules.may_report(by, circle).require()
    within = circle_named(by, circle)
    faults = _named(title_zh, title, "title_zh")
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if kind not in ObstacleKind.values:
        faults.append(Fault("unknown_kind", "kind", _("Choose what the obstacle is made of"), value=kind))
    if not (cost_zh.strip() or cost.strip()):
        faults.append(Fault("no_cost", "cost_zh", _("Say what it costs people: time, money, a way they cannot go")))
    if audience not in (Audience.CIRCLE, Audience.PUBLIC):
        faults.append(Fault("audience", "audience", _("An obstacle is read by the circle or by everyone")))
    if affected is not None and affected.value <= 0:
        faults.append(Fault("affected", "affected", _("Leave the number empty where nobody knows it")))
    faults += [fault for pointer in links for fault in _faulty_pointer(pointer)]
    if faults:
        raise Invalid(*faults)
    assert within is not None
    on = _day(at)
    list(Circle.objects.visible_to(by).select_for_update().filter(slug=circle).values_list("pk"))  # one number each
    row = Obstacle(
        in_circle=within,
        circle=circle,
        owner=by.member or owner,
        audience=audience,
        year=on.year,
        number=queries.next_number(circle, on.year),
        kind=kind,
        title_zh=title_zh.strip(),
        title=title.strip(),
        cost_zh=cost_zh.strip(),
        cost=cost.strip(),
        illustrative=illustrative,
        source=source,
    )
    if affected is not None:
        row.affected, row.affected_comparator = affected.value, affected.comparator
        row.affected_unit, row.affected_period = affected.unit, affected.period
    row.seen_on = seen_on
    row.save()
    tell(title=both(row, "title"))
    _step(row, by, at, ObstacleStepKind.IDENTIFIED, owner=row.owner, illustrative=illustrative or report_illustrative)
    for pointer in links:
        _link(row, by, pointer)
    return row


@deed("obstacles.document_obstacle", says=_("{who} documented “{title}”"))
def document_obstacle(
    *,
    by: Standing,
    at: datetime,
    obstacle: Obstacle,
    revision: int,
    level: str,
    rule_zh: str = "",
    rule: str = "",
    note_zh: str = "",
    note: str = "",
    illustrative: bool = False,
) -> Obstacle:
    """Write down what exactly stands in the way, how each bank has it, and which level could remove it."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.DOCUMENTED).require()
    _unchanged(obstacle, revision)
    faults = []
    if not (rule_zh.strip() or rule.strip()):
        faults.append(Fault("no_rule", "rule_zh", _("Name the rule or the habit in the way, and how each bank has it")))
    if level not in AuthorityLevel.values:
        faults.append(Fault("unknown_level", "level", _("Choose the level that could remove it"), value=level))
    if faults:
        raise Invalid(*faults)
    obstacle.rule_zh, obstacle.rule, obstacle.level = rule_zh.strip(), rule.strip(), level
    obstacle.save()
    tell(title=both(obstacle, "title"))
    _step(
        obstacle,
        by,
        at,
        ObstacleStepKind.DOCUMENTED,
        note_zh=note_zh,
        note=note,
        level=level,
        illustrative=illustrative,
    )
    return obstacle


@deed("obstacles.give_obstacle", says=_("{who} gave “{title}” to {to}"))
def give_obstacle(
    *,
    by: Standing,
    at: datetime,
    obstacle: Obstacle,
    answer_by: date,
    body: UUID | None = None,
    level: str = "",
    authority_zh: str = "",
    authority: str = "",
    note_zh: str = "",
    note: str = "",
    illustrative: bool = False,
) -> Step:
    """Give a documented obstacle to a body of the circle or to an authority above, with a day for the answer."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.GIVEN).require()
    chosen = next((b for b in queries.bodies(by, obstacle.circle) if b.pk == body), None)
    authority_zh, authority = authority_zh.strip(), authority.strip()
    faults = []
    if body is not None and chosen is None:
        faults.append(Fault("unknown_body", "body", _("This circle has no such body")))
    if body is None and not (authority_zh or authority):
        faults.append(Fault("nobody", "body", _("Choose a body of the circle, or name the authority above it")))
    if chosen is not None and (authority_zh or authority):
        faults.append(Fault("two", "authority_zh", _("Give it to one: a body of the circle or an authority above")))
    if chosen is None and level not in set(AuthorityLevel.values) - {AuthorityLevel.CIRCLE}:
        faults.append(Fault("unknown_level", "level", _("Choose the level of that authority"), value=level))
    if answer_by <= _day(at):
        faults.append(Fault("past", "answer_by", _("The day for the answer lies ahead"), value=str(answer_by)))
    if faults:
        raise Invalid(*faults)
    tell(title=both(obstacle, "title"), to=both(chosen, "name") if chosen else in_both(authority_zh, authority))
    return _step(
        obstacle,
        by,
        at,
        ObstacleStepKind.GIVEN,
        body=chosen,
        level=AuthorityLevel.CIRCLE if chosen else level,
        authority_zh=authority_zh,
        authority=authority,
        answer_by=answer_by,
        note_zh=note_zh,
        note=note,
        illustrative=illustrative,
    )


@deed("obstacles.say_removed", says=_("{who} said that “{title}” is gone"))
def say_removed(
    *,
    by: Standing,
    at: datetime,
    obstacle: Obstacle,
    outcome: str,
    note_zh: str = "",
    note: str = "",
    illustrative: bool = False,
) -> Step:
    """Say that an obstacle is gone and how; it counts as removed only when found gone in practice."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.SAID_REMOVED).require()
    faults = _said(note_zh, note, _("Say what changed, so that it can be tried"))
    if outcome not in ObstacleOutcome.values:
        faults.append(Fault("unknown_outcome", "outcome", _("Choose how it went away"), value=outcome))
    if faults:
        raise Invalid(*faults)
    tell(title=both(obstacle, "title"))
    step = _step(
        obstacle,
        by,
        at,
        ObstacleStepKind.SAID_REMOVED,
        outcome=outcome,
        note_zh=note_zh,
        note=note,
        illustrative=illustrative,
    )
    _ask(by, at, obstacle, "to_witness", obstacle.owner)
    return step


@deed("obstacles.confirm_removed", says=_("{who} tried it and found “{title}” gone"))
def confirm_removed(
    *, by: Standing, at: datetime, obstacle: Obstacle, note_zh: str = "", note: str = "", illustrative: bool = False
) -> Step:
    """Confirm that an obstacle is gone in practice, saying what was tried."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.CONFIRMED).require()
    if faults := _said(note_zh, note, _("Say what was tried and who tried it: paper alone confirms nothing")):
        raise Invalid(*faults)
    said = rules.course_of(steps).said
    tell(title=both(obstacle, "title"))
    return _step(
        obstacle,
        by,
        at,
        ObstacleStepKind.CONFIRMED,
        outcome=said.outcome if said else "",
        note_zh=note_zh,
        note=note,
        illustrative=illustrative,
    )


@deed("obstacles.send_back", says=_("{who} found “{title}” still there"))
def send_back(
    *, by: Standing, at: datetime, obstacle: Obstacle, note_zh: str = "", note: str = "", illustrative: bool = False
) -> Step:
    """Say that an obstacle said to be gone is still there; it stays with whom it was given to."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.SENT_BACK).require()
    if faults := _said(note_zh, note, _("Say what still stops people")):
        raise Invalid(*faults)
    said = rules.course_of(steps).said
    tell(title=both(obstacle, "title"))
    step = _step(obstacle, by, at, ObstacleStepKind.SENT_BACK, note_zh=note_zh, note=note, illustrative=illustrative)
    if said is not None:
        _ask(by, at, obstacle, "raised", said.owner)
    return step


@deed("obstacles.declare_not_removable", says=_("{who} declared “{title}” not removable"))
def declare_not_removable(
    *, by: Standing, at: datetime, obstacle: Obstacle, note_zh: str = "", note: str = "", illustrative: bool = False
) -> Step:
    """Close an obstacle that the competent body cannot remove, with its reason; it can be reopened."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.NOT_REMOVABLE).require()
    if faults := _said(note_zh, note, _("Give the reason: who said so, and which rule forbids it")):
        raise Invalid(*faults)
    tell(title=both(obstacle, "title"))
    return _step(
        obstacle, by, at, ObstacleStepKind.NOT_REMOVABLE, note_zh=note_zh, note=note, illustrative=illustrative
    )


@deed("obstacles.reopen_obstacle", says=_("{who} reopened “{title}”"))
def reopen_obstacle(
    *, by: Standing, at: datetime, obstacle: Obstacle, note_zh: str = "", note: str = "", illustrative: bool = False
) -> Step:
    """Reopen an obstacle that came back, or whose reason fell away."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.REOPENED).require()
    if faults := _said(note_zh, note, _("Say what happened since")):
        raise Invalid(*faults)
    tell(title=both(obstacle, "title"))
    step = _step(obstacle, by, at, ObstacleStepKind.REOPENED, note_zh=note_zh, note=note, illustrative=illustrative)
    _ask(by, at, obstacle, "raised", obstacle.owner)
    return step


@deed("obstacles.merge_obstacle", says=_("{who} merged “{title}” into “{into}”"))
def merge_obstacle(
    *,
    by: Standing,
    at: datetime,
    obstacle: Obstacle,
    into: UUID,
    note_zh: str = "",
    note: str = "",
    illustrative: bool = False,
) -> Step:
    """Mark an obstacle as the same as another. Nothing is lost: both keep their history, and it can be undone."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.MERGED).require()
    other = queries.row_of(by, obstacle.circle, into)
    if other is None:
        raise Invalid(Fault("unknown", "into", _("There is no such obstacle in this circle")))
    rules.may_merge_into(obstacle, other, rules.course_of(queries.steps_of(other, by))).require()
    tell(title=both(obstacle, "title"), into=both(other, "title"))
    return _step(
        obstacle, by, at, ObstacleStepKind.MERGED, into=other, note_zh=note_zh, note=note, illustrative=illustrative
    )


@deed("obstacles.part_obstacle", says=_("{who} parted “{title}” again"))
def part_obstacle(
    *, by: Standing, at: datetime, obstacle: Obstacle, note_zh: str = "", note: str = "", illustrative: bool = False
) -> Step:
    """Undo a merge: the obstacle stands again where it stood before."""
    steps = _held(obstacle, by)
    rules.may_take(by, obstacle, steps, ObstacleStepKind.PARTED).require()
    tell(title=both(obstacle, "title"))
    return _step(obstacle, by, at, ObstacleStepKind.PARTED, note_zh=note_zh, note=note, illustrative=illustrative)


@deed("obstacles.link_obstacle", says=_("{who} noted that “{what}” ran into “{title}”"))
def link_obstacle(*, by: Standing, at: datetime, obstacle: Obstacle, pointer: Pointer) -> ObstacleLink:
    """Note what ran into an obstacle."""
    rules.may_link(by, obstacle).require()
    faults = _faulty_pointer(pointer)
    if not faults and obstacle.links.visible_to(by).filter(subject=pointer.subject).exists():
        faults = [Fault("twice", "url", _("This is already noted"))]
    if faults:
        raise Invalid(*faults)
    tell(title=both(obstacle, "title"), what=in_both(pointer.title_zh, pointer.title))
    return _link(obstacle, by, pointer)


@deed("obstacles.add_evidence", says=_("{who} brought evidence for “{title}”"))
def add_evidence(*, by: Standing, at: datetime, obstacle: Obstacle, name: str, content: bytes) -> Any:
    """Attach a file that shows the obstacle, or shows that it is gone."""
    rules.may_link(by, obstacle).require()
    tell(title=both(obstacle, "title"))
    return files.attach_file(
        by=by,
        at=at,
        name=name,
        content=content,
        owner=by.member,
        audience=obstacle.audience,
        circle=obstacle.circle,
        subject=str(obstacle.pk),
        illustrative=obstacle.illustrative,
    )


@deed("obstacles.show_to_everyone", says=_("{who} opened “{title}” to everyone"))
def show_to_everyone(*, by: Standing, at: datetime, obstacle: Obstacle) -> Obstacle:
    """Let everyone read an obstacle and its history; names of people stay with the circle."""
    rules.may_show_to_everyone(by, obstacle).require()
    if obstacle.audience == Audience.PUBLIC:
        raise Conflict("already_public", _("Everyone reads this obstacle already"))
    tell(title=both(obstacle, "title"))
    obstacle.audience = Audience.PUBLIC
    obstacle.save()
    for row in (*obstacle.steps.visible_to(by), *obstacle.links.visible_to(by)):
        row.audience = Audience.PUBLIC
        row.save()
    return obstacle


def _held(obstacle: Obstacle, by: Standing) -> list[Step]:
    """Hold the obstacle until the deed is written, so that nobody takes the same step beside it; return its steps."""
    list(Obstacle.objects.visible_to(by).select_for_update().filter(pk=obstacle.pk).values_list("pk"))
    return queries.steps_of(obstacle, by)


def _step(
    obstacle: Obstacle,
    by: Standing,
    at: datetime,
    kind: ObstacleStepKind,
    *,
    owner: str = "",
    illustrative: bool = False,
    **columns: Any,
) -> Step:
    step = Step(
        obstacle=obstacle,
        in_circle=obstacle.in_circle,
        circle=obstacle.circle,
        audience=obstacle.audience,
        owner=by.member or owner or obstacle.owner,
        kind=kind,
        taken_on=_day(at),
        who=by.name,
        illustrative=obstacle.illustrative or illustrative,
        **columns,
    )
    step.save()
    return step


def _link(obstacle: Obstacle, by: Standing, pointer: Pointer) -> ObstacleLink:
    link = ObstacleLink(
        obstacle=obstacle,
        in_circle=obstacle.in_circle,
        circle=obstacle.circle,
        audience=obstacle.audience,
        owner=by.member or obstacle.owner,
        subject=pointer.subject,
        kind=pointer.kind,
        title_zh=pointer.title_zh.strip(),
        title=pointer.title.strip(),
        url=pointer.url,
        illustrative=obstacle.illustrative,
    )
    link.save()
    return link


def _ask(by: Standing, at: datetime, obstacle: Obstacle, kind: str, member: str) -> None:
    people = people_holding(member, Role.CLERK, _day(at))
    if people:
        address = reverse("obstacles:obstacle", kwargs={"circle": obstacle.circle, "uid": obstacle.pk})
        facts = {"title": obstacle.title or obstacle.title_zh, "title_zh": obstacle.title_zh or obstacle.title}
        notices.notify(by=by, at=at, people=people, kind=kind, facts=facts, url=address)


def _unchanged(obstacle: Obstacle, revision: int) -> None:
    if obstacle.revision != revision:
        raise Conflict("stale", _("Someone changed this obstacle since you read it; read it again"))


def _named(title_zh: str, title: str, field: str) -> list[Fault]:
    if title_zh.strip() or title.strip():
        return []
    return [Fault("no_title", field, _("Give it a title in one of the two languages"))]


def _said(note_zh: str, note: str, reason: Any) -> list[Fault]:
    enough = len(note_zh.strip()) >= NOTICE or len(note.strip()) >= NOTICE
    return [] if enough else [Fault("no_reason", "note_zh", reason)]


def _faulty_pointer(pointer: Pointer) -> list[Fault]:
    faults = []
    if not pointer.url.startswith("/") or pointer.url.startswith("//") or "\\" in pointer.url:
        faults.append(Fault("address", "url", _("Give an address within this instance, starting with /")))
    if not (pointer.title_zh.strip() or pointer.title.strip()):
        faults.append(Fault("no_title", "link_title_zh", _("Say what ran into it")))
    return faults


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
