from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pilin.web"
    label = "web"
