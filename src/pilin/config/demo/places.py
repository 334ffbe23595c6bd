"""Places of the demo: divisions with their statistical codes, the Demonstration Zone, and names that reports garble.

Codes: statistical division codes. Points: GeoNames (CC BY 4.0), for want of surveyed ones approximate.
"""

from __future__ import annotations

from decimal import Decimal

from pilin.config.demo.world import World
from pilin.foundation.files import actions as files
from pilin.foundation.places import actions
from pilin.foundation.places.models import Place

CODES = "E3"
DOCUMENTS = [  # read besides the reports; what is not known of one stays empty
    (
        "E1",
        "Regulations on the high-quality development of the YRD Demonstration Zone",
        "上海市促进长三角生态绿色一体化发展示范区高质量发展条例",
        "Shanghai Municipal People's Congress",
        None,
    ),
    (
        "E2",
        "Fengjing pairs seven villages with seven across the border",
        "枫泾与浙江七村结对的报道",
        "m.news.shi-fen.com",
        None,
    ),
    (
        "E3",
        "Administrative divisions of China, statistical codes",
        "统计用区划代码",
        "modood/Administrative-divisions-of-China",
        None,
    ),
    ("E4", "GeoNames, populated places (CC BY 4.0)", "GeoNames 地名（CC BY 4.0）", "GeoNames", None),
    ("E5", "The three levels of cooperation in the Yangtze River Delta", "长三角三级运作机制研究", "fx361.cc", None),
    (
        "E6",
        "The YRD Regional Cooperation Office after one year",
        "长三角区域合作办公室成立一年",
        "tech.jiangsulong.com",
        None,
    ),
    ("E7", "Leaders' symposium 2018 in Shanghai", "2018 年座谈会在上海", "en.shio.gov.cn", None),
    ("E8", "Leaders' symposium 2020 in Huzhou", "2020 年座谈会在湖州", "workercn.cn", None),
    ("E9", "Leaders' symposium 2025 in Nanjing", "2025 年座谈会在南京", "tigerandtech.com", None),
    (
        "E10",
        "A coach passes Fengjing hospital's gate and may not stop",
        "嘉善班车经过枫泾医院门口不能停靠的报道",
        "i1co.com",
        None,
    ),
]
PLACES = [  # code, kind, Chinese, English, longitude, latitude, source
    ("31", "province", "上海市", "Shanghai", "121.4692", "31.2323", CODES),
    ("32", "province", "江苏省", "Jiangsu", "118.7778", "32.0617", CODES),
    ("33", "province", "浙江省", "Zhejiang", "120.1614", "30.2937", CODES),
    ("34", "province", "安徽省", "Anhui", "117.2808", "31.8639", CODES),
    ("3206", "prefecture", "南通市", "Nantong", "120.8747", "32.0303", CODES),
    ("3304", "prefecture", "嘉兴市", "Jiaxing", "120.7500", "30.7522", CODES),
    ("3205", "prefecture", "苏州市", "Suzhou", "120.5954", "31.3041", CODES),
    ("310104", "county", "徐汇区", "Xuhui District", "121.4300", "31.1800", CODES),
    ("310106", "county", "静安区", "Jing'an District", "121.4484", "31.2290", CODES),
    ("310107", "county", "普陀区", "Putuo District", "121.3900", "31.2500", CODES),
    ("310116", "county", "金山区", "Jinshan District", "121.2937", "30.8356", CODES),
    ("310117", "county", "松江区", "Songjiang District", None, None, CODES),
    ("310118", "county", "青浦区", "Qingpu District", None, None, CODES),
    ("310120", "county", "奉贤区", "Fengxian District", "121.4678", "30.8584", CODES),
    ("320509", "county", "吴江区", "Wujiang District", None, None, CODES),
    ("320583", "county", "昆山市", "Kunshan City", None, None, CODES),
    ("330421", "county", "嘉善县", "Jiashan County", "120.9114", "30.8502", CODES),
    ("330482", "county", "平湖市", "Pinghu City", "121.0150", "30.6760", CODES),
    ("310116101", "town", "朱泾镇", "Zhujing Town", "121.1597", "30.9010", CODES),
    ("310116102", "town", "枫泾镇", "Fengjing Town", "121.0120", "30.8902", CODES),
    ("310116103", "town", "张堰镇", "Zhangyan Town", "121.2801", "30.8066", CODES),
    ("330421003", "street", "惠民街道", "Huimin Street", "120.9699", "30.8391", CODES),
    ("330421111", "town", "姚庄镇", "Yaozhuang Town", "120.9565", "30.9140", CODES),
    ("330482102", "town", "新埭镇", "Xindai Town", "121.0824", "30.8230", CODES),
    ("310117006", "street", "九里亭街道", "Jiuliting Street", None, None, CODES),
    ("320583114", "town", "锦溪镇", "Jinxi Town", None, None, "S2:21"),
    ("320583110", "town", "淀山湖镇", "Dianshanhu Town", None, None, "S2:21"),
    ("320583112", "town", "周庄镇", "Zhouzhuang Town", None, None, "S2:21"),
    ("310118104", "town", "金泽镇", "Jinze Town", None, None, "E1:2"),
    ("310118102", "town", "朱家角镇", "Zhujiajiao Town", None, None, "E1:2"),
    ("320509110", "town", "黎里镇", "Lili Town", None, None, "E1:2"),
    ("330421103", "town", "西塘镇", "Xitang Town", None, None, "E1:2"),
    ("yrd-zone", "zone", "长三角生态绿色一体化发展示范区", "YRD Demonstration Zone", None, None, "E1:2"),
    ("yrd-zone-start", "zone", "示范区先行启动区", "Start-up area of the Demonstration Zone", None, None, "E1:2"),
    (
        "yrd-zone-plan",
        "zone",
        "示范区国土空间规划范围",
        "Land-space plan of the Demonstration Zone",
        None,
        None,
        "S2:21",
    ),
    ("shanghai-1-8", "region", "上海大都市圈1+8", "Shanghai Metropolitan Area 1+8", None, None, "S2:17"),
    ("jinshan-coast", "region", "金山南部沿海地区", "Southern coastal area of Jinshan", None, None, "S4:35"),
    ("jinshan-tingfeng", "region", "亭枫地区", "Northern Tingfeng region", None, None, "S4:35"),
    ("jinshan-idyll", "region", "田园五镇", "Central “Idyll Five Towns”", None, None, "S4:35"),
    (
        "jinshan-leisure",
        "region",
        "“一带一园五区”休闲旅游集聚区",
        "“One Belt, One Park, Five Zones” leisure tourism cluster area",
        None,
        None,
        "S4:25",
    ),
    ("fengjing-xiafang", "village", "下坊村", "Xiafang Village", None, None, "E2"),
    ("xindai-maohe", "village", "泖河村", "Maohe Village", None, None, "E2"),
]
DIVISIONS = [
    ("310116", "31"),
    ("310117", "31"),
    ("310118", "31"),
    ("310120", "31"),
    ("310104", "31"),
    ("310106", "31"),
    ("310107", "31"),
    ("3206", "32"),
    ("3205", "32"),
    ("320509", "3205"),
    ("320583", "3205"),
    ("3304", "33"),
    ("330421", "3304"),
    ("330482", "3304"),
    ("310116101", "310116"),
    ("310116102", "310116"),
    ("310116103", "310116"),
    ("330421003", "330421"),
    ("330421111", "330421"),
    ("330482102", "330482"),
    ("310117006", "310117"),
    ("320583114", "320583"),
    ("320583110", "320583"),
    ("320583112", "320583"),
    ("310118104", "310118"),
    ("310118102", "310118"),
    ("320509110", "320509"),
    ("330421103", "330421"),
    ("fengjing-xiafang", "310116102"),
    ("xindai-maohe", "330482102"),
]
REGIONS_OF_JINSHAN = (  # which towns belong to them the source does not say, so nothing lies in them here
    ("jinshan-coast", "S4:35"),
    ("jinshan-tingfeng", "S4:35"),
    ("jinshan-idyll", "S4:35"),
    ("jinshan-leisure", "S4:25"),
)
START_UP = ("310118104", "310118102", "320509110", "330421103", "330421111")
WHOLLY_IN_ZONE = ("310118", "320509", "330421")
ADDED_2023 = ("320583114", "320583110", "320583112")


