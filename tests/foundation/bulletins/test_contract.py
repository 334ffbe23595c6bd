"""Bulletins keep the contract of rooms. Signatures and corrections are written once, so the kit is given drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins import actions, blocks
from pilin.foundation.bulletins.models import Bulletin
from tests.factories.base import NOW
from tests.kit import Example, RoomContract

TEXT = [blocks.paragraph("一段。", "A paragraph.")]

LOOSE = [blocks.paragraph("另有 37 个。", "And 37 more.")]


class TestBulletins(RoomContract):
    room = "bulletins"

    def make_rows(self, owner: Standing, audience: str) -> Sequence[Any]:
        row = Bulletin(
            in_circle=self.five.circle, circle=self.five.slug, owner=owner.member, audience=audience, slug=f"b-{uuid4().hex[:12]}",
            title_zh="公报", title="Bulletin", blocks=TEXT, release_at=NOW + timedelta(days=1),
        )  # fmt: skip
        row.save()
        return [row]

    def page_of(self, row: Any) -> str:
        return f"/c/five-towns/bulletins/{row.slug}/"

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/bulletins/", "/api/v1/circles/five-towns/bulletins"]

    def deeds(self) -> Iterable[Example]:
        secretary = self.five.fengjing.secretary
        drafted = {
            "by": secretary, "circle": "five-towns", "title_zh": "公报", "title": "Bulletin", "blocks": TEXT, "release_at": NOW,
        }  # fmt: skip

        def fresh(*, freeze: bool = False, release: bool = False, **more: Any) -> Any:
            row = actions.draft_bulletin(at=NOW, slug=f"b-{uuid4().hex[:8]}", **{**drafted, **more})
            if freeze or release:
                row = actions.freeze_bulletin(by=secretary, at=NOW, bulletin=row.pk)
            if release:
                row = actions.release_bulletin(by=secretary, at=NOW, bulletin=row.pk)
            return row

        def changed(**more: Any) -> dict[str, Any]:
            row = fresh()
            return {
                "by": secretary, "bulletin": row.pk, "revision": row.revision, "title_zh": "新题", "title": "New", "blocks": TEXT,
                "release_at": NOW, **more,
            }  # fmt: skip

        def signing() -> dict[str, Any]:
            row = fresh(freeze=True, needs_all=True)
            return {"by": self.five.huimin.signatory, "bulletin": row.pk, "hash_seen": row.text_hash}

        cited: dict[str, Any] = {
            "by": secretary, "name": "signed", "counts_zh": "签约项目", "counts": "projects signed", "said_on": NOW.date(), "title": "A source",
            "value": "508", "unit": "project",
        }  # fmt: skip

        def binding() -> dict[str, Any]:
            row = actions.cite_figure(at=NOW, bulletin=fresh().pk, **cited)
            return {"by": secretary, "bulletin": row.pk, "name": "signed"}

        def corrected() -> dict[str, Any]:
            row = fresh(freeze=True, needs_all=True)
            for town in self.five.towns:
                actions.sign_bulletin(by=town.signatory, at=NOW, bulletin=row.pk, hash_seen=row.text_hash)
            actions.publish_correction(by=secretary, at=NOW, bulletin=row.pk, text_zh="更正", text="Corrected")
            return {"by": self.five.huimin.signatory, "bulletin": row.pk, "number": 1}

        later = NOW + timedelta(days=1)
        return [
            Example(
                actions.draft_bulletin,
                {**drafted, "slug": "one"},
                {**drafted, "slug": "two", "by": self.five.huimin.secretary},
            ),
            Example(actions.change_draft, changed, lambda: changed(revision=99)),
            Example(
                actions.freeze_bulletin,
                lambda: {"by": secretary, "bulletin": fresh().pk},
                lambda: {"by": self.five.huimin.secretary, "bulletin": fresh().pk},
            ),
            Example(
                actions.cite_figure,
                lambda: {**cited, "bulletin": fresh().pk},
                lambda: {**cited, "bulletin": fresh().pk, "unit": ""},
            ),
            Example(actions.drop_citation, binding, lambda: {**binding(), "name": "other"}),
            Example(
                actions.wave_number,
                lambda: {
                    "by": secretary,
                    "bulletin": fresh(blocks=LOOSE).pk,
                    "number": "37",
                    "reason": "told by word of mouth",
                },
                lambda: {"by": secretary, "bulletin": fresh(blocks=LOOSE).pk, "number": "37", "reason": ""},
            ),
            Example(actions.sign_bulletin, signing, lambda: {**signing(), "hash_seen": "0" * 64}),
            Example(
                actions.release_bulletin,
                lambda: {"by": secretary, "bulletin": fresh(freeze=True).pk},
                lambda: {"by": secretary, "bulletin": fresh(freeze=True, release_at=later).pk},
            ),
            Example(
                actions.withdraw_bulletin,
                lambda: {"by": secretary, "bulletin": fresh().pk},
                lambda: {"by": secretary, "bulletin": fresh(release=True).pk},
            ),
            Example(
                actions.publish_correction,
                lambda: {"by": secretary, "bulletin": fresh(release=True).pk, "text_zh": "更正", "text": "Corrected"},
                lambda: {"by": secretary, "bulletin": fresh(release=True).pk, "text_zh": "更正", "text": " "},
            ),
            Example(actions.confirm_correction, corrected, lambda: {**corrected(), "by": self.five.fengjing.signatory}),
            Example(
                actions.object_to_correction,
                lambda: {**corrected(), "reason_zh": "数不对", "reason": "The figure is another"},
                lambda: {**corrected(), "reason_zh": "数不对", "reason": " "},
            ),
        ]
