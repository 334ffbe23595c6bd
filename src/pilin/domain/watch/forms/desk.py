"""What is written about the watch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pilin.domain.watch.enums import Colour, Hazard, LineKind
from pilin.foundation.observations.enums import DATUMS
from pilin.web.forms import Form

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MINUTE = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
NOBODY = ("", pgettext_lazy("a person in a duty list", "nobody"))
WAYS = [
    ("page,mail", _("page, then mail")),
    ("page,mail,sms", _("page, then mail, then text message")),
    ("page,sms,mail", _("page, then text message, then mail")),
    ("page,webhook,mail", _("page, then the town's software, then mail")),
    ("page", _("page alone")),
]
COLOURS_OUT = [choice for choice in Colour.choices if choice[0] != Colour.NONE]


def _datum(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "—"), *DATUMS.items()])


def named(towns: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return towns as choices, in the reader's language."""
    english = (get_language() or "").startswith("en")
    return [(code, en if english else zh) for code, zh, en in towns]


class EventForm(Form):
    """Opens an event by hand."""

    hazard = forms.ChoiceField(label=_("What threatens"), choices=Hazard.choices)
    title_zh = forms.CharField(label=_("What happens (Chinese)"), max_length=120)
    title = forms.CharField(label=_("What happens, in English"), max_length=160, required=False)
    called = forms.MultipleChoiceField(
        label=_("Which towns are called besides your own"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, towns: Iterable[tuple[str, str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["called"]
        field.choices = named(towns)


class LineForm(Form):
    """Sets a line."""

    kind = forms.ChoiceField(label=_("Which line"), choices=LineKind.choices)
    level_m = forms.DecimalField(label=_("Level, metres"), max_digits=7, decimal_places=3)
    datum = _datum(_("Vertical datum of this figure"))
    valid_from = forms.DateField(label=_("Holds from"), widget=DAY)
    meaning_zh = forms.CharField(label=_("What happens above it (Chinese)"), max_length=200, required=False)
    meaning = forms.CharField(label=_("What happens above it, in English"), max_length=300, required=False)
    clause = forms.CharField(label=_("Where it is written"), max_length=160, required=False)


class MindForm(Form):
    """Says that a gauge concerns one's own town."""

    rise_m_per_h = forms.DecimalField(
        label=_("Also when it rises faster than, metres an hour"), max_digits=6, decimal_places=3, required=False,
        help_text=_("Empty: the rate is shown and calls nobody"),
    )  # fmt: skip


class OffsetForm(Form):
    """Notes an offset between datums."""

    from_datum = _datum(_("From datum"))
    to_datum = _datum(_("To datum"))
    offset_m = forms.DecimalField(
        label=_("Add, metres"),
        max_digits=7,
        decimal_places=4,
        help_text=_("To a level on the first to have it on the second"),
    )
    place_code = forms.CharField(label=_("Code of the division where it holds"), max_length=16)
    authority = forms.CharField(label=_("The document that gives it"), max_length=240)
    valid_from = forms.DateField(label=_("Holds from"), widget=DAY, required=False)


class SignalForm(Form):
    """Relays a signal."""

    family = forms.ChoiceField(label=_("Changes or lifts"), required=False)
    hazard = forms.ChoiceField(label=_("What threatens"), choices=Hazard.choices)
    colour = forms.ChoiceField(label=_("Colour"), choices=[*COLOURS_OUT, (Colour.NONE.value, Colour.NONE.label)])
    issuer_zh = forms.CharField(label=_("Station that issued it (Chinese)"), max_length=80)
    issuer = forms.CharField(label=_("Station, in English"), max_length=120, required=False)
    issued_at = forms.DateTimeField(label=_("Issued at"), widget=MINUTE, input_formats=FORMATS)
    until = forms.DateTimeField(
        label=_("Until, where it says so"), widget=MINUTE, input_formats=FORMATS, required=False
    )
    areas = forms.MultipleChoiceField(label=_("For which places"), widget=forms.CheckboxSelectMultiple)
    text_zh = forms.CharField(label=_("Its words (Chinese)"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    text = forms.CharField(label=_("Its words in English"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], families: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        places: Any = self.fields["areas"]
        places.choices = areas
        states: Any = self.fields["family"]
        states.choices = [("", _("nothing: it is new")), *families]


class WeekForm(Form):
    """A week of a town's duty list: two people for each day and each night."""

    post_zh = forms.CharField(label=_("Post (Chinese)"), max_length=60, initial="值班室")
    ways = forms.ChoiceField(label=_("How people are called"), choices=WAYS)

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [NOBODY, *((str(uid), name) for uid, name in people)]
        for day in range(7):
            for night in (0, 1):
                for place in ("first", "second"):
                    self.fields[f"{place}_{day}_{night}"] = forms.ChoiceField(choices=choices, required=False)

    @property
    def head(self) -> list[Any]:
        """Return the fields above the table."""
        return [self["post_zh"], self["ways"]]


class TermForm(Form):
    """Sets how long is waited for an answer."""

    answer_seconds = forms.IntegerField(
        label=_("Seconds without an answer before the next is called"), min_value=10, max_value=3600
    )
    rounds = forms.IntegerField(label=_("How often the list is gone through"), min_value=1, max_value=10)
    valid_from = forms.DateField(label=_("Holds from"), widget=DAY)


class SubscribeForm(Form):
    """Says where a person lives and works and of what they want to be told."""

    home = forms.ChoiceField(label=_("Where I live"))
    work = forms.ChoiceField(
        label=_("Where I work"), required=False, help_text=_("Perhaps on the other bank: you are told once for both")
    )
    hazards = forms.MultipleChoiceField(
        label=_("Of what"),
        choices=Hazard.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["rainstorm", "typhoon", "flood"],
    )
    least = forms.ChoiceField(label=_("From which colour on"), choices=COLOURS_OUT, initial="yellow")
    by_mail = forms.BooleanField(label=_("By mail too"), required=False, initial=True)
    agreed = forms.BooleanField(
        label=_(
            "I agree that these places are kept so that I can be told; I can take it back at any time and all is erased"
        ),
        required=False,
    )

    def __init__(self, *args: Any, towns: Iterable[tuple[str, str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = named(towns)
        home: Any = self.fields["home"]
        home.choices = [("", "—"), *choices]
        work: Any = self.fields["work"]
        work.choices = [("", _("nowhere, or in the same town")), *choices]
