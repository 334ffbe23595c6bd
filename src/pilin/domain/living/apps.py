from django.apps import AppConfig


class LivingConfig(AppConfig):
    name = "pilin.domain.living"
    label = "living"
    default_auto_field = "django.db.models.BigAutoField"
