"""The deeds of the list of spaces, and the one that enters what a report says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.investment import queries, rules
from pilin.domain.investment.actions.leads import unchanged
from pilin.domain.investment.enums import AreaUnit, LandUse, LeadStage, SpaceKind, SpaceState
from pilin.domain.investment.models import PipelineFigure, Space
from pilin.engine.base import Fault, Invalid, Quantity
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import both, deed, label, tell
from pilin.foundation.members.queries import circle_named


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceFacts:
    """What is said of a space: its area as the papers give it, loads in kN/m², heights in m; None is unknown."""

    kind: str
    area: Quantity
    title_zh: str = ""
    title: str = ""
    place_zh: str = ""
    use: str = ""
    local_use_zh: str = ""
    former_use_zh: str = ""
    free_from: date | None = None
    floor_load_kn_m2: Decimal | None = None
    clear_height_m: Decimal | None = None
    note_zh: str = ""
    note: str = ""
    audience: str = Audience.CIRCLE


@deed("investment.add_space", says=_("{who} put “{title}” on the list of spaces"))
def add_space(
    *, by: Standing, at: datetime, circle: str, facts: SpaceFacts, owner: str = "", illustrative: bool = False,
    source: str = "",
) -> Space:  # fmt: skip
    """Put land or a factory floor of one's own town on the list. The area is kept as entered."""
    rules.may_register(by, circle).require()
    within = circle_named(by, circle)
    if within is None:
        raise Invalid(Fault("unknown_circle", "circle", _("There is no such circle")))
    row = Space(in_circle=within, circle=circle, owner=by.member or owner, illustrative=illustrative, source=source)
    _take(row, facts)
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("investment.change_space", says=_("{who} changed “{title}” on the list of spaces"))
def change_space(*, by: Standing, at: datetime, space: Space, revision: int, facts: SpaceFacts) -> Space:
    """Change what is said of a space."""
    rules.may_keep_space(by, space).require()
    unchanged(space, revision)
    _take(space, facts)
    space.save()
    tell(title=both(space, "title"))
    return space


@deed("investment.set_space_state", says=_("{who} marked “{title}”: {state}"))
def set_space_state(*, by: Standing, at: datetime, space: Space, revision: int, state: str) -> Space:
    """Say whether a space is free, reserved or given. For which lead stays with the lead: the list is read by more towns."""
    rules.may_keep_space(by, space).require()
    unchanged(space, revision)
    if state not in SpaceState.values or state == space.state:
        raise Invalid(Fault("state", "state", _("Choose another state than the present one"), value=state))
    space.state = state
    space.save()
    tell(title=both(space, "title"), state=label(SpaceState(state).label))
    return space


@deed("investment.note_reported", says=_("{who} entered what a report says of “{title}”"))
def note_reported(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    key: str,
    source: str,
    title_zh: str,
    title: str = "",
    stage: str = "",
    projects: int | None = None,
    capital: Quantity | None = None,
    output: Quantity | None = None,
    area: Quantity | None = None,
    note_zh: str = "",
    note: str = "",
    owner: str = "",
) -> PipelineFigure:
    """Enter what a report says of investment, with its source, for everyone to read. It is never added to the leads."""
    rules.may_register(by, circle).require()
    within = circle_named(by, circle)
    faults = []
    if within is None:
        faults.append(Fault("unknown_circle", "circle", _("There is no such circle")))
    if not source.strip():
        faults.append(Fault("no_source", "source", _("Say where it stands: a figure without a source is none")))
    if stage and stage not in LeadStage.values:
        faults.append(Fault("unknown_stage", "stage", _("Choose one of those offered"), value=stage))
    if any(one.key == key for one in queries.figures(queries.HOUSE, circle)):
        faults.append(Fault("twice", "key", _("This figure stands here already"), value=key))
    if faults:
        raise Invalid(*faults)
    row = PipelineFigure(
        in_circle=within, circle=circle, owner=by.member or owner, audience=Audience.PUBLIC, key=key, source=source.strip(),
        title_zh=title_zh.strip(), title=title.strip(), stage=stage, projects=projects, note_zh=note_zh.strip(),
        note=note.strip(),
    )  # fmt: skip
    if capital is not None:
        row.amount, row.currency, row.amount_comparator = capital.value, capital.unit, capital.comparator
    if output is not None:
        row.output, row.output_currency, row.output_comparator = output.value, output.unit, output.comparator
    if area is not None:
        row.area_value, row.area_unit = area.value, area.unit
    row.save()
    tell(title=both(row, "title"))
    return row


def _take(row: Space, facts: SpaceFacts) -> None:
    faults = []
    if not (facts.title_zh.strip() or facts.title.strip()):
        faults.append(Fault("no_title", "title_zh", _("Give it a name in one of the two languages")))
    if facts.kind not in SpaceKind.values:
        faults.append(Fault("unknown_choice", "kind", _("Choose one of those offered"), value=facts.kind))
    if facts.use and facts.use not in LandUse.values:
        faults.append(Fault("unknown_choice", "use", _("Choose one of those offered"), value=facts.use))
    if facts.area.unit not in AreaUnit.values or not 0 < facts.area.value < 10**9:
        faults.append(Fault("area", "area", _("Say the area as a number above nought, in mu, m² or ha")))
    elif facts.area.value != round(facts.area.value, 4):
        faults.append(Fault("area", "area", _("An area has at most four decimals")))
    for name in ("floor_load_kn_m2", "clear_height_m"):
        value = getattr(facts, name)
        if value is not None and not 0 < value < 10_000:
            faults.append(
                Fault("above_nought", name, _("Leave it empty where nobody knows; else a number above nought"))
            )
    if facts.audience not in (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC):
        faults.append(Fault("audience", "audience", _("A space is read by its town, the circle, or everyone")))
    if faults:
        raise Invalid(*faults)
    for name in ("kind", "use", "free_from", "floor_load_kn_m2", "clear_height_m", "audience"):
        setattr(row, name, getattr(facts, name))
    for name in ("title_zh", "title", "place_zh", "local_use_zh", "former_use_zh", "note_zh", "note"):
        setattr(row, name, getattr(facts, name).strip())
    row.area_value, row.area_unit = facts.area.value, facts.area.unit
