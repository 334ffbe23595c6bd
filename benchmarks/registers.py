"""Two registers of one region with the truth beside them: firms invented, one copy kept clean, one spoiled as offices spoil.

    from benchmarks.registers import registers
    left, right, truth = registers(10_000, seed=1)

Firms have place, trade name, trade, legal form, code (with its check digit), address and division. Trade names follow a steep
law, so common ones stand in many towns and trades; names are unique only in their town, as the law has it; branches stand
beside their parents. Three tenths of each side are in one register alone.

What is spoiled on the left, each by a draw of its own: the legal form is dropped; the place goes into brackets, or is dropped;
characters become traditional; one letter of the trade name becomes another of the same sound, or of like shape; the code is
dropped, or two of its digits change places; the address is another one, or is written shorter; the division is dropped.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import opencc
import polars as pl
from pypinyin import Style, lazy_pinyin

from pilin.engine.link.lexicon import COUNTIES, PREFECTURES, TRADES

CHANCES = {
    "form_dropped": 0.15,
    "place_in_brackets": 0.15,
    "place_dropped": 0.05,
    "traditional": 0.10,
    "sound": 0.05,
    "shape": 0.05,
    "code_dropped": 0.30,
    "code_swapped": 0.05,
    "address_changed": 0.10,
    "address_shortened": 0.30,
    "division_dropped": 0.20,
}
SHARED = 0.7
LETTERS = (
    "华恒鑫宏盛兴达力天新永金海龙东泰瑞德丰源江大润康安嘉荣佳顺利昌明通中诚亿博远创凯星飞国美胜聚立伟英旺福祥富百"
    "云正万和亚联科邦威信隆欧宝腾长诺翔景晨光太平升元南正北宇三洋超群益民友良吉庆裕春茂众合华凌骏锦铭卓越优尚品诗"
    "雅韵奇迪特普莱克斯曼尔维思捷睿智慧灵动力源泉清河湖山峰岭林森木竹梅兰菊松柏松鹤凤凰麒麟虎鹰燕雁雪冰霜露雨虹霞"
)
MORE_PLACES = "桐城市 嘉鱼县 句容市 丹阳市 扬中市 邳州市 沭阳县 泗洪县 蒙城县 颍上县 绩溪县 宁国市 广德市 龙游县 江山市 遂昌县 庆元县 景宁县"
MORE_TRADES = "食用菌 标准件 冲压件 羽绒制品 童车 雨具 拉链 纽扣 灯饰 眼镜 乐器 喷灌 粉体 丝网 滤材"
ROADS = "人民 解放 中山 建设 新华 振兴 工业 科技 创业 兴业 迎宾 长江 黄河 环城 东湖 南湖 北环 育才 和平 胜利"
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "经营部", "农民专业合作社", "集团有限公司")
FORM_SHARES = (0.72, 0.06, 0.08, 0.05, 0.05, 0.02, 0.02)
BRANCHES = 0.02
SHAPES = (
    "大太 天夫 土士 王玉 田由 未末 日曰 千干 人入 微徽 治冶 晴睛 侯候 亨享 析折 兔免 乌鸟 栗粟 恒桓 杨扬 宏宠 泰秦 昌冒 华毕 东车 "
    "金全 明朋 利和 光先 北比 木本 力刀 万方 百白 元无 平乎 立位 友发 兴举 丰非 科料 星里 云去 正止 成戌 龙尤 林材 英央 飞气 山出"
)
ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], np.int64)


def registers(rows: int, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return a spoiled register, a clean one, both of so many rows and shuffled, and the pairs that are one firm.

    Columns: ``id``, ``name``, ``uscc``, ``address``, ``division``; of the truth ``left_id``, ``right_id``.
    """
    draw = np.random.default_rng(seed)
    shared = int(rows * SHARED)
    known = firms(2 * rows - shared, draw)
    right = known.slice(0, rows)
    left = spoiled(pl.concat([known.slice(0, shared), known.slice(rows)]), draw)
    left = left.with_columns(id=pl.format("L{}", pl.int_range(pl.len()))).sample(fraction=1, shuffle=True, seed=seed)
    right = right.with_columns(id=pl.format("R{}", pl.int_range(pl.len()))).sample(fraction=1, shuffle=True, seed=seed)
    numbers = pl.int_range(shared, eager=True)
    truth = pl.select(left_id=pl.format("L{}", numbers), right_id=pl.format("R{}", numbers))
    columns = ["id", "name", "uscc", "address", "division"]
    return left.select(columns), right.select(columns), truth


