"""The ledger keeps the contract of every room."""

from __future__ import annotations

from typing import Any

from pilin.foundation.ledger import actions
from tests.factories.ledger import log, obstacle
from tests.kit import Example, RoomContract


class TestLedger(RoomContract):
    room = "ledger"

    def make_rows(self, owner: Any, audience: str) -> list[Any]:
        return [log(owner.member, audience)]

    def list_urls(self) -> list[str]:
        return ["/c/five-towns/ledger/"]

    def deeds(self) -> list[Example]:
        def signed() -> dict[str, Any]:
            obstacle(self.five)
            return {"by": self.five.fengjing.signatory, "town": self.five.fengjing.code}

        return [
            Example(actions.rotate_key, ok=signed, refused={"town": self.five.fengjing.code}, bulk=True),
            Example(
                actions.erase_bodies,
                ok=lambda: {"by": self.five.keeper, "obj": f"obstacles.obstacle:{obstacle(self.five).pk}"},
                refused={"obj": "obstacles.obstacle:nothing"}, bulk=True,
            ),
        ]  # fmt: skip
