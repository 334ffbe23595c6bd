from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PilinConfig(AppConfig):
    name = "pilin.config"
    label = "config"

    def ready(self) -> None:
        from pilin.config import durability, migrating, wiring  # noqa: F401  app ready: rooms must be loaded first; checks are told

        wiring.wire()
        migrating.quicken()
        post_migrate.connect(_lay_belts, sender=apps.get_app_config("journal"))  # once, and this app has no models


def _lay_belts(using: str, **_more: Any) -> None:
    """Lay the second belt round tables that a migration made or whose policy is of an older version."""
    from pilin.foundation.access.policies import lay_belts  # app ready

    lay_belts(using)
