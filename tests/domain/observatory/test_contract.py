"""Indicators keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.observatory import actions, rules
from pilin.domain.observatory import queries as reads
from pilin.domain.observatory.actions import FirmSaying
from pilin.domain.observatory.models import (
    AttestedCount,
    Concordance,
    ConcordanceConfirmation,
    FirmWord,
    Indicator,
    IndicatorDefinition,
    IndicatorInput,
    IndicatorTarget,
)
from pilin.foundation.members.models import Member
from pilin.foundation.observations.models import Series
from pilin.foundation.places.models import Place
from tests.factories import counts
from tests.factories import enterprises as registers
from tests.factories import observatory as make
from tests.factories.base import NOW, TODAY, Stand
from tests.kit import Example, RoomContract

SOMEBODY = UUID(int=7)


class TestIndicators(RoomContract):
    room = "observatory"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return an indicator with a series, a target, both banks' definitions, a judgement and its confirmation."""
        number = Indicator.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        places = {one.code: one for one in Place.objects.visible_to(Stand.machine()).filter(code__in=("31", "33"))}
        town = Member.objects.visible_to(Stand.machine()).get(code=self.five.fengjing.code)
        series = Series(slug=f"s-{number}", kind="count", unit="firm", title_zh="序列", **shared)
        row = Indicator(slug=f"i-{number}", title_zh="指标", form="sum", unit="firm", valid_from=make.SINCE, **shared)
        fed = IndicatorInput(indicator=row, town=town, numerator=series, **shared)
        target = IndicatorTarget(indicator=row, comparator=">", value=1, unit="firm", clause_zh="条", valid_from=make.SINCE, **shared)  # fmt: skip
        pair = [
            IndicatorDefinition(
                indicator=row, jurisdiction=places[code], text_zh="定义", valid_from=make.SINCE, **shared
            )
            for code in ("33", "31")
        ]
        judged = Concordance(left=pair[0], right=pair[1], likeness="same", reason_zh="同", judged_by=SOMEBODY, judged_at=NOW, **shared)  # fmt: skip
        confirmed = ConcordanceConfirmation(concordance=judged, confirmed_by=SOMEBODY, confirmed_at=NOW, **shared)  # fmt: skip
        firm = Enterprise(name_zh=f"厂{number}", **shared)
        word = FirmWord(
            enterprise=firm,
            about="related",
            holds=True,
            place="31",
            valid_from_first=TODAY,
            valid_from_last=TODAY,
            **shared,
        )
        kept = AttestedCount(
            indicator=row, counted_on=TODAY, counts={town.code: ["related", "firms", "31"]}, towns={town.code: reads.numbers(rules.Tally(yes=5))},
            records=5, digest="0" * 64, attested_by=SOMEBODY, attested_at=NOW, **shared,
        )  # fmt: skip
        rows = [series, firm, row, fed, target, *pair, judged, confirmed, word, kept]
        for one in rows:
            one.save()
        return rows[2:]

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/indicators/", "/api/v1/circles/five-towns/indicators"]

    def page_of(self, row: Any) -> str | None:
        return f"/c/five-towns/indicators/{row.slug}/" if isinstance(row, Indicator) else None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        new = {
            "circle": five.circle, "town": five.fengjing.code, "slug": "new", "title_zh": "新", "form": "sum", "unit": "firm", "valid_from": TODAY,
        }  # fmt: skip
        row = make.indicator(clerk)
        kept, theirs = make.series(clerk, "kept"), make.series(other, "theirs")
        target = {"indicator": row, "comparator": ">", "value": "10", "clause_zh": "第三条", "valid_from": TODAY}
        said = {"indicator": row, "text_zh": "年末数", "valid_from": TODAY}
        left, right = make.definition(other, row), make.definition(clerk, row)
        judged = {"left": left, "right": right, "likeness": "same", "reason_zh": "口径相同"}
        waits = make.judged(clerk, left, right)
        firms = registers.made(clerk, *(registers.firm(number) for number in range(6)), audience="public")
        share = counts.counted(clerk, [five.fengjing.code])
        ask = {"indicator": share, "town": five.xindai.code, "count": "related", "whole": "firms", "place": "31"}
        words = {"words": [FirmSaying(firms[0], "related", True, "2024", place="31")]}
        return [
            Example(actions.count_from_register, ok=ask, refused={**ask, "by": other}),
            Example(actions.attest_count, ok={"indicator": share, "by": clerk}, refused={"indicator": share, "by": other}),
            Example(actions.say_of_firms, ok={**words, "by": clerk}, refused={**words, "by": other}),
            Example(actions.define_indicator, ok=new, refused={**new, "by": other}),
            Example(actions.add_input, ok={"indicator": row, "numerator": kept.slug}, refused={"indicator": row, "numerator": theirs.slug, "by": five.yaozhuang.clerk}),
            Example(actions.set_target, ok=target, refused={**target, "by": other}),
            Example(actions.describe_definition, ok={**said, "jurisdiction": "31"}, refused={**said, "jurisdiction": "33"}),
            Example(actions.judge_concordance, ok=judged, refused={**judged, "by": five.fengjing.signatory}),
            Example(actions.confirm_concordance, ok={"concordance": waits, "by": other}, refused={"concordance": waits}),
        ]  # fmt: skip
