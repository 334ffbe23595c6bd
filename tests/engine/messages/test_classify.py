"""Labels: what is suggested, why, and what corrections teach."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.svm import LinearSVC

from benchmarks import messages as bench
from pilin.engine import messages as engine
from pilin.engine.messages import linear
from tests.engine.messages.world import ROADS, SCHOOLS, faults, lessons, table

SAMPLE = Path(__file__).parents[4] / "shared/data/messages/c2_sample_495_labelled.csv"


def test_labels_and_reasons():
    road, school = engine.learn(lessons()).suggest(table(["松柏路路灯", "青山小学补课"]))
    assert (road.label, school.label) == ("交通", "教育")
    assert road.reasons == ("路路", "路灯")
    assert school.reasons == ("小学", "补课", "学补")
    assert 0.5 < road.probability < 1


def test_a_correction_teaches():
    model = engine.learn(lessons())
    asked = table(["杏花路路灯"])
    again = model.corrected(table(list(ROADS[:3]), labels=["教育"] * 3))  # ids 1 to 3: they replace those
    assert sorted(again.learnt.ids, key=int) == [str(k) for k in range(1, 11)]
    assert [model.suggest(asked)[0].label, again.suggest(asked)[0].label] == ["交通", "教育"]
    one_left = table(list(ROADS[:4]), labels=["教育"] * 4)
    assert faults(lambda: model.corrected(one_left)) == [(6, "label", "too_few")]


def test_the_same_messages_give_the_same_suggestions():
    asked = table(["松柏路路灯", "青山小学补课", "🙂", "x" * 1_000_000])
    assert engine.learn(lessons()).suggest(asked) == engine.learn(lessons()).suggest(asked)


def test_nothing_known_has_no_reasons():
    assert [one.reasons for one in engine.learn(lessons()).suggest(table(["🙂🙂", "qzx"]))] == [(), ()]


def test_unlabelled_messages_change_how_common_runs_are():
    plain, more = engine.learn(lessons()), engine.learn(lessons(), table(["路灯"] * 30))
    assert plain.labels == more.labels
    assert len(more.subject.codes) == len(plain.subject.codes)
    assert more.subject.idf.min() < plain.subject.idf.min()


def test_what_cannot_be_learnt_from():
    assert faults(lambda: engine.learn(table(["路", "灯"], labels=["a", "a"]))) == [(None, "label", "one_label")]
    assert faults(lambda: engine.learn(table(["路", "灯", "桥"], labels=["a", "a", "b"]))) == [(4, "label", "too_few")]
    assert faults(lambda: engine.learn(table(["路"]))) == [(2, "label", "empty"), (None, "label", "one_label")]


@pytest.mark.parametrize("most", [linear.ROTATED, 0], ids=["rotated", "wide"])
def test_weights_are_those_of_liblinear(monkeypatch, most):
    monkeypatch.setattr(linear, "ROTATED", most)
    draw = np.random.default_rng(1)
    values = np.abs(draw.normal(size=(60, 12))) * (draw.random((60, 12)) < 0.5)
    label = np.arange(60) % 2
    ours = linear.fit(csr_array(values), label, 2)
    peer = LinearSVC(C=1, dual=False, tol=1e-10, max_iter=10_000).fit(values, label)
    assert ours[:-1, 1].tolist() == pytest.approx(peer.coef_[0].tolist(), abs=1e-3)
    assert ours[-1, 1] == pytest.approx(peer.intercept_[0], abs=1e-3)


def test_sharpness_is_found_again():
    draw = np.random.default_rng(2)
    score = draw.normal(size=(20_000, 3))
    chance = linear.softmax(score, 2.5)
    label = (draw.random((20_000, 1)) > np.cumsum(chance, axis=1)).sum(axis=1)
    assert linear.sharpness_of(score, label) == pytest.approx(2.5, rel=0.03)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the labelled messages are not in the repository")
def test_labels_of_real_messages():
    messages = bench.read(SAMPLE, labelled=True)
    at = np.arange(len(messages))
    said = engine.learn(bench.some(messages, at[at % 5 != 0])).suggest(bench.some(messages, at[at % 5 == 0]))
    truth = [messages.labels[k] for k in at[at % 5 == 0]]
    assert sum(one.label == label for one, label in zip(said, truth, strict=True)) / len(truth) >= 0.75


def test_schools_are_no_roads():
    model = engine.learn(lessons())
    assert [one.label for one in model.suggest(table(list(SCHOOLS)))] == ["教育"] * 5
