"""Backups keep the contract of every room: their rows have no town, so the keeper's own reading is shown here."""

from __future__ import annotations

from typing import Any

from pilin.foundation.access.standing import Standing
from pilin.foundation.backups import actions, evidence
from pilin.foundation.backups.models import Copy, Restoration
from tests.factories.base import NOW, writing
from tests.kit import Example, RoomContract


class TestBackups(RoomContract):
    room = "backups"
    rowless = True

    def deeds(self) -> list[Example]:
        def restored() -> dict[str, Any]:
            with writing():
                Restoration(taken_at=NOW, version="0").save()
            return {"by": self.five.keeper, "nothing_newer": evidence.fingerprint(evidence.heads_here())}

        def noted() -> dict[str, Any]:
            with writing():
                Copy(taken_at=NOW, path="/x/pilin.tar").save()
            return {"by": self.five.keeper, "paths": ["/x/pilin.tar"]}

        drilled = {"path": "/x/pilin.tar", "sha256": "0" * 64, "seconds": 1.5}
        return [
            Example(actions.note_copy, ok={"by": self.five.keeper, "path": "/x/a.tar"}, refused={"path": "/x/a.tar"}),
            Example(actions.note_rotation, ok=noted, refused={"paths": ["/x/pilin.tar"]}, bulk=True),
            Example(actions.note_drill, ok={"by": self.five.keeper, **drilled}, refused=drilled),
            Example(actions.settle, ok=restored, refused={"by": self.five.keeper, "nothing_newer": "0000"}),
        ]

    def test_copies_are_the_keepers_to_read(self) -> None:
        with writing():
            row = Copy(taken_at=NOW, path="/x/pilin.tar")
            row.save()
        readers = [self.five.keeper, Standing.machine("backup")]
        others = [Standing.public(), self.five.fengjing.signatory, self.five.stranger.clerk]
        assert [self._seen(reader, [row]) for reader in readers] == [[row], [row]]
        assert [self._seen(reader, [row]) for reader in others] == [[], [], []]
