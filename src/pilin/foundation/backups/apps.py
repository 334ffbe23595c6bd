from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "pilin.foundation.backups"
    label = "backups"
    default_auto_field = "django.db.models.BigAutoField"
