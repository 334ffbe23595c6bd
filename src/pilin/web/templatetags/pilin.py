"""Tags of the house, known to every template."""

from django import template

register = template.Library()
