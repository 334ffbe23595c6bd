"""Addresses of bulletins: pages for members, and what is public and frozen."""

from django.urls import path

from pilin.foundation.bulletins import web

app_name = "bulletins"
urlpatterns = [
    path("c/<slug:circle>/bulletins/", web.index, name="index"),
    path("c/<slug:circle>/bulletins/new/", web.start, name="start"),
    path("c/<slug:circle>/bulletins/<slug:slug>/", web.bulletin, name="bulletin"),
    path("c/<slug:circle>/bulletins/<slug:slug>/draft/", web.draft, name="draft"),
    path("c/<slug:circle>/bulletins/<slug:slug>/correct/", web.correct, name="correct"),
    path("c/<slug:circle>/bulletins/<slug:slug>/<slug:deed>/", web.perform_deed, name="deed"),
    path("public/<slug:circle>/feed.atom", web.feed, name="feed"),
    path("public/<slug:circle>/calendar.ics", web.calendar, name="calendar"),
    path("public/<slug:circle>/<slug:slug>/", web.public, name="public"),
    path("public/<slug:circle>/<slug:slug>.pdf", web.public_pdf, name="pdf"),
    path("public/<slug:circle>/<slug:slug>.docx", web.public_docx, name="docx"),
    path("public/<slug:circle>/<slug:slug>.svg", web.public_qr, name="qr"),
]
