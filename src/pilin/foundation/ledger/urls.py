"""Addresses of the ledger."""

from django.urls import path

from pilin.foundation.ledger import web

app_name = "ledger"
urlpatterns = [
    path("c/<slug:circle>/ledger/", web.index, name="index"),
    path("c/<slug:circle>/ledger/archive.zip", web.archive, name="archive"),
    path("c/<slug:circle>/ledger/pilin_verify.py", web.verifier, name="verifier"),
    path("c/<slug:circle>/ledger/leave/", web.leave, name="leave"),
    path("c/<slug:circle>/ledger/<uuid:uid>/", web.trail, name="trail"),
    path("c/<slug:circle>/ledger/head/<slug:log>/<int:size>/", web.head, name="size"),
    path("c/<slug:circle>/ledger/head/<slug:log>/<int:size>/<slug:root>/", web.head, name="head"),
]
