"""Addresses of handovers."""

from django.urls import path

from pilin.domain.handover import web

app_name = "handover"
urlpatterns = [
    path("c/<slug:circle>/handover/", web.index, name="index"),
    path("c/<slug:circle>/handover/<int:year>/", web.dossier, name="dossier"),
    path("c/<slug:circle>/handover/<int:year>/text/", web.text, name="text"),
    path("c/<slug:circle>/handover/<int:year>/compile/", web.compile_dossier, name="compile"),
    path("c/<slug:circle>/handover/<int:year>/read/<slug:key>/", web.read, name="read"),
    path("c/<slug:circle>/handover/<int:year>/sign/", web.sign, name="sign"),
    path("c/<slug:circle>/handover/<int:year>/ceremony/", web.ceremony, name="ceremony"),
    path("c/<slug:circle>/handover/<int:year>/ceremony/close/", web.close_year, name="close_year"),
    path("c/<slug:circle>/handover/<int:year>/ceremony/archive.zip", web.archive, name="archive"),
    path("c/<slug:circle>/handover/<int:year>/ceremony/rotated/<slug:key>/", web.rotated, name="rotated"),
]
