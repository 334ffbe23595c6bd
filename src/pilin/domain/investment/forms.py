"""What people write about leads, between towns, and about spaces."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.investment.actions import LeadFacts, SpaceFacts
from pilin.domain.investment.enums import (
    AreaUnit,
    Currency,
    Ended,
    InvestorSays,
    LandUse,
    LeadStage,
    Reply,
    Sector,
    SpaceKind,
)
from pilin.domain.investment.models import Lead, Space
from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.enums import Audience
from pilin.foundation.journal.actions import label
from pilin.web.forms import Form

LONG = forms.Textarea(attrs={"rows": 3})
NOTHING = ("", "—")
SCALES = [
    ("1", _("one by one")),
    ("10000", _("ten thousand")),
    ("1000000", _("million")),
    ("100000000", _("hundred million")),
]
COMPARATORS = [(c.value, c.value) for c in Comparator]


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def _money(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=0, max_digits=18, decimal_places=4, required=False
    )


class MoneyForm(Form):
    """A form with an amount to be invested."""

    amount = _money(_("How much is to be invested"), _("Leave it empty where nobody knows."))
    amount_scale = forms.ChoiceField(label=_("Counted in"), choices=SCALES, initial="100000000", required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, required=False)
    amount_comparator = forms.ChoiceField(label=_("Exactly, about, more than"), choices=COMPARATORS, required=False)

    def capital(self) -> Quantity | None:
        """Return the amount with its currency; None where the field is empty."""
        return self._amount("amount", "amount_scale", "currency", "amount_comparator")

    def _amount(self, name: str, scale: str, currency: str, comparator: str) -> Quantity | None:
        data = self.cleaned_data
        if data.get(name) is None:
            return None
        value = data[name] * Decimal(data.get(scale) or "1")
        return Quantity(value, data[currency], Comparator(data.get(comparator) or Comparator.EXACTLY))


class LeadForm(MoneyForm):
    """Registers or changes a lead."""

    title_zh = forms.CharField(label=_("The project, in one line (Chinese)"), max_length=160, required=False)
    title = forms.CharField(
        label=_("The line in English"),
        help_text=_("One of the two languages is enough."),
        max_length=240,
        required=False,
    )
    investor_zh = forms.CharField(label=_("Investor (Chinese)"), max_length=200, required=False)
    investor = forms.CharField(label=_("Investor in English"), max_length=240, required=False)
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        help_text=_("Where it has one: two names of one firm are then known as one."),
        max_length=24,
        required=False,
    )
    enterprise = forms.UUIDField(
        label=_("Its key in our register of firms"),
        help_text=_("Who speaks for this firm here can confirm that production began."),
        required=False,
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=Sector.choices)
    output = _money(_("Planned output a year"))
    output_scale = forms.ChoiceField(label=_("Output counted in"), choices=SCALES, initial="100000000", required=False)
    output_currency = forms.ChoiceField(label=_("Currency of the output"), choices=Currency.choices, required=False)
    wanted = forms.DecimalField(label=_("Space wanted"), min_value=0, max_digits=14, decimal_places=4, required=False)
    wanted_unit = forms.ChoiceField(label=_("Unit of the area"), choices=AreaUnit.choices, required=False)
    wanted_kind = forms.ChoiceField(label=_("Land or floor"), choices=[NOTHING, *SpaceKind.choices], required=False)
    wanted_use = forms.ChoiceField(label=_("Use wanted"), choices=[NOTHING, *LandUse.choices], required=False)
    wanted_from = _day(label=_("Wanted from"), required=False)
    note_zh = forms.CharField(label=_("What else to know (Chinese)"), widget=LONG, required=False)
    note = forms.CharField(label=_("The same in English"), widget=LONG, required=False)

    field_order = (
        "title_zh", "investor_zh", "uscc", "sector", "amount", "amount_scale", "currency", "amount_comparator", "output",
        "output_scale", "output_currency", "wanted", "wanted_unit", "wanted_kind", "wanted_use", "wanted_from", "note_zh",
        "title", "investor", "note", "enterprise",
    )  # fmt: skip

    def facts(self) -> LeadFacts:
        """Return what the form says of a lead."""
        data = self.cleaned_data
        wanted = None if data["wanted"] is None else Quantity(data["wanted"], data["wanted_unit"])
        plain = ("title_zh", "title", "investor_zh", "investor", "uscc", "enterprise", "sector", "wanted_kind", "wanted_use",
                 "wanted_from", "note_zh", "note")  # fmt: skip
        return LeadFacts(
            **{name: data[name] for name in plain},
            capital=self.capital(),
            output=self._amount("output", "output_scale", "output_currency", ""),
            wanted=wanted,
        )

    @staticmethod
    def begun(lead: Lead) -> dict[str, Any]:
        """Return what stands in the form before a lead is changed; amounts one by one, so that none is rounded."""
        said = {name: getattr(lead, name) for name in LeadForm.base_fields if hasattr(lead, name)}
        return {
            **said,
            "enterprise": lead.enterprise_id,
            "amount_scale": "1",
            "output_scale": "1",
            "wanted": lead.wanted_value,
        }


class RevisionForm(Form):
    """A form that knows which state of the row was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ChangeLeadForm(LeadForm, RevisionForm):
    """Changes a lead."""


