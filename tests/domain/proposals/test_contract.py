"""Proposals keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from pilin.domain.proposals import actions, queries
from pilin.domain.proposals.models import (
    CollectionPoint,
    Confirmation,
    Conversion,
    Follower,
    Offer,
    Outcome,
    Proposal,
    PublicRating,
    Routing,
    Topic,
)
from pilin.foundation.access.standing import Standing
from tests.factories import proposals as make
from tests.factories.base import NOW, TODAY, make_user
from tests.factories.meetings import make_bodies
from tests.kit import Example, RoomContract


class TestProposals(RoomContract):
    room = "proposals"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a row of each model, shared alike."""
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        number = Proposal.objects.visible_to(Standing.machine("test")).count()
        person = make_user(f"reader-{number}")
        row = Proposal(
            reference=f"P-2024-{number + 100}", case=uuid4(), subject="界桥", facts="太窄", first_town=owner.member, received_on=TODAY,
            due_on=TODAY, **shared,
        )  # fmt: skip
        key = {"proposal": row.pk}
        rows = [
            row,
            CollectionPoint(kind="mailbox", name_zh="信箱", **shared),
            Topic(title_zh="步道", channel_zh="网上", opens_on=TODAY, closes_on=TODAY, **shared),
            Routing(department="transport", **key, **shared),
            Outcome(outcome="B", adopted=True, answer="在办", said_on=TODAY, **key, **shared),
            Confirmation(confirmed_on=TODAY, **key, **shared),
            Offer(offered_on=TODAY, **key, **shared),
            Conversion(became="item", row=uuid4(), title_zh="修桥", url="/", made_on=TODAY, **key, **shared),
            PublicRating(person=person, mark=4, at=NOW, **key, **shared),
            Follower(person=person, since=TODAY, **key, **shared),
        ]
        for one in rows:
            one.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        root, api = "/c/five-towns/proposals/", "/api/v1/circles/five-towns/proposals"
        return [
            root,
            f"{root}points/",
            f"{root}figures/",
            api,
            f"{api}/points",
            f"{api}/topics",
            "/open311/v2/requests.json?jurisdiction_id=five-towns",
        ]

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, Proposal):
            return f"/c/five-towns/proposals/{row.pk}/"
        return f"/c/five-towns/proposals/topics/{row.pk}/" if isinstance(row, Topic) else None

    def deeds(self) -> Iterable[Example]:
        make_bodies(self.five)
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        _user, person = make.person()
        said = {"circle": five.circle, "town": five.fengjing.code, **make.SAID}
        row, held, shown = make.filed(person), make.filed(Standing.public()), make.filed(person)
        taken = make.taken(clerk, make.filed(person))
        done, made = make.answered(clerk, make.filed(person)), make.answered(clerk, make.filed(person))
        confirmed = make.answered(clerk, make.filed(person))
        actions.confirm_done(by=person, at=NOW, proposal=confirmed)
        offer = queries.offer_to(confirmed, other.member)
        followed, box, asked = make.filed(person), make.point(clerk), make.topic(clerk)
        actions.follow_proposal(by=person, at=NOW, proposal=followed)
        place = {"circle": five.circle, "town": five.fengjing.code, "kind": "mailbox", "name_zh": "信箱"}
        period = {"opens_on": TODAY, "closes_on": TODAY + timedelta(days=9)}
        topic = {"circle": five.circle, "town": five.fengjing.code, "title_zh": "步道", "channel_zh": "网上", **period}
        return [
            Example(actions.file_proposal, ok={**said, "by": person}, refused={**said, "by": person, "facts": ""}),
            Example(actions.release_proposal, ok={"proposal": held}, refused={"proposal": held, "by": other}),
            Example(actions.hold_proposal, ok={"proposal": shown, "why": "写到了别人"}, refused={"proposal": shown, "why": ""}),
            Example(actions.route_proposal, ok={"proposal": row, "department": "water"}, refused={"proposal": row, "department": "x"}),
            Example(
                actions.say_outcome, ok={"proposal": taken, "outcome": "D", "adopted": False, "words": "记下了，供研究参考。"},
                refused={"proposal": taken, "outcome": "D", "adopted": True, "words": "记下了，供研究参考。"},
            ),
            Example(actions.confirm_done, ok={"proposal": done, "by": person}, refused={"proposal": done}),
            Example(actions.answer_offer, ok={"offer": offer, "answer": "already", "by": other}, refused={"offer": offer, "answer": "already"}),
            Example(
                actions.convert_proposal, ok={"proposal": made, "became": "matter", "title_zh": "修桥", "why": "要两省一起批"},
                refused={"proposal": made, "became": "matter", "title_zh": "修桥", "why": "要两省一起批", "by": other},
            ),
            Example(actions.rate_proposal, ok={"proposal": made, "mark": 4, "by": person}, refused={"proposal": made, "mark": 4}),
            Example(actions.follow_proposal, ok={"proposal": row, "by": person}, refused={"proposal": row, "by": Standing.public()}),
            Example(actions.leave_proposal, ok={"proposal": followed, "by": person}, refused={"proposal": followed}),
            Example(actions.note_point, ok=place, refused={**place, "by": other}),
            Example(actions.end_point, ok={"collection": box}, refused={"collection": box, "by": other}),
            Example(actions.open_topic, ok=topic, refused={**topic, "channel_zh": ""}),
            Example(actions.end_topic, ok={"topic": asked, "result_zh": "修三处"}, refused={"topic": asked, "result_zh": ""}),
        ]  # fmt: skip
