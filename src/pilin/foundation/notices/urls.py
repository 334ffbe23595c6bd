"""Addresses of notices."""

from django.urls import path

from pilin.foundation.notices import web

app_name = "notices"
urlpatterns = [
    path("me/work/", web.work, name="work"),
    path("me/notices/read/", web.read_all, name="read_all"),
    path("me/webhooks/", web.hooks, name="hooks"),
    path("me/webhooks/<str:what>/", web.hook_deed, name="hook_deed"),
    path("me/notices/<uuid:uid>/", web.notice, name="notice"),
]
