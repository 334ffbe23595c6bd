"""Dated queries that bulletins may name: series of the observatory, the circle, its programme, its obstacles.

Names run ``family.circle.what``, for example ``programme.five-towns.due``; a series is ``series.its-name``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Quantity
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins.enums import (
    FAMILIES,
    PROMISES,
    FigureAnswer,
    FigureFamily,
    PromiseAnswer,
    PromiseFamily,
)

Counted = Callable[
    [Standing, str, date], tuple[int, bool]
]  # (standing, circle, day) → (number, any of it illustrative)


def fill() -> None:
    """Register every family."""
    PROMISES["parks"] = PromiseFamily(_promise_names, _promise_told)
    FAMILIES["series"] = FigureFamily(_series_names, _series_answer)
    FAMILIES["circle"] = _counted(
        {
            "members": (_("members"), "item", _members, "members of the circle on that day", "当日在圈成员"),
        }
    )
    programme = {
        "items": "项目",
        "due": "已到期节点",
        "witnessed": "对岸已见证的到期节点",
        "one-bank": "只有一岸已报的到期节点",
        "late": "逾期节点",
    }
    english = {
        "items": "items of the year's list", "due": "milestones due by that day", "witnessed": "milestones due by that day, witnessed by the other bank",
        "one-bank": "milestones due by that day, reported by one bank only", "late": "milestones due by that day with no word from either bank",
    }  # fmt: skip
    FAMILIES["programme"] = _counted(
        {
            what: (
                english[what],
                "item" if what == "items" else "milestone",
                _programme(what),
                english[what],
                f"当年清单，{programme[what]}",
            )
            for what in programme
        }
    )
    FAMILIES["obstacles"] = _counted(
        {
            "open": (_("border obstacles open"), "obstacle", _obstacles("open"), "border obstacles in the register, open", "界障登记簿，未消除"),
            "removed": (
                _("border obstacles removed this year"), "obstacle", _obstacles("removed"),
                "border obstacles found gone in the year", "界障登记簿，当年确认消除",
            ),
        }
    )  # fmt: skip


def _counted(queries: dict[str, tuple[object, str, Counted, str, str]]) -> FigureFamily:
    def names(standing: Standing, circle: str) -> Iterable[tuple[str, str]]:
        from pilin.foundation.members.models import Circle  # app ready

        circles = [circle] if circle else list(Circle.objects.visible_to(standing).values_list("slug", flat=True))
        return [(f"{slug}.{what}", str(label)) for slug in circles for what, (label, *_rest) in queries.items()]

    def answer(standing: Standing, on: date, rest: str) -> FigureAnswer:
        circle, _dot, what = rest.partition(".")
        _label, unit, reckon, words, words_zh = queries[what]
        number, illustrative = reckon(standing, circle, on)
        return FigureAnswer(Quantity(Decimal(number), unit), on, words, illustrative, query_zh=words_zh)

    return FigureFamily(names, answer)


def _series_names(standing: Standing, circle: str) -> Iterable[tuple[str, str]]:
    from pilin.foundation.observations.models import Series  # app ready
    from pilin.web.words import in_chinese  # app ready

    rows = Series.objects.visible_to(standing)
    rows = rows.filter(circle=circle) if circle else rows
    return list(rows.values_list("slug", "title_zh" if in_chinese() else "title"))


def _series_answer(standing: Standing, on: date, slug: str) -> FigureAnswer:
    """Return the newest figure whose period was over on that day, as it is known when the text is frozen."""
    from pilin.foundation.observations import queries  # app ready

    series = queries.series_named(standing, slug)
    readings = [r for r in queries.series_on(standing, slug) if r.period is None or r.period.last <= on]
    last = readings[-1] if readings else None
    title, title_zh = (series.title, series.title_zh) if series else (slug, slug)
    period = f" ({last.period})" if last and last.period else ""
    return FigureAnswer(
        value=last.quantity if last else None,
        on=on,
        query=f"{title}{period}",
        illustrative=bool(last.illustrative) if last else False,
        query_zh=f"{title_zh}{period}",
        source=last.source if last else "",
    )


def _members(standing: Standing, circle: str, on: date) -> tuple[int, bool]:
    from pilin.foundation.members.queries import members_on  # app ready

    return len(members_on(standing, circle, on)), False


def _programme(what: str) -> Counted:
    def reckon(standing: Standing, circle: str, on: date) -> tuple[int, bool]:
        from pilin.domain.programme.enums import MilestoneState  # app ready
        from pilin.domain.programme.queries import items_of  # app ready

        items = items_of(standing, circle, on.year, on)
        milestones = [m for item in items for m in item.milestones if m.due_on <= on]
        counts = {
            "items": len(items),
            "due": len(milestones),
            "witnessed": sum(m.state == MilestoneState.WITNESSED for m in milestones),
            "one-bank": sum(m.state == MilestoneState.REPORTED for m in milestones),
        }
        counts["late"] = counts["due"] - counts["witnessed"] - counts["one-bank"]
        return counts[what], any(item.illustrative for item in items)

    return reckon


def _obstacles(what: str) -> Counted:
    def reckon(standing: Standing, circle: str, on: date) -> tuple[int, bool]:
        from pilin.domain.obstacles import queries  # app ready

        cards = queries.register(standing, circle, on)
        count = queries.tally(cards, year=on.year, target=None)
        return int(getattr(count, what)), any(card.obstacle.illustrative for card in cards)

    return reckon


def _promise_names(standing: Standing, circle: str) -> Iterable[tuple[str, str]]:
    from pilin.domain.parks import queries  # app ready
    from pilin.web.words import in_chinese  # app ready

    rows = [told.row for told in queries.promises(standing, circle, date.min)]
    zh = in_chinese()
    return [
        (
            str(row.pk),
            f"{row.work.name_zh}：{row.what_zh}"
            if zh
            else f"{row.work.name or row.work.name_zh}: {row.what or row.what_zh}",
        )
        for row in rows
    ]


def _promise_told(standing: Standing, circle: str, key: str, on: date) -> PromiseAnswer | None:
    """Return a promise of the parks' register and what became of it, as of a day."""
    from django.urls import reverse  # app ready

    from pilin.domain.parks import queries  # app ready

    try:
        row = queries.promise_named(standing, circle, UUID(key))
    except ValueError:
        return None
    if row is None:
        return None
    outcome = queries.promise_told(row, on).outcome
    return PromiseAnswer(
        words_zh=f"{row.work.name_zh}：{row.what_zh}",
        words=f"{row.work.name or row.work.name_zh}: {row.what or row.what_zh}",
        promised=str(row.promised or ""),
        actual=str(row.actual or ""),
        state=str(outcome.state),
        days=outcome.days,
        source=row.source,
        url=reverse("parks:promises", kwargs={"circle": circle}),
    )
