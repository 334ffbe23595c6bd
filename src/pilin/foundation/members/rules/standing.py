"""Who may keep a circle, its offices and its alliances."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict


class HasProvince(Protocol):
    """A member, or its card: anything that knows its division code."""

    @property
    def code(self) -> str: ...


def is_other_bank(one: HasProvince, other: HasProvince) -> bool:
    """Return whether two members lie in different provinces, read off the first two digits of their codes."""
    return one.code[:2] != other.code[:2]


def is_setting_up(by: Standing) -> bool:
    """Return whether this is the instance's own hand: its keeper, or scheduled work and set-up."""
    return by.sees_all or by.holds(Role.KEEPER)


def may_make_circle(by: Standing) -> Verdict:
    """Return whether this standing may make circles and enter parties."""
    if is_setting_up(by):
        return Verdict.yes()
    return Verdict.no("not_keeper", _("Circles are made by the keeper of the instance."))


def may_keep_circle(by: Standing, circle: str) -> Verdict:
    """Return whether this standing may admit, invite and keep bodies: the keeper, or the chair's secretary."""
    if is_setting_up(by) or by.keeps_office_of_chair(circle):
        return Verdict.yes()
    return Verdict.no("not_chair", _("This is done by the secretary of the town in the chair, or by the keeper."))


def may_open_term(by: Standing, circle: str, incoming: str) -> Verdict:
    """Return whether this standing may settle a term: the keeper, the chair's office, or the incoming town."""
    if may_keep_circle(by, circle):
        return Verdict.yes()
    incoming_officer = by.member == incoming and (by.holds(Role.SIGNATORY) or by.holds(Role.SECRETARY))
    if incoming_officer or (circle in by.chairs and by.holds(Role.SIGNATORY)):
        return Verdict.yes()
    return Verdict.no("not_office", _("A term is settled by the town that hands over or the town that takes over."))


def may_keep_alliance(by: Standing, circle: str, members: frozenset[str], secretary: str) -> Verdict:
    """Return whether this standing may note an alliance's doings: officers of its members."""
    if is_setting_up(by) or (by.member and (by.member in members or by.member == secretary) and by.roles):
        return Verdict.yes()
    return Verdict.no("not_in_alliance", _("Only members of the alliance may note what it does."))


def may_appoint_across(by: Standing, home: str, circle: str) -> Verdict:
    """Return whether this standing may send a committee member across: an officer of the home town."""
    if (
        is_setting_up(by)
        or (by.member and home == by.member and by.roles)
        or (not home and circle in by.circles and by.roles)
    ):
        return Verdict.yes()
    return Verdict.no("not_home", _("A committee member is sent by the village's own town."))
