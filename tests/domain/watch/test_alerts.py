"""Alerts: taken once, folded, never trusted in silence; notices that each town says for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from pilin.domain.watch import actions, rules
from pilin.domain.watch.models import Alert, JointNotice, Signal
from pilin.domain.watch.queries import cap as queries
from pilin.domain.watch.taking import A_STEP, read_file
from pilin.engine import cap
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.notices.models import Notice
from tests.factories import watch as make
from tests.factories.base import NOW, circle_of_five
from tests.kit import BACKEND

pytestmark = pytest.mark.django_db
HOUSE = Standing.machine("test")
CIRCLE = "five-towns"
HOUR = timedelta(hours=1)


def in_zone(at: Any) -> str:
    return cap.time_text(at.astimezone(make.SHANGHAI))


def shown(by: Standing, at: Any = NOW) -> list[tuple[str, str, int]]:
    return [(card.hazard, card.colour, len(card.sources)) for card in queries.board(by, CIRCLE, at).cards]


def signals(by: Standing) -> list[tuple[str, str]]:
    return [(row.colour, row.issuer_zh) for row in Signal.objects.visible_to(by).order_by("issued_at", "uid")]


# what is relayed ---------------------------------------------------------------------------------------------------------


@pytest.mark.source("D-22")
def test_an_alert_of_a_known_station_is_relayed_with_its_name_and_minute() -> None:
    clerk = circle_of_five().fengjing.clerk
    make.sender(clerk)
    (row,) = make.taken(clerk, make.cap_alert()).rows
    (signal,) = Signal.objects.visible_to(clerk)
    assert (signal.colour, signal.hazard, signal.issuer_zh, signal.issued_at, signal.alert, signal.audience) == (
        "orange", "rainstorm", "奉贤区气象台", row.sent_at, row.pk, "public",
    )  # fmt: skip
    assert signal.areas == ["310116"]
    assert row.audience == "public"


@pytest.mark.source("D-22")
def test_an_update_changes_the_signal_and_a_cancellation_lifts_it() -> None:
    clerk = circle_of_five().fengjing.clerk
    make.sender(clerk)
    yellow = make.cap_alert(identifier="1", sent=in_zone(NOW - 3 * HOUR), info_more={"headline": "暴雨黄色预警"})
    orange = make.cap_alert(
        identifier="2", msg_type="Update", sent=in_zone(NOW - 2 * HOUR), references=str(yellow.named)
    )
    lifted = make.cap_alert(identifier="3", msg_type="Cancel", sent=in_zone(NOW - HOUR), references=str(orange.named))
    make.taken(clerk, yellow)
    make.taken(clerk, orange)
    assert shown(clerk) == [("rainstorm", "orange", 1)]
    make.taken(clerk, lifted)
    assert signals(clerk) == [("yellow", "奉贤区气象台"), ("orange", "奉贤区气象台"), ("none", "奉贤区气象台")]
    assert len(set(Signal.objects.visible_to(clerk).values_list("family", flat=True))) == 1
    assert shown(clerk) == []


@pytest.mark.parametrize("more", [
    {"sender": "somebody@example.org"}, {"status": "Test"}, {"status": "Exercise", "note": "n"}, {"scope": "Restricted", "restriction": "r"},
    {"info_more": {"headline": "暴雨预警"}}, {"msg_type": "Ack", "references": "a,b,2024-11-05T09:50:00+08:00"},
    {"info_more": {"expires": in_zone(NOW - HOUR)}}, {"sent": in_zone(NOW + HOUR)},
])  # fmt: skip
def test_nothing_else_is_relayed_by_itself(more: dict[str, Any]) -> None:
    clerk = circle_of_five().fengjing.clerk
    make.sender(clerk)
    assert len(make.taken(clerk, make.cap_alert(**more)).rows) == 1
    assert signals(clerk) == []


def test_a_sender_that_is_no_station_or_has_ended_relays_nothing() -> None:
    clerk = circle_of_five().fengjing.clerk
    row = make.sender(clerk, is_station=False)
    make.taken(clerk, make.cap_alert(identifier="1"))
    make.sender(clerk)
    actions.end_sender(by=clerk, at=NOW, sender=queries.sender_named(clerk, CIRCLE, row.pk))
    make.taken(clerk, make.cap_alert(identifier="2"))
    assert signals(clerk) == []


def test_a_person_names_the_colour_that_the_words_do_not() -> None:
    clerk = circle_of_five().fengjing.clerk
    (unknown,) = make.taken(clerk, make.cap_alert(identifier="0", info_more={"headline": "暴雨预警"})).rows
    with pytest.raises(Invalid) as no_station:
        actions.relay_alert(by=clerk, at=NOW, alert=unknown, hazard="rainstorm", colour="orange")
    assert [fault.code for fault in no_station.value.faults] == ["no_station"]
    make.sender(clerk)
    assert actions.relay_alert(by=clerk, at=NOW, alert=unknown, hazard="rainstorm", colour="orange").alert == unknown.pk
    with pytest.raises(Conflict):
        actions.relay_alert(by=clerk, at=NOW, alert=unknown, hazard="rainstorm", colour="red")


# signatures ---------------------------------------------------------------------------------------------------------------


def test_a_broken_signature_is_kept_calls_nobody_and_is_told_to_those_on_duty() -> None:
    five = circle_of_five()
    clerk = five.fengjing.clerk
    key = cap.new_key()
    make.sender(clerk, key=cap.public_of(key).decode())
    signed = cap.sign(cap.write(make.cap_alert()), key)
    told = make.taken(clerk, signed.replace("橙色".encode(), "红色".encode()))
    (row,) = told.rows
    assert (row.signature, row.signed_why, row.audience, told.broken) == ("broken", "content", "own", [row])
    assert signals(clerk) == []
    board = queries.board(clerk, CIRCLE, NOW)
    assert (board.cards, [one.pk for one in board.doubtful]) == ((), [row.pk])
    with pytest.raises(Invalid):
        actions.relay_alert(by=clerk, at=NOW, alert=row, hazard="rainstorm", colour="red")
    assert not Alert.objects.visible_to(Standing.public()).exists()


def test_a_station_that_signs_is_believed_by_its_own_signature_only() -> None:
    clerk = circle_of_five().fengjing.clerk
    key, other = cap.new_key(), cap.new_key()
    make.sender(clerk, key=cap.public_of(key).decode())
    make.sender(clerk, sender=make.ACROSS, name_zh="嘉善县气象台", areas=["330421"], key=cap.public_of(other).decode())
    plain = make.taken(clerk, make.cap_alert(identifier="1")).rows[0]
    foreign = make.taken(clerk, cap.sign(cap.write(make.cap_alert(identifier="2")), other)).rows[0]
    assert ([row.signature for row in (plain, foreign)], signals(clerk)) == (["unsigned", "unknown"], [])
    own = make.taken(clerk, cap.sign(cap.write(make.cap_alert(identifier="3")), key)).rows[0]
    assert (own.signature, signals(clerk)) == ("valid", [("orange", "奉贤区气象台")])


def test_a_cancellation_with_a_broken_signature_or_of_another_sender_cancels_nothing() -> None:
    clerk = circle_of_five().fengjing.clerk
    alert = make.cap_alert()
    make.taken(clerk, alert)
    late = {"msg_type": "Cancel", "references": str(alert.named), "sent": in_zone(NOW - timedelta(minutes=5))}
    forged = cap.sign(cap.write(make.cap_alert(identifier="2", **late)), cap.new_key()).replace(b"Severe", b"Minor")
    make.taken(clerk, forged)
    make.taken(clerk, make.cap_alert(identifier="3", sender="else@example.org", **late))
    assert shown(clerk) == [("rainstorm", "orange", 1)]
    make.taken(clerk, make.cap_alert(identifier="4", **late))
    assert shown(clerk) == []


# taken once, folded, in steps ------------------------------------------------------------------------------------------------


def test_a_doubled_alert_is_taken_once_in_one_file_and_over_two_towns() -> None:
    five = circle_of_five()
    clerk, across = five.fengjing.clerk, five.xindai.clerk
    make.sender(clerk)
    assert len(make.taken(clerk, make.cap_alert(), make.cap_alert()).rows) == 1
    for by in (clerk, across):
        with pytest.raises(Conflict):
            make.taken(by, make.cap_alert())
    more = make.taken(across, make.cap_alert(), make.cap_alert(identifier="fengxian.2"))
    assert (len(more.rows), more.known) == (1, 1)


def test_what_two_towns_took_for_themselves_is_shown_once() -> None:
    five = circle_of_five()
    closed = make.cap_alert(scope="Restricted", restriction="r")
    make.taken(five.fengjing.clerk, closed)
    make.taken(five.xindai.clerk, closed)
    assert Alert.objects.visible_to(HOUSE).count() == 2
    assert shown(HOUSE) == [("rainstorm", "orange", 1)]


def test_the_same_hazard_of_both_provinces_is_one_card_with_two_sources() -> None:
    clerk = circle_of_five().fengjing.clerk
    make.sender(clerk)
    make.sender(clerk, sender=make.ACROSS, name_zh="嘉善县气象台", areas=["330421"])
    across = make.cap_alert(
        sender=make.ACROSS, identifier="jiashan.1", sent=in_zone(NOW - HOUR), info_more={"headline": "暴雨红色预警"},
        area_more={"description": "嘉善县", "geocodes": (cap.Named("GB/T 2260", "330421"),)},
    )  # fmt: skip
    flood = make.cap_alert(identifier="w", info_more={"event": "洪水", "headline": "洪水蓝色预警"})
    make.taken(clerk, make.cap_alert(), across, flood)
    cards = queries.board(clerk, CIRCLE, NOW).cards
    assert [(c.hazard, c.colour, c.senders) for c in cards] == [
        ("rainstorm", "red", (make.ACROSS, make.STATION)), ("flood", "blue", (make.STATION,)),
    ]  # fmt: skip


def test_alerts_of_one_incident_are_one_card_whatever_they_are_called_and_others_are_not() -> None:
    clerk = circle_of_five().fengjing.clerk
    make.taken(
        clerk,
        make.cap_alert(identifier="1", incidents='x "tank fire"', info_more={"event": "危化品泄漏", "headline": "泄漏"}),
        make.cap_alert(identifier="2", sender=make.ACROSS, incidents='"tank fire"', info_more={"event": "火灾", "headline": "火灾"}),
        make.cap_alert(identifier="3", incidents="tank", info_more={"event": "大雾", "headline": "大雾"}),
    )  # fmt: skip
    assert shown(clerk) == [("other", "", 2), ("other", "", 1)]


def test_alerts_at_other_times_or_of_other_places_are_not_folded() -> None:
    clerk = circle_of_five().fengjing.clerk
    far = {"description": "远处", "geocodes": (cap.Named("GB/T 2260", "440100"),)}
    later = {"onset": in_zone(NOW + 8 * HOUR), "expires": in_zone(NOW + 9 * HOUR)}
    make.taken(
        clerk,
        make.cap_alert(identifier="1"),
        make.cap_alert(identifier="2", area_more=far),
        make.cap_alert(identifier="3", info_more=later),
    )
    assert shown(clerk) == [("rainstorm", "orange", 1)] * 3


def test_an_alert_lapses_by_itself_and_one_without_an_end_after_a_day() -> None:
    clerk = circle_of_five().fengjing.clerk
    make.taken(
        clerk,
        make.cap_alert(identifier="1"),
        make.cap_alert(identifier="2", info_more={"expires": None, "event": "台风", "headline": "台风蓝色预警"}),
    )
    assert shown(clerk, NOW + 5 * HOUR) == [("rainstorm", "orange", 1), ("typhoon", "blue", 1)]
    assert shown(clerk, NOW + 6 * HOUR) == [("typhoon", "blue", 1)]
    assert shown(clerk, NOW + 24 * HOUR) == []


def test_exercises_and_tests_stand_apart() -> None:
    clerk = circle_of_five().fengjing.clerk
    make.taken(clerk, make.cap_alert(status="Exercise", note="drill"))
    board = queries.board(clerk, CIRCLE, NOW)
    assert (board.cards, len(board.practice)) == ((), 1)


def test_a_storm_is_taken_in_steps_and_shown_folded() -> None:
    clerk = circle_of_five().fengjing.clerk
    number = 2 * A_STEP + 1
    file = read_file(make.file_of(*[make.cap_alert(identifier=f"storm.{n}") for n in range(number)]))
    steps = [
        actions.take_alerts(by=clerk, at=NOW, circle=make.circle(clerk), town=clerk.member, brought=step)
        for step in file.steps()
    ]
    assert [len(step.rows) for step in steps] == [A_STEP, A_STEP, 1]
    assert shown(clerk) == [("rainstorm", "orange", number)]


@pytest.mark.parametrize(("content", "codes"), [
    (b"<alert>", ["not_well_formed"]), (b"<feed/>", ["no_alert"]), (b"<!DOCTYPE a []><alert/>", ["doctype"]),
    (cap.write(make.cap_alert(identifier="", sender="", sent="yesterday")), ["missing", "missing", "missing"]),
    (cap.write(make.cap_alert(identifier="a,b")), ["no_name"]),
])  # fmt: skip
def test_a_file_that_cannot_be_taken_says_every_reason(content: bytes, codes: list[str]) -> None:
    with pytest.raises(Invalid) as told:
        read_file(content)
    assert [fault.code for fault in told.value.faults] == codes


def test_of_a_feed_what_can_be_taken_is_taken_and_the_rest_is_told() -> None:
    file = read_file(make.file_of(make.cap_alert(), make.cap_alert(identifier="")))
    assert ([one.alert.identifier for one in file.brought], [fault.code for fault in file.turned_away]) == (
        ["fengxian.1"],
        ["missing"],
    )


def test_what_reading_took_is_kept_with_the_alert_and_its_bytes_are_those_that_came() -> None:
    clerk = circle_of_five().fengjing.clerk
    content = cap.write(make.cap_alert()).replace(b">Severe<", b">severe<")
    (row,) = actions.take_alerts(
        by=clerk, at=NOW, circle=make.circle(clerk), town=clerk.member, brought=read_file(content).brought
    ).rows
    kept = queries.alert_named(clerk, CIRCLE, row.pk)
    assert kept is not None
    assert kept.raw == content
    assert [(one["change"], one["was"], one["now"]) for one in kept.tolerances] == [("letters", "severe", "Severe")]
    assert [one["rule"] for one in kept.faults] == ["schema_value", "geocode_alone"]


# what an alert is about ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("event", "headline", "hazard", "colour"), [
    ("暴雨", "金山区气象台更新暴雨预警为橙色", "rainstorm", "orange"),
    ("Rainstorm", "Rainstorm red warning signal", "rainstorm", "red"),
    ("台风", "台风黄色预警信号", "typhoon", "yellow"),
    ("暴雨", "解除暴雨黄色预警", "rainstorm", "none"),
    ("暴雨", "黄色预警更新为橙色预警", "rainstorm", ""),
    ("Severe weather", "Take care", "other", ""),
    ("Fire", "Credit is scored", "other", ""),
])  # fmt: skip
def test_hazard_and_colour_are_those_that_are_named_and_never_guessed(
    event: str, headline: str, hazard: str, colour: str
) -> None:
    alert = make.cap_alert(info_more={"event": event, "headline": headline})
    assert (rules.hazard_of(alert), rules.colour_of(alert)) == (hazard, colour)


def test_a_colour_in_a_parameter_counts_before_the_headline() -> None:
    named = (cap.Named("alert_color", "橙色"),)
    alert = make.cap_alert(info_more={"headline": "黄色预警更新为橙色预警", "parameters": named})
    assert rules.colour_of(alert) == "orange"


@pytest.mark.parametrize(("more", "touched"), [
    ({"geocodes": (cap.Named("c", "310116"),)}, True), ({"geocodes": (cap.Named("c", "310000"),)}, True),
    ({"geocodes": (cap.Named("c", "330421"),)}, False), ({"geocodes": (), "polygons": ("30,120 30,122 31,122 31,120 30,120",)}, True),
    ({"geocodes": (), "polygons": ("30,120 30,120.5 31,120.5 31,120 30,120",)}, False),
    ({"geocodes": (), "circles": ("30.89,121.01 2",)}, True), ({"geocodes": (), "circles": ("30.80,121.01 2",)}, False),
    ({"geocodes": ()}, False),
])  # fmt: skip
def test_a_town_is_touched_by_code_or_by_a_shape_that_holds_its_point(more: dict[str, Any], touched: bool) -> None:
    area = cap.Area("x", **more)
    assert rules.touches(area, "310116101", (30.8902, 121.0120), ()) is touched


def test_an_area_in_words_alone_is_that_of_its_sender() -> None:
    assert rules.touches(cap.Area("全县"), "310116101", None, ["310116"]) is True


# notices ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.source("D-66", "6-joint-warning")
def test_a_joint_notice_is_two_alerts_of_two_senders_that_share_the_incident() -> None:
    five = circle_of_five()
    first, second = five.fengjing.clerk, five.xindai.clerk
    shapes = {first.member: [make.SQUARE], second.member: [make.SQUARE]}
    notice = make.notice(first, towns=[second.member], areas=[first.member, second.member], shapes=shapes)
    told = queries.notice_told(first, notice, NOW)
    assert (list(told.said), told.waits) == ([first.member], (second.member,))
    actions.join_notice(by=second, at=NOW + timedelta(minutes=4), notice=notice, shapes=shapes)
    one, other = queries.own_alerts_of(notice)
    assert (one.owner, other.owner) == (first.member, second.member)
    assert one.incidents == other.incidents == [notice.incident]
    assert one.sender != other.sender
    for row in (one, other):
        (alert,) = cap.judge(row.raw).alerts
        assert (alert.version, alert.xsd_valid, alert.faults) == ("1.2", True, ())
        read = cap.readings(row.raw)[0].alert
        assert (read.scope, [info.language for info in read.infos]) == ("Restricted", ["zh-CN", "en-US"])
        keys = {key.key_id: key.public.encode() for key in queries.keys_of(CIRCLE, row.owner)}
        assert cap.verify(row.raw, keys).state == "valid"
    assert cap.verify(
        one.raw, {key.key_id: key.public.encode() for key in queries.keys_of(CIRCLE, second.member)}
    ) == cap.Signed("unknown", "key")


def test_no_town_says_a_notice_for_another_or_twice_or_unasked_or_late() -> None:
    five = circle_of_five()
    first, second, third = five.fengjing.clerk, five.xindai.clerk, five.huimin.clerk
    notice = make.notice(first, towns=[second.member])
    with pytest.raises(Refused):
        actions.send_notice(by=second, at=NOW, **make.words(first))
    for by, code in ((first, "said"), (third, "not_asked")):
        with pytest.raises(Refused) as told:
            actions.join_notice(by=by, at=NOW, notice=notice, shapes={})
        assert told.value.code == code
    with pytest.raises(Refused) as late:
        actions.join_notice(by=second, at=NOW + 6 * HOUR, notice=notice, shapes={})
    assert late.value.code == "lapsed"


def test_an_update_and_a_cancellation_refer_to_the_towns_own_alert() -> None:
    five = circle_of_five()
    first, second = five.fengjing.clerk, five.xindai.clerk
    notice = make.notice(first, towns=[second.member])
    actions.join_notice(by=second, at=NOW, notice=notice, shapes={})
    before = {row.owner: row.triple for row in queries.own_alerts_of(notice)}
    update = make.notice(second, at=NOW + HOUR, follows=notice, msg_type="Update")
    assert (update.towns, update.incident) == ([second.member, first.member], notice.incident)
    actions.join_notice(by=first, at=NOW + HOUR, notice=update, shapes={})
    assert {row.owner: row.references for row in queries.own_alerts_of(update)} == {
        owner: [triple] for owner, triple in before.items()
    }
    with pytest.raises(Refused) as later:
        make.notice(first, at=NOW + HOUR, follows=notice, msg_type="Cancel")
    assert later.value.code == "later_known"
    ended = make.notice(first, at=NOW + 2 * HOUR, follows=update, msg_type="Cancel")
    with pytest.raises(Refused) as cancelled:
        make.notice(first, at=NOW + 3 * HOUR, follows=ended, msg_type="Update")
    assert cancelled.value.code == "cancelled"


def test_a_notice_with_everything_wrong_says_all_of_it() -> None:
    clerk = circle_of_five().fengjing.clerk
    with pytest.raises(Invalid) as told:
        make.notice(
            clerk, hazard="hail", headline_zh="", headline=" ", text_zh="", text="", advice_zh="走", areas=[], towns=["000000000"],
            urgency="Soon", severity="Bad", certainty="Sure", expires_at=NOW,
        )  # fmt: skip
    assert [(fault.code, fault.field) for fault in told.value.faults] == [
        ("missing", "headline_zh"), ("missing", "headline"), ("missing", "text_zh"), ("missing", "text"), ("missing", "advice"),
        ("unknown_hazard", "hazard"), ("unknown_value", "urgency"), ("unknown_value", "severity"), ("unknown_value", "certainty"),
        ("unknown_member", "towns"), ("no_area", "areas"), ("past", "expires_at"),
    ]  # fmt: skip


def test_a_drill_is_marked_as_an_exercise() -> None:
    clerk = circle_of_five().fengjing.clerk
    (row,) = queries.own_alerts_of(make.notice(clerk, exercise="2024 联合演练"))
    assert row.status == "Exercise"
    assert cap.judge(row.raw).alerts[0].faults == ()


# who reads what ------------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("on_the_day")
def test_the_public_fetches_what_is_relayed_and_nothing_restricted() -> None:
    five = circle_of_five()
    clerk = five.fengjing.clerk
    make.sender(clerk)
    make.taken(
        clerk, make.cap_alert(identifier="open"), make.cap_alert(identifier="closed", scope="Restricted", restriction="r"),
        make.cap_alert(identifier="stranger", sender="x@example.org"), make.cap_alert(identifier="test", status="Test"),
    )  # fmt: skip
    notice = make.notice(clerk, towns=[five.xindai.code])
    client = Client()
    feed = client.get("/public/cap/feed.atom")
    titles = etree.fromstring(feed.content).findall("{*}entry/{*}link")
    assert [link.get("href").rsplit("/", 1)[1] for link in titles] == ["open.xml"]
    assert client.get("/public/cap/feed.atom", headers={"If-None-Match": feed["ETag"]}).status_code == 304
    answer = client.get("/public/cap/open.xml")
    assert (answer.status_code, cap.readings(answer.content)[0].alert.identifier) == (200, "open")
    assert client.get("/public/cap/open.xml", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    hidden = [row.identifier for row in Alert.objects.visible_to(HOUSE) if row.identifier != "open"]
    assert len(hidden) == 4
    assert {client.get(f"/public/cap/{one}.xml").status_code for one in hidden} == {404}
    assert client.get(f"/c/{CIRCLE}/watch/notices/{notice.pk}/").status_code == 404
    assert list(Alert.objects.visible_to(Standing.public()).values_list("identifier", flat=True)) == ["open"]


def test_a_notice_is_read_by_the_towns_that_it_names_alone() -> None:
    five = circle_of_five()
    notice = make.notice(five.fengjing.clerk, towns=[five.xindai.code])
    readers = {
        by.member: JointNotice.objects.visible_to(by).exists() and Alert.objects.visible_to(by).filter(notice=notice.pk).exists()
        for by in (five.fengjing.clerk, five.xindai.clerk, five.huimin.clerk)
    }  # fmt: skip
    assert readers == {five.fengjing.code: True, five.xindai.code: True, five.huimin.code: False}


def test_those_on_duty_are_told_of_a_notice() -> None:
    five = circle_of_five()
    make.notice(five.fengjing.clerk, towns=[five.xindai.code])
    assert set(Notice.objects.visible_to(HOUSE).values_list("kind", flat=True)) <= {
        "watch_notice",
        "watch_notice_asked",
    }


def test_a_key_of_a_sender_is_a_public_one() -> None:
    clerk = circle_of_five().fengjing.clerk
    for wrong in ("no key", cap.new_key().decode()):
        with pytest.raises(Invalid) as told:
            make.sender(clerk, key=wrong)
        assert [fault.field for fault in told.value.faults] == ["key"]


def test_the_area_that_an_alert_draws_stands_on_its_map_once():
    five = circle_of_five()
    area = cap.Area(
        "枫泾镇", polygons=("30.90,121.00 30.90,121.05 30.85,121.05 30.90,121.00",), circles=("30.88,121.02 2",)
    )
    blocks = (
        make.cap_alert(info_more={"areas": (area,)}).infos[0],
        make.cap_alert(info_more={"areas": (area,), "language": "en-US"}).infos[0],
    )
    make.taken(five.fengjing.clerk, make.cap_alert(infos=blocks))
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    row = Alert.objects.visible_to(HOUSE).get()
    page = client.get(f"/c/{CIRCLE}/watch/alerts/{row.pk}/").content.decode()
    assert page.count('class="sm-area"') == 2  # one polygon and one circle, though two languages name both
