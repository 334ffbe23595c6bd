"""What is said of a file: its form, the schema's answer, the rules of the prose."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pilin.engine.cap import RULES, VALUES, BadCap, Limits, alone, examine, judge, parse, write, xsd
from tests.engine.cap import make
from tests.engine.cap.shelf import ALERTS, SHELF, needs_shelf

NAMESPACE = {"1.1": "urn:oasis:names:tc:emergency:cap:1.1", "1.2": "urn:oasis:names:tc:emergency:cap:1.2"}


@cache
def published(version: str) -> etree.XMLSchema:
    assert SHELF
    return etree.XMLSchema(etree.parse(str(SHELF / f"schema/cap{version.replace('.', '')}.xsd")))


def in_version(content: bytes, version: str) -> bytes:
    return content.replace(NAMESPACE["1.2"].encode(), NAMESPACE[version].encode())


def rules(content: bytes) -> list[tuple[str, str]]:
    (alert,) = judge(content).alerts
    return [(fault.path, fault.rule) for fault in alert.faults]


def changed(**more: object) -> bytes:
    return write(make.alert(**more))


# the schema ------------------------------------------------------------------------------------------------------------


@needs_shelf
@pytest.mark.parametrize("file", ALERTS, ids=lambda file: file.name)
def test_the_schema_answers_of_real_files_as_the_published_one_does(file: Any) -> None:
    content = file.read_bytes()
    judged = judge(content)
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as fault:
        assert (judged.well_formed, judged.line, judged.alerts) == (False, fault.lineno, ())
        return
    versions = {space: version for version, space in NAMESPACE.items()}
    expected = []
    for alert in root.iter("{*}alert", "alert"):
        version = versions.get(etree.QName(alert).namespace or "")
        alone_again = etree.fromstring(etree.tostring(alert, with_tail=False))
        expected.append((version, published(version).validate(alone_again) if version else False))
    assert [(alert.version, alert.xsd_valid) for alert in judged.alerts] == expected


TEXTS = st.one_of(
    st.sampled_from([
        "", " ", "Actual", "actual", " Actual", "Avoid", "AllClear", "Very Likely", "zh-CN", "no language", "3", "3.50", "-1",
        "1e3", "NaN", "x y", "http://[", "2023-06-24T04:50:00+08:00", "2023-06-24T04:50:00Z", "2023-06-24T04:50:00.5+08:00",
        "2023-02-30T04:50:00+08:00", "2023-06-24T24:00:00+08:00", "2023-06-24T04:50:00", " 2023-06-24T04:50:00+08:00 ",
        "2023-06-24T04:50:00,08:00", "2023-06-24T04:50:00+15:00", "30.9,121.0", "暴雨",
    ]),
    st.text(st.characters(categories=["L", "N", "P", "S", "Z"]), max_size=12),
)  # fmt: skip
DEEDS = st.sampled_from(["drop", "twice", "swap", "text", "child", "foreign", "attribute", "rename", "loose", "sign"])


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """An alert with up to four changes, of one version or the other."""
    version = draw(st.sampled_from(["1.1", "1.2"]))
    root = etree.fromstring(in_version(write(make.alert()), version))
    for _step in range(draw(st.integers(0, 4))):
        elements = list(root.iter(etree.Element))[1:]
        if not elements:
            break
        at = draw(st.sampled_from(elements))
        parent = at.getparent()
        match draw(DEEDS):
            case "drop":
                parent.remove(at)
            case "twice":
                parent.insert(parent.index(at), copy.deepcopy(at))
            case "swap":
                parent.insert(draw(st.integers(0, len(parent) - 1)), at)
            case "text":
                for child in list(at):
                    at.remove(child)
                at.text = draw(TEXTS)
            case "child":
                etree.SubElement(at, draw(st.sampled_from([str(each.tag) for each in elements]))).text = draw(TEXTS)
            case "foreign":
                etree.SubElement(at, draw(st.sampled_from(["{urn:x}thing", "thing"]))).text = draw(TEXTS)
            case "attribute":
                name = draw(
                    st.sampled_from(["a", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "xml:lang"])
                )
                at.set(name.replace("xml:", "{http://www.w3.org/XML/1998/namespace}"), draw(TEXTS))
            case "rename":
                at.tag = draw(st.sampled_from([str(each.tag) for each in elements]))
            case "loose":
                at.tail = draw(TEXTS)
            case "sign":
                etree.SubElement(at, "{http://www.w3.org/2000/09/xmldsig#}Signature").append(copy.deepcopy(at))
    return version, etree.tostring(root)


@needs_shelf
@given(mutated())
@settings(max_examples=600, deadline=None)
def test_the_schema_answers_of_mutated_alerts_as_the_published_one_does(case: tuple[str, bytes]) -> None:
    version, content = case
    alerts = judge(content).alerts
    assert (alerts[0].version, alerts[0].xsd_valid) == (version, published(version).validate(etree.fromstring(content)))


@given(mutated())
@settings(max_examples=150, deadline=None)
def test_an_invalid_alert_says_where_the_schema_is_broken_and_a_valid_one_says_nothing_of_it(
    case: tuple[str, bytes],
) -> None:
    for alert in judge(case[1]).alerts:
        if alert.version:
            assert any(fault.rule.startswith("schema_") for fault in alert.faults) == (not alert.xsd_valid)


def test_there_is_no_schema_of_1_0() -> None:
    with pytest.raises(ValueError):
        xsd("1.0")


def test_an_alert_of_1_0_is_held_to_the_prose_alone() -> None:
    for namespace in ("http://www.incident.com/cap/1.0", "urn:oasis:names:tc:emergency:cap:1.0"):
        content = write(make.alert(sender="a b")).replace(NAMESPACE["1.2"].encode(), namespace.encode())
        (alert,) = judge(content).alerts
        assert (alert.version, alert.xsd_valid) == ("1.0", None)
        assert [fault.rule for fault in alert.faults] == ["sender_form"]


# the prose ---------------------------------------------------------------------------------------------------------------


def test_an_alert_by_the_book_has_no_fault() -> None:
    assert rules(write(make.alert())) == []


INFO, AREA = "alert/info[1]", "alert/info[1]/area[1]"
WEST = "2023-06-24T04:50:00-05:00"


def with_info(**more: object) -> dict[str, object]:
    return {"infos": (make.info(**more),)}


def with_area(**more: object) -> dict[str, object]:
    return with_info(areas=(make.area(**more),))


def with_resource(**more: object) -> dict[str, object]:
    given = {"description": "a", "mime_type": "image/png", **more}
    return with_info(resources=(make.Resource(**given),))


@pytest.mark.parametrize(("given_more", "where", "rule"), [
    ({"identifier": "a b"}, "alert/identifier[1]", "identifier_form"),
    ({"identifier": "a,b"}, "alert/identifier[1]", "identifier_form"),
    ({"identifier": "a<b"}, "alert/identifier[1]", "identifier_form"),
    ({"sender": "a&b"}, "alert/sender[1]", "sender_form"),
    ({"note": ""}, "alert/note[1]", "empty"),
    ({"sent": "2023-06-24T04:50:00+00:00"}, "alert/sent[1]", "time_utc"),
    ({"msg_type": "Update"}, "alert/msgType[1]", "references_missing"),
    ({"msg_type": "Cancel"}, "alert/msgType[1]", "references_missing"),
    ({"msg_type": "Ack"}, "alert/msgType[1]", "references_missing"),
    ({"references": "a,b"}, "alert/references[1]", "references_form"),
    ({"references": f"a,b,{WEST} a,,{WEST}"}, "alert/references[1]", "references_form"),
    ({"references": "a,b,2023-06-24T04:50:00Z"}, "alert/references[1]", "references_time"),
    ({"scope": "Restricted"}, "alert/scope[1]", "restriction_missing"),
    ({"restriction": "duty lists"}, "alert/restriction[1]", "restriction_idle"),
    ({"scope": "Private"}, "alert/scope[1]", "addresses_missing"),
    ({"addresses": 'a "b c'}, "alert/addresses[1]", "addresses_quotes"),
    ({"incidents": '"b c'}, "alert/incidents[1]", "incidents_quotes"),
    ({"status": "Exercise"}, "alert/status[1]", "note_missing"),
    ({"infos": ()}, "alert", "info_missing"),
    (with_info(language="chinese"), f"{INFO}/language[1]", "language_form"),
    (with_info(effective="2023-06-24T12:50:01+08:00"), f"{INFO}/expires[1]", "expires_first"),
    (with_info(effective=None, expires="2023-06-24T04:49:59+08:00"), f"{INFO}/expires[1]", "expires_first"),
    (with_info(web="warnings/1"), f"{INFO}/web[1]", "web_relative"),
    (with_resource(mime_type="picture"), f"{INFO}/resource[1]/mimeType[1]", "mime_form"),
    (with_resource(size="-2"), f"{INFO}/resource[1]/size[1]", "size_form"),
    (with_resource(uri="a.png"), f"{INFO}/resource[1]/uri[1]", "uri_relative"),
    (with_resource(deref_uri="not base64"), f"{INFO}/resource[1]/derefUri[1]", "deref_form"),
    (with_resource(digest="sha1:00"), f"{INFO}/resource[1]/digest[1]", "digest_form"),
    (with_area(polygons=("30.9 121.0 30.9 121.1",)), f"{AREA}/polygon[1]", "polygon_form"),
    (with_area(polygons=("30,121 31,121 30,121",)), f"{AREA}/polygon[1]", "polygon_short"),
    (with_area(polygons=(make.RING, "30,121 31,121 31,122 30,122")), f"{AREA}/polygon[2]", "polygon_open"),
    (with_area(polygons=("121,30 121,31 122,31 121,30",)), f"{AREA}/polygon[1]", "off_earth"),
    (with_area(circles=("30.9,121.0",)), f"{AREA}/circle[1]", "circle_form"),
    (with_area(circles=("30.9,121.0 -1",)), f"{AREA}/circle[1]", "circle_radius"),
    (with_area(circles=("30.9,181.0 1",)), f"{AREA}/circle[1]", "off_earth"),
    (with_area(altitude=None), f"{AREA}/ceiling[1]", "ceiling_alone"),
    (with_area(ceiling="3.4"), f"{AREA}/ceiling[1]", "ceiling_below"),
    (with_area(polygons=(), circles=()), f"{AREA}/geocode[1]", "geocode_alone"),
])  # fmt: skip
def test_each_rule_of_the_prose_is_told_and_leaves_the_schemas_answer(
    given_more: dict[str, object], where: str, rule: str
) -> None:
    content = changed(**given_more)
    (alert,) = judge(content).alerts
    assert [(fault.path, fault.rule) for fault in alert.faults] == [(where, rule)]
    assert alert.xsd_valid is True
    assert alert.faults[0].weight == RULES[rule].weight


@pytest.mark.parametrize(("text", "rule"), [
    ("2023-06-24T04:50:00Z", "time_letter"),
    ("2023-06-24 04:50:00+08:00", "time_form"),
    ("2023-06-24T04:50:00.25+08:00", "time_form"),
    ("2023-02-29T04:50:00+08:00", "time_unreal"),
    ("2023-06-24T24:50:00+08:00", "time_unreal"),
])  # fmt: skip
def test_a_time_in_another_form_is_a_fault_of_prose_and_schema(text: str, rule: str) -> None:
    (alert,) = judge(changed(sent=text)).alerts
    assert alert.xsd_valid is False
    assert {fault.rule for fault in alert.faults} - {"schema_pattern", "schema_form"} == {rule}


def test_a_time_with_a_letter_is_valid_by_the_schema_of_1_1() -> None:
    (alert,) = judge(in_version(changed(sent="2023-06-24T04:50:00Z"), "1.1")).alerts
    assert (alert.xsd_valid, [fault.rule for fault in alert.faults]) == (True, ["time_letter"])


def test_an_altitude_in_words_is_valid_by_the_schema_of_1_1_alone() -> None:
    content = write(make.alert()).replace(b">3.5<", b">high<")
    assert [judge(in_version(content, version)).alerts[0].xsd_valid for version in ("1.1", "1.2")] == [True, False]
    assert rules(in_version(content, "1.1")) == [(f"{AREA}/altitude[1]", "altitude_form")]


def test_a_signature_of_another_form_is_told() -> None:
    loose = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></alert>'
    assert rules(write(make.alert()).replace(b"</alert>", loose)) == [("alert/Signature[1]", "signature_form")]


def test_every_rule_is_broken_by_a_test_above() -> None:
    told = {mark for mark in RULES if mark}
    broken = {
        param[2] for param in test_each_rule_of_the_prose_is_told_and_leaves_the_schemas_answer.pytestmark[0].args[1]
    }
    broken |= {"time_letter", "time_form", "time_unreal", "altitude_form", "signature_form"}
    assert told == broken


@pytest.mark.parametrize("value", VALUES["status"])
def test_every_status_is_a_status(value: str) -> None:
    (alert,) = judge(changed(status=value, note="n")).alerts
    assert (alert.xsd_valid, alert.faults) == (True, ())


# lines, feeds, nothing ------------------------------------------------------------------------------------------------------


def test_every_alert_of_a_feed_is_judged_with_the_lines_of_the_file() -> None:
    one = write(make.alert(sender="a b")).split(b"\n", 1)[1]
    feed = (
        b'<feed xmlns="http://www.w3.org/2005/Atom">\n<entry><content>\n'
        + one
        + b"</content></entry>\n"
        + one
        + b"</feed>"
    )
    judged = judge(feed)
    lines = [number for number, line in enumerate(feed.split(b"\n"), start=1) if b"<sender>" in line]
    assert [[(f.line, f.path, f.rule) for f in a.faults] for a in judged.alerts] == [
        [(line, "alert/sender[1]", "sender_form")] for line in lines
    ]


def test_lines_beyond_65535_are_told() -> None:
    content = b"<feed>" + b"\n" * 70_000 + write(make.alert(sender="a b")).split(b"\n", 1)[1] + b"</feed>"
    assert judge(content).alerts[0].faults[0].line == 70_003


def test_a_fault_of_the_schema_in_a_feed_has_its_place() -> None:
    one = write(make.alert()).split(b"\n", 1)[1].replace(b">Severe<", b">severe<")
    (alert,) = judge(b"<a>\n" + one + b"</a>").alerts
    assert [(f.path, f.rule) for f in alert.faults] == [("alert/info[1]/severity[1]", "schema_value")]


def test_a_file_without_alerts_is_well_formed_and_empty() -> None:
    assert judge(b"<feed/>").as_json() == {"well_formed": True, "alerts": []}


@pytest.mark.parametrize(
    "content", [b"", b"<alert>", b"\x00\x01", "<alert>暴".encode(), b'<?xml version="1.0" encoding="x-no"?><a/>']
)
def test_what_is_no_xml_is_said_to_be_none(content: bytes) -> None:
    judged = judge(content)
    assert (judged.well_formed, judged.alerts) == (False, ())


def test_an_encoding_of_its_own_is_read() -> None:
    content = write(make.alert()).decode().replace("UTF-8", "GB18030").encode("gb18030")
    assert rules(content) == []


def test_an_unknown_namespace_is_no_version_and_never_valid() -> None:
    (alert,) = judge(
        write(make.alert()).replace(NAMESPACE["1.2"].encode(), b"urn:oasis:names:tc:emergency:cap:1.3")
    ).alerts
    assert (alert.version, alert.xsd_valid, [f.rule for f in alert.faults]) == (None, False, ["schema_root"])


def test_many_faults_are_counted_beyond_those_listed() -> None:
    (alert,) = judge(changed(codes=("",) * 500)).alerts
    assert (len(alert.faults), alert.more) == (200, 300)


# harm --------------------------------------------------------------------------------------------------------------------


def laughs(inside: str) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE alert [<!ENTITY e0 "ha">{levels}]>{inside}'.encode()


@pytest.mark.parametrize("content", [
    laughs("<alert>&e9;</alert>"),
    laughs('<alert a="&e9;"/>'),
    laughs("<alert/>").decode().encode("utf-16"),
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><alert><note>&x;</note></alert>',
    b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><alert/>',
    b'<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/x.dtd"><alert/>',
])  # fmt: skip
def test_a_document_type_is_refused(content: bytes) -> None:
    judged = judge(content)
    assert (judged.well_formed, judged.refused, judged.alerts) == (None, "doctype", ())


@pytest.mark.parametrize(("content", "limits", "code"), [
    (b"<alert>" + b" " * 100 + b"</alert>", Limits(bytes=100), "too_large"),
    (b"<a>" + b"<alert/>" * 4 + b"</a>", Limits(alerts=3), "too_many_alerts"),
    (b"<a>" + b"<b/>" * 4 + b"</a>", Limits(elements=3), "too_many_elements"),
    (b"<alert><polygon>" + b"1.5,2.5 " * 1_000_000 + b"</polygon></alert>", Limits(), "polygon_too_long"),
    (b"<alert><polygon>" + b"1.5,2.5 " * 2_000_000 + b"</polygon></alert>", Limits(), "too_large"),
    (b"<a>" * 5_000, Limits(), "too_large"),
])  # fmt: skip
def test_a_file_is_bounded(content: bytes, limits: Limits, code: str) -> None:
    judged = judge(content, limits)
    assert (judged.well_formed, judged.refused) == (None, code)


@given(st.one_of(st.binary(max_size=300), mutated().map(lambda case: case[1]), st.builds(
    lambda content, at, byte: content[:at] + bytes([byte]) + content[at + 1 :],
    mutated().map(lambda case: case[1]), st.integers(0, 2_000), st.integers(0, 255),
)))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_nothing_but_an_answer_comes_of_any_bytes(content: bytes) -> None:
    json.dumps(judge(content).as_json())


def test_a_strangers_file_is_read_in_a_process_of_its_own() -> None:
    one = write(make.alert(sender="a b")).split(b"\n", 1)[1]
    told = list(examine(b"<feed>" + one * 3 + b"</feed>"))
    assert [t["judged"]["faults"][0]["rule"] for t in told] == ["sender_form"] * 3
    assert [etree.fromstring(t["raw"]).findtext("{*}sender") for t in told] == ["a b"] * 3
    assert [t["raw"] for t in examine(write(make.alert()))] == [None]


@pytest.mark.parametrize(("content", "code"), [
    (b"<alert>", "not_well_formed"), (laughs("<alert>&e9;</alert>"), "doctype"), (b"x" * (64 * 2**20 + 1), "too_large"),
])  # fmt: skip
def test_a_strangers_file_that_is_not_read_says_why(content: bytes, code: str) -> None:
    with pytest.raises(BadCap) as told:
        list(examine(content))
    assert told.value.code == code


def test_a_file_that_takes_more_than_the_process_may_have_ends_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "PATIENCE", 0.01)
    with pytest.raises(BadCap) as told:
        list(examine(write(make.alert())))
    assert told.value.code == "ran_out"


def test_nothing_outside_is_read(tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(BadCap):
        parse(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{tmp_path}/secret">]><alert>&x;</alert>'.encode())
