"""Guessing passwords: few tries for whoever guesses, and the door open for whoever works here."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity import actions, rules
from pilin.foundation.identity.models import SignInPlace, SignInTry, User
from pilin.foundation.identity.queries import GUARD
from pilin.foundation.journal.models import JournalLine
from tests.factories.base import NOW, PASSWORD, writing
from tests.foundation.identity import counting
from tests.kit import main_content
from tests.reliability.report import times, tried

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TOWN_HALL, ELSEWHERE = "203.0.113.7", "198.51.100.1"
WINDOW = 15 * MINUTE


def guess(name, address=TOWN_HALL, at=NOW, cookie=""):
    """Try a wrong password; return whether it was looked at."""
    try:
        actions.begin_try(by=GUARD, at=at, username=name, address=address, cookie=cookie)
    except Refused:
        return False
    return True


def sign_in(name, address=TOWN_HALL, at=NOW, cookie=""):
    """Try the right password; return whether it was looked at, which lets it in."""
    try:
        begun = actions.begin_try(by=GUARD, at=at, username=name, address=address, cookie=cookie)
    except Refused:
        return False
    actions.forgive_try(by=GUARD, at=at, begun=begun.uid)
    return True


def far(number):
    """Return another address each time."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class TestRule:
    base = rules.Tries()

    @pytest.mark.parametrize(
        ("tries", "which"),
        [
            (rules.Tries(), ""),
            (rules.Tries(at_address=4), ""),
            (rules.Tries(at_address=5), "account_here"),
            (rules.Tries(at_address=5, known_here=True), "account_here"),
            (rules.Tries(known_device=True, by_device=4, at_address=99, everywhere=999, accounts=999), ""),
            (rules.Tries(known_device=True, by_device=5), "device"),
            (rules.Tries(everywhere=19, last_everywhere=NOW), ""),
            (rules.Tries(everywhere=20, last_everywhere=NOW), "account_everywhere"),
            (rules.Tries(everywhere=20, last_everywhere=NOW - MINUTE), ""),
            (rules.Tries(everywhere=25, last_everywhere=NOW - MINUTE), "account_everywhere"),
            (rules.Tries(everywhere=9999, last_everywhere=NOW - HOUR), ""),
            (rules.Tries(everywhere=9999, last_everywhere=NOW, known_here=True), ""),
            (rules.Tries(accounts=49), ""),
            (rules.Tries(accounts=50), "address"),
            (rules.Tries(accounts=50, known_here=True), ""),
        ],
    )
    def test_what_counts(self, tries, which):
        verdict = rules.may_try(tries, NOW)
        assert (verdict.allowed, verdict.facts.get("which", "")) == (not which, which)

    def test_the_words_never_say_which(self):
        refusals = [
            rules.may_try(tries, NOW)
            for tries in (
                rules.Tries(at_address=5),
                rules.Tries(known_device=True, by_device=5),
                rules.Tries(everywhere=99, last_everywhere=NOW),
                rules.Tries(accounts=50),
            )
        ]
        assert {(refusal.code, str(refusal.reason)) for refusal in refusals} == {
            ("locked_out", str(refusals[0].reason))
        }

    def test_the_wait_never_shrinks(self):
        waits = [rules.wait_after(n) for n in range(200)]
        assert waits == sorted(waits)
        assert (waits[19], waits[20], waits[-1]) == (timedelta(0), MINUTE, HOUR)


