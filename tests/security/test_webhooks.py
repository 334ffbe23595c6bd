"""No webhook makes the instance knock at a door that is not open to all (S11)."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import pytest

from pilin.foundation.access.verdict import Invalid
from pilin.foundation.notices import wire
from tests.reliability.report import tried

EVIL = "evil.example"
OPEN = "203.0.114.7"  # an address of the open internet; nothing in these tests ever connects to it
ENTRIES = [
    f"http://{EVIL}:{{port}}",
    EVIL,
    "127.0.0.1",
    "http://127.0.0.1:{port}",
    "[::1]",
    "2130706433",
    "0x7f000001",
    "localhost",
]

# addresses that somebody registers, though not one of them is what it seems; {port} is that of the listener
WORDS = [
    "http://127.0.0.1:{port}/", "http://127.1:{port}/", "http://0:{port}/", "http://0.0.0.0:{port}/", "http://2130706433:{port}/",
    "http://0x7f000001:{port}/", "http://017700000001:{port}/", "http://0177.0.0.1:{port}/", "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/", "http://localhost:{port}/",
    "http://localhost.:{port}/", "http://LOCALHOST:{port}/", "http://evil.example@127.0.0.1:{port}/",
    "http://evil.example:{port}@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@evil.example/", "http://127.0.0.1:{port}\\@evil.example/",
    "http://evil.example%00.127.0.0.1:{port}/", "http://evil.example:{port}\r\nHost: x/", "http://①②⑦.⓪.⓪.①:{port}/", "http://127。0。0。1:{port}/",
    "file:///etc/passwd", "gopher://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/", "dict://127.0.0.1:{port}/", "//127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/", "http://evil.example:{port}:80/", "http://evil.example :{port}/", "javascript:alert(1)",
]  # fmt: skip
# where an allowed name may lead
PLACES = [
    "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.100.100.200", "100.64.0.1", "fd00::1", "fe80::1", "fe80::1%1", "fec0::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "2002:a00:1::1", "2001:0:7f00:1::80ff:fffe", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "198.18.0.1",
    "192.0.0.8", "192.0.2.1", "2001:db8::1",
]  # fmt: skip


class Listener:
    """Listens here and counts who knocks; answers what it was told to."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", drip: float = 0) -> None:
        self.answer, self.drip = answer, drip
        self.sock = socket.create_server(("127.0.0.1", 0))
        self.port = self.sock.getsockname()[1]
        self.heard: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                knock, _who = self.sock.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(knock,), daemon=True).start()

    def _answer(self, knock: socket.socket) -> None:
        self.heard.append(knock.recv(65536))
        try:
            for k in range(len(self.answer) if self.drip else 1):
                knock.sendall(self.answer[k : k + 1] if self.drip else self.answer)
                time.sleep(self.drip)
        except OSError:
            return
        finally:
            knock.close()


@contextmanager
def listening(**given: Any) -> Iterator[Listener]:
    listener = Listener(**given)
    try:
        yield listener
    finally:
        listener.sock.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Answer for names here: each question takes the next answer, the last one stays. Numbers mean what they mean."""
    answers: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def ask(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in answers:
            return real(host, port, *args, **{**kwargs, "flags": 0})
        place = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in place.split("+")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    return answers


def sent(address: str, port: int) -> str:
    """Send to an address as the task does; return what came of it."""
    try:
        target = wire.target_of(address, [entry.format(port=port) for entry in ENTRIES])
        wire.send(target, b"{}", {})
    except Invalid as wrong:
        return wrong.faults[0].code
    except wire.NotSent as reason:
        return reason.code
    return "arrived"


def test_no_word_leads_to_a_door_inside(names: dict[str, list[str]]) -> None:
    with listening() as listener:
        came = {word: sent(word.format(port=listener.port), listener.port) for word in WORDS}
        time.sleep(0.1)
        assert {word: code for word, code in came.items() if code == "arrived"} == {}
        assert listener.heard == []


def test_no_name_leads_to_a_door_inside(names: dict[str, list[str]]) -> None:
    with listening() as listener:
        came = {}
        for place in PLACES:
            names[EVIL] = [place]
            came[place] = sent(f"http://{EVIL}:{listener.port}/", listener.port)
            names[EVIL] = [f"{OPEN}+{place}"]  # one good answer beside it does not help
            came[f"{OPEN}+{place}"] = sent(f"http://{EVIL}:{listener.port}/", listener.port)
        time.sleep(0.1)
        tried(
            "S11",
            "words and names that lead inside",
            len(WORDS) + len(came),
            len(listener.heard),
            "1 of 1 connects without the check",
        )
        assert {place: code for place, code in came.items() if code != "address_not_allowed"} == {}
        assert listener.heard == []
    assert len(WORDS) + len(PLACES) >= 40


def test_without_the_check_it_connects(names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(wire, "is_open", lambda *_given: True)
    names[EVIL] = ["127.0.0.1"]
    with listening() as listener:
        assert sent(f"http://{EVIL}:{listener.port}/", listener.port) == "arrived"
        assert len(listener.heard) == 1


def test_a_name_that_changes_its_mind_leads_nowhere(
    names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: the first answer is open, the second one is here. The connection goes to the first."""
    names[EVIL] = [OPEN, "127.0.0.1"]
    knocked = []
    monkeypatch.setattr(wire.socket, "create_connection", lambda place, *_more: knocked.append(place) or _refused())
    with listening() as listener:
        assert sent(f"http://{EVIL}:{listener.port}/", listener.port) == "not_reached"
        assert (knocked, listener.heard) == ([(OPEN, listener.port)], [])


