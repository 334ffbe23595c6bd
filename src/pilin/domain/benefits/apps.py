from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "pilin.domain.benefits"
    label = "benefits"
    default_auto_field = "django.db.models.BigAutoField"
