"""What people fill in about meetings."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.meetings.enums import (
    AgendaOutcome,
    CheckResult,
    MeetingKind,
    ObjectKind,
    OutcomeKind,
    ResolutionState,
    TaskMove,
)
from pilin.foundation.access.enums import Audience
from pilin.foundation.members.models import Body, Member
from pilin.web.forms import Form
from pilin.web.words import in_words

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT_MOST_TASKS = 12


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _lines(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _members(members: list[Member]) -> list[tuple[str, str]]:
    return [(m.code, in_words(m, "short") or in_words(m, "name")) for m in members]


class CallForm(Form):
    """Call a meeting."""

    title_zh = forms.CharField(label=_("What it is about, in Chinese"), max_length=160)
    title = forms.CharField(label=_("In English"), max_length=240, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=MeetingKind.choices, initial=MeetingKind.MEETING)
    body = forms.ChoiceField(label=_("Which body meets"), required=False)
    day = forms.DateField(label=_("Day"), widget=_day())
    starts = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    last_day = forms.DateField(label=_("Last day, if it takes several"), required=False, widget=_day())
    place_zh = forms.CharField(label=_("Where, in Chinese"), max_length=160, required=False)
    place = forms.CharField(label=_("Where, in English"), max_length=200, required=False)
    host = forms.ChoiceField(
        label=_("Who hosts"), required=False, help_text=_("The town in the chair hosts unless you name another.")
    )
    umbrella = forms.ChoiceField(
        label=_("Held under"),
        required=False,
        help_text=_("Side meetings and site visits stand under one larger event."),
    )
    agenda = forms.CharField(
        label=_("Agenda"),
        required=False,
        widget=_lines(5),
        help_text=_("One item a line. Write the English after a bar: 界河桥 | the border bridge."),
    )
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[(Audience.PUBLIC, _("everyone")), (Audience.CIRCLE, _("the circle"))],
        initial=Audience.PUBLIC,
    )
    is_results = forms.BooleanField(label=_("Results meeting: it decides on a frozen snapshot"), required=False)
    anyway = forms.BooleanField(label=_("Call it although the host already hosts something then"), required=False)

    def __init__(
        self, *args: Any, bodies: list[Body], hosts: list[Member], over: list[Any], clash: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", _("none")), *((str(b.pk), in_words(b, "name")) for b in bodies)]  # type: ignore[attr-defined]
        self.fields["host"].choices = [("", _("the town in the chair")), *_members(hosts)]  # type: ignore[attr-defined]
        umbrellas = [("", _("nothing; it stands alone")), *((str(m.pk), in_words(m, "title")) for m in over)]
        self.fields["umbrella"].choices = umbrellas  # type: ignore[attr-defined]
        if not clash:
            del self.fields["anyway"]

    def items(self) -> list[tuple[str, str]]:
        """Return the agenda as (Chinese, English)."""
        pairs = []
        for line in self.cleaned_data["agenda"].splitlines():
            zh, _bar, en = line.partition("|")
            if zh.strip() or en.strip():
                pairs.append((zh.strip(), en.strip()))
        return pairs

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """Return when it starts and ends, where hours are given."""
        data = self.cleaned_data
        return _at(data["day"], data["starts"]), _at(data["last_day"] or data["day"], data["ends"])


def _at(day: date | None, hour: time | None) -> datetime | None:
    return datetime.combine(day, hour, SHANGHAI) if day and hour else None


class AgendaForm(Form):
    """Put an item on the agenda."""

    title_zh = forms.CharField(label=_("Item, in Chinese"), max_length=200)
    title = forms.CharField(label=_("In English"), max_length=300, required=False)
    proposer = forms.ChoiceField(label=_("Asked for by"), required=False)

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposer"].choices = [("", _("the host")), *_members(members)]  # type: ignore[attr-defined]


class ItemForm(Form):
    """Record what came of an agenda item."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=AgendaOutcome.choices)
    minutes_zh = forms.CharField(label=_("What was said, in Chinese"), widget=_lines(), required=False)
    minutes = forms.CharField(label=_("In English"), widget=_lines(), required=False)


class AttendanceForm(Form):
    """Record who was there."""

    members = forms.MultipleChoiceField(
        label=_("Towns that were there"), widget=forms.CheckboxSelectMultiple, required=False
    )
    others = forms.CharField(
        label=_("People and guests"),
        widget=_lines(),
        required=False,
        help_text=_("One a line: name, office. Names stay with the circle."),
    )

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = _members(members)  # type: ignore[attr-defined]

    def people(self) -> list[dict[str, Any]]:
        """Return the entries that the deed takes."""
        entries: list[dict[str, Any]] = [{"member": code} for code in self.cleaned_data["members"]]
        for line in self.cleaned_data["others"].splitlines():
            name, *role = re.split(r"[,，]", line, maxsplit=1)
            if name.strip():
                entries.append({"name_zh": name.strip()[:60], "role_zh": (role[0].strip() if role else "")[:120]})
        return entries


