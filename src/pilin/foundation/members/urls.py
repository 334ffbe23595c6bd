"""Addresses of circles."""

from django.urls import path

from pilin.foundation.members.web import agreements, alliances, circles, start

app_name = "members"
urlpatterns = [
    path("start/", start.start, name="start"),
    path("start/<slug:circle>/members/", start.members, name="start_members"),
    path("start/<slug:circle>/officers/", start.officers, name="start_officers"),
    path("invitation/<str:token>/", start.accept, name="accept"),
    path("c/<slug:circle>/invite/", start.invite, name="invite"),
    path("c/<slug:circle>/about/", circles.circle, name="circle"),
    path("c/<slug:circle>/presidency/", circles.presidency, name="presidency"),
    path("c/<slug:circle>/presidency/order/", circles.order, name="order"),
    path("c/<slug:circle>/agreements/", agreements.agreements, name="agreements"),
    path("c/<slug:circle>/agreements/new/", agreements.propose, name="propose"),
    path("c/<slug:circle>/agreements/<slug:slug>/", agreements.agreement, name="agreement"),
    path("c/<slug:circle>/agreements/<slug:slug>/text/", agreements.text, name="agreement_text"),
    path("c/<slug:circle>/agreements/<slug:slug>/leave/", agreements.leave, name="leave"),
    path("c/<slug:circle>/agreements/<slug:slug>/join/", agreements.join, name="join"),
    path("c/<slug:circle>/alliances/", alliances.alliances, name="alliances"),
    path("c/<slug:circle>/alliances/<slug:slug>/activity/", alliances.activity, name="activity"),
    path("c/<slug:circle>/pairs/", alliances.pairs, name="pairs"),
    path("c/<slug:circle>/pairs/<int:number>/", alliances.appoint, name="appoint"),
]
