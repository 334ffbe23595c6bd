"""Addresses of the registers."""

from django.urls import path

from pilin.domain.enterprises import web

app_name = "enterprises"
urlpatterns = [
    path("c/<slug:circle>/enterprises/", web.index, name="index"),
    path("c/<slug:circle>/enterprises/registers/", web.registers, name="registers"),
    path("c/<slug:circle>/enterprises/registers/bring/", web.bring, name="bring"),
    path("c/<slug:circle>/enterprises/bringings/<uuid:uid>/", web.bringing, name="bringing"),
    path("c/<slug:circle>/enterprises/bringings/<uuid:uid>/faults/", web.faults, name="faults"),
    path("c/<slug:circle>/enterprises/registers/<uuid:uid>/", web.register, name="register"),
    path("c/<slug:circle>/enterprises/registers/<uuid:uid>/withdraw/", web.withdraw, name="withdraw"),
    path("c/<slug:circle>/enterprises/likenesses/", web.likenesses, name="likenesses"),
    path("c/<slug:circle>/enterprises/likenesses/<uuid:uid>/", web.likeness, name="likeness"),
    path("c/<slug:circle>/enterprises/groups/", web.groups, name="groups"),
    path("c/<slug:circle>/enterprises/groups/add/", web.add_group, name="add_group"),
    path("c/<slug:circle>/enterprises/groups/<uuid:uid>/", web.group, name="group"),
    path("c/<slug:circle>/enterprises/groups/<uuid:uid>/figures/", web.add_figure, name="add_figure"),
    path("c/<slug:circle>/enterprises/mine/", web.mine, name="mine"),
    path("c/<slug:circle>/enterprises/claims/", web.claims, name="claims"),
    path("c/<slug:circle>/enterprises/claims/<uuid:uid>/", web.claim, name="claim"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/claim/", web.add_claim, name="add_claim"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/goods/", web.add_good, name="add_good"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/goods/<uuid:good>/remove/", web.remove_good, name="remove_good"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/certificates/", web.add_certificate, name="add_certificate"),
    path(
        "c/<slug:circle>/enterprises/<uuid:uid>/certificates/<uuid:certificate>/remove/",
        web.remove_certificate,
        name="remove_certificate",
    ),
    path("c/<slug:circle>/enterprises/<uuid:uid>/group/", web.place, name="place"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/sites/", web.add_site, name="add_site"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/merge/", web.merge, name="merge"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/undo/", web.undo, name="undo"),
    path("c/<slug:circle>/enterprises/<uuid:uid>/", web.enterprise, name="enterprise"),
]
