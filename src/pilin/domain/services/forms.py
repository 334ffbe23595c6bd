"""What is written about services."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.services.enums import LeafletKind, ServiceStage
from pilin.foundation.access.enums import Audience
from pilin.foundation.cases.enums import Channel
from pilin.web.forms import Form

LONG = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip


def revision_field() -> forms.IntegerField:
    """Return the field that carries as which revision a row was read."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)


class ResourceForm(Form):
    """Enters or changes whom firms can turn to."""

    name_zh = forms.CharField(label=_("Office or desk (Chinese)"), max_length=120)
    name = forms.CharField(label=_("Its name in English"), max_length=160, required=False)
    offers_zh = forms.CharField(label=_("What it helps with (Chinese)"), max_length=240, required=False)
    offers = forms.CharField(label=_("The same in English"), max_length=300, required=False)
    stage = forms.ChoiceField(
        label=_("Stage of the value chain"), choices=[("", _("all stages")), *ServiceStage.choices], required=False
    )
    person_zh = forms.CharField(label=_("Who answers there (Chinese)"), max_length=60, required=False)
    person = forms.CharField(label=_("The name in English"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    online = forms.CharField(label=_("E-mail or web address"), max_length=160, required=False)
    hours_zh = forms.CharField(label=_("Hours (Chinese)"), max_length=120, required=False)
    hours = forms.CharField(label=_("Hours in English"), max_length=160, required=False)
    place_zh = forms.CharField(label=_("Where (Chinese)"), max_length=160, required=False)
    place = forms.CharField(label=_("Where, in English"), max_length=200, required=False)
    languages = forms.CharField(
        label=_("Languages spoken"), help_text=_("zh, en: codes with a comma between"), max_length=40, initial="zh"
    )
    reviewed_on = forms.DateField(label=_("Somebody made sure that it answers on"), widget=DAY)
    valid_to = forms.DateField(label=_("Last day, where it ends"), widget=DAY, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()


class ServiceForm(Form):
    """Enters or changes a service."""

    matter = forms.CharField(
        label=_("Matter"), help_text=_("In small letters, as the other towns call it: towns that do the same stand side by side."),
        max_length=60,
    )  # fmt: skip
    stage = forms.ChoiceField(label=_("Stage of the value chain"), choices=ServiceStage.choices)
    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    what_zh = forms.CharField(label=_("What is done, for whom (Chinese)"), widget=LONG, required=False, max_length=4000)
    what = forms.CharField(label=_("The same in English"), widget=LONG, required=False, max_length=4000)
    papers_zh = forms.CharField(
        label=_("What to bring, one a line (Chinese)"), widget=LONG, required=False, max_length=4000
    )
    papers = forms.CharField(label=_("What to bring, in English"), widget=LONG, required=False, max_length=4000)
    office_zh = forms.CharField(label=_("Department (Chinese)"), max_length=120, required=False)
    office = forms.CharField(label=_("Department in English"), max_length=160, required=False)
    days_promised = forms.IntegerField(
        label=_("Working days that the town promises"), min_value=0, max_value=250, required=False,
        help_text=_("Empty: the answer is due within five."),
    )  # fmt: skip
    days_statutory = forms.IntegerField(
        label=_("Working days by law"),
        min_value=0,
        max_value=250,
        required=False,
        help_text=_("Empty where no law sets them."),
    )
    clause = forms.CharField(label=_("The clause that sets them"), max_length=160, required=False)
    contact = forms.TypedChoiceField(label=_("Whom to call"), required=False, empty_value=None)
    measures = forms.MultipleChoiceField(
        label=_("Policies with which it helps"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Firms find it beside these when they ask which policies fit them."),
    )  # fmt: skip
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()

    def __init__(
        self, *args: Any, contacts: list[tuple[str, str]] | None = None, policies: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["measures"].choices = policies or []  # type: ignore[attr-defined]
        self.fields["contact"].choices = [("", "—"), *(contacts or [])]  # type: ignore[attr-defined]


class LeafletForm(Form):
    """Puts resources on a leaflet."""

    kind = forms.ChoiceField(label=_("What it is"), choices=LeafletKind.choices)
    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    resources = forms.MultipleChoiceField(
        label=_("Resources"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only those that somebody made sure of are offered."),
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)

    def __init__(self, *args: Any, resources: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resources"].choices = resources or []  # type: ignore[attr-defined]


class AskForm(Form):
    """Asks for a service, for a firm that one speaks for."""

    firm = forms.ChoiceField(label=_("For which firm"))
    subject = forms.CharField(label=_("What it is about, in one line"), max_length=160)
    text = forms.CharField(
        label=_("What the town should know"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=10_000,
    )

    def __init__(self, *args: Any, firms: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].choices = firms or []  # type: ignore[attr-defined]


class AskForForm(Form):
    """Writes down what a firm asks at the counter or on the telephone."""

    code = forms.CharField(label=_("Unified social credit code of the firm"), max_length=24)
    channel = forms.ChoiceField(
        label=_("How it came in"),
        choices=[(one.value, one.label) for one in (Channel.PHONE, Channel.COUNTER, Channel.VISIT)],
    )
    subject = forms.CharField(label=_("What it is about, in one line"), max_length=160)
    text = forms.CharField(
        label=_("What the firm said"), widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=10_000
    )


FACTS = (  # in the order in which people know them
    (_("The firm"), ("founded_on", "industry", "staff", "rd_staff", "tech_staff")),
    (_("Yuan, by year"), ("revenue_cny", "rd_expense_cny", "rd_deduction_cny", "new_equity_cny")),
    (_("Shares"), ("main_business_share", "high_tech_income_share", "debt_ratio", "rd_in_china_share")),
    (_("Its niche"), ("niche_years", "niche_share", "niche_rank")),
    (_("Technology and conduct"), ("ip_class1", "has_core_ip", "in_listed_field", "rd_expense_complete", "serious_incident")),
    (_("Titles and scores"), ("recognitions", "innovation_score", "specialised_score", "little_giant_score")),
)  # fmt: skip
NO_TITLE = "none"
YEARS_ASKED = 3


class FactsForm(Form):
    """What policies ask of a firm: a field a fact, one a year where it is yearly. Empty is unknown."""

    def __init__(self, *args: Any, year: int, zh: bool, register: Mapping[str, Any], **kwargs: Any) -> None:
        from pilin.engine import admit  # slow import

        super().__init__(*args, **kwargs)
        self.catalogue = admit.catalogue()
        self.years = [year - back for back in range(1, YEARS_ASKED + 1)]
        for _title, names in FACTS:
            for name in names:
                fact = self.catalogue[name]
                columns = [f"{name}[{one}]" for one in self.years] if fact.yearly else [name]
                for column in columns:
                    said = register.get(name)
                    field = _field_of(fact.kind, admit.name_of(column, zh), fact.titles, zh)
                    if said is not None:
                        field.help_text = _("The register says {said}; empty keeps that.").format(said=said)
                    self.fields[column] = field

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Return the fields by their group, for the page."""
        return [
            (title, [self[column] for column in self.fields if column.split("[")[0] in names]) for title, names in FACTS
        ]

    def facts(self) -> dict[str, Any]:
        """Return what was said, as :func:`pilin.engine.admit.read_facts` reads it."""
        said: dict[str, Any] = {}
        for column, value in self.cleaned_data.items():
            if value in (None, "", []):
                continue
            name, _bracket, year = column.partition("[")
            kind = self.catalogue[name].kind
            if kind == "share":
                value = value / 100
            elif kind == "flag":
                value = value == "yes"
            elif kind == "titles":
                value = [one for one in value if one != NO_TITLE]
            if year:
                said.setdefault(name, {})[year.rstrip("]")] = value
            else:
                said[name] = value
        return said


def initial_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a firm as the form shows it: shares in percent, flags in words."""
    from pilin.engine import admit  # slow import

    kinds = admit.catalogue()
    found: dict[str, Any] = {}
    for name, value in facts.items():
        kind = kinds[name].kind
        if isinstance(value, Mapping):
            found |= {f"{name}[{year}]": amount for year, amount in value.items()}
        elif kind == "share":
            found[name] = format((Decimal(value) * 100).normalize(), "f")
        elif kind == "flag":
            found[name] = "yes" if value else "no"
        elif kind == "titles":
            found[name] = value or [NO_TITLE]
        else:
            found[name] = value
    return found


def _field_of(kind: str, label: str, titles: Mapping[str, tuple[str, str]], zh: bool) -> forms.Field:
    """Return the field of one kind of fact."""
    match kind:
        case "amount":
            return forms.DecimalField(label=label, required=False, decimal_places=2, max_digits=16)
        case "count":
            return forms.IntegerField(label=label, required=False, min_value=0)
        case "number":
            return forms.DecimalField(label=label, required=False, min_value=0, max_digits=12)
        case "share":
            return forms.DecimalField(label=f"{label} (%)", required=False, min_value=0, max_digits=12)
        case "date":
            return forms.DateField(label=label, required=False, widget=DAY)
        case "flag":
            choices = [("", _("unknown")), ("yes", _("yes")), ("no", _("no"))]
            return forms.ChoiceField(label=label, required=False, choices=choices)
        case "titles":
            named = [(code, names[0 if zh else 1]) for code, names in titles.items()]
            return forms.MultipleChoiceField(
                label=label, required=False, widget=forms.CheckboxSelectMultiple, choices=[*named, (NO_TITLE, _("none of these"))]
            )  # fmt: skip
    return forms.CharField(label=label, required=False, max_length=24)
