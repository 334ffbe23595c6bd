"""What the API says of how personal data is kept."""

from __future__ import annotations

from ninja import Schema


class HoldingOut(Schema):
    """One kind of thing held on people."""

    title: str
    why: str
    kept_by_law: bool


class KeptTermOut(Schema):
    """How long one kind of thing is kept; ``last_at`` is null until the retention job has run."""

    name: str
    title: str
    days: int
    since: str
    basis: str
    last_at: str | None
    erased: int


class PrivacyOut(Schema):
    """What is held on people, and for how long."""

    held: list[HoldingOut]
    terms: list[KeptTermOut]
