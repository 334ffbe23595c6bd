"""Addresses of the observatory; its series have theirs in the foundation."""

from django.urls import path

from pilin.domain.observatory.web import flows, indicators

app_name = "observatory"
urlpatterns = [
    # indicators
    path("c/<slug:circle>/indicators/", indicators.index, name="indicators"),
    path("c/<slug:circle>/indicators/define/", indicators.define, name="define_indicator"),
    path("c/<slug:circle>/indicators/<slug:slug>/", indicators.indicator, name="indicator"),
    path("c/<slug:circle>/indicators/<slug:slug>/change/", indicators.change, name="change_indicator"),
    path("c/<slug:circle>/indicators/<slug:slug>/series/", indicators.feed, name="feed_indicator"),
    path("c/<slug:circle>/indicators/<slug:slug>/target/", indicators.target, name="target_indicator"),
    path("c/<slug:circle>/indicators/<slug:slug>/definition/", indicators.describe, name="describe_indicator"),
    path(
        "c/<slug:circle>/indicators/<slug:slug>/judge/<uuid:left>/<uuid:right>/",
        indicators.judge,
        name="judge_concordance",
    ),
    path("c/<slug:circle>/indicators/<slug:slug>/confirm/<uuid:uid>/", indicators.confirm, name="confirm_concordance"),
    path("c/<slug:circle>/indicators/<slug:slug>/chart.<str:kind>", indicators.chart, name="indicator_chart"),
    # flows
    path("c/<slug:circle>/flows/", flows.index, name="flows"),
    path("c/<slug:circle>/flows/say/", flows.say, name="flows_say"),
    path("c/<slug:circle>/flows/bring/", flows.bring, name="flows_bring"),
    path("c/<slug:circle>/flows/gravity/", flows.gravity, name="flows_gravity"),
    path("c/<slug:circle>/flows/places/<slug:code>/", flows.place, name="flows_place"),
    path("c/<slug:circle>/flows/<uuid:uid>/", flows.flow, name="flow"),
]
