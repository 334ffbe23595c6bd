"""Passkeys in a real browser, with an authenticator the browser makes up: made, named, used alone, removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.stage import Stage
from tests.served import PASSWORD, opened, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LEADER = "xindai-leader"


@pytest.fixture
def page(stage: Stage) -> Iterator[Any]:
    """Give a page under a name: browsers make no passkeys for a number."""
    address = stage.address.replace("127.0.0.1", "localhost")
    with opened(stage.browser, address, width=stage.width, language=stage.language) as found:
        found.blocked = []
        found.on("console", lambda told: found.blocked.append(told.text) if told.type == "error" else None)
        yield found


@pytest.fixture
def device(page: Any) -> Any:
    """Give the browser an authenticator with a secret store that knows its person."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def willing(yes: bool) -> None:
        session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": yes})

    def credentials() -> int:
        return len(session.send("WebAuthn.getCredentials", {"authenticatorId": number})["credentials"])

    return type("Device", (), {"willing": staticmethod(willing), "credentials": staticmethod(credentials)})


def confirm(page: Any) -> None:
    """Say once more who it is, where that is asked."""
    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.locator("form[action='/account/reauthenticate/'] button[type=submit]").click()


def sign_out(page: Any) -> None:
    page.goto("/account/logout/")
    with page.expect_navigation():
        page.locator("main form[action='/account/logout/'] button").click()


def test_made_named_used_alone_and_removed(page: Any, device: Any) -> None:
    """The passkey signs in without name and password; renamed it still does; removed it does no more."""
    sign_in(page, LEADER)
    page.goto("/account/2fa/")
    with page.expect_navigation():
        page.locator("a[href='/account/2fa/webauthn/add/']").first.click()
    confirm(page)
    page.fill("input[name=name]", "办公室电脑")
    assert page.locator("input[name=passwordless]").is_checked()
    with page.expect_navigation():
        page.locator("#mfa_webauthn_add").click()
    assert page.url.endswith("/account/2fa/recovery-codes/"), "the first factor brings recovery codes"
    assert device.credentials() == 1

    sign_out(page)
    page.goto("/account/login/?next=/me/sessions/")
    with page.expect_navigation(url=re.compile("/me/sessions/")):
        page.locator("#passkey_login").click()
    assert page.locator("main .todo").count() >= 1

    page.goto("/account/2fa/webauthn/")
    assert "办公室电脑" in page.locator("main").inner_text()
    with page.expect_navigation():
        page.locator("a[href$='/edit/']").click()
    confirm(page)
    page.fill("input[name=name]", "新电脑")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    assert "新电脑" in page.locator("main").inner_text()
    with page.expect_navigation():
        page.locator("a[href$='/remove/']").click()
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    assert page.locator("main .todo").count() == 0

    sign_out(page)
    page.goto("/account/login/")
    with page.expect_navigation():
        page.locator("#passkey_login").click()
    assert page.url.endswith("/account/login/"), "a passkey that was removed signs nobody in"
    page.goto("/me/")
    assert "/account/login/" in page.url
    assert [told for told in page.blocked if "Content Security Policy" in told] == []


def test_beside_the_password_and_a_device_that_says_no(page: Any, device: Any) -> None:
    """Whoever wants it as the second step only is asked for it after the password; a refusal is said in words."""
    sign_in(page, "xindai-clerk")
    page.goto("/account/2fa/webauthn/add/")
    confirm(page)
    page.locator("input[name=passwordless]").uncheck()
    with page.expect_navigation():
        page.locator("#mfa_webauthn_add").click()
    sign_out(page)
    page.goto("/account/login/")
    page.fill("input[name=login]", "xindai-clerk")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("#sign-in button[type=submit]").click()
    assert page.url.endswith("/account/2fa/authenticate/")
    with page.expect_navigation():
        page.locator("#mfa_webauthn_authenticate").click()
    page.goto("/me/")
    assert page.url.endswith("/me/")

    page.goto("/account/2fa/webauthn/")
    with page.expect_navigation():
        page.locator("a[href$='/remove/']").click()
    confirm(page)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    device.willing(False)
    page.goto("/account/2fa/webauthn/add/")
    confirm(page)
    page.locator("#mfa_webauthn_add").click()
    page.locator("[data-passkey-told]").wait_for(state="visible")
    assert [told for told in page.blocked if "Content Security Policy" in told] == []


def test_a_number_for_an_address_says_why_not(stage: Stage) -> None:
    """At 127.0.0.1 browsers make none: the page says so and offers no button that could not work."""
    visitor = stage.person("xindai-clerk").open("/account/2fa/").clean()
    assert visitor.page.locator("a[href='/account/2fa/webauthn/add/']").count() == 0
    assert "localhost" in visitor.page.locator("main").inner_text()
