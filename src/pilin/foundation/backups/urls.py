"""Addresses of backups."""

from django.urls import path

from pilin.foundation.backups import web

app_name = "backups"
urlpatterns = [
    path("backups/", web.index, name="index"),
    path("backups/now/", web.take_now, name="take_now"),
]
