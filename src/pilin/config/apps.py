from django.apps import AppConfig


class PilinConfig(AppConfig):
    name = "pilin.config"
    label = "config"

    def ready(self) -> None:
        from pilin.config import wiring  # app ready: rooms must be loaded first

        wiring.wire()
