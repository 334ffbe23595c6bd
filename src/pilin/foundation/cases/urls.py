"""Addresses of cases."""

from django.urls import path

from pilin.foundation.cases import web

app_name = "cases"
urlpatterns = [
    path("c/<slug:circle>/cases/", web.index, name="index"),
    path("c/<slug:circle>/cases/figures/", web.figures, name="figures"),
    path("c/<slug:circle>/cases/figures/share/", web.share, name="share"),
    path("c/<slug:circle>/cases/kept/", web.kept, name="kept"),
    path("c/<slug:circle>/cases/kept/words/", web.keep_words, name="keep_words"),
    path("c/<slug:circle>/cases/kept/words/<uuid:uid>/", web.keep_words, name="change_words"),
    path("c/<slug:circle>/cases/kept/words/<uuid:uid>/end/", web.end_words, name="end_words"),
    path("c/<slug:circle>/cases/kept/term/", web.set_term, name="set_term"),
    path("c/<slug:circle>/cases/<uuid:uid>/", web.case, name="case"),
    path("c/<slug:circle>/cases/<uuid:uid>/files/", web.attach, name="attach"),
    path("c/<slug:circle>/cases/<uuid:uid>/rate/<slug:stage>/", web.rate, name="rate"),
    path("c/<slug:circle>/cases/<uuid:uid>/<slug:step>/", web.step, name="step"),
]