@pytest.mark.django_db
class TestGuessing:
    """Plan S12: many tries over one and over many accounts, from one and from many addresses."""

    N = times(300, 10_000)

    def test_one_account_from_one_address(self):
        looked_at = sum(guess("leader", at=NOW + n * WINDOW / self.N) for n in range(self.N))
        tried("S12", "guesses at one account from one address in 15 minutes: looked at", self.N, looked_at, self.N)
        assert looked_at == 5

    def test_one_account_from_as_many_addresses(self):
        moments = [NOW + n * timedelta(days=1) / self.N for n in range(self.N)]
        looked_at = sum(guess("leader", far(n), at) for n, at in enumerate(moments))
        assert looked_at == as_the_wait_allows(moments)
        assert looked_at <= 75
        tried("S12", "guesses at one account from as many addresses in a day: looked at", self.N, looked_at, self.N)

    def test_five_hundred_accounts_from_one_address(self):
        each = self.N // 500 or 1
        total = max(self.N, 500)
        looked_at: dict[str, int] = {}
        for n in range(total):
            name = f"clerk{n % 500}" if each > 1 else f"clerk{n}"
            if guess(name, at=NOW + n * WINDOW / total / 2):
                looked_at[name] = looked_at.get(name, 0) + 1
        assert (len(looked_at), max(looked_at.values()) <= 5, sum(looked_at.values()) <= 250) == (50, True, True)
        tried(
            "S12",
            "guesses at 500 accounts from one address: accounts tried at all",
            total,
            len(looked_at),
            "500 of 500",
        )

    def test_the_rest_ends(self):
        assert [guess("leader") for _n in range(6)] == [True] * 5 + [False]
        assert not guess("leader", at=NOW + WINDOW - MINUTE)
        assert guess("leader", at=NOW + WINDOW)

    def test_a_refused_try_does_not_make_the_rest_longer(self):
        for _n in range(5):
            guess("leader")
        for passed in range(15):
            assert not guess("leader", at=NOW + passed * MINUTE)
        assert guess("leader", at=NOW + WINDOW)

    @pytest.mark.parametrize("other", ["LEADER", " leader ", "Leader\x00"])
    def test_another_spelling_is_no_other_account(self, other):
        for _n in range(5):
            guess("leader")
        assert not guess(other)

    def test_no_line_and_no_name_in_the_journal(self):
        guess("secret-leader")
        assert not JournalLine.objects.visible_to(GUARD).exists()

    def test_only_the_guard_counts(self, standing):
        for act in (actions.begin_try, actions.remember_place):
            given = {"username": "x"} if act is actions.begin_try else {"person": None, "cookie": ""}
            with pytest.raises(Refused):
                act(by=standing.officer("310116102"), at=NOW, address=TOWN_HALL, **given)
        assert not SignInTry.objects.visible_to(standing.officer("310116102")).exists()


def as_the_wait_allows(moments):
    """Reckon how many tries get through when each waits for the one before: in other words than the room's."""
    through: list = []
    for at in moments:
        day = [then for then in through if then > at - timedelta(hours=24)]
        waits = [0] * 20 + [m for m in (1, 2, 4, 8, 16, 32) for _n in range(5)] + [60] * 1000
        if not day or (at - day[-1]).total_seconds() >= waits[len(day)] * 60:
            through.append(at)
    return len(through)


