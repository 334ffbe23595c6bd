"""Alerts written for tests; none is a real one."""

from __future__ import annotations

from pilin.engine.cap import Alert, Area, Info, Named, Resource

RING = "30.90,121.00 30.90,121.02 30.88,121.02 30.90,121.00"


def info(**more: object) -> Info:
    given = {
        "language": "zh-CN",
        "event": "暴雨",
        "categories": ("Met",),
        "urgency": "Expected",
        "severity": "Severe",
        "certainty": "Likely",
        "effective": "2023-06-24T04:50:00+08:00",
        "expires": "2023-06-24T12:50:00+08:00",
        "headline": "暴雨橙色预警 <更新> & 提醒",
        "event_codes": (Named("colour", "orange"), Named("colour", "orange")),
        "resources": (Resource("雨量图", "image/png", "12", "https://example.org/a.png", None, "a" * 40),),
        "areas": (area(),),
    }
    return Info(**{**given, **more})


def area(**more: object) -> Area:
    given = {
        "description": "枫泾镇",
        "polygons": (RING,),
        "circles": ("30.89,121.01 2.5",),
        "geocodes": (Named("行政区划", "310116"),),
        "altitude": "3.5",
        "ceiling": "40",
    }
    return Area(**{**given, **more})


def alert(**more: object) -> Alert:
    given = {
        "identifier": "fengxian.20230624.2",
        "sender": "station@fengxian.example",
        "sent": "2023-06-24T04:50:00+08:00",
        "status": "Actual",
        "msg_type": "Alert",
        "scope": "Public",
        "infos": (info(),),
    }
    return Alert(**{**given, **more})
