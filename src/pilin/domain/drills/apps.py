from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "pilin.domain.drills"
    label = "drills"
    default_auto_field = "django.db.models.BigAutoField"
