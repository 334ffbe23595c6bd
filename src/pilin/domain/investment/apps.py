from django.apps import AppConfig


class InvestmentConfig(AppConfig):
    name = "pilin.domain.investment"
    label = "investment"
    default_auto_field = "django.db.models.BigAutoField"
