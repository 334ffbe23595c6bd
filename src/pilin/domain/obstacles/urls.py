"""Addresses of the register."""

from django.urls import path

from pilin.domain.obstacles import web

app_name = "obstacles"
urlpatterns = [
    path("c/<slug:circle>/obstacles/", web.index, name="index"),
    path("c/<slug:circle>/obstacles/report/", web.report, name="report"),
    path("c/<slug:circle>/obstacles/<uuid:uid>/", web.obstacle, name="obstacle"),
    path("c/<slug:circle>/obstacles/<uuid:uid>/link/", web.link, name="link"),
    path("c/<slug:circle>/obstacles/<uuid:uid>/evidence/", web.evidence, name="evidence"),
    path("c/<slug:circle>/obstacles/<uuid:uid>/open/", web.show_to_everyone, name="open"),
    path("c/<slug:circle>/obstacles/<uuid:uid>/<slug:step>/", web.step, name="step"),
]
