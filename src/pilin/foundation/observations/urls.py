"""Addresses of the observatory."""

from django.urls import path

from pilin.foundation.observations import web

app_name = "observations"
urlpatterns = [
    path("sta/v1.1/", web.root, name="sta"),
    path("sta/v1.1/<path:path>", web.resource, name="sta_resource"),
    path("c/<slug:circle>/observatory/", web.index, name="index"),
    path("c/<slug:circle>/observatory/open/", web.open_series, name="open"),
    path("c/<slug:circle>/observatory/stations/", web.stations, name="stations"),
    path("c/<slug:circle>/observatory/stations/add/", web.add_station, name="add_station"),
    path("c/<slug:circle>/observatory/stations/bring/", web.bring, name="bring"),
    path("c/<slug:circle>/observatory/stations/refused/", web.refused, name="refused"),
    path("c/<slug:circle>/observatory/stations/<slug:code>/", web.station, name="station"),
    path("c/<slug:circle>/observatory/stations/<slug:code>/gauges/", web.add_gauge, name="add_gauge"),
    path("c/<slug:circle>/observatory/stations/<slug:code>/move/", web.move, name="move"),
    path("c/<slug:circle>/observatory/stations/<slug:code>/end/", web.end_station, name="end_station"),
    path("c/<slug:circle>/observatory/<slug:slug>/", web.series, name="series"),
    path("c/<slug:circle>/observatory/<slug:slug>/attest/", web.attest, name="attest"),
]