class MinutesForm(Form):
    """Write the minutes."""

    text_zh = forms.CharField(label=_("Minutes, in Chinese"), widget=_lines(16), max_length=60_000)
    text = forms.CharField(label=_("In English"), widget=_lines(10), max_length=60_000, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)


class WordForm(Form):
    """Confirm minutes, or say what to correct."""

    said = forms.ChoiceField(choices=[("confirmed", ""), ("objected", "")])
    seen_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("What is to be corrected"), max_length=500, required=False, widget=_lines(2))


class ResolutionForm(Form):
    """Record a resolution and, in one step, what each town does about it."""

    text_zh = forms.CharField(label=_("What was resolved, in Chinese"), widget=_lines(3), max_length=400)
    text = forms.CharField(label=_("In English"), widget=_lines(3), max_length=500, required=False)
    state = forms.ChoiceField(
        label=_("How far it came"),
        choices=[c for c in ResolutionState.choices if c[0] != ResolutionState.WITHDRAWN],
        initial=ResolutionState.APPROVED,
        help_text=_("Approved in principle is not approved: the text still has to come back."),
    )
    item = forms.ChoiceField(label=_("Agenda item"), required=False)

    def __init__(self, *args: Any, items: list[Any], members: list[Member], themes: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", _("none"))] + [(str(i.pk), f"{i.no} {in_words(i, 'title')}") for i in items]  # type: ignore[attr-defined]
        self.members, self.themes = members, themes
        for member in members:
            self.fields[f"do_{member.code}"] = forms.CharField(label=_("What it does"), max_length=200, required=False)
            self.fields[f"by_{member.code}"] = forms.DateField(label=_("By when"), required=False, widget=_day())
            self.fields[f"who_{member.code}"] = forms.CharField(
                label=_("Who answers for it"), max_length=80, required=False
            )
        if themes:
            choices = [("", _("none"))] + [(str(t.pk), in_words(t, "name")) for t in themes]
            self.fields["theme"] = forms.ChoiceField(label=_("Theme of the tasks"), choices=choices, required=False)

    def heads(self) -> list[Any]:
        """Return the fields about the resolution itself."""
        return [self[name] for name in ("text_zh", "text", "state", "item", "theme") if name in self.fields]

    def towns(self) -> list[tuple[Member, Any, Any, Any]]:
        """Return one row of fields a town: (town, what, by, who)."""
        return [(m, self[f"do_{m.code}"], self[f"by_{m.code}"], self[f"who_{m.code}"]) for m in self.members]

    def clean(self) -> dict[str, Any]:
        """Ask for a day wherever a town has something to do."""
        data = super().clean() or self.cleaned_data
        for member in self.members:
            if data.get(f"do_{member.code}") and not data.get(f"by_{member.code}"):
                self.add_error(f"by_{member.code}", _("Say by when."))
        return data

    def tasks(self) -> list[dict[str, Any]]:
        """Return the tasks that the deed takes."""
        data = self.cleaned_data
        return [
            {
                "member": m.code,
                "title_zh": data[f"do_{m.code}"],
                "title": "",
                "due_on": data[f"by_{m.code}"],
                "person_name": data[f"who_{m.code}"],
                "theme": data.get("theme") or None,
            }
            for m in self.members
            if data[f"do_{m.code}"]
        ]


class MoveResolutionForm(Form):
    """Record how far a resolution has come."""

    state = forms.ChoiceField(label=_("How far it came"), choices=ResolutionState.choices)
    on = forms.DateField(label=_("On which day"), widget=_day())
    note = forms.CharField(label=_("What for"), max_length=300, required=False)


class TaskMoveForm(Form):
    """Do something to a task."""

    what = forms.ChoiceField(choices=TaskMove.choices)
    words = forms.CharField(max_length=500, required=False)
    due_on = forms.DateField(required=False, widget=_day())


class OutcomeForm(Form):
    """Record what an event brought forth."""

    kind = forms.ChoiceField(label=_("What happened"), choices=OutcomeKind.choices)
    object_kind = forms.ChoiceField(label=_("To what"), choices=ObjectKind.choices)
    title_zh = forms.CharField(label=_("Its name, in Chinese"), max_length=200)
    title = forms.CharField(label=_("In English"), max_length=300, required=False)


class CommitmentForm(Form):
    """Note what a speaker undertook."""

    member = forms.ChoiceField(label=_("For whom"))
    speaker_zh = forms.CharField(label=_("Who said it"), max_length=60, required=False)
    role_zh = forms.CharField(label=_("In which office"), max_length=80, required=False)
    sentence_zh = forms.CharField(
        label=_("What was undertaken, in Chinese"),
        widget=_lines(3),
        max_length=2000,
        help_text=_("In your own words, one thing a sentence."),
    )
    sentence = forms.CharField(label=_("In English"), widget=_lines(3), max_length=3000, required=False)

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = _members(members)  # type: ignore[attr-defined]


class CheckForm(Form):
    """Say what became of a commitment."""

    result = forms.ChoiceField(label=_("What became of it"), choices=CheckResult.choices)
    evidence = forms.CharField(label=_("What that rests on"), widget=_lines(2), max_length=2000)


class WhyForm(Form):
    """Say why."""

    why = forms.CharField(label=_("Why"), widget=_lines(2), max_length=1000)


class AnswerForm(Form):
    """Answer a matter."""

    answer = forms.CharField(label=_("The answer"), widget=_lines(3), max_length=1000)


class ReviewForm(Form):
    """Take the half-year review."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    half = forms.ChoiceField(label=_("Half"), choices=[("1", _("January to June")), ("2", _("July to December"))])
    notes_zh = forms.CharField(label=_("What it concluded, in Chinese"), widget=_lines(4), required=False)
    notes = forms.CharField(label=_("In English"), widget=_lines(4), required=False)


def clauses_in(text: str) -> list[dict[str, str]]:
    """Return the clauses written one a line: the number as printed, a bar, what it says."""
    lines = [re.split(r"[|｜]", line, maxsplit=1) for line in text.splitlines() if line.strip()]
    return [{"label": label.strip(), "text_zh": rest[0].strip() if rest else ""} for label, *rest in lines]


class DocumentForm(Form):
    """Record a policy document."""

    title_zh = forms.CharField(label=_("What it is called, in Chinese"), max_length=200, required=False)
    title = forms.CharField(label=_("In English"), max_length=300, required=False)
    issuer_zh = forms.CharField(label=_("Which body issued it, in Chinese"), max_length=120, required=False)
    issuer = forms.CharField(label=_("In English"), max_length=160, required=False)
    number = forms.CharField(label=_("Its number"), max_length=60, required=False)
    issued_on = forms.CharField(
        label=_("When it was issued"),
        max_length=10,
        required=False,
        help_text=_("A year, a month or a day: 2024, 2024-07, 2024-07-01. Leave it empty where nobody knows."),
    )
    clauses_declared = forms.IntegerField(
        label=_("How many clauses it has"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=_("Counted in the document itself. Leave it empty where you have not seen it whole."),
    )
    clauses = forms.CharField(
        label=_("Its clauses"),
        required=False,
        widget=_lines(6),
        max_length=60_000,
        help_text=_("One a line: its number as printed, a bar, what it says. 第三条 | …"),
    )
    audience = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[("public", _("everybody")), ("circle", _("the circle")), ("own", _("our town"))],
    )

    def facts(self) -> dict[str, Any]:
        """Return what the deed takes."""
        return {**self.cleaned_data, "clauses": clauses_in(self.cleaned_data["clauses"])}


class ClausesForm(Form):
    """Add clauses."""

    clauses = forms.CharField(
        label=_("Its clauses"),
        widget=_lines(4),
        max_length=60_000,
        help_text=_("One a line: its number as printed, a bar, what it says. 第三条 | …"),
    )

    def facts(self) -> dict[str, Any]:
        """Return what the deed takes."""
        return {"clauses": clauses_in(self.cleaned_data["clauses"])}


class IssuedForm(Form):
    """Write the day of a document."""

    issued_on = forms.CharField(label=_("When it was issued"), max_length=10)


class EndedForm(Form):
    """End a document."""

    ended_on = forms.DateField(label=_("The last day on which it holds"), widget=_day())


class DocumentTaskForm(Form):
    """Give one's own town a task out of a document."""

    clause = forms.ChoiceField(label=_("Comes from"), required=False)
    title_zh = forms.CharField(label=_("What it does"), max_length=200)
    title = forms.CharField(label=_("In English"), max_length=300, required=False)
    due_on = forms.DateField(label=_("By when"), required=False, widget=_day())
    person_name = forms.CharField(label=_("Who answers for it"), max_length=80, required=False)

    def __init__(self, *args: Any, clauses: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(c.pk), f"{c.label} {in_words(c, 'text')[:60]}") for c in clauses]
        self.fields["clause"].choices = [("", _("the whole; its clause is not known")), *named]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return what the deed takes."""
        given = dict(self.cleaned_data)
        clause = given.pop("clause")
        return {"clause": UUID(clause) if clause else None, "tasks": [given]}
