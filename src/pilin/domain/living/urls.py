"""Addresses of living next door, a part a subject."""

from django.urls import URLPattern, path

from pilin.domain.living.web import services, services_written

app_name = "living"
urlpatterns: list[URLPattern] = [
    # services
    path("c/<slug:circle>/living/", services.index, name="services"),
    path("c/<slug:circle>/living/settle/", services.settle, name="settle"),
    path("c/<slug:circle>/living/needs/", services.needs, name="needs"),
    path("c/<slug:circle>/living/services/add/", services_written.add_service, name="add_service"),
    path("c/<slug:circle>/living/services/<uuid:uid>/", services.service, name="service"),
    path("c/<slug:circle>/living/services/<uuid:uid>/change/", services_written.change_service, name="change_service"),
    path("c/<slug:circle>/living/facilities/", services.facilities, name="facilities"),
    path("c/<slug:circle>/living/facilities/add/", services_written.add_facility, name="add_facility"),
    path("c/<slug:circle>/living/facilities/<uuid:uid>/", services.facility, name="facility"),
    path(
        "c/<slug:circle>/living/facilities/<uuid:uid>/change/", services_written.change_facility, name="change_facility"
    ),
    path("c/<slug:circle>/living/facilities/<uuid:uid>/settlement/", services_written.say, name="say_settlement"),
    # happenings
    # listings
]
