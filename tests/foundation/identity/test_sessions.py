"""Sessions: a fresh key at each sign-in, dead at once when ended, half an hour idle, half a day in all."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client

from pilin.config.guard import address_of
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.identity import actions, queries, rules
from pilin.foundation.journal.models import JournalLine
from tests.factories.base import NOW, PASSWORD
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Mobile/15E148 MicroMessenger/8.0.49"
LASTING = rules.Lasting(timedelta(minutes=30), timedelta(hours=12))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def signed_in(user, agent=EDGE, client=None):
    """Sign in by the form, as people do."""
    client = client or Client(headers={"user-agent": agent})
    answer = client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def is_in(client):
    return client.get("/me/").status_code == 200


@pytest.fixture
def person(five, on_the_day):
    return five.huimin.signatory_user


class TestRule:
    @pytest.mark.parametrize(
        ("began", "seen", "code"),
        [
            (0, 0, ""),
            (29, 29, ""),
            (30, 30, "idle"),
            (11 * 60 + 59, 0, ""),
            (12 * 60, 0, "too_old"),
            (12 * 60, 31, "too_old"),
            (-4, -4, ""),
            (-6, -6, "from_ahead"),
            (5, -6, "from_ahead"),
        ],
    )
    def test_minutes_ago(self, began, seen, code):
        verdict = rules.session_end(NOW - began * MINUTE, NOW - seen * MINUTE, NOW, LASTING)
        assert (verdict.allowed, verdict.code) == (not code, code)

    def test_the_end_is_the_nearer_one(self):
        assert LASTING.ends_at(NOW, NOW) == NOW + 30 * MINUTE
        assert LASTING.ends_at(NOW - 12 * HOUR + MINUTE, NOW) == NOW + MINUTE

    @pytest.mark.parametrize(
        ("agent", "device"),
        [
            (EDGE, ("Edge", "Windows")),
            (PHONE, ("WeChat", "iPhone")),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", ("Firefox", "Linux")),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", ("Safari", "macOS")),
            ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", ("Chrome", "Android")),
            ("curl/8.5.0", ("", "")),
            ("", ("", "")),
        ],
    )
    def test_devices_in_plain_words(self, agent, device):
        found = rules.device_of(agent)
        assert (found.browser, found.system) == device


class TestKeys:
    def test_a_key_given_before_signing_in_opens_nothing_after(self, person):
        """Fixation: whoever put a session into somebody's browser does not come in with them."""
        client = Client()
        session = client.session
        session["planted"] = "yes"
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        signed_in(person, client=client)
        assert client.cookies["sessionid"].value != planted
        thief = Client()
        thief.cookies["sessionid"] = planted
        assert not is_in(thief)
        assert is_in(client)

    def test_each_sign_in_has_a_key_of_its_own(self, person):
        keys = {signed_in(person).cookies["sessionid"].value for _n in range(20)}
        assert len(keys) == 20

    def test_signing_in_again_where_one_is_signed_in_changes_the_key(self, person, five):
        client = signed_in(person)
        old = client.cookies["sessionid"].value
        client.post("/account/logout/")
        signed_in(person, client=client)
        assert client.cookies["sessionid"].value != old
        client.post("/account/logout/")
        signed_in(five.xindai.clerk_user, client=client)
        thief = Client()
        thief.cookies["sessionid"] = old
        assert not is_in(thief)

    def test_the_second_step_changes_it_once_more(self, person):
        codes = RecoveryCodes.activate(person).get_unused_codes()
        Authenticator.objects.create(
            user=person, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
        )
        client = Client()
        assert (
            client.post("/account/login/", {"login": person.username, "password": PASSWORD})["Location"]
            == "/account/2fa/authenticate/"
        )
        half_way = client.cookies["sessionid"].value
        assert not is_in(client)
        client.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert is_in(client)
        assert client.cookies["sessionid"].value != half_way
        thief = Client()
        thief.cookies["sessionid"] = half_way
        assert not is_in(thief)

    def test_signing_out_kills_the_key(self, person):
        client = signed_in(person)
        old = client.cookies["sessionid"].value
        client.post("/account/logout/")
        client.cookies["sessionid"] = old
        assert not is_in(client)


