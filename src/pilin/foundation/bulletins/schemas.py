"""What bulletins take in and give out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from pilin.foundation.bulletins.enums import BulletinKind, BulletinState
from pilin.foundation.bulletins.queries import Release
from pilin.web.api import Incoming
from pilin.web.terminal import plain


class SignerOut(Schema):
    """A town under a text; ``signed_at`` is null while it is awaited."""

    code: str
    name: str
    name_zh: str
    signed_at: str | None


class CorrectionOut(Schema):
    """A published correction."""

    number: int
    text_zh: str
    text_en: str
    published_at: str


class BulletinOut(Schema):
    """A bulletin in a list."""

    uid: str
    circle: str
    slug: str
    kind: BulletinKind
    state: BulletinState
    document_number: str | None
    document_number_zh: str | None
    title_zh: str
    title_en: str
    release_at: str
    text_hash: str | None
    owner: str
    signers: list[SignerOut]
    corrections: int
    illustrative: bool
    url: str


class BulletinsOut(Schema):
    """The bulletins of a circle that the caller may read, newest first."""

    circle: str
    bulletins: list[BulletinOut]


class BulletinWholeOut(BulletinOut):
    """A bulletin with its text; its figures as they were copied when the text was frozen."""

    blocks: list[dict[str, Any]]
    figures: dict[str, dict[str, Any]]
    notices: list[CorrectionOut]


class FigureNameOut(Schema):
    """A dated query that a draft may name."""

    name: str
    label: str


class DraftIn(Incoming):
    """A draft: blocks of heading, paragraph, table, figure, signers and list, each in Chinese and English."""

    slug: str = Field(max_length=60)
    title_zh: str = Field(max_length=160)
    title: str = Field(max_length=240)
    kind: BulletinKind = BulletinKind.NOTICE
    blocks: list[dict[str, Any]] = Field(max_length=400)
    release_at: datetime
    needs_all: bool = False


class SignIn(Incoming):
    """A signature under the text with this hash."""

    text_hash: str = Field(min_length=64, max_length=64)


class CorrectionIn(Incoming):
    """What was wrong and what is right, in both languages."""

    text_zh: str = Field(max_length=4000)
    text: str = Field(max_length=4000)


def bulletin_out(release: Release) -> dict[str, Any]:
    """Return a bulletin as lists give it."""
    return {
        "uid": str(release.uid),
        "circle": release.circle,
        "slug": release.slug,
        "kind": release.kind,
        "state": release.state.value,
        "document_number": release.document_number or None,
        "document_number_zh": release.document_number_zh or None,
        "title_zh": release.title_zh,
        "title_en": release.title,
        "release_at": plain(release.release_at),
        "text_hash": release.text_hash or None,
        "owner": release.owner,
        "signers": [
            {"code": s.member.code, "name": s.member.name, "name_zh": s.member.name_zh, "signed_at": plain(s.signed_at)}
            for s in sorted(release.signers, key=lambda s: s.member.code)
        ],
        "corrections": len(release.corrections),
        "illustrative": release.illustrative,
        "url": f"/public/{release.circle}/{release.slug}/",
    }


def whole_out(release: Release) -> dict[str, Any]:
    """Return a bulletin with its text."""
    return {
        **bulletin_out(release),
        "blocks": release.blocks,
        "figures": release.figures,
        "notices": [
            {"number": c.number, "text_zh": c.text_zh, "text_en": c.text, "published_at": plain(c.published_at)}
            for c in release.corrections
        ],
    }
