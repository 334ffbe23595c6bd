"""The observatory for programs: each file adds its operations to the one router."""

from ninja import Router

from pilin.domain.observatory.api import reach

router = Router(tags=["observatory"])
router.add_router("", reach.router)
