"""Addresses of the observatory."""

from django.urls import path

from pilin.domain.observatory.web import indicators

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
]
