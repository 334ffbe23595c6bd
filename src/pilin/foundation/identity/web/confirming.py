"""What guards an account asks who it is once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.decorators import reauthentication_required

View = TypeVar("View", bound=Callable[..., object])


def confirmed(view: View) -> View:
    """Let a page open only to whoever has just confirmed who they are; others are asked, and come back to it."""
    return cast(View, reauthentication_required(app="allauth.mfa")(view))
