"""The shipped core of product knowledge, and what a file must be to extend it."""

from __future__ import annotations

import os
from pathlib import Path

import networkx
import pytest

from pilin.engine.chain import BadTable, Level, Relation, Stage, covers, load_industries, load_knowledge
from pilin.engine.chain.knowledge import DATA, FORMS

CORE = load_knowledge()
FULL = Path(os.environ.get("PILIN_GBT4754", Path(__file__).parents[4] / "../shared/data/gbt4754/industries.csv"))


def test_r16_sections_and_divisions_are_complete():
    counts = CORE.industries.counts()
    assert (counts[Level.SECTION], counts[Level.DIVISION]) == (20, 97)
    divisions = sorted(line.code for line in CORE.industries if line.level is Level.DIVISION)
    assert divisions == [f"{n:02}" for n in range(1, 98)]


def test_every_line_has_both_names_and_a_source():
    assert [line.code for line in CORE.industries if not (line.zh and line.en and line.source)] == []


def test_every_class_lies_in_known_division_and_section():
    for line in CORE.industries:
        if line.level is Level.CLASS:
            path = [step.level for step in CORE.industries.path(line.code)]
            assert path[:2] == [Level.SECTION, Level.DIVISION]
            assert path[-1] is Level.CLASS


@pytest.mark.parametrize(
    ("code", "zh"),
    [  # read in two independent copies of the standard
        ("3831", "电线、电缆制造"), ("3442", "气体压缩机械制造"), ("3443", "阀门和旋塞制造"), ("3974", "显示器件制造"),
        ("3251", "铜压延加工"), ("3340", "金属丝绳及其制品制造"), ("2651", "初级形态塑料及合成树脂制造"), ("6241", "餐饮配送服务"),
        ("1371", "蔬菜加工"), ("3985", "电子专用材料制造"), ("3525", "模具制造"), ("3832", "光纤制造"),
    ],
)  # fmt: skip
def test_classes_of_the_clusters(code, zh):
    assert CORE.industries[code].zh == zh
    assert CORE.industries["C" + code if code < "44" else "H" + code].zh == zh


@pytest.mark.skipif(not FULL.exists(), reason="the whole of GB/T 4754 is not on this machine (PILIN_GBT4754)")
def test_r16_whole_table():
    counts = load_industries(FULL).counts()
    assert [counts[level] for level in Level] == [20, 97, 473, 1382]


def test_core_is_as_large_as_it_says():
    by_relation = {r: sum(f.relation is r for f in CORE.facts) for r in Relation}
    assert len(CORE.products) == 373
    assert by_relation[Relation.MATERIAL] > 500
    assert all(f.source for f in CORE.facts)


def test_kinds_and_materials_run_in_no_circle():
    for relation in (Relation.BROADER, Relation.MATERIAL):
        graph = networkx.DiGraph([(f.product, f.object) for f in CORE.facts if f.relation is relation])
        assert list(networkx.simple_cycles(graph)) == []


def test_no_fact_dangles():
    assert {f.product for f in CORE.facts} <= set(CORE.products)
    assert {f.object for f in CORE.facts if f.relation is not Relation.CLASS} <= set(CORE.products)
    assert {f.object for f in CORE.facts if f.relation is Relation.CLASS} <= {line.code for line in CORE.industries}


def test_every_name_finds_its_product():
    for key in CORE.products:
        assert {CORE.find(name) for name in CORE.names(key)} == {key}
        assert CORE.find(key) == key


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("PVC", "pvc树脂", "聚氯乙烯", "Polyvinyl  chloride", "ＰＶＣ"), "pvc"),
        (("空压机", "空气压缩机", "air compressor"), "air_compressor"),
        (("OLED", "OLED面板", "有机发光显示面板"), "oled_panel"),
        (("中央厨房", "central kitchen"), "central_kitchen_service"),
    ],
)
def test_synonyms(names, key):
    assert {CORE.find(name) for name in names} == {key}


def test_nobody_knows_nonsense():
    assert CORE.find("氮化镓量子猫") is None
    assert CORE.stage("cable", "rice") is Stage.UNKNOWN


def test_walk_from_cable_to_copper():
    assert CORE.materials("xlpe_cable", 4)["copper_cathode"] == 2  # through the copper strip of its screen
    assert CORE.materials("copper_wire", 9) == {"copper_rod": 1, "copper_cathode": 2}
    assert CORE.uses("screw_rotor")["air_end"] == 1


def test_materials_and_uses_are_each_other_turned_round():
    for key in CORE.products:
        assert {key in CORE.uses(material) for material in CORE.materials(key)} <= {True}


def test_kind_without_own_materials_takes_the_nearest_broader():
    assert CORE.materials("check_valve") == CORE.materials("valve")
    assert CORE.industry("screw_air_compressor") == "3442"


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        head = ",".join(("code", "section", "zh", "en", "source") if name == "industries" else FORMS[f"{name}.csv"])
        (folder / f"{name}.csv").write_text(head + "\n" + text, encoding="utf-8")
    return folder


