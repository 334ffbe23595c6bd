"""What the API says of oneself."""

from __future__ import annotations

from ninja import Schema


class OfficeOut(Schema):
    """An office in force: of which town, which role, until when."""

    member: str
    role: str
    title_zh: str | None
    title_en: str | None
    as_deputy: bool
    until: str | None


class Me(Schema):
    """Who asks, for which town, and what they hold; ``scopes`` are those of the key, null without one."""

    kind: str
    uid: str | None
    name: str | None
    member: str | None
    roles: list[str]
    circles: list[str]
    observes: list[str]
    chairs: list[str]
    language: str | None
    scopes: list[str] | None
    offices: list[OfficeOut]
