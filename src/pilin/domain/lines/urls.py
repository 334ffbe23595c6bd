"""Addresses of lines."""

from django.urls import path

from pilin.domain.lines import web

app_name = "lines"
urlpatterns = [
    path("c/<slug:circle>/lines/", web.index, name="index"),
    path("c/<slug:circle>/lines/way/", web.way, name="way"),
    path("c/<slug:circle>/lines/add/", web.add, name="add"),
    path("c/<slug:circle>/lines/stops/add/", web.add_stop, name="add_stop"),
    path("c/<slug:circle>/lines/stops/<uuid:uid>/", web.stop, name="stop"),
    path("c/<slug:circle>/lines/stops/<uuid:uid>/change/", web.change_stop, name="change_stop"),
    path("c/<slug:circle>/lines/stops/<uuid:uid>/permit/", web.permit, name="permit"),
    path("c/<slug:circle>/lines/permissions/<uuid:uid>/withdraw/", web.withdraw, name="withdraw"),
    path("c/<slug:circle>/lines/<uuid:uid>/", web.line, name="line"),
    path("c/<slug:circle>/lines/<uuid:uid>/change/", web.change, name="change"),
    path("c/<slug:circle>/lines/<uuid:uid>/bring/", web.bring, name="bring"),
    path("c/<slug:circle>/lines/<uuid:uid>/close/", web.close, name="close"),
]
