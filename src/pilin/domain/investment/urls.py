"""Addresses of investment."""

from django.urls import path

from pilin.domain.investment import web

app_name = "investment"
HERE = "c/<slug:circle>/investment/"
urlpatterns = [
    path("investment/confirm/<str:token>/", web.speak, name="speak"),
    path(HERE, web.index, name="index"),
    path(f"{HERE}register/", web.register, name="register"),
    path(f"{HERE}join/", web.join, name="join"),
    path(f"{HERE}asks/<uuid:uid>/", web.answer, name="answer"),
    path(f"{HERE}asks/<uuid:uid>/back/", web.take_back, name="take_back"),
    path(f"{HERE}still/", web.still, name="still"),
    path(f"{HERE}spaces/", web.spaces, name="spaces"),
    path(f"{HERE}spaces/add/", web.add_space, name="add_space"),
    path(f"{HERE}spaces/<uuid:uid>/change/", web.change_space, name="change_space"),
    path(f"{HERE}spaces/<uuid:uid>/state/", web.set_space_state, name="set_space_state"),
    path(f"{HERE}<uuid:uid>/", web.lead, name="lead"),
    path(f"{HERE}<uuid:uid>/spaces/", web.match, name="match"),
    path(f"{HERE}<uuid:uid>/confirm/", web.confirm, name="confirm"),
    path(f"{HERE}<uuid:uid>/link/", web.make_link, name="make_link"),
    path(f"{HERE}<uuid:uid>/links/<uuid:link>/withdraw/", web.withdraw_link, name="withdraw_link"),
    path(f"{HERE}<uuid:uid>/links/<uuid:link>/forget/", web.forget_word, name="forget_word"),
    path(f"{HERE}<uuid:uid>/split/", web.split, name="split"),
    path(f"{HERE}<uuid:uid>/splits/<uuid:split>/", web.answer_split, name="answer_split"),
    path(f"{HERE}<uuid:uid>/<slug:step>/", web.step, name="step"),
]
