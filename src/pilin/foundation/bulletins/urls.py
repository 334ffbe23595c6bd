"""Addresses of bulletins: pages for members, and what is public and frozen."""

from django.urls import path

from pilin.foundation.bulletins.web import binding, desk, outside

app_name = "bulletins"
urlpatterns = [
    path("c/<slug:circle>/bulletins/", desk.index, name="index"),
    path("c/<slug:circle>/bulletins/new/", desk.start, name="start"),
    path("c/<slug:circle>/bulletins/<slug:slug>/", desk.bulletin, name="bulletin"),
    path("c/<slug:circle>/bulletins/<slug:slug>/draft/", desk.draft, name="draft"),
    path("c/<slug:circle>/bulletins/<slug:slug>/correct/", desk.correct, name="correct"),
    path(
        "c/<slug:circle>/bulletins/<slug:slug>/corrections/<int:number>/confirm/",
        desk.confirm,
        name="confirm_correction",
    ),
    path(
        "c/<slug:circle>/bulletins/<slug:slug>/corrections/<int:number>/object/",
        desk.object_to,
        name="object_to_correction",
    ),
    path("c/<slug:circle>/bulletins/<slug:slug>/check/", binding.check, name="check"),
    path("c/<slug:circle>/bulletins/<slug:slug>/figures/", binding.figures, name="figures"),
    path("c/<slug:circle>/bulletins/<slug:slug>/figures/cite/", binding.cite, name="cite"),
    path("c/<slug:circle>/bulletins/<slug:slug>/figures/wave/", binding.wave, name="wave"),
    path("c/<slug:circle>/bulletins/<slug:slug>/figures/<slug:name>/", binding.change_citation, name="citation"),
    path("c/<slug:circle>/bulletins/<slug:slug>/figures/<slug:name>/drop/", binding.drop, name="drop"),
    path("c/<slug:circle>/bulletins/<slug:slug>/<slug:deed>/", desk.perform_deed, name="deed"),
    path("public/<slug:circle>/feed.atom", outside.feed, name="feed"),
    path("public/<slug:circle>/calendar.ics", outside.calendar, name="calendar"),
    path("public/<slug:circle>/", outside.releases, name="releases"),
    path("public/<slug:circle>/catalogue.jsonld", outside.catalogue, name="catalogue"),
    path("public/<slug:circle>/<slug:slug>/", outside.public, name="public"),
    path("public/<slug:circle>/<slug:slug>/check/", outside.check, name="public_check"),
    path("public/<slug:circle>/<slug:slug>.json", outside.as_json, name="json"),
    path("public/<slug:circle>/<slug:slug>.pdf", outside.public_pdf, name="pdf"),
    path("public/<slug:circle>/<slug:slug>.docx", outside.public_docx, name="docx"),
    path("public/<slug:circle>/<slug:slug>.svg", outside.public_qr, name="qr"),
]
