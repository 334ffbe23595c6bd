"""The items of the demo's lists: 2024 with its four groups, and what a circle in use would carry on."""

from __future__ import annotations

from typing import Any

TOWNS = {
    "fengjing": "310116102", "zhujing": "310116101", "huimin": "330421003", "yaozhuang": "330421111", "xindai": "330482102",
}  # fmt: skip
NO_ABOUT = ("", "")
FIVE_EACH = ("两岸各五户说得出哪里变了", "Five households on each bank can say what changed")
NONE = ("", "")
P, I, C, L = "party_building", "industry", "culture_ecology", "livable_life"  # noqa: E741

# no, strand, zh, en, lead, partners, person, 10,000 yuan, clause, source, about, milestones (zh, en, due, done, confirm)
ITEMS_2024: list[tuple[Any, ...]] = [
    (1, P, "深化双委员制：七对村居互派委员", "Dual committees: seven village pairs", "fengjing", ("yaozhuang", "xindai"), "顾晓岚", 18, "1.1",
     "S0:7", NO_ABOUT, [
        ("七对村居名单两岸定稿", "Both banks settle the seven pairs", "07-15", "w", NONE),
        ("互派委员到会一轮", "First round of cross-appointed members", "08-30", "w", NONE),
        ("七对村居互派到岗", "Village pairs in post", "10-25", "w", NONE),
        ("村民评议一次", "Villagers review it", "12-20", "w", ("七对村的村民知道找谁", "Villagers of all pairs know whom to ask"))]),
    (2, P, "党员干部人才成长训练营", "Talent growth training camp", "xindai", ("fengjing", "zhujing"), "沈国平", 42, "1.2", "S0:19", NO_ABOUT, [
        ("名额按五方分定", "Places split over the five", "07-30", "w", NONE),
        ("第一期结业", "First class ends", "09-20", "w", NONE),
        ("跟岗一个月回访", "Visit after a month in post", "11-15", "w", ("学员所在单位说得出用在哪", "Their offices can say where it is used"))]),
    (3, P, "毗邻党建共识年度评议", "Yearly review of the consensus", "huimin", ("fengjing",), "许明", 6, "1.3", "", NO_ABOUT, [
        ("评议办法两岸同意", "Both banks agree how to review", "08-15", "w", NONE),
        ("边界村评议会", "Review meeting of border villages", "09-30", "r", NONE),
        ("评议结果公开", "Results made public", "12-10", "w", NONE)]),
    (4, P, "边界村“一线课堂”", "Classroom on the line", "zhujing", ("yaozhuang", "xindai"), "金建华", 12, "1.3", "", NO_ABOUT, [
        ("课表两岸排定", "Timetable settled", "08-20", "w", NONE),
        ("第一堂课开讲", "First class held", "10-10", ".", NONE),
        ("十堂课听课人评价", "Those who came judge ten classes", "12-05", ".", FIVE_EACH)]),
    (5, I, "新质生产力产业协同联盟", "Industry alliance for new productive forces", "fengjing", ("huimin", "yaozhuang", "xindai"), "周一帆", 60, "2.1",
     "S0:5 S0:19", NO_ABOUT, [
        ("联盟成员名录", "Register of members", "08-15", "w", NONE),
        ("首批供需对接", "First supply and demand meeting", "09-30", "w", NONE),
        ("联盟章程生效", "Charter in force", "10-05", "w", NONE),
        ("对接成单回访", "Visit after the first orders", "11-30", "w", ("接单的企业确认订单", "Firms confirm the orders"))]),
    (6, I, "专精特新企业服务基地", "Service base for specialised firms", "huimin", ("fengjing", "zhujing"), "陆佳", 150, "2.2", "S0:5 S0:19",
     ("同一处两个名字：中小企业协会专精特新服务基地；专精特新企业服务中心。", "One place under two names: specialised and new service base of the SME association; service centre for specialised enterprises."), [
        ("基地揭牌并定岗", "Base opened and staffed", "08-10", "w", NONE),
        ("服务目录按链环公布", "Catalogue by stage of the chain", "09-15", "w", NONE),
        ("首批 30 件办结", "First 30 cases done", "10-20", "b", NONE),
        ("企业回访", "Firms are asked", "11-20", "w", ("来办过的企业说办成了", "Firms that came say it was done"))]),
    (7, I, "主导产业论坛", "Leading-industry forum", "fengjing", ("huimin", "yaozhuang"), "周一帆", 80, "2.1", "S0:7", NO_ABOUT, [
        ("论坛承办定人", "Organisers named", "08-01", "w", NONE),
        ("论坛议程确定", "Forum agenda settled", "10-28", "w", NONE),
        ("论坛召开", "Forum held", "11-13", "w", NONE)]),
    (8, I, "压缩机供应链协同名录", "Compressor supply-chain register", "xindai", ("fengjing",), "俞敏", 25, "2.1", "", NO_ABOUT, [
        ("两岸企业填报", "Firms of both banks fill it in", "07-31", "w", NONE),
        ("名录第一版", "First edition", "09-10", "w", NONE),
        ("单一来源风险标注", "Single sources marked", "10-12", "w", NONE),
        ("企业确认名录可用", "Firms confirm it is of use", "12-15", "w", NONE)]),
    (9, I, "农业“三新”联盟共管试验田", "Trial fields of the farming alliance", "yaozhuang", ("fengjing", "zhujing"), "钱林根", 95, "2.3",
     "S0:5 S0:19", NO_ABOUT, [
        ("试验田选址", "Fields chosen", "07-20", "w", NONE),
        ("农机互认清单", "Machines recognised both ways", "09-25", ".", NONE),
        ("秋收测产", "Autumn yield measured", "11-30", ".", ("种田户认可测产数", "Growers accept the figures"))]),
    (10, I, "毗邻零工平台", "Odd-job platform", "zhujing", ("huimin", "xindai"), "金建华", 70, "2.4", "S0:5 S0:19", NO_ABOUT, [
        ("平台上线", "Platform opens", "08-30", "w", NONE),
        ("工时跨省合并计算", "Hours added up across the border", "10-15", "w", NONE),
        ("欠薪零报告核实", "No arrears, checked", "12-01", "w", ("做过工的人说钱到手了", "Workers say they were paid"))]),
    (11, C, "文旅“新景”联盟一票通", "One ticket for the new sights", "fengjing", ("yaozhuang", "xindai"), "王蕾", 110, "3.1", "S0:5 S0:19", NO_ABOUT, [
        ("景点名单与分账", "Sights and shares settled", "07-10", "w", NONE),
        ("闸机互通", "Gates read both tickets", "09-01", "w", NONE),
        ("国庆试行", "Trial over the holidays", "10-01", "w", NONE),
        ("游客回访", "Visitors are asked", "12-15", "w", NONE)]),
    (12, C, "文化艺术节互访", "Culture and art festival exchange", "yaozhuang", ("fengjing", "zhujing"), "钱林根", 55, "3.1", "S0:7", NO_ABOUT, [
        ("互访节目表", "Programme of exchange", "08-10", "w", NONE),
        ("艺术节互访名单", "Festival exchange list", "10-20", "w", NONE),
        ("演出两岸各一场", "One show on each bank", "11-08", "w", NONE)]),
    (13, C, "界河两岸清水共治", "Clean border river, both banks", "xindai", ("fengjing", "zhujing"), "沈国平", 320, "3.2", "", NO_ABOUT, [
        ("断面与责任段定界", "Stretches and who keeps them", "07-31", "w", NONE),
        ("联合打捞一轮", "Joint clearing, first round", "09-15", "w", NONE),
        ("排口清单销号", "Outlets closed one by one", "10-31", "w", NONE),
        ("沿河村民评议", "Riverside villagers judge", "12-20", "w", FIVE_EACH)]),
    (14, C, "枫泾—姚庄环线绿道", "Fengjing–Yaozhuang green loop", "yaozhuang", ("fengjing",), "蒋伟", 460, "3.1", "", NO_ABOUT, [
        ("线位两岸同意", "Line agreed by both banks", "08-30", "w", NONE),
        ("界河段贯通", "Border stretch joined", "09-30", ".", NONE),
        ("全线走通", "Whole loop open", "12-25", ".", ("骑行的人一圈不下车", "Riders need not get off once"))]),
    (15, C, "古镇夜游接驳", "Night shuttle between old towns", "zhujing", ("yaozhuang",), "陈思", 28, "3.1", "", NO_ABOUT, [
        ("线路与班次定稿", "Route and timetable settled", "09-10", "w", NONE),
        ("接驳车开行", "Shuttle runs", "10-26", "w", NONE)]),
    (16, L, "跨省联合执法扩容增能", "Joint enforcement, enlarged", "huimin", ("fengjing", "zhujing"), "许明", 36, "4.3", "S0:5 S0:19", NO_ABOUT, [
        ("队员名册与证号核对", "Roster and certificates checked", "08-20", "w", NONE),
        ("首次五方联合巡查", "First patrol of the five", "10-30", "w", NONE)]),
    (17, L, "城市规划有机衔接：枫惠界河桥断头路", "Linking urban plans: the Fengjing–Huimin bridge", "fengjing", ("huimin",), "顾晓岚", 1280, "4.1", "S0:7", NO_ABOUT, [
        ("两岸规划图叠合，断头点定为 3 处", "Plan sheets overlaid; 3 broken ends agreed", "07-20", "w", NONE),
        ("桥位与净空两岸同意", "Site and clearance agreed", "08-30", "w", NONE),
        ("施工图两岸确认", "Drawings confirmed by both banks", "09-30", "b", NONE),
        ("桥面贯通", "Deck joined", "11-25", "w", NONE),
        ("两村居民走通", "Both villages walk it", "12-28", "w", ("步行过河不超过 6 分钟", "Crossing on foot takes no more than 6 minutes"))]),
    (18, L, "优质医疗资源共享", "Share quality medical care", "zhujing", ("huimin", "xindai"), "陈思", 90, "4.2", "S0:7", NO_ABOUT, [
        ("专家下沉排班", "Rota of visiting specialists", "07-31", "w", NONE),
        ("检验互认开通", "Test results recognised", "09-20", "w", NONE),
        ("就诊人回访", "Patients are asked", "11-20", "w", FIVE_EACH)]),
    (19, L, "防汛联动与闸泵互通", "Floods: gates and pumps in step", "xindai", ("fengjing", "zhujing"), "俞敏", 140, "4.3", "", NO_ABOUT, [
        ("闸泵水位互看", "Levels seen by both banks", "07-01", "w", NONE),
        ("联合演练", "Joint drill", "09-01", "w", NONE),
        ("汛后复盘", "Review after the floods", "10-01", "w", NONE),
        ("低洼户确认", "Low-lying households confirm", "12-10", "w", NONE)]),
    (20, L, "跨省公交末班车延时", "Later last bus across the border", "huimin", ("fengjing",), "陆佳", 64, "4.2", "", NO_ABOUT, [
        ("末班时刻两岸定", "Last departures settled", "09-15", "w", NONE),
        ("延时试行", "Trial of later buses", "10-10", ".", NONE),
        ("夜班工人确认", "Night workers confirm", "11-30", ".", ("下晚班的人坐得上", "Those off late shifts can catch it"))]),
]  # fmt: skip

