"""The typed API: one router a room, one form of error."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from pilin.foundation.identity.enums import KEY_ROOMS
from pilin.web.api import make_api

api = make_api(KEY_ROOMS)
ROOM_OF_ROUTE: dict[str, str] = {}  # address of an operation → its room, by which keys are told what they may do
for room in settings.ROOMS:
    try:
        module = import_module(f"{room}.api")
    except ModuleNotFoundError as missing:
        if missing.name != f"{room}.api":
            raise
    else:
        api.add_router("", module.router)
        for part in (
            module.router,
            *(inner for _prefix, inner, *_more in module.router._routers),
        ):  # a room may have a file a subject
            ROOM_OF_ROUTE.update({f"api/v1/{found.pattern}": room.rpartition(".")[2] for found in part.urls_paths("")})
