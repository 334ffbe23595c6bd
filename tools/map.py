#!/usr/bin/env python3
"""Draws the schematic map of the five towns once; the result is committed, so nobody needs this to run Pilin.

Each cell holds what lies nearest to one town's point (Voronoi), cut by the coast, dissolved by county and province; the
border is where cells of Shanghai and of Zhejiang meet. Edges are bent a little, always alike, so that nobody takes them for
surveyed ones. **A schematic, not an administrative map.**

Points: GeoNames, CC BY 4.0, rounded to a thousandth of a degree. Land: Natural Earth 1:10m by way of the npm package
world-atlas, public domain. Run ``python3 tools/map.py`` with shapely at hand.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, MultiPoint, Polygon, box, mapping
from shapely.ops import linemerge, polylabel, unary_union

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/pilin/web/static/web/map/five-towns.geojson"
FRAME = box(120.62, 30.56, 121.50, 31.12)
CORE = box(120.88, 30.77, 121.24, 30.975)  # what the schematic of the five shows
MEMBERS = {"310116101", "310116102", "330421003", "330421111", "330482102"}
PROVINCES = {"31": ("上海市", "Shanghai"), "32": ("江苏省", "Jiangsu"), "33": ("浙江省", "Zhejiang")}
COUNTIES = {
    "310104": ("徐汇区", "Xuhui"), "310112": ("闵行区", "Minhang"), "310116": ("金山区", "Jinshan"),
    "310117": ("松江区", "Songjiang"), "310118": ("青浦区", "Qingpu"), "310120": ("奉贤区", "Fengxian"),
    "320509": ("吴江区", "Wujiang"), "330402": ("南湖区", "Nanhu"), "330411": ("秀洲区", "Xiuzhou"),
    "330421": ("嘉善县", "Jiashan"), "330424": ("海盐县", "Haiyan"), "330481": ("海宁市", "Haining"),
    "330482": ("平湖市", "Pinghu"), "330483": ("桐乡市", "Tongxiang"),
}  # fmt: skip
POINTS = [  # code, Chinese name, name, longitude, latitude (WGS 84)
    ("310104010", "长桥街道", "Changqiao", 121.434, 31.142),
    ("310104103", "华泾镇", "Huajing", 121.449, 31.122),
    ("310112001", "江川路街道", "Jiangchuanlu", 121.407, 31.014),
    ("310112102", "七宝镇", "Qibao", 121.357, 31.153),
    ("310112114", "浦江镇", "Pujiang", 121.496, 31.094),
    ("310116101", "朱泾镇", "Zhujing", 121.160, 30.901),
    ("310116102", "枫泾镇", "Fengjing", 121.012, 30.890),
    ("310116103", "张堰镇", "Zhangyan", 121.280, 30.807),
    ("310116105", "吕巷镇", "Lüxiang", 121.170, 30.830),
    ("310116109", "金山卫镇", "Jinshanwei", 121.315, 30.723),
    ("310116113", "山阳镇", "Shanyang", 121.368, 30.767),
    ("310117001", "岳阳街道", "Yueyang", 121.215, 31.010),
    ("310117002", "永丰街道", "Yongfeng", 121.202, 31.006),
    ("310117003", "方松街道", "Fangsong", 121.189, 31.033),
    ("310117004", "中山街道", "Zhongshan", 121.244, 31.036),
    ("310117102", "泗泾镇", "Sijing", 121.268, 31.114),
    ("310117103", "佘山镇", "Sheshan", 121.179, 31.101),
    ("310117104", "车墩镇", "Chedun", 121.308, 31.019),
    ("310117105", "新桥镇", "Xinqiao", 121.308, 31.065),
    ("310117106", "洞泾镇", "Dongjing", 121.263, 31.087),
    ("310117107", "九亭镇", "Jiuting", 121.316, 31.131),
    ("310117109", "泖港镇", "Maogang", 121.209, 30.935),
    ("310117116", "石湖荡镇", "Shihudang", 121.114, 30.985),
    ("310117117", "新浜镇", "Xinbang", 121.061, 30.935),
    ("310117120", "叶榭镇", "Yexie", 121.316, 30.945),
    ("310118001", "夏阳街道", "Xiayang", 121.116, 31.150),
    ("310118002", "盈浦街道", "Yingpu", 121.106, 31.155),
    ("310118003", "香花桥街道", "Xianghuaqiao", 121.117, 31.175),
    ("310118102", "朱家角镇", "Zhujiajiao", 121.057, 31.108),
    ("310118103", "练塘镇", "Liantang", 121.046, 31.012),
    ("310118104", "金泽镇", "Jinze", 120.915, 31.037),
    ("310118105", "赵巷镇", "Zhaoxiang", 121.192, 31.152),
    ("310118106", "徐泾镇", "Xujing", 121.271, 31.176),
    ("310120104", "庄行镇", "Zhuangxing", 121.334, 30.852),
    ("310120106", "金汇镇", "Jinhui", 121.493, 30.990),
    ("310120118", "柘林镇", "Zhelin", 121.469, 30.832),
    ("320509104", "平望镇", "Pingwang", 120.636, 30.977),
    ("320509105", "盛泽镇", "Shengze", 120.669, 30.909),
    ("320509110", "黎里镇", "Lili", 120.707, 30.994),
    ("320509111", "同里镇", "Tongli", 120.712, 31.161),
    ("330402008", "解放街道", "Jiefang", 120.763, 30.778),
    ("330402013", "东栅街道", "Dongzha", 120.786, 30.761),
    ("330402100", "凤桥镇", "Fengqiao", 120.854, 30.661),
    ("330402101", "余新镇", "Yuxin", 120.788, 30.669),
    ("330402103", "新丰镇", "Xinfeng", 120.918, 30.709),
    ("330411003", "嘉北街道", "Jiabei", 120.712, 30.780),
    ("330411004", "塘汇街道", "Tanghui", 120.772, 30.795),
    ("330411101", "王江泾镇", "Wangjiangjing", 120.705, 30.883),
    ("330411103", "油车港镇", "Youchegang", 120.748, 30.829),
    ("330411105", "王店镇", "Wangdian", 120.716, 30.624),
    ("330411106", "洪合镇", "Honghe", 120.659, 30.683),
    ("330421001", "魏塘街道", "Weitang", 120.911, 30.850),
    ("330421003", "惠民街道", "Huimin", 120.970, 30.839),
    ("330421102", "大云镇", "Dayun", 120.946, 30.783),
    ("330421103", "西塘镇", "Xitang", 120.888, 30.947),
    ("330421105", "干窑镇", "Ganyao", 120.885, 30.889),
    ("330421107", "陶庄镇", "Taozhuang", 120.807, 30.969),
    ("330421111", "姚庄镇", "Yaozhuang", 120.957, 30.914),
    ("330421112", "天凝镇", "Tianning", 120.801, 30.896),
    ("330424001", "武原街道", "Wuyuan", 120.949, 30.515),
    ("330424002", "西塘桥街道", "Xitangqiao", 120.983, 30.609),
    ("330424101", "沈荡镇", "Shendang", 120.821, 30.577),
    ("330424102", "百步镇", "Baibu", 120.778, 30.542),
    ("330424103", "于城镇", "Yucheng", 120.852, 30.535),
    ("330481001", "硖石街道", "Haining", 120.686, 30.536),
    ("330482003", "曹桥街道", "Caoqiao", 120.969, 30.672),
    ("330482101", "乍浦镇", "Zhapu", 121.087, 30.602),
    ("330482102", "新埭镇", "Xindai", 121.082, 30.823),
    ("330482103", "新仓镇", "Xincang", 121.176, 30.732),
    ("330482106", "广陈镇", "Guangchen", 121.126, 30.752),
    ("330482107", "林埭镇", "Lindai", 121.098, 30.655),
    ("330483001", "梧桐街道", "Tongxiang", 120.561, 30.633),
    ("330483101", "濮院镇", "Puyuan", 120.629, 30.680),
    ("330483102", "屠甸镇", "Tudian", 120.614, 30.580),
]


def land() -> Any:
    """Return the land of the frame's surroundings out of Natural Earth's topology."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", "world-atlas@2.0.2"], cwd=folder, check=True, capture_output=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            file = archive.extractfile("package/land-10m.json")
            assert file is not None
            topology = json.load(file)
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points

    around = FRAME.buffer(1)
    shapes = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]:
            outer = Polygon(ring(polygon[0]))
            if outer.envelope.intersects(around):
                shapes.append(
                    Polygon(outer.exterior, [ring(hole) for hole in polygon[1:]]).buffer(0).intersection(around)
                )
    return unary_union(shapes)


