"""Addresses of living next door, a part a subject."""

from django.urls import URLPattern

app_name = "living"
urlpatterns: list[URLPattern] = [
    # services
    # happenings
    # listings
]
