"""Living next door for programs, a file a subject."""

from ninja import Router

from pilin.domain.living.api import happenings

router = Router(tags=["living"])
router.add_router("", happenings.router)
