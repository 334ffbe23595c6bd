"""The watch of the demo: the signals of Fengxian as S0:37 has them; lines, duty lists and two events, invented and marked so."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.watch import actions
from pilin.domain.watch.models import Call, Event
from pilin.engine.base import Conflict
from pilin.foundation.observations.models import Series

RAISED = "2023-06-24T04:50"  # the signal was raised to orange (S0:37)
LINES = {  # town: warning line and guarantee level, metres on the town's own datum; illustrative
    "fengjing": ("3.30", "3.75"),
    "zhujing": ("3.30", "3.75"),
    "huimin": ("1.66", "2.05"),
    "yaozhuang": ("1.66", "2.05"),
    "xindai": ("1.66", "2.05"),
}
ACROSS = {
    "fengjing": ("huimin", "xindai"),
    "huimin": ("fengjing",),
    "xindai": ("fengjing",),
    "yaozhuang": ("fengjing",),
    "zhujing": ("xindai",),
}
MEANING = ("堤防可能出险，开始巡堤值守", "Dykes may become dangerous: they are patrolled and duty begins")
PEOPLE = ("clerk", "secretary", "leader")


def load(world: World) -> None:
    """Set lines, relay what was issued, write duty lists, and lay down an event that is over and one that is open."""
    _fengxian(world)
    series = {row.slug: row for row in Series.objects.visible_to(world.machine).exclude(quantity="")}
    at = world.now - timedelta(days=30)
    for town, (warning, guarantee) in LINES.items():
        gauge = series.get(f"{town}-water-level_m")
        if gauge is None:
            continue
        given = {
            "by": world.standing(f"{town}-clerk", at),
            "at": at,
            "circle": world.circle,
            "town": world.members[town].code,
            "series": gauge,
        }
        for kind, level in (("warning", warning), ("guarantee", guarantee)):
            actions.set_line(
                **given, kind=kind, level_m=Decimal(level), datum=gauge.datum, valid_from=date(2024, 1, 1), meaning_zh=MEANING[0] if kind == "warning" else "",
                meaning=MEANING[1] if kind == "warning" else "", illustrative=True,
            )  # fmt: skip
        for other in ACROSS[town]:
            actions.mind_gauge(
                by=world.standing(f"{other}-clerk", at), at=at, circle=world.circle, town=world.members[other].code, series=gauge,
                illustrative=True,
            )  # fmt: skip
    _duty(world)
    _past(world)
    _open(world)


def _fengxian(world: World) -> None:
    """Relay what Fengxian's station issued: orange at 04:50, raised from a yellow of which no time is told; and the line of Nanqiao."""
    fengxian = world.members.get("fengxian")
    if fengxian is None:
        return
    at = world.at("2024-06-27T14:02")
    given = {
        "by": world.machine, "at": at, "circle": world.circle, "town": fengxian.code, "hazard": "rainstorm", "issuer_zh": "奉贤区气象台",
        "issuer": "Fengxian District weather station", "areas": ["310120"], "area_zh": "奉贤区", "area": "Fengxian District", "source": "S0:37",
    }  # fmt: skip
    actions.relay_signal(
        **given, colour="orange", issued_at=world.at(RAISED), text_zh="暴雨黄色预警更新为暴雨橙色预警；黄色何时发布、橙色何时解除，报道没有说。",
        text="The yellow rainstorm signal was raised to orange. When yellow was issued, and when orange was lifted, the report does not say.",
    )  # fmt: skip
    nanqiao = Series.objects.visible_to(world.machine).filter(slug="nanqiao-level_m").first()
    if nanqiao is not None:
        actions.set_line(
            by=world.machine, at=at, circle=world.circle, town=fengxian.code, series=nanqiao, kind="warning", level_m=Decimal("3.30"), datum="吴淞",
            datum_assumed=True, meaning_zh=MEANING[0], meaning=MEANING[1], clause="3.55 − 0.25 = 3.30", source="S0:37",
        )  # fmt: skip


def _duty(world: World) -> None:
    """Write this week with the nights around it for each town; Huimin's night of tomorrow is left open, as happens."""
    today = world.today
    monday = today - timedelta(days=today.weekday())
    for k, town in enumerate(LINES):
        at = datetime.combine(monday, time(0, 1), SHANGHAI) - timedelta(days=2)
        people = [world.people[f"{town}-{office}"].pk for office in PEOPLE]
        shifts = []
        for day in range(-2, 8):  # early on Monday the nights before are on duty, and were when the past event was
            for night, (starts, hours) in enumerate(((8, 12), (20, 12))):
                begins = datetime.combine(monday + timedelta(days=day), time(starts), SHANGHAI)
                if town == "huimin" and night and begins.date() == today + timedelta(days=1):
                    continue
                lead, next_to = people[k % len(people)], people[(k + 1 + (day + night) % 2) % len(people)]
                shifts.append(actions.ShiftSaid(begins, begins + timedelta(hours=hours), [lead, next_to]))
        for week in (-7, 0, 7):
            first = monday + timedelta(days=week)
            some = [one for one in shifts if first <= one.starts_at.date() < first + timedelta(days=7)]
            actions.enter_shifts(
                by=world.standing(f"{town}-clerk", at), at=at, circle=world.circle, town=world.members[town].code, since=first,
                until=first + timedelta(days=6), shifts=some, post_zh="防汛值班室", post="Flood duty office", illustrative=True,
            )  # fmt: skip


def _event(world: World, at: datetime, zh: str, en: str) -> Event:
    called = [world.members[key].code for key in ("huimin", "xindai")]
    return actions.open_event(
        by=world.standing("fengjing-clerk", at), at=at, circle=world.circle, town=world.members["fengjing"].code, hazard="flood", title_zh=zh,
        title=en, called=called, illustrative=True,
    )  # fmt: skip


def _answer(world: World, event: Event, town: str, at: datetime) -> None:
    """Answer the call of a town as whoever was called does."""
    code = world.members[town].code
    call = Call.objects.visible_to(world.machine).filter(event=event, owner=code).order_by("-step").first()
    try:
        if call is not None and call.person is not None:
            name = next(key for key, person in world.people.items() if person.pk == call.person)
            actions.answer_call(by=world.standing(name, at), at=at, call=call)
        else:
            actions.acknowledge_event(by=world.standing(f"{town}-clerk", at), at=at, event=event)
    except Conflict:
        return


def _past(world: World) -> None:
    at = world.now - timedelta(hours=21)
    event = _event(world, at, "界河水位上涨（示意）", "The border creek rises (illustrative)")
    for minutes, town in ((1, "huimin"), (2, "fengjing"), (3, "xindai")):
        _answer(world, event, town, at + timedelta(minutes=minutes))
    for hours, town in ((5, "huimin"), (6, "xindai"), (7, "fengjing")):
        then = at + timedelta(hours=hours)
        part = event.parts.visible_to(world.machine).get(owner=world.members[town].code)
        actions.stand_down(by=world.standing(f"{town}-clerk", then), at=then, part=part)


def _open(world: World) -> None:
    at = world.now - timedelta(minutes=4)
    event = _event(
        world, at, "上海塘涨水，请下游留意（示意）", "Shanghai Canal is rising; downstream please watch (illustrative)"
    )
    _answer(world, event, "fengjing", at + timedelta(seconds=25))
    _answer(world, event, "xindai", at + timedelta(seconds=48))
