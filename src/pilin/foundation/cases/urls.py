"""Addresses of cases."""

from django.urls import path

from pilin.foundation.cases import web

app_name = "cases"
urlpatterns = [
    path("c/<slug:circle>/cases/", web.index, name="index"),
    path("c/<slug:circle>/cases/<uuid:uid>/", web.case, name="case"),
    path("c/<slug:circle>/cases/<uuid:uid>/<slug:step>/", web.step, name="step"),
]
