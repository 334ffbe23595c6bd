from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "pilin.domain.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"
