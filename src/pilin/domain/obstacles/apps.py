from django.apps import AppConfig


class ObstaclesConfig(AppConfig):
    name = "pilin.domain.obstacles"
    label = "obstacles"
    default_auto_field = "django.db.models.BigAutoField"
