"""Made-up messages."""

from __future__ import annotations

from pilin.engine import messages as engine

ROADS = ("杏花路路灯不亮", "梨园路路面坑洼", "桃源路红绿灯坏了", "柳溪路路口拥堵", "竹海路路灯太暗")
SCHOOLS = ("实验小学学费太贵", "桂花小学补课收费", "向阳中学食堂饭菜差", "晨光小学入学报名", "清泉中学老师补课")


def table(subjects, *, labels=None, texts=None, **columns):
    """Return messages with these subjects, numbered from 1 in rows from 2."""
    number = len(subjects)
    cells = {"id": [str(k + 1) for k in range(number)], "subject": subjects, "text": texts or [""] * number, **columns}
    if labels is not None:
        cells["label"] = labels
    return engine.read_messages(cells, range(2, number + 2), labelled=labels is not None)


def lessons():
    """Return ten messages of two labels."""
    return table([*ROADS, *SCHOOLS], labels=["交通"] * 5 + ["教育"] * 5)


def faults(call):
    """Return the faults that a call raises, as (row, field, code)."""
    try:
        call()
    except engine.BadMessages as error:
        return [(fault.row, fault.field, fault.code) for fault in error.faults]
    return []
