"""Addresses of parks."""

from django.urls import path

from pilin.domain.parks import web

app_name = "parks"
urlpatterns = [
    path("c/<slug:circle>/parks/", web.index, name="index"),
    path("c/<slug:circle>/parks/add/", web.add, name="add"),
    path("c/<slug:circle>/parks/lists/add/", web.add_list, name="add_list"),
    path("c/<slug:circle>/parks/carriers/add/", web.add_carrier, name="add_carrier"),
    path("c/<slug:circle>/parks/carriers/", web.carriers, name="carriers"),
    path("c/<slug:circle>/parks/crossings/", web.crossings, name="crossings"),
    path("c/<slug:circle>/parks/crossings/add/", web.add_crossing, name="add_crossing"),
    path("c/<slug:circle>/parks/crossings/<uuid:uid>/change/", web.change_crossing, name="change_crossing"),
    path("c/<slug:circle>/parks/promises/", web.promises, name="promises"),
    path("c/<slug:circle>/parks/promises/add/", web.add_promise, name="add_promise"),
    path("c/<slug:circle>/parks/promises/<uuid:uid>/report/", web.report, name="report"),
    path("c/<slug:circle>/parks/zone/", web.zone, name="zone"),
    path("c/<slug:circle>/parks/shares/<uuid:uid>/answer/", web.answer, name="answer"),
    path("c/<slug:circle>/parks/shares/<uuid:uid>/withdraw/", web.withdraw, name="withdraw"),
    path("c/<slug:circle>/parks/firms/<uuid:uid>/end/", web.end_firm, name="end_firm"),
    path("c/<slug:circle>/parks/<uuid:uid>/", web.park, name="park"),
    path("c/<slug:circle>/parks/<uuid:uid>/change/", web.change, name="change"),
    path("c/<slug:circle>/parks/<uuid:uid>/shares/", web.propose, name="propose"),
    path("c/<slug:circle>/parks/<uuid:uid>/firms/", web.put_firm, name="put_firm"),
]
