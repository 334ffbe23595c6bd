"""The way out of mail: one address, read whole or refused by name."""

from __future__ import annotations

import pytest

from pilin.config.mail import Mail, mail_way


@pytest.mark.parametrize(
    ("address", "way"),
    [
        ("", Mail()),
        ("smtp://post.example.net", Mail("smtp", "post.example.net", 587, starttls=True)),
        ("smtp://127.0.0.1:2525", Mail("smtp", "127.0.0.1", 2525)),
        (
            "smtps://duty%40town:p%3Ass@post.example.net:4650?from=Duty%20<duty@town.example>",
            Mail("smtp", "post.example.net", 4650, "duty@town", "p:ss", tls=True, sender="Duty <duty@town.example>"),
        ),
    ],
    ids=["none", "plain host", "this machine", "everything"],
)
def test_an_address_says_everything(address: str, way: Mail) -> None:
    assert mail_way(address) == way


@pytest.mark.parametrize("address", ["post.example.net", "imap://post.example.net", "smtp://", "smtp://host:port"])
def test_what_is_no_address_does_not_start(address: str) -> None:
    with pytest.raises(SystemExit, match=r"^email_url: "):
        mail_way(address)
