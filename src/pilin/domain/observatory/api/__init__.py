"""The observatory for programs, a file a subject."""

from ninja import Router

from pilin.domain.observatory.api import counts, flows, indicators, reach

router = Router(tags=["observatory"])
for part in (indicators, counts, flows, reach):
    router.add_router("", part.router)
