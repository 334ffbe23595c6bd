"""Addresses of the chains."""

from django.urls import path

from pilin.domain.chains import web

app_name = "chains"
urlpatterns = [
    path("c/<slug:circle>/chains/", web.index, name="index"),
    path("c/<slug:circle>/chains/ask/", web.ask, name="ask"),
    path("c/<slug:circle>/chains/needs/", web.needs, name="needs"),
    path("c/<slug:circle>/chains/needs/<uuid:uid>/", web.need, name="need"),
    path("c/<slug:circle>/chains/needs/<uuid:uid>/close/", web.close, name="close"),
    path("c/<slug:circle>/chains/introductions/<uuid:uid>/", web.introduction, name="introduction"),
    path("c/<slug:circle>/chains/firms/<uuid:uid>/", web.firm, name="firm"),
    path("c/<slug:circle>/chains/firms/<uuid:uid>/link/", web.link, name="link"),
    path("c/<slug:circle>/chains/links/<uuid:uid>/", web.say, name="say"),
    path("c/<slug:circle>/chains/of/<slug:chain>/", web.chain, name="chain"),
    path("c/<slug:circle>/clusters/", web.organisations, name="organisations"),
    path("c/<slug:circle>/clusters/<slug:slug>/", web.cluster, name="cluster"),
]
