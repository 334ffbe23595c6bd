"""What is written about patrols, findings, decisions and hazards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.enforcement.enums import (
    Custody,
    DecisionOutcome,
    EvidenceKind,
    HazardGrade,
    ItemLevel,
    ItemUnit,
    PatrolReply,
    PieceState,
    UnifiedKind,
)
from pilin.web.forms import Form

LONG = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
MANY = forms.CheckboxSelectMultiple
Choices = Sequence[tuple[str, Any]]
MONEY: dict[str, Any] = {"max_digits": 15, "decimal_places": 2, "min_value": Decimal(0)}


def degrees(label: Any, most: int) -> forms.DecimalField:
    """Return a field for degrees of WGS 84."""
    return forms.DecimalField(
        label=label, min_value=-most, max_value=most, max_digits=9, decimal_places=6, required=False
    )


class _Choosing(Form):
    """A form whose fields of ``CHOOSE`` get their choices from the page."""

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, given in (choices or {}).items():
            if name in self.fields:
                self.fields[name].choices = list(given)  # type: ignore[attr-defined]


class CertificateForm(_Choosing):
    """Enters an officer's certificate."""

    name = forms.CharField(label=_("Officer"), max_length=60)
    issuer_zh = forms.CharField(label=_("Issued by"), max_length=120)
    last_four = forms.CharField(
        label=_("Last four characters of its number"),
        help_text=_("No more is kept; nothing of an identity card."),
        min_length=4,
        max_length=4,
    )
    scope = forms.CharField(
        label=_("Holds in"),
        help_text=_("Division codes of its own province, with a comma between: 330482, 330421."),
        max_length=200,
    )
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    valid_to = forms.DateField(label=_("Last day"), widget=DAY)
    agreement = forms.ChoiceField(label=_("Beyond the province it holds by"), required=False)


class EndCertificateForm(Form):
    """Notes that a certificate was taken back."""

    ended_on = forms.DateField(label=_("Holds no more from"), widget=DAY)
    why = forms.CharField(label=pgettext_lazy("reason", "Why"), max_length=200)


class ItemForm(Form):
    """Enters an item of a province's list."""

    matter = forms.CharField(
        label=_("Matter"),
        help_text=_("In Latin letters, alike on both banks: what bears the same stands side by side."),
        max_length=60,
    )
    code = forms.CharField(label=_("Number in the list"), max_length=40)
    title_zh = forms.CharField(label=_("What is punished (Chinese)"), max_length=160)
    title = forms.CharField(label=_("What is punished, in English"), max_length=240, required=False)
    basis_zh = forms.CharField(label=_("Law and clause (Chinese)"), max_length=200)
    basis = forms.CharField(label=_("Law and clause, in English"), max_length=260, required=False)
    level = forms.ChoiceField(label=_("Who may punish"), choices=ItemLevel.choices)
    unit = forms.ChoiceField(label=_("Reckoned by"), choices=ItemUnit.choices)
    penalty_min = forms.DecimalField(label=_("At least, yuan"), required=False, **MONEY)
    penalty_max = forms.DecimalField(label=_("At most, yuan"), required=False, **MONEY)
    first_free = forms.NullBooleanField(
        label=_("A first, slight offence put right at once goes unpunished"),
        widget=forms.Select(choices=[("unknown", _("not known")), ("true", _("yes")), ("false", _("no"))]),
    )
    valid_from = forms.DateField(label=_("In force from"), widget=DAY)
    valid_to = forms.DateField(label=_("Last day, where it ends"), widget=DAY, required=False)


class EndItemForm(Form):
    """Ends an item of a list."""

    last_day = forms.DateField(label=_("It holds for the last time on"), widget=DAY)


class PatrolForm(_Choosing):
    """Proposes a joint patrol."""

    agreement = forms.ChoiceField(label=_("Under which agreement"))
    clause = forms.IntegerField(label=_("Number of its clause"), min_value=1, max_value=999, required=False)
    title_zh = forms.CharField(label=_("What you look at (Chinese)"), max_length=120)
    title = forms.CharField(label=_("What you look at, in English"), max_length=160, required=False)
    on = forms.DateField(label=_("Day of the patrol"), widget=DAY)
    starts = forms.TimeField(label=_("Sets out at"), widget=CLOCK)
    towns = forms.MultipleChoiceField(label=_("Towns that come along"), widget=MANY)
    host = forms.ChoiceField(label=_("On whose ground it begins"))
    route_zh = forms.CharField(label=_("Places in their order, one a line (Chinese)"), widget=LONG, max_length=2000)
    route = forms.CharField(label=_("The places in English"), widget=LONG, max_length=2000, required=False)
    officers = forms.MultipleChoiceField(label=_("Officers of your town"), widget=MANY, required=False)


