"""An investor without an account confirms by a link: once, until a day, and nothing but its hash is kept."""

from __future__ import annotations

import json
import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from pilin.config.limits import LIMITER, RATES
from pilin.config.logs import Line
from pilin.domain.investment import actions, queries
from pilin.domain.investment.enums import InvestorLinkState, LeadStage
from pilin.domain.investment.models import ConfirmLink, InvestorWord, Lead
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.ledger.models import Entry
from pilin.foundation.notices.models import Notice
from tests.factories import investment as make
from tests.factories.base import NOW, TODAY, Stand, writing

HOUSE, PUBLIC = Stand.machine(), Standing.public()
TOKEN = "Zx9_" + "k3" * 20
HERE, API = "/c/five-towns/investment", "/api/v1/circles/five-towns/investment"
WORD = {"says": "confirmed", "name": "周岚", "position": "厂长"}


@pytest.fixture
def client(on_the_day: Any) -> Client:
    LIMITER.forget()
    return Client()


def sign_in(client: Client, user: Any) -> Client:
    client.logout()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def linked(five: Any, token: str = TOKEN, days: int = 14, **more: Any) -> ConfirmLink:
    lead = make.moved(five.fengjing.clerk, LeadStage.IN_PRODUCTION, **more)
    last = TODAY + timedelta(days=days)
    return actions.make_link(by=five.fengjing.clerk, at=NOW, lead=lead, token=token, expires_on=last)


def now(lead: Lead) -> Lead:
    return Lead.objects.visible_to(HOUSE).get(pk=lead.pk)


def speak(token: str = TOKEN, by: Standing = PUBLIC, at: Any = NOW, **more: Any) -> ConfirmLink:
    return actions.speak_by_link(by=by, at=at, token=token, **{**WORD, **more})


def page(token: str = TOKEN) -> str:
    return f"/investment/confirm/{token}/"


# the deeds ------------------------------------------------------------------------------------------------------------


@pytest.mark.source("D-78")
def test_whoever_holds_the_link_confirms_and_the_keeper_is_told(five: Any) -> None:
    link = linked(five)
    speak()
    lead = now(link.lead)
    assert (lead.stage, lead.confirmed_on, lead.stage_since) == (LeadStage.CONFIRMED, TODAY, TODAY)
    (told,) = queries.links_of(five.fengjing.clerk, lead, TODAY)
    assert told.word is not None
    assert (told.state, told.word.name, told.word.position, told.word.person) == ("confirmed", "周岚", "厂长", None)
    assert queries.moves_of(HOUSE, lead)[-1].who == ""  # who it was stands with the word, which can be erased
    (notice,) = Notice.objects.visible_to(HOUSE).filter(kind="investor_confirmed")
    assert (notice.person_id, notice.url) == (five.fengjing.clerk.person, f"{HERE}/{lead.pk}/")


def test_the_journal_says_that_it_was_no_officer_and_names_nobody(five: Any) -> None:
    linked(five)
    speak()
    line = JournalLine.objects.visible_to(HOUSE).get(code="investment.speak_by_link")
    assert (line.actor_kind, line.actor, line.actor_name, line.owner) == ("public", None, "", five.fengjing.code)


def test_not_so_leaves_the_lead_where_it_is(five: Any) -> None:
    link = linked(five)
    with pytest.raises(Invalid):
        speak(says="not_so", why=" ")
    speak(says="not_so", why="设备还在海关")
    lead = now(link.lead)
    assert (lead.stage, lead.confirmed_on) == (LeadStage.IN_PRODUCTION, None)
    (told,) = queries.links_of(five.fengjing.clerk, lead, TODAY)
    assert told.word is not None
    assert (told.state, told.word.why) == ("not_so", "设备还在海关")
    assert Notice.objects.visible_to(HOUSE).filter(kind="investor_not_so").count() == 1
    again = actions.make_link(by=five.fengjing.clerk, at=NOW, lead=lead, token="b" * 43, expires_on=TODAY)
    assert queries.link_of_token("b" * 43, TODAY) == again


