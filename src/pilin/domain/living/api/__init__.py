"""Living next door for programs, a file a subject."""

from ninja import Router

from pilin.domain.living.api import listings

router = Router(tags=["living"])
router.add_router("", listings.router)
