"""The ledger keeps the contract of every room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pilin.engine import log as engine
from pilin.foundation.ledger import actions, keys
from tests.factories.ledger import log, obstacle
from tests.factories.obstacles import report
from tests.kit import Example, RoomContract


class TestLedger(RoomContract):
    room = "ledger"

    @pytest.fixture(autouse=True)
    def _keys_of_its_own(self, settings: Any, tmp_path: Path) -> None:
        settings.HOME = self.folder = tmp_path

    def make_rows(self, owner: Any, audience: str) -> list[Any]:
        return [log(owner.member, audience)]

    def list_urls(self) -> list[str]:
        return ["/c/five-towns/ledger/"]

    def deeds(self) -> list[Example]:
        def signed() -> dict[str, Any]:
            for town in self.five.towns:
                if town.code not in keys.at_home([t.code for t in self.five.towns]):
                    report(town.clerk, audience="public")
            return {"by": self.five.fengjing.signatory, "town": self.five.fengjing.code}

        return [
            Example(actions.rotate_key, ok=signed, refused={"town": self.five.fengjing.code}, bulk=True),
            Example(
                actions.adopt_key,
                ok=lambda: signed() | {"by": self.five.keeper, "town": self.five.huimin.code, "public": engine.Signer(bytes(32)).public.hex()},
                refused={"town": self.five.fengjing.code, "public": "00" * 32}, bulk=True,
            ),
            Example(
                actions.recover_root,
                ok=lambda: {"by": self.five.keeper, "town": self.five.xindai.code},
                refused={"town": self.five.xindai.code}, bulk=True,
            ),
            Example(
                actions.take_root,
                ok=lambda: {"by": self.five.xindai.signatory, "town": self.five.xindai.code,
                            "files": [self.folder / "root.txt"]},
                refused={"town": self.five.xindai.code, "files": [self.folder / "other.txt"]}, bulk=True,
            ),
            Example(
                actions.close_key, ok=lambda: {"by": self.five.keeper, "town": self.five.yaozhuang.code},
                refused={"town": self.five.yaozhuang.code}, bulk=True,
            ),
            Example(
                actions.erase_bodies,
                ok=lambda: {"by": self.five.keeper, "obj": f"obstacles.obstacle:{obstacle(self.five).pk}"},
                refused={"obj": "obstacles.obstacle:nothing"}, bulk=True,
            ),
        ]  # fmt: skip
