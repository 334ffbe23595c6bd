"""What is written about gates, responses, incidents and replays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.domain.watch.actions.replaying import FASTEST
from pilin.domain.watch.enums import Hazard
from pilin.domain.watch.kinds import LEVELS, ROMAN, AnswerKind, Basin, Field, GateKind, GateMoveKind, Needs
from pilin.foundation.access.enums import Audience
from pilin.foundation.observations.enums import DATUMS
from pilin.web.forms import Form

LONG = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
METRES = forms.NumberInput(attrs={"step": "0.001", "inputmode": "decimal"})
READERS = [(Audience.CIRCLE.value, _("the circle")), (Audience.PUBLIC.value, _("everyone"))]
LEVEL_CHOICES = [(str(level), ROMAN[level]) for level in LEVELS]
WHOLE: dict[str, Any] = {"min_value": 1, "max_value": 32_767}


def datums() -> list[tuple[str, Any]]:
    """Return the datums that can be chosen; the empty one says that nobody knows."""
    return [("", pgettext_lazy("datum", "not known")), *DATUMS.items()]


def revision_field() -> forms.IntegerField:
    """Return the field that carries as which revision a row was read."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)


class GateForm(Form):
    """Enters or changes a gate."""

    kind = forms.ChoiceField(label=_("What it is"), choices=GateKind.choices)
    code = forms.CharField(
        label=_("Short name"), max_length=40, help_text=_("Small letters, figures, hyphens: zhangjing")
    )
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=60)
    name = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    river_zh = forms.CharField(label=_("River (Chinese)"), max_length=60, required=False)
    river = forms.CharField(label=_("River in English"), max_length=80, required=False)
    openings = forms.IntegerField(label=_("Openings, or pumps"), min_value=1, max_value=200, required=False)
    rated_m3s = forms.DecimalField(
        label=_("Rated flow through all of them, m³/s"), min_value=0, max_digits=9, decimal_places=3, required=False,
        help_text=_("Empty where nobody knows: then no volume is reckoned."),
    )  # fmt: skip
    downstream = forms.ChoiceField(label=_("The water reaches next"), required=False)
    datum = forms.ChoiceField(label=_("Datum of levels read at the gate"), required=False)
    inner_series = forms.ChoiceField(label=_("Gauge inside"), required=False)
    outer_series = forms.ChoiceField(label=_("Gauge outside"), required=False)
    felt_series = forms.ChoiceField(
        label=_("Gauge on the other bank that feels it"), required=False, help_text=_("How long it takes is learned from it.")
    )  # fmt: skip
    place_code = forms.CharField(
        label=_("Division code"), max_length=12, required=False, help_text=_("Empty: that of the town.")
    )
    longitude = forms.DecimalField(label=_("Longitude"), max_digits=9, decimal_places=6, required=False)
    latitude = forms.DecimalField(label=_("Latitude"), max_digits=8, decimal_places=6, required=False)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)
    revision = revision_field()

    def __init__(
        self, *args: Any, towns: Sequence[tuple[str, str]] = (), gauges: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["downstream"].choices = [("", pgettext_lazy("town", "none named")), *towns]  # type: ignore[attr-defined]
        self.fields["datum"].choices = datums()  # type: ignore[attr-defined]
        for name in ("inner_series", "outer_series", "felt_series"):
            self.fields[name].choices = [("", pgettext_lazy("gauge", "none")), *gauges]  # type: ignore[attr-defined]


class MoveForm(Form):
    """Notes a move of a gate, on a telephone beside it."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("gate", "What was done"), choices=GateMoveKind.choices, widget=forms.RadioSelect
    )
    openings = forms.IntegerField(
        label=_("Open from now on"), min_value=1, max_value=200, required=False, help_text=_("Openings, or pumps. Empty where nobody counted, and when it is shut.")
    )  # fmt: skip
    inner_m = forms.DecimalField(
        label=_("Level inside, m"), max_digits=8, decimal_places=3, required=False, widget=METRES, help_text=_("Empty: from the gauge of the last hour.")
    )  # fmt: skip
    inner_datum = forms.ChoiceField(label=_("Its datum"), required=False)
    outer_m = forms.DecimalField(
        label=_("Level outside, m"), max_digits=8, decimal_places=3, required=False, widget=METRES
    )
    outer_datum = forms.ChoiceField(label=_("Datum of the level outside"), required=False)
    moved_at = forms.DateTimeField(label=_("When"), widget=MOMENT, required=False, help_text=_("Empty: now."))
    forced = forms.BooleanField(label=_("I order it against the rule and sign for it"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, widget=LONG)

    def __init__(self, *args: Any, pump: bool = False, may_force: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("inner_datum", "outer_datum"):
            self.fields[name].choices = datums()  # type: ignore[attr-defined]
        if pump:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                ("opened", _("started")), ("closed", _("stopped")), ("adjusted", _("set to another number of pumps")),
            ]  # fmt: skip
        if not may_force:
            del self.fields["forced"]


class RuleForm(Form):
    """Writes down what an agreement asks before a gate is moved."""

    move = forms.ChoiceField(label=_("Before it is"), choices=GateMoveKind.choices)
    needs = forms.ChoiceField(label=_("The agreement asks for"), choices=Needs.choices)
    town = forms.ChoiceField(label=pgettext_lazy("of an agreement", "The other town"))
    title_zh = forms.CharField(label=_("Agreement (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Agreement in English"), max_length=200, required=False)
    clause = forms.CharField(label=_("Clause"), max_length=160)
    valid_from = forms.DateField(label=_("Holds from"), widget=DAY)
    valid_to = forms.DateField(label=_("Last day, where it ends"), widget=DAY, required=False)

    def __init__(self, *args: Any, towns: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = list(towns)  # type: ignore[attr-defined]


class AskGateForm(Form):
    """Asks another town about a gate."""

    to_town = forms.ChoiceField(label=_("Ask"))
    move = forms.ChoiceField(label=_("So that it is"), choices=GateMoveKind.choices, widget=forms.RadioSelect)
    openings = forms.IntegerField(label=_("How many openings or pumps"), min_value=1, max_value=200, required=False)
    from_at = forms.DateTimeField(
        label=pgettext_lazy("request", "From"), widget=MOMENT, required=False, help_text=_("Empty: now.")
    )
    until_at = forms.DateTimeField(
        label=pgettext_lazy("request", "Until"), widget=MOMENT, required=False, help_text=_("Empty: for this one move.")
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=LONG)

    def __init__(self, *args: Any, towns: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_town"].choices = list(towns)  # type: ignore[attr-defined]


class AnswerForm(Form):
    """Answers what was asked about a gate."""

    answer = forms.ChoiceField(label=_("Your town"), choices=AnswerKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("In words"), max_length=400, widget=LONG, required=False, help_text=_("Needed where you refuse.")
    )
    until_at = forms.DateTimeField(
        label=_("It holds until"), widget=MOMENT, required=False, help_text=_("Empty: as long as was asked for.")
    )


class LevelForm(Form):
    """Notes that a response was launched, raised or lowered."""

    level = forms.ChoiceField(label=_("Level"), choices=LEVEL_CHOICES, widget=forms.RadioSelect)
    hazard = forms.ChoiceField(label=_("What threatens"), choices=Hazard.choices)
    command_zh = forms.CharField(label=_("Ordered by (Chinese)"), max_length=80)
    command = forms.CharField(label=_("Ordered by, in English"), max_length=120, required=False)
    since = forms.DateTimeField(label=_("In force since"), widget=MOMENT, required=False, help_text=_("Empty: now."))
    signal = forms.ChoiceField(label=_("The official signal that it follows"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=LONG, required=False, help_text=_("Needed where the level is lower than the colour’s by law.")
    )  # fmt: skip

    def __init__(
        self, *args: Any, signals: Sequence[tuple[str, str]] = (), running: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signal"].choices = [("", pgettext_lazy("signal", "none")), *signals]  # type: ignore[attr-defined]
        if running:
            del self.fields["hazard"]


class EndForm(Form):
    """Notes that a response was stood down."""

    since = forms.DateTimeField(label=_("Since"), widget=MOMENT, required=False, help_text=_("Empty: now."))
    command_zh = forms.CharField(label=_("Ordered by (Chinese)"), max_length=80)
    command = forms.CharField(label=_("Ordered by, in English"), max_length=120, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=LONG, required=False)


class PlanTaskForm(Form):
    """Writes a line of a town's plan."""

    level = forms.ChoiceField(label=_("From this level up"), choices=LEVEL_CHOICES)
    number = forms.IntegerField(
        label=_("Number"), min_value=1, max_value=99, help_text=_("The same number again replaces the line.")
    )
    task_zh = forms.CharField(label=_("What is to be done (Chinese)"), max_length=200)
    task = forms.CharField(label=_("The same in English"), max_length=300, required=False)
    office_zh = forms.CharField(label=_("Office (Chinese)"), max_length=80)
    office = forms.CharField(label=_("Office in English"), max_length=120, required=False)
    minutes = forms.IntegerField(
        label=_("Within minutes"), min_value=1, max_value=10_080, required=False, help_text=_("Empty: no term.")
    )
    clause = forms.CharField(label=_("Clause of the plan"), max_length=160, required=False)
    valid_from = forms.DateField(label=_("Holds from"), widget=DAY)


class IncidentForm(Form):
    """Notes an incident; it names nobody."""

    field = forms.ChoiceField(label=_("Field"), choices=Field.choices)
    title_zh = forms.CharField(label=_("What happened (Chinese)"), max_length=120)
    title = forms.CharField(label=_("The same in English"), max_length=160, required=False)
    place_zh = forms.CharField(label=_("Where (Chinese)"), max_length=160)
    place = forms.CharField(label=_("Where, in English"), max_length=200, required=False)
    happened_at = forms.DateTimeField(label=_("When"), widget=MOMENT, required=False, help_text=_("Empty: now."))
    what_zh = forms.CharField(
        label=_("More words (Chinese)"), widget=LONG, required=False, max_length=4000, help_text=_("No names, no numbers of cards or telephones.")
    )  # fmt: skip
    what = forms.CharField(label=_("More words in English"), widget=LONG, required=False, max_length=4000)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)


