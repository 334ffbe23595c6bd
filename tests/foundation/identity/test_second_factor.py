"""A second factor: needed by office, asked at sign-in, and passkeys that take nonsense calmly."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, RequestFactory

from pilin.config.passkeys import passkeys_possible
from pilin.config.standing import standing_of
from pilin.foundation.access.enums import Role
from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity import actions
from pilin.foundation.identity.models import Office, User
from pilin.foundation.journal.models import JournalLine
from tests.factories.base import NOW, PASSWORD, TODAY
from tests.kit import BACKEND, HOUSE

NEEDED = ("signatory", "secretary", "keeper")


@pytest.fixture
def needed(settings, five, on_the_day):
    cache.clear()
    settings.SITE = {**settings.SITE, "second_factor_for": list(NEEDED)}
    return five


def with_app(user):
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})


def appointing(five, by):
    return {
        "by": by,
        "at": NOW,
        "person": five.huimin.clerk_user.pk,
        "member": five.huimin.code,
        "role": Role.CLERK,
        "valid_from": TODAY,
    }


class TestOffice:
    @pytest.mark.parametrize(
        ("who", "lacks"), [("clerk_user", False), ("signatory_user", True), ("secretary_user", True)]
    )
    def test_which_office_needs_one(self, five, who, lacks):
        person = getattr(five.huimin, who)
        assert standing_of(person, NOW, guarded=NEEDED).lacks_factor is lacks
        assert standing_of(person, NOW).lacks_factor is False
        with_app(person)
        assert standing_of(person, NOW, guarded=NEEDED).lacks_factor is False

    def test_recovery_codes_alone_are_none(self, five):
        person = five.huimin.signatory_user
        Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
        assert standing_of(person, NOW, guarded=NEEDED).lacks_factor is True

    def test_a_deputy_needs_it_as_the_holder_does(self, five):
        office = Office.objects.visible_to(HOUSE).get(person=five.huimin.signatory_user)
        actions.name_deputy(
            by=five.huimin.signatory, at=NOW, office=office.pk, deputy=five.huimin.clerk_user.pk, starts=TODAY
        )
        assert standing_of(five.huimin.clerk_user, NOW, guarded=NEEDED).lacks_factor is True

    def test_no_deed_before_and_reading_as_ever(self, five):
        person = five.huimin.signatory_user
        lacking = standing_of(person, NOW, guarded=NEEDED)
        with pytest.raises(Refused) as refusal:
            actions.appoint(**appointing(five, lacking))
        assert refusal.value.code == "second_factor"
        assert not JournalLine.objects.visible_to(HOUSE).exists()
        mine = Office.objects.visible_to(lacking)
        assert mine.count() == Office.objects.visible_to(five.huimin.signatory).count() > 0
        actions.save_draft(by=lacking, at=NOW, form="f", fields={"a": "b"})  # one's own, and no deed of the office
        with_app(person)
        assert actions.appoint(**appointing(five, standing_of(person, NOW, guarded=NEEDED))).owner == five.huimin.code


class TestPages:
    def test_signing_in_leads_to_setting_it_up(self, needed):
        client = Client()
        signatory = {"login": needed.huimin.signatory_user.username, "password": PASSWORD}
        assert client.post("/account/login/?next=/me/", signatory)["Location"] == "/account/2fa/"
        page = client.get("/account/2fa/").content.decode()
        assert page.count("<h1") == 1
        clerk = {"login": needed.huimin.clerk_user.username, "password": PASSWORD}
        client.post("/account/logout/")
        assert client.post("/account/login/?next=/me/", clerk)["Location"] == "/me/"

    def test_a_new_instance_leads_its_keeper_there_and_goes_on(self, db, settings, tmp_path):
        """The wizard makes the keeper, the keeper sets a factor up, the wizard goes on with the circle."""
        settings.HOME = tmp_path
        settings.SITE = {**settings.SITE, "second_factor_for": list(NEEDED)}
        (tmp_path / "setup-code").write_text("open sesame", encoding="utf8")
        client = Client()
        keeper = {"username": "keeper", "name_zh": "管家", "password": "a long word for tests", "code": "open sesame"}
        assert client.post("/start/", keeper).status_code == 302
        circle = {"name_zh": "两镇圈", "slug": "two", "turn": "chair"}
        refused = client.post("/start/", circle)
        assert (refused.status_code, 'href="/account/2fa/"' in refused.content.decode()) == (200, True)
        with_app(User.objects.get(username="keeper"))
        assert client.post("/start/", circle)["Location"] == "/start/two/members/"

    def test_a_form_comes_back_with_what_was_typed_and_why(self, needed, client):
        client.force_login(needed.huimin.signatory_user, backend=BACKEND)
        given = {"username": "fresh-one", "name_zh": "新人", "role": "clerk", "valid_from": "2024-10-18"}
        answer = client.post("/c/five-towns/people/", given)
        page = answer.content.decode()
        assert (answer.status_code, "fresh-one" in page, 'href="/account/2fa/"' in page) == (422, True, True)
        assert not User.objects.filter(username="fresh-one").exists()
        with_app(needed.huimin.signatory_user)
        assert client.post("/c/five-towns/people/", given).status_code == 200
        assert User.objects.filter(username="fresh-one").exists()

    def test_every_page_says_so_until_it_is_there(self, needed, client):
        client.force_login(needed.huimin.signatory_user, backend=BACKEND)
        assert 'href="/account/2fa/">' in client.get("/me/work/").content.decode()
        with_app(needed.huimin.signatory_user)
        assert 'href="/account/2fa/">' not in client.get("/me/work/").content.decode()

    def test_the_demonstration_says_that_none_is_needed(self, five, client, on_the_day):
        client.force_login(five.huimin.signatory_user, backend=BACKEND)
        client.cookies["django_language"] = "en"
        assert "Here no office needs one" in client.get("/account/2fa/").content.decode()

    def test_programs_are_told_by_code(self, needed, client):
        client.force_login(needed.fengjing.secretary_user, backend=BACKEND)
        answer = client.post("/api/v1/circles/five-towns/obstacles", data="{}", content_type="application/json")
        assert answer.status_code in (403, 404, 405, 422)

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_pages_stand_in_both_languages(self, five, client, on_the_day, language):
        client.cookies["django_language"] = language
        client.force_login(five.huimin.signatory_user, backend=BACKEND)
        addresses = ["/account/2fa/", "/account/2fa/webauthn/", "/me/sessions/"]
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        addresses += ["/account/2fa/webauthn/add/", "/account/2fa/totp/activate/", "/me/erase/"]
        for address in addresses:
            answer = client.get(address)
            assert (answer.status_code, answer.content.decode().count("<h1")) == (200, 1), address


class TestConfirming:
    def test_closing_an_account_asks_once_more(self, five, client, on_the_day):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        assert client.get("/me/erase/")["Location"] == "/account/reauthenticate/?next=%2Fme%2Ferase%2F"
        client.post("/account/reauthenticate/", {"password": "wrong"})
        assert client.get("/me/erase/").status_code == 302
        assert client.post("/account/reauthenticate/?next=/me/erase/", {"password": PASSWORD}).status_code == 302
        assert client.get("/me/erase/").status_code == 200

    def test_so_does_changing_a_factor(self, five, client, on_the_day):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        for address in ("/account/2fa/webauthn/add/", "/account/2fa/totp/activate/"):
            assert client.get(address)["Location"].startswith("/account/reauthenticate/")


class TestNonsense:
    """What no authenticator would send is not right; it is never a fault of ours."""

    BAD = (
        "",
        "null",
        "[]",
        "1",
        '"x"',
        "{}",
        "{",
        json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
        json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": []}),
        json.dumps(
            {
                "id": "AA",
                "rawId": "AA",
                "type": "public-key",
                "response": {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA", "userHandle": "AA"},
            }
        ),
        json.dumps(
            {
                "id": "AA",
                "rawId": "AA",
                "type": "public-key",
                "response": {"clientDataJSON": "e30", "attestationObject": "oA"},
            }
        ),
        json.dumps({"response": {"userHandle": None}}),
    )

    @pytest.mark.parametrize("bad", BAD)
    def test_signing_in(self, five, client, on_the_day, bad):
        client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
        answer = client.post("/account/2fa/webauthn/login/", {"credential": bad})
        assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
        assert client.get("/me/").status_code == 302

    @pytest.mark.parametrize("bad", BAD)
    def test_making_one(self, five, client, on_the_day, bad):
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        client.get("/account/2fa/webauthn/add/")
        assert client.post("/account/2fa/webauthn/add/", {"name": "x", "credential": bad}).status_code == 200
        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize("bad", BAD)
    def test_the_second_step(self, five, client, on_the_day, bad):
        with_app(five.huimin.clerk_user)
        client.post("/account/login/", {"login": five.huimin.clerk_user.username, "password": PASSWORD})
        client.get("/account/2fa/authenticate/")
        assert client.post("/account/2fa/authenticate/", {"credential": bad}).status_code == 200
        assert client.get("/me/").status_code == 302


@pytest.mark.parametrize(
    ("host", "secure", "possible"),
    [
        ("localhost:8000", False, True),
        ("pilin.localhost", False, True),
        ("127.0.0.1:8000", False, False),
        ("[::1]:8000", False, False),
        ("203.0.113.9", True, False),
        ("towns.example.org", True, True),
        ("towns.example.org", False, False),
    ],
)
def test_where_passkeys_can_be_made(host, secure, possible):
    assert passkeys_possible(RequestFactory().get("/", secure=secure, headers={"host": host})) is possible
