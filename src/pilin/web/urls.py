"""Pages of the look itself."""

from django.urls import URLPattern, path

from pilin.web import pages

app_name = "web"
urlpatterns: list[URLPattern] = [path("components/", pages.components, name="components")]