class AnswerForm(_Choosing):
    """Answers a joint patrol."""

    reply = forms.ChoiceField(
        label=_("Does your town come along?"), choices=PatrolReply.choices, widget=forms.RadioSelect
    )
    officers = forms.MultipleChoiceField(label=_("Officers of your town"), widget=MANY, required=False)
    note = forms.CharField(label=_("A word to the other side"), max_length=300, required=False)


class OfficersForm(_Choosing):
    """Names further officers."""

    officers = forms.MultipleChoiceField(label=_("Officers of your town"), widget=MANY)


class CheckForm(_Choosing):
    """Puts a firm on a patrol's list."""

    firm = forms.CharField(
        label=_("Firm"),
        max_length=200,
        help_text=_("Its unified code, or its full Chinese name as your town keeps it."),
    )
    office = forms.ChoiceField(label=_("Whose check it is"))
    purpose_zh = forms.CharField(label=_("What is checked"), max_length=240)
    all_the_same = forms.CharField(
        label=_("Why all the same, where another office was there lately"), max_length=240, required=False
    )


class ResultForm(Form):
    """Says that a patrol is done."""

    result_zh = forms.CharField(label=_("What came of it"), widget=LONG, max_length=2000)


class WhyForm(Form):
    """Calls something off."""

    why = forms.CharField(label=pgettext_lazy("reason", "Why"), max_length=200)


