"""Watch for programs, a file a subject."""

from __future__ import annotations

from ninja import Router

from pilin.domain.watch.api import after, cap, desk, gates, incidents, responses

router = Router(tags=["watch"])
for part in (desk, cap, gates, responses, incidents, after):
    router.add_router("", part.router)
