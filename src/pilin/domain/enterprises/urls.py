"""Addresses of the registers."""

from django.urls import path

from pilin.domain.enterprises import web

app_name = "enterprises"
urlpatterns = [
    path("c/<slug:circle>/enterprises/", web.index, name="index"),
    path("c/<slug:circle>/enterprises/registers/", web.registers, name="registers"),
    path("c/<slug:circle>/enterprises/registers/bring/", web.bring, name="bring"),
    path("c/<slug:circle>/enterprises/registers/<uuid:uid>/", web.register, name="register"),
    path("c/<slug:circle>/enterprises/registers/<uuid:uid>/withdraw/", web.withdraw, name="withdraw"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/", web.enterprise, name="enterprise"),
]
