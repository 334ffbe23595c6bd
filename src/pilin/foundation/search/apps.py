from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "pilin.foundation.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
