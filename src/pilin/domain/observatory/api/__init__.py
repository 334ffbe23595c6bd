"""The observatory for programs, a file a subject."""

from __future__ import annotations

from ninja import Router

from pilin.domain.observatory.api import flows

router = Router(tags=["observatory"])
for part in (flows,):
    router.add_router("", part.router)
