"""What is asked of the network, and what is written of links, ends and scenarios."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.observatory.enums import LONGEST, ChangeKind, LinkMode, LinkState
from pilin.domain.observatory.rules.reach import ChangeInput
from pilin.foundation.access.enums import Audience
from pilin.web.forms import Form

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser reads no other
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
MODES = [("", _("by any means")), *LinkMode.choices]
WAYS = [("both", _("both ways")), ("one", _("one way"))]
ROWS = 3  # changes that the page of a scenario asks for; programs send more
Places = list[Any]


def minutes_field(**more: Any) -> forms.DecimalField:
    """Return a field for minutes, to the thousandth."""
    return forms.DecimalField(min_value=Decimal("0.001"), max_value=LONGEST, max_digits=7, decimal_places=3, **more)


class PlacesForm(Form):
    """A form whose choices of places come with the network."""

    PLACES: tuple[str, ...] = ()

    def __init__(self, *args: Any, places: Places | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.PLACES:
            blank = [] if self.fields[name].required else [("", "—")]
            self.fields[name].choices = [*blank, *(places or [])]  # type: ignore[attr-defined]


class CircleForm(PlacesForm):
    """Asks what lies within so many minutes of a place."""

    PLACES: tuple[str, ...] = ("origin",)

    origin = forms.ChoiceField(label=_("From where"))
    within = forms.IntegerField(label=_("Within how many minutes"), min_value=1, max_value=LONGEST)
    mode = forms.ChoiceField(label=_("By what means"), choices=MODES, required=False)
    on = forms.DateField(label=_("Day"), widget=DAY)


class BridgeForm(CircleForm):
    """Asks what a link that is not there yet would change."""

    PLACES = ("origin", "start", "end")

    start = forms.ChoiceField(label=_("One end of the bridge"))
    end = forms.ChoiceField(label=_("Its other end"))
    minutes = minutes_field(label=_("Minutes over the bridge"))
    way = forms.ChoiceField(label=_("Which way it goes"), choices=WAYS)

    def clean(self) -> dict[str, Any]:
        """Return what was asked; a bridge joins two places."""
        given = super().clean() or {}
        if given.get("start") and given.get("start") == given.get("end"):
            self.add_error("end", _("Choose two places"))
        return given


class MatrixForm(Form):
    """Asks for the minutes between all places."""

    mode = forms.ChoiceField(label=_("By what means"), choices=MODES, required=False)
    on = forms.DateField(label=_("Day"), widget=DAY)


class CompareForm(Form):
    """Asks what changes between two scenarios, or between the network as it is and one."""

    before = forms.ChoiceField(label=pgettext_lazy("scenario", "Before"), required=False)
    after = forms.ChoiceField(label=pgettext_lazy("scenario", "After"), required=False)
    within = forms.IntegerField(label=_("Within how many minutes"), min_value=1, max_value=LONGEST)
    mode = forms.ChoiceField(label=_("By what means"), choices=MODES, required=False)
    on = forms.DateField(label=_("Day"), widget=DAY)

    def __init__(self, *args: Any, scenarios: Places | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name].choices = [("", _("as it is")), *(scenarios or [])]  # type: ignore[attr-defined]


class LinkForm(PlacesForm):
    """Writes a link down, or changes it."""

    PLACES = ("start", "end")

    start = forms.ChoiceField(label=_("From where"))
    end = forms.ChoiceField(label=_("To where"))
    mode = forms.ChoiceField(label=_("By what means"), choices=LinkMode.choices)
    minutes = minutes_field(label=_("Minutes"), help_text=_("With waiting and changing, as a traveller has them."))
    way = forms.ChoiceField(label=_("Which way it goes"), choices=WAYS, initial="both")
    hour = forms.TimeField(
        label=_("Hour of day"), help_text=_("At which it takes so long. Empty where nobody said it."), widget=CLOCK, required=False
    )  # fmt: skip
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=60, required=False)
    name = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("What your end of it is"), choices=LinkState.choices)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:  # its places stay, and its end has a page of its own
            for name in ("start", "end", "state"):
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        """Return what the deed takes."""
        given = dict(self.cleaned_data)
        hour = given["hour"]
        return given | {"both_ways": given.pop("way") == "both", "hour": hour.strftime("%H:%M") if hour else ""}


class EndForm(Form):
    """Says what one's end of a link is, from a day on."""

    state = forms.ChoiceField(label=_("What your end of it is"), choices=LinkState.choices)
    since = forms.DateField(label=_("From"), widget=DAY)
    latitude = forms.DecimalField(
        label=_("Latitude"), help_text=_("Where your road meets the border, as surveyed; empty where it was not."), min_value=-90,
        max_value=90, max_digits=9, decimal_places=6, required=False,
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=-180, max_value=180, max_digits=9, decimal_places=6, required=False
    )


class ScenarioForm(Form):
    """Saves a scenario: its name, who may read it, and links that it adds or closes."""

    title = forms.CharField(label=_("Name of the scenario"), max_length=120)
    note = forms.CharField(
        label=_("What it is for"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, places: Places | None = None, rows: int = ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in range(1, rows + 1):
            first = row == 1
            said = {"n": row}
            made: dict[str, forms.Field] = {
                "kind": forms.ChoiceField(
                    label=_("Link {n}").format(**said), choices=[*([] if first else [("", "—")]), *ChangeKind.choices], required=first
                ),
                "start": forms.ChoiceField(label=_("Link {n}, from where").format(**said), choices=[("", "—"), *(places or [])], required=first),
                "end": forms.ChoiceField(label=_("Link {n}, to where").format(**said), choices=[("", "—"), *(places or [])], required=first),
                "minutes": minutes_field(
                    label=_("Link {n}, minutes").format(**said), help_text=_("Empty where it is closed."), required=False
                ),
                "way": forms.ChoiceField(label=_("Link {n}, which way").format(**said), choices=WAYS, initial="both", required=False),
            }  # fmt: skip
            self.fields |= {f"{name}_{row}": field for name, field in made.items()}

    def changes(self) -> list[ChangeInput]:
        """Return the links it adds or closes; a row that says nothing is none."""
        told = []
        for row in range(1, self.rows + 1):
            kind, start, end, minutes, way = (
                self.cleaned_data.get(f"{name}_{row}") for name in ("kind", "start", "end", "minutes", "way")
            )
            if kind or start or end or minutes:
                told.append(ChangeInput(kind or "", start or "", end or "", minutes, way != "one"))
        return told

    @staticmethod
    def initial_of(changes: list[ChangeInput]) -> dict[str, Any]:
        """Return what stands in the rows for changes that are there."""
        return {
            f"{name}_{row}": value
            for row, one in enumerate(changes, start=1)
            for name, value in (
                ("kind", one.kind), ("start", one.start), ("end", one.end), ("minutes", one.minutes), ("way", "both" if one.both_ways else "one"),
            )
        }  # fmt: skip
