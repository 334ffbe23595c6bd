"""Forms that hand what they carry to one deed and show its answer beside the field it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from pilin.engine.base import Invalid, Refused, clean_text

R = TypeVar("R")


class Form(forms.Form):
    """A form in Pilin's look: labels above, hints below, errors beside the field.

    What is typed into it comes out without marks that nobody sees, so that no name looks like another's; passwords stay
    as they are.
    """

    required_css_class = "required"
    template_name = "web/form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                field.to_python = _cleaned(field.to_python)  # type: ignore[method-assign, assignment]


def _cleaned(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return how a field reads, with what is typed cleaned first: a mark alone is then as empty as nothing."""
    return lambda value: read(clean_text(value) if isinstance(value, str) else value)


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


def day_named(value: str | None) -> date | None:
    """Return the day asked for in the address; None for anything that is no day."""
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
