"""Plans and their steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.domain.programme import rules
from pilin.domain.programme.enums import PlanState
from pilin.domain.programme.models import ActionPlan, PlanClause, PlanStep
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import deed, in_both, label, tell
from pilin.foundation.members.models import Circle


@deed("programme.draw_up_plan", says=_("{who} recorded the plan {title}"))
def draw_up_plan(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    slug: str,
    first_year: int,
    last_year: int,
    title_zh: str = "",
    title: str = "",
    about_zh: str = "",
    about: str = "",
    body_zh: str = "",
    body: str = "",
    clauses: Iterable[tuple[str, str, str]] = (),
    parent: ActionPlan | None = None,
    annual_task: bool = False,
    owner: str = "",
    illustrative: bool = False,
    source: str = "",
) -> ActionPlan:
    """Record a plan with its clauses (number, Chinese, English); its state comes with its first step."""
    rules.may_write_plan(by, circle).require()
    faults = []
    if last_year < first_year:
        faults.append(Fault("bad_years", "last_year", _("A plan ends in or after its first year.")))
    if annual_task and parent is None:
        faults.append(Fault("no_parent", "parent", _("A task of one year belongs to the plan of several years.")))
    if annual_task and first_year != last_year:
        faults.append(Fault("not_annual", "last_year", _("An annual task covers one year.")))
    if faults:
        raise Invalid(*faults)
    home = Circle.objects.visible_to(by).get(slug=circle)
    common = {
        "owner": owner or by.member,
        "circle": circle,
        "in_circle": home,
        "audience": Audience.PUBLIC,
        "illustrative": illustrative,
        "source": source,
    }
    plan = ActionPlan(
        slug=slug, title_zh=title_zh, title=title, about_zh=about_zh, about=about, first_year=first_year,
        last_year=last_year, body_zh=body_zh, body=body, parent=parent, annual_task=annual_task, **common,
    )  # fmt: skip
    plan.save()
    tell(title=in_both(title_zh or title or slug, title))
    for number, clause_zh, clause_en in clauses:
        PlanClause(plan=plan, number=number, title_zh=clause_zh, title=clause_en, **common).save()
    return plan


@deed("programme.take_step", says=_("{who} recorded that {title} is now {state}"))
def take_step(
    *,
    by: Standing,
    at: datetime,
    plan: ActionPlan,
    state: str,
    taken_on: date | PartialDate | str,
    body_zh: str,
    body: str,
    note_zh: str = "",
    note: str = "",
    illustrative: bool = False,
    source: str = "",
) -> PlanStep:
    """Take a plan one step on; a jump from studying to approved is refused."""
    rules.may_write_plan(by, plan.circle).require()
    steps = list(PlanStep.objects.visible_to(by).filter(plan=plan).values_list("state", flat=True))
    rules.may_step(rules.plan_state(steps), state).require()
    step = PlanStep(
        plan=plan, state=state, body_zh=body_zh, body=body, note_zh=note_zh, note=note, owner=plan.owner,
        circle=plan.circle, in_circle_id=plan.in_circle_id, audience=plan.audience, illustrative=illustrative,
        source=source,
    )  # fmt: skip
    step.taken_on = taken_on
    step.save()
    tell(title=in_both(plan.title_zh or plan.title or plan.slug, plan.title), state=label(PlanState(state).label))
    return step
