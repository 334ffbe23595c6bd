"""From filing to the other four towns: a proposal's way, its words, its side, and what only whoever proposed it says."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from PIL import Image

from pilin.domain.programme.actions import draft_list
from pilin.domain.programme.models import Item
from pilin.domain.proposals import actions, queries
from pilin.domain.proposals.models import Offer, Proposal, PublicRating, Routing
from pilin.engine.base import add_working_days
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.cases import actions as cases
from pilin.foundation.cases.enums import CaseState
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.rules import working_days
from pilin.foundation.files import store
from pilin.foundation.files.models import Attachment
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.notices.models import Notice
from tests.factories import proposals as make
from tests.factories.base import NOW, TODAY, Five
from tests.factories.meetings import make_bodies

HOUSE = queries.HOUSE
ID_NUMBER = "310116199001010011"


def faults(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in error.value.faults]


@pytest.mark.source("R-09")
@pytest.mark.source("R-10")
def test_the_days_are_those_of_petitions_and_a_towns_own_count_first(five: Five) -> None:
    """The Shanghai rules set no days: sixty calendar days by default, never more; five working days until somebody has it."""
    _user, person = make.person()
    case = make.case_of(make.filed(person))
    assert case.answer_by == add_working_days(TODAY, working_days(TODAY, TODAY + timedelta(days=60))).on
    assert case.answer_by <= TODAY + timedelta(days=60)
    assert case.take_by == add_working_days(TODAY, 5).on
    cases.set_term(
        by=five.fengjing.signatory, at=NOW, circle=five.circle, town=five.fengjing.code, kind="proposal", taken_within=2, answered_within=15,
        clause="本镇承诺", valid_from=TODAY,
    )  # fmt: skip
    own = make.case_of(make.filed(person))
    assert (own.take_by, own.answer_by) == (add_working_days(TODAY, 2).on, add_working_days(TODAY, 15).on)


def test_numbers_of_cards_are_kept_nowhere_and_telephones_are_not_for_the_public(five: Five) -> None:
    _user, person = make.person()
    row = make.filed(
        person,
        subject="找我 13800001234",
        facts=f"我是 {ID_NUMBER}，车 沪A12345，信 a@b.cn",
        measure="３１０１１６１９９００１０１００１１",
    )
    assert (row.subject, row.facts, row.measure, row.hidden) == (
        "找我 ****",
        "我是 ****，车 ****，信 ****",
        "****",
        True,
    )
    case = make.case_of(row)
    assert case.subject == "找我 13800001234"
    assert case.text == "我是 ****，车 沪A12345，信 a@b.cn\n\n建议：****"
    kept = [str(line.__dict__) for line in JournalLine.objects.visible_to(HOUSE)]
    assert [one for one in kept if ID_NUMBER in one or "13800001234" in one] == []


def test_what_nobody_signed_and_what_holds_words_of_the_list_is_held_and_not_lost(five: Five) -> None:
    _user, person = make.person()
    nobody = make.filed(Standing.public())
    words = make.filed(person, facts="外 地 佬 滚出去，桥太窄了")
    assert [(row.held_for, row.audience) for row in (nobody, words)] == [("nobody", "own"), ("words", "own")]
    assert list(queries.readable(Standing.public(), "five-towns")) == []
    assert queries.proposal_named(person, "five-towns", words.pk) == words
    assert queries.proposal_named(five.xindai.clerk, "five-towns", words.pk) is None
    waits = {item.title for item in queries.work_of(five.fengjing.clerk, TODAY)}
    assert waits == {f"{row.reference} {row.subject}" for row in (nobody, words)}
    actions.release_proposal(by=five.fengjing.clerk, at=NOW, proposal=words, facts="桥太窄了，打 13800001234")
    shown = make.again(words)
    assert (shown.held_for, shown.audience, shown.facts, shown.hidden) == ("", "public", "桥太窄了，打 ****", True)
    assert "外 地 佬" in make.case_of(shown).text
    assert list(queries.readable(Standing.public(), "five-towns")) == [shown]


@pytest.mark.source("R-10")
def test_a_claim_of_ones_own_is_told_where_to_go_and_may_still_be_filed_for_everyone(five: Five) -> None:
    _user, person = make.person()
    with pytest.raises(Invalid) as told:
        make.filed(person, facts="老板拖欠我的工资三个月")
    assert faults(told) == [("for_all", "elsewhere")]
    assert "12333" in str(told.value.faults[0].reason)
    assert make.filed(person, facts="老板拖欠我的工资三个月，建议设欠薪公示", for_all=True).reference == "P-2024-1"


def test_every_fault_is_named_at_once(five: Five) -> None:
    _user, person = make.person()
    with pytest.raises(Invalid) as told:
        actions.file_proposal(
            by=person, at=NOW, circle=five.circle, subject=" ", facts="短", latitude=Decimal(91), longitude=None, photos=[("a.heic", b"\0\0\0\x18ftypheic")],
            channel="pigeon", beside="999",
        )  # fmt: skip
    assert faults(told) == [
        ("subject", "no_subject"), ("facts", "no_facts"), ("latitude", "half_a_place"), ("latitude", "latitude"), ("photos", "heic"),
        ("channel", "channel"), ("town", "no_town"), ("beside", "beside"),
    ]  # fmt: skip
    assert Case.objects.visible_to(HOUSE).count() == 0


def test_a_photo_loses_its_position_and_waits_for_a_clerks_eyes(five: Five) -> None:
    _user, person = make.person()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "A camera"
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(made.getvalue())).getexif().get(0x010F) == "A camera"
    row = make.filed(person, photos=[("桥.jpg", made.getvalue())])
    kept = Attachment.objects.visible_to(HOUSE).get(subject=str(row.pk))
    with store.opened(kept.sha256, kept.size) as file:
        assert dict(Image.open(io.BytesIO(file.read())).getexif()) == {}
    public, neighbour = Standing.public(), five.xindai.clerk
    assert [queries.reads_photo(one, str(row.pk)) for one in (person, five.fengjing.clerk, neighbour, public)] == [
        True,
        True,
        False,
        False,
    ]
    actions.release_proposal(by=five.fengjing.clerk, at=NOW, proposal=row, photos_shown=True)
    assert queries.reads_photo(public, str(row.pk))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", b"\xff\xd8\xff" + bytes(20_000_001), "too_large"),
        ("a.heic", b"\0\0\0\x18ftypmif1heic", "heic"),
        ("a.pdf", b"%PDF-1.7", "no_picture"),
        ("a.jpg", b"", "empty"),
    ],
)
def test_a_photo_that_cannot_be_read_is_said_in_words(five: Five, name: str, content: bytes, code: str) -> None:
    _user, person = make.person()
    with pytest.raises(Invalid) as told:
        make.filed(person, photos=[(name, content)])
    assert faults(told) == [("photos", code)] * len(told.value.faults)
    assert Proposal.objects.visible_to(HOUSE).count() == 0


@pytest.mark.source("P-1")
def test_a_place_on_the_line_has_two_owners_and_until_then_one_never_none(five: Five) -> None:
    make.with_middles(five)
    _user, person = make.person()
    a, b = (make.MIDDLES[town.code] for town in (five.fengjing, five.huimin))
    middle = [(Decimal(one) + Decimal(other)) / 2 for one, other in zip(a, b, strict=True)]
    row = actions.file_proposal(
        by=person, at=NOW, circle=five.circle, latitude=middle[0], longitude=middle[1], **make.SAID
    )
    assert {row.owner, row.beside} == {five.fengjing.code, five.huimin.code}
    case = make.case_of(row)
    assert (case.owner, case.offered_to, case.offered_joint) == (row.owner, row.beside, True)
    assert (row.latitude, row.longitude) == (
        middle[0].quantize(Decimal("0.0001")),
        middle[1].quantize(Decimal("0.0001")),
    )
    second = five.huimin if row.beside == five.huimin.code else five.fengjing
    cases.accept_case(by=second.clerk, at=NOW, case=case)
    now = make.again(row)
    assert now.towns == (row.owner, row.beside)
    assert make.case_of(now).coordinator == row.owner


def test_a_place_well_within_a_town_is_that_towns_and_a_far_one_nobodys(five: Five) -> None:
    make.with_middles(five)
    _user, person = make.person()
    lat, lon = (Decimal(part) for part in make.MIDDLES[five.xindai.code])
    row = actions.file_proposal(by=person, at=NOW, circle=five.circle, latitude=lat, longitude=lon, **make.SAID)
    assert (row.owner, row.beside) == (five.xindai.code, "")
    with pytest.raises(Invalid) as told:
        actions.file_proposal(
            by=person, at=NOW, circle=five.circle, latitude=Decimal(40), longitude=Decimal(116), **make.SAID
        )
    assert faults(told) == [("town", "no_town")]


@pytest.mark.source("D-43")
def test_the_office_is_suggested_with_reasons_a_person_decides_and_that_is_learnt(five: Five) -> None:
    _user, person = make.person()
    row = make.filed(person, subject="界河水葫芦没人捞", facts="河面漂满水葫芦，从上游漂下来")
    routing = Routing.objects.visible_to(HOUSE).get(proposal=row.pk)
    assert routing.department == "water"
    assert routing.probability is not None
    assert 0 < routing.probability < 1
    assert set(routing.reasons) <= {
        text[k : k + 2] for text in (row.subject, row.facts, row.measure) for k in range(len(text) - 1)
    }
    assert len(routing.reasons) > 0
    before = queries.print_of(queries.lessons("five-towns"))
    actions.route_proposal(by=five.fengjing.clerk, at=NOW, proposal=row, department="city")
    routing.refresh_from_db()
    assert (routing.department, routing.decided, make.again(row).department) == ("water", "city", "city")
    assert (str(row.pk), "city", row.subject, f"{row.facts} {row.measure}") in queries.lessons("five-towns")
    assert queries.print_of(queries.lessons("five-towns")) != before
    for _n in range(6):
        actions.route_proposal(
            by=five.fengjing.clerk,
            at=NOW,
            proposal=make.filed(person, subject=row.subject, facts=row.facts),
            department="city",
        )
    taught = queries.suggested("five-towns", row.subject, row.facts)
    assert taught is not None
    assert taught.department == "city"


def test_for_another_town_it_is_offered_and_goes_along_when_that_town_takes_it(five: Five) -> None:
    _user, person = make.person()
    row = make.filed(person)
    actions.route_proposal(
        by=five.fengjing.clerk, at=NOW, proposal=row, department="water", town=five.xindai.code, note="那一段归新埭"
    )
    assert make.again(row).owner == five.fengjing.code
    cases.accept_case(by=five.xindai.clerk, at=NOW, case=make.case_of(row))
    now = make.again(row)
    assert (now.owner, now.first_town, now.state) == (five.xindai.code, five.fengjing.code, "in_hand")
    assert Routing.objects.visible_to(HOUSE).get(proposal=row.pk).owner == five.xindai.code
    with pytest.raises(Refused):
        actions.hold_proposal(by=five.fengjing.clerk, at=NOW, proposal=now, why="不再是本镇的")


@pytest.mark.source("P-7")
def test_adopted_is_not_done_only_whoever_proposed_it_says_so_and_four_towns_are_asked(five: Five) -> None:
    _user, person = make.person()
    _reader, reader = make.person("a-reader")
    row = make.filed(person)
    actions.follow_proposal(by=reader, at=NOW, proposal=row)
    row = make.answered(five.fengjing.clerk, row)
    told = queries.told(Standing.public(), row)
    assert told.outcome is not None
    assert (told.outcome.outcome, told.outcome.adopted, told.confirmed, told.offers) == ("B", True, None, ())
    for standing in (five.fengjing.clerk, five.fengjing.signatory, reader, Standing.public(), Standing.machine("x")):
        with pytest.raises(Refused):
            actions.confirm_done(by=standing, at=NOW, proposal=row)
    actions.confirm_done(by=person, at=NOW, proposal=row)
    assert make.case_of(row).state == "closed"
    asked = sorted(Offer.objects.visible_to(HOUSE).filter(proposal=row.pk).values_list("owner", flat=True))
    assert asked == sorted(town.code for town in five.towns if town is not five.fengjing)
    with pytest.raises(Refused):
        actions.confirm_done(by=person, at=NOW, proposal=make.again(row))
    kinds = list(Notice.objects.visible_to(HOUSE).filter(person=reader.person).values_list("kind", flat=True))
    assert sorted(kinds) == ["proposal_answered", "proposal_done"]


def test_what_is_for_reference_only_is_neither_adopted_nor_done(five: Five) -> None:
    _user, person = make.person()
    row = make.answered(five.fengjing.clerk, make.filed(person), outcome="D", adopted=False, promised_on=None)
    with pytest.raises(Refused):
        actions.confirm_done(by=person, at=NOW, proposal=row)


def test_an_answer_names_all_that_is_wrong_with_it(five: Five) -> None:
    _user, person = make.person()
    row = make.taken(five.fengjing.clerk, make.filed(person))
    with pytest.raises(Invalid) as told:
        actions.say_outcome(
            by=five.fengjing.clerk, at=NOW, proposal=row, outcome="C", adopted=True, words="", promised_on=None
        )
    assert faults(told) == [("words", "no_words"), ("promised_on", "no_day")]
    with pytest.raises(Invalid) as told:
        actions.say_outcome(
            by=five.fengjing.clerk,
            at=NOW,
            proposal=row,
            outcome="E",
            adopted=False,
            words="已在办理",
            promised_on=TODAY - timedelta(days=1),
        )
    assert faults(told) == [("outcome", "outcome"), ("promised_on", "past")]
    assert make.case_of(row).state == "in_hand"


def test_sent_back_and_answered_anew_by_the_other_town_the_word_is_that_towns(five: Five) -> None:
    _user, person = make.person()
    row = make.answered(five.fengjing.clerk, make.filed(person))
    cases.send_back(by=person, at=NOW, case=make.case_of(row), note="还没动工")
    cases.offer_case(by=five.fengjing.clerk, at=NOW, case=make.case_of(row), town=five.xindai.code, note="在对岸")
    cases.accept_case(by=five.xindai.clerk, at=NOW, case=make.case_of(row))
    made = actions.say_outcome(
        by=five.xindai.clerk, at=NOW, proposal=make.again(row), outcome="A", adopted=True, words="昨天修好了。"
    )
    assert (made.owner, made.outcome) == (five.xindai.code, "A")
    assert queries.outcome_of(row) == made


def test_a_town_answers_an_offer_with_a_reason_and_makes_its_own_matter_of_it(five: Five) -> None:
    make_bodies(five)
    _user, person = make.person()
    row = make.answered(five.fengjing.clerk, make.filed(person))
    actions.confirm_done(by=person, at=NOW, proposal=row)
    offer = queries.offer_to(row, five.xindai.code)
    assert offer is not None
    with pytest.raises(Invalid) as told:
        actions.answer_offer(by=five.xindai.clerk, at=NOW, offer=offer, answer="not_ours", why="")
    assert faults(told) == [("why", "no_reason")]
    with pytest.raises(Refused):
        actions.convert_proposal(
            by=five.xindai.clerk, at=NOW, proposal=row, became="matter", title_zh="学着做", why="要一起批"
        )
    actions.answer_offer(by=five.xindai.clerk, at=NOW, offer=offer, answer="taken_up")
    made = actions.convert_proposal(
        by=five.xindai.clerk, at=NOW, proposal=row, became="matter", title_zh="新埭也修界桥", why="要两省一起批"
    )
    assert (made.owner, made.title_zh) == (five.xindai.code, "新埭也修界桥")
    from pilin.domain.meetings.models import Matter

    matter = Matter.objects.visible_to(HOUSE).get(pk=made.row)
    assert (matter.subject, matter.subject_url) == (row.pk, f"/c/five-towns/proposals/{row.pk}/")
    with pytest.raises(Conflict):
        actions.convert_proposal(
            by=five.xindai.clerk, at=NOW, proposal=row, became="matter", title_zh="再来", why="再来一次"
        )


def test_one_voice_a_person_and_none_of_a_town(five: Five) -> None:
    _user, person = make.person()
    _reader, reader = make.person("a-reader")
    row = make.filed(person)
    with pytest.raises(Refused):
        actions.rate_proposal(by=reader, at=NOW, proposal=row, mark=5)
    row = make.answered(five.fengjing.clerk, row)
    actions.rate_proposal(by=reader, at=NOW, proposal=row, mark=2)
    actions.rate_proposal(by=person, at=NOW, proposal=row, mark=5)
    for standing in (reader, five.fengjing.clerk, Standing.public()):
        with pytest.raises(Refused):
            actions.rate_proposal(by=standing, at=NOW, proposal=row, mark=1)
    told = queries.told(Standing.public(), row)
    assert (told.ratings.number, told.ratings.mean) == (2, 3.5)


@pytest.mark.source("D-43")
def test_a_point_yields_what_came_through_it_and_no_more(five: Five) -> None:
    _user, person = make.person()
    box, other = make.point(five.fengjing.clerk), make.point(five.fengjing.clerk, name_zh="另一个", kind="contact")
    through = [make.filed(five.fengjing.clerk, point=box.pk, channel="counter", subject=f"第{n}条") for n in range(2)]
    make.filed(person)
    make.answered(five.fengjing.clerk, through[0])
    told = {one.row.pk: one.told for one in queries.yields(Standing.public(), [box, other])}
    assert told == {box.pk: queries.Yield(2, 1, 0), other.pk: queries.Yield(0, 0, 0)}
    with pytest.raises(Invalid) as wrong:
        make.filed(person, town=five.xindai.code, point=box.pk)
    assert faults(wrong) == [("point", "point")]


def test_a_topic_takes_proposals_in_its_period_only(five: Five) -> None:
    _user, person = make.person()
    topic = make.topic(five.fengjing.clerk)
    row = make.filed(person, topic=topic.pk)
    assert queries.answers_to(Standing.public(), [topic]) == {topic.pk: 1}
    actions.end_topic(by=five.fengjing.clerk, at=NOW, topic=topic, result_zh="修三处")
    with pytest.raises(Invalid) as wrong:
        make.filed(person, topic=topic.pk)
    assert faults(wrong) == [("topic", "topic")]
    assert row.topic == topic.pk


def test_an_officer_files_for_somebody_at_the_counter_of_the_own_town_only(five: Five) -> None:
    row = make.filed(five.fengjing.clerk, channel="counter")
    assert (row.held_for, make.case_of(row).asker_id, row.channel) == ("", None, "counter")
    for standing in (five.xindai.clerk, five.fengjing.signatory):
        with pytest.raises(Refused):
            make.filed(standing)


def test_who_is_erased_takes_words_and_photos_along_and_leaves_the_number(five: Five) -> None:
    from pilin.foundation.identity.actions import erase_person

    user, person = make.person()
    _other, other = make.person("another")
    row = make.answered(five.fengjing.clerk, make.filed(person, proposer="老王", place_words="桥头"))
    actions.rate_proposal(by=person, at=NOW, proposal=row, mark=5)
    actions.rate_proposal(by=other, at=NOW, proposal=row, mark=3)
    held = queries.proposals_held(user.uid)
    assert [one.get("reference") or one["proposal"] for one in held] == [row.reference, row.pk]
    erase_person(by=person, at=NOW, person=user.uid)
    now = make.again(row)
    assert (now.subject, now.facts, now.measure, now.proposer, now.place_words, now.held_for) == (
        "•",
        "•",
        "",
        "",
        "",
        "erased",
    )
    assert list(PublicRating.objects.visible_to(HOUSE).values_list("mark", flat=True)) == [3]
    assert make.case_of(now).asker_id is None
    assert queries.proposals_held(user.uid) == []


def test_near_in_words_across_towns_and_hot_topics_across_years(five: Five) -> None:
    _user, person = make.person()
    old = make.filed(
        person,
        town=five.xindai.code,
        at=NOW - timedelta(days=400),
        subject="界河水葫芦没人捞",
        facts="界河上漂满水葫芦，没有人捞",
    )
    new = make.filed(person, subject="界河水葫芦又满了", facts="界河上水葫芦漂满河面，没有人捞")
    make.filed(person, subject="公交末班车太早", facts="晚上八点以后没有车回家")
    near = queries.similar(Standing.public(), "five-towns", "界河的水葫芦", "漂满了没有人捞")
    assert [one.row.pk for one in near[:2]] in ([old.pk, new.pk], [new.pk, old.pk])
    (topic,) = queries.heard(Standing.public(), "five-towns")
    assert {row.pk for row in topic.rows} == {old.pk, new.pk}
    assert (topic.towns, topic.years, topic.rank) == (sorted([five.fengjing.code, five.xindai.code]), [2023, 2024], 1)


def test_an_adopted_proposal_becomes_an_item_of_the_draft_and_the_item_says_whose_it_was(five: Five) -> None:
    _user, person = make.person()
    row = make.answered(five.fengjing.clerk, make.filed(person))
    draft_list(by=five.fengjing.secretary, at=NOW, circle="five-towns", year=2025)
    given = {"proposal": row, "became": "item", "title_zh": "拓宽界桥", "year": 2025, "strand": "livable_life"}
    with pytest.raises(Invalid) as told:
        actions.convert_proposal(by=five.fengjing.secretary, at=NOW, partners=(), **given)
    assert faults(told) == [("partners", "no_partner_across")]
    with pytest.raises(Refused):
        actions.convert_proposal(by=five.fengjing.clerk, at=NOW, partners=(five.huimin.code,), **given)
    made = actions.convert_proposal(by=five.fengjing.secretary, at=NOW, partners=(five.huimin.code,), **given)
    item = Item.objects.visible_to(HOUSE).get(pk=made.row)
    assert (item.no, item.about_zh, item.about) == (
        1,
        f"来自人民建议 {row.reference}",
        f"From the proposal {row.reference}",
    )
    assert made.url == "/c/five-towns/programme/2025/1/"


@pytest.mark.source("P-7")
def test_nobody_answers_a_proposal_without_saying_what_becomes_of_it(five: Five, client: Client) -> None:
    """Neither the spine's deed nor its form nor the API goes past the outcome: words alone are what people complain of."""
    clerk = five.fengjing.clerk
    row = make.taken(clerk, make.filed(make.person()[1]))
    case = make.case_of(row)
    with pytest.raises(Refused) as said:
        cases.answer_case(by=clerk, at=NOW, case=case, note="研究参考")
    assert said.value.code == "own_page"
    client.force_login(five.fengjing.clerk_user)
    assert client.post(f"/c/{five.slug}/cases/{case.pk}/answer/", {"note": "研究参考"}).status_code == 403
    sent = client.post(
        f"/api/v1/circles/{five.slug}/cases/{case.pk}/steps",
        {"kind": "answered", "note": "研究参考"},
        content_type="application/json",
    )
    assert (sent.status_code, make.case_of(row).state) == (403, CaseState.IN_HAND)
    actions.say_outcome(by=clerk, at=NOW, proposal=make.again(row), outcome="A", adopted=True, words="已换好扶手。")
    assert make.case_of(row).state == CaseState.ANSWERED
