"""What each town does about the water now: its level of response and the gates that stand open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pilin.domain.watch.kinds import GateKind, level_said
from pilin.domain.watch.models import Response
from pilin.domain.watch.queries.gates import GateTold, gates_told
from pilin.domain.watch.queries.responses import levels_now
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import MemberCard


@dataclass(frozen=True, slots=True)
class Acting:
    """One town that has a response running or a gate open."""

    member: MemberCard
    response: Response | None
    gates: tuple[GateTold, ...]

    @property
    def sluices(self) -> list[GateTold]:
        """Return the gates that stand open."""
        return [one for one in self.gates if one.row.kind != GateKind.PUMP]

    @property
    def pumps(self) -> list[GateTold]:
        """Return the pumping stations that pump."""
        return [one for one in self.gates if one.row.kind == GateKind.PUMP]

    @property
    def sluices_since(self) -> datetime | None:
        """Return since when the first of the gates stands open."""
        return min((one.state.since for one in self.sluices if one.state.since), default=None)

    @property
    def pumps_since(self) -> datetime | None:
        """Return since when the first of the pumping stations pumps."""
        return min((one.state.since for one in self.pumps if one.state.since), default=None)

    @property
    def alarmed(self) -> bool:
        """Return whether some gate stands open against the rule, by somebody's order."""
        return any(one.alarmed for one in self.gates)

    @property
    def illustrative(self) -> bool:
        """Return whether anything of it is invented."""
        rows = [self.response, *(one.row for one in self.gates), *(one.state.move for one in self.gates)]
        return any(row is not None and row.illustrative for row in rows)

    @property
    def level(self) -> str:
        """Return the level in figures of Rome; empty without a response."""
        return "" if self.response is None else level_said(self.response.level)


def acting_now(standing: Standing, circle: str, at: datetime, members: Mapping[str, MemberCard]) -> list[Acting]:
    """Return the towns that do something at a moment, by code; those of which nothing is noted are not named."""
    levels = {town: row for town, row in levels_now(standing, circle, at).items() if row.level}
    gates: dict[str, list[GateTold]] = {}
    for told in gates_told(standing, circle, at):
        if told.state.is_open:
            gates.setdefault(told.row.owner, []).append(told)
    towns = sorted({*levels, *gates} & set(members))
    return [Acting(members[town], levels.get(town), tuple(gates.get(town, ()))) for town in towns]