def firms(rows: int, draw: np.random.Generator) -> pl.DataFrame:
    """Return invented firms with the parts of their names."""
    places, codes = _places()
    trades = np.array(sorted(TRADES.split()) + MORE_TRADES.split() * 2)
    draw.shuffle(trades)
    held = pl.DataFrame(schema=dict.fromkeys(("place", "division", "brand", "trade", "form"), pl.String))
    while held.height < rows:
        more = int(1.1 * (rows - held.height)) + 100
        at = _steep(len(places), more, draw, 0.6)
        made = pl.DataFrame(
            {
                "place": places[at],
                "division": codes[at],
                "brand": _brands(more, draw),
                "trade": trades[_steep(len(trades), more, draw, 0.5)],
                "form": np.array(FORMS)[draw.choice(len(FORMS), more, p=FORM_SHARES)],
            }
        )
        held = pl.concat([held, made]).unique(["place", "brand", "trade"], keep="first", maintain_order=True)
    parents = held.slice(0, rows).with_columns(branch=pl.lit(""))
    size = int(BRANCHES * rows)
    branches = parents[draw.integers(0, rows, size)].with_columns(
        form=pl.lit("有限公司"), branch=pl.Series(places[draw.integers(0, len(places), size)]) + "分公司"
    )
    branches = branches.unique(["place", "brand", "trade", "branch"], keep="first", maintain_order=True)
    made = pl.concat([branches, parents]).slice(0, rows)
    made = made.sample(fraction=1, shuffle=True, seed=int(draw.integers(1 << 31)))
    return made.with_columns(
        name=pl.col("place") + pl.col("brand") + pl.col("trade") + pl.col("form") + pl.col("branch"),
        uscc=_codes(made["division"], draw),
        address=_addresses(made["place"], draw),
    )


