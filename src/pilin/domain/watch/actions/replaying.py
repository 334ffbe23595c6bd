"""Make a drill of a past event: what happened becomes its injects, what ought to follow its expected actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pilin.domain.drills.actions import plan_drill, write_scenario
from pilin.domain.drills.enums import LONGEST_MINUTES, MOST_LINES, DrillForm, ScenarioKind
from pilin.domain.drills.models import Drill
from pilin.domain.drills.rules import ExpectedSaid, InjectSaid, RoleSaid
from pilin.domain.watch.kinds import ROMAN, STOOD_DOWN
from pilin.domain.watch.models import Event
from pilin.domain.watch.queries import after, responses
from pilin.domain.watch.queries.after import Course
from pilin.domain.watch.queries.desk import LONGEST
from pilin.domain.watch.rules.who import may_keep
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell

FASTEST = 60
ROLES = (
    RoleSaid("duty", "值班员", "Duty officer"), RoleSaid("command", "防汛指挥部", "Flood command"), RoleSaid("gates", "闸站值守", "Keepers of the gates"),
    RoleSaid("neighbour", "对岸值班员", "Duty officer across the border"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """Within how many minutes after a signal, as it then was, each thing is expected."""

    know: int = 10
    tell: int = 20
    launch: int = 60
    gates: int = 60


@deed("watch.replay_as_drill", says=_("{who} made a drill of the event {title}"))
def replay_as_drill(
    *,
    by: Standing,
    at: datetime,
    event: Event,
    town: str,
    planned_at: datetime,
    speed: int = 1,
    terms: Terms | None = None,
    neighbour: str = "",
) -> Drill:
    """Make a scenario and a drill of a past event, for a town that practises it alone or with a neighbour.

    The official signals and the levels of the event are told at their minutes; expected are acknowledging, telling the
    neighbour, launching the level that was launched and opening the gates, each within its term of the last signal before.

    Parameters
    ----------
    speed : int
        1 to 60: so many minutes of the event in one of the drill.
    neighbour : str
        Town that is asked to take part as the duty office across the border.

    Raises
    ------
    Refused, Invalid
    """
    may_keep(by, event.circle, town).require()
    course = after.course_of(by, event, at)
    within = terms or Terms()
    faults = []
    if event.closed_at is None and at < event.opened_at + LONGEST:
        faults.append(Fault("running", "event", _("An event is practised once it is over")))
    if not 1 <= speed <= FASTEST:
        faults.append(Fault("speed", "speed", _("Between 1 and 60 times"), value=str(speed)))
    if any(not 1 <= term <= LONGEST_MINUTES for term in (within.know, within.tell, within.launch, within.gates)):
        faults.append(Fault("terms", "terms", _("A term lies between 1 minute and a day")))
    if not any(one.kind == "signal" for one in course.entries):
        faults.append(
            Fault("no_signal", "event", _("No official signal was relayed in this event: there is nothing to answer"))
        )
    if faults:
        raise Invalid(*faults)
    scenario = write_scenario(
        by=by, at=at, circle=event.in_circle, town=town, kind=ScenarioKind.FLOOD, title_zh=f"{event.title_zh}（重放）"[:120],
        title=f"{event.title or event.title_zh} (replay)"[:160], roles=ROLES if neighbour else ROLES[:3],
        injects=_injects(by, event, course, at, speed), expected=_expected(by, course, within, speed, bool(neighbour)),
        about_zh=f"按 {speed} 倍速重放，{course.first:%Y-%m-%d %H:%M} 起。时限是演练自己定的。",
        about=f"Replayed at {speed} times its speed, from {course.first:%Y-%m-%d %H:%M}. The terms are the drill's own.",
        audience=event.audience, illustrative=event.illustrative, source=event.source,
    )  # fmt: skip
    drill = plan_drill(
        by=by, at=at, circle=event.in_circle, town=town, scenario=scenario, title_zh=scenario.title_zh, title=scenario.title, planned_at=planned_at,
        form=DrillForm.TABLE_TOP, invited=[neighbour] if neighbour else [], cast={"neighbour": neighbour} if neighbour else None,
        audience=event.audience, illustrative=event.illustrative, source=event.source,
    )  # fmt: skip
    tell(title=both(event, "title"))
    return drill


def _minute(course: Course, at: datetime, speed: int) -> int:
    return int((at - course.first).total_seconds() // 60 // speed)


def _injects(by: Standing, event: Event, course: Course, at: datetime, speed: int) -> list[InjectSaid]:
    """Return what happened by itself, in both languages: signals and levels, not what somebody did about them."""
    said = {}
    for short, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            told = after.course_of(by, event, at)
            said[short] = [one for one in told.entries if one.kind in ("signal", "level")]
    pairs = zip(said["zh"], said["en"], strict=True)
    injects = [
        InjectSaid(_minute(course, zh.at, speed), f"{zh.clock} {zh.what}"[:300], f"{en.clock} {en.what}"[:400]) for zh, en in pairs
    ]  # fmt: skip
    return [one for one in injects if one.minute < LONGEST_MINUTES][:MOST_LINES]


def _expected(by: Standing, course: Course, terms: Terms, speed: int, across: bool) -> list[ExpectedSaid]:
    signals = [one for one in course.entries if one.kind == "signal" and one.colour]
    first = signals[0]

    def due(start: datetime, minutes: int) -> int:
        return max(1, min(_minute(course, start + timedelta(minutes=minutes), speed), LONGEST_MINUTES))

    def last_before(moment: datetime) -> datetime:
        return max((one.at for one in signals if one.at <= moment), default=moment)

    acts = [
        ExpectedSaid("know", "duty", "确认收到预警", "Say that the signal is known", (), due(first.at, terms.know), 2)
    ]
    acts.append(
        ExpectedSaid("tell", "duty", "通报对岸值班室", "Tell the duty office across the border", ("know",), due(first.at, terms.tell), 2)
    )  # fmt: skip
    if across:
        acts.append(
            ExpectedSaid("tell-back", "neighbour", "回报已知、报本岸水位", "Say that it is known, and the levels there", ("tell",), due(first.at, terms.tell + terms.know))
        )  # fmt: skip
    for state in responses.states_between(by, course.event.circle, course.since, course.until):
        if state.level != STOOD_DOWN and len(acts) < MOST_LINES - 2:
            start = last_before(state.since)
            key = f"launch-{len(acts)}"
            level = ROMAN[state.level]
            acts.append(
                ExpectedSaid(key, "command", f"启动{level}级响应", f"Launch response level {level}", ("know",), due(start, terms.launch), 3)
            )  # fmt: skip
    opened = next((one for one in course.entries if one.kind == "gate"), None)
    if opened is not None:
        start = last_before(opened.at)
        acts.append(
            ExpectedSaid("open-gates", "gates", "按内外水位开闸排水", "Open the gates by the levels on both sides", ("know",), due(start, terms.gates), 2)
        )  # fmt: skip
    return acts
