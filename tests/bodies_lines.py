"""What is sent to lines and to promises, where one asks for more than it says."""

from __future__ import annotations

from typing import Any

LINES: dict[str, dict[str, Any]] = {
    "lines:add": {"number": "7", "name_zh": "线", "kind": "town", "valid_from": "2024-10-01", "audience": "own"},
    "lines:add_stop": {
        "code": "a-stop", "name_zh": "站", "latitude": "30", "longitude": "121", "place": "330421003", "audience": "own"
    },
    "lines:change": {"number": "7", "name_zh": "线", "kind": "town", "valid_from": "2024-10-01", "audience": "own"},
    "lines:change_stop": {
        "code": "a-stop", "name_zh": "站", "latitude": "30", "longitude": "121", "place": "330421003", "audience": "own"
    },
    "lines:close": {"last_day": "2024-12-31"},
    "lines:propose": {"year": "2024", "share_310116102": "40", "share_330421003": "60"},
    "parks:add_promise": {
        "work_zh": "路", "what_zh": "通车", "said_by_zh": "办公室", "said_on": "2024-10-01", "words": "明年二季度", "audience": "own",
    },
    "/api/v1/circles/<slug:circle>/lines/<uuidstr:uid>/subsidies": {
        "year": 2024, "shares": [{"town": "310116102", "per_cent": "40"}, {"town": "330421003", "per_cent": "60"}],
    },
}  # fmt: skip
