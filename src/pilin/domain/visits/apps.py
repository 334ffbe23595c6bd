from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "pilin.domain.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"
