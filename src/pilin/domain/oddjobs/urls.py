"""Addresses of odd jobs."""

from django.urls import path

from pilin.domain.oddjobs import web

app_name = "oddjobs"
urlpatterns = [
    path("c/<slug:circle>/jobs/", web.near, name="near"),
    path("c/<slug:circle>/jobs/shifts/<uuid:uid>/", web.shift, name="shift"),
    path("c/<slug:circle>/jobs/shifts/<uuid:uid>/apply/", web.apply, name="apply"),
    path("c/<slug:circle>/jobs/shifts/<uuid:uid>/call-off/", web.call_off, name="call_off"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/accept/", web.accept, name="accept"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/decline/", web.decline, name="decline"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/give-back/", web.give_back, name="give_back"),
    path("c/<slug:circle>/jobs/shifts/<uuid:uid>/code/", web.code, name="code"),
    path("c/<slug:circle>/jobs/shifts/<uuid:uid>/here/", web.here, name="here"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/", web.work, name="work"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/in/", web.come, name="come"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/out/", web.go, name="go"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/hours/", web.hours, name="hours"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/absent/", web.absent, name="absent"),
    path("c/<slug:circle>/jobs/bookings/<uuid:uid>/appeal/", web.appeal, name="appeal"),
    path("c/<slug:circle>/jobs/appeals/", web.appeals, name="appeals"),
    path("c/<slug:circle>/jobs/appeals/<uuid:uid>/", web.hear, name="hear"),
    path("c/<slug:circle>/jobs/pay/", web.pay, name="pay"),
    path("c/<slug:circle>/jobs/pay/proof/", web.proof, name="proof"),
    path("c/<slug:circle>/jobs/pay/<uuid:uid>/paid/", web.paid, name="paid"),
    path("c/<slug:circle>/jobs/pay/<uuid:uid>/received/", web.received, name="received"),
    path("c/<slug:circle>/jobs/pay/<uuid:uid>/denied/", web.denied, name="denied"),
    path("c/<slug:circle>/jobs/board/", web.board, name="board"),
    path("c/<slug:circle>/jobs/board/assign/", web.assign, name="assign"),
    path("c/<slug:circle>/jobs/arrears/", web.arrears, name="arrears"),
    path("c/<slug:circle>/jobs/proofs/<slug:digest>/", web.proof_shown, name="proof_shown"),
    path("c/<slug:circle>/jobs/mine/", web.mine, name="mine"),
    path("c/<slug:circle>/jobs/join/", web.join, name="join"),
    path("c/<slug:circle>/jobs/workers/", web.workers, name="workers"),
    path("c/<slug:circle>/jobs/workers/enrol/", web.enrol, name="enrol"),
    path("c/<slug:circle>/jobs/workers/<uuid:uid>/", web.worker, name="worker"),
    path("c/<slug:circle>/jobs/workers/<uuid:uid>/seen/", web.seen, name="seen"),
    path("c/<slug:circle>/jobs/workers/<uuid:uid>/leave/", web.leave, name="leave"),
    path("c/<slug:circle>/jobs/posts/", web.posts, name="posts"),
    path("c/<slug:circle>/jobs/posts/add/", web.add, name="add"),
    path("c/<slug:circle>/jobs/posts/<uuid:uid>/", web.post, name="post"),
    path("c/<slug:circle>/jobs/posts/<uuid:uid>/repeat/", web.repeat, name="repeat"),
    path("c/<slug:circle>/jobs/posts/<uuid:uid>/close/", web.close, name="close"),
    path("c/<slug:circle>/jobs/floors/", web.floors, name="floors"),
    path("c/<slug:circle>/jobs/floors/add/", web.add_floor, name="add_floor"),
]
