from django.apps import AppConfig


class ParksConfig(AppConfig):
    name = "pilin.domain.parks"
    label = "parks"
    default_auto_field = "django.db.models.BigAutoField"