def load(world: World) -> None:
    """Enter the places, what lies in what, and the names that reports garble."""
    by, at = world.machine, world.at("2024-06-01")
    for code, title, title_zh, publisher, published_on in DOCUMENTS:
        files.enter_source(
            by=by,
            at=at,
            code=code,
            title=title,
            title_zh=title_zh,
            publisher=publisher,
            publisher_zh=publisher,
            published_on=published_on,
        )
    rows = {}
    for code, kind, name_zh, name, lon, lat, source in PLACES:
        rows[code] = actions.add_place(
            by=by,
            at=at,
            code=code,
            kind=kind,
            name_zh=name_zh,
            name=name,
            source=source,
            longitude=Decimal(lon) if lon else None,
            latitude=Decimal(lat) if lat else None,
        )
    for inner, outer in DIVISIONS:
        actions.set_in(by=by, at=at, inner=rows[inner], outer=rows[outer], kind="division", source=CODES)
    for code, source in REGIONS_OF_JINSHAN:
        actions.set_in(by=by, at=at, inner=rows[code], outer=rows["310116"], kind="region", source=source)
    zone, start = rows["yrd-zone"], rows["yrd-zone-start"]
    actions.set_in(by=by, at=at, inner=start, outer=zone, kind="zone", source="E1:2")
    for code in WHOLLY_IN_ZONE:
        actions.set_in(by=by, at=at, inner=rows[code], outer=zone, kind="zone", source="E1:2")
    for code in START_UP:
        actions.set_in(by=by, at=at, inner=rows[code], outer=start, kind="zone", source="E1:2")
    for code in ADDED_2023:
        actions.set_in(
            by=by,
            at=at,
            inner=rows[code],
            outer=rows["yrd-zone-plan"],
            kind="zone",
            valid_from="2023-02",
            source="S2:21",
        )
    actions.set_in(
        by=by, at=at, inner=zone, outer=rows["yrd-zone-plan"], kind="zone", valid_from="2023-02", source="S2:21"
    )
    world.rows["places"] = rows
    _names(world, rows)


