"""Public services of the five towns over eight life events, Fengjing's hospital for the people of Jiashan, Jinshan's hospitals.

Reported: that Fengjing's hospital settles directly for people of Jiashan, and that the coach passing its gate may not stop (E10);
that Jinshan Hospital and three general hospitals of the district work together with hospitals of the city (S4:41). All the rest,
which office gives what with which papers and when, is illustrative.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from pilin.config.demo.world import World
from pilin.domain.living.actions import services as actions
from pilin.domain.living.models import Facility
from pilin.domain.living.rules.services import (
    DepartmentInput,
    HoursInput,
    PaperInput,
    PartnerInput,
    parted,
    read_hours,
)
from pilin.foundation.access.standing import Standing

HALL = "workdays 8:30-11:30\nworkdays 13:30-16:30\nsat 9:00-11:30"
OUTPATIENT = "daily 7:30-11:30\nworkdays 13:00-16:30"
CONSULT = ("专家会诊", "consultations of leading experts")


class Place(NamedTuple):
    """A facility as the demo has it."""

    key: str
    town: str
    kind: str
    name_zh: str
    name: str
    address_zh: str
    address: str
    division: str
    latitude: str
    longitude: str
    hours: str
    departments: tuple[str, ...] = ()  # name | English | who visits | English
    partners: tuple[str, ...] = ()
    source: str = ""  # where the facility itself stands
    partners_source: str = ""


MEDICINE = ("内科 | Internal medicine", "外科 | Surgery", "儿科 | Paediatrics", "急诊 | Emergency")
EXPERTS = " | ".join(CONSULT)
PLACES = [
    Place("fengjing-hall", "fengjing", "hall", "枫泾镇社区事务受理服务中心", "Fengjing community service centre", "枫泾镇枫丽路（示意）", "Fengli Road, Fengjing (illustrative)",
          "310116102", "30.8892", "121.0128", HALL),
    Place("zhujing-hall", "zhujing", "hall", "朱泾镇社区事务受理服务中心", "Zhujing community service centre", "朱泾镇（示意）", "Zhujing (illustrative)",
          "310116101", "30.9001", "121.1572", HALL),
    Place("huimin-hall", "huimin", "hall", "惠民街道便民服务中心", "Huimin service centre", "惠民街道（示意）", "Huimin (illustrative)",
          "330421003", "30.8399", "120.9712", HALL),
    Place("yaozhuang-hall", "yaozhuang", "hall", "姚庄镇便民服务中心", "Yaozhuang service centre", "姚庄镇（示意）", "Yaozhuang (illustrative)",
          "330421111", "30.9128", "120.9587", HALL),
    Place("xindai-hall", "xindai", "hall", "新埭镇便民服务中心", "Xindai service centre", "新埭镇（示意）", "Xindai (illustrative)",
          "330482102", "30.8240", "121.0806", HALL),
    Place("fengjing-hospital", "fengjing", "hospital", "枫泾医院", "Fengjing Hospital", "枫泾镇（位置示意）", "Fengjing (place illustrative)",
          "310116102", "30.8862", "121.0102", OUTPATIENT, (*MEDICINE, "眼科 | Eyes"), (), "E10"),
    Place("jinshan-hospital", "zhujing", "hospital", "金山医院", "Jinshan Hospital", "金山区（位置示意）", "Jinshan (place illustrative)",
          "310116", "30.8160", "121.2660", OUTPATIENT, (*MEDICINE, "中医科 | Chinese medicine"),
          (f"中山医院 | Zhongshan Hospital | {EXPERTS}", f"华山医院 | Huashan Hospital | {EXPERTS}", f"儿科医院 | Children's Hospital | {EXPERTS}",
           f"龙华医院 | Longhua Hospital | {EXPERTS}"), "S4:41", "S4:41"),
    Place("district-one", "zhujing", "hospital", "区级综合医院甲", "General hospital A of the district", "", "", "310116", "30.7420", "121.3420", OUTPATIENT, MEDICINE,
          ("市级三级医院 | a top-tier hospital of the city | 医联体 | medical complex",), "", "S4:41"),
    Place("district-two", "zhujing", "hospital", "区级综合医院乙", "General hospital B of the district", "", "", "310116", "30.8990", "121.1600", OUTPATIENT, MEDICINE,
          ("市级三级医院 | a top-tier hospital of the city | 医联体 | medical complex",), "", "S4:41"),
    Place("district-three", "zhujing", "hospital", "区级综合医院丙", "General hospital C of the district", "", "", "310116", "30.8000", "121.2900", OUTPATIENT, MEDICINE,
          ("市级三级医院 | a top-tier hospital of the city | 医联体 | medical complex",), "", "S4:41"),
    Place("jiashan-hospital", "huimin", "hospital", "嘉善县综合医院（示意）", "General hospital in Jiashan (illustrative)", "嘉善县城", "Jiashan county seat",
          "330421", "30.8437", "120.9261", OUTPATIENT, (*MEDICINE, "中医科 | Chinese medicine")),
    Place("xindai-clinic", "xindai", "clinic", "新埭镇卫生院（示意）", "Xindai health centre (illustrative)", "新埭镇", "Xindai",
          "330482102", "30.8249", "121.0822", "daily 8:00-11:30\nworkdays 13:30-16:30", ("全科 | General practice", "预防接种 | Vaccination | 周二、周四 | Tuesdays and Thursdays")),
    Place("yaozhuang-care", "yaozhuang", "care", "姚庄镇日间照料中心（示意）", "Yaozhuang day centre (illustrative)", "姚庄镇", "Yaozhuang",
          "330421111", "30.9152", "120.9560", "daily 8:00-17:00"),
    Place("fengjing-school", "fengjing", "school", "枫泾学区报名点（示意）", "Enrolment office of Fengjing (illustrative)", "枫泾镇", "Fengjing",
          "310116102", "30.8911", "121.0142", "workdays 9:00-11:00"),
]  # fmt: skip


class Offer(NamedTuple):
    """A service as the demo has it: words in Chinese and English divided by a bar."""

    town: str
    place: str  # key of its facility; empty: done online
    events: tuple[str, ...]
    title: str
    for_whom: str
    who: str
    papers: tuple[str, ...]
    cost: str | None
    clause: str = ""
    online: str = ""
    hours: str = ""


ID = "身份证 | Identity card"
BOOK = "户口簿 | Household register"
CARD = "社保卡或医保电子凭证 | Social security card or electronic voucher"
AGENT = "委托书和代办人身份证 | Power of attorney and the agent's identity card | 代办 | somebody else comes"
FILING = "医保发〔2022〕22号 | Notice 22 of 2022 of the National Healthcare Security Administration"
OFFERS = [
    Offer("fengjing", "fengjing-hall", ("birth",), "新生儿参保登记（跨省通办） | Insuring a newborn, for families of either bank", "circle", "父母一方在圈内参保或居住 | one parent insured or living in the circle",
          (BOOK, "出生医学证明 | Birth certificate", AGENT), "0"),
    Offer("xindai", "xindai-clinic", ("birth",), "儿童预防接种（异地接种） | Vaccinating a child registered elsewhere", "everyone", "",
          ("预防接种证 | Vaccination booklet",), "0", hours="tue 8:00-11:30\nthu 8:00-11:30"),
    Offer("fengjing", "fengjing-school", ("school",), "随迁子女入学咨询和报名 | Enrolling a child that moved here", "own_bank", "持本区居住证的家庭 | families with a residence permit of the district",
          (BOOK, "居住证 | Residence permit", "预防接种证 | Vaccination booklet"), "0"),
    Offer("huimin", "huimin-hall", ("school",), "毗邻地区子女入学材料代收 | Handing in school papers for the other bank", "other_bank", "", (BOOK, ID), "0"),
    Offer("yaozhuang", "yaozhuang-hall", ("work",), "社保关系转移（跨省通办） | Moving social insurance across provinces", "everyone", "", (ID, CARD, AGENT), "0"),
    Offer("fengjing", "", ("work",), "失业登记网上办 | Registering as unemployed, online", "everyone", "", (ID,), "0", online="https://www.shanghai.gov.cn/"),
    Offer("zhujing", "zhujing-hall", ("work",), "灵活就业参保登记 | Insuring those who work for themselves", "circle", "", (ID, BOOK), "0"),
    Offer("huimin", "huimin-hall", ("home",), "浙江居住证申领 | Residence permit of Zhejiang", "other_bank", "在嘉善居住半年以上 | who lives in Jiashan for half a year or longer",
          (ID, "租房合同或房产证 | Lease or title deed", "一寸照片 | Photograph"), "0"),
    Offer("fengjing", "fengjing-hall", ("home",), "上海居住证申领 | Residence permit of Shanghai", "other_bank", "", (ID, "租房合同或房产证 | Lease or title deed"), "0"),
    Offer("xindai", "xindai-hall", ("home",), "公积金异地贷款证明 | Certificate for a housing loan elsewhere", "everyone", "", (ID, AGENT), None),
    Offer("yaozhuang", "yaozhuang-hall", ("business",), "个体工商户登记（跨省通办） | Registering a small business from the other bank", "firms", "", (ID, "经营场所证明 | Proof of premises"), "0"),
    Offer("fengjing", "fengjing-hall", ("business",), "食品经营许可咨询 | Advice on a food licence", "firms", "", ("营业执照 | Business licence",), "0"),
    Offer("huimin", "huimin-hall", ("health",), "异地就医备案 | Filing for treatment elsewhere", "insured", "在嘉善参保 | insured in Jiashan", (ID, CARD, AGENT), "0", FILING),
    Offer("xindai", "xindai-hall", ("health",), "异地就医备案 | Filing for treatment elsewhere", "insured", "在平湖参保 | insured in Pinghu", (ID, CARD), "0", FILING),
    Offer("fengjing", "fengjing-hall", ("health",), "异地就医备案 | Filing for treatment elsewhere", "insured", "在上海参保 | insured in Shanghai", (ID, CARD), "0", FILING),
    Offer("fengjing", "fengjing-hospital", ("health",), "门诊医保直接结算 | Outpatient visits paid directly by insurance", "insured", "嘉善参保人，先备案 | people insured in Jiashan, after filing", (CARD,), None, FILING),
    Offer("huimin", "jiashan-hospital", ("health",), "检查预约（对岸居民） | Booking an examination", "everyone", "", (CARD,), None),
    Offer("yaozhuang", "yaozhuang-care", ("old_age",), "日间照料（异地老人） | Day care for the elderly of either bank", "circle", "60 岁以上 | aged 60 or older", (ID, "健康自评表 | Form on one's health"), "20"),
    Offer("xindai", "xindai-hall", ("old_age",), "养老金资格认证 | Certifying that one draws a pension", "everyone", "", (ID,), "0"),
    Offer("zhujing", "zhujing-hall", ("old_age",), "敬老卡咨询 | Advice on the card for the elderly", "own_bank", "65 岁以上上海户籍 | registered in Shanghai, aged 65 or older", (ID, BOOK), "0"),
    Offer("zhujing", "zhujing-hall", ("farewell",), "丧葬补助申领 | Claiming the funeral grant", "insured", "", (ID, "死亡证明 | Death certificate", BOOK), "0"),
    Offer("huimin", "huimin-hall", ("farewell",), "户口注销（跨省通办） | Striking a name off the register", "circle", "", (BOOK, "死亡证明 | Death certificate", AGENT), "0"),
]  # fmt: skip
NEEDS = [
    ("health", "huimin", "夜里和周日，枫泾哪里有药店能刷嘉善医保"), ("health", "yaozhuang", ""), ("health", "xindai", "去金山医院没有直达的车"),
    ("old_age", "fengjing", "父母住在姚庄，送餐能不能跨过来"), ("school", "zhujing", ""),
]  # fmt: skip


def load(world: World) -> None:
    """Write down facilities, who settles directly there, services, and what people did not find."""
    at, since = world.now - timedelta(days=40), world.today - timedelta(days=40)
    by = {
        town: world.standing(f"{town}-clerk", at) for town in ("fengjing", "zhujing", "huimin", "yaozhuang", "xindai")
    }
    places: dict[str, Facility] = {}
    for one in PLACES:
        places[one.key] = actions.put_facility(
            by=by[one.town], at=at, circle=world.circle, town=world.members[one.town].code, kind=one.kind, name_zh=one.name_zh, name=one.name,
            address_zh=one.address_zh, address=one.address, place=one.division, latitude=Decimal(one.latitude), longitude=Decimal(one.longitude),
            hours=_hours(one.hours), departments=[DepartmentInput(*parted(line, 4)) for line in one.departments],
            partners=[PartnerInput(*parted(line, 4)) for line in one.partners], checked_on=since, illustrative=not one.source, source=one.source,
            partners_source=one.partners_source,
        )  # fmt: skip
    _say(world, by, places)
    for offer in OFFERS:
        title, who, clause = (parted(text, 2) for text in (offer.title, offer.who, offer.clause))
        where = places.get(offer.place)
        town = world.members[offer.town]
        actions.put_service(
            by=by[offer.town], at=at, circle=world.circle, town=town.code, title_zh=title[0], title=title[1], events=offer.events,
            provider_zh=where.name_zh if where else f"{town.short_zh}（网上办）", provider=where.name if where else f"{town.short} (online)",
            facility=where, online=offer.online, for_whom=offer.for_whom, who_zh=who[0], who=who[1], clause_zh=clause[0], clause=clause[1],
            languages=["zh", "wu"], cost_cny=None if offer.cost is None else Decimal(offer.cost), valid_from=since, checked_on=since,
            papers=[PaperInput(*parted(line, 4)) for line in offer.papers], hours=_hours(offer.hours), illustrative=True,
        )  # fmt: skip
    for days, (event, town_key, words) in enumerate(NEEDS, start=1):
        actions.note_need(
            by=Standing.public(), at=world.now - timedelta(days=days), circle=world.circle, town=world.members[town_key].code, event=event,
            words=words, illustrative=True,
        )  # fmt: skip


def _say(world: World, by: dict[str, Standing], places: dict[str, Facility]) -> None:
    """Say who settles directly: as reported for Fengjing's hospital, illustrative for the others, unknown where nobody knows."""
    at, since = world.now - timedelta(days=39), world.today - timedelta(days=39)
    reported = {
        "says_zh": "报道：枫泾医院为嘉善患者开通直接结算",
        "says": "Reported: Fengjing Hospital opened direct settlement for patients of Jiashan",
        "source": "E10",
    }
    guessed = {
        "says_zh": "医院医保办（示意）",
        "says": "The hospital's insurance office (illustrative)",
        "illustrative": True,
    }
    for place, town, kind, area, linked, said in (
        ("fengjing-hospital", "fengjing", "outpatient", "330421", "yes", reported),
        ("fengjing-hospital", "fengjing", "inpatient", "330421", "unknown", guessed),
        ("fengjing-hospital", "fengjing", "outpatient", "330482", "unknown", guessed),
        ("jinshan-hospital", "zhujing", "outpatient", "3304", "yes", guessed),
        ("jinshan-hospital", "zhujing", "inpatient", "3304", "yes", guessed),
        ("jiashan-hospital", "huimin", "outpatient", "31", "yes", guessed),
        ("jiashan-hospital", "huimin", "inpatient", "31", "yes", guessed),
        ("xindai-clinic", "xindai", "outpatient", "31", "no", guessed),
    ):  # fmt: skip
        actions.say_settlement(
            by=by[town], at=at, facility=places[place], kind=kind, area=area, linked=linked, as_of=since, **said
        )


def _hours(text: str) -> list[HoursInput]:
    made, faults = read_hours(text)
    assert not faults, faults
    return made
