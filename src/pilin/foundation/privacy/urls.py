"""Addresses of privacy."""

from django.urls import path

from pilin.foundation.privacy import web

app_name = "privacy"
urlpatterns = [
    path("privacy/", web.index, name="index"),
    path("me/consents/", web.consents, name="consents"),
    path("me/consents/<slug:what>/", web.settle, name="settle"),
]
