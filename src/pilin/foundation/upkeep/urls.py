"""Addresses of upkeep."""

from django.urls import path

from pilin.foundation.upkeep import web

app_name = "upkeep"
urlpatterns = [
    path("upkeep/tasks/", web.tasks, name="tasks"),
    path("upkeep/tasks/<uuid:uid>/", web.decide, name="decide"),
]