def _refused() -> Any:
    raise ConnectionRefusedError


def test_asked_twice_it_would_have_connected(names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a connection by name, after the check, asks again and is led here."""
    names[EVIL] = [OPEN, "127.0.0.1"]
    with listening() as listener:
        target = wire.target_of(f"http://{EVIL}:{listener.port}/", [f"http://{EVIL}:{listener.port}"])
        assert wire.resolved(target) == OPEN
        socket.create_connection((EVIL, listener.port), 2).close()
        time.sleep(0.1)
        assert len(listener.heard) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(names: dict[str, list[str]], status: int) -> None:
    with listening() as inside:
        answer = (
            f"HTTP/1.1 {status} X\r\nLocation: http://127.0.0.1:{inside.port}/\r\nContent-Length: 0\r\n\r\n".encode()
        )
        with listening(answer=answer) as outside:
            entry = f"http://{EVIL}:{outside.port}@127.0.0.0/8"
            names[EVIL] = ["127.0.0.1"]
            with pytest.raises(wire.NotSent, match=f"status_{status}"):
                wire.send(wire.target_of(f"http://{EVIL}:{outside.port}/", [entry]), b"{}", {})
            assert (len(outside.heard), inside.heard) == (1, [])


def test_a_drip_is_cut_off_and_a_flood_is_not_read(
    names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SECONDS", 0.5)
    names[EVIL] = ["127.0.0.1"]
    with listening(answer=b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1000, drip=0.05) as listener:
        began = time.monotonic()
        with pytest.raises(wire.NotSent, match="too_slow"):
            wire.send(
                wire.target_of(f"http://{EVIL}:{listener.port}/", [f"http://{EVIL}:{listener.port}@127.0.0.0/8"]),
                b"{}",
                {},
            )
        assert time.monotonic() - began < 5
    flood = b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n" + b"a" * 200_000
    with listening(answer=flood) as listener:
        target = wire.target_of(f"http://{EVIL}:{listener.port}/", [f"http://{EVIL}:{listener.port}@127.0.0.0/8"])
        assert wire.send(target, b"{}", {})[0] == 200


def test_what_is_not_trusted_is_not_spoken_to(names: dict[str, list[str]]) -> None:
    """The listener speaks no TLS at all: nothing of the message reaches it in clear."""
    names[EVIL] = ["127.0.0.1"]
    with listening() as listener:
        target = wire.target_of(f"https://{EVIL}:{listener.port}/", [f"{EVIL}:{listener.port}@127.0.0.0/8"])
        with pytest.raises(wire.NotSent, match=r"no_trust|not_reached"):
            wire.send(target, b'{"secret": "text"}', {})
        assert [b"secret" in heard for heard in listener.heard] == [False]


def test_the_list_is_read_strictly() -> None:
    entries = [
        "a.example",
        "b.example:8443",
        "http://c.example:8080",
        "d.example@10.1.0.0/16",
        "",
        "x y",
        "e.example@nonsense",
        "https://f.example",
    ]
    assert [(one.host, one.port, one.plain, str(one.network or "")) for one in wire.allowed_hosts(entries)] == [
        ("a.example", 443, False, ""), ("b.example", 8443, False, ""), ("c.example", 8080, True, ""), ("d.example", 443, False, "10.1.0.0/16"),
    ]  # fmt: skip
    assert wire.target_of("https://A.Example/x?y=1", entries).path == "/x?y=1"
    for address in (
        "http://a.example/",
        "https://a.example:8443/",
        "https://sub.a.example/",
        "https://a.example.evil/",
        "https://c.example:8080/",
    ):
        with pytest.raises(Invalid) as caught:
            wire.target_of(address, entries)
        assert [fault.code for fault in caught.value.faults] == ["host_not_allowed"]


def test_a_network_of_the_list_opens_itself_and_no_other() -> None:
    (inside,) = wire.allowed_hosts(["d.example@10.1.0.0/16"])
    assert [wire.is_open(ip_address(one), inside) for one in ("10.1.2.3", "10.2.0.1", "127.0.0.1", OPEN)] == [
        True,
        False,
        False,
        True,
    ]


def test_the_signature_is_what_the_docs_say() -> None:
    """Reckoned here once more, as a receiver would."""
    import hashlib
    import hmac

    body = json.dumps({"v": 1}).encode()
    assert wire.signature("secret", 7, body) == hmac.new(b"secret", b"7." + body, hashlib.sha256).hexdigest()
