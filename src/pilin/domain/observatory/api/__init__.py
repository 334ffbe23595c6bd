"""The observatory for programs, a file a subject."""

from ninja import Router

from pilin.domain.observatory.api import flows, indicators

router = Router(tags=["observatory"])
for part in (indicators, flows):
    router.add_router("", part.router)
