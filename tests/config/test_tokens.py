"""Tokens with a time in them: neither too old nor from ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.account.forms import default_token_generator
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from pilin.config.tokens import ResetTokens
from tests.factories.base import make_user

NOON = datetime(2026, 3, 1, 12)


def at(moment, kind=ResetTokens):
    class Clocked(kind):
        def _now(self):
            return moment

    return Clocked()


@pytest.fixture
def person(db):
    return make_user("forgetful")


@pytest.mark.parametrize(
    ("ahead", "opens"),
    [(0, True), (300, True), (301, False), (86_400, False), (-3600, True), (-3 * 86_400 - 1, False)],
)
def test_a_link_made_so_many_seconds_ahead(person, ahead, opens):
    token = at(NOON + timedelta(seconds=ahead)).make_token(person)
    assert at(NOON).check_token(person, token) is opens


def test_control_django_alone_takes_one_from_next_year(person):
    token = at(NOON + timedelta(days=365), PasswordResetTokenGenerator).make_token(person)
    assert at(NOON, PasswordResetTokenGenerator).check_token(person, token) is True
    assert at(NOON).check_token(person, token) is False


@pytest.mark.parametrize("bad", ["", None, "-", "x", "zzzzzz-0", "0-"])
def test_nonsense_opens_nothing(person, bad):
    assert at(NOON).check_token(person, bad) is False


def test_links_are_checked_so():
    assert type(default_token_generator) is ResetTokens
