"""A circle whose order of turns is settled, and dossiers with sections of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from pilin.domain.handover import actions
from pilin.domain.handover.enums import SECTIONS, Section, SectionAnswer, SectionRow
from pilin.domain.handover.models import Dossier
from pilin.foundation.access.standing import Standing
from pilin.foundation.members import actions as members
from tests.factories.base import NOW, Five

ORDER = ("330421111", "330482102", "330421003", "310116101", "310116102")  # Yaozhuang takes over from Fengjing


def settle(five: Five) -> None:
    """Settle the order of turns after Fengjing's."""
    members.settle_order(
        by=Standing.machine("test"),
        at=NOW,
        circle=five.circle,
        codes=ORDER,
        from_year=2025,
        decided_on=date(2024, 10, 1),
    )


@contextmanager
def sections(rows: dict[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """Let every dossier have these sections: key → titles, which a test may change."""

    def section(key: str) -> Section:
        def query(standing: Standing, circle: str, on: date) -> SectionAnswer:
            return SectionAnswer(tuple(SectionRow(title_zh=title) for title in rows[key]))

        return Section(key, f"第{key}节", f"Section {key}", query)

    before = list(SECTIONS)
    SECTIONS[:] = [section(key) for key in rows]
    try:
        yield rows
    finally:
        SECTIONS[:] = before


def compiled(five: Five, at: object = NOW) -> Dossier:
    """Return the dossier of Fengjing's turn, compiled by its secretary."""
    return actions.compile_dossier(by=five.fengjing.secretary, at=at, circle=five.slug, year=2024)  # type: ignore[arg-type]


def read_all(five: Five) -> None:
    """Let Yaozhuang's secretary read every section."""
    for section in SECTIONS:
        actions.read_section(by=five.yaozhuang.secretary, at=NOW, circle=five.slug, year=2024, key=section.key)
