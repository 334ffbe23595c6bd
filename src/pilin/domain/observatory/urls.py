"""Addresses of the observatory; its series have theirs in the foundation."""

from django.urls import path

from pilin.domain.observatory.web import counts, flows, indicators, reach

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
    path("c/<slug:circle>/indicators/<slug:slug>/count/", counts.count, name="count_indicator"),
    path("c/<slug:circle>/indicators/<slug:slug>/attest/", counts.attest, name="attest_count"),
    path("c/<slug:circle>/firms-said/", counts.say, name="say_of_firm"),
    # flows
    path("c/<slug:circle>/flows/", flows.index, name="flows"),
    path("c/<slug:circle>/flows/say/", flows.say, name="flows_say"),
    path("c/<slug:circle>/flows/bring/", flows.bring, name="flows_bring"),
    path("c/<slug:circle>/flows/gravity/", flows.gravity, name="flows_gravity"),
    path("c/<slug:circle>/flows/places/<slug:code>/", flows.place, name="flows_place"),
    path("c/<slug:circle>/flows/<uuid:uid>/", flows.flow, name="flow"),
    # reach
    path("c/<slug:circle>/reach/", reach.index, name="reach"),
    path("c/<slug:circle>/reach/places.geojson", reach.as_geojson, name="reach_geojson"),
    path("c/<slug:circle>/reach/bridge/", reach.bridge, name="reach_bridge"),
    path("c/<slug:circle>/reach/matrix/", reach.matrix, name="reach_matrix"),
    path("c/<slug:circle>/reach/matrix.csv", reach.matrix_csv, name="reach_matrix_csv"),
    path("c/<slug:circle>/reach/matrix.parquet", reach.matrix_parquet, name="reach_matrix_parquet"),
    path("c/<slug:circle>/reach/compare/", reach.compare, name="reach_compare"),
    path("c/<slug:circle>/reach/ends/", reach.ends, name="reach_ends"),
    path("c/<slug:circle>/reach/links/", reach.links, name="reach_links"),
    path("c/<slug:circle>/reach/links/add/", reach.add_link, name="reach_add_link"),
    path("c/<slug:circle>/reach/links/<uuid:uid>/", reach.link, name="reach_link"),
    path("c/<slug:circle>/reach/links/<uuid:uid>/change/", reach.change_link, name="reach_change_link"),
    path("c/<slug:circle>/reach/links/<uuid:uid>/end/", reach.report_end, name="reach_report_end"),
    path("c/<slug:circle>/reach/scenarios/", reach.scenarios, name="reach_scenarios"),
    path("c/<slug:circle>/reach/scenarios/add/", reach.add_scenario, name="reach_add_scenario"),
    path("c/<slug:circle>/reach/scenarios/<uuid:uid>/", reach.scenario, name="reach_scenario"),
    path("c/<slug:circle>/reach/scenarios/<uuid:uid>/change/", reach.change_scenario, name="reach_change_scenario"),
    path("c/<slug:circle>/reach/scenarios/<uuid:uid>/delete/", reach.delete_scenario, name="reach_delete_scenario"),
]
