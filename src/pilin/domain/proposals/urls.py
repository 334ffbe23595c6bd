"""Addresses of proposals."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from pilin.domain.proposals import web
from pilin.domain.proposals.web import open311


class Form(StringConverter):
    """The two forms in which open311 answers."""

    regex = "json|xml"


register_converter(Form, "open311form")

app_name = "proposals"
ROOT = "c/<slug:circle>/proposals/"
ONE = f"{ROOT}<uuid:uid>/"
urlpatterns = [
    path(ROOT, web.index, name="index"),
    path(f"{ROOT}propose/", web.propose, name="propose"),
    path(f"{ROOT}propose/near/", web.near, name="near"),
    path(f"{ROOT}mine/", web.mine, name="mine"),
    path(f"{ROOT}heard/", web.heard, name="heard"),
    path(f"{ROOT}figures/", web.figures, name="figures"),
    path(f"{ROOT}points/", web.points, name="points"),
    path(f"{ROOT}points/add/", web.add_point, name="add_point"),
    path(f"{ROOT}points/<uuid:uid>/change/", web.change_point, name="change_point"),
    path(f"{ROOT}points/<uuid:uid>/end/", web.end_point, name="end_point"),
    path(f"{ROOT}topics/add/", web.add_topic, name="add_topic"),
    path(f"{ROOT}topics/<uuid:uid>/", web.topic, name="topic"),
    path(f"{ROOT}topics/<uuid:uid>/end/", web.end_topic, name="end_topic"),
    path(ONE, web.proposal, name="proposal"),
    path(f"{ONE}release/", web.release, name="release"),
    path(f"{ONE}hold/", web.hold, name="hold"),
    path(f"{ONE}route/", web.route, name="route"),
    path(f"{ONE}outcome/", web.outcome, name="outcome"),
    path(f"{ONE}convert/", web.convert, name="convert"),
    path(f"{ONE}offer/", web.offer, name="offer"),
    path(f"{ONE}confirm/", web.confirm, name="confirm"),
    path(f"{ONE}follow/", web.follow, name="follow"),
    path(f"{ONE}leave/", web.leave, name="leave"),
    path(f"{ONE}rate/", web.rate, name="rate"),
    path("open311/v2/discovery.<open311form:form>", open311.discovery, name="open311_discovery"),
    path("open311/v2/services.<open311form:form>", open311.services, name="open311_services"),
    path("open311/v2/services/<slug:code>.<open311form:form>", open311.service, name="open311_service"),
    path("open311/v2/requests.<open311form:form>", open311.requests, name="open311_requests"),
    path("open311/v2/requests/<slug:name>.<open311form:form>", open311.one_request, name="open311_request"),
]
