"""What speakers of the reports said they build, in the words that the reports have for it; checks of it are illustrative.

Where no Chinese wording is known for certain, the Chinese is our rendering and says so. Names stand in pinyin, as printed.
"""

from __future__ import annotations

from typing import Any

from pilin.config.demo.meetings_year import call
from pilin.config.demo.world import World
from pilin.domain.meetings import actions
from pilin.domain.meetings.models import Meeting

SPEAKERS = [  # the source has their names in pinyin alone
    ("Hu Weiguo", "中共金山区委书记", "Secretary of the CPC Jinshan District Committee"),
    ("Liu Jian", "区委副书记、区长", "Deputy Secretary and District chief"),
    ("Zhu Aiping", "区科学技术委员会党组书记", "Party Secretary of Jinshan District Science and Technology Committee"),
    ("Wu Jingping", "区卫生健康委员会主任", "Director of Jinshan District Health Commission"),
]
SAID_IN_2020 = [
    (
        "金山坚持“三个百里”建设，走出一条有上海特点、金山特色的超大城市乡村振兴之路。",
        "Jinshan keeps to the construction of “three 100 miles” and works out a path of rural vitalization for a mega city, with "
        "Shanghai characteristics and Jinshan features.",
        "S4:23",
    ),
    (
        "金山推进“一带一园五区”（按英文译出）休闲旅游集聚区建设。",
        "Jinshan further promotes the construction of the “One Belt, One Park, Five Zones” leisure tourism cluster area.",
        "S4:25",
    ),
]


def theme_of_the_ceremony(world: World, ceremony: Meeting) -> None:
    """Note the theme that Fengjing's secretary gave on 2024-06-27."""
    _said(
        world, ceremony, "fengjing", "2024-06-27T16:10", "2025-06-30T10:00",
        speaker="Wang Mingfa",
        role_zh="枫泾镇党委书记",
        role="Party secretary of Fengjing",
        sentence_zh="以毗邻党建为引领、以“科技赋能三生融合”（按英文译出）为主题，共同向长三角更高质量一体化迈更大的步子。",
        sentence="Guided by adjacent Party building and under the theme “science and technology empowering the integration of the "
        "three lives”, we take bigger steps together into the higher-quality integration of the Delta.",
        source="S0:21",
        evidence="来源没有说“三生”指哪三生，也没有说怎样衡量；请枫泾说明",
    )  # fmt: skip


def briefing_of_jinshan(world: World) -> None:
    """Record the media briefing of 2020-09-10: who spoke, and two of the things that the district says it builds."""
    jinshan = world.members["jinshan"].code
    row = call(
        world,
        "2024-07-01",
        circle="five-towns",
        title_zh="上海市政府新闻发布会：金山区（2020 年 9 月 10 日）",
        title="Media briefing of the Shanghai Municipal Government: Jinshan District (10 September 2020)",
        starts_on="2020-09-10",
        host=jinshan,
        source="S4:7",
    )
    actions.record_attendance(
        by=world.machine,
        at=world.at("2024-07-01"),
        circle="five-towns",
        meeting=row.pk,
        people=[
            {"member": jinshan, "name": name, "role_zh": role_zh, "role": role, "spoke": True, "source": "S4:7"}
            for name, role_zh, role in SPEAKERS
        ],
    )
    name, role_zh, role = SPEAKERS[0]
    for sentence_zh, sentence, source in SAID_IN_2020:
        _said(
            world, row, "jinshan", "2024-07-01", "2025-06-30T11:00",
            speaker=name, role_zh=role_zh, role=role, sentence_zh=sentence_zh, sentence=sentence, source=source,
            evidence="金山区不是本圈成员，没有找到可以对照的公开数字",
        )  # fmt: skip


def _said(world: World, meeting: Meeting, town: str, noted: str, checked: str, *, evidence: str, **words: Any) -> None:
    """Note what a speaker said at a meeting, and the check by the chair's secretary that found nothing to hold it against."""
    circle = meeting.circle
    said = actions.note_commitment(
        by=world.machine,
        at=world.at(noted),
        circle=circle,
        meeting=meeting.pk,
        member=world.members[town].code,
        **words,
    )
    at = world.at(checked)
    actions.check_commitment(
        by=world.standing("xindai-secretary", at), at=at, circle=circle, commitment=said.pk, result="cannot_tell",
        evidence=evidence, illustrative=True,
    )  # fmt: skip
