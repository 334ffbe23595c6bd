"""The typed API: one router a room, one form of error."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from pilin.web.api import make_api

api = make_api()
for room in settings.ROOMS:
    try:
        module = import_module(f"{room}.api")
    except ModuleNotFoundError as missing:
        if missing.name != f"{room}.api":
            raise
    else:
        api.add_router("", module.router)