def test_town_file_extends_the_core(tmp_path):
    folder = written(
        tmp_path,
        products="blue_calico,蓝印花布,blue calico,town hall 2024\n",
        terms="blue_calico,药斑布,zh,town hall 2024\npvc,氯乙烯聚合物,zh,town hall\n",
        facts="blue_calico,material,nonwoven,town hall\n",
        stages="craft,blue_calico,downstream,town hall\n",
    )
    more = load_knowledge(folder, CORE)
    assert more.find("药斑布") == "blue_calico"
    assert more.find("氯乙烯聚合物") == "pvc"
    assert more.materials("blue_calico") == {"nonwoven": 1}
    assert more.chains() == (*CORE.chains(), "craft")
    assert len(more.facts) == len(CORE.facts) + 1
    assert CORE.find("药斑布") is None


def test_gbk_file_is_read(tmp_path):
    text = "product,zh,en,source\nhuangjiu_lees,黄酒糟,yellow wine lees,镇政府\n"
    (tmp_path / "products.csv").write_bytes(text.encode("gb18030"))
    assert load_knowledge(tmp_path, CORE).find("黄酒糟") == "huangjiu_lees"


@pytest.mark.parametrize(
    ("files", "faults"),
    [
        ({"facts": "pvc,material,unobtainium,x\n"}, [("facts.csv", 2, "object", "no_product")]),
        ({"facts": "nothing,material,pvc,x\n"}, [("facts.csv", 2, "product", "no_product")]),
        ({"facts": "pvc,contains,ethylene,x\n"}, [("facts.csv", 2, "relation", "word")]),
        ({"facts": "heat_treatment,class,9999,x\n"}, [("facts.csv", 2, "object", "no_class")]),
        ({"facts": "pvc,class,2652,x\n"}, [("facts.csv", 2, "object", "two_classes")]),
        ({"facts": "pvc,material,ethylene,x\n\npvc,material,ethylene,y\n"}, [("facts.csv", 4, "product", "twice")]),
        ({"facts": "pvc,material,pvc,x\n"}, [("facts.csv", 2, "object", "itself")]),
        ({"facts": "cable,broader,xlpe_cable,x\n"}, [("facts.csv", 2, "object", "circle")]),
        ({"facts": "pvc,material,,x\n"}, [("facts.csv", 2, "object", "empty")]),
        ({"facts": "pvc,material,ethylene,x,y\n"}, [("facts.csv", 2, "source", "cells")]),
        ({"terms": "ethylene,PVC,abbr,x\n"}, [("terms.csv", 2, "term", "ambiguous")]),
        ({"terms": "ethylene,乙烯气,zho,x\n"}, [("terms.csv", 2, "language", "word")]),
        ({"products": "pvc2,聚氯乙烯,another,x\n"}, [("products.csv", 2, "zh", "ambiguous")]),
        ({"products": "aa,甲,a one,x\naa,乙,a two,x\n"}, [("products.csv", 3, "product", "twice")]),
        ({"stages": "cable,copper_rod,downstream,x\n"}, [("stages.csv", 2, "stage", "two_stages")]),
        ({"stages": "cable,rice,sideways,x\n"}, [("stages.csv", 2, "stage", "word")]),
        ({"industries": "3831,D,x,,x\n"}, [("industries.csv", 2, "section", "section")]),
        ({"industries": "38311,,x,,x\n"}, [("industries.csv", 2, "code", "code")]),
        ({"industries": "3836,,x,,x\n3836,,y,,x\n"}, [("industries.csv", 3, "code", "twice")]),
    ],
)  # fmt: skip
def test_every_fault_names_file_row_and_field(tmp_path, files, faults):
    with pytest.raises(BadTable) as caught:
        load_knowledge(written(tmp_path, **files), CORE)
    assert [(f.reason.split(":")[0], f.row, f.field, f.code) for f in caught.value.faults] == faults
    assert f"row {faults[0][1]}" in str(caught.value)


def test_columns_are_checked(tmp_path):
    (tmp_path / "facts.csv").write_text("product,relation,source,note\n", encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        load_knowledge(tmp_path, CORE)
    assert [(f.code, f.field) for f in caught.value.faults] == [
        ("column_missing", "object"),
        ("column_unknown", "note"),
    ]


def test_neither_encoding_is_refused(tmp_path):
    (tmp_path / "facts.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(BadTable, match="neither UTF-8 nor GB 18030"):
        load_knowledge(tmp_path, CORE)


def test_circle_made_by_two_new_rows(tmp_path):
    folder = written(
        tmp_path, products="aa,甲,a,x\nbb,乙,b,x\n", facts="aa,broader,bb,x\nbb,broader,aa,x\n"
    )  # fmt: skip
    with pytest.raises(BadTable) as caught:
        load_knowledge(folder, CORE)
    assert [f.row for f in caught.value.faults] == [2, 3]


def test_shipped_files():
    assert sorted(path.name for path in DATA.iterdir()) == [
        "facts.csv",
        "industries.csv",
        "products.csv",
        "stages.csv",
        "terms.csv",
    ]


def test_codes_cover_by_prefix():
    assert [covers("38", code) for code in ("3831", "C38", "83", "3")] == [True, True, False, False]