class WhyForm(Form):
    """A reason in words."""

    why_zh = forms.CharField(label=_("Why (Chinese)"), widget=LONG, required=False)
    why = forms.CharField(label=_("The same in English"), widget=LONG, required=False)


class MoveForm(MoneyForm, WhyForm, RevisionForm):
    """Moves a lead one stage on. Amount and site are asked for only where the next stage misses them."""

    on = _day(label=_("On which day"))
    site = forms.TypedChoiceField(label=_("Which space of the list"), required=False, empty_value=None)
    site_town = forms.ChoiceField(label=_("Or in which town the site lies"), required=False)
    site_zh = forms.CharField(label=_("Where exactly"), max_length=240, required=False)

    field_order = (
        "on", "amount", "amount_scale", "currency", "amount_comparator", "site", "site_town", "site_zh", "why_zh", "why",
        "revision",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        spaces: list[tuple[str, str]] | None = None,
        towns: list[tuple[str, str]] | None = None,
        asks: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [NOTHING, *(spaces or [])]  # type: ignore[attr-defined]
        self.fields["site_town"].choices = [NOTHING, *(towns or [])]  # type: ignore[attr-defined]
        left_out = set() if "amount" in asks else {"amount", "amount_scale", "currency", "amount_comparator"}
        left_out |= set() if "site_town" in asks else {"site", "site_town", "site_zh"}
        for name in left_out:
            del self.fields[name]

    def capital(self) -> Quantity | None:
        """Return the amount; None where it was not asked for."""
        return super().capital() if "amount" in self.fields else None


class BackForm(WhyForm, RevisionForm):
    """Takes a lead back to an earlier stage."""

    to = forms.ChoiceField(label=_("Back to"))
    field_order = ("to", "why_zh", "why", "revision")

    def __init__(self, *args: Any, stages: list[tuple[str, Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = stages or []  # type: ignore[attr-defined]


class EndForm(WhyForm, RevisionForm):
    """Ends a lead."""

    ended = forms.ChoiceField(label=_("How it ended"), choices=Ended.choices)
    field_order = ("ended", "why_zh", "why", "revision")


class ReopenForm(WhyForm, RevisionForm):
    """Takes up a lead again."""


class ShareForm(RevisionForm):
    """Says who reads a lead."""

    audience = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[
            (Audience.OWN.value, _("our town alone, and whoever has part in it")),
            (Audience.PARTIES.value, _("the towns ticked below")),
            (Audience.CIRCLE.value, _("the whole circle")),
        ],
    )
    towns = forms.MultipleChoiceField(label=_("Towns"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, members: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["towns"].choices = members or []  # type: ignore[attr-defined]


class WordsForm(Form):
    """Words to another town."""

    words_zh = forms.CharField(label=_("In words (Chinese)"), widget=LONG, required=False)
    words = forms.CharField(label=_("The same in English"), widget=LONG, required=False)


class OfferForm(WordsForm, RevisionForm):
    """Offers a lead to another town."""

    town = forms.ChoiceField(label=_("To which town"))
    field_order = ("town", "words_zh", "words", "revision")

    def __init__(self, *args: Any, members: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = members or []  # type: ignore[attr-defined]


class JoinForm(WordsForm):
    """Asks to join whoever courts an investor."""

    investor_zh = forms.CharField(label=_("Investor (Chinese)"), max_length=200, required=False)
    investor = forms.CharField(label=_("Investor in English"), max_length=240, required=False)
    uscc = forms.CharField(label=_("Unified social credit code"), max_length=24, required=False)
    field_order = ("investor_zh", "investor", "uscc", "words_zh", "words")


class AnswerForm(WhyForm):
    """Answers what another town asked."""

    reply = forms.ChoiceField(label=_("Your town's answer"), choices=Reply.choices, widget=forms.RadioSelect)
    field_order = ("reply", "why_zh", "why")

    def __init__(self, *args: Any, offered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offered:
            kept = [choice for choice in Reply.choices if choice[0] != Reply.OTHER_PROJECT]
            self.fields["reply"].choices = kept  # type: ignore[attr-defined]


class SplitForm(Form):
    """Proposes shares of the credit, one field a town."""

    def __init__(self, *args: Any, towns: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code, _name in towns or []]
        for code, name in towns or []:
            self.fields[f"share_{code}"] = forms.DecimalField(
                label=name, min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False
            )

    def shares(self) -> dict[str, Decimal]:
        """Return each town's share in percent; towns left empty have none."""
        given = {code: self.cleaned_data.get(f"share_{code}") for code in self.codes}
        return {code: share for code, share in given.items() if share}


class SplitAnswerForm(WhyForm):
    """Says yes or no to a split."""

    agreed = forms.TypedChoiceField(
        label=_("Your town's answer"),
        choices=[("yes", _("yes, as it stands")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ("agreed", "why_zh", "why")


class LinkForm(Form):
    """Makes a link by which an investor confirms."""

    expires_on = _day(label=_("Last day on which it opens"), help_text=_("At most thirty days from today."))


class StillForm(Form):
    """Sets after how many days in each stage one's own leads stand still."""

    def __init__(self, *args: Any, days: dict[LeadStage, int], **more: Any) -> None:
        super().__init__(*args, **more)
        for stage, number in days.items():
            self.fields[stage.value] = forms.IntegerField(
                label=stage.label, initial=number, min_value=1, max_value=3660
            )


class WordForm(Form):
    """What whoever holds a link says for the investor; its labels stand in both languages."""

    says = forms.ChoiceField(label=_("Has production begun here?"), widget=forms.RadioSelect)  # nothing chosen for them
    why = forms.CharField(label=_("If it is not so: what is not so"), widget=LONG, max_length=2000, required=False)
    name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    position = forms.CharField(
        label=_("What you are in the firm"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.label = both_words(field.label)
        self.fields["says"].choices = [(one.value, both_words(one.label)) for one in InvestorSays]  # type: ignore[attr-defined]


def both_words(text: Any) -> str:
    """Return a word of the house in Chinese and in English."""
    said = label(text)
    return f"{said['zh']} · {said['en']}"


class SpaceForm(Form):
    """Puts a space on the list, or changes it."""

    title_zh = forms.CharField(label=_("What it is called (Chinese)"), max_length=160, required=False)
    title = forms.CharField(label=_("What it is called in English"), max_length=240, required=False)
    kind = forms.ChoiceField(label=_("Land or floor"), choices=SpaceKind.choices)
    area = forms.DecimalField(
        label=_("Area"),
        help_text=_("As your papers give it: it is kept so."),
        min_value=0,
        max_digits=14,
        decimal_places=4,
    )
    area_unit = forms.ChoiceField(label=_("Unit of the area"), choices=AreaUnit.choices)
    use = forms.ChoiceField(
        label=_("Use, in words both provinces share"), choices=[NOTHING, *LandUse.choices], required=False
    )
    local_use_zh = forms.CharField(
        label=_("Use in the words of your own province"),
        help_text=_("As the land papers say it, in Chinese."),
        max_length=120,
        required=False,
    )
    former_use_zh = forms.CharField(label=_("What stood there before (Chinese)"), max_length=160, required=False)
    place_zh = forms.CharField(label=_("Where it lies (Chinese)"), max_length=240, required=False)
    free_from = _day(label=_("Free from"), required=False)
    floor_load_kn_m2 = forms.DecimalField(
        label=_("Load of the ground floor, kN/m²"), min_value=0, max_digits=7, decimal_places=2, required=False
    )
    clear_height_m = forms.DecimalField(
        label=_("Clear height, m"), min_value=0, max_digits=6, decimal_places=2, required=False
    )
    note_zh = forms.CharField(label=_("What else to know (Chinese)"), widget=LONG, required=False)
    note = forms.CharField(label=_("The same in English"), widget=LONG, required=False)
    audience = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[
            (Audience.CIRCLE.value, _("the circle")),
            (Audience.PUBLIC.value, _("everyone")),
            (Audience.OWN.value, _("our town alone")),
        ],
        initial=Audience.CIRCLE.value,
    )

    def facts(self) -> SpaceFacts:
        """Return what the form says of a space."""
        data = {
            name: value for name, value in self.cleaned_data.items() if name not in ("area", "area_unit", "revision")
        }
        return SpaceFacts(**data, area=Quantity(self.cleaned_data["area"], self.cleaned_data["area_unit"]))

    @staticmethod
    def begun(space: Space) -> dict[str, Any]:
        """Return what stands in the form before a space is changed."""
        said = {name: getattr(space, name) for name in SpaceForm.base_fields if hasattr(space, name)}
        return {**said, "area": space.area_value}


class ChangeSpaceForm(SpaceForm, RevisionForm):
    """Changes a space."""
