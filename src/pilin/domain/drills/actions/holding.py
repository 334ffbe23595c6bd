"""Plan a drill, take part, start it, note what is done, end it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.drills import queries, rules
from pilin.domain.drills.enums import DrillForm, DrillState
from pilin.domain.drills.models import Drill, DrilledSite, DrillPart, ExpectedAction, Observed, Scenario
from pilin.foundation.access.enums import Audience, Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.journal.actions import both, deed, in_both, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.notices.actions import notify


@deed("drills.plan_drill", says=_("{who} planned the drill “{title}”"))
def plan_drill(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    scenario: Scenario,
    title_zh: str,
    planned_at: datetime,
    title: str = "",
    form: str = DrillForm.LIVE,
    place_zh: str = "",
    place: str = "",
    organiser_zh: str = "",
    organiser: str = "",
    invited: Sequence[str] = (),
    cast: Mapping[str, str] | None = None,
    sites: Sequence[UUID] = (),
    audience: str = Audience.CIRCLE,
    illustrative: bool = False,
    source: str = "",
) -> Drill:
    """Plan a drill of one version of a scenario. Towns that are asked say themselves that they take part.

    Parameters
    ----------
    invited : sequence of str
        Codes of other towns of the circle.
    cast : mapping of str to str
        Role → town that plays it; the town that holds the drill plays the others.
    sites : sequence of UUID
        Own sites for which the drill counts.
    """
    rules.may_keep(by, circle.slug, town).require()
    played = {role: code for role, code in (cast or {}).items() if code}
    towns = [one.code for one in members_on(queries.HOUSE, circle.slug, day_of(at))]
    faults = rules.faults_of_drill(
        title_zh=title_zh, form=form, audience=audience, scenario_audience=scenario.audience, planned_at=planned_at, at=at, host=town,
        invited=invited, towns=towns, cast=played, roles=[role["key"] for role in scenario.roles],
    )  # fmt: skip
    faults += _faults_of_sites(by, circle.slug, town, sites)
    if faults:
        raise Invalid(*faults)
    row = Drill(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, illustrative=illustrative, source=source, scenario=scenario,
        title_zh=title_zh.strip(), title=title.strip(), form=form, planned_at=planned_at, place_zh=place_zh.strip(), place=place.strip(),
        organiser_zh=organiser_zh.strip(), organiser=organiser.strip(), invited=sorted(set(invited)), cast=played,
    )  # fmt: skip
    row.save()
    _take_part(row, town, at, sites)
    tell(title=both(row, "title"))
    facts = {"title": row.title or row.title_zh, "title_zh": row.title_zh}
    for code in row.invited:
        people = people_holding(code, Role.CLERK, day_of(at))
        notify(
            by=by, at=at, people=people, kind="drill_asked", facts=facts, url=address_of(row), due_on=day_of(planned_at)
        )
    return row


@deed("drills.join_drill", says=_("{who} takes part in the drill “{title}”"))
def join_drill(*, by: Standing, at: datetime, drill: Drill, sites: Sequence[UUID] = ()) -> DrillPart:
    """Say that one's town takes part, and for which of its own sites the drill counts."""
    rules.may_join(by, drill, queries.joined_towns(queries.HOUSE, drill)).require()
    if faults := _faults_of_sites(by, drill.circle, by.member, sites):
        raise Invalid(*faults)
    tell(title=both(drill, "title"))
    return _take_part(drill, by.member, at, sites)


@deed("drills.call_off_drill", says=_("{who} called off the drill “{title}”"))
def call_off_drill(*, by: Standing, at: datetime, drill: Drill, why: str) -> Drill:
    """Call off a drill that has not begun, with the reason. It counts for no site."""
    rules.may_lead(by, drill, DrillState.PLANNED).require()
    if not why.strip():
        raise Invalid(Fault("why", "why", _("Say why: whoever was asked reads it")))
    drill.state, drill.why = DrillState.CALLED_OFF, why.strip()
    drill.save()
    tell(title=both(drill, "title"))
    return drill


@deed("drills.start_drill", says=_("{who} started the drill “{title}”"))
def start_drill(*, by: Standing, at: datetime, drill: Drill) -> Drill:
    """Start a drill: from this moment of the server's clock everything is counted."""
    rules.may_lead(by, drill, DrillState.PLANNED).require()
    drill.state, drill.started_at = DrillState.RUNNING, at
    drill.save()
    tell(title=both(drill, "title"))
    return drill


@deed("drills.finish_drill", says=_("{who} ended the drill “{title}”"))
def finish_drill(*, by: Standing, at: datetime, drill: Drill) -> Drill:
    """End a drill. It counts for its sites from now on, and every town that took part evaluates it."""
    rules.may_lead(by, drill, DrillState.RUNNING).require()
    drill.state, drill.finished_at = DrillState.FINISHED, at
    drill.save()
    tell(title=both(drill, "title"))
    return drill