def spoiled(firms: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """Return the firms as a second office has them."""
    rows = firms.height
    hit = {what: draw.random(rows) < chance for what, chance in CHANCES.items()}
    brand = _misspelled(firms["brand"], _homophones(), hit["sound"], draw)
    brand = _misspelled(brand, _lookalikes(), hit["shape"] & ~hit["sound"], draw)
    form = pl.Series(firms["form"])
    core = brand + firms["trade"]
    whole = pl.DataFrame(
        {"place": firms["place"], "core": core, "form": form, "branch": firms["branch"], "uscc": firms["uscc"]}
        | {"address": firms["address"], "division": firms["division"]}
        | {f"_{what}": held for what, held in hit.items()}
    )
    no_form = pl.col("_form_dropped") & (pl.col("branch") == "") & pl.col("form").str.ends_with("公司")
    short = pl.col("place").str.replace(r"[市县区]$", "")
    made = whole.with_columns(form=pl.when(no_form).then(pl.lit("")).otherwise("form")).with_columns(
        name=pl.when("_place_in_brackets")
        .then(pl.col("core") + "（" + short + "）" + pl.col("form") + pl.col("branch"))
        .when("_place_dropped")
        .then(pl.col("core") + pl.col("form") + pl.col("branch"))
        .otherwise(pl.col("place") + pl.col("core") + pl.col("form") + pl.col("branch")),
        uscc=pl.when(~pl.col("_code_dropped")).then("uscc"),
        division=pl.when(~pl.col("_division_dropped")).then("division"),
        address=pl.when("_address_changed")
        .then(_addresses(firms["place"], draw))
        .when("_address_shortened")
        .then(pl.col("address").str.replace(r"^.{2,4}[市县区]", "").str.replace("号.*$", "号"))
        .otherwise("address"),
    )
    names = made["name"].to_list()
    at = np.flatnonzero(hit["traditional"])
    turned = opencc.OpenCC("s2t").convert("\n".join(names[k] for k in at)).split("\n") if len(at) else []
    for k, name in zip(at.tolist(), turned, strict=True):
        names[k] = name
    return made.with_columns(name=pl.Series(names), uscc=_swapped(made["uscc"], hit["code_swapped"], draw))


def _steep(kinds: int, size: int, draw: np.random.Generator, power: float) -> np.ndarray:
    """Return draws of kinds of which the first are the commonest."""
    shares = 1 / np.arange(1, kinds + 1) ** power
    return draw.choice(kinds, size, p=shares / shares.sum())


@cache
def _places() -> tuple[np.ndarray, np.ndarray]:
    """Return places as names begin with them, with or without suffix, and division codes; some no list has."""
    found: dict[str, str] = {}
    for city, text in COUNTIES.items():
        for word in text.split():
            found[word[2:] + ("区" if int(word[:2]) < 20 else "市" if int(word[:2]) > 80 else "县")] = (
                f"{city}{word[:2]}"
            )
    for province, text in PREFECTURES.items():
        for number, word in enumerate((w for w in text.split() if not w.isdigit()), 1):
            found[word if number % 3 else f"{word}市"] = f"{province}{number:02d}01"
    for number, word in enumerate(MORE_PLACES.split(), 1):
        found[word] = f"34{50 + number // 10}{20 + number % 10}"
    names = np.array(list(found))
    order = np.random.default_rng(7).permutation(len(names))
    return names[order], np.array(list(found.values()))[order]


def _brands(size: int, draw: np.random.Generator) -> pl.Series:
    letters = np.array(list(dict.fromkeys(LETTERS)))
    chosen = letters[_steep(len(letters), 3 * size, draw, 0.4).reshape(size, 3)]
    three = draw.random(size) < 0.35
    first, second, third = (pl.Series(column) for column in chosen.T)
    return first + second + pl.select(pl.when(pl.Series(three)).then(third).otherwise(pl.lit(""))).to_series()


def _codes(divisions: pl.Series, draw: np.random.Generator) -> pl.Series:
    """Return codes that hold (GB 32100-2015), of 17 in 20 firms."""
    size = len(divisions)
    values = np.zeros((size, 18), np.int64)
    values[:, 0] = 9
    values[:, 1] = draw.integers(1, 4, size)
    values[:, 2:8] = np.frombuffer("".join(divisions).encode(), np.uint8).reshape(size, 6) - 48
    values[:, 8:17] = draw.integers(0, 31, (size, 9))
    values[:, 17] = (31 - values[:, :17] @ WEIGHTS % 31) % 31
    text = ALPHABET[values].tobytes().decode()
    codes = pl.Series([text[18 * k : 18 * k + 18] for k in range(size)])
    return pl.select(pl.when(pl.Series(draw.random(size) < 0.85)).then(codes)).to_series()


def _swapped(codes: pl.Series, hit: np.ndarray, draw: np.random.Generator) -> pl.Series:
    held = codes.to_list()
    for k in np.flatnonzero(hit).tolist():
        if held[k]:
            at = int(draw.integers(8, 16))
            held[k] = held[k][:at] + held[k][at + 1] + held[k][at] + held[k][at + 2 :]
    return pl.Series(held, dtype=pl.String)


def _addresses(places: pl.Series, draw: np.random.Generator) -> pl.Series:
    """Return addresses of four in five firms."""
    size = len(places)
    roads = pl.Series(np.array(ROADS.split())[draw.integers(0, len(ROADS.split()), size)])
    kinds = pl.Series(np.array(["路", "大道", "街", "东路", "西路"])[draw.integers(0, 5, size)])
    numbers = pl.Series(draw.integers(1, 3000, size)).cast(pl.String)
    rooms = pl.Series(draw.integers(1, 30, size)).cast(pl.String)
    whole = places + roads + kinds + numbers + "号" + rooms + "幢"
    return pl.select(pl.when(pl.Series(draw.random(size) < 0.8)).then(whole)).to_series()


def _misspelled(brands: pl.Series, table: dict[str, str], hit: np.ndarray, draw: np.random.Generator) -> pl.Series:
    held = brands.to_list()
    for k in np.flatnonzero(hit).tolist():
        at = int(draw.integers(0, len(held[k])))
        others = table.get(held[k][at], "")
        if others:
            held[k] = held[k][:at] + others[int(draw.integers(0, len(others)))] + held[k][at + 1 :]
    return pl.Series(held)


@cache
def _homophones() -> dict[str, str]:
    """Return for each letter the common ones (first level of GB 2312) of the same sound."""
    common = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    by_sound: dict[str, str] = {}
    for letter in filter(None, common):
        sound = lazy_pinyin(letter, style=Style.NORMAL)[0]
        by_sound[sound] = by_sound.get(sound, "") + letter
    return {letter: others.replace(letter, "") for others in by_sound.values() for letter in others}


@cache
def _lookalikes() -> dict[str, str]:
    found: dict[str, str] = {}
    for one, other in SHAPES.split():
        found[one] = found.get(one, "") + other
        found[other] = found.get(other, "") + one
    return found