class TestTownHall:
    """Everybody behind one address, and somebody who guesses."""

    COOKIE = "d" * 32

    @pytest.fixture
    def leader(self, five):
        return five.huimin.signatory_user

    def known(self, person, address=TOWN_HALL, cookie=COOKIE, at=NOW - HOUR):
        actions.remember_place(by=GUARD, at=at, person=person.pk, address=address, cookie=cookie)

    def test_a_colleague_who_guesses_does_not_keep_the_leader_out(self, leader):
        self.known(leader)
        assert [guess(leader.username) for _n in range(6)] == [True] * 5 + [False]
        assert sign_in(leader.username, cookie=self.COOKIE)

    def test_nor_does_the_whole_world(self, leader):
        self.known(leader)
        for number in range(60):
            guess(leader.username, far(number))
        assert sign_in(leader.username, cookie=self.COOKIE)
        assert sign_in(leader.username, ELSEWHERE, cookie=self.COOKIE)  # the laptop on the road
        assert sign_in(leader.username, cookie="x" * 32)  # another computer in the town hall
        assert not sign_in(leader.username, ELSEWHERE, cookie="x" * 32)

    def test_control_a_lock_by_account_would_keep_the_leader_out(self, leader):
        """What five tries by name alone, as many systems count, would have done in the same attack."""
        for number in range(60):
            guess(leader.username, far(number))
        by_name_alone = SignInTry.objects.visible_to(GUARD).filter(name=leader.username).count()
        assert by_name_alone >= 5

    def test_a_known_device_guesses_no_more_than_others(self, leader):
        self.known(leader)
        assert [guess(leader.username, cookie=self.COOKIE) for _n in range(7)] == [True] * 5 + [False] * 2
        assert sign_in(leader.username, cookie=self.COOKIE, at=NOW + WINDOW)

    def test_a_device_known_for_one_is_strange_to_another(self, leader, five):
        """A clerk's own computer opens no second door to the leader."""
        self.known(five.huimin.clerk_user)
        assert [guess(leader.username, cookie=self.COOKIE) for _n in range(6)] == [True] * 5 + [False]
        assert not guess(leader.username, cookie="another" + "d" * 25)

    def test_after_half_a_year_a_device_is_strange_again(self, leader):
        self.known(leader, at=NOW - timedelta(days=180))
        for _n in range(5):
            guess(leader.username)
        assert not sign_in(leader.username, cookie=self.COOKIE)

    def test_sixty_people_sign_in_while_somebody_tries_five_hundred_names(self, five):
        people = []
        for number in range(60):
            person = User.objects.create(username=f"officer{number}", name_zh="某")
            self.known(person, cookie=f"{number:032d}" if number % 2 else "e" * 32)
            people.append(person)
        tried_names = sum(guess(f"name{number}") for number in range(times(120, 500)))
        assert tried_names == 50
        inside = [sign_in(person.username, cookie=f"{n:032d}" if n % 2 else "") for n, person in enumerate(people)]
        assert inside == [True] * 60
        tried("S12", "officers kept out behind the address of the guesser", 60, inside.count(False), "60 of 60")

    def test_control_a_lock_by_address_would_keep_all_sixty_out(self, five):
        self.known(five.huimin.clerk_user)
        for number in range(60):
            guess(f"name{number}")
        here = SignInTry.objects.visible_to(GUARD).filter(address=TOWN_HALL).count()
        strict = rules.may_try(replace(rules.Tries(), accounts=here), NOW)
        assert (here, strict.allowed, sign_in(five.huimin.clerk_user.username)) == (50, False, True)

    def test_those_at_home_here_who_mistype_are_not_counted_against_the_address(self, five):
        for number in range(60):
            person = User.objects.create(username=f"officer{number}", name_zh="某")
            self.known(person, cookie="")
            assert guess(person.username)
        assert guess("somebody-new")

    def test_a_right_password_forgives_what_was_mistyped_here_only(self, leader):
        for number in range(20):
            guess(leader.username, far(number))
        for _n in range(4):
            guess(leader.username, ELSEWHERE, at=NOW + HOUR)
        left = SignInTry.objects.visible_to(GUARD).filter(name=leader.username).count()
        self.known(leader)
        assert sign_in(leader.username, at=NOW + HOUR)
        assert SignInTry.objects.visible_to(GUARD).filter(name=leader.username).count() == left

    def test_what_is_old_is_forgotten(self, leader):
        self.known(leader, at=NOW - timedelta(days=180))
        guess("old", at=NOW - timedelta(hours=24))
        guess("new")
        assert actions.forget_tries(by=GUARD, at=NOW) == 2
        assert list(SignInTry.objects.visible_to(GUARD).values_list("name", flat=True)) == ["new"]


