"""Addresses of the observatory."""

from django.urls import path

from pilin.domain.observatory.web import reach

app_name = "observatory"
urlpatterns = [
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
