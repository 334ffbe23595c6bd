"""How people come in: officers are invited, so nobody signs up by himself."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up: an officer's account is made by whoever sets up the town."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
