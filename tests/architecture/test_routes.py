"""Who may do what at every address: the whole table, reviewed by people, checked against the house.

``routes.csv`` has a line for each address and verb with the answer each role gets in the loaded demo. An address that
is not in the table fails. After a change that is meant, write it anew and read the difference::

    PILIN_WRITE_ROUTES=1 python -m pytest tests/architecture/test_routes.py
"""

from __future__ import annotations

import csv
import os
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from pilin.foundation.identity.models import User
from tests.kit import BACKEND
from tests.routes import Route, address, walk

TABLE = Path(__file__).parent / "routes.csv"
VERBS = ("GET", "POST", "PUT", "DELETE")
FORM_VERBS = {"GET", "POST"}
FEW = {"public", "chair"}  # enough for verbs that no address answers
ROLES = {
    "public": None,
    "clerk": "fengjing-clerk",
    "signatory": "fengjing-leader",
    "other_bank": "xindai-clerk",
    "neighbour": "zhujing-clerk",
    "chair": "xindai-secretary",
    "former_chair": "fengjing-secretary",
    "keeper": "keeper",
}

pytestmark = pytest.mark.xdist_group("demo")


def answers(now: datetime) -> dict[tuple[str, str], list[str]]:
    """Return what each role is answered at each address and verb; nothing it does is kept."""
    table: dict[tuple[str, str], list[str]] = {}
    clients = {}
    for role, username in ROLES.items():
        clients[role] = client = Client(raise_request_exception=False)
        if username:
            client.force_login(User.objects.get(username=username), backend=BACKEND)
    for route in walk():
        for verb in VERBS:
            asked = ROLES if verb in FORM_VERBS else FEW
            table[route.key, verb] = [answer(clients[role], route, verb) if role in asked else "-" for role in ROLES]
    return table


def answer(client: Client, route: Route, verb: str) -> str:
    cookies = dict(client.cookies)
    with transaction.atomic():
        kind = "application/json" if route.pattern.startswith("/api/") else "application/x-www-form-urlencoded"
        response = client.generic(verb, address(route), content_type=kind)
        transaction.set_rollback(True)
    client.cookies.update(cookies)
    where = response.headers.get("Location", "")
    return "sign in" if "/account/login/" in where else str(response.status_code)


def kept() -> dict[tuple[str, str], list[str]]:
    with TABLE.open(encoding="utf8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["address"], row["verb"]): [row[role] for role in ROLES] for row in rows}


def test_every_address_answers_each_role_as_the_table_says(demo_now: datetime) -> None:
    found = answers(demo_now)
    if os.environ.get("PILIN_WRITE_ROUTES"):
        with TABLE.open("w", encoding="utf8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["address", "verb", *ROLES])
            writer.writerows([*key, *found[key]] for key in found)
    table = kept()
    assert sorted(set(found) ^ set(table)) == []
    assert {key: value for key, value in found.items() if value != table[key]} == {}


def test_no_address_breaks() -> None:
    broken = {key: value for key, value in kept().items() if any(status.startswith("5") for status in value)}
    assert broken == {}


def test_nobody_writes_without_signing_in() -> None:
    open_doors = {"account_login", "account_signup", "account_reset_password", "account_logout", "members:start", "members:accept",
                  "account_confirm_login_code", "account_reset_password_from_key", "mfa_authenticate", "account_confirm_email"}
    for (key, verb), statuses in kept().items():
        if verb != "GET" and key not in open_doors and not key.startswith(("account_", "mfa_")):
            public = statuses[0]
            assert public in {"sign in", "401", "403", "404", "405", "302"}, f"{verb} {key}: {public} for the public"