class TellForm(Form):
    """Tells a neighbour of an incident."""

    to_town = forms.ChoiceField(label=_("Tell"))
    words_zh = forms.CharField(label=_("What they should know or do (Chinese)"), max_length=300, required=False)
    words = forms.CharField(label=_("The same in English"), max_length=400, required=False)

    def __init__(self, *args: Any, towns: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_town"].choices = list(towns)  # type: ignore[attr-defined]


class KnowForm(Form):
    """Says that one's town knows of an incident."""

    does_zh = forms.CharField(label=_("What your town does about it (Chinese)"), max_length=300, required=False)
    does = forms.CharField(label=_("The same in English"), max_length=400, required=False)


class OutcomeForm(Form):
    """Closes an incident."""

    outcome_zh = forms.CharField(label=_("What came of it (Chinese)"), widget=LONG, max_length=2000)
    outcome = forms.CharField(label=_("The same in English"), widget=LONG, max_length=3000, required=False)


class ContactForm(Form):
    """Notes whom to call."""

    field = forms.ChoiceField(label=_("Field"), choices=Field.choices)
    rank = forms.IntegerField(label=_("Order of calling"), min_value=1, max_value=99, initial=1)
    office_zh = forms.CharField(label=_("Office (Chinese)"), max_length=80)
    office = forms.CharField(label=_("Office in English"), max_length=120, required=False)
    person_zh = forms.CharField(label=_("Who answers there (Chinese)"), max_length=60, required=False)
    person = forms.CharField(label=_("The name in English"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40)
    hours_zh = forms.CharField(label=_("Hours (Chinese)"), max_length=80, required=False)
    hours = forms.CharField(label=_("Hours in English"), max_length=120, required=False)
    reviewed_on = forms.DateField(label=_("Somebody made sure that it answers on"), widget=DAY)
    review_by = forms.DateField(label=_("Make sure again by"), widget=DAY)
    revision = revision_field()


class JointPlanForm(Form):
    """Enters a joint plan of a basin."""

    basin = forms.ChoiceField(label=_("Basin"), choices=Basin.choices)
    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    document = forms.CharField(
        label=_("Address of its text"), max_length=300, required=False, help_text=_("Empty where nobody gave it.")
    )
    towns = forms.MultipleChoiceField(label=_("Towns that it is for"), widget=forms.CheckboxSelectMultiple)
    stations = forms.MultipleChoiceField(label=_("Stations"), widget=forms.CheckboxSelectMultiple, required=False)
    valid_from = forms.DateField(label=_("Holds from"), widget=DAY, required=False)

    def __init__(
        self, *args: Any, towns: Sequence[tuple[str, str]] = (), stations: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["towns"].choices = list(towns)  # type: ignore[attr-defined]
        self.fields["stations"].choices = list(stations)  # type: ignore[attr-defined]


class ReplayForm(Form):
    """Makes a drill of an event that is over."""

    planned_at = forms.DateTimeField(label=_("Planned for"), widget=MOMENT)
    speed = forms.IntegerField(
        label=_("Speed"), min_value=1, max_value=FASTEST, initial=10, help_text=_("So many minutes of the event in one of the drill.")
    )  # fmt: skip
    neighbour = forms.ChoiceField(label=_("The other bank is played by"), required=False)
    know = forms.IntegerField(label=_("Minutes until it is known"), initial=10, **WHOLE)
    tell = forms.IntegerField(label=_("Minutes until the neighbour is told"), initial=20, **WHOLE)
    launch = forms.IntegerField(label=_("Minutes until a response is launched"), initial=60, **WHOLE)
    gates = forms.IntegerField(label=_("Minutes until the gates are open"), initial=60, **WHOLE)

    def __init__(self, *args: Any, towns: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbour"].choices = [("", pgettext_lazy("town", "nobody")), *towns]  # type: ignore[attr-defined]


WEEK = timedelta(days=7)  # ahead, for which a replay is planned unless somebody says otherwise