@pytest.mark.parametrize("days", [-1, 31])
def test_a_link_opens_thirty_days_at_most(five: Any, days: int) -> None:
    with pytest.raises(Invalid) as error:
        linked(five, days=days)
    assert [fault.field for fault in error.value.faults] == ["expires_on"]


def test_a_short_token_is_none(five: Any) -> None:
    with pytest.raises(Invalid) as error:
        linked(five, token="a" * 21)
    assert [fault.code for fault in error.value.faults] == ["token"]


def test_one_link_at_a_time_by_the_keeper_of_what_produces(five: Any) -> None:
    link = linked(five)
    given: dict[str, Any] = {"at": NOW, "token": "c" * 43, "expires_on": TODAY}
    for by, lead, code in (
        (five.fengjing.clerk, link.lead, "waiting"),
        (five.xindai.clerk, link.lead, "not_keeper"),
        (five.fengjing.clerk, make.lead(five.fengjing.clerk, title_zh="早", title=""), "not_yet"),
    ):
        with pytest.raises(Refused) as error:
            actions.make_link(by=by, lead=lead, **given)
        assert error.value.code == code


def test_no_officer_speaks_by_it(five: Any) -> None:
    linked(five)
    for by in (five.fengjing.clerk, five.xindai.signatory):
        with pytest.raises(Refused) as error:
            speak(by=by)
        assert error.value.code == "officer"
    assert InvestorWord.objects.visible_to(HOUSE).count() == 0


@pytest.mark.parametrize(
    "why", ["unknown", "used", "withdrawn", "expired", "taken back", "ended", "handed over", "confirmed"]
)
def test_what_does_not_open_is_all_the_same(five: Any, client: Client, on_the_day: Any, why: str) -> None:
    link, at, clerk = linked(five), NOW, five.fengjing.clerk
    lead, token = link.lead, TOKEN
    if why == "unknown":
        token = TOKEN[:-1] + "x"
    elif why == "used":
        speak()
    elif why == "withdrawn":
        actions.withdraw_link(by=clerk, at=NOW, link=link)
    elif why == "expired":
        at = NOW + timedelta(days=15)
        on_the_day(at)
    elif why == "taken back":
        actions.move_lead_back(by=clerk, at=NOW, lead=lead, revision=lead.revision, to="started", why_zh="没有投产")
    elif why == "ended":
        actions.end_lead(by=clerk, at=NOW, lead=lead, revision=lead.revision, ended="lost", why_zh="去了外省")
    elif why == "handed over":
        ask = actions.offer_lead(
            by=clerk, at=NOW, lead=lead, revision=lead.revision, town=five.xindai.code, words_zh="他们近"
        )
        actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=ask, reply="accepted")
    else:
        actions.confirm_production(at=NOW, **make.to_confirm(five, lead))
    with pytest.raises(Conflict) as error:
        speak(token, at=at)
    assert error.value.code == "gone"
    wrong = [client.get(page("wrong")), client.post(page("wrong"), WORD)]
    found = [client.get(page(token)), client.post(page(token), WORD)]
    bare = [_bare(answer) for answer in (*wrong, *found)]
    assert [answer.status_code for answer in (*wrong, *found)] == [404] * 4
    assert len(set(bare)) == 1
    assert lead.title_zh not in found[0].content.decode()


def _bare(answer: Any) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    nonce = str(answer.wsgi_request.csp_nonce)
    kept = [(k, v.replace(nonce, "")) for k, v in answer.headers.items()]
    return answer.content.replace(nonce.encode(), b""), tuple(sorted(kept))


def test_the_last_day_is_one_on_which_it_opens(five: Any) -> None:
    linked(five, days=2)
    assert queries.link_of_token(TOKEN, TODAY + timedelta(days=2)) is not None
    assert queries.link_of_token(TOKEN, TODAY + timedelta(days=3)) is None


