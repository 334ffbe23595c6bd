"""Messages are read whole or not at all."""

from __future__ import annotations

import numpy as np

from pilin.engine import messages as engine
from tests.engine.messages.world import faults, table


def test_both_namings_are_read_alike():
    ours = table(["路灯"], user=["a"], time=["2020-01-06T12:09:38"], votes_for=["3"], votes_against=["1"])
    theirs = engine.read_messages(
        {"留言编号": ["1"], "留言主题": ["路灯"], "留言详情": [None], "留言用户": ["a"], "留言时间": ["2020/1/6 12:09:38"],
         "点赞数": ["3"], "反对数": ["1"]}, [2],
    )  # fmt: skip
    assert (ours.ids, ours.subjects, ours.texts, ours.users) == (
        theirs.ids,
        theirs.subjects,
        theirs.texts,
        theirs.users,
    )
    assert ours.days.tolist() == theirs.days.tolist() == [(1578283778) / 86_400]
    assert (ours.votes_for.tolist(), ours.votes_against.tolist()) == ([3.0], [1.0])


def test_unknown_stays_unknown():
    read = table(["路灯"], time=[""])
    assert (read.users, read.labels) == ((None,), (None,))
    assert np.isnan([read.days[0], read.votes_for[0], read.votes_against[0]]).tolist() == [True] * 3


def test_every_fault_is_named():
    def read():
        table(
            ["路灯", "", "路口", "桥"], id=["1", "2", "1", ""], time=["2020/13/1", "", "", ""],
            votes_for=["", "-1", "1.5", "7"], labels=["a", "a", "", "b"],
        )  # fmt: skip

    assert faults(read) == [
        (3, "text", "empty"),
        (4, "id", "double"),
        (4, "label", "empty"),
        (5, "id", "empty"),
        (2, "time", "unreadable"),
        (3, "votes_for", "unreadable"),
        (4, "votes_for", "unreadable"),
    ]


def test_a_message_may_have_two_labels_but_not_one_twice():
    said = {"id": ["7", "7"], "subjects": ["路灯", "路灯"]}
    assert table(said["subjects"], id=said["id"], labels=["a", "b"]).labels == ("a", "b")
    assert faults(lambda: table(said["subjects"], id=said["id"], labels=["a", "a"])) == [(3, "id", "double")]
    assert faults(lambda: table(["路灯", "路口"], id=said["id"], labels=["a", "b"])) == [(3, "id", "double")]
    assert faults(lambda: table(said["subjects"], id=said["id"])) == [(3, "id", "double")]


def test_missing_columns_and_no_rows():
    assert faults(lambda: engine.read_messages({"id": ["1"]}, [2], labelled=True)) == [
        (None, "subject", "missing"),
        (None, "text", "missing"),
        (None, "label", "missing"),
    ]
    assert faults(lambda: table([])) == [(None, "", "empty")]


def test_marks_that_nobody_sees_are_gone():
    assert table(["路\x00灯\u202e不亮\x07"]).subjects == ("路灯不亮",)
    assert faults(lambda: table(["\x00\u200b"])) == [(2, "text", "empty")]
