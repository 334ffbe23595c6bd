"""What is written about grids and visits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pilin.domain.visits import rules
from pilin.domain.visits.enums import FirmNeedKind, Outcome, VisitKind
from pilin.foundation.access.enums import Audience
from pilin.web.forms import Form

Choices = Sequence[tuple[str, str]]
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
LONG = forms.Textarea(attrs={"rows": 3})
POINTS = forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "num"})
READERS = [
    (Audience.PUBLIC.value, _("everyone")), (Audience.CIRCLE.value, _("the circle")), (Audience.OWN.value, _("own town only")),
]  # fmt: skip
A_LINE = _("Longitude, latitude; one point a line, in order: 121.0212, 30.8814")


class PointsField(forms.CharField):
    """Positions, one a line; gives them in ten-millionths of a degree and names each line that is none."""

    widget = POINTS

    def to_python(self, value: Any) -> Any:
        points, wrong = rules.read_points(str(value or ""))
        if wrong:
            numbers = ", ".join(map(str, wrong))
            raise ValidationError(_now("No longitude and latitude in line {lines}").format(lines=numbers))
        return points

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        return "\n".join("{:.7f}, {:.7f}".format(*rules.degrees(point)) for point in value)


class PlanForm(Form):
    """Draws an area and the line that cuts it."""

    title_zh = forms.CharField(label=_("Area (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Its name in English"), max_length=160, required=False)
    border = PointsField(label=_("Border"), help_text=A_LINE)
    line_zh = forms.CharField(label=_("Road that divides it (Chinese)"), max_length=80, required=False)
    line_en = forms.CharField(label=_("The road in English"), max_length=120, required=False)
    line = PointsField(
        label=_("The line along the road"), help_text=_("From outside the border to outside again."), required=False
    )
    names_zh = forms.CharField(
        label=_("Names of the grids, from west to east, one a line (Chinese)"), widget=LONG, required=False
    )
    names_en = forms.CharField(label=_("The same in English"), widget=LONG, required=False)
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    area_reported_km2 = forms.DecimalField(
        label=_("Area in a report, km²"), required=False, max_digits=10, decimal_places=4
    )
    firms_reported = forms.IntegerField(label=_("Firms in a report"), required=False, min_value=0, max_value=1_000_000)
    reported_source = forms.CharField(label=_("Where the reported figures stand"), max_length=60, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)


class LineForm(Form):
    """Moves the line of an area."""

    line_zh = forms.CharField(label=_("Road that divides it (Chinese)"), max_length=80, required=False)
    line_en = forms.CharField(label=_("The road in English"), max_length=120, required=False)
    line = PointsField(label=_("The line along the road"), help_text=_("From outside the border to outside again."))
    names_zh = forms.CharField(
        label=_("Names of the grids, from west to east, one a line (Chinese)"), widget=LONG, required=False
    )
    names_en = forms.CharField(label=_("The same in English"), widget=LONG, required=False)
    valid_from = forms.DateField(label=_("From"), widget=DAY)


class OfficeForm(Form):
    """Names a department."""

    name_zh = forms.CharField(label=_("Department (Chinese)"), max_length=80)
    name = forms.CharField(label=_("Department in English"), max_length=120, required=False)


class TeamForm(Form):
    """Says who belongs to a grid."""

    offices = forms.MultipleChoiceField(
        label=_("Departments of its team"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offices"].choices = offices  # type: ignore[attr-defined]


class RuleForm(Form):
    """Sets how often firms are visited."""

    apart_days = forms.IntegerField(
        label=_("Two offices within so many days are one too many"), min_value=0, max_value=366
    )
    cadence_days = forms.IntegerField(
        label=_("A firm not visited for so many days is due"), min_value=1, max_value=3660
    )
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    clause = forms.CharField(label=_("What sets it"), max_length=200)


class Going(Form):
    """Who goes, and what for."""

    office = forms.ChoiceField(label=_("Department"))
    person = forms.ChoiceField(label=_("Who goes"), required=False)
    kind = forms.ChoiceField(label=_("Kind of visit"), choices=VisitKind.choices)
    purpose_zh = forms.CharField(label=_("What for (Chinese)"), max_length=240, help_text=_("The firm reads it."))
    purpose = forms.CharField(label=_("What for, in English"), max_length=300, required=False)

    def __init__(self, *args: Any, offices: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("nobody yet")), *people]  # type: ignore[attr-defined]


class RoundForm(Going):
    """Plans a round through a grid."""

    title_zh = forms.CharField(label=_("Round (Chinese)"), max_length=120)
    title = forms.CharField(label=_("Its name in English"), max_length=160, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=DAY)
    per_day = forms.IntegerField(label=_("Firms a day, at most"), min_value=1, max_value=60, initial=6)
    field_order = (
        "title_zh",
        "title",
        "office",
        "person",
        "kind",
        "purpose_zh",
        "purpose",
        "starts_on",
        "ends_on",
        "per_day",
    )


class VisitForm(Going):
    """Plans one visit."""

    planned_on = forms.DateField(label=_("Day"), widget=DAY)
    all_the_same = forms.CharField(
        label=_("Why all the same, where another visit is near"), max_length=240, required=False,
        help_text=_("Better: merge the two into one."),
    )  # fmt: skip


class RecordForm(Form):
    """Writes down what came of a visit."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), widget=LONG, required=False, max_length=4000)
    need_kind = forms.ChoiceField(
        label=_("What the firm needs"), choices=[("", _("nothing said")), *FirmNeedKind.choices], required=False
    )
    need_words = forms.CharField(label=_("The need in its words"), widget=LONG, required=False, max_length=4000)
    need_due = forms.DateField(label=_("By when it wants an answer"), widget=DAY, required=False)


class MergeForm(Form):
    """Merges visits of several offices into one."""

    visits = forms.MultipleChoiceField(label=_("Goes together with"), widget=forms.CheckboxSelectMultiple)
    planned_on = forms.DateField(label=_("On which day"), widget=DAY)

    def __init__(self, *args: Any, visits: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visits"].choices = visits  # type: ignore[attr-defined]


class WhyForm(Form):
    """Calls a visit off."""

    why = forms.CharField(label=_("Why it does not take place"), max_length=240)


class EscalateForm(Form):
    """Passes a need on."""

    choice = forms.ChoiceField(label=_("To which service"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(Form):
    """Answers a need."""

    answer = forms.CharField(label=_("What the firm was told"), widget=LONG, max_length=4000)
