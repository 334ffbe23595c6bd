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
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.test import Client, RequestFactory

from pilin.foundation.identity.models import User
from pilin.foundation.journal.models import JournalLine
from tests.kit import BACKEND
from tests.reliability.report import NIGHTLY
from tests.routes import HOUSE, address, counted_once, walk
from tests.security.headers import weak

TABLE = Path(__file__).parent / "routes.csv"
VERBS = ("GET", "POST", "PUT", "DELETE")
ROLES = {
    "public": None,
    "clerk": "fengjing-clerk",
    "signatory": "fengjing-leader",
    "other_bank": "xindai-clerk",
    "chair": "xindai-secretary",
    "other_circle": "zhejiang-secretary",
    "keeper": "keeper",
}
READERS = {"public", "clerk", "chair", "other_circle", "keeper"}
BY_DAY = {"public", "clerk", "other_bank"}  # the others answer at night, and when the table is written
WRITE = bool(os.environ.get("PILIN_WRITE_ROUTES"))

WEAK: dict[str, list[str]] = {}  # address → what its answer leaves open in a browser

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("routes")]  # who may do what is decided above the database


def answers(now: datetime) -> dict[tuple[str, str], list[str]]:
    """Return what each role is answered at each address and verb; nothing it does is kept."""
    table: dict[tuple[str, str], list[str]] = {}
    cookies: dict[str, dict[str, str]] = {}
    for role, username in ROLES.items():
        client = Client()
        if username:
            client.force_login(User.objects.get(username=username), backend=BACKEND)
        cookies[role] = {name: morsel.value for name, morsel in client.cookies.items()}
    house = BaseHandler()
    house.load_middleware()
    for route in walk():
        where = address(route)
        for verb in VERBS:
            table[route.key, verb] = [
                answer(house, where, verb, cookies[role]) if role in asked(where, verb) else "-" for role in ROLES
            ]
    return table


def asked(where: str, verb: str) -> set[str]:
    """Return who is tried: everybody where a form may be sent, one of each kind where pages are read."""
    roles = set(ROLES) if WRITE or NIGHTLY else BY_DAY
    if verb == "POST":
        return roles
    if verb == "GET":
        return READERS & roles
    return {"public"} if where.startswith("/api/") else set()


def answer(house: BaseHandler, where: str, verb: str, cookies: dict[str, str]) -> str:
    """Return what is answered, below the test client: it keeps a copy of every page's context, which takes minutes."""
    kind = "application/json" if where.startswith("/api/") else "application/x-www-form-urlencoded"
    request = RequestFactory().generic(verb, where, content_type=kind)
    request.COOKIES.update(cookies)
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    lines = JournalLine.objects.visible_to(HOUSE)
    before = lines.count()
    with transaction.atomic():
        response = house.get_response(request)
        wrote = lines.count() > before
        transaction.set_rollback(True)
    if found := weak(response, where, bool(cookies) and "logout" not in where):
        WEAK[f"{verb} {where}"] = found
    if wrote:
        return f"{response.status_code} wrote"
    return "sign in" if "/account/login/" in response.headers.get("Location", "") else str(response.status_code)


def kept() -> dict[tuple[str, str], list[str]]:
    with TABLE.open(encoding="utf8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["address"], row["verb"]): [row[role] for role in ROLES] for row in rows}


def test_every_address_answers_each_role_as_the_table_says(demo_now: datetime, settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "routes"},
    }
    with counted_once():
        found = answers(demo_now)
    if WRITE:
        with TABLE.open("w", encoding="utf8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["address", "verb", *ROLES])
            writer.writerows([*key, *found[key]] for key in found)
    table = kept()
    assert sorted(set(found) ^ set(table)) == []
    assert WEAK == {}
    others = {
        key: [
            f"{role}: {was} → {now}"
            for role, was, now in zip(ROLES, table[key], found[key], strict=True)
            if now not in ("-", was)
        ]
        for key in found
    }
    assert {key: told for key, told in others.items() if told} == {}
    assert sum(now != "-" for said in found.values() for now in said) > 2_500


def test_no_address_breaks() -> None:
    broken = {key: value for key, value in kept().items() if any(status.startswith("5") for status in value)}
    assert broken == {}


def test_nobody_writes_without_signing_in() -> None:
    wrote = {key: value for key, value in kept().items() if "wrote" in value[list(ROLES).index("public")]}
    assert wrote == {}


def test_reading_writes_nothing() -> None:
    assert {
        key for key, value in kept().items() if key[1] == "GET" and any("wrote" in status for status in value)
    } == set()