@deed("drills.note_action", says=_("{who} noted in the drill “{title}”: {what}"))
def note_action(
    *,
    by: Standing,
    at: datetime,
    drill: Drill,
    expected: str = "",
    what_zh: str = "",
    what: str = "",
    done_at: datetime | None = None,
) -> Observed:
    """Note that something was done, now or at a moment since the start.

    Parameters
    ----------
    expected : str
        Key of the expected action; empty for what nobody expected, which then is said in words.
    done_at : datetime, optional
        None: at this moment of the server's clock.

    Raises
    ------
    Conflict
        Where it is noted already: a wrong note is corrected by a later one.
    """
    joined = queries.joined_towns(queries.HOUSE, drill)
    act = _act(drill, expected) if expected else None
    rules.may_note(by, drill, act.role if act else "", joined).require()
    moment = done_at or at
    faults = _faults_of_moment(drill, moment, at)
    if expected and act is None:
        faults.append(Fault("expected", "expected", _("There is no such action in the scenario"), value=expected))
    if not expected and not what_zh.strip():
        faults.append(Fault("no_text", "what_zh", _("Say what was done")))
    if faults:
        raise Invalid(*faults)
    if act is not None and any(row.expected_id == act.pk for row in _counting(drill)):
        raise Conflict("noted", _("It is noted already. A wrong note is corrected by a later one"))
    row = Observed(
        in_circle_id=drill.in_circle_id, circle=drill.circle, owner=by.member or drill.owner, audience=drill.audience, illustrative=drill.illustrative,
        drill=drill, done_at=moment, noted_at=at, expected=act, role=act.role if act else "", what_zh=what_zh.strip(), what=what.strip(),
    )  # fmt: skip
    row.save()
    tell(title=both(drill, "title"), what=both(act, "what") if act else in_both(row.what_zh, row.what))
    return row


@deed("drills.correct_note", says=_("{who} corrected a note of the drill “{title}”"))
def correct_note(
    *,
    by: Standing,
    at: datetime,
    drill: Drill,
    note: Observed,
    why: str,
    done_at: datetime | None = None,
) -> Observed:
    """Correct a note by a later one, with the reason: it was done at another moment, or (no moment) not at all. Both stay readable."""
    rules.may_correct(by, drill, note).require()
    faults = _faults_of_moment(drill, done_at, at) if done_at else []
    if not why.strip():
        faults.append(Fault("why", "why", _("Say why it is corrected")))
    if faults:
        raise Invalid(*faults)
    if note.withdrawn or Observed.objects.visible_to(queries.HOUSE).filter(corrects=note).exists():
        raise Conflict("corrected", _("This note was corrected already; correct the later one"))
    row = Observed(
        in_circle_id=note.in_circle_id, circle=note.circle, owner=note.owner, audience=note.audience, illustrative=note.illustrative, drill=drill,
        done_at=done_at or note.done_at, noted_at=at, expected_id=note.expected_id, role=note.role, what_zh=note.what_zh, what=note.what, corrects=note,
        withdrawn=done_at is None, why=why.strip(),
    )  # fmt: skip
    row.save()
    tell(title=both(drill, "title"))
    return row


def address_of(drill: Drill) -> str:
    """Return where a drill stands."""
    return reverse("drills:drill", kwargs={"circle": drill.circle, "uid": drill.pk})


def _take_part(drill: Drill, town: str, at: datetime, sites: Sequence[UUID]) -> DrillPart:
    shared = {
        "in_circle_id": drill.in_circle_id, "circle": drill.circle, "owner": town, "audience": drill.audience, "illustrative": drill.illustrative,
        "drill": drill,
    }  # fmt: skip
    part = DrillPart(joined_at=at, **shared)
    part.save()
    for uid in dict.fromkeys(sites):
        DrilledSite(site=uid, **shared).save()
    return part


def _faults_of_sites(by: Standing, circle: str, town: str, sites: Sequence[UUID]) -> list[Fault]:
    known = set(queries.sites(by, circle, town=town).filter(pk__in=list(sites)).values_list("pk", flat=True))
    return [
        Fault("site", "sites", _("Choose sites of your own town"), value=str(uid)) for uid in sites if uid not in known
    ]


def _faults_of_moment(drill: Drill, moment: datetime, at: datetime) -> list[Fault]:
    ends = drill.finished_at or at
    if drill.started_at is not None and drill.started_at <= moment <= ends:
        return []
    return [
        Fault(
            "done_at",
            "done_at",
            _("It was done between the start and the end of the drill"),
            value=f"{moment:%H:%M:%S}",
        )
    ]


def _act(drill: Drill, key: str) -> ExpectedAction | None:
    return ExpectedAction.objects.visible_to(queries.HOUSE).filter(scenario=drill.scenario_id, key=key).first()


def _counting(drill: Drill) -> list[Observed]:
    return queries.counting(Observed.objects.visible_to(queries.HOUSE).filter(drill=drill))
