"""Proposals for tests, made by the rooms' own deeds: filed, taken, answered, confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pilin.domain.proposals import actions, queries
from pilin.domain.proposals.models import CollectionPoint, Proposal, Topic
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases.actions import take_case
from pilin.foundation.cases.models import Case
from pilin.foundation.identity.models import User
from pilin.foundation.members.queries import circle_named
from tests.factories.base import NOW, TODAY, Five, make_place, make_user, writing

SAID = {"subject": "界桥太窄", "facts": "两岸的人都走这座桥，会车很危险。", "measure": "拓宽，或者单向放行。"}
MIDDLES = {  # as GeoNames has them, to four digits
    "310116102": ("30.8902", "121.0120"),
    "310116101": ("30.9010", "121.1597"),
    "330421003": ("30.8391", "120.9699"),
    "330421111": ("30.9140", "120.9565"),
    "330482102": ("30.8230", "121.0824"),
}


def person(name: str = "resident-of-tests") -> tuple[User, Standing]:
    """Return somebody with an account and no office, as who signs in and as a standing."""
    with writing():
        user = make_user(name)
    return user, Standing(StandingKind.PERSON, person=user.uid, name=str(user))


def circle(by: Standing) -> Any:
    """Return the circle of five."""
    return circle_named(by, "five-towns")


def with_middles(five: Five) -> Five:
    """Give the towns the middles that the demo has, so that places lie on a side."""
    with writing():
        for town in five.towns:
            place = make_place(town.code, "town", "", "")
            place.latitude, place.longitude = MIDDLES[town.code]
            place.save()
    return five


def filed(by: Standing, town: str = "310116102", at: datetime = NOW, **more: Any) -> Proposal:
    """Return a proposal of somebody, filed to a town."""
    return actions.file_proposal(by=by, at=at, circle=circle(by), town=town, **{**SAID, **more})


def case_of(row: Proposal) -> Case:
    """Return the case of a proposal."""
    found = queries.case_of(row)
    assert found is not None
    return found


def again(row: Proposal) -> Proposal:
    """Return a proposal as it is now."""
    return Proposal.objects.visible_to(queries.HOUSE).get(pk=row.pk)


def taken(clerk: Standing, row: Proposal, at: datetime = NOW) -> Proposal:
    """Return a proposal that a clerk has taken."""
    take_case(by=clerk, at=at, case=case_of(row))
    return again(row)


def answered(clerk: Standing, row: Proposal, at: datetime = NOW, **more: Any) -> Proposal:
    """Return a proposal that is taken and answered: adopted, under way."""
    given = {
        "outcome": "B",
        "adopted": True,
        "words": "已列入今年计划，明年三月完工。",
        "promised_on": TODAY + timedelta(days=30),
        **more,
    }
    actions.say_outcome(by=clerk, at=at, proposal=taken(clerk, row, at), **given)
    return again(row)


def point(clerk: Standing, **more: Any) -> CollectionPoint:
    """Return a collection point of a clerk's town."""
    given = {"kind": "mailbox", "name_zh": "界桥信箱", "name": "Mailbox at the bridge", **more}
    return actions.note_point(by=clerk, at=NOW, circle=circle(clerk), town=clerk.member, **given)


def topic(clerk: Standing, **more: Any) -> Topic:
    """Return what a clerk's town asks about now."""
    given = {
        "title_zh": "界河步道怎么修", "title": "The path along the creek", "channel_zh": "网上或信箱", "opens_on": TODAY, "closes_on": TODAY + timedelta(days=30), **more,
    }  # fmt: skip
    return actions.open_topic(by=clerk, at=NOW, circle=circle(clerk), town=clerk.member, **given)