def _names(world: World, rows: dict[str, Place]) -> None:
    by, at = world.machine, world.at("2024-06-01")
    street = rows["330421003"]
    for name, language in (
        ("嘉善经济技术开发区", "zh"),
        ("Jiashan Economic and Technological Development Zone", "en"),
        ("Jiashan EDZ", "en"),
    ):
        actions.name_place(
            by=by,
            at=at,
            place=street,
            name=name,
            language=language,
            source="S0:5",
            why="the street and the zone are one party under two names",
        )
    for name in ('Shanghai "18" metropolitan area', "Shanghai “18” metropolitan area"):
        actions.name_place(
            by=by,
            at=at,
            place=rows["shanghai-1-8"],
            name=name,
            language="en",
            source="S2:17",
            why="the plus sign of 1+8 was lost in translation",
        )
    actions.note_name(
        by=by,
        at=at,
        kind="person",
        name="Nobunaga Xing",
        name_zh="信长星",
        meant="Xin Changxing",
        source="S3:13",
        why="the characters were read as Japanese",
    )
    actions.note_name(
        by=by,
        at=at,
        kind="document",
        name='"About Us" "Implementation Plan"',
        name_zh="《关于……的实施方案》",
        meant="Implementation Plan on …",
        source="S3:15",
        why="the title was broken in translation",
    )