def test_a_used_link_is_not_withdrawn_and_no_other_town_withdraws_one(five: Any) -> None:
    link = linked(five)
    with pytest.raises(Refused) as error:
        actions.withdraw_link(by=five.xindai.clerk, at=NOW, link=link)
    assert error.value.code == "not_maker"
    speak()
    with pytest.raises(Refused) as error:
        actions.withdraw_link(by=five.fengjing.clerk, at=NOW, link=link)  # as it was read before
    assert error.value.code == "over"


# who reads what -------------------------------------------------------------------------------------------------------


def test_towns_that_read_the_lead_read_that_a_link_exists_and_not_who_used_it(five: Any) -> None:
    link = linked(five)
    lead = now(link.lead)
    actions.share_lead(by=five.fengjing.clerk, at=NOW, lead=lead, revision=lead.revision, audience="circle")
    speak()
    seen = [
        [(one.state, one.word is not None) for one in queries.links_of(by, now(lead), TODAY)]
        for by in (five.fengjing.clerk, five.xindai.clerk, five.stranger.clerk, PUBLIC)
    ]
    assert seen == [[("confirmed", True)], [("confirmed", False)], [], []]


def test_the_token_is_kept_nowhere(five: Any, client: Client) -> None:
    clerk = sign_in(client, five.fengjing.clerk_user)
    lead = make.moved(five.fengjing.clerk, LeadStage.IN_PRODUCTION)
    shown = clerk.post(f"{HERE}/{lead.pk}/link/", {"expires_on": TODAY.isoformat()})
    address = shown.context["address"]
    token = address.rstrip("/").rsplit("/", 1)[1]
    assert (shown.status_code, len(token), shown.content.decode().count(token)) == (200, 43, 1)
    assert (shown.headers["Cache-Control"], shown.headers["Referrer-Policy"]) == ("no-store", "strict-origin")
    assert token not in clerk.get(f"{HERE}/{lead.pk}/").content.decode()  # once
    visitor = Client()
    assert visitor.get(page(token)).status_code == 200
    assert visitor.post(page(token), WORD).status_code == 200
    digest = queries.token_digest(token)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr(cursor.fetchall())
            assert token not in rows, table
            assert (digest in rows) == (table == "investment_confirmlink"), table
    told = repr(list(JournalSubject.objects.visible_to(HOUSE).values_list("changes", "name")))
    assert WORD["name"] not in told + repr(list(Entry.objects.visible_to(HOUSE).values_list()))


def test_logs_hide_the_secret_of_an_address(five: Any, client: Client, caplog: Any) -> None:
    linked(five)
    with caplog.at_level(logging.WARNING):
        client.get(page("a-wrong-token"))
        client.post(page(), {**WORD, "name": ""})
    asked = [r for r in caplog.records if r.name == "django.request"]
    written = [Line("%(message)s").format(record) for record in asked]
    assert written == ["Not Found: /investment/confirm/…/", "Unprocessable Entity: /investment/confirm/…/"] or written == [
        "Not Found: /investment/confirm/…/", "Unprocessable Content: /investment/confirm/…/",
    ]  # fmt: skip
    for where in ("/watch/answer/abc:1/", "/invitation/abc/?lang=en", "/account/password/reset/key/1-abc/"):
        assert "abc" not in Line("%(message)s").format(logging.makeLogRecord({"msg": f"Not Found: {where}"}))


# the page -------------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_is_to_be_confirmed_and_nothing_else(five: Any, client: Client) -> None:
    link = linked(five)
    for _preview in range(3):  # programs that look at addresses in messages
        answer = client.get(page())
    text = answer.content.decode()
    assert answer.status_code == 200
    for shown in (
        "压缩机二期",
        "Compressors, second phase",
        "甲机械股份有限公司",
        str(link.expires_on),
        "Has production begun here?",
    ):
        assert shown in text
    for hidden in ("/c/five-towns/", "200,000,000", "2 亿", str(link.lead_id), five.xindai.code):
        assert hidden not in text
    assert [answer.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
        "no-store", "strict-origin", "noindex, nofollow",
    ]  # fmt: skip
    assert client.head(page()).status_code == 405
    assert now(link.lead).stage == LeadStage.IN_PRODUCTION
    assert ConfirmLink.objects.visible_to(HOUSE).get(pk=link.pk).used_at is None


