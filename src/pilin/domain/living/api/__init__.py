"""Living next door for programs, a file a subject."""

from ninja import Router

from pilin.domain.living.api import happenings, listings, services

router = Router(tags=["living"])
for part in (services, happenings, listings):
    router.add_router("", part.router)
