"""Addresses of sharing."""

from django.urls import path

from pilin.domain.benefits.web import pages, settling, simulating

app_name = "benefits"
urlpatterns = [
    path("c/<slug:circle>/benefits/", pages.index, name="index"),
    path("c/<slug:circle>/benefits/simulate/", simulating.simulate, name="simulate"),
    path("c/<slug:circle>/benefits/simulate/<slug:side>/chart.<str:kind>", simulating.chart, name="simulate_chart"),
    path("c/<slug:circle>/benefits/draft/", pages.draft, name="draft"),
    path("c/<slug:circle>/benefits/settlements/<uuid:uid>/", settling.settlement, name="settlement"),
    path("c/<slug:circle>/benefits/settlements/<uuid:uid>/confirm/", settling.confirm, name="confirm"),
    path("c/<slug:circle>/benefits/settlements/<uuid:uid>/<slug:word>/", settling.answer, name="answer"),
    path("c/<slug:circle>/benefits/<uuid:uid>/", pages.scheme, name="scheme"),
    path("c/<slug:circle>/benefits/<uuid:uid>/revise/", pages.revise, name="revise"),
    path("c/<slug:circle>/benefits/<uuid:uid>/settle/<int:year>/", settling.settle, name="settle"),
    path("c/<slug:circle>/benefits/<uuid:uid>/<slug:step>/", pages.step, name="step"),
]
