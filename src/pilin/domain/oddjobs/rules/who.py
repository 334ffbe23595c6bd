"""Who posts, enrols, takes shifts and keeps floors."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.oddjobs.models import Post, Worker
from pilin.engine.base import is_uscc
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict


def may_post(by: Standing, circle: str, town: str, firm: Enterprise) -> Verdict:
    """Return whether this standing offers work of a firm in a town: who speaks for the firm, or that town's clerk for it."""
    if not is_uscc(firm.uscc):
        return Verdict.no(
            "not_verified",
            _(
                "Nothing was posted. The firm has no valid unified social credit code here: its town's register brings it"
            ),
        )
    if by.sees_all or by.speaks_for(firm.pk) or _clerk(by, circle, town):
        return Verdict.yes()
    return Verdict.no(
        "not_employer",
        _("Nothing was posted. Whoever speaks for the firm posts its work, or the clerk of the town where the work is"),
    )


def may_run(by: Standing, post: Post) -> Verdict:
    """Return whether this standing looks after a post: who speaks for the employer, or the clerk of the town of the work."""
    if by.sees_all or by.speaks_for(post.employer_id) or _clerk(by, post.circle, post.owner):
        return Verdict.yes()
    return Verdict.no(
        "not_employer", _("Whoever speaks for the employer does this, or the clerk of the town of the work")
    )


def may_enrol(by: Standing, circle: str, town: str, person: UUID | None) -> Verdict:
    """Return whether this standing enrols a worker: people themselves, or the clerk of the town for somebody without a telephone."""
    if by.sees_all or (person is None and _clerk(by, circle, town)):
        return Verdict.yes()
    if by.signed_in and by.person == person and not by.member:
        return Verdict.yes()
    if by.member and by.person == person:
        return Verdict.no("in_office", _("Nobody was enrolled. Whoever holds an office takes no odd jobs under it"))
    return Verdict.no(
        "not_clerk", _("Nobody was enrolled. People enrol themselves, or the clerk of their own town enrols them")
    )


def may_act_for(by: Standing, worker: Worker) -> Verdict:
    """Return whether this standing asks for shifts and answers in a worker's name: the worker themselves.

    For somebody without an account it is the clerk of the town that enrolled them.
    """
    own = by.signed_in and by.person == worker.person_id
    if by.sees_all or own or (worker.person_id is None and _clerk(by, worker.circle, worker.owner)):
        return Verdict.yes()
    return Verdict.no(
        "not_worker",
        _("Only the worker does this, or for somebody without an account the clerk of the town that enrolled them"),
    )


def may_assign(by: Standing, circle: str) -> Verdict:
    """Return whether this standing lets open shifts be assigned now: scheduled work, or the secretary of the town in the chair."""
    if by.sees_all or by.keeps_office_of_chair(circle):
        return Verdict.yes()
    return Verdict.no(
        "not_chair",
        _("Nothing was assigned. It happens every evening; in between the secretary of the town in the chair may"),
    )


def may_see_workers(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing reads who is enrolled in a town: its clerks."""
    if by.sees_all or _clerk(by, circle, town):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Who is enrolled is read by the clerks of that town"))


def may_keep_floor(by: Standing, circle: str, town: str, place_code: str) -> Verdict:
    """Return whether this standing says what the wage floor of a place is: the clerk of a town that lies in it, or is it."""
    if by.sees_all or (_clerk(by, circle, town) and town.startswith(place_code)):
        return Verdict.yes()
    return Verdict.no(
        "not_clerk", _("Nothing was written. The clerk of a town says what the floor is where the town lies")
    )


def may_complain(by: Standing, post: Post) -> Verdict:
    """Return whether this standing complains about a post: anybody with an account, or the clerk of the town of the work for somebody."""
    if by.speaks_for(post.employer_id):
        return Verdict.no("own", _("This is your own post"))
    if by.sees_all or (by.signed_in and not by.member) or _clerk(by, post.circle, post.owner):
        return Verdict.yes()
    return Verdict.no(
        "not_asker", _("Sign in and complain yourself, or let the clerk of the town of the work write it down")
    )


def may_publish(by: Standing, circle: str, town: str) -> Verdict:
    """Return whether this standing publishes the monthly figures of a town: its clerks."""
    if by.sees_all or _clerk(by, circle, town):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was published. Each town publishes its own figures: its clerks do"))


def _clerk(by: Standing, circle: str, town: str) -> bool:
    return by.member == town and by.holds(Role.CLERK) and circle in by.circles | by.observes
