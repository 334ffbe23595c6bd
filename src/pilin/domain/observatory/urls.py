"""Addresses of the observatory's own rows; its series have theirs in the foundation."""

from django.urls import path

from pilin.domain.observatory.web import flows

app_name = "observatory"
urlpatterns = [
    path("c/<slug:circle>/flows/", flows.index, name="flows"),
    path("c/<slug:circle>/flows/say/", flows.say, name="flows_say"),
    path("c/<slug:circle>/flows/bring/", flows.bring, name="flows_bring"),
    path("c/<slug:circle>/flows/gravity/", flows.gravity, name="flows_gravity"),
    path("c/<slug:circle>/flows/places/<slug:code>/", flows.place, name="flows_place"),
    path("c/<slug:circle>/flows/<uuid:uid>/", flows.flow, name="flow"),
]
