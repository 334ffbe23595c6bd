"""What the pages bring in: forms of the programme, and the columns of the table people import and export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.domain.programme.enums import Strand
from pilin.domain.programme.rules import BudgetInput, ItemInput, MilestoneInput
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.intake.tables import Column, read_table, write_csv, write_xlsx
from pilin.web.forms import Form
from pilin.web.words import in_words

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_MILESTONES = 8
STRAND_WORDS = {
    **{value: value for value in Strand.values},
    "党建高地": "party_building", "产业创新圈": "industry", "文旅生态圈": "culture_ecology", "宜居生活圈": "livable_life",
}  # fmt: skip
ITEM_COLUMNS = [  # name, kind, heads, max length
    ("no", "integer", ("序号", "no."), 9),
    ("title_zh", "text", ("项目", "title (Chinese)"), 120),
    ("title_en", "text", ("项目（英文）", "title (English)"), 200),
    ("strand", "text", ("板块", "strand"), 40),
    ("lead", "text", ("牵头", "lead town"), 60),
    ("partners", "text", ("参与", "partner towns"), 200),
    ("owner", "text", ("责任人", "person"), 60),
    ("plan", "text", ("计划", "plan"), 60),
    ("clause", "text", ("计划条款", "plan clause"), 12),
    ("agreement", "text", ("协议", "agreement"), 60),
    ("agreement_clause", "text", ("协议条款", "agreement clause"), 20),
    ("about_zh", "text", ("说明", "about (Chinese)"), 4000),
    ("about_en", "text", ("说明（英文）", "about (English)"), 4000),
    ("affected_zh", "text", ("影响到谁", "affected (Chinese)"), 300),
    ("affected_en", "text", ("影响到谁（英文）", "affected (English)"), 400),
    ("budget", "text", ("预算", "budget"), 600),
    ("indicator", "text", ("指标", "indicator"), 80),
    ("indicator_target", "decimal", ("指标目标", "target"), 30),
    ("indicator_unit", "text", ("指标单位", "unit"), 20),
    ("illustrative", "text", ("示意", "illustrative"), 5),
    ("source", "text", ("来源", "source"), 60),
]
MILESTONE_COLUMNS = [
    ("milestone_no", "integer", ("节点序号", "milestone no."), 9),
    ("milestone_title_zh", "text", ("节点", "milestone (Chinese)"), 120),
    ("milestone_title_en", "text", ("节点（英文）", "milestone (English)"), 200),
    ("milestone_due_on", "day", ("到期", "due"), 20),
    ("milestone_weight", "integer", ("权重", "weight"), 9),
    ("milestone_confirm_zh", "text", ("受影响的人要确认", "to confirm (Chinese)"), 300),
    ("milestone_confirm_en", "text", ("受影响的人要确认（英文）", "to confirm (English)"), 400),
]
COLUMNS = [
    Column(name=name, kind=kind, heads=heads, max_length=most, required=name == "no")
    for name, kind, heads, most in ITEM_COLUMNS + MILESTONE_COLUMNS
]
HEADS = [column.name for column in COLUMNS]


def read_items(name: str, content: bytes) -> list[tuple[int | None, ItemInput]]:
    """Return the items of a file, one row a milestone: an item's own cells stand in its first row and may repeat.

    Raises
    ------
    Invalid
        Naming every wrong cell; an item that says two things in two rows is wrong too.
    """
    table = read_table(name=name, content=content, columns=COLUMNS)
    firsts: dict[int, tuple[int, dict[str, Any]]] = {}
    milestones: dict[int, list[MilestoneInput]] = {}
    faults: list[Fault] = []
    for row, number in zip(table.rows, table.numbers, strict=True):
        no = row["no"]
        if no not in firsts:
            firsts[no] = (number, dict(row))
            milestones[no] = []
        else:
            faults += _second_saying(firsts[no][1], row, number)
        if row.get("milestone_title_zh") or row.get("milestone_due_on") or row.get("milestone_no"):
            made, wrong = _milestone(row, number, len(milestones[no]) + 1)
            faults += wrong
            if made:
                milestones[no].append(made)
    items: list[tuple[int | None, ItemInput]] = []
    for no, (number, row) in firsts.items():
        budget, wrong = read_budget(str(row.get("budget") or ""), number)
        faults += wrong
        items.append((number, _item(no, row, budget, milestones[no])))
    if faults:
        raise Invalid(*faults)
    return items


def _second_saying(first: Mapping[str, Any], row: Mapping[str, Any], number: int) -> list[Fault]:
    faults = []
    for name, *_rest in ITEM_COLUMNS:
        now = row.get(name)
        if now in (None, "", ()) or now == first.get(name):
            continue
        code = "two_leads" if name == "lead" else "said_twice"
        reason = (
            _("An item has exactly one lead; the others join.")
            if name == "lead"
            else _("An earlier row of this item says something else.")
        )
        faults.append(Fault(code, name, reason, number, str(now)))
    return faults


def _milestone(row: Mapping[str, Any], number: int, default_no: int) -> tuple[MilestoneInput | None, list[Fault]]:
    due = row.get("milestone_due_on")
    if due is None:
        return None, [Fault("no_due_date", "milestone_due_on", _("Give the day it is due."), number)]
    given_no, weight = row.get("milestone_no"), row.get("milestone_weight")
    return MilestoneInput(
        no=default_no if given_no is None else given_no, title_zh=row.get("milestone_title_zh") or "", due_on=due,
        title=row.get("milestone_title_en") or "", weight=1 if weight is None else weight,
        confirm_zh=row.get("milestone_confirm_zh") or "", confirm=row.get("milestone_confirm_en") or "",
    ), []  # fmt: skip


def _codes(text: str) -> tuple[str, ...]:
    for mark in ("，", "；", "、", ";", "/"):
        text = text.replace(mark, ",")
    return tuple(code.strip() for code in text.split(",") if code.strip())


def _item(
    no: int, row: Mapping[str, Any], budget: Sequence[BudgetInput], milestones: Sequence[MilestoneInput]
) -> ItemInput:
    def text(name: str) -> str:
        return str(row.get(name) or "")

    return ItemInput(
        no=no, title_zh=text("title_zh"), title=text("title_en"), strand=STRAND_WORDS.get(text("strand"), text("strand")),
        leads=_codes(text("lead")), partners=_codes(text("partners")), about_zh=text("about_zh"), about=text("about_en"),
        person_name=text("owner"), clause=(text("plan"), text("clause")) if text("clause") else None,
        agreement=text("agreement"), agreement_clause=text("agreement_clause"), affected_zh=text("affected_zh"),
        affected=text("affected_en"), indicator=text("indicator"), indicator_target=row.get("indicator_target"),
        indicator_unit=text("indicator_unit"), budget=tuple(budget), milestones=tuple(milestones),
        illustrative=text("illustrative").casefold() in ("yes", "true", "1", "是"), source=text("source"),
    )  # fmt: skip


def read_budget(text: str, row: int | None = None) -> tuple[list[BudgetInput], list[Fault]]:
    """Return budget lines written as ``310116102 5600000.00 CNY; 330421003 …``, and what is wrong with them."""
    lines, faults = [], []
    for part in text.replace("；", ";").replace("\n", ";").split(";"):
        words = part.replace(",", "").split()
        if not words:
            continue
        try:
            amount = Decimal(words[1])
        except (IndexError, InvalidOperation):
            reason = _("Write each town as: code, amount, currency; towns apart by a semicolon.")
            faults.append(Fault("bad_amount", "budget", reason, row, part.strip()))
            continue
        if len(words) < 3:
            reason = _("Say which currency, as CNY or USD: an amount without currency is refused.")
            faults.append(Fault("no_currency", "budget", reason, row, part.strip()))
            continue
        lines.append(BudgetInput(words[0], amount, words[2].upper()))
    return lines, faults


def table_rows(items: Iterable[ItemInput]) -> list[list[Any]]:
    """Return items as rows of the table: what :func:`read_items` reads back exactly."""
    rows = []
    for item in items:
        own = [
            item.no, item.title_zh, item.title, item.strand, ",".join(item.leads), ",".join(item.partners), item.person_name,
            item.clause[0] if item.clause else "", item.clause[1] if item.clause else "", item.agreement,
            item.agreement_clause, item.about_zh, item.about, item.affected_zh, item.affected,
            "; ".join(f"{b.member} {b.amount:.2f} {b.currency}" for b in item.budget), item.indicator,
            item.indicator_target, item.indicator_unit, "yes" if item.illustrative else "", item.source,
        ]  # fmt: skip
        blank = [item.no] + [None] * (len(own) - 1)
        steps: list[list[Any]] = [
            [m.no, m.title_zh, m.title, m.due_on, m.weight, m.confirm_zh, m.confirm] for m in item.milestones
        ] or [[None] * len(MILESTONE_COLUMNS)]
        rows += [(own if k == 0 else blank) + step for k, step in enumerate(steps)]
    return rows


def exported(items: Iterable[ItemInput], suffix: str) -> bytes:
    """Return a list as a table, in the format of a file's ending."""
    rows = table_rows(items)
    return write_csv(HEADS, rows) if suffix == ".csv" else write_xlsx({"items": (HEADS, rows)})