class TestEnding:
    def test_everywhere_else(self, person):
        here, phone, home = signed_in(person), signed_in(person, PHONE), signed_in(person)
        assert here.post("/me/sessions/", {"end": "others"}).status_code == 302
        assert [is_in(client) for client in (here, phone, home)] == [True, False, False]
        assert UserSession.objects.filter(user=person).count() == 1
        assert Session.objects.count() == 1

    def test_everywhere(self, person):
        here, phone = signed_in(person), signed_in(person, PHONE)
        assert here.post("/me/sessions/", {"end": "all"})["Location"] == "/account/login/"
        assert [is_in(client) for client in (here, phone)] == [False, False]
        assert UserSession.objects.filter(user=person).count() == 0

    def test_one(self, person):
        here, phone, home = signed_in(person), signed_in(person, PHONE), signed_in(person)
        number = UserSession.objects.get(session_key=phone.cookies["sessionid"].value).pk
        here.post("/me/sessions/", {"end": str(number)})
        assert [is_in(client) for client in (here, phone, home)] == [True, False, True]

    def test_nobody_ends_anothers(self, person, five):
        mine = signed_in(person)
        number = UserSession.objects.get(user=person).pk
        other = signed_in(five.xindai.signatory_user)
        other.post("/me/sessions/", {"end": str(number)})
        assert is_in(mine)
        with pytest.raises(Invalid):
            actions.end_own_sessions(by=five.xindai.signatory, at=NOW, number=number)
        with pytest.raises(Refused):
            actions.end_own_sessions(by=Standing.public(), at=NOW)

    @pytest.mark.parametrize("bad", ["", "x", "-1", "99999999999999999999", "１"])
    def test_bad_input_ends_nothing(self, person, bad):
        mine, phone = signed_in(person), signed_in(person, PHONE)
        assert mine.post("/me/sessions/", {"end": bad}).status_code == 302
        assert [is_in(mine), is_in(phone)] == [True, True]

    def test_a_new_password_ends_all_others_at_once_and_changes_the_key_here(self, person):
        here, phone = signed_in(person), signed_in(person, PHONE)
        old = here.cookies["sessionid"].value
        fresh = "another long word for tests"
        answer = here.post(
            "/account/password/change/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
        )
        assert answer.status_code == 302
        assert [is_in(here), is_in(phone)] == [True, False]
        assert here.cookies["sessionid"].value != old
        thief = Client()
        thief.cookies["sessionid"] = old
        assert not is_in(thief)
        assert set(Session.objects.values_list("session_key", flat=True)) == {here.cookies["sessionid"].value}

    def test_no_line_of_ones_own_sessions(self, person):
        signed_in(person)
        signed_in(person).post("/me/sessions/", {"end": "all"})
        assert not JournalLine.objects.visible_to(HOUSE).exists()


