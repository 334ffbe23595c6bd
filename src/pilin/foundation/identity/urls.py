"""Addresses of identity."""

from django.urls import path

from pilin.foundation.identity import web

app_name = "identity"
urlpatterns = [
    path("me/", web.me, name="me"),
    path("me/settings/", web.preferences, name="preferences"),
    path("me/deputy/", web.deputy, name="deputy"),
    path("me/acts-for/", web.act_for, name="act_for"),
    path("me/data.json", web.my_data, name="my_data"),
    path("me/erase/", web.erase, name="erase"),
    path("me/drafts/", web.drafts, name="drafts"),
    path("me/drafts/<path:form>/", web.drafts, name="draft"),
    path("c/<slug:circle>/people/", web.people, name="people"),
]
