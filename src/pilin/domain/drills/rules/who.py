"""Who keeps sites and scenarios, holds drills, notes what is done, evaluates, mends and makes sure of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.drills.enums import CorrectiveState, DrillState
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

OFFICERS = (Role.CLERK, Role.SIGNATORY, Role.SECRETARY)
NOT_NOW = _("Nothing was written. The drill is not that far, or it is over")


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's sites and scenarios and plans its drills: the clerk of that town."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was written. The clerk of a town keeps its sites, scenarios and drills"))


def may_lead(by: Standing, drill: Any, *states: str) -> Verdict:
    """Return whether this standing starts, ends or calls off a drill, in one of these states: a clerk of the holding town, or who signs for it."""
    if not (by.sees_all or (by.member == drill.owner and (by.holds(Role.CLERK) or by.holds(Role.SIGNATORY)))):
        return Verdict.no("not_host", _("Nothing was written. The town that holds the drill leads it: its clerk, or who signs for it"))  # fmt: skip
    if drill.state not in states:
        return Verdict.no("not_now", NOT_NOW)
    return Verdict.yes()


def may_join(by: Standing, drill: Any, joined: Collection[str]) -> Verdict:
    """Return whether this standing says that its town takes part: the clerk of a town that is asked, before the drill begins."""
    if not (by.member in drill.invited and by.holds(Role.CLERK) and drill.circle in by.circles | by.observes):
        return Verdict.no("not_invited", _("Nothing was written. The clerk of a town that is asked says whether it takes part"))  # fmt: skip
    if by.member in joined:
        return Verdict.no("joined", _("Your town takes part already"))
    if drill.state != DrillState.PLANNED:
        return Verdict.no("not_now", NOT_NOW)
    return Verdict.yes()


def town_of_role(drill: Any, role: str, joined: Collection[str]) -> str:
    """Return which town plays a role: the one it is given to, once that takes part; else the one that holds the drill."""
    cast: Mapping[str, str] = drill.cast
    town, host = cast.get(role, ""), str(drill.owner)
    return town if town in joined else host


def may_note(by: Standing, drill: Any, role: str, joined: Collection[str]) -> Verdict:
    """Return whether this standing notes what a role did, while the drill runs: an officer of the town that plays the role.

    What nobody expected has no role, and any town that takes part notes what its own people did.
    """
    playing = {drill.owner, *joined} if not role else {town_of_role(drill, role, joined)}
    officer = by.member in playing and any(by.holds(one) for one in OFFICERS)
    if not (by.sees_all or officer):
        return Verdict.no("not_own", _("Nothing was noted. Each town notes what its own people do in the drill"))
    if drill.state != DrillState.RUNNING:
        return Verdict.no("not_running", _("Nothing was noted. The drill does not run"))
    return Verdict.yes()


def may_correct(by: Standing, drill: Any, note: Any) -> Verdict:
    """Return whether this standing corrects a note: an officer of the town that made it, until the drill is evaluated."""
    if not (by.sees_all or (by.member == note.owner and any(by.holds(one) for one in OFFICERS))):
        return Verdict.no("not_own", _("Nothing was noted. Each town corrects its own notes"))
    if drill.state not in (DrillState.RUNNING, DrillState.FINISHED):
        return Verdict.no(
            "not_now", _("Nothing was noted. Notes are corrected until every town has evaluated the drill")
        )
    return Verdict.yes()


def may_evaluate(by: Standing, drill: Any, joined: Collection[str], evaluated: Collection[str]) -> Verdict:
    """Return whether this standing evaluates a drill for its town: a clerk or who signs, of a town that took part, once it is over."""
    took_part = by.member in {drill.owner, *joined}
    if not (took_part and (by.holds(Role.CLERK) or by.holds(Role.SIGNATORY))):
        return Verdict.no("no_part", _("Nothing was written. Each town that took part evaluates: its clerk, or who signs for it"))  # fmt: skip
    if drill.state != DrillState.FINISHED:
        return Verdict.no("not_now", NOT_NOW)
    if by.member in evaluated:
        return Verdict.no("evaluated", _("Your town has evaluated this drill already"))
    return Verdict.yes()


def may_set_corrective(by: Standing, drill: Any, joined: Collection[str]) -> Verdict:
    """Return whether this standing sets a corrective action for its own town: its clerk or who signs, after the drill and before it is closed."""
    took_part = by.member in {drill.owner, *joined}
    if not (took_part and (by.holds(Role.CLERK) or by.holds(Role.SIGNATORY))):
        return Verdict.no("no_part", _("Nothing was set. A town that took part sets what it mends itself: its clerk, or who signs for it"))  # fmt: skip
    if drill.state not in (DrillState.FINISHED, DrillState.EVALUATED):
        return Verdict.no("not_now", NOT_NOW)
    return Verdict.yes()


def may_report_done(by: Standing, corrective: Any) -> Verdict:
    """Return whether this standing says that a corrective action is done: an officer of the town whose it is."""
    if not (by.member == corrective.owner and any(by.holds(one) for one in OFFICERS)):
        return Verdict.no("not_owner", _("Nothing was written. The town that mends it says when it is done"))
    if corrective.state != CorrectiveState.OPEN:
        return Verdict.no("not_open", _("It was said to be done already"))
    return Verdict.yes()


def may_verify(by: Standing, drill: Any, corrective: Any, joined: Collection[str], done_by: UUID | None) -> Verdict:
    """Return whether this standing makes sure that something is mended, or sends it back: an officer of a town that took part, never who did it."""
    took_part = by.member in {drill.owner, *joined}
    if not (took_part and by.signed_in and any(by.holds(one) for one in OFFICERS)):
        return Verdict.no("no_part", _("Nothing was written. An officer of a town that took part in the drill makes sure of it"))  # fmt: skip
    if corrective.state != CorrectiveState.DONE:
        return Verdict.no("not_done", _("Nobody has said yet that it is done, or somebody made sure of it already"))
    if by.person == done_by:
        return Verdict.no("same_person", _("Nothing was written. Somebody else than who did it makes sure of it"))
    return Verdict.yes()


def may_close(by: Standing, drill: Any, open_corrective: int) -> Verdict:
    """Return whether this standing closes a drill: who leads it, once it is evaluated and every corrective action verified."""
    if not (verdict := may_lead(by, drill, DrillState.EVALUATED)):
        return verdict
    if open_corrective:
        return Verdict.no("corrective_open", _("Not closed. A drill is closed only when all its corrective actions are verified"))  # fmt: skip
    return Verdict.yes()
