from django.apps import AppConfig


class OddJobsConfig(AppConfig):
    name = "pilin.domain.oddjobs"
    label = "oddjobs"
    default_auto_field = "django.db.models.BigAutoField"