class TestClock:
    """The clock is moved; nobody sleeps."""

    def test_idle(self, person, on_the_day):
        client = signed_in(person)
        assert is_in(client)
        on_the_day(NOW + 29 * MINUTE)
        assert is_in(client)
        on_the_day(NOW + 58 * MINUTE)
        assert is_in(client)
        on_the_day(NOW + 88 * MINUTE)
        assert not is_in(client)
        on_the_day(NOW + 89 * MINUTE)
        assert not is_in(client)  # ended means ended, whatever the clock says next
        assert not UserSession.objects.filter(user=person).exists()

    def test_control_without_the_limit_the_session_lives_on(self, person, on_the_day, settings):
        settings.SITE = {**settings.SITE, "session_idle_minutes": 600}
        client = signed_in(person)
        assert is_in(client)
        on_the_day(NOW + 88 * MINUTE)
        assert is_in(client)

    def test_twelve_hours_in_all(self, person, on_the_day):
        client = signed_in(person)
        for passed in range(0, 12 * 60, 20):
            on_the_day(NOW + passed * MINUTE)
            assert is_in(client), passed
        on_the_day(NOW + 12 * HOUR)
        assert not is_in(client)

    def test_signing_in_anew_begins_anew(self, person, on_the_day):
        client = signed_in(person)
        for passed in range(0, 11 * 60, 20):
            on_the_day(NOW + passed * MINUTE)
            assert is_in(client)
        signed_in(person, client=client) if not is_in(client) else client.post("/account/logout/")
        signed_in(person, client=client)
        on_the_day(NOW + 11 * HOUR + 9 * MINUTE)
        assert is_in(client)
        on_the_day(NOW + 11 * HOUR + 30 * MINUTE)
        assert is_in(client)
        on_the_day(NOW + 11 * HOUR + 55 * MINUTE)
        assert is_in(client)
        on_the_day(NOW + 12 * HOUR + 10 * MINUTE)
        assert is_in(client)

    def test_a_session_from_ahead_ends(self, person, on_the_day):
        client = signed_in(person)
        assert is_in(client)
        on_the_day(NOW - 6 * MINUTE)
        assert not is_in(client)

    def test_it_says_why(self, person, on_the_day):
        client = signed_in(person)
        is_in(client)
        on_the_day(NOW + HOUR)
        page = client.get("/me/", follow=True, headers={"accept-language": "zh"}).content.decode()
        assert "30 分钟" in page

    def test_a_program_gets_its_answer_and_the_page_keeps_the_word(self, person, on_the_day):
        client = signed_in(person)
        is_in(client)
        on_the_day(NOW + HOUR)
        assert client.get("/api/v1/me/work").status_code == 401
        assert client.get("/me/here/").json() == {"left": None}

    def test_what_is_left_is_told(self, person, on_the_day):
        client = signed_in(person)
        assert client.get("/me/here/").json() == {"left": 1800}
        on_the_day(NOW + 10 * MINUTE)
        assert client.get("/me/here/").json() == {"left": 1800}  # asking is a use
        assert 'data-idle="1800"' in client.get("/me/").content.decode()
        assert "data-idle" not in Client().get("/account/login/").content.decode()

    def test_a_use_is_noted_once_a_minute(self, person, on_the_day, django_assert_num_queries):
        client = signed_in(person)
        client.get("/me/here/")
        before = Session.objects.get().session_data
        on_the_day(NOW + timedelta(seconds=59))
        client.get("/me/here/")
        assert Session.objects.get().session_data == before
        on_the_day(NOW + timedelta(seconds=60))
        client.get("/me/here/")
        assert Session.objects.get().session_data != before

    def test_what_has_ended_is_forgotten_with_its_address(self, person, on_the_day):
        signed_in(person)
        open_too = signed_in(person)
        UserSession.objects.exclude(session_key=open_too.cookies["sessionid"].value).update(
            created_at=NOW - 13 * HOUR, last_seen_at=NOW - 2 * HOUR
        )
        UserSession.objects.filter(session_key=open_too.cookies["sessionid"].value).update(
            created_at=NOW, last_seen_at=NOW
        )
        assert actions.forget_ended_sessions(by=HOUSE, at=NOW) == 1
        assert (UserSession.objects.count(), Session.objects.count(), is_in(open_too)) == (1, 1, True)
        with pytest.raises(Refused):
            actions.forget_ended_sessions(by=Standing.public(), at=NOW)