def bent(a: tuple[float, float], b: tuple[float, float], depth: int = 3) -> list[tuple[float, float]]:
    """Return the points between two corners, bent the same way whichever of the two cells asks."""
    if depth == 0:
        return []
    if a > b:
        return bent(b, a, depth)[::-1]
    seed = hashlib.sha256(repr([round(v, 5) for v in (*a, *b)]).encode()).digest()[0] / 255 - 0.5
    middle = (
        round((a[0] + b[0]) / 2 - (b[1] - a[1]) * seed * 0.22, 6),
        round((a[1] + b[1]) / 2 + (b[0] - a[0]) * seed * 0.22, 6),
    )
    return [*bent(a, middle, depth - 1), middle, *bent(middle, b, depth - 1)]


def cells() -> dict[str, Any]:
    """Return each town's cell by code, edges bent."""
    where = {code: (lon, lat) for code, _zh, _en, lon, lat in POINTS}
    drawn = shapely.voronoi_polygons(MultiPoint(list(where.values())), extend_to=FRAME.buffer(0.3))
    found = {}
    for cell in drawn.geoms:
        corners = [(round(x, 6), round(y, 6)) for x, y in cell.exterior.coords]
        points = [corners[0]]
        for a, b in itertools.pairwise(corners):
            points += [*bent(a, b), b]
        shape = Polygon(points).buffer(0)
        for code, at in where.items():
            if cell.contains(shapely.Point(at)):
                found[code] = shape
    return found