class FindingForm(_Choosing):
    """Records a finding on the way: what, a photograph, where."""

    title_zh = forms.CharField(label=_("What was found"), max_length=160)
    photo = forms.FileField(
        label=_("Photograph"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    place_zh = forms.CharField(label=_("Where, in words"), max_length=160)
    latitude = degrees(_("Latitude"), 90)
    longitude = degrees(_("Longitude"), 180)
    accuracy_m = forms.IntegerField(label=_("Right within, metres"), min_value=0, max_value=5000, required=False)
    act_town = forms.ChoiceField(label=_("On whose ground, where the point does not say"), required=False)
    matter = forms.ChoiceField(label=_("Which matter of the lists"), required=False)
    acted_at = forms.DateTimeField(label=_("When"), widget=MOMENT)
    party = forms.CharField(
        label=_("Whom it concerns"),
        help_text=_("As little as is needed; it is taken out after the longest limitation."),
        max_length=120,
        required=False,
    )
    text = forms.CharField(label=_("What else is to be known"), widget=LONG, max_length=4000, required=False)
    put_right = forms.BooleanField(label=_("Put right on the spot"), required=False)


class EvidenceOfFindingForm(Form):
    """Adds a piece of evidence."""

    kind = forms.ChoiceField(label=_("What it is"), choices=EvidenceKind.choices)
    title_zh = forms.CharField(label=_("What it shows"), max_length=160)
    file = forms.FileField(label=_("Its file"), required=False)
    seal = forms.CharField(label=_("Number of the seal"), max_length=40, required=False)
    taken_at = forms.DateTimeField(label=_("Taken at"), widget=MOMENT)


class CustodyForm(_Choosing):
    """Writes the next step of a piece's keeping."""

    kind = forms.ChoiceField(
        label=_("What happened to it"), choices=[c for c in Custody.choices if c[0] != Custody.TAKEN]
    )
    to_town = forms.ChoiceField(label=_("Handed over to"), required=False)
    seal = forms.CharField(label=_("Number of the seal"), max_length=40, required=False)
    note = forms.CharField(label=_("A word on it"), max_length=300, required=False)


class TransferForm(_Choosing):
    """Sends a finding to the town of the act."""

    to_town = forms.ChoiceField(label=_("To"))
    reason_zh = forms.CharField(label=_("Why it is theirs"), widget=LONG, max_length=2000)


class ReceiptForm(Form):
    """Acknowledges a letter piece by piece."""

    def __init__(self, *args: Any, pieces: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [number for number, _title in pieces]
        for number, title in pieces:
            self.fields[f"state_{number}"] = forms.ChoiceField(
                label=f"{number} · {title}", choices=PieceState.choices, widget=forms.RadioSelect
            )
            self.fields[f"note_{number}"] = forms.CharField(
                label=_("What is wrong with piece {number}").format(number=number), max_length=300, required=False
            )

    def said(self) -> dict[int, tuple[str, str]]:
        """Return what was said of each piece, by its number."""
        data = self.cleaned_data
        return {number: (data.get(f"state_{number}", ""), data.get(f"note_{number}", "")) for number in self.numbers}


class FilingForm(Form):
    """Files a finding."""

    body_zh = forms.CharField(label=_("Competent body (Chinese)"), max_length=120)
    body = forms.CharField(label=_("Competent body, in English"), max_length=160, required=False)


class ExtensionForm(Form):
    """Extends a term."""

    until = forms.DateField(label=_("Until"), widget=DAY)
    clause_zh = forms.CharField(label=_("By which clause"), max_length=160)
    reason_zh = forms.CharField(label=pgettext_lazy("reason", "Why"), max_length=300)


class DecisionForm(Form):
    """Decides a filed finding."""

    outcome = forms.ChoiceField(label=_("What is decided"), choices=DecisionOutcome.choices, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Number of the decision"), max_length=60)
    decided_on = forms.DateField(label=_("Decided on"), widget=DAY)
    quantity = forms.DecimalField(
        label=_("How many, in the unit of the list"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
    )
    penalty = forms.DecimalField(label=_("Fine, yuan"), required=False, **MONEY)
    why_outside = forms.CharField(label=_("Why outside the range of the list"), max_length=300, required=False)
    basis_zh = forms.CharField(
        label=_("Law and clause, where no item of the list fits"), max_length=200, required=False
    )
    result_zh = forms.CharField(
        label=_("What follows, one line each"),
        help_text=_("Both sides read it: no names."),
        widget=LONG,
        max_length=2000,
    )


class HazardForm(_Choosing):
    """Writes a hazard down."""

    grade = forms.ChoiceField(label=_("How grave"), choices=HazardGrade.choices, widget=forms.RadioSelect)
    title_zh = forms.CharField(label=_("The danger in one line (Chinese)"), max_length=160)
    title = forms.CharField(label=_("The danger, in English"), max_length=240, required=False)
    place_zh = forms.CharField(label=_("Where it is"), max_length=160)
    latitude = degrees(_("Latitude"), 90)
    longitude = degrees(_("Longitude"), 180)
    basis_zh = forms.CharField(label=_("By which rule or standard"), max_length=200)
    found_on = forms.DateField(label=_("Found on"), widget=DAY)
    due_on = forms.DateField(
        label=_("To be put right by"), help_text=_("Of a major one the plan says it."), widget=DAY, required=False
    )
    text_zh = forms.CharField(label=_("What was seen"), widget=LONG, max_length=4000, required=False)
    downstream = forms.MultipleChoiceField(
        label=_("Towns that it reaches"), help_text=_("They read it from now on."), widget=MANY, required=False
    )
    downstream_zh = forms.CharField(label=_("By which water, road or wind"), max_length=200, required=False)


class PlanForm(Form):
    """Writes the five parts of a plan."""

    responsible_zh = forms.CharField(
        label=_("Responsibility"), help_text=_("The body, and who answers for it."), max_length=160
    )
    measures_zh = forms.CharField(
        label=_("Measures"),
        help_text=_("What is done, and what stands still until then."),
        widget=LONG,
        max_length=2000,
    )
    funds_zh = forms.CharField(label=_("Funds"), help_text=_("Who pays."), max_length=200)
    funds_cny = forms.DecimalField(label=_("Amount, yuan"), required=False, **MONEY)
    due_on = forms.DateField(label=_("Time limit"), widget=DAY)
    emergency_zh = forms.CharField(
        label=_("Emergency plan"), help_text=_("What is done if it happens before."), widget=LONG, max_length=2000
    )


class HazardNoteForm(Form):
    """Adds a word to a hazard."""

    note = forms.CharField(label=_("In words"), widget=LONG, max_length=2000)


class HazardReadForm(Form):
    """Says that a town downstream has read of a hazard."""

    note = forms.CharField(label=_("What your town does about it"), widget=LONG, max_length=2000, required=False)


class InspectionForm(Form):
    """Re-inspects a hazard."""

    passed = forms.TypedChoiceField(
        label=_("Is it put right?"), choices=[("yes", _("Yes, it is put right")), ("no", _("No, it is still there"))], widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    note = forms.CharField(label=_("What was looked at, and what was seen"), widget=LONG, max_length=2000)


class UnifiedForm(Form):
    """Says whether one of the five functions is unified."""

    zone_zh = forms.CharField(label=_("Zone (Chinese)"), max_length=120)
    zone = forms.CharField(label=_("Zone, in English"), max_length=160, required=False)
    function = forms.ChoiceField(label=_("Function"), choices=UnifiedKind.choices)
    unified = forms.NullBooleanField(
        label=_("Is it unified?"),
        widget=forms.Select(choices=[("unknown", _("not known")), ("true", _("yes")), ("false", _("no"))]),
    )
    body_zh = forms.CharField(label=_("Responsible body (Chinese)"), max_length=160, required=False)
    body = forms.CharField(label=_("Responsible body, in English"), max_length=200, required=False)
    note_zh = forms.CharField(label=_("A word on it"), max_length=300, required=False)
    said_on = forms.DateField(label=_("As of"), widget=DAY)