SETTLE = ("两岸定稿方案", "Both banks settle the plan")
PLACE = ("做到位", "It stands")
TRY = ("试行一个月", "One month on trial")
CONFIRM = ("受影响的人确认", "The people affected confirm")

# strand, zh, en, lead, partners, person, 10,000 yuan, clause, steps
LATER: list[tuple[Any, ...]] = [
    (
        P,
        "双委员制：互派委员年度述职",
        "Dual committees: yearly account",
        "fengjing",
        ("yaozhuang", "xindai"),
        "顾晓岚",
        16,
        "1.1",
        (SETTLE, PLACE, CONFIRM),
    ),
    (
        I,
        "专精特新服务基地：链上上门",
        "Service base: visits along the chain",
        "huimin",
        ("fengjing", "zhujing"),
        "陆佳",
        120,
        "2.2",
        (SETTLE, PLACE, CONFIRM),
    ),
    (
        C,
        "界河清水：生态护岸",
        "Border river: living banks",
        "xindai",
        ("fengjing", "zhujing"),
        "沈国平",
        260,
        "3.2",
        (SETTLE, PLACE, CONFIRM),
    ),
    (
        L,
        "跨省就医：检验互认扩到五家",
        "Care across the border: five hospitals",
        "zhujing",
        ("huimin", "xindai"),
        "陈思",
        85,
        "4.2",
        (SETTLE, PLACE, CONFIRM),
    ),
    (
        I,
        "零工平台：工伤险跨省理赔",
        "Odd jobs: injury cover across the border",
        "zhujing",
        ("huimin", "yaozhuang"),
        "金建华",
        66,
        "2.4",
        (SETTLE, TRY, CONFIRM),
    ),
    (
        C,
        "文化艺术节互访",
        "Culture and art festival exchange",
        "yaozhuang",
        ("fengjing", "zhujing"),
        "钱林根",
        52,
        "3.1",
        (SETTLE, PLACE),
    ),
    (
        P,
        "人才成长训练营第三期",
        "Training camp, third class",
        "xindai",
        ("fengjing", "zhujing"),
        "沈国平",
        40,
        "1.2",
        (SETTLE, PLACE, CONFIRM),
    ),
    (P, "边界村联席议事", "Border villages confer", "huimin", ("fengjing",), "许明", 8, "1.3", (SETTLE, TRY, CONFIRM)),
    (
        I,
        "压缩机供应链：备份供应商",
        "Compressors: second suppliers",
        "xindai",
        ("fengjing",),
        "俞敏",
        30,
        "2.1",
        (SETTLE, PLACE, TRY, CONFIRM),
    ),
    (
        I,
        "主导产业论坛",
        "Leading-industry forum",
        "fengjing",
        ("huimin", "yaozhuang"),
        "周一帆",
        78,
        "2.1",
        (SETTLE, PLACE),
    ),
    (
        C,
        "一票通接入古镇夜游",
        "One ticket takes in the night tour",
        "fengjing",
        ("yaozhuang", "xindai"),
        "王蕾",
        95,
        "3.1",
        (SETTLE, TRY, CONFIRM),
    ),
    (
        L,
        "界河桥两端公交接驳",
        "Buses to both ends of the bridge",
        "fengjing",
        ("huimin",),
        "顾晓岚",
        150,
        "4.1",
        (SETTLE, TRY, CONFIRM),
    ),
    (
        L,
        "闸泵联调二期",
        "Gates and pumps, second stage",
        "xindai",
        ("fengjing", "zhujing"),
        "俞敏",
        180,
        "4.3",
        (SETTLE, PLACE, TRY, CONFIRM),
    ),
    (
        L,
        "跨省执法：同一标准核查",
        "Enforcement by one yardstick",
        "huimin",
        ("fengjing", "zhujing"),
        "许明",
        34,
        "4.3",
        (SETTLE, TRY, CONFIRM),
    ),
]
