"""What is written about proposals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.programme.enums import Strand
from pilin.domain.proposals.enums import Became, OfferAnswer, OutcomeClass, PointKind
from pilin.foundation.access.enums import Audience
from pilin.foundation.cases.enums import Channel
from pilin.web.forms import Form

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
COUNTER = (Channel.COUNTER, Channel.PHONE, Channel.VISIT)
READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip


def words(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=4_000, **more)


class ManyFiles(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Some photos, or none."""

    widget = ManyFiles(attrs={"accept": "image/*", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        """Return name and bytes of each; what is wrong with them is said by the deed."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [(one.name, one.read()) for one in given]


class ProposeForm(Form):
    """Files a proposal: on a telephone, in a minute."""

    subject = forms.CharField(label=_("What it is about, in one line"), max_length=160)
    facts = words(_("What is so now"))
    measure = words(_("What should be done"), 2, required=False)
    photos = PhotosField(
        label=_("Photos"), required=False, help_text=_("At most four. They lose the place they were taken at; somebody of the town looks at them before the public does.")
    )  # fmt: skip
    place_words = forms.CharField(label=_("Where it is, in words"), max_length=160, required=False)
    latitude = forms.DecimalField(label=_("Latitude"), required=False, max_digits=9, decimal_places=6)
    longitude = forms.DecimalField(label=_("Longitude"), required=False, max_digits=9, decimal_places=6)
    town = forms.ChoiceField(
        label=_("Which town"), required=False, help_text=_("Empty: the one that the place on the map is nearest to.")
    )
    beside = forms.ChoiceField(label=_("It concerns another town, too"), required=False)
    topic = forms.ChoiceField(label=_("It answers to"), required=False)
    point = forms.ChoiceField(label=_("Collection point"), required=False)
    channel = forms.ChoiceField(label=_("How it came in"), required=False)
    proposer = forms.CharField(
        label=_("How the public may call you"), max_length=60, required=False, help_text=_("Empty: no name stands with it.")
    )  # fmt: skip
    for_all = forms.BooleanField(label=_("It is for everyone, not a claim of my own"), required=False)

    def __init__(
        self, *args: Any, towns: list[tuple[str, str]], topics: list[tuple[str, str]], points: list[tuple[str, str]], clerk: bool, near: str,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, choices in (("town", towns), ("beside", towns), ("topic", topics), ("point", points)):
            self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        if not topics:
            del self.fields["topic"]
        if not points:
            del self.fields["point"]
        if clerk:
            self.fields["channel"].choices = [(one.value, one.label) for one in COUNTER]  # type: ignore[attr-defined]
            self.fields["channel"].required = True
            del self.fields["town"]
        else:
            del self.fields["channel"]
        self.fields["subject"].widget.attrs |= {
            "hx-get": near, "hx-trigger": "change", "hx-target": "#near", "hx-select": "#near", "hx-swap": "outerHTML",
            "hx-include": "[name=facts]", "autocomplete": "off",
        }  # fmt: skip

    def clean_latitude(self) -> Decimal | None:
        """Return the latitude as a decimal."""
        found: Decimal | None = self.cleaned_data["latitude"]
        return found


class ReleaseForm(Form):
    """Lets the public read a proposal, as it is to be shown."""

    subject = forms.CharField(label=_("What it is about, as it is shown"), max_length=160)
    facts = words(_("What is so now, as it is shown"), 5)
    measure = words(_("What should be done, as it is shown"), 3, required=False)
    photos_shown = forms.BooleanField(
        label=_("Everyone sees the photos"), required=False, help_text=_("Look first: no face, no number plate, nobody's door.")
    )  # fmt: skip


class WhyForm(Form):
    """Says why."""

    why = words(_("Why"), 2)


class RouteForm(Form):
    """Decides which office has a proposal, and on which side."""

    department = forms.ChoiceField(label=_("Office"))
    town = forms.ChoiceField(
        label=_("For another town"), required=False, help_text=_("It is offered to that town; until it takes it, yours has it.")
    )  # fmt: skip
    note = forms.CharField(label=_("Why it is theirs"), required=False, max_length=1_000)

    def __init__(
        self, *args: Any, departments: list[tuple[str, str]], towns: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = departments  # type: ignore[attr-defined]
        self.fields["town"].choices = [("", "—"), *towns]  # type: ignore[attr-defined]


class OutcomeForm(Form):
    """Says what becomes of a proposal."""

    outcome = forms.ChoiceField(
        label=_("What becomes of it"), widget=forms.RadioSelect, choices=[(one.value, f"{one.value} · {one.label}") for one in OutcomeClass]
    )  # fmt: skip
    adopted = forms.BooleanField(
        label=_("The town adopts it"), required=False, help_text=_("Adopted is not yet done: that is said by whoever proposed it.")
    )  # fmt: skip
    words = words(_("The answer, as it is read"), 5)
    promised_on = forms.DateField(label=_("To be done by"), widget=DAY, required=False)


class OfferForm(Form):
    """Says what a town makes of something that another one has done."""

    answer = forms.ChoiceField(
        label=_("Your town"), widget=forms.RadioSelect, choices=[(one.value, one.label) for one in OfferAnswer if one.value]
    )  # fmt: skip
    why = words(_("Why, or by when"), 2, required=False)


class ConvertForm(Form):
    """Makes an item or a matter of an adopted proposal."""

    became = forms.ChoiceField(label=_("What it becomes"), widget=forms.RadioSelect, choices=Became.choices)
    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=200)
    title = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    why = words(_("Why it cannot be settled in the town (of a matter)"), 2, required=False)
    year = forms.IntegerField(
        label=_("Year of the draft list (of an item)"), min_value=2000, max_value=2200, required=False
    )
    strand = forms.ChoiceField(label=_("Strand (of an item)"), choices=[("", "—"), *Strand.choices], required=False)
    partners = forms.MultipleChoiceField(
        label=_("Towns that join (of an item)"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"].choices = towns  # type: ignore[attr-defined]


class PointForm(Form):
    """Enters or changes a collection point."""

    kind = forms.ChoiceField(label=_("Kind of point"), choices=PointKind.choices)
    name_zh = forms.CharField(label=_("As people call it (Chinese)"), max_length=120)
    name = forms.CharField(label=_("Its name in English"), max_length=160, required=False)
    place_zh = forms.CharField(label=_("Where (Chinese)"), max_length=160, required=False)
    place = forms.CharField(label=_("Where, in English"), max_length=200, required=False)
    keeper_zh = forms.CharField(label=_("Which office empties it (Chinese)"), max_length=120, required=False)
    keeper = forms.CharField(label=_("The same in English"), max_length=160, required=False)
    hours_zh = forms.CharField(label=_("Hours (Chinese)"), max_length=120, required=False)
    hours = forms.CharField(label=_("Hours in English"), max_length=160, required=False)
    opened_on = forms.DateField(label=_("Open since"), widget=DAY, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)


class TopicForm(Form):
    """Asks everyone about something for a while."""

    title_zh = forms.CharField(label=_("What you ask about (Chinese)"), max_length=120)
    title = forms.CharField(label=_("The same in English"), max_length=160, required=False)
    text_zh = words(_("What it is for (Chinese)"), required=False)
    text = words(_("What it is for, in English"), required=False)
    channel_zh = forms.CharField(label=_("Where proposals are taken (Chinese)"), max_length=160)
    channel = forms.CharField(label=_("Where, in English"), max_length=200, required=False)
    opens_on = forms.DateField(label=_("From"), widget=DAY)
    closes_on = forms.DateField(label=_("Last day"), widget=DAY)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)


class ResultForm(Form):
    """Says what came of what was asked."""

    result_zh = words(_("What came of it (Chinese)"))
    result = words(_("The same in English"), required=False)
