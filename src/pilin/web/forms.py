"""Forms that hand what they carry to one deed and show its answer beside the field it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from pilin.engine.base import Invalid, Refused

R = TypeVar("R")


class Form(forms.Form):
    """A form in Pilin's look: labels above, hints below, errors beside the field."""

    required_css_class = "required"
    template_name = "web/form.html"


def perform(form: forms.Form, act: Callable[[], R]) -> R | None:
    """Do the deed; when it is turned down, put each reason beside its field and return None.

    Usage: ``if form.is_valid() and (made := perform(form, lambda: actions.open_case(...))): return redirect(...)``
    """
    try:
        return act()
    except Invalid as error:
        for fault in error.faults:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault.reason))
    except Refused as error:
        form.add_error(NON_FIELD_ERRORS, str(error.reason))
    return None


def page_number(value: Any, default: int = 1) -> int:
    """Return the page asked for in the address; anything that is no page is the first."""
    try:
        return max(1, min(int(value), 100_000))
    except (TypeError, ValueError):
        return default
