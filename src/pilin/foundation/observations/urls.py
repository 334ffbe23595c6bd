"""Addresses of the observatory."""

from django.urls import path

from pilin.foundation.observations import web

app_name = "observations"
urlpatterns = [
    path("c/<slug:circle>/observatory/", web.index, name="index"),
    path("c/<slug:circle>/observatory/open/", web.open_series, name="open"),
    path("c/<slug:circle>/observatory/<slug:slug>/", web.series, name="series"),
    path("c/<slug:circle>/observatory/<slug:slug>/attest/", web.attest, name="attest"),
]
