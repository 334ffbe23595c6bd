"""Forms and addresses that name a row besides the one they stand at: nobody may name what they may not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Naming:
    """A form or an address that names a row besides the one it stands at: ``X`` is that row's key."""

    where: str  # as ``/c/five-towns/obstacles/<obstacles.Obstacle>/merge/``: the public row of that model
    names: str  # model of X
    column: str = "pk"
    sent: dict[str, Any] | None = None  # None: X stands in the address
    taken: bool = True  # with a row that may be read it is done


_MEETING = {"title_zh": "会", "kind": "meeting", "starts_on": "2024-11-01"}
_CALL = {"title_zh": "会", "kind": "meeting", "day": "2024-11-01", "audience": "public"}
_STEPS = "/api/v1/circles/five-towns/obstacles/<obstacles.Obstacle>/steps"
_RESOLVE = "/c/five-towns/meetings/<meetings.Meeting>/resolve/"
_TEXT = {"title_zh": "班车", "slug": "bus", "kind": "supplement", "clauses_zh": "每日六班。", "relation": "supplements"}
_WORD = {"may_board": True, "ground_zh": "第三条", "valid_from": "2026-10-01"}
_SAID = {"may_board": "yes", "ground_zh": "第三条", "valid_from": "2026-11-01"}
_OFFER = {
    "title_zh": "办证",
    "events": ["home"],
    "provider_zh": "中心",
    "for_whom": "circle",
    "valid_from": "2024-10-01",
}
NAMINGS = (
    Naming("/api/v1/circles/five-towns/lines/<lines.Line>/permissions", "lines.Stop", sent={**_WORD, "stop": "X"}, taken=False),
    Naming("/c/five-towns/lines/stops/<lines.Stop>/permit/", "lines.Line", sent={**_SAID, "line": "X"}, taken=False),
    Naming("/api/v1/circles/five-towns/public-services", "living.Facility", sent={**_OFFER, "facility": "X"}, taken=False),
    Naming("/c/five-towns/flows/say/?flow=X", "observatory.FlowRecord", taken=False),
    Naming("/c/five-towns/lines/way/?origin=stop:X&goal=stop:X&on=2024-10-18&after=7:00", "lines.Stop", taken=False),
    Naming("/api/v1/circles/five-towns/needs", "enterprises.Enterprise", sent={"enterprise": "X", "text": "求购PVC电缆料"}, taken=False),
    Naming("/api/v1/circles/five-towns/needs/<chains.Need>/introductions", "enterprises.Enterprise", sent={"partner": "X"}, taken=False),
    Naming("/c/five-towns/chains/needs/<chains.Need>/", "enterprises.Enterprise", sent={"partner": "X", "person": "某某", "phone": "0"}, taken=False),
    Naming("/api/v1/circles/five-towns/meetings", "members.Body", sent={**_MEETING, "body": "X"}),
    Naming("/api/v1/circles/five-towns/meetings", "meetings.Meeting", sent={**_MEETING, "umbrella": "X"}),
    Naming(_STEPS, "members.Body", sent={"kind": "given", "body": "X", "answer_by": "2024-11-30", "note_zh": "请办"}),
    Naming(_STEPS, "obstacles.Obstacle", sent={"kind": "merged", "into": "X", "note_zh": "同一件事"}, taken=False),
    Naming("/c/five-towns/meetings/call/", "members.Body", sent={**_CALL, "body": "X"}),
    Naming("/c/five-towns/meetings/call/", "meetings.Meeting", sent={**_CALL, "umbrella": "X"}),
    Naming("/c/five-towns/meetings/call/?under=X", "meetings.Meeting", taken=False),
    Naming("/c/five-towns/obstacles/<obstacles.Obstacle>/give/", "members.Body", sent={"body": "X", "answer_by": "2024-11-30"}),
    Naming("/c/five-towns/obstacles/<obstacles.Obstacle>/merge/", "obstacles.Obstacle", sent={"into": "X"}, taken=False),
    Naming(_RESOLVE, "meetings.AgendaItem", sent={"text_zh": "修桥", "state": "approved", "item": "X"}),
    Naming(_RESOLVE, "meetings.Theme", sent={
        "text_zh": "修桥", "state": "approved", "theme": "X", "do_310116101": "出图", "by_310116101": "2024-11-01",
    }),
    Naming("/c/five-towns/agreements/new/", "members.Agreement", "slug", sent={
        **_TEXT, "follows": "X", "parties": ["310116102", "330421003"],
    }),
    Naming("/c/five-towns/tasks/?state=all&theme=X", "meetings.Theme", taken=False),
    Naming("/c/five-towns/obstacles/<obstacles.Obstacle>/link/?subject=X&kind=item", "programme.Item", taken=False),
)  # fmt: skip


def filled(sent: dict[str, Any] | None, key: str) -> dict[str, Any]:
    """Return what is sent with the key of a row where X stands."""
    return {name: key if value == "X" else value for name, value in (sent or {}).items()}
