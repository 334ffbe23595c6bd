from django.apps import AppConfig


class PilinConfig(AppConfig):
    name = "pilin.config"
    label = "config"

    def ready(self) -> None:
        from pilin.config import durability, wiring  # noqa: F401  app ready: rooms must be loaded first; checks are told

        wiring.wire()
