"""Signatures: who vouches for an alert, and that nothing else does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pilin.engine.cap import (
    BadCap,
    KeyFormatError,
    Signed,
    judge,
    key_id,
    new_key,
    public_of,
    readings,
    sign,
    verify,
    write,
)
from tests.engine.cap import make
from tests.engine.cap.shelf import SHELF, needs_shelf

KEY, OTHER = new_key(), new_key()
RING = {"奉贤": public_of(KEY)}
SIGNED = sign(write(make.alert()), KEY)
DSIG = "{http://www.w3.org/2000/09/xmldsig#}"


def test_a_signature_holds_under_its_key_and_says_which() -> None:
    assert verify(SIGNED, {"other": public_of(OTHER), **RING}) == Signed("valid", key="奉贤")


def test_a_signed_alert_is_by_the_book_and_reads_as_before() -> None:
    (alert,) = judge(SIGNED).alerts
    assert (alert.xsd_valid, alert.faults) == (True, ())
    (reading,) = readings(SIGNED)
    assert len(reading.alert.extensions) == 1
    assert reading.raw == SIGNED


def test_a_key_that_came_along_is_not_believed() -> None:
    assert verify(SIGNED, {}) == Signed("unknown", "key")
    assert verify(SIGNED, {"other": public_of(OTHER)}) == Signed("unknown", "key")


def test_a_changed_alert_is_broken_whether_its_key_is_known_or_not() -> None:
    changed = SIGNED.replace(b"Severe", b"Minor")
    assert verify(changed, RING) == Signed("broken", "content")
    assert verify(changed, {}) == Signed("broken", "content")


def test_a_signature_in_the_name_of_a_known_key_is_broken() -> None:
    forged = sign(write(make.alert(identifier="forged")), OTHER).replace(key_id(OTHER).encode(), key_id(KEY).encode())
    assert verify(forged, RING) == Signed("broken", "signature")
    value = re.search(rb"<SignatureValue>(.{8})", SIGNED)
    assert value
    assert verify(SIGNED.replace(value[1], b"AAAAAAAA"), RING) == Signed("broken", "signature")


def test_an_unsigned_alert_is_unsigned() -> None:
    assert verify(write(make.alert()), RING) == Signed("unsigned")


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_changed_text_passes(data: st.DataObject) -> None:
    root = etree.fromstring(SIGNED)
    at = data.draw(st.sampled_from([e for e in root.iter(etree.Element) if not e.tag.startswith(DSIG) and not len(e)]))
    at.text = data.draw(st.text(st.characters(categories=["L", "N"])).filter(lambda t: t != at.text))
    assert verify(etree.tostring(root), RING).state == "broken"


def test_what_changes_no_content_breaks_nothing() -> None:
    assert (
        verify(
            SIGNED.replace(b"<note/>", b"<note></note>").replace(b'encoding="UTF-8"', b'encoding="utf-8"'), RING
        ).state
        == "valid"
    )
    assert verify(SIGNED.replace(b"<sender>", b"<!-- a remark --><sender>"), RING).state == "valid"


def wrapped() -> bytes:
    """A signed alert inside a forged one: the signature holds, but of another message."""
    inner = SIGNED.split(b"\n", 1)[1]
    return write(make.alert(identifier="forged")).replace(b"</alert>", inner + b"</alert>")


def without_transform(method: str) -> bytes:
    root = etree.fromstring(SIGNED)
    for each in root.iter(f"{DSIG}Transform"):
        if method in each.get("Algorithm", ""):
            each.getparent().remove(each)
    return etree.tostring(root)


@pytest.mark.parametrize(("content", "answer"), [
    (wrapped(), Signed("unknown", "form")),
    (SIGNED.replace(b'<Reference URI=""', b'<Reference URI="#x"'), Signed("unknown", "form")),
    (without_transform("enveloped"), Signed("unknown", "form")),
    (SIGNED.replace(b"xmlenc#sha256", b"xmldsig#sha1").replace(b"2001/04/xmldsig#sha1", b"2000/09/xmldsig#sha1"), Signed("unknown", "method")),
    (SIGNED.replace(b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#hmac-sha256"), Signed("unknown", "method")),
    (SIGNED.replace(b"<DigestValue>", b"<DigestValue>!"), Signed("broken", "form")),
    (SIGNED.replace(b"<SignatureValue>", b"<SignatureValue>!"), Signed("broken", "form")),
    (re.sub(rb"<SignedInfo>.*</SignedInfo>", b"", SIGNED), Signed("broken", "form")),
    (re.sub(rb"<Reference .*</Reference>", b"", SIGNED), Signed("unknown", "form")),
], ids=["wrapped", "another element", "no transform", "sha-1", "hmac", "no digest", "no value", "nothing signed", "no reference"])  # fmt: skip
def test_a_signature_of_another_make_is_never_valid(content: bytes, answer: Signed) -> None:
    assert verify(content, RING) == answer


def test_a_transform_with_a_script_is_not_followed() -> None:
    script = b'<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><x/></Transform></Transforms>'
    assert verify(SIGNED.replace(b"</Transforms>", script), RING) == Signed("unknown", "method")


def test_one_broken_signature_breaks_the_alert() -> None:
    twice = sign(SIGNED, OTHER)
    assert verify(twice, {"other": public_of(OTHER)}) == Signed("valid", key="other")
    assert verify(twice, {**RING, "other": public_of(OTHER)}).state == "valid"
    root = etree.fromstring(twice)
    root.findall(f"{DSIG}Signature")[0].find(f".//{DSIG}DigestValue").text = "AAAA"
    assert verify(etree.tostring(root), {"other": public_of(OTHER)}).state == "broken"


def test_only_an_alert_is_signed_and_only_with_such_a_key() -> None:
    with pytest.raises(ValueError):
        sign(b"<feed/>", KEY)
    with pytest.raises(BadCap):
        sign(b"<alert>", KEY)
    with pytest.raises(KeyFormatError):
        sign(write(make.alert()), b"no key")
    with pytest.raises(KeyFormatError):
        verify(SIGNED, {"x": b"no key"})
    with pytest.raises(KeyFormatError):
        sign(write(make.alert()), public_of(KEY))


def test_the_name_of_a_key_is_that_of_its_public_half() -> None:
    assert key_id(KEY) == key_id(public_of(KEY))
    assert len({key_id(KEY), key_id(OTHER)}) == 2


@needs_shelf
def test_a_real_alert_with_two_signatures_holds_under_the_certificates_it_was_made_with() -> None:
    assert SHELF
    content = (SHELF / "alerts/CanadaNaad.xml").read_bytes()
    found = [b"".join(text.split()) for text in re.findall(rb"X509Certificate>([^<]*)<", content)]
    keys = {
        str(number): b"-----BEGIN CERTIFICATE-----\n"
        + b"\n".join(re.findall(rb".{1,64}", text))
        + b"\n-----END CERTIFICATE-----\n"
        for number, text in enumerate(text for text in found if text)
    }
    assert verify(content, keys) == Signed("valid", key="0")
    assert verify(content, {}) == Signed("unknown", "key")
    assert verify(content.replace(b"<status>Actual", b"<status>Test"), keys) == Signed("broken", "content")