def test_bad_answers_come_back_with_words_and_spend_nothing(five: Any, client: Client) -> None:
    linked(five)
    for wrong in ({"name": ""}, {"position": " "}, {"says": ""}, {"says": "maybe"}, {"says": "not_so"}):
        answer = client.post(page(), {**WORD, **wrong})
        assert (answer.status_code, bool(answer.context["form"].errors)) == (422, True)
    assert client.post(page(), WORD).status_code == 200
    assert client.post(page(), WORD).status_code == 404  # the same sent again


def test_an_officer_sees_why_it_is_not_theirs(five: Any, client: Client) -> None:
    linked(five)
    sign_in(client, five.fengjing.clerk_user)
    assert "<form" not in client.get(page()).content.decode()
    assert client.post(page(), WORD).status_code == 403
    assert queries.link_of_token(TOKEN, TODAY) is not None


def test_a_forged_post_is_turned_away(five: Any, on_the_day: Any) -> None:
    linked(five)
    assert Client(enforce_csrf_checks=True).post(page(), WORD).status_code == 403


def test_guessing_is_slowed_and_looking_counts_like_sending(
    five: Any, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pilin.config.limits.time.monotonic", lambda: 1000.0
    )  # no time passes, so nothing is earned back
    settings.SITE = {**settings.SITE, "limit_percent": 100}
    most = RATES["link"][0].at_once
    answers = [client.get(page(f"guess{n}")).status_code for n in range(most - 1)]
    assert answers == [404] * (most - 1)
    assert client.post(page("guess"), WORD).status_code == 404
    assert (client.get(page("more")).status_code, client.post(page("more"), WORD).status_code) == (429, 429)


