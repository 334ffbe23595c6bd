"""People, offices, deputies, drafts, and what a person may know and take away."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.utils import translation

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.files import actions as files
from pilin.foundation.identity import actions, queries
from pilin.foundation.identity.enums import SUBJECT_DATA
from pilin.foundation.identity.models import Draft, Office, User
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.notices import actions as notices
from tests.factories.base import NOW, PASSWORD, TODAY, make_office, make_user, standing_at, writing
from tests.kit import BACKEND, Example, RoomContract

HOUSE = Standing.machine("test")
NEW = {"username": "new-clerk", "name_zh": "新人", "name_en": "New One", "password": "a password nobody guesses"}


class TestIdentity(RoomContract):
    room = "identity"

    def make_rows(self, owner, audience):
        row = Office(
            person=make_user(f"u{uuid4().hex[:8]}"),
            owner=owner.member,
            role="clerk",
            audience=audience,
            circle="five-towns",
        )
        row.valid_from = date(2024, 1, 1)
        row.save()
        return [row]

    def list_urls(self):
        return ["/c/five-towns/people/"]

    def deeds(self):
        leader, code = self.five.fengjing.signatory, self.five.fengjing.code
        appoint = {
            "person": self.five.huimin.clerk_user.pk,
            "member": code,
            "role": Role.CLERK,
            "valid_from": TODAY,
            "by": leader,
        }
        invite = {
            "member": code,
            "username": "invited",
            "name_zh": "受邀",
            "role": Role.CLERK,
            "valid_from": TODAY,
            "by": leader,
        }
        office = Office.objects.visible_to(HOUSE).get(person=self.five.fengjing.clerk_user)
        deputy = {"office": office.pk, "deputy": self.five.fengjing.signatory_user.pk, "starts": TODAY}
        key = {"name": "nightly", "scopes": ["read"], "expires_on": TODAY, "by": leader}
        with writing():
            made, _secret = actions.make_key(at=NOW, **key)
        return [
            Example(actions.make_key, ok=key, refused={**key, "member": code, "by": self.five.huimin.signatory}),
            Example(actions.make_key, ok={**key, "member": code}, refused={**key, "scopes": []}),
            Example(
                actions.revoke_key,
                ok={"key": made.pk, "by": leader},
                refused={"key": made.pk, "by": self.five.huimin.signatory},
            ),
            Example(
                actions.end_sessions,
                ok={"person": self.five.fengjing.clerk_user.pk, "member": code, "by": leader},
                refused={"person": self.five.fengjing.clerk_user.pk, "member": code},
            ),
            Example(actions.make_person, ok={**NEW, "by": leader}, refused=NEW),
            Example(actions.appoint, ok=appoint, refused={**appoint, "by": self.five.huimin.signatory}),
            Example(actions.appoint, ok=appoint, refused={**appoint, "role": Role.KEEPER}),
            Example(actions.appoint, ok=appoint, refused={**appoint, "person": uuid4()}),
            Example(actions.invite_officer, ok=invite, refused={**invite, "username": "x y"}),
            Example(actions.name_deputy, ok=deputy, refused={**deputy, "deputy": self.five.huimin.clerk_user.pk}),
            Example(
                actions.end_appointment,
                ok={"office": office.pk, "on": TODAY, "by": leader},
                refused={"office": office.pk, "on": TODAY},
            ),
            Example(
                actions.erase_person,
                ok={"person": make_user(f"gone{uuid4().hex[:6]}").pk, "by": HOUSE},
                refused={"person": self.five.fengjing.clerk_user.pk},
            ),
        ]


pytestmark = pytest.mark.django_db


class TestPeople:
    def test_every_fault_at_once(self, five):
        with pytest.raises(Invalid) as raised:
            actions.make_person(by=five.keeper, at=NOW, username="-", password="short")
        assert [f.field for f in raised.value.faults] == ["username", "name_zh", "password", "password"][
            : len(raised.value.faults)
        ]

    def test_a_name_taken_is_said_whatever_its_case(self, five):
        with pytest.raises(Invalid) as raised:
            actions.make_person(by=five.keeper, at=NOW, **{**NEW, "username": "KEEPER"})
        assert [f.code for f in raised.value.faults] == ["taken"]

    def test_the_journal_says_that_not_who(self, five):
        actions.make_person(by=five.keeper, at=NOW, **NEW)
        line = JournalLine.objects.visible_to(HOUSE).get(code="identity.make_person")
        assert "new-clerk" not in str((line.facts, line.counts))
        assert "新人" not in str((line.facts, line.counts))

    def test_the_password_is_kept_hashed(self, five):
        person = actions.make_person(by=five.keeper, at=NOW, **NEW)
        assert NEW["password"] not in str(User.objects.filter(pk=person.pk).values()[0])
        assert person.check_password(NEW["password"])

    def test_an_office_gives_powers_from_its_first_day_to_its_last(self, five):
        person = actions.make_person(by=five.keeper, at=NOW, **NEW)
        actions.appoint(
            by=five.huimin.signatory, at=NOW, person=person.pk, member=five.huimin.code, role=Role.SIGNATORY,
            valid_from="2024-11", valid_to="2024-12",
        )  # fmt: skip
        days = [date(2024, 10, 31), date(2024, 11, 1), date(2024, 12, 31), date(2025, 1, 1)]
        assert [person.pk in queries.people_holding(five.huimin.code, Role.SIGNATORY, day) for day in days] == [
            False,
            True,
            True,
            False,
        ]

    def test_a_deputy_stands_in_between_two_days(self, five):
        office = Office.objects.visible_to(HOUSE).get(person=five.huimin.signatory_user)
        actions.name_deputy(
            by=five.huimin.signatory, at=NOW, office=office.pk, deputy=five.huimin.clerk_user.pk, starts=TODAY,
            ends=TODAY + timedelta(days=2),
        )  # fmt: skip
        held = [
            standing_at(five.huimin.clerk_user, NOW + timedelta(days=d)).holds(Role.SIGNATORY) for d in (-1, 0, 2, 3)
        ]
        assert held == [False, True, True, False]
        told = [
            five.huimin.clerk_user.pk
            in queries.people_holding(five.huimin.code, Role.SIGNATORY, TODAY + timedelta(days=d))
            for d in (-1, 0, 2, 3)
        ]
        assert told == held

    def test_a_deputy_may_be_taken_back(self, five):
        office = Office.objects.visible_to(HOUSE).get(person=five.huimin.signatory_user)
        given = {"by": five.huimin.signatory, "at": NOW, "office": office.pk}
        actions.name_deputy(**given, deputy=five.huimin.clerk_user.pk, starts=TODAY)
        actions.name_deputy(**given, deputy=None)
        assert not standing_at(five.huimin.clerk_user).holds(Role.SIGNATORY)

    def test_nobody_is_their_own_deputy(self, five):
        office = Office.objects.visible_to(HOUSE).get(person=five.huimin.clerk_user)
        with pytest.raises(Invalid):
            actions.name_deputy(
                by=five.huimin.clerk, at=NOW, office=office.pk, deputy=five.huimin.clerk_user.pk, starts=TODAY
            )

    def test_whoever_holds_offices_in_two_towns_chooses(self, five):
        with writing():
            make_office(five.huimin.clerk_user, five.fengjing.code, Role.CLERK)
        person = User.objects.get(pk=five.huimin.clerk_user.pk)
        assert standing_at(person).member == five.fengjing.code
        actions.choose_member(by=standing_at(person), at=NOW, member=five.huimin.code)
        assert standing_at(User.objects.get(pk=person.pk)).member == five.huimin.code
        with pytest.raises(Invalid):
            actions.choose_member(by=standing_at(person), at=NOW, member=five.xindai.code)


class TestDrafts:
    @pytest.fixture
    def mine(self, five, client, on_the_day):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        return client

    def send(self, client, path="/me/drafts/", **body):
        return client.post(path, json.dumps(body), content_type="application/json")

    def test_kept_given_back_replaced_dropped(self, mine, five):
        assert self.send(mine, form="item/new", fields={"a": "1"}).json()["body"] == {"a": "1"}
        assert self.send(mine, path="/me/drafts/item%2Fnew/", a="2").status_code == 200
        assert mine.get("/me/drafts/item%2Fnew/").json()["body"] == {"a": "2"}
        assert mine.get("/me/drafts/?form=item/new").json()["kept_at"] == "2024-10-18T11:20:00+08:00"
        assert Draft.objects.visible_to(five.huimin.clerk).count() == 1
        assert mine.delete("/me/drafts/item%2Fnew/").json()["body"] is None

    def test_nobody_else_reads_it(self, mine, five, client):
        self.send(mine, form="f", fields={"a": "secret"})
        for user in (five.huimin.signatory_user, five.keeper_user):
            client.force_login(user, backend=BACKEND)
            assert client.get("/me/drafts/f/").json()["body"] is None
            assert client.delete("/me/drafts/f/").status_code == 200
        assert Draft.objects.visible_to(five.huimin.clerk).count() == 1

    def test_the_public_keeps_none(self, client, db):
        assert self.send(client, form="f", fields={}).status_code == 401

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b"{}", b'{"form": 1, "fields": {}}', b'{"form": "f", "fields": []}', b"[" * 100_000]
    )
    def test_what_is_no_draft(self, mine, body):
        assert mine.post("/me/drafts/", body, content_type="application/json").status_code == 422

    def test_too_long_and_too_many(self, mine, five):
        assert self.send(mine, form="f", fields={"a": "x" * 64_001}).status_code == 422
        for number in range(50):
            assert self.send(mine, form=f"f{number}", fields={}).status_code == 200
        assert self.send(mine, form="one too many", fields={}).status_code == 422
        assert self.send(mine, form="f1", fields={"still": "mine"}).status_code == 200

    def test_it_needs_the_token(self, five):
        from django.test import Client

        client = Client(enforce_csrf_checks=True)
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        assert self.send(client, form="f", fields={}).status_code == 403

    def test_no_line_is_kept(self, mine):
        self.send(mine, form="f", fields={"a": "secret"})
        assert (JournalLine.objects.visible_to(HOUSE).count(), JournalSubject.objects.visible_to(HOUSE).count()) == (
            0,
            0,
        )


class TestMe:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_pages_stand_in_both_languages(self, five, client, on_the_day, language):
        client.cookies["django_language"] = language
        for user in (five.huimin.clerk_user, five.huimin.signatory_user, five.keeper_user):
            client.force_login(user, backend=BACKEND)
            for address in ("/me/", "/me/work/", "/c/five-towns/people/"):
                answer = client.get(address)
                assert answer.status_code == 200, address
                assert answer.content.decode().count("<h1") == 1

    def test_strangers_go_to_sign_in(self, client, db):
        for address in ("/me/", "/me/work/", "/me/data.json"):
            assert client.get(address)["Location"].startswith("/account/login/")

    def test_settings(self, five, client, on_the_day):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        given = {
            "name_zh": "改名",
            "language": "en",
            "quiet_from": "22:00",
            "quiet_to": "07:00",
            "email": "a@example.org",
        }
        answer = client.post("/me/settings/", given)
        assert (answer["Location"], answer.cookies["django_language"].value) == ("/me/", "en")
        person = User.objects.get(pk=five.huimin.clerk_user.pk)
        assert (person.name_zh, person.language, str(person.quiet_from), person.digest) == (
            "改名",
            "en",
            "22:00:00",
            False,
        )

    def test_half_a_quiet_time_is_refused_beside_its_field(self, five, client, on_the_day):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        answer = client.post("/me/settings/", {"name_zh": "x", "quiet_from": "22:00"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["quiet_to"])

    def test_a_deputy_by_the_page(self, five, client, on_the_day):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        office = Office.objects.visible_to(HOUSE).get(person=five.huimin.clerk_user)
        given = {
            "office": office.pk,
            "deputy": five.huimin.signatory_user.pk,
            "starts": "2024-10-18",
            "ends": "2024-10-01",
        }
        assert client.post("/me/deputy/", given).status_code == 422
        assert client.post("/me/deputy/", {**given, "ends": ""}).status_code == 302
        assert Office.objects.visible_to(HOUSE).get(pk=office.pk).deputy_id == five.huimin.signatory_user.pk
        assert client.post("/me/deputy/", {**given, "office": uuid4()}).status_code == 404

    def test_the_language_settled_counts_at_sign_in(self, five, client):
        cache.clear()
        User.objects.filter(pk=five.huimin.clerk_user.pk).update(language="en")
        answer = client.post("/account/login/", {"login": five.huimin.clerk_user.username, "password": PASSWORD})
        assert (answer.status_code, answer.cookies["django_language"].value) == (302, "en")
        answer = client.post("/account/logout/")
        answer = client.post("/account/login/", {"login": five.xindai.clerk_user.username, "password": PASSWORD})
        assert "django_language" not in answer.cookies

    def test_five_wrong_passwords_rest_the_name(self, five, client):
        cache.clear()
        given = {"login": five.huimin.clerk_user.username, "password": "wrong"}
        answers = [client.post("/account/login/", given).status_code for _n in range(5)]
        assert answers[-1] == 429
        client.post("/account/login/", {**given, "password": PASSWORD})
        assert client.get("/me/").status_code == 302  # not signed in, though the password was right

    def test_nobody_signs_up(self, client, db):
        cache.clear()
        client.post("/account/signup/", {"username": "intruder", "password1": PASSWORD})
        assert not User.objects.filter(username="intruder").exists()

    def test_the_api_says_who_i_am(self, five, client, on_the_day):
        assert client.get("/api/v1/me").json()["kind"] == "public"
        client.force_login(five.fengjing.secretary_user, backend=BACKEND)
        body = client.get("/api/v1/me").json()
        assert (body["member"], body["roles"], body["chairs"], len(body["offices"])) == (
            "310116102",
            ["secretary"],
            ["five-towns"],
            1,
        )


class TestPeoplePage:
    def test_the_signatory_invites_and_the_password_is_shown_once(self, five, client, on_the_day):
        client.force_login(five.huimin.signatory_user, backend=BACKEND)
        given = {"username": "invited", "name_zh": "受邀人", "role": "clerk", "valid_from": "2024-10-18"}
        answer = client.post("/c/five-towns/people/", given)
        password = answer.context["password"]
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert password in answer.content.decode()
        assert password not in client.get("/c/five-towns/people/").content.decode()
        person = User.objects.get(username="invited")
        assert person.check_password(password)
        assert password not in str(list(JournalLine.objects.visible_to(HOUSE).values()))
        office = Office.objects.visible_to(HOUSE).get(person=person)
        assert (office.owner, office.audience) == (five.huimin.code, "own")

    def test_with_consent_the_circle_reads_it(self, five, client, on_the_day):
        client.force_login(five.huimin.signatory_user, backend=BACKEND)
        given = {
            "username": "invited",
            "name_zh": "受邀人",
            "role": "clerk",
            "valid_from": "2024-10-18",
            "shared": "on",
        }
        client.post("/c/five-towns/people/", given)
        shown = {c.username for c in queries.offices_of_town(five.fengjing.clerk, five.huimin.code, TODAY)}
        assert shown == {"invited"}
        assert queries.offices_of_town(five.stranger.clerk, five.huimin.code, TODAY) == []
        assert queries.offices_of_town(Standing.public(), five.huimin.code, TODAY) == []

    def test_a_clerk_sees_and_may_not_invite(self, five, client, on_the_day):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        answer = client.post(
            "/c/five-towns/people/", {"username": "x1", "name_zh": "x", "role": "clerk", "valid_from": "2024-10-18"}
        )
        assert answer.status_code == 422
        assert not User.objects.filter(username="x1").exists()

    def test_ending_an_office(self, five, client, on_the_day):
        client.force_login(five.huimin.signatory_user, backend=BACKEND)
        office = Office.objects.visible_to(HOUSE).get(person=five.huimin.clerk_user)
        assert client.post("/c/five-towns/people/", {"office": office.pk, "on": "2023-01-01"}).status_code == 422
        assert client.post("/c/five-towns/people/", {"office": office.pk, "on": "2024-10-18"}).status_code == 302
        assert standing_at(five.huimin.clerk_user, NOW + timedelta(days=1)).member == ""

    def test_nobody_ends_another_towns_office(self, five, client, on_the_day):
        client.force_login(five.fengjing.signatory_user, backend=BACKEND)
        office = Office.objects.visible_to(HOUSE).get(person=five.huimin.clerk_user)
        assert client.post("/c/five-towns/people/", {"office": office.pk, "on": "2024-10-18"}).status_code == 422
        assert Office.objects.visible_to(HOUSE).get(pk=office.pk).valid_to is None

    def test_strangers_get_nothing(self, five, client, on_the_day):
        assert client.get("/c/five-towns/people/").status_code == 302
        client.force_login(five.stranger.clerk_user, backend=BACKEND)
        assert client.get("/c/five-towns/people/").status_code == 404
        assert client.get("/c/five-towns/people/?member=330421003").status_code == 404

    def test_the_keeper_chooses_the_town(self, five, client, on_the_day):
        client.force_login(five.keeper_user, backend=BACKEND)
        given = {"username": "first", "name_zh": "头一个", "role": "signatory", "valid_from": "2024-10-18"}
        client.post(f"/c/five-towns/people/?member={five.xindai.code}", given)
        assert Office.objects.visible_to(HOUSE).get(person__username="first").owner == five.xindai.code


SECRETS = {
    "username": "secret-name",
    "name_zh": "机密姓名",
    "name_en": "Secret Person",
    "email": "secret@example.org",
    "phone": "13900139000",
}


def confirm(client):
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302


class TestOwnData:
    @pytest.fixture
    def person(self, five):
        person = make_user("secret-name")
        for name, value in SECRETS.items():
            setattr(person, name, value)
        person.save()
        with writing():
            make_office(person, five.huimin.code, Role.CLERK, valid_to=TODAY)
        standing = standing_at(person)
        files.attach_file(
            by=standing, at=NOW, name="a.txt", content=b"x", owner=five.huimin.code, audience="own", subject="x"
        )
        actions.save_draft(by=standing, at=NOW, form="f", fields={"phone": "13900139000"})
        notices.notify(
            by=five.fengjing.clerk,
            at=NOW,
            people=[person.pk],
            kind="mentioned",
            facts={"title": "Secret Person"},
            url="/",
        )
        return person

    def test_everything_held_is_handed_over(self, person, client, on_the_day):
        client.force_login(person, backend=BACKEND)
        answer = client.get("/me/data.json")
        held = json.loads(answer.content)["held"]
        assert "attachment" in answer["Content-Disposition"]
        assert set(held) == set(SUBJECT_DATA)
        assert held["account"]["rows"][0]["phone"] == "13900139000"
        assert held["drafts"]["rows"][0]["fields"] == {"phone": "13900139000"}
        assert [row["code"] for row in held["deeds"]["rows"]] == ["files.attach_file"]
        assert len(held["notices"]["rows"]) == len(held["offices"]["rows"]) == 1
        assert "password" not in held["account"]["rows"][0]

    def test_whoever_holds_office_does_not_leave(self, person, client, on_the_day):
        client.force_login(person, backend=BACKEND)
        confirm(client)
        answer = client.post("/me/erase/", {"erase-username": "secret-name"})
        assert (answer.status_code, User.objects.get(pk=person.pk).name_zh) == (422, SECRETS["name_zh"])

    def test_the_name_is_typed_first(self, person, client, on_the_day):
        on_the_day(NOW + timedelta(days=1))
        client.force_login(person, backend=BACKEND)
        confirm(client)
        assert client.post("/me/erase/", {"erase-username": "other"}).status_code == 422

    def test_erased_means_erased_everywhere(self, person, client, five, on_the_day):
        """Reads every table of the database: nothing that named the person is left, and the acts still stand."""
        from django.apps import apps
        from django.db import connection

        on_the_day(NOW + timedelta(days=1))
        client.force_login(person, backend=BACKEND)
        confirm(client)
        assert client.post("/me/erase/", {"erase-username": "secret-name"}).status_code == 302
        assert client.get("/me/").status_code == 302
        found = []
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table == "django_session":
                continue
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')
                text = str(cursor.fetchall())
            found += [(table, value) for value in SECRETS.values() if value in text]
        assert found == []
        row = User.objects.get(pk=person.pk)
        assert (row.is_active, row.has_usable_password()) == (False, False)
        assert JournalLine.objects.visible_to(HOUSE).filter(actor=person.pk).count() >= 1
        assert Office.objects.visible_to(HOUSE).filter(person=row).count() == 1
        cache.clear()
        assert client.post("/account/login/", {"login": "secret-name", "password": PASSWORD}).status_code == 200

    def test_nobody_erases_another(self, person, five):
        with pytest.raises(Refused):
            actions.erase_person(by=five.huimin.signatory, at=NOW + timedelta(days=1), person=person.pk)


class TestCommand:
    def run(self, *args, as_user=None):
        from pilin.config.command import Caller
        from pilin.foundation.identity import cli

        caller = Caller(as_user)
        caller.at = NOW
        return CliRunner().invoke(cli.people, list(args), obj=caller)

    def test_list_is_the_callers(self, five):
        assert json.loads(self.run("list", "--member", five.huimin.code, "--json").stdout) == []
        found = json.loads(
            self.run("list", "--member", five.huimin.code, "--json", as_user=five.huimin.clerk_user.username).stdout
        )
        assert sorted(row["role"] for row in found) == ["clerk", "secretary", "signatory"]

    def test_add(self, five):
        args = ("add", "cli-person", "--name-zh", "命令", "--member", five.huimin.code, "--json")
        refused = self.run(*args)
        assert (refused.exit_code, json.loads(refused.stdout)["error"]["code"]) == (1, "not_signatory")
        made = self.run(*args, as_user=five.huimin.signatory_user.username)
        body = json.loads(made.stdout)
        assert (made.exit_code, User.objects.get(username="cli-person").check_password(body["first_password"])) == (
            0,
            True,
        )


def test_names_follow_the_language(five):
    person = make_user("two", "二")
    person.name_en = "Two"
    person.save()
    with translation.override("en"):
        assert queries.names_of({person.pk}) == {person.pk: "Two"}
    with translation.override("zh-hans"):
        assert queries.names_of({person.pk}) == {person.pk: "二"}


def test_a_date_field_shows_its_value_in_both_languages(five, client, on_the_day):
    client.force_login(five.huimin.signatory_user, backend=BACKEND)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        assert 'value="2024-10-18"' in client.get("/c/five-towns/people/").content.decode()


class TestPeopleAndTheirSignIn:
    """Who has a second factor and when each signed in last: for those who answer for the town, and nobody else."""

    @pytest.fixture
    def town(self, five, on_the_day):
        from allauth.mfa.models import Authenticator

        Authenticator.objects.create(
            user=five.huimin.clerk_user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
        )
        Authenticator.objects.create(
            user=five.huimin.secretary_user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"}
        )
        User.objects.filter(pk=five.huimin.clerk_user.pk).update(last_login=NOW - timedelta(days=3))
        return five

    def seen(self, standing, town):
        cards = queries.offices_of_town(standing, town.huimin.code, TODAY)
        return {card.role: (card.has_factor, card.last_login) for card in cards}

    def test_the_signatory_and_the_keeper_read_it(self, town):
        whole = {"clerk": (True, NOW - timedelta(days=3)), "secretary": (False, None), "signatory": (False, None)}
        assert self.seen(town.huimin.signatory, town) == whole
        hidden = dict.fromkeys(whole, (None, None))
        assert self.seen(town.huimin.clerk, town) == hidden
        assert self.seen(town.huimin.secretary, town) == hidden
        assert self.seen(town.fengjing.signatory, town) == {}

    def test_the_page_shows_it_and_signs_out(self, town, client):
        from allauth.usersessions.models import UserSession
        from django.test import Client

        phone = Client()
        phone.post("/account/login/", {"login": town.huimin.secretary_user.username, "password": PASSWORD})
        client.cookies["django_language"] = "en"
        client.force_login(town.huimin.clerk_user, backend=BACKEND)
        page = client.get("/c/five-towns/people/").content.decode()
        assert ("second factor" in page, "Sign out everywhere" in page) == (False, False)
        client.force_login(town.huimin.signatory_user, backend=BACKEND)
        page = client.get("/c/five-towns/people/").content.decode()
        assert (page.count("no second factor"), page.count("second factor set up")) == (2, 1)
        given = {"sign_out": town.huimin.secretary_user.pk}
        assert client.post("/c/five-towns/people/", given).status_code == 302
        assert phone.get("/me/").status_code == 302
        assert not UserSession.objects.filter(user=town.huimin.secretary_user).exists()

    def test_not_by_a_clerk_and_not_another_towns(self, town, client):
        from django.test import Client

        phone = Client()
        phone.post("/account/login/", {"login": town.huimin.secretary_user.username, "password": PASSWORD})
        given = {"sign_out": town.huimin.secretary_user.pk}
        for who in (town.huimin.clerk_user, town.xindai.signatory_user):
            client.force_login(who, backend=BACKEND)
            assert client.post("/c/five-towns/people/", given).status_code == 422
        assert client.post("/c/five-towns/people/", {"sign_out": "x"}).status_code == 422
        assert phone.get("/me/").status_code == 200
