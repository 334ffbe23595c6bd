"""Reading with every tolerance listed, writing, and nothing lost on the way there and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pilin.engine.cap import (
    CHANGES,
    VALUES,
    Alert,
    Area,
    Info,
    Named,
    Reference,
    Resource,
    judge,
    moment,
    quoted,
    readings,
    time_text,
    words,
    write,
)
from tests.engine.cap import make
from tests.engine.cap.shelf import ALERTS, needs_shelf

NEW = "urn:oasis:names:tc:emergency:cap:1.2"


def flat(element: etree._Element) -> list[Any]:
    """An alert as lists, free of prefixes, comments, hints of schemas and blanks that are no content."""
    name = etree.QName(element)
    space = (name.namespace or "").replace("cap:1.1", "cap:1.2")
    inside = [flat(child) for child in element if isinstance(child.tag, str)]
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    collapsed = {"sent", "effective", "onset", "expires", "language", "web", "uri", "size", "altitude", "ceiling"}
    if inside or name.localname in collapsed or "xmldsig" in space:
        text = "".join(text.split())
    return [space, name.localname, text, inside]


@needs_shelf
@pytest.mark.parametrize("file", ALERTS, ids=lambda file: file.name)
def test_a_real_alert_loses_nothing_there_and_back(file: Any) -> None:
    judged = judge(file.read_bytes())
    if not judged.well_formed:
        assert judged.alerts == ()
        return
    assert len(readings(file.read_bytes())) == len(judged.alerts)
    for reading, told in zip(readings(file.read_bytes()), judged.alerts, strict=True):
        again = readings(write(reading.alert))
        assert [each.alert for each in again] == [reading.alert]
        if told.xsd_valid:
            written = etree.fromstring(write(reading.alert))
            assert flat(written) == flat(etree.fromstring(reading.raw))
            assert judge(write(reading.alert)).alerts[0].xsd_valid is True
            assert {t.change for t in reading.tolerances} <= {"not_drawn", "blanks"}


TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=20)
FULL = TEXT.filter(lambda text: text.strip())
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).flatmap(
    lambda at: st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: time_text(at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))))
    )
)
NAMED = st.builds(Named, TEXT, TEXT)
MAYBE = st.none() | TEXT
RESOURCES = st.builds(Resource, TEXT, TEXT, st.none() | st.integers(0, 10**9).map(str), st.none(), MAYBE, MAYBE)
AREAS = st.builds(
    Area, TEXT, st.lists(st.just(make.RING), max_size=2).map(tuple), st.lists(st.just("1,2 3"), max_size=2).map(tuple),
    st.lists(NAMED, max_size=2).map(tuple), st.none() | st.decimals(-99, 99, places=2).map(str), st.none() | st.just("0.5"),
)  # fmt: skip
INFOS = st.builds(
    Info, event=TEXT, categories=st.lists(st.sampled_from(VALUES["category"]), min_size=1, max_size=3).map(tuple),
    urgency=st.sampled_from(VALUES["urgency"]), severity=st.sampled_from(VALUES["severity"]),
    certainty=st.sampled_from(VALUES["certainty"]), language=st.sampled_from([None, "zh-CN", "en-US", "ar"]),
    response_types=st.lists(st.sampled_from(VALUES["responseType"]), max_size=2).map(tuple), audience=MAYBE,
    event_codes=st.lists(NAMED, max_size=2).map(tuple), effective=st.none() | TIMES, onset=st.none() | TIMES,
    expires=st.none() | TIMES, sender_name=MAYBE, headline=MAYBE, description=MAYBE, instruction=MAYBE,
    web=st.none() | st.just("https://example.org/1"), contact=MAYBE, parameters=st.lists(NAMED, max_size=3).map(tuple),
    resources=st.lists(RESOURCES, max_size=2).map(tuple), areas=st.lists(AREAS, max_size=2).map(tuple),
)  # fmt: skip
MESSAGES = st.builds(
    Alert, identifier=FULL.map(str.strip), sender=FULL.map(str.strip), sent=TIMES, status=st.sampled_from(VALUES["status"]),
    msg_type=st.sampled_from(VALUES["msgType"]), scope=st.sampled_from(VALUES["scope"]), source=MAYBE, restriction=MAYBE,
    addresses=MAYBE, codes=st.lists(TEXT, max_size=2).map(tuple), note=MAYBE, references=MAYBE, incidents=MAYBE,
    infos=st.lists(INFOS, max_size=2).map(tuple),
)  # fmt: skip


@given(MESSAGES)
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_valid_and_is_read_as_it_was(alert: Alert) -> None:
    content = write(alert)
    (reading,) = readings(content)
    assert (reading.alert, reading.raw, reading.tolerances) == (alert, content, ())
    assert judge(content).alerts[0].xsd_valid is True


def told(content: bytes) -> list[tuple[str, str, str]]:
    (reading,) = readings(content)
    return [(t.change, t.was, t.now) for t in reading.tolerances]


def info_of(content: bytes) -> Info:
    return readings(content)[0].alert.infos[0]


BOOK = write(make.alert())
ONE_CODE = BOOK[BOOK.index(b"<eventCode>") : BOOK.index(b"</eventCode>") + len(b"</eventCode>")]


@pytest.mark.parametrize(("was", "now", "change"), [
    (b">Actual<", b"> Actual <", ("blanks", " Actual ", "Actual")),
    (b">Severe<", b">severe<", ("letters", "severe", "Severe")),
    (b">Likely<", b">Very Likely<", ("very_likely", "Very Likely", "Likely")),
    (b">Met<", b">Weather<", ("unknown_value", "Weather", "")),
    (b"<sent>2023-06-24T04:50:00+08:00", b"<sent>2023-06-23T20:50:00.123Z", ("time", "2023-06-23T20:50:00.123Z", "2023-06-23T20:50:00-00:00")),
    (b"<sent>2023-06-24T04:50:00+08:00", b"<sent>2023-06-24 04:50+0800", ("time", "2023-06-24 04:50+0800", "2023-06-24T04:50:00+08:00")),
    (b"<sent>2023-06-24T04:50:00+08:00", b"<sent>2023-06-24T04:50:00", ("time_unreadable", "2023-06-24T04:50:00", "")),
    (b"<scope>Public</scope>", b"", ("missing", "scope", "")),
    (b"<scope>Public</scope>", b"<scope>Public</scope><scope>Private</scope>", ("repeated", "Private", "")),
    (b"<scope>Public</scope>", b"<scope>Public</scope><source>x</source>", ("order", "", "")),
    (b"<scope>Public</scope>", b"<scope>Public</scope><colour>x</colour>", ("unknown_element", "colour", "")),
    (b"<altitude>3.5", b"<altitude>high", ("not_a_number", "high", "")),
    (b"30.88,121.02 30.90,121.00<", b"30.88,121.02<", ("closed", "30.88,121.02", "30.90,121.00")),
    (b"30.90,121.02 30.88", b"30.90,121.02, 30.88", ("pairs", make.RING.replace("30.90,121.02 ", "30.90,121.02, "), make.RING)),
    (b"30.90,121.02 30.88", b"95.0,121.02 30.88", ("not_drawn", make.RING.replace("30.90,121.02", "95.0,121.02"), "")),
    (b"30.89,121.01 2.5", b"30.89,121.01", ("not_drawn", "30.89,121.01", "")),
    ("<event>暴雨".encode(), "<event>暴<b>雨</b>".encode(), ("inner_markup", "", "")),
    (ONE_CODE, b"<eventCode>colour=red</eventCode>", ("joined", "colour=red", "colour")),
    (NEW.encode(), b"urn:oasis:names:tc:emergency:cap:1.3", ("namespace", "urn:oasis:names:tc:emergency:cap:1.3", "")),
])  # fmt: skip
def test_each_tolerance_is_listed(was: bytes, now: bytes, change: tuple[str, str, str]) -> None:
    content = BOOK.replace(was, now, 1)
    assert content != BOOK
    assert told(content) == [change]


def test_every_tolerance_is_met_by_a_test_above() -> None:
    met = {param[2][0] for param in test_each_tolerance_is_listed.pytestmark[0].args[1]}
    assert met == set(CHANGES)


def test_a_name_and_its_value_in_one_text_are_taken_apart() -> None:
    content = BOOK.replace(ONE_CODE, b"<eventCode>colour = red</eventCode>", 1)
    assert info_of(content).event_codes == (Named("colour", "red"), Named("colour", "orange"))


def test_a_time_that_cannot_be_told_counts_as_unknown() -> None:
    content = BOOK.replace(b"<sent>2023-06-24T04:50:00+08:00", b"<sent>2023-06-24T04:50:00")
    assert readings(content)[0].alert.sent_at is None


def test_what_was_tolerated_is_written_valid() -> None:
    content = (
        BOOK.replace(b">Severe<", b">severe<")
        .replace(b"<altitude>3.5", b"<altitude>high")
        .replace(b"+08:00</sent>", b"Z</sent>")
    )
    assert judge(content).alerts[0].xsd_valid is False
    (reading,) = readings(content)
    assert judge(write(reading.alert)).alerts[0].xsd_valid is True


def test_a_resource_of_1_1_without_a_type_is_written_with_the_type_of_unknown_bytes() -> None:
    content = BOOK.replace(NEW.encode(), b"urn:oasis:names:tc:emergency:cap:1.1").replace(
        b"<mimeType>image/png</mimeType>", b""
    )
    (reading,) = readings(content)
    assert (reading.version, reading.tolerances) == ("1.1", ())
    assert reading.alert.infos[0].resources[0].mime_type is None
    written = write(reading.alert)
    assert judge(written).alerts[0].xsd_valid is True
    assert info_of(written).resources[0].mime_type == "application/octet-stream"


def test_a_signature_is_kept_as_it_came() -> None:
    mark = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/><SignatureValue>aGk=</SignatureValue></Signature>'
    (reading,) = readings(BOOK.replace(b"</alert>", mark + b"</alert>"))
    assert reading.alert.extensions == (mark,)
    assert mark in write(reading.alert)


def test_an_alert_inside_an_alert_is_no_message_of_its_own() -> None:
    inner = BOOK.split(b"\n", 1)[1]
    assert len(readings(BOOK.replace(b"</alert>", inner + b"</alert>", 1))) == 1


def test_a_message_says_which_it_answers_and_what_it_belongs_to() -> None:
    alert = make.alert(references="a,1,2023-06-24T04:50:00+08:00 b,2 ", incidents='x "two words"')
    assert alert.earlier == (Reference("a", "1", "2023-06-24T04:50:00+08:00"),)
    assert alert.incident_names == ("x", "two words")
    assert str(alert.named) == "station@fengxian.example,fengxian.20230624.2,2023-06-24T04:50:00+08:00"


def test_an_alert_lapses_with_its_last_part_or_never_says() -> None:
    one, other = make.info(), make.info(expires="2023-06-24T13:00:00+08:00")
    assert make.alert(infos=(one, other)).expires_at == datetime(2023, 6, 24, 5, 0, tzinfo=UTC)
    assert make.alert(infos=(one, make.info(expires=None))).expires_at is None
    assert make.alert(infos=()).expires_at is None


def test_shapes_are_read_as_latitude_before_longitude() -> None:
    assert make.area().rings[0][0] == (30.90, 121.00)
    assert make.area().discs == (((30.89, 121.01), 2.5),)
    assert make.area(polygons=("1,nan 2,2 3,3 1,nan",), circles=("1e1,2 3",)).rings == ()


@given(TIMES)
def test_a_time_there_and_back(text: str) -> None:
    at = moment(text)
    assert at is not None
    assert time_text(at) == text
    assert not text.endswith("+00:00")


def test_utc_is_written_with_a_minus() -> None:
    assert time_text(datetime(2023, 6, 23, 20, 50, 0, 7, tzinfo=UTC)) == "2023-06-23T20:50:00-00:00"
    with pytest.raises(ValueError):
        time_text(datetime(2023, 6, 23))


@given(
    st.lists(
        st.text(st.characters(categories=["L", "Zs"]), min_size=1).filter(lambda t: t.strip() == t and t), max_size=4
    )
)
def test_words_in_quotes_there_and_back(listed: list[str]) -> None:
    assert words(quoted(listed)) == tuple(listed)
