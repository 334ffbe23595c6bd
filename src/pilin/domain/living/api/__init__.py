"""Living next door for programs, a file a subject."""

from ninja import Router

router = Router(tags=["living"])