def whole(shapes: list[Any]) -> Any:
    """Return shapes as one, without the slivers that bending leaves."""
    return unary_union([shape.buffer(2e-4, join_style="mitre") for shape in shapes]).buffer(-2e-4, join_style="mitre")


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    """Return one feature, four decimals: some ten metres, more than a schematic deserves."""
    shape = shapely.set_precision(geometry, 1e-4)
    return {"type": "Feature", "properties": properties, "geometry": json.loads(json.dumps(mapping(shape)))}


def main() -> None:
    """Draw and write."""
    ground = FRAME.intersection(land())
    towns = {code: shape.intersection(ground) for code, shape in cells().items()}
    features = []
    for code, (name_zh, name) in PROVINCES.items():
        shape = whole([s for c, s in towns.items() if c.startswith(code)]).intersection(ground)
        features.append(feature(shape, layer="province", code=code, name_zh=name_zh, name=name))
    for code, (name_zh, name) in COUNTIES.items():
        parts = [s for c, s in towns.items() if c.startswith(code) and not s.is_empty]
        if parts:
            shape = whole(parts).intersection(ground)
            at = shape.representative_point()
            told = {
                "layer": "county",
                "code": code,
                "name_zh": name_zh,
                "name": name,
                "province": code[:2],
                "lon": round(at.x, 3),
                "lat": round(at.y, 3),
            }
            free = (
                shape.intersection(CORE)
                .difference(unary_union([towns[c].buffer(0.012) for c in MEMBERS]))
                .buffer(-0.008)
            )
            if free.area > 4e-4:  # where its name stands beside the five
                widest = max(getattr(free, "geoms", [free]), key=lambda part: part.area)
                near = polylabel(widest, 1e-4)
                told |= {"label_lon": round(near.x, 4), "label_lat": round(near.y, 4)}
            features.append(feature(shape, **told))
    for code, name_zh, name, lon, lat in POINTS:
        if not towns[code].is_empty:
            biggest = max(getattr(towns[code], "geoms", [towns[code]]), key=lambda part: part.area)
            at = polylabel(biggest, 1e-4)  # where a name has most room
            features.append(
                feature(
                    towns[code],
                    layer="town",
                    code=code,
                    name_zh=name_zh,
                    name=name,
                    county=code[:6],
                    province=code[:2],
                    member=code in MEMBERS,
                    lon=lon,
                    lat=lat,
                    label_lon=round(at.x, 4),
                    label_lat=round(at.y, 4),
                )
            )
    edges = []
    for a, one in towns.items():
        for b, other in towns.items():
            if a.startswith("31") and b.startswith("33"):
                shared = one.boundary.intersection(other.boundary)
                edges += [part for part in getattr(shared, "geoms", [shared]) if isinstance(part, LineString)]
    border = linemerge(unary_union(edges))
    if border.geom_type == "MultiLineString":
        border = max(border.geoms, key=lambda part: part.length)
    line = list(border.coords)
    if line[0][1] < line[-1][1]:
        line.reverse()  # from north to south
    features.append(
        feature(
            LineString(line),
            layer="border",
            code="31-33",
            name_zh="上海—浙江(示意)",
            name="Shanghai–Zhejiang (schematic)",
        )
    )
    body = {
        "type": "FeatureCollection",
        "name": "five-towns, schematic, not an administrative map",
        "attribution": "Points GeoNames (CC BY 4.0); land Natural Earth (public domain)",
        "features": features,
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf8")
    print(f"{TARGET.relative_to(ROOT)}: {len(features)} features, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
