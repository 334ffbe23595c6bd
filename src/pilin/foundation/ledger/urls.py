"""Addresses of the ledger."""

from django.urls import path

from pilin.foundation.ledger import web

app_name = "ledger"
urlpatterns = [
    path("c/<slug:circle>/ledger/", web.index, name="index"),
    path("c/<slug:circle>/ledger/<uuid:uid>/", web.trail, name="trail"),
]
