"""Keys for programs: no further than allowed, no longer than allowed, and never seen again."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.db import connection
from django.test import Client

from pilin.config.api import ROOM_OF_ROUTE, api
from pilin.config.standing import standing_of_key
from pilin.foundation.access.enums import Role, StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.files import rules as files
from pilin.foundation.identity import actions, queries, rules
from pilin.foundation.identity.enums import KEY_ROOMS
from pilin.foundation.identity.models import ApiKey, User
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.ledger.models import Entry
from tests.factories.base import NOW, PASSWORD, TODAY, make_office, make_user, standing_at, writing
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
SOON = TODAY + timedelta(days=30)
OBSTACLES = "/api/v1/circles/five-towns/obstacles"


def make(by, scopes=("read",), at=NOW, **more):
    given = {"name": "every night", "expires_on": SOON, **more}
    return actions.make_key(by=by, at=at, scopes=scopes, **given)


def with_key(secret, **cookies):
    client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}"})
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


def code_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


@pytest.fixture
def clerk_key(five, on_the_day):
    return make(five.huimin.clerk)[1]


@pytest.fixture
def town_key(five, on_the_day):
    return make(five.huimin.signatory, scopes=("write",), member=five.huimin.code)[1]


class TestRule:
    @pytest.mark.parametrize(
        ("scopes", "verb", "room", "allowed"),
        [
            ("read", "read", "obstacles", True),
            ("read", "write", "obstacles", False),
            ("write", "read", "obstacles", True),
            ("write", "write", "obstacles", True),
            ("read:obstacles", "read", "obstacles", True),
            ("read:obstacles", "read", "programme", False),
            ("write:obstacles", "read", "obstacles", True),
            ("write:obstacles", "write", "programme", False),
            ("write:obstacles read", "read", "programme", True),
            ("write:obstacles read", "write", "programme", False),
            ("read:obstacles", "read", "", True),
            ("", "read", "", False),
            ("", "read", "obstacles", False),
        ],
    )
    def test_scopes(self, scopes, verb, room, allowed):
        assert rules.allows(scopes.split(), verb, room) is allowed

    @pytest.mark.parametrize(
        ("given", "fields"),
        [
            ({"name": " "}, ["name"]),
            ({"name": "x" * 81}, ["name"]),
            ({"scopes": []}, ["scopes"]),
            ({"scopes": ["everything", "read:nowhere"]}, ["scopes", "scopes"]),
            ({"expires_on": None}, ["expires_on"]),
            ({"expires_on": TODAY - timedelta(days=1)}, ["expires_on"]),
            ({"expires_on": TODAY + timedelta(days=367)}, ["expires_on"]),
            ({"name": "", "scopes": [], "expires_on": None}, ["name", "scopes", "expires_on"]),
        ],
    )
    def test_all_faults_are_named_and_nothing_is_made(self, five, given, fields):
        with pytest.raises(Invalid) as turned_down:
            actions.make_key(
                by=five.huimin.clerk, at=NOW, **{"name": "x", "scopes": ["read"], "expires_on": SOON, **given}
            )
        assert [fault.field for fault in turned_down.value.faults] == fields
        assert not ApiKey.objects.visible_to(HOUSE).exists()

    def test_the_last_day_is_whole(self, five):
        row, _secret = make(five.huimin.clerk, expires_on=TODAY)
        assert rules.key_holds(False, row.expires_at, NOW.replace(hour=23, minute=59, second=59))
        assert rules.key_holds(False, row.expires_at, NOW.replace(hour=0) + timedelta(days=1)).code == "key_expired"

    def test_twenty_at_most(self, five):
        for _n in range(20):
            make(five.huimin.clerk)
        with pytest.raises(Invalid):
            make(five.huimin.clerk)
        make(five.huimin.secretary)

    def test_every_operation_has_a_room_that_a_key_can_name(self):
        paths = {f"api/v1/{p.pattern}" for _prefix, router in api._routers for p in router.urls_paths("")}
        assert {route: ROOM_OF_ROUTE[route] for route in paths if ROOM_OF_ROUTE.get(route) not in KEY_ROOMS} == {}


class TestWho:
    @pytest.mark.parametrize("who", ["clerk", "secretary"])
    def test_only_the_signatory_lets_a_program_act_for_the_town(self, five, who):
        with pytest.raises(Refused):
            make(getattr(five.huimin, who), member=five.huimin.code)
        assert not JournalLine.objects.visible_to(HOUSE).exists()

    def test_not_for_another_town_and_not_as_nobody(self, five):
        for by, member in ((five.huimin.signatory, five.xindai.code), (Standing.public(), ""), (HOUSE, "")):
            with pytest.raises(Refused):
                make(by, member=member)

    def test_who_sees_and_revokes(self, five):
        own, _secret = make(five.huimin.clerk)
        towns, _secret = make(five.huimin.signatory, member=five.huimin.code)
        seen = {
            name: {card.uid for card in queries.keys_of(by, NOW)}
            for name, by in {
                "clerk": five.huimin.clerk,
                "secretary": five.huimin.secretary,
                "signatory": five.huimin.signatory,
                "neighbour": five.xindai.signatory,
                "keeper": five.keeper,
                "public": Standing.public(),
            }.items()
        }
        assert seen == {
            "clerk": {own.pk},
            "secretary": set(),
            "signatory": {towns.pk},
            "neighbour": set(),
            "keeper": {towns.pk},
            "public": set(),
        }
        for by, key in (
            (five.huimin.secretary, own),
            (five.huimin.signatory, own),
            (five.xindai.signatory, towns),
            (five.huimin.clerk, towns),
        ):
            with pytest.raises(Invalid):
                actions.revoke_key(by=by, at=NOW, key=key.pk)
        actions.revoke_key(by=five.keeper, at=NOW, key=towns.pk)
        actions.revoke_key(by=five.huimin.clerk, at=NOW, key=own.pk)
        with pytest.raises(Invalid):
            actions.revoke_key(by=five.huimin.clerk, at=NOW, key=own.pk)

    def test_a_key_makes_no_keys(self, five, town_key):
        standing = standing_of_key(queries.key_of(town_key), NOW)
        for member in ("", five.huimin.code):
            with pytest.raises(Refused):
                make(standing, member=member)


class TestDoor:
    def test_it_is_its_person(self, five, clerk_key):
        body = with_key(clerk_key).get("/api/v1/me").json()
        assert (body["uid"], body["member"], body["roles"], body["scopes"]) == (
            str(five.huimin.clerk_user.pk),
            five.huimin.code,
            ["clerk"],
            ["read"],
        )
        assert Client().get("/api/v1/me").json()["scopes"] is None

    def test_without_a_token_and_without_a_session(self, five, on_the_day):
        secret = make(five.huimin.clerk, scopes=("write",))[1]
        answer = with_key(secret).post(OBSTACLES, "{}", content_type="application/json")
        assert answer.status_code == 422  # the deed's own door: what is missing, not who

    def test_a_session_still_needs_its_token(self, five, on_the_day):
        client = Client(enforce_csrf_checks=True)
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        assert client.post(OBSTACLES, "{}", content_type="application/json").status_code == 403

    def test_a_cookie_sent_along_counts_for_nothing(self, five, clerk_key, client):
        client.force_login(five.keeper_user, backend=BACKEND)
        both = with_key(clerk_key, sessionid=client.cookies["sessionid"].value)
        assert both.get("/api/v1/me").json()["uid"] == str(five.huimin.clerk_user.pk)

    def test_wrong_expired_and_revoked(self, five, clerk_key, on_the_day):
        wrong = [
            "pilin_",
            "pilin_x",
            "x",
            "",
            clerk_key[:-1],
            clerk_key + "x",
            clerk_key.upper(),
            "pilin_" + "0" * 8 + clerk_key[14:],
            "名" * 3,
        ]
        for secret in wrong:
            raw = secret.encode().decode("latin-1")
            answer = with_key(raw).get("/api/v1/me")
            assert code_of(answer) == (401, "bad_key"), secret
            assert (answer["WWW-Authenticate"], "no-store" in answer["Cache-Control"]) == (
                'Bearer error="invalid_token"',
                True,
            )
        on_the_day(NOW + timedelta(days=31))
        assert code_of(with_key(clerk_key).get("/api/v1/me")) == (401, "key_expired")
        on_the_day(NOW)
        assert with_key(clerk_key).get("/api/v1/me").status_code == 200
        actions.revoke_key(by=five.huimin.clerk, at=NOW, key=queries.key_of(clerk_key).pk)
        assert code_of(with_key(clerk_key).get("/api/v1/me")) == (401, "key_revoked")
        assert code_of(with_key(clerk_key).post(OBSTACLES, "{}", content_type="application/json")) == (
            401,
            "key_revoked",
        )

    def test_a_scope_that_is_missing(self, five, clerk_key, on_the_day):
        assert code_of(with_key(clerk_key).post(OBSTACLES, "{}", content_type="application/json")) == (403, "scope")
        room = make(five.huimin.clerk, scopes=("write:programme",))[1]
        assert code_of(with_key(room).get(OBSTACLES)) == (403, "scope")
        assert code_of(with_key(room).get("/api/v1/me")) == (403, "scope")
        assert with_key(room).get("/api/v1/circles/five-towns/programme").status_code == 200
        assert with_key(room).get("/api/v1/openapi.json").status_code == 200

    def test_pages_know_no_keys(self, five, clerk_key):
        for address in ("/me/", "/me/data.json", "/me/keys/"):
            assert with_key(clerk_key).get(address)["Location"].startswith("/account/login/")

    def test_no_answer_to_a_key_is_kept_for_visitors(self, five, clerk_key, settings):
        settings.CACHES = {
            "default": settings.CACHES["default"],
            "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "keys"},
        }
        mine = with_key(clerk_key).get("/api/v1/me")
        assert (mine.json()["kind"], mine["Cache-Control"].split(", ")[-1]) == ("officer", "no-store")
        assert Client().get("/api/v1/me").json()["kind"] == "public"
        assert with_key("pilin_wrong").get("/api/v1/me").status_code == 401
        assert Client().get("/api/v1/me").json()["kind"] == "public"

    def test_use_is_noted_once_a_minute_and_no_line_is_kept(self, five, clerk_key, on_the_day):
        lines = JournalLine.objects.visible_to(HOUSE).count()
        moments = []
        for seconds in (0, 59, 60, 61, 125):
            on_the_day(NOW + timedelta(seconds=seconds))
            with_key(clerk_key).get("/api/v1/me")
            moments.append((ApiKey.objects.visible_to(HOUSE).get().last_used_at - NOW).total_seconds())
        assert moments == [0, 0, 60, 60, 125]
        assert JournalLine.objects.visible_to(HOUSE).count() == lines

    def test_it_ends_with_the_office(self, five, on_the_day):
        person = make_user("for-a-while")
        with writing():
            make_office(person, five.huimin.code, Role.CLERK, valid_to=TODAY + timedelta(days=5))
        secret = make(standing_at(person))[1]
        assert with_key(secret).get("/api/v1/me").json()["roles"] == ["clerk"]
        on_the_day(NOW + timedelta(days=6))
        gone = with_key(secret).get("/api/v1/me").json()
        assert (gone["kind"], gone["roles"], gone["member"]) == ("person", [], None)

    def test_it_ends_with_the_account(self, five, clerk_key):
        User.objects.filter(pk=five.huimin.clerk_user.pk).update(is_active=False)
        assert code_of(with_key(clerk_key).get("/api/v1/me")) == (401, "bad_key")

    def test_an_office_that_needs_a_second_factor_needs_it_here_too(self, five, on_the_day, settings):
        secret = make(five.huimin.signatory, scopes=("write",))[1]
        settings.SITE = {**settings.SITE, "second_factor_for": ["signatory"]}
        key = queries.key_of(secret)
        assert standing_of_key(key, NOW, guarded=["signatory"]).lacks_factor is True
        assert with_key(secret).get("/api/v1/me").status_code == 200

    def test_the_documentation_says_how(self, db):
        described = Client().get("/api/v1/openapi.json").json()
        assert described["components"]["securitySchemes"]["KeyAuth"]["scheme"] == "bearer"
        writes = [
            operation
            for path in described["paths"].values()
            for verb, operation in path.items()
            if verb in ("post", "put", "patch", "delete")
        ]
        assert len(writes) >= 17
        assert [op["operationId"] for op in writes if {"KeyAuth": []} not in op.get("security", [])] == []


class TestTown:
    def test_it_acts_for_the_town_and_is_nobody(self, five, town_key):
        standing = standing_of_key(queries.key_of(town_key), NOW)
        assert (standing.kind, standing.person, standing.member, standing.roles, standing.sees_all) == (
            StandingKind.MACHINE,
            None,
            five.huimin.code,
            frozenset({Role.CLERK}),
            False,
        )
        assert (standing.circles, standing.signed_in) == (frozenset({"five-towns"}), False)
        body = with_key(town_key).get("/api/v1/me").json()
        assert (body["kind"], body["uid"], body["member"]) == ("machine", None, five.huimin.code)

    def test_it_is_never_taken_for_the_instance(self, five, town_key):
        standing = standing_of_key(queries.key_of(town_key), NOW)
        person = five.huimin.clerk_user.pk
        refused = [
            rules.may_make_person(standing),
            rules.may_appoint(standing, five.huimin.code, Role.CLERK),
            rules.may_name_deputy(standing, person, five.huimin.code),
            rules.may_leave(standing, person, 0),
            rules.may_end_sessions(standing, five.huimin.code),
            files.may_attach(standing, five.xindai.code),
        ]
        assert [bool(verdict) for verdict in refused] == [False] * 6
        assert files.may_attach(standing, five.huimin.code)
        with pytest.raises(Refused):
            actions.begin_try(by=standing, at=NOW, username="x", address="127.0.0.1")

    def test_it_reads_what_its_town_reads(self, five, town_key):
        from pilin.foundation.identity.models import Office

        standing = standing_of_key(queries.key_of(town_key), NOW)
        owners = set(Office.objects.visible_to(standing).values_list("owner", flat=True))
        assert owners == {five.huimin.code}

    def test_it_reports_for_the_town(self, five, town_key, on_the_day):
        given = {"kind": "transport", "title_zh": "桥面限高不一", "cost_zh": "货车绕行"}
        answer = with_key(town_key).post(OBSTACLES, json.dumps(given), content_type="application/json")
        assert answer.status_code == 201, answer.content
        line = JournalLine.objects.visible_to(HOUSE).get(code="obstacles.report_obstacle")
        assert (line.owner, line.actor, line.actor_kind, line.actor_name) == (
            five.huimin.code,
            None,
            "machine",
            "every night",
        )

    def test_every_writing_operation_takes_it_calmly(self, five, town_key, on_the_day):
        """No operation breaks because nobody stands behind the key."""
        described = Client().get("/api/v1/openapi.json").json()
        client = with_key(town_key)
        client.raise_request_exception = False
        broken = []
        for path, verbs in described["paths"].items():
            for verb in set(verbs) & {"post", "put", "patch", "delete"}:
                where = re.sub(r"\{(\w+)\}", lambda m: FILL.get(m[1], "1"), path)
                answer = client.generic(verb.upper(), where, "{}", content_type="application/json")
                if answer.status_code >= 500:
                    broken.append((verb, path, answer.status_code))
        assert broken == []


FILL = {"circle": "five-towns", "uid": "019029b6-0000-7000-8000-000000000000", "year": "2024", "slug": "x"}


class TestSecrets:
    def test_it_stands_nowhere(self, five, client, on_the_day):
        """Reads every table, the journal, the ledger and every page about keys: neither the key nor its hash is there."""
        from django.apps import apps

        client.force_login(five.huimin.signatory_user, backend=BACKEND)
        own, secret = make(five.huimin.signatory)
        towns, other = make(five.huimin.signatory, member=five.huimin.code)
        with_key(secret).get("/api/v1/me")
        found = []
        for model in apps.get_models(include_auto_created=True):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                text = str(cursor.fetchall())
            found += [model._meta.label for s in (secret, other, secret[15:], other[15:]) if s in text]
            if model is not ApiKey:
                found += [f"{model._meta.label} (hash)" for row in (own, towns) if row.digest in text]
        assert found == []
        for address in ("/me/keys/", "/me/", "/me/data.json", "/api/v1/me", "/me/keys/new/"):
            page = client.get(address, follow=True).content.decode()
            assert [s for s in (secret, other, own.digest, towns.digest) if s in page] == [], address
        assert not Entry.objects.visible_to(HOUSE).exists()

    def test_the_journal_says_that_and_not_for_what(self, five):
        row, _secret = make(five.huimin.clerk, name="my private script")
        actions.revoke_key(by=five.huimin.clerk, at=NOW, key=row.pk)
        lines = list(JournalLine.objects.visible_to(HOUSE).order_by("uid"))
        assert [line.code for line in lines] == ["identity.make_key", "identity.revoke_key"]
        kept = str(list(JournalSubject.objects.visible_to(HOUSE).values()))
        assert ("my private script" in kept, row.digest in kept, row.prefix in kept) == (False, False, True)

    def test_no_two_are_alike(self, five):
        made = {make(five.huimin.clerk)[1] for _n in range(20)}
        assert len(made) == 20
        assert all(re.fullmatch(r"pilin_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", secret) for secret in made)

    def test_erasing_takes_ones_own_and_leaves_the_towns_without_a_name(self, five):
        own, _secret = make(five.huimin.signatory)
        towns, secret = make(five.huimin.signatory, member=five.huimin.code)
        with writing():
            assert actions.forget_keys(five.huimin.signatory_user.pk, NOW) == 2
        left = ApiKey.objects.visible_to(HOUSE).get()
        assert (left.pk, left.person_id, queries.key_of(secret).pk) == (towns.pk, None, towns.pk)
        assert own.pk != left.pk


class TestPages:
    def confirmed(self, client, user):
        cache.clear()
        client.force_login(user, backend=BACKEND)
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        return client

    def test_making_one_asks_who_it_is_once_more(self, five, client, on_the_day):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        for verb in (client.get, client.post):
            assert verb("/me/keys/new/")["Location"].startswith("/account/reauthenticate/")
        assert not ApiKey.objects.visible_to(HOUSE).exists()

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_made_shown_once_used_and_revoked(self, five, client, on_the_day, language):
        client.cookies["django_language"] = language
        self.confirmed(client, five.huimin.signatory_user)
        given = {
            "name": "夜间取数",
            "whom": "town",
            "may": "write",
            "rooms": ["obstacles", "files"],
            "expires_on": "2025-01-31",
        }
        answer = client.post("/me/keys/new/", given)
        secret = answer.context["secret"]
        assert (answer.status_code, answer["Cache-Control"], secret in answer.content.decode()) == (
            200,
            "no-store",
            True,
        )
        row = ApiKey.objects.visible_to(HOUSE).get()
        assert (row.member, row.scopes, row.expires_at.date()) == (
            five.huimin.code,
            "write:files write:obstacles",
            date(2025, 1, 31),
        )
        page = client.get("/me/keys/").content.decode()
        assert ("夜间取数" in page, secret in page, f"pilin_{row.prefix}" in page) == (True, False, True)
        assert with_key(secret).get(OBSTACLES).status_code == 200
        assert client.post("/me/keys/", {"key": row.pk})["Location"] == "/me/keys/"
        assert code_of(with_key(secret).get(OBSTACLES)) == (401, "key_revoked")

    def test_a_clerk_is_not_offered_the_town(self, five, client, on_the_day):
        self.confirmed(client, five.huimin.clerk_user)
        given = {"name": "x", "whom": "town", "may": "read", "expires_on": "2025-01-31"}
        answer = client.post("/me/keys/new/", given)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["whom"])
        assert client.post("/me/keys/new/", {**given, "whom": "me"}).status_code == 200

    def test_faults_stand_beside_their_fields(self, five, client, on_the_day):
        self.confirmed(client, five.huimin.clerk_user)
        given = {"name": "x", "whom": "me", "may": "read", "expires_on": "2030-01-31"}
        answer = client.post("/me/keys/new/", given)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["expires_on"])

    def test_nobody_revokes_anothers(self, five, client, on_the_day):
        row, _secret = make(five.huimin.clerk)
        client.force_login(five.huimin.secretary_user, backend=BACKEND)
        assert client.post("/me/keys/", {"key": row.pk}).status_code == 422
        assert client.post("/me/keys/", {"key": "x"}).status_code == 422
        assert ApiKey.objects.visible_to(HOUSE).get().revoked_at is None


class TestCommand:
    def run(self, *args, as_user=None):
        from pilin.config.command import Caller
        from pilin.foundation.identity import cli

        caller = Caller(as_user)
        caller.at = NOW
        return CliRunner().invoke(cli.keys, list(args), obj=caller)

    def test_make_list_revoke(self, five, on_the_day):
        clerk = five.huimin.clerk_user.username
        made = json.loads(self.run("make", "nightly", "--scope", "read:obstacles", "--json", as_user=clerk).stdout)
        assert with_key(made["key"]).get(OBSTACLES).status_code == 200
        (listed,) = json.loads(self.run("list", "--json", as_user=clerk).stdout)
        assert (listed["name"], listed["scopes"], listed["holds"], "key" in listed) == (
            "nightly",
            ["read:obstacles"],
            True,
            False,
        )
        assert self.run("revoke", listed["prefix"], as_user=clerk).exit_code == 0
        assert with_key(made["key"]).get(OBSTACLES).status_code == 401

    def test_refused(self, five):
        clerk = five.huimin.clerk_user.username
        nobody = self.run("make", "x", "--json")
        assert (nobody.exit_code, json.loads(nobody.stdout)["error"]["code"]) == (1, "sign_in")
        town = self.run("make", "x", "--town", "--json", as_user=clerk)
        assert (town.exit_code, json.loads(town.stdout)["error"]["code"]) == (1, "not_signatory")
        assert self.run("revoke", "pilin_nothing", as_user=clerk).exit_code == 1
        assert self.run("make", "x", "--scope", "all", as_user=clerk).exit_code == 1
        assert not ApiKey.objects.visible_to(HOUSE).exists()
