"""Addresses of lines."""

from django.urls import path

from pilin.domain.lines import web

app_name = "lines"
urlpatterns = [
    path("c/<slug:circle>/lines/", web.index, name="index"),
    path("c/<slug:circle>/lines/way/", web.way, name="way"),
    path("c/<slug:circle>/lines/trip/", web.trip, name="trip"),
    path("c/<slug:circle>/lines/feed/", web.feed, name="feed"),
    path("c/<slug:circle>/lines/feed/bring/", web.bring_feed, name="bring_feed"),
    path("c/<slug:circle>/lines/feed/gtfs.zip", web.take_feed, name="take_feed"),
    path("c/<slug:circle>/lines/matches/<uuid:uid>/part/", web.part, name="part"),
    path("c/<slug:circle>/lines/subsidies/", web.subsidies, name="subsidies"),
    path("c/<slug:circle>/lines/subsidies/<uuid:uid>/agree/", web.agree, name="agree"),
    path("c/<slug:circle>/lines/subsidies/<uuid:uid>/take-back/", web.take_back, name="take_back"),
    path("c/<slug:circle>/lines/<uuid:uid>/subsidy/", web.propose, name="propose"),
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
