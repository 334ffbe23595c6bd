from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "pilin.foundation.bulletins"
    label = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"
