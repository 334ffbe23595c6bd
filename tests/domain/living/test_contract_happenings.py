"""Public events keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from pilin.domain.living import actions
from pilin.domain.living.models import (
    Evaluation,
    Happening,
    HappeningSeries,
    HappeningSession,
    HappeningVenue,
    IssuedPass,
    JointPass,
    PassUse,
    PassVenue,
    Presence,
    Registration,
    Seats,
    Secondment,
)
from tests.factories import living_happenings as make
from tests.factories.base import NOW, TODAY, Stand
from tests.kit import Example, RoomContract

HOUSE = Stand.machine()


class TestHappenings(RoomContract):
    room = "living"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a series with an edition and all that hangs on it, and a pass that was used, shared alike."""
        number = HappeningSeries.objects.visible_to(HOUSE).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        series = HappeningSeries(kind="festival", title_zh=f"灯会{number}", **shared)
        row = Happening(
            series=series, edition=1, kind="festival", title_zh=f"灯会{number}", host=self.five.fengjing.row, starts_on_first=date(2024, 10, 20), starts_on_last=date(2024, 10, 20), registers=True,
            places=9, announced_at=NOW, **shared,
        )  # fmt: skip
        venue = HappeningVenue(happening=row, name_zh="广场", town=self.five.fengjing.row, **shared)
        whole = Seats(happening=row, places=9, **shared)
        session = HappeningSession(happening=row, no=1, title_zh="开幕", **shared)
        who = Registration(
            happening=row, name=f"人{number}", town=self.five.huimin.row, state="held", seat="open", asked_at=NOW, code=f"{number:032x}", **shared
        )  # fmt: skip
        there = Presence(registration=who, session=session, came_at=NOW, how="tick", **shared)
        away = Secondment(
            registration=who, to=self.five.fengjing.row, office_zh="文化站", from_on=TODAY, until_on=TODAY, **shared
        )
        said = Evaluation(happening=row, score=4, **shared)
        joint = JointPass(title_zh=f"联票{number}", valid_from=TODAY, valid_to=TODAY, **shared)
        where = PassVenue(of=joint, no=1, town=self.five.fengjing.row, name_zh="古镇", **shared)
        issued = IssuedPass(of=joint, code=f"{number:032x}", issued_on=TODAY, **shared)
        used = PassUse(issued=issued, venue=where, used_at=NOW, no=1, **shared)
        rows = [row, series, venue, whole, session, who, there, away, said, joint, where, issued, used]
        for one in (series, row, *rows[2:]):
            one.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        base = "/c/five-towns/living/"
        return [
            f"{base}calendar/?month=2024-10", f"{base}calendar.ics", f"{base}happenings/desk/", f"{base}passes/", f"{base}happenings/series/",
            "/api/v1/circles/five-towns/calendar", "/api/v1/circles/five-towns/happenings", "/api/v1/circles/five-towns/passes",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        return f"/c/five-towns/living/happenings/{row.pk}/" if isinstance(row, Happening) else None

    def deeds(self) -> Iterable[Example]:
        five = self.five
        town = {"circle": five.circle, "town": five.fengjing.code}
        said = {"starts_on": "2024-11-16"}
        series = {"title_zh": "灯会", "kind": "festival", "yearly": True, "month": 2}
        return [
            Example(actions.keep_series, ok={**town, **series}, refused={**town, **series, "month": 13}),
            Example(actions.plan_happening, ok={**town, "title_zh": "甲", "kind": "forum", "said": said}, refused={**town, "title_zh": " ", "kind": "forum"}),
            Example(
                actions.change_happening, ok=lambda: {"happening": make.plan(five), "said": {"about_zh": "带伞"}},
                refused=lambda: {"happening": make.plan(five), "said": {"starts_on": "morgen"}},
            ),
            Example(
                actions.share_places, ok=lambda: {"happening": make.plan(five, places=2), "quotas": {five.huimin.code: 2}},
                refused=lambda: {"happening": make.plan(five, places=2), "quotas": {five.huimin.code: 3}},
            ),
            Example(
                actions.release_places, ok=lambda: {"happening": make.plan(five, places=2, quotas={five.huimin.code: 1})},
                refused=lambda: {"happening": make.plan(five, places=2)},
            ),
            Example(
                actions.announce_happening, ok=lambda: {"happening": make.plan(five, announce=False)}, refused=lambda: {"happening": make.plan(five)}
            ),
            Example(
                actions.cancel_happening, ok=lambda: {"happening": make.plan(five), "why": "台风"},
                refused=lambda: {"happening": make.plan(five), "why": " "},
            ),
            Example(actions.plan_year, ok=lambda: self.yearly(town), refused={**town, "year": 1999}, bulk=True),
            Example(actions.do_what_is_due, ok=lambda: self.due(), refused={}, bulk=True),
            Example(actions.register, ok=lambda: self.somebody(), refused=lambda: {**self.somebody(), "name": ""}),
            Example(actions.withdraw_registration, ok=lambda: {"registration": self.held()}, refused=lambda: {"registration": self.held("held"), "by": five.xindai.clerk}),
            Example(actions.mark_came, ok=lambda: self.ticket(), refused=lambda: {**self.ticket(), "code": "f" * 32}),
            Example(actions.keep_attendance, ok=lambda: self.sheet(), refused=lambda: {**self.sheet(), "at": NOW}, bulk=True),
            Example(
                actions.add_session, ok=lambda: {"happening": make.plan(five), "title_zh": "开班"},
                refused=lambda: {"happening": make.plan(five), "title_zh": "", "ends_at": NOW},
            ),
            Example(actions.second, ok=lambda: self.away(five.xindai.code), refused=lambda: self.away(five.fengjing.code)),
            Example(actions.offer_pass, ok=lambda: self.joint(2), refused=lambda: self.joint(1)),
            Example(actions.issue_passes, ok=lambda: {"of": make.offer(five), "number": 3}, refused=lambda: {"of": make.offer(five), "number": 0}, bulk=True),
            Example(actions.use_pass, ok=lambda: self.used(), refused=lambda: {**self.used(), "code": ""}),
        ]  # fmt: skip

    def yearly(self, town: dict[str, Any]) -> dict[str, Any]:
        actions.keep_series(
            by=self.five.fengjing.clerk, at=NOW, title_zh="年年", kind="festival", yearly=True, month=2, **town
        )
        return {**town, "year": 2025}

    def due(self) -> dict[str, Any]:
        make.plan(self.five, announce=False, announce_at=NOW)
        return {"by": HOUSE}

    def somebody(self) -> dict[str, Any]:
        return {"happening": make.plan(self.five), "town": self.five.fengjing.code, "name": "陆阿婆"}

    def held(self, _name: str = "") -> Registration:
        return make.on_behalf(self.five.fengjing.clerk, make.plan(self.five), "陆阿婆")

    def ticket(self) -> dict[str, Any]:
        row = self.held()
        return {"happening": row.happening, "code": row.code, "at": make.START}

    def sheet(self) -> dict[str, Any]:
        row = self.held()
        sitting = actions.add_session(by=self.five.fengjing.clerk, at=NOW, happening=row.happening, title_zh="开班")
        return {"happening": row.happening, "session": sitting.pk, "present": [row.pk], "at": make.START}

    def away(self, to: str) -> dict[str, Any]:
        days = {"from_on": TODAY, "until_on": TODAY + timedelta(days=9)}
        return {"registration": self.held(), "to": to, "office_zh": "文化站", **days}

    def joint(self, towns: int) -> dict[str, Any]:
        five = self.five
        venues = [{"town": one.code, "name_zh": "馆"} for one in (five.fengjing, five.huimin)[:towns]]
        return {
            "circle": five.circle, "town": five.fengjing.code, "title_zh": "联票", "valid_from": TODAY, "valid_to": TODAY, "venues": venues,
        }  # fmt: skip

    def used(self) -> dict[str, Any]:
        row = make.offer(self.five)
        [issued] = actions.issue_passes(by=self.five.fengjing.clerk, at=NOW, of=row, number=1)
        return {"venue": row.venues.visible_to(HOUSE).get(town=self.five.fengjing.row), "code": issued.code}
