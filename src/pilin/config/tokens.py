"""Tokens that carry the moment they were made: one from the future is refused, since nobody can say how old it is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

AHEAD = 300  # seconds by which clocks of honest machines may differ


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens of links that set a new password.

    Django takes a token from ahead for a fresh one: a clock that was a day ahead for an hour would leave links that
    open a day longer than they should.
    """

    def check_token(self, user: Any, token: str | None) -> bool:
        """Return whether a token is this person's, not too old, and not from the future."""
        if not super().check_token(user, token) or not token:
            return False
        now: int = self._num_seconds(self._now())
        return base36_to_int(token.partition("-")[0]) - now <= AHEAD
