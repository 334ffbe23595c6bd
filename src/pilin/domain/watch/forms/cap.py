"""Forms of alerts: a file, a sender, a signal named by a person, a notice to duty lists."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.watch.enums import Colour, Hazard
from pilin.web.drawing import shapes as map_shapes
from pilin.web.forms import Form

LONG = forms.Textarea(attrs={"rows": 3})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
URGENCY = [
    ("Immediate", _("act at once")), ("Expected", _("act within the hour")), ("Future", _("act later")), ("Unknown", _("unknown")),
]  # fmt: skip
SEVERITY = [
    ("Extreme", _("extreme")), ("Severe", pgettext_lazy("severity of an alert", "severe")), ("Moderate", pgettext_lazy("severity of an alert", "moderate")),
    ("Minor", pgettext_lazy("severity of an alert", "minor")), ("Unknown", _("unknown")),
]  # fmt: skip
CERTAINTY = [
    ("Observed", _("seen")), ("Likely", _("likely")), ("Possible", _("possible")), ("Unknown", _("unknown")),
]  # fmt: skip


class TakeForm(Form):
    """Brings a file of alerts."""

    file = forms.FileField(
        label=_("File of alerts"),
        help_text=_(
            "XML of CAP 1.0, 1.1 or 1.2: one alert, or a feed of many. What is here already is not taken again."
        ),
    )


class SenderForm(Form):
    """Enters whom the town believes."""

    sender = forms.CharField(label=_("Sender, as its alerts write it"), max_length=200)
    name_zh = forms.CharField(label=_("Who it is (Chinese)"), max_length=80)
    name = forms.CharField(label=_("Who it is, in English"), max_length=120, required=False)
    is_station = forms.BooleanField(
        label=_("It is a weather station"), required=False,
        help_text=_("What it issues is relayed as an official signal, with its name and minute."),
    )  # fmt: skip
    areas = forms.CharField(
        label=_("For which places it speaks"), max_length=200, required=False,
        help_text=_("Division codes with a comma between: 310116, 330421"),
    )  # fmt: skip
    key = forms.CharField(
        label=_("Its public key or certificate"), widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}), max_length=8000,
        required=False, help_text=_("PEM, as it was given to you in person. Empty: it does not sign."),
    )  # fmt: skip

    feed = forms.CharField(
        label=_("Address of its feed"), max_length=300, required=False,
        help_text=_("Only hosts on the list of this instance (feed_hosts) are asked. Empty: it is not asked."),
    )  # fmt: skip

    def clean_areas(self) -> list[str]:
        """Return the codes as a list."""
        return [one for one in re.split(r"[\s,，、;；]+", self.cleaned_data["areas"]) if one]


class RelayForm(Form):
    """Names the signal that an alert is, where its words do not."""

    hazard = forms.ChoiceField(label=_("What threatens"), choices=Hazard.choices)
    colour = forms.ChoiceField(
        label=_("Colour, as the station issued it"), choices=[one for one in Colour.choices if one[0] != Colour.NONE]
    )


class NoticeForm(Form):
    """Writes a notice to duty lists, in both languages."""

    msg_type = forms.ChoiceField(
        label=_("What it does"),
        choices=[("Update", _("it updates the notice before")), ("Cancel", _("it cancels the notice before"))],
    )
    hazard = forms.ChoiceField(label=_("What threatens"), choices=Hazard.choices)
    headline_zh = forms.CharField(label=_("Headline (Chinese)"), max_length=160)
    headline = forms.CharField(label=_("Headline in English"), max_length=200)
    text_zh = forms.CharField(label=_("What happens (Chinese)"), widget=LONG, max_length=4000)
    text = forms.CharField(label=_("What happens, in English"), widget=LONG, max_length=4000)
    advice_zh = forms.CharField(label=_("What to do (Chinese)"), widget=LONG, max_length=4000, required=False)
    advice = forms.CharField(label=_("What to do, in English"), widget=LONG, max_length=4000, required=False)
    urgency = forms.ChoiceField(label=_("How soon"), choices=URGENCY, initial="Expected")
    severity = forms.ChoiceField(label=_("How grave"), choices=SEVERITY, initial="Moderate")
    certainty = forms.ChoiceField(label=_("How sure"), choices=CERTAINTY, initial="Likely")
    areas = forms.MultipleChoiceField(label=_("Which towns it is about"), widget=forms.CheckboxSelectMultiple)
    towns = forms.MultipleChoiceField(
        label=_("Which towns are asked to say it too"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Each says it by an alert of its own. Your town speaks for itself only."),
    )  # fmt: skip
    expires_at = forms.DateTimeField(label=_("It lapses at"), widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M"])
    exercise = forms.CharField(
        label=_("Name of the drill"), max_length=120, required=False, help_text=_("Only for a drill: the alert is then marked as an exercise."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, members: list[tuple[str, str]], own: str, follows: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = members  # type: ignore[attr-defined]
        self.fields["towns"].choices = [one for one in members if one[0] != own]  # type: ignore[attr-defined]
        if follows:
            del self.fields["towns"], self.fields["exercise"]
        else:
            del self.fields["msg_type"]


def shapes_of(codes: Any) -> dict[str, list[list[tuple[float, float]]]]:
    """Return the rings of towns on the schematic map, each of (latitude, longitude); a town without a shape has none."""
    found: dict[str, list[list[tuple[float, float]]]] = {}
    for feature in map_shapes():
        told, geometry = feature["properties"], feature["geometry"]
        if told["layer"] != "town" or told["code"] not in codes:
            continue
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        found[told["code"]] = [[(point[1], point[0]) for point in part[0]] for part in parts]
    return found
