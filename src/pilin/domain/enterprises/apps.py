from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "pilin.domain.enterprises"
    label = "enterprises"
    default_auto_field = "django.db.models.BigAutoField"
