"""Addresses of services."""

from django.urls import path

from pilin.domain.services import web

app_name = "services"
urlpatterns = [
    path("c/<slug:circle>/services/", web.index, name="index"),
    path("c/<slug:circle>/services/add/", web.add, name="add"),
    path("c/<slug:circle>/services/days/", web.days, name="days"),
    path("c/<slug:circle>/services/policies/", web.policies, name="policies"),
    path("c/<slug:circle>/services/policies/<uuid:uid>/", web.fit, name="fit"),
    path("c/<slug:circle>/services/policies/<uuid:uid>/facts/", web.facts, name="facts"),
    path("c/<slug:circle>/services/resources/", web.resources, name="resources"),
    path("c/<slug:circle>/services/resources/add/", web.add_resource, name="add_resource"),
    path("c/<slug:circle>/services/resources/<uuid:uid>/", web.resource, name="resource"),
    path("c/<slug:circle>/services/resources/<uuid:uid>/change/", web.change_resource, name="change_resource"),
    path("c/<slug:circle>/services/resources/<uuid:uid>/review/", web.review, name="review"),
    path("c/<slug:circle>/services/leaflets/add/", web.add_leaflet, name="add_leaflet"),
    path("c/<slug:circle>/services/leaflets/<uuid:uid>.pdf", web.leaflet, name="leaflet"),
    path("c/<slug:circle>/services/<uuid:uid>/", web.service, name="service"),
    path("c/<slug:circle>/services/<uuid:uid>/change/", web.change, name="change"),
    path("c/<slug:circle>/services/<uuid:uid>/end/", web.end, name="end"),
    path("c/<slug:circle>/services/<uuid:uid>/ask/", web.ask, name="ask"),
]
