from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "pilin.foundation.privacy"
    label = "privacy"