class ItemForm(Form):
    """An item of the draft: eight milestones and a budget line a town at the most."""

    no = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    strand = forms.ChoiceField(label=_("Strand"), choices=Strand.choices)
    lead = forms.ChoiceField(label=_("Lead"), help_text=_("Exactly one town leads."))
    partners = forms.MultipleChoiceField(
        label=_("Joins"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("At least one from the other province."),
    )  # fmt: skip
    person_name = forms.CharField(label=_("Who answers for it"), max_length=60, required=False)
    clause = forms.ChoiceField(label=_("Clause of the plan it serves"), required=False)
    agreement = forms.ChoiceField(label=_("Agreement that allows it"), required=False)
    agreement_clause = forms.CharField(label=_("Clause of that agreement"), max_length=20, required=False)
    affected_zh = forms.CharField(label=_("Whose life it changes"), max_length=300, required=False)
    budget = forms.CharField(
        label=_("Budget by town"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One town a line: code, amount, currency. 310116102 5600000.00 CNY"),
    )  # fmt: skip
    milestones = forms.CharField(
        label=_("Milestones"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line: 2026-09-30 | title in Chinese | title in English | what the people affected would confirm"),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, towns: Iterable[Any], clauses: Iterable[Any], agreements: Iterable[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(m.code, in_words(m, "short")) for m in towns]
        self.fields["lead"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        self.fields["partners"].choices = choices  # type: ignore[attr-defined]
        self.fields["clause"].choices = [("", "—"), *clauses]  # type: ignore[attr-defined]
        self.fields["agreement"].choices = [("", "—"), *agreements]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read budget and milestones, line by line."""
        data = super().clean() or {}
        lines, faults = read_budget(data.get("budget", ""))
        for fault in faults:
            self.add_error("budget", fault.reason)
        data["budget_lines"] = lines
        data["steps"] = self._steps(data.get("milestones", ""))
        return data

    def _steps(self, text: str) -> list[MilestoneInput]:
        steps: list[MilestoneInput] = []
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_MILESTONES * 3:
            self.add_error("milestones", _("Give at most 24 milestones."))
        for line in lines[: MOST_MILESTONES * 3]:
            parts = [part.strip() for part in line.replace("｜", "|").split("|")] + ["", "", ""]
            try:
                due = datetime.strptime(parts[0], "%Y-%m-%d").replace(tzinfo=SHANGHAI).date()
            except ValueError:
                self.add_error("milestones", _("“%s” is no day of the calendar; write 2026-09-30.") % parts[0][:40])
                continue
            steps.append(MilestoneInput(len(steps) + 1, parts[1][:120], due, parts[2][:200], 1, parts[3][:300], ""))
        return steps

    def as_item(self, before: ItemInput | None = None) -> ItemInput:
        """Return what was typed as an item; what the form does not show stays as it was before."""
        data = self.cleaned_data
        plan, _sep, number = (data["clause"] or "").partition("|")
        return ItemInput(
            no=data["no"], title_zh=data["title_zh"], title=data["title"], strand=data["strand"],
            leads=(data["lead"],) if data["lead"] else (), partners=tuple(data["partners"]), person_name=data["person_name"],
            clause=(plan, number) if number else None, agreement=data["agreement"], agreement_clause=data["agreement_clause"],
            affected_zh=data["affected_zh"], budget=tuple(data["budget_lines"]), milestones=tuple(data["steps"]),
            about_zh=before.about_zh if before else "", about=before.about if before else "",
            affected=before.affected if before else "", indicator=before.indicator if before else "",
            indicator_target=before.indicator_target if before else None,
            indicator_unit=before.indicator_unit if before else "", illustrative=before.illustrative if before else False,
            source=before.source if before else "",
        )  # fmt: skip


def item_initial(item: ItemInput) -> dict[str, Any]:
    """Return an item as the form shows it."""
    return {
        "no": item.no, "title_zh": item.title_zh, "title": item.title, "strand": item.strand, "lead": item.leads[0],
        "partners": list(item.partners), "person_name": item.person_name,
        "clause": "|".join(item.clause) if item.clause else "", "agreement": item.agreement,
        "agreement_clause": item.agreement_clause, "affected_zh": item.affected_zh,
        "budget": "\n".join(f"{b.member} {b.amount:.2f} {b.currency}" for b in item.budget),
        "milestones": "\n".join(f"{m.due_on} | {m.title_zh} | {m.title} | {m.confirm_zh}" for m in item.milestones),
    }  # fmt: skip


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; the value is a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return every file brought."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class ReportForm(Form):
    """One bank's word on a milestone."""

    text = forms.CharField(
        label=_("What stands now"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The result in words. A photograph alone is no result."),
    )  # fmt: skip
    figures = forms.CharField(
        label=_("Figures"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: what | = or > or ≈ | number | unit"),
    )  # fmt: skip
    links = forms.CharField(
        label=_("Links"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One a line.")
    )
    files = FilesField(label=_("Evidence"), required=False)  # type: ignore[assignment]

    def figure_rows(self) -> list[dict[str, str]]:
        """Return the figures typed, one a line."""
        rows = []
        for line in self.cleaned_data["figures"].splitlines():
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            if any(parts):
                label, comparator, value, unit = ([*parts, "", "", "", ""])[:4]
                rows.append({"label": label, "comparator": comparator, "value": value, "unit": unit})
        return rows

    def link_list(self) -> list[str]:
        """Return the links typed, one a line."""
        return [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]


class WitnessForm(Form):
    """The other bank's word."""

    text = forms.CharField(label=_("What you checked"), widget=forms.Textarea(attrs={"rows": 3}))
    confirmed = forms.CharField(
        label=_("What the people affected confirmed"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whom you asked and what they said."),
    )  # fmt: skip


class ReasonForm(Form):
    """A reason that others will read."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class MoveForm(ReasonForm):
    """A later day, and why."""

    due_to = forms.DateField(label=_("New date"), widget=forms.DateInput(attrs={"type": "date"}))
    field_order = ["due_to", "reason"]


class RaiseForm(Form):
    """What the level above has to decide."""

    from_level = forms.ChoiceField(
        label=_("From"), choices=[("execution", _("execution")), ("coordination", _("coordination"))]
    )
    why = forms.CharField(label=_("What the level above has to decide"), widget=forms.Textarea(attrs={"rows": 3}))


class BeginForm(Form):
    """The year of a new list."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


class ProposeForm(Form):
    """By when the towns answer."""

    accept_by = forms.DateField(label=_("Answer by"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AcceptForm(Form):
    """A signature: the hash that was read, and the words typed."""

    WORDS = ("同意生效", "agree in force")

    text_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    words = forms.CharField(label=_("Type the words: agree in force"), max_length=40)

    def clean_words(self) -> str:
        """Refuse anything but the words."""
        typed = self.cleaned_data["words"].strip().casefold()
        if typed not in self.WORDS:
            raise forms.ValidationError(_("Type exactly: agree in force"))
        return str(typed)


class ReleaseForm(Form):
    """The moment from which everyone reads the list."""

    release_at = forms.DateTimeField(
        label=_("Public from"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], help_text=_("Empty: at once. Time of Shanghai."),
    )  # fmt: skip


class ErratumForm(Form):
    """A correction of a frozen list."""

    item_no = forms.IntegerField(label=_("Item"), min_value=1, max_value=9999)
    field = forms.ChoiceField(
        label=_("What is wrong"),
        choices=[
            ("title_zh", _("Title in Chinese")), ("title_en", _("Title in English")), ("strand", _("Strand")), ("lead", _("Lead")),
            ("partners", _("Joins")), ("affected_zh", _("Whose life it changes")), ("budget", _("Budget by town")),
            ("milestones", _("Milestones")),
        ],
    )  # fmt: skip
    new = forms.CharField(label=_("What it should read"), widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))


class ImportForm(Form):
    """A table of items."""

    file = forms.FileField(
        label=_("Table"), help_text=_("XLSX or CSV, one row a milestone. Nothing is written while one row is wrong.")
    )


class CarryForm(Form):
    """Which open items go along."""

    nos = forms.MultipleChoiceField(label=_("Open items"), widget=forms.CheckboxSelectMultiple)