class TestPage:
    @pytest.mark.parametrize(
        ("language", "words"),
        [("zh-hans", ["Windows 上的 Edge", "iPhone 上的 WeChat", "本设备"]), ("en", ["Edge on Windows", "this one"])],
    )
    def test_it_names_devices_and_addresses(self, person, language, words):
        client = signed_in(person)
        signed_in(person, PHONE)
        client.cookies["django_language"] = language
        answer = client.get("/me/sessions/")
        page = answer.content.decode()
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert [word for word in [*words, "127.0.0.1"] if word not in page] == []
        assert len(re.findall("data-row", page)) == 2

    def test_no_key_stands_in_any_page_or_answer(self, person):
        client = signed_in(person)
        keys = list(Session.objects.values_list("session_key", flat=True))
        for address in ("/me/", "/me/sessions/", "/me/data.json", "/api/v1/me"):
            page = client.get(address).content.decode()
            assert [key for key in keys if key in page] == [], address
        assert client.get("/me/data.json").json()["held"]["sessions"]["rows"][0]["user_agent"] == EDGE

    def test_one_page_one_address(self, person):
        assert signed_in(person).get("/account/sessions/")["Location"] == "/me/sessions/"

    def test_strangers_go_to_sign_in(self, db):
        assert Client().get("/me/sessions/")["Location"].startswith("/account/login/")


class TestOthers:
    def test_the_signatory_signs_a_lost_phone_out(self, five, on_the_day):
        clerk = five.huimin.clerk_user
        phone = signed_in(clerk)
        ended = actions.end_sessions(by=five.huimin.signatory, at=NOW, person=clerk.pk, member=five.huimin.code)
        assert (ended, is_in(phone)) == (1, False)
        (line,) = JournalLine.objects.visible_to(HOUSE)
        assert (line.code, line.counts) == ("identity.end_sessions", {"sessions": 1})
        assert clerk.username not in str(JournalLine.objects.visible_to(HOUSE).values().get())

    @pytest.mark.parametrize("who", ["clerk", "stranger", "public"])
    def test_nobody_else_does(self, five, on_the_day, who):
        by = {
            "clerk": five.huimin.clerk,
            "stranger": five.xindai.signatory,
            "public": Standing.public(),
        }[who]
        phone = signed_in(five.huimin.secretary_user)
        with pytest.raises(Refused):
            actions.end_sessions(by=by, at=NOW, person=five.huimin.secretary_user.pk, member=five.huimin.code)
        assert is_in(phone)

    def test_not_past_ones_own_town(self, five, on_the_day):
        """Naming one's own town does not open another town's people."""
        phone = signed_in(five.xindai.clerk_user)
        with pytest.raises(Invalid):
            actions.end_sessions(
                by=five.huimin.signatory, at=NOW, person=five.xindai.clerk_user.pk, member=five.huimin.code
            )
        assert is_in(phone)


class TestAddress:
    """Where a request comes from: one entry of the header a proxy, and never one that the visitor wrote himself."""

    @pytest.mark.parametrize(
        ("proxies", "header", "address"),
        [
            (0, "", "127.0.0.1"),
            (0, "203.0.113.9", "127.0.0.1"),
            (1, "203.0.113.9", "203.0.113.9"),
            (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
            (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
            (2, "203.0.113.9", "127.0.0.1"),
            (1, "nonsense", queries.NO_ADDRESS),
            (1, "::ffff:203.0.113.9", "203.0.113.9"),
        ],
    )
    def test_so_many_proxies(self, person, settings, proxies, header, address):
        settings.SITE = {**settings.SITE, "proxies": proxies}
        client = Client(headers={"x-forwarded-for": header} if header else {})
        signed_in(person, client=client)
        assert UserSession.objects.get().ip == address

    def test_no_address_is_said_to_be_none(self):
        assert address_of(HttpRequest()) == queries.NO_ADDRESS

    def test_signing_in_round_the_form_is_listed_too(self, person, client, on_the_day):
        client.force_login(person, backend=BACKEND)
        client.get("/me/")
        (found,) = queries.open_sessions(Standing(kind="person", person=person.pk), NOW)
        assert (found.address, found.is_this) == ("127.0.0.1", False)
