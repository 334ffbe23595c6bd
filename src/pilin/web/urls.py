"""Pages of the look itself."""

from django.urls import URLPattern, path

app_name = "web"
urlpatterns: list[URLPattern] = []
