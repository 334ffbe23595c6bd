"""Upkeep keeps the contract of every room."""

from __future__ import annotations

from typing import Any

import pytest

from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.upkeep import actions
from pilin.foundation.upkeep.models import DeadLetter, KeptAnswer, WorkerBeat
from tests.factories.base import NOW
from tests.factories.upkeep import HOUSE, letter, task
from tests.kit import Example, RoomContract


class TestUpkeep(RoomContract):
    room = "upkeep"
    rowless = True  # none of its rows is a town's: who reads them is tested below

    def deeds(self) -> list[Example]:
        keeper, clerk = self.five.keeper, self.five.fengjing.clerk
        return [
            Example(
                actions.put_aside,
                ok=lambda: {"by": HOUSE, "task": task("FAILED", *"abcde").pk},
                refused=lambda: {"by": keeper, "task": task("FAILED", *"abcde").pk},
            ),
            Example(
                actions.try_again,
                ok=lambda: {"by": keeper, "letter": letter()},
                refused=lambda: {"by": clerk, "letter": letter()},
            ),
            Example(
                actions.give_up,
                ok=lambda: {"by": keeper, "letter": letter()},
                refused=lambda: {"by": clerk, "letter": letter()},
            ),
        ]

    def test_the_keeper_reads_what_failed_and_nobody_else_does(self) -> None:
        row = letter()
        actions.beat(by=HOUSE, at=NOW, worker="w", host="h")
        for model in (DeadLetter, WorkerBeat):
            seen = {
                name: model.objects.visible_to(standing).count()
                for name, standing in {
                    "house": HOUSE,
                    "keeper": self.five.keeper,
                    "clerk": self.five.fengjing.clerk,
                    "stranger": self.five.stranger.signatory,
                    "public": Standing.public(),
                }.items()
            }
            assert seen == {"house": 1, "keeper": 1, "clerk": 0, "stranger": 0, "public": 0}
        for user, status in ((self.five.keeper_user, 200), (self.five.fengjing.clerk_user, 404), (None, 302)):
            self.sign_in(user)
            assert self.client.get("/upkeep/tasks/").status_code == status
        self.sign_in(self.five.fengjing.clerk_user)
        assert self.client.post(f"/upkeep/tasks/{row.pk}/", {"what": "again"}).status_code == 404

    def test_a_towns_program_is_a_machine_and_still_not_the_instance(self) -> None:
        program = Standing(StandingKind.MACHINE, name="gauge", member=self.five.fengjing.code)
        for deed, given in (
            (actions.beat, {"worker": "w", "host": "h"}),
            (actions.tidy, {}),
            (actions.put_aside, {"task": task("FAILED", *"abcde").pk}),
        ):
            with pytest.raises(Refused):
                deed(by=program, at=NOW, **given)  # type: ignore[operator]
        mine = actions.claim_key(by=program, at=NOW, key="k", request="0" * 64)
        assert KeptAnswer.objects.visible_to(program).get() == mine
        other = Standing(StandingKind.MACHINE, name="gauge", member=self.five.xindai.code)
        assert KeptAnswer.objects.visible_to(other).count() == 0

    def test_a_kept_answer_is_read_by_its_caller_alone(self) -> None:
        clerk: Any = self.five.fengjing.clerk
        actions.claim_key(by=clerk, at=NOW, key="k", request="0" * 64)
        for standing, number in ((clerk, 1), (self.five.fengjing.signatory, 0), (self.five.keeper, 0), (HOUSE, 1)):
            assert KeptAnswer.objects.visible_to(standing).count() == number
