"""The observatory for programs: a file a subject."""

from ninja import Router

from pilin.domain.observatory.api import indicators

router = Router(tags=["observatory"])
router.add_router("", indicators.router)
