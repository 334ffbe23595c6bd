"""The demo's handovers: past ones sealed, the next one compiled and half read. All made up but Fengjing's first turn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pilin.config.demo.world import SHANGHAI, World
from pilin.domain.handover import actions, queries
from pilin.domain.obstacles import actions as obstacles
from pilin.domain.programme import queries as programme
from pilin.foundation.members import actions as members
from pilin.foundation.members.queries import all_turns, member_row

FIRST = 2024
READ = 7  # sections of the next dossier that the incoming town has read, of eleven
CIRCLE = "five-towns"


def load_terms(world: World) -> None:
    """Open the turns after the first up to this year's, so that whoever chairs can do what a chair does."""
    for turn in all_turns(CIRCLE, FIRST + 1, world.today.year):
        row = member_row(world.machine, turn.code)
        assert row is not None
        members.open_term(
            by=world.machine,
            at=datetime(turn.year - 1, 12, 28, 10, tzinfo=SHANGHAI),
            circle=world.circle,
            member=row,
            year=turn.year,
            illustrative=True,
        )


def load(world: World) -> None:
    """Compile, read and seal the handovers of past years; compile this year's and read a part of it."""
    _link_coach(world)
    for year in range(FIRST, world.today.year):
        parties = queries.parties_of(CIRCLE, year)
        assert parties is not None
        _compile(world, year, parties, datetime(year, 12, 18, 9, 30, tzinfo=SHANGHAI))
        _read(world, year, parties, datetime(year, 12, 20, 10, tzinfo=SHANGHAI), most=None)
        _close(world, year, datetime(year, 12, 26, 16, 0, tzinfo=SHANGHAI))
        _seal(world, year, parties.outgoing, datetime(year, 12, 27, 9, 10, tzinfo=SHANGHAI))
        _seal(world, year, parties.incoming, datetime(year, 12, 28, 15, 40, tzinfo=SHANGHAI))
    year = world.today.year
    parties = queries.parties_of(CIRCLE, year)
    if parties is None:
        return
    compiled_at = max(world.now - timedelta(days=5), datetime(year, 1, 2, tzinfo=SHANGHAI))
    _compile(world, year, parties, min(compiled_at, world.now))
    _read(world, year, parties, world.now, most=READ)


def _compile(world: World, year: int, parties: queries.Parties, at: datetime) -> None:
    by = world.standing(f"{_town(world, parties.outgoing)}-secretary", at)
    actions.compile_dossier(by=by, at=at, circle=CIRCLE, year=year, illustrative=True)


def _read(world: World, year: int, parties: queries.Parties, at: datetime, most: int | None) -> None:
    by = world.standing(f"{_town(world, parties.incoming)}-secretary", at)
    view = queries.dossier_of(by, CIRCLE, year, _day(at))
    assert view is not None
    for section in view.sections[:most]:
        actions.read_section(by=by, at=at, circle=CIRCLE, year=year, key=section.key)


def _close(world: World, year: int, at: datetime) -> None:
    actions.close_year(by=world.standing("keeper", at), at=at, circle=CIRCLE, year=year)


def _seal(world: World, year: int, code: str, at: datetime) -> None:
    by = world.standing(f"{_town(world, code)}-leader", at)
    view = queries.dossier_of(by, CIRCLE, year, _day(at))
    assert view is not None
    actions.sign_dossier(by=by, at=at, circle=CIRCLE, year=year, text_hash=view.text_hash)


def _link_coach(world: World) -> None:
    """Note which item of the list ran into the coach that may not stop."""
    coach = world.rows.get("coach_obstacle")
    found = [i for i in programme.items_of(world.machine, CIRCLE, FIRST) if "医疗" in i.title_zh]
    if coach is None or not found:
        return
    item, at = found[0], world.at("2024-10-09")
    obstacles.link_obstacle(
        by=world.standing("fengjing-clerk", at),
        at=at,
        obstacle=coach,
        pointer=obstacles.Pointer(
            subject=item.uid,
            kind="item",
            url=f"/c/{CIRCLE}/programme/{item.year}/{item.no}/",
            title_zh=f"{item.year}-{item.no} {item.title_zh}",
            title=f"{item.year}-{item.no} {item.title or item.title_zh}",
        ),
    )


def _town(world: World, code: str) -> str:
    return next(key for key, member in world.members.items() if member.code == code)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
