from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "pilin.domain.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"
