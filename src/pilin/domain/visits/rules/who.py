"""Who keeps grids, plans visits, records and decides. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict

NOT_CLERK = _("Nothing was written. The clerk of a town keeps its grids and plans its visits")
NOT_OFFICER = _("Nothing was recorded. Officers of the town that planned the visit record it")


def may_keep(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing keeps a town's grids, offices and rule, and plans its visits: the clerk of that town."""
    if by.sees_all or (by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_clerk", NOT_CLERK)


def may_record(by: Standing, visit: Any) -> Verdict:
    """Return whether this standing records a visit: whoever holds an office of the town that planned it."""
    if by.sees_all or (by.member == visit.owner and by.roles):
        return Verdict.yes()
    return Verdict.no("not_officer", NOT_OFFICER)


def may_call_off(by: Standing, visit: Any) -> Verdict:
    """Return whether this standing calls off a visit: the clerk of its town, as long as it is still to come."""
    if not (verdict := may_keep(by, visit.circle, visit.owner)):
        return verdict
    if not visit.is_open:
        return Verdict.no("over", _("Nothing was called off. This visit took place, or was called off before"))
    return Verdict.yes()


def may_merge(by: Standing, visits: Sequence[Any]) -> Verdict:
    """Return whether these visits may go as one: two or more of one firm and town, all still to come, none merged already."""
    if len(visits) < 2:
        return Verdict.no("one", _("Nothing was merged. Choose two visits or more"))
    if not (verdict := may_keep(by, visits[0].circle, visits[0].owner)):
        return verdict
    if len({visit.enterprise_id for visit in visits}) > 1:
        return Verdict.no("firms", _("Nothing was merged. These visits go to different firms"))
    if len({visit.owner for visit in visits}) > 1:
        return Verdict.no(
            "towns",
            _("Nothing was merged. Each town merges its own visits; a joint check of two towns is agreed between them"),
        )
    if not all(visit.is_open for visit in visits):
        return Verdict.no("over", _("Nothing was merged. One of them took place, or was called off"))
    if any(visit.led_by_id for visit in visits):
        return Verdict.no("merged", _("Nothing was merged. One of them goes with another visit already"))
    return Verdict.yes()


def may_unmerge(by: Standing, visit: Any) -> Verdict:
    """Return whether this standing takes merged visits apart again: the clerk of their town, before they take place."""
    if not (verdict := may_keep(by, visit.circle, visit.owner)):
        return verdict
    if not visit.is_open:
        return Verdict.no("over", _("Nothing was taken apart. The visit took place, or was called off"))
    return Verdict.yes()


def may_follow_need(by: Standing, need: Any) -> Verdict:
    """Return whether this standing says what becomes of a need: the clerk of its town, while it is open."""
    if not (verdict := may_keep(by, need.circle, need.owner)):
        return verdict
    if need.became:
        return Verdict.no("decided", _("Nothing was changed. What became of this need is written down already"))
    return Verdict.yes()


def may_read_visits(by: Standing, firm: Any) -> Verdict:
    """Return whether this standing asks for a firm's visits: whoever speaks for it, and officers of a town of its circle."""
    if by.sees_all or by.speaks_for(firm.pk) or (by.member and by.roles and firm.circle in by.circles | by.observes):
        return Verdict.yes()
    return Verdict.no("not_officer", _("Officers of the towns read whom they visit, and a firm who visits it"))