class TestForm:
    """The same through the page, as people and machines come."""

    @pytest.fixture(autouse=True)
    def _clear(self, five, on_the_day):
        cache.clear()

    def send(self, name, password="wrong", client=None, **headers):
        client = client or Client(**headers)
        return client.post("/account/login/", {"login": name, "password": password})

    def test_the_fifth_wrong_one_closes_the_door_for_strangers_only(self, five):
        leader = five.huimin.signatory_user
        own = Client()
        assert self.send(leader.username, PASSWORD, own).status_code == 302
        own.post("/account/logout/")
        assert [self.send(leader.username).status_code for _n in range(6)] == [200] * 4 + [429] * 2
        assert self.send(leader.username, PASSWORD).status_code == 429
        assert self.send(leader.username, PASSWORD, own).status_code == 302

    def test_forty_who_mistype_keep_nobody_out(self, five):
        for number in range(40):
            assert self.send(f"nobody{number}").status_code == 200
        assert self.send(five.xindai.clerk_user.username, PASSWORD).status_code == 302

    def test_a_right_password_is_no_wrong_one_even_if_the_second_step_is_left(self, five):
        from allauth.mfa.models import Authenticator

        clerk = five.xindai.clerk_user
        Authenticator.objects.create(user=clerk, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
        answers = {self.send(clerk.username, PASSWORD)["Location"] for _n in range(8)}
        assert answers == {"/account/2fa/authenticate/"}

    def test_the_same_words_for_a_name_nobody_has(self, five):
        def seen(name):
            answers = [self.send(name) for _n in range(6)]
            pages = [main_content(a.content.decode()).replace(name, "NAME") for a in answers]
            return [a.status_code for a in answers], [re.sub(r"\s+", " ", page) for page in pages]

        assert seen(five.huimin.clerk_user.username) == seen("nobody-at-all")

    @pytest.mark.parametrize("who", ["nobody", "clerk", "left"])
    def test_the_same_work_for_a_name_nobody_has(self, five, settings, who):
        """Equal work takes equal time; a clock on a busy machine would show less."""
        settings.PASSWORD_HASHERS = ["tests.foundation.identity.counting.Counting"]
        clerk = five.huimin.clerk_user
        clerk.set_password(PASSWORD)
        clerk.is_active = who != "left"
        clerk.save()
        counting.CALLS.clear()
        self.send("nobody-at-all" if who == "nobody" else clerk.username, "a wrong one")
        assert counting.CALLS == ["a wrong one"] * 2

    def test_whoever_is_locked_out_costs_no_hashing(self, five, settings):
        settings.PASSWORD_HASHERS = ["tests.foundation.identity.counting.Counting"]
        for _n in range(5):
            self.send("nobody-at-all")
        counting.CALLS.clear()
        assert self.send("nobody-at-all").status_code == 429
        assert counting.CALLS == []

    def test_the_device_is_remembered_without_its_cookie(self, five):
        client = Client()
        answer = self.send(five.huimin.clerk_user.username, PASSWORD, client)
        cookie = answer.cookies["known_device"]
        (place,) = SignInPlace.objects.visible_to(GUARD)
        assert (cookie["httponly"], cookie["samesite"], len(cookie.value)) == (True, "Lax", 32)
        assert (place.person_id, place.address, cookie.value in place.device) == (
            five.huimin.clerk_user.pk,
            "127.0.0.1",
            False,
        )
        client.post("/account/logout/")
        again = self.send(five.huimin.secretary_user.username, PASSWORD, client)
        assert again.cookies["known_device"].value == cookie.value  # one browser, two people
        page = client.get("/me/data.json").content.decode()
        assert (cookie.value in page, place.device in page) == (False, False)

    @pytest.mark.parametrize("planted", ["", "short", "x" * 33, "<script>" + "x" * 24, "é" * 32])
    def test_a_cookie_of_nonsense_is_given_anew(self, five, planted):
        client = Client()
        client.cookies["known_device"] = planted
        answer = self.send(five.huimin.clerk_user.username, PASSWORD, client)
        assert re.fullmatch("[A-Za-z0-9_-]{32}", answer.cookies["known_device"].value)

    def test_it_never_reaches_the_rows_of_axes(self, five):
        from axes.models import AccessAttempt, AccessLog

        self.send(five.huimin.clerk_user.username)
        self.send(five.huimin.clerk_user.username, PASSWORD)
        assert (AccessAttempt.objects.count(), AccessLog.objects.count()) == (0, 0)

    @pytest.mark.parametrize("bad", ["", "\x00", "x" * 5000, "名字", "a\nb"])
    def test_bad_input(self, bad):
        assert self.send(bad).status_code == 200


def test_a_standing_of_nobody_sees_no_tries(db):
    guess("x")
    assert not SignInTry.objects.visible_to(Standing.public()).exists()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Many tries in the same instant: the count comes before the password, and tries of one name wait for each other."""

    def together(self, act, many=12):
        start = Barrier(many)

        def one(_number):
            try:
                start.wait(30)
                return act()
            finally:
                connection.close()

        with ThreadPoolExecutor(many) as pool:
            return list(pool.map(one, range(many)))

    @pytest.fixture(autouse=True)
    def _on_postgresql(self):
        if connection.vendor == "sqlite":
            pytest.skip("SQLite has one writer at a time: nothing happens at once")

    def test_five_of_twelve_are_looked_at(self):
        assert sorted(self.together(lambda: guess("leader"))) == [False] * 7 + [True] * 5

    def test_control_counting_and_then_noting_lets_all_twelve_through(self):
        counted = Barrier(12)

        def naive():
            allowed = SignInTry.objects.visible_to(GUARD).filter(name="naive").count() < 5
            counted.wait(30)
            with writing():
                SignInTry(name="naive", address=TOWN_HALL, known=False, at=NOW).save()
            return allowed

        assert self.together(naive) == [True] * 12
