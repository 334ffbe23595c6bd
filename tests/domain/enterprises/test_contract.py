"""The registers keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pilin.domain.enterprises import actions
from pilin.domain.enterprises.models import Enterprise, Register, RegisterRecord
from tests.factories import enterprises as make
from tests.factories.base import Stand
from tests.kit import Example, RoomContract


class TestEnterprises(RoomContract):
    room = "enterprises"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a register with one record of one firm, all shared alike."""
        number = Enterprise.objects.visible_to(Stand.machine()).count() + 1
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        register = Register(title=f"名录{number}", records_brought=1, **shared)
        register.as_of = "2024-09"
        register.save()
        said = {"name_zh": f"第{number}厂", "uscc": make.code(number)}
        firm = Enterprise(sound=f"di{number:03}chang", **said, **shared)
        firm.save()
        record = RegisterRecord(register=register, enterprise=firm, row=2, linked_by="first", **said, **shared)
        record.save()
        return [register, firm, record]

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/enterprises/",
            "/c/five-towns/enterprises/registers/",
            "/api/v1/circles/five-towns/enterprises",
            "/api/v1/circles/five-towns/registers",
        ]

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, Enterprise):
            return f"/c/five-towns/enterprises/{row.pk}/"
        return f"/c/five-towns/enterprises/registers/{row.pk}/" if isinstance(row, Register) else None

    def deeds(self) -> Iterable[Example]:
        words = {"circle": "five-towns", "title": "名录", "as_of": "2024-09", "records": [(2, make.firm(1))]}
        known = make.bring(self.five.xindai.clerk, make.firm(7))
        back = {"by": self.five.xindai.clerk, "register": known, "why": "文件不对"}
        return [
            Example(actions.bring_register, ok=words, refused={**words, "by": self.five.stranger.clerk}, bulk=True),
            Example(
                actions.bring_register, ok={**words, "title": "另一份"}, refused={**words, "records": []}, bulk=True
            ),
            Example(actions.withdraw_register, ok=back, refused={**back, "by": self.five.fengjing.clerk}, bulk=True),
        ]
