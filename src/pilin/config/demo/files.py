"""The five reports everything factual is taken from. Their titles are their own headlines."""

from __future__ import annotations

from datetime import date, time

from pilin.config.demo.world import World
from pilin.foundation.files import actions

SOURCES = (
    (
        "S0",
        "The five towns in the Yangtze River Delta jointly released a list of key projects to create a "
        '"new quality town circle"',
        date(2024, 6, 27),
        time(14, 2),
    ),
    (
        "S1",
        'Attracting 84 upstream and downstream enterprises... Zhangyan Town promotes "deep integration of party '
        'building and development", 1 leading enterprise',
        date(2024, 7, 1),
        time(15, 7),
    ),
    (
        "S2",
        "Why does Nantong frequently mention the Yangtze River Estuary Industrial Innovation Collaborative Zone? "
        "Wu Xinming, Secretary of the Nantong Municipal Party Committee, said this",
        date(2024, 5, 14),
        time(6, 53),
    ),
    (
        "S3",
        "Write a new chapter in the integration of the Yangtze River Delta and bravely be the pioneer of Chinese "
        "modernization! A symposium of major leaders in the Yangtze River Delta region was held in Wenzhou",
        date(2024, 6, 6),
        time(12, 1),
    ),
    (
        "S4",
        "Press Release for Media Briefing of the Shanghai Municipal Government on September 10, 2020",
        date(2020, 9, 14),
        None,
    ),
)
SIDE_STORIES = {"S0": (5, 4), "S1": (5, 5), "S2": (5, 5), "S3": (5, 5)}  # on the copy held, and broken off
PUBLISHERS = {"S4": ("Shanghai Municipal Government", "上海市人民政府")}  # the other copies do not name theirs


def load(world: World) -> None:
    """Enter the five source documents."""
    for code, title, published_on, published_time in SOURCES:
        side_stories, broken_off = SIDE_STORIES.get(code, (None, None))
        publisher, publisher_zh = PUBLISHERS.get(code, ("", ""))
        actions.enter_source(
            by=world.machine, at=world.now, code=code, title=title, publisher=publisher, publisher_zh=publisher_zh,
            published_on=published_on, published_time=published_time,
            side_stories=side_stories, broken_off=broken_off,
        )  # fmt: skip