def test_of_two_who_press_at_once_one_is_heard(five: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have the page before either sends: what the second read is overtaken, and it is told what a used link says."""
    linked(five)
    speak(name="先到")
    found = InvestorWord.objects.visible_to(HOUSE).get()
    with pytest.raises(Conflict):
        speak(name="后到")
    with writing(by=HOUSE), pytest.raises(Conflict):  # the database itself keeps one word a link
        actions.speak_by_link(by=PUBLIC, at=NOW, token=TOKEN, **{**WORD, "name": "后到"})
    assert [row.name for row in InvestorWord.objects.visible_to(HOUSE)] == [found.name]


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_the_same_moment_make_one_word(five: Any, on_the_day: Any) -> None:
    linked(five)
    gate, answers = threading.Barrier(2), []

    def press(name: str) -> None:
        visitor = Client()
        visitor.get(page())
        gate.wait()
        try:
            answers.append(visitor.post(page(), {**WORD, "name": name}).status_code)
        finally:
            connection.close()

    pressing = [threading.Thread(target=press, args=(name,)) for name in ("甲", "乙")]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    if connection.vendor == "postgresql":
        assert sorted(answers) == [200, 404]
    else:  # SQLite keeps one writer at a time and tells the other to press again
        assert answers.count(200) <= 1
    assert InvestorWord.objects.visible_to(HOUSE).count() == answers.count(200)


# what is kept of a person ---------------------------------------------------------------------------------------------


def test_who_used_it_is_erased_by_the_keeper_by_the_account_and_by_the_clock(five: Any) -> None:
    words = []
    for n in range(3):
        link = linked(five, token=f"{n}" * 43, title_zh=f"项目{n}", title="")
        signed = make.to_confirm(five, link.lead)["by"] if n == 1 else PUBLIC
        speak(f"{n}" * 43, by=signed)
        words.append((InvestorWord.objects.visible_to(HOUSE).get(link=link), signed))
    with pytest.raises(Refused):
        actions.forget_word(by=five.xindai.clerk, at=NOW, word=words[0][0])
    actions.forget_word(by=five.fengjing.clerk, at=NOW, word=words[0][0])
    person = words[1][1].person
    assert person is not None
    assert [row["name"] for row in queries.words_held(person)] == ["周岚"]
    with writing(by=HOUSE):
        assert actions.forget_words(person, NOW) == 1
        assert actions.purge_words(NOW) == 0
        assert actions.purge_words(NOW + timedelta(days=1)) == 1
    kept = InvestorWord.objects.visible_to(HOUSE).values_list("name", "position", "why", "person")
    assert list(kept) == [("", "", "", None)] * 3
    assert set(ConfirmLink.objects.visible_to(HOUSE).values_list("said", flat=True)) == {"confirmed"}


# the other doors ------------------------------------------------------------------------------------------------------


def test_a_link_through_the_pages(five: Any, client: Client) -> None:
    clerk = sign_in(client, five.fengjing.clerk_user)
    lead = make.moved(five.fengjing.clerk, LeadStage.IN_PRODUCTION)
    assert clerk.get(f"{HERE}/{lead.pk}/link/").status_code == 200
    assert clerk.post(f"{HERE}/{lead.pk}/link/", {"expires_on": "2099-01-01"}).status_code == 422
    token = clerk.post(f"{HERE}/{lead.pk}/link/", {"expires_on": TODAY.isoformat()}).context["address"].split("/")[-2]
    assert clerk.get(f"{HERE}/{lead.pk}/link/").status_code == 403  # one waits
    (told,) = queries.links_of(HOUSE, lead, TODAY)
    assert clerk.post(f"{HERE}/{lead.pk}/links/{told.link.pk}/forget/").status_code == 404  # nobody used it
    assert clerk.post(f"{HERE}/{lead.pk}/links/{told.link.pk}/withdraw/").status_code == 302
    assert Client().get(page(token)).status_code == 404
    token = clerk.post(f"{HERE}/{lead.pk}/link/", {"expires_on": TODAY.isoformat()}).context["address"].split("/")[-2]
    Client().post(page(token), {**WORD, "says": "not_so", "why": "设备还在海关"})
    shown = clerk.get(f"{HERE}/{lead.pk}/").content.decode()
    assert ("周岚" in shown, "设备还在海关" in shown) == (True, True)
    used = queries.links_of(HOUSE, lead, TODAY)[-1].link
    assert clerk.post(f"{HERE}/{lead.pk}/links/{used.pk}/forget/").status_code == 302
    assert "周岚" not in clerk.get(f"{HERE}/{lead.pk}/").content.decode()
    sign_in(client, five.stranger.clerk_user)
    assert client.get(f"{HERE}/{lead.pk}/link/").status_code == 404


def test_a_link_through_the_api(five: Any, client: Client) -> None:
    clerk = sign_in(client, five.fengjing.clerk_user)
    lead = make.moved(five.fengjing.clerk, LeadStage.IN_PRODUCTION)
    links = f"{API}/leads/{lead.pk}/links"
    given = json.dumps({"expires_on": TODAY.isoformat()})
    kept = clerk.post(links, given, content_type="application/json", headers={"Idempotency-Key": "k1"})
    assert (kept.status_code, kept.json()["error"]["code"]) == (422, "not_kept")
    made = clerk.post(links, given, content_type="application/json")
    assert (made.status_code, made.json()["state"], made.json()["name"]) == (201, InvestorLinkState.OPEN, None)
    assert Client().get(made.json()["address"].split("testserver")[1]).status_code == 200
    listed = clerk.get(f"{API}/leads/{lead.pk}").json()["links"]
    assert [(one["state"], "address" in one) for one in listed] == [("open", False)]
    back = clerk.post(f"{links}/{made.json()['uid']}/withdraw", content_type="application/json")
    assert (back.status_code, back.json()["state"]) == (200, "withdrawn")
    assert clerk.post(f"{links}/{made.json()['uid']}/withdraw", content_type="application/json").status_code == 403
