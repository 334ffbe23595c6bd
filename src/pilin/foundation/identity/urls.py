"""Addresses of identity."""

from django.urls import path

from pilin.foundation.identity.web import keys, people, sessions

app_name = "identity"
urlpatterns = [
    path("me/", people.me, name="me"),
    path("me/settings/", people.preferences, name="preferences"),
    path("me/deputy/", people.deputy, name="deputy"),
    path("me/acts-for/", people.act_for, name="act_for"),
    path("me/data.json", people.my_data, name="my_data"),
    path("me/erase/", people.erase, name="erase"),
    path("me/sessions/", sessions.sessions, name="sessions"),
    path("me/here/", sessions.here, name="here"),
    path("me/keys/", keys.keys, name="keys"),
    path("me/keys/new/", keys.new_key, name="new_key"),
    path("me/drafts/", people.drafts, name="drafts"),
    path("me/drafts/<path:form>/", people.drafts, name="draft"),
    path("c/<slug:circle>/people/", people.people, name="people"),
]
