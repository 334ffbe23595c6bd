"""Addresses of files."""

from django.urls import path

from pilin.foundation.files import web

app_name = "files"
urlpatterns = [
    path("files/<uuid:uid>/", web.download, name="download"),
    path("sources/", web.sources, name="sources"),
]
