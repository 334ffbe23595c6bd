"""What the page of components shows: plain illustrative values, no row of any room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms

from pilin.engine.base import Comparator, PartialDate, Quantity
from pilin.web.forms import Form
from pilin.web.words import said as _
from pilin.web.words import said_later

TOKENS = [
    "paper",
    "surface",
    "sunk",
    "line",
    "line-2",
    "pip",
    "ink",
    "ink-2",
    "ink-3",
    "jade",
    "jade-soft",
    "water",
    "water-2",
    "border-ink",
    "focus",
    "caution",
    "caution-soft",
    "alarm",
    "alarm-soft",
    "sig-blue",
    "sig-yellow",
    "sig-orange",
    "sig-red",
]


@dataclass(frozen=True, slots=True)
class Shown:
    """A town as the page of components shows one."""

    code: str
    mark: str
    colour: int
    bank: int
    short: str
    short_zh: str
    province: tuple[str, str] = ("", "")

    @property
    def name(self) -> str:
        """Return its English name."""
        return self.short

    @property
    def name_zh(self) -> str:
        """Return its Chinese name."""
        return self.short_zh


TOWNS = (
    Shown("330421003", "惠", 3, -1, "Huimin", "惠民", ("33", "浙江省")),
    Shown("330421111", "姚", 4, -1, "Yaozhuang", "姚庄", ("33", "浙江省")),
    Shown("330482102", "埭", 5, -1, "Xindai", "新埭", ("33", "浙江省")),
    Shown("310116102", "枫", 1, 1, "Fengjing", "枫泾", ("31", "上海市")),
    Shown("310116101", "朱", 2, 1, "Zhujing", "朱泾", ("31", "上海市")),
)
FURTHER = tuple(
    Shown("", mark, number, 0, f"c{number}", f"c{number}") for number, mark in enumerate("甲乙丙丁戊己庚", start=6)
)


class ShownForm(Form):
    """One field of each kind."""

    title = forms.CharField(
        label=said_later("Title"), help_text=said_later("As a neighbour would say it"), max_length=80
    )
    lead = forms.ChoiceField(label=said_later("Lead town"), choices=[(t.code, t.short_zh) for t in TOWNS])
    due = forms.DateField(label=said_later("Due"), widget=forms.DateInput(attrs={"type": "date"}))
    strand = forms.ChoiceField(
        label=said_later("Strand"),
        choices=[("a", said_later("Industry")), ("b", said_later("Everyday life"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=said_later("Why"), required=False, widget=forms.Textarea)
    evidence = forms.FileField(label=said_later("Evidence"), required=False)
    told = forms.BooleanField(label=said_later("The people affected were asked"), required=False)


def showcase() -> dict[str, Any]:
    """Return everything the page of components shows."""
    hui, yao, dai, feng, zhu = TOWNS
    milestones = [
        {"at": 12, "left": True, "right": True, "late": False},
        {"at": 41, "left": False, "right": True, "late": False},
        {"at": 86, "left": False, "right": False, "late": False},
    ]
    late = [{"at": 9, "left": True, "right": True}, {"at": 38, "late": True, "tag": _("8 days late")}, {"at": 92}]
    rows = [
        {
            "no": 5, "title": _("Industry alliance"), "url": "#timeline", "left": [(hui, "o s"), (yao, "o s")], "right": [(feng, "s")],
            "milestones": milestones, "start": 2, "width": 84, "left_width": 30, "right_width": 40,
        },
        {
            "no": 20, "title": _("Later last bus across the border"), "url": "#timeline", "left": [(dai, "s")], "right": [(zhu, "o s")],
            "milestones": late, "start": 2, "width": 90, "left_width": 8, "right_width": 8,
        },
    ]  # fmt: skip
    stitches = [
        {
            "left": k % 5 != 3,
            "right": k % 5 not in (3, 4),
            "late": k in (3, 9),
            "title": _("Item %(no)s") % {"no": k + 1},
            "url": "#maps",
        }
        for k in range(12)
    ]
    faulty = ShownForm({"title": "", "lead": feng.code, "due": "2026-02-30", "strand": "a"})
    faulty.is_valid()
    return {
        "themes": ("light", "dark"), "towns": TOWNS, "further": FURTHER, "tokens": TOKENS, "feng": feng, "hui": hui, "yao": yao, "dai": dai, "zhu": zhu,
        "months": [{"at": 0, "label": "10"}, {"at": 33.3, "label": "11"}, {"at": 66.6, "label": "12"}], "now": 47,
        "groups": [{"label": _("Industry and living"), "rows": rows}],
        "lanes": [
            {"label": _("In progress"), "cards": [{"no": r["no"], "title": r["title"], "url": "#board", "lead": feng, "partners": [hui], "milestones": r["milestones"]} for r in rows[:1]]},
            {"label": _("Late"), "cards": [{"no": 20, "title": rows[1]["title"], "url": "#board", "lead": dai, "partners": [zhu], "milestones": late, "tag": _("8 days late")}]},
            {"label": _("Done"), "cards": []},
        ],
        "stitches": stitches, "does": {t.code: _("leads %(leads)s, joins %(joins)s") % {"leads": 4, "joins": 6} for t in TOWNS},
        "signers": [
            {"member": hui, "signed_at": datetime(2024, 10, 9, 6, 10, tzinfo=UTC)},
            {"member": zhu, "signed_at": datetime(2024, 10, 10, 1, 32, tzinfo=UTC)},
            {"member": yao, "signed_at": datetime(2024, 10, 14, 8, 5, tzinfo=UTC)},
            {"member": dai, "signed_at": datetime(2024, 10, 16, 3, 48, tzinfo=UTC)},
            {"member": feng, "signed_at": None, "told": _("awaited until 10-22")},
        ],
        "form": ShownForm(), "faulty": faulty,
        "more_than": Quantity(Decimal(300), "firm", Comparator.MORE_THAN), "about": Quantity(Decimal(10), "minute", Comparator.ABOUT),
        "amount": Decimal(12_800_000), "month": PartialDate.parse("2017-08"), "on": date(2024, 10, 18),
        "bars": {
            "categories": [_("Building the Party"), _("Industry"), _("Culture and sights"), _("Everyday life")], "unit": _("milestones, number"),
            "series": [{"name": _("witnessed"), "values": [6, 11, 7, 10]}], "threshold": {"name": _("due by today: 9"), "value": 9},
        },
        "lines": {
            "categories": ["2020", "2021", "2022", "2023", "2024"], "unit": _("joint items"), "type": "line",
            "series": [{"name": _("agreed"), "values": [8, 12, 15, None, 20]}, {"name": _("witnessed"), "values": [5, 9, 12, 14, 17], "dashed": True}],
        },
        "told": [], "hash": "7b1e 40c9 a2f8 5d13 0e6c 98bb 41d7 f3a0 c5e2 1f74 8d09 b6a3 2c90 e7f1 6a58 03dd",
    }  # fmt: skip
