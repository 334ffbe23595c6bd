"""What people type: a need in plain words and its corrections, a supply link, the word of a side, a contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.chains.actions import Card
from pilin.domain.chains.enums import LinkSide, NeedState, Word
from pilin.foundation.access.enums import Audience
from pilin.foundation.values.columns import as_partial_date
from pilin.web.forms import Form

READERS = [
    (Audience.CIRCLE.value, _("the circle")),
    (Audience.OWN.value, _("own town only")),
    (Audience.PUBLIC.value, _("everyone")),
]
A_DATE = _("Write 2026-10-18, 2026-10, 2026-Q4 or 2026")


class AskForm(Form):
    """Asks in plain words; each part that was read can be corrected."""

    q = forms.CharField(label=_("What is needed or offered"), max_length=400)
    product = forms.CharField(label=_("Product"), max_length=120, required=False)
    within = forms.FloatField(label=_("Within minutes"), min_value=1, max_value=1_000, required=False)
    by = forms.CharField(label=_("Needed by"), help_text=A_DATE, max_length=10, required=False)
    price = forms.DecimalField(
        label=_("Price at most"), help_text=_("In the currency and for the unit that were read; else yuan"), min_value=0,
        max_digits=15, decimal_places=2, required=False,
    )  # fmt: skip
    certificates = forms.CharField(label=_("Certificates"), max_length=120, required=False)
    asker = forms.CharField(
        label=_("For which firm"), help_text=_("Its name or code: minutes and known partners are then its own"), max_length=200,
        required=False,
    )  # fmt: skip

    def clean_by(self) -> str:
        """Read a day, month, quarter or year."""
        try:
            span = as_partial_date(self.cleaned_data["by"].strip() or None)
        except ValueError as error:
            raise forms.ValidationError(A_DATE) from error
        return str(span) if span else ""

    def corrections(self) -> dict[str, Any]:
        """Return the parts somebody corrected; None for those left as they were read."""
        data = self.cleaned_data
        certificates = data["certificates"].strip()
        listed = tuple(
            part.strip() for part in certificates.replace("，", ",").replace("、", ",").split(",") if part.strip()
        )
        return {
            "product": data["product"].strip() or None,
            "within": data["within"],
            "by": data["by"] or None,
            "price": data["price"],
            "certificates": listed if certificates else None,
        }


class StateForm(AskForm):
    """States a need or an offer for a firm."""

    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE.value)
    asker = forms.CharField(
        label=_("For which firm"), help_text=_("Its name or code, as its page shows it"), max_length=200
    )
    field_order = ("q", "asker", "audience", "product", "within", "by", "price", "certificates")


class CloseForm(Form):
    """Closes a need."""

    state = forms.ChoiceField(
        label=_("How it ends"),
        choices=[(NeedState.MET.value, NeedState.MET.label), (NeedState.WITHDRAWN.value, NeedState.WITHDRAWN.label)],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why"), max_length=240)


class CardForm(Form):
    """How to reach this side; it passes when both agree."""

    person = forms.CharField(label=_("Who answers"), max_length=80)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    mail = forms.EmailField(label=_("Mail address"), required=False)

    def card(self) -> Card | None:
        """Return the contact; None where nobody is named."""
        data = self.cleaned_data
        if not data.get("person"):
            return None
        return Card(data["person"], data.get("phone", ""), data.get("mail", ""))


class AnswerForm(CardForm):
    """Says for one side whether it wants to talk, or what came of it."""

    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=240, required=False)
    field_order = ("answer", "person", "phone", "mail", "note")

    def __init__(self, *args: Any, open_words: Mapping[str, Iterable[Word]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = len([words for words in open_words.values() if words]) > 1
        choices = [
            (f"{side}:{word.value}", f"{LinkSide(side).label}: {word.label}" if several else word.label)
            for side, words in open_words.items()
            for word in words
        ]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
        consents = any(Word.CONSENTS in words for words in open_words.values())
        self.fields["person"].required = False
        if not consents:
            for name in ("person", "phone", "mail"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for a contact where the answer is yes."""
        data = super().clean() or {}
        if str(data.get("answer", "")).endswith(f":{Word.CONSENTS.value}") and not data.get("person"):
            self.add_error("person", _("Say who answers the telephone"))
        return data


class LinkForm(Form):
    """Notes that this firm buys from another, or sells to it."""

    side = forms.ChoiceField(
        label=_("This firm"),
        choices=[(LinkSide.BUYER.value, _("buys from the other")), (LinkSide.SELLER.value, _("sells to the other"))],
        widget=forms.RadioSelect,
        initial=LinkSide.BUYER.value,
    )
    other = forms.CharField(
        label=_("The other firm"), help_text=_("Its name or code, as its page shows it"), max_length=200
    )
    product_zh = forms.CharField(label=_("What"), max_length=120, required=False)
    amount = forms.DecimalField(
        label=_("Yuan a year"), help_text=_("Stays with your town; the circle reads a band such as 5 to 20 million"),
        min_value=0, max_digits=16, decimal_places=2, required=False,
    )  # fmt: skip
    from_on = forms.CharField(label=_("Since"), help_text=A_DATE, max_length=10, required=False)
    to_on = forms.CharField(
        label=_("Until"), help_text=_("Leave empty while it goes on"), max_length=10, required=False
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS, initial=Audience.CIRCLE.value)

    def clean_from_on(self) -> Any:
        """Read a day, month, quarter or year."""
        return self._span("from_on")

    def clean_to_on(self) -> Any:
        """Read a day, month, quarter or year."""
        return self._span("to_on")

    def _span(self, name: str) -> Any:
        try:
            return as_partial_date(self.cleaned_data[name].strip() or None)
        except ValueError as error:
            raise forms.ValidationError(A_DATE) from error


class SayForm(Form):
    """Says for seller or buyer whether a supply link holds."""

    side = forms.ChoiceField(label=_("You speak for"), widget=forms.RadioSelect)
    holds = forms.ChoiceField(
        label=_("Does it hold?"),
        choices=[("yes", _("it holds")), ("no", _("it does not hold"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=240, required=False)

    def __init__(self, *args: Any, sides: Iterable[LinkSide], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = list(sides)
        self.fields["side"].choices = [(side.value, side.label) for side in sides]  # type: ignore[attr-defined]
        if len(sides) == 1:
            self.fields["side"].initial = sides[0].value
