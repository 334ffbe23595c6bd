"""Addresses of visits."""

from django.urls import path

from pilin.domain.visits import web

app_name = "visits"
urlpatterns = [
    path("c/<slug:circle>/visits/", web.index, name="index"),
    path("c/<slug:circle>/visits/grids/add/", web.draw_plan, name="draw"),
    path("c/<slug:circle>/visits/grids/<uuid:uid>/", web.plan, name="plan"),
    path("c/<slug:circle>/visits/grids/<uuid:uid>/lines/", web.split, name="split"),
    path("c/<slug:circle>/visits/teams/<uuid:uid>/", web.team, name="team"),
    path("c/<slug:circle>/visits/kept/", web.kept, name="kept"),
    path("c/<slug:circle>/visits/kept/office/", web.add_office, name="add_office"),
    path("c/<slug:circle>/visits/kept/rule/", web.set_rule, name="set_rule"),
    path("c/<slug:circle>/visits/desk/", web.desk, name="desk"),
    path("c/<slug:circle>/visits/rounds/in/<uuid:uid>/", web.add_round, name="add_round"),
    path("c/<slug:circle>/visits/rounds/<uuid:uid>/", web.show_round, name="round"),
    path("c/<slug:circle>/visits/firms/<uuid:uid>/", web.firm, name="firm"),
    path("c/<slug:circle>/visits/needs/", web.needs, name="needs"),
    path("c/<slug:circle>/visits/needs/<uuid:uid>/", web.need, name="need"),
    path("c/<slug:circle>/visits/day/", web.day, name="day"),
    path("c/<slug:circle>/visits/day/worker.js", web.worker, name="worker"),
    path("c/<slug:circle>/visits/add/", web.add, name="add"),
    path("c/<slug:circle>/visits/<uuid:uid>/", web.visit, name="visit"),
    path("c/<slug:circle>/visits/<uuid:uid>/merge/", web.merge, name="merge"),
    path("c/<slug:circle>/visits/<uuid:uid>/unmerge/", web.unmerge, name="unmerge"),
    path("c/<slug:circle>/visits/<uuid:uid>/off/", web.call_off, name="call_off"),
]
