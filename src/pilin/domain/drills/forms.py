"""What is written about drills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.drills.enums import DrillForm, ScenarioKind, SiteKind
from pilin.domain.drills.rules import ExpectedSaid, InjectSaid, RoleSaid
from pilin.engine.base import Fault, clean_text
from pilin.foundation.access.enums import Audience, Role
from pilin.web.forms import Form

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
TIME = forms.TimeInput(format="%H:%M:%S", attrs={"type": "time", "step": "1"})
READERS = [
    (Audience.CIRCLE.value, _("the circle")), (Audience.PUBLIC.value, _("everyone")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
OFFICES = [(one.value, one.label) for one in (Role.CLERK, Role.SIGNATORY, Role.SECRETARY)]
SPARE = 3  # empty rows below a table


class SiteForm(Form):
    """Enters or changes what must drill."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=SiteKind.choices, help_text=_("The kind decides how often it drills.")
    )
    title_zh = forms.CharField(label=_("Name (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    operator_zh = forms.CharField(label=_("Who answers for it (Chinese)"), max_length=120, required=False)
    operator = forms.CharField(label=_("The same in English"), max_length=160, required=False)
    place_zh = forms.CharField(label=_("Where (Chinese)"), max_length=160, required=False)
    place = forms.CharField(label=_("Where, in English"), max_length=200, required=False)
    place_code = forms.CharField(
        label=_("Division code"), max_length=12, required=False, help_text=_("Empty: that of the town.")
    )
    since = forms.DateField(
        label=_("The duty began on"), widget=DAY, required=False, help_text=_("Empty where nobody knows: then no day is reckoned before the first drill.")
    )  # fmt: skip
    drilled_before = forms.DateField(label=_("Last drill before it was entered here"), widget=DAY, required=False)
    park = forms.ChoiceField(label=_("Lies in the park"), required=False)
    industries_zh = forms.CharField(label=_("Leading industries of a park, one a line (Chinese)"), widget=LONG, required=False, max_length=2000)  # fmt: skip
    industries = forms.CharField(
        label=_("Leading industries, in English"), widget=LONG, required=False, max_length=2000
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, parks: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["park"].choices = [("", "—"), *parks]  # type: ignore[attr-defined]


class ScenarioForm(Form):
    """The head of a scenario; its roles, injects and expected actions stand in tables of their own."""

    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("What goes wrong"), choices=ScenarioKind.choices)
    place_zh = forms.CharField(label=_("Where (Chinese)"), max_length=160, required=False)
    place = forms.CharField(label=_("Where, in English"), max_length=200, required=False)
    about_zh = forms.CharField(label=_("How it begins (Chinese)"), widget=LONG, required=False, max_length=4000)
    about = forms.CharField(label=_("How it begins, in English"), widget=LONG, required=False, max_length=4000)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that is filled in: its name, its head, how wide it is, and whether it takes figures."""

    name: str
    label: Any
    size: int
    figures: bool = False


@dataclass
class Rows:
    """A table that is filled in row by row: what stands in it, and what is wrong with which row.

    Rows of which every field is empty count for nothing; some empty ones stand below, to be filled.
    """

    prefix: str
    title: Any
    hint: Any
    columns: tuple[Column, ...]
    rows: list[dict[str, str]]
    faults: dict[int, list[str]] = field(default_factory=dict)

    def read(self, data: Mapping[str, Any]) -> None:
        """Take what was sent."""
        held = []
        for number in range(200):
            if f"{self.prefix}-{number}-{self.columns[0].name}" not in data:
                break
            row = {
                one.name: clean_text(str(data.get(f"{self.prefix}-{number}-{one.name}", ""))).strip()
                for one in self.columns
            }
            if any(row.values()):
                held.append(row)
        self.rows = held

    def put(self, fault: Fault) -> None:
        """Note a fault beside its row."""
        self.faults.setdefault((fault.row or 1) - 1, []).append(
            f"{fault.value}: {fault.reason}" if fault.value else str(fault.reason)
        )

    def shown(self) -> Iterable[tuple[int, list[tuple[Column, str, str]], list[str]]]:
        """Yield each row with its number, its cells (column, name, value) and its faults, then some empty ones."""
        for number, row in enumerate([*self.rows, *({} for _spare in range(SPARE))]):
            cells = [(one, f"{self.prefix}-{number}-{one.name}", row.get(one.name, "")) for one in self.columns]
            yield number + 1, cells, self.faults.get(number, [])

    def number(self, row: dict[str, str], name: str, place: int, default: int | None) -> int | None:
        """Return a whole number of a cell; one that is none is noted as a fault."""
        text = row.get(name, "")
        if not text:
            return default
        try:
            return int(text) if len(text) < 7 else _far(text)
        except ValueError:
            self.put(Fault("not_whole", self.prefix, _("Write a whole number"), place + 1, text))
            return default


def _far(text: str) -> int:
    raise ValueError(text)


def tables(said: Mapping[str, Any] | None = None) -> dict[str, Rows]:
    """Return the tables of a scenario, filled with what an earlier version says."""
    said = said or {}
    return {
        "roles": Rows(
            "roles", _("Roles"), _("Who acts: a key in small letters, and what people call it."),
            (Column("key", pgettext_lazy("in a scenario", "Key"), 12), Column("zh", _("Name in Chinese"), 20), Column("en", _("Name in English"), 24)),
            [{"key": one.key, "zh": one.zh, "en": one.en} for one in said.get("roles", ())],
        ),
        "injects": Rows(
            "injects", _("Injects"), _("What whoever leads the drill lets happen, so many minutes after the start."),
            (Column("minute", _("Minute"), 5, True), Column("role", _("To (key; empty: all)"), 12), Column("text_zh", _("What happens (Chinese)"), 30),
             Column("text", _("In English"), 30)),
            [{"minute": str(one.minute), "role": one.role, "text_zh": one.text_zh, "text": one.text} for one in said.get("injects", ())],
        ),
        "expected": Rows(
            "expected", _("Expected actions"),
            _("Who does what, after which others (keys with a blank between: branches that do not name each other run in parallel), within how many minutes of the start."),
            (Column("key", pgettext_lazy("in a scenario", "Key"), 10), Column("role", _("Role (key)"), 10), Column("what_zh", _("What is done (Chinese)"), 22), Column("what", _("In English"), 22),
             Column("after", _("After (keys)"), 14), Column("within", _("Within, minutes"), 5, True), Column("weight", _("Weight"), 4, True)),
            [
                {"key": one.key, "role": one.role, "what_zh": one.what_zh, "what": one.what, "after": " ".join(one.after),
                 "within": "" if one.within is None else str(one.within), "weight": str(one.weight)}
                for one in said.get("expected", ())
            ],
        ),
    }  # fmt: skip


def said_in(rows: Mapping[str, Rows]) -> dict[str, Any]:
    """Return roles, injects and expected actions as the tables say them; what is no number stands as a fault in its table."""
    injects, expected = rows["injects"], rows["expected"]
    return {
        "roles": [RoleSaid(row["key"], row["zh"], row["en"]) for row in rows["roles"].rows],
        "injects": [
            InjectSaid(injects.number(row, "minute", place, 0) or 0, row["text_zh"], row["text"], row["role"]) for place, row in enumerate(injects.rows)
        ],
        "expected": [
            ExpectedSaid(
                row["key"], row["role"], row["what_zh"], row["what"], tuple(row["after"].replace(",", " ").split()), expected.number(row, "within", place, None),
                expected.number(row, "weight", place, 1) or 0,
            )
            for place, row in enumerate(expected.rows)
        ],
    }  # fmt: skip


class PlanForm(Form):
    """Plans a drill; which town plays a role is asked by a field a role."""

    scenario = forms.ChoiceField(label=_("Scenario"), widget=forms.HiddenInput)
    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    form = forms.ChoiceField(label=_("How it is practised"), choices=DrillForm.choices)
    planned_at = forms.DateTimeField(
        label=_("When"), widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    place_zh = forms.CharField(label=_("Where (Chinese)"), max_length=160, required=False)
    place = forms.CharField(label=_("Where, in English"), max_length=200, required=False)
    sites = forms.MultipleChoiceField(
        label=_("Own sites that it counts for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    invited = forms.MultipleChoiceField(
        label=_("Other towns that are asked"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Each says itself whether it takes part; whoever does not, its roles are played by your town."),
    )  # fmt: skip
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)

    def __init__(
        self, *args: Any, scenarios: Sequence[tuple[str, str]] = (), sites: Sequence[tuple[str, str]] = (), towns: Sequence[tuple[str, str]] = (),
        roles: Sequence[tuple[str, str]] = (), host: tuple[str, str] = ("", ""), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["scenario"].choices = list(scenarios)  # type: ignore[attr-defined]
        self.fields["sites"].choices = list(sites)  # type: ignore[attr-defined]
        self.fields["invited"].choices = list(towns)  # type: ignore[attr-defined]
        self.roles = [key for key, _name in roles]
        for key, name in roles:
            self.fields[f"cast_{key}"] = forms.ChoiceField(
                label=_("%(role)s: played by") % {"role": name}, choices=[host, *towns], required=False
            )

    def cast(self) -> dict[str, str]:
        """Return who plays which role."""
        return {key: self.cleaned_data.get(f"cast_{key}", "") for key in self.roles}

    def clean_planned_at(self) -> datetime:
        """Return the moment in Shanghai's time."""
        given: datetime = self.cleaned_data["planned_at"]
        return given.replace(tzinfo=SHANGHAI)


class JoinForm(Form):
    """Says that a town takes part, and for which of its sites."""

    sites = forms.MultipleChoiceField(
        label=_("Own sites that it counts for"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sites: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sites"].choices = list(sites)  # type: ignore[attr-defined]


class WhyForm(Form):
    """Calls a drill off."""

    why = forms.CharField(label=_("Why"), max_length=240, help_text=_("Whoever was asked reads it."))


class NoteForm(Form):
    """Notes something that nobody expected."""

    what_zh = forms.CharField(label=_("What was done"), max_length=160)


class CorrectForm(Form):
    """Corrects a note."""

    how = forms.ChoiceField(
        label=_("What was wrong"), choices=[("moment", _("it was done at another moment")), ("never", _("it was not done at all"))]
    )  # fmt: skip
    done_at = forms.TimeField(
        label=_("Done at"), widget=TIME, required=False, help_text=_("By the clock, to the second.")
    )
    why = forms.CharField(label=_("Why it is corrected"), max_length=240)


class EvaluateForm(Form):
    """Says how a drill went."""

    well_zh = forms.CharField(label=_("What went well (Chinese)"), widget=LONG, max_length=4000)
    well = forms.CharField(label=_("What went well, in English"), widget=LONG, required=False, max_length=4000)
    lacking_zh = forms.CharField(label=_("What was lacking (Chinese)"), widget=LONG, max_length=4000)
    lacking = forms.CharField(label=_("What was lacking, in English"), widget=LONG, required=False, max_length=4000)


class MendForm(Form):
    """Sets what is mended."""

    what_zh = forms.CharField(label=_("What is mended (Chinese)"), max_length=300)
    what = forms.CharField(label=_("What is mended, in English"), max_length=400, required=False)
    expected = forms.ChoiceField(label=_("It comes from"), required=False)
    office = forms.ChoiceField(label=_("Whose work it is"), choices=OFFICES)
    days = forms.IntegerField(label=_("Within how many working days"), min_value=1, max_value=250, initial=10)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = pgettext_lazy("corrective action", "no single line")
        self.fields["expected"].choices = [("", nothing), *lines]  # type: ignore[attr-defined]


class WordsForm(Form):
    """Says in words that something is mended, was looked at, or is still missing."""

    words = forms.CharField(label=_("In words"), widget=LONG, max_length=2000)

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label
