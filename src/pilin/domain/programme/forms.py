"""What the pages bring in: forms of the programme, and the columns of the table people import and export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
USUAL_CURRENCY = "CNY"
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
    """An item of the draft, with an amount for each town and a row for each milestone; empty rows are nothing.

    ``before`` is the item as it stands: what the form does not show of it stays as it was.
    """

    no = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    strand = forms.ChoiceField(label=_("Strand"), choices=Strand.choices)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    about_zh = forms.CharField(
        label=_("What it is, in Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    about = forms.CharField(
        label=_("What it is, in English"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    lead = forms.ChoiceField(label=_("Lead"), help_text=_("Exactly one town leads."))
    partners = forms.MultipleChoiceField(
        label=_("Joins"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("At least one from the other province."),
    )  # fmt: skip
    person_name = forms.CharField(label=_("Who answers for it"), max_length=60, required=False)
    clause = forms.ChoiceField(label=_("Clause of the plan it serves"), required=False)
    agreement = forms.ChoiceField(label=_("Agreement that allows it"), required=False)
    agreement_clause = forms.CharField(label=_("Clause of that agreement"), max_length=20, required=False)
    affected_zh = forms.CharField(label=_("Whose life it changes, in Chinese"), max_length=300, required=False)
    affected = forms.CharField(label=_("Whose life it changes, in English"), max_length=400, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, towns: Iterable[Any], clauses: Iterable[Any], agreements: Iterable[Any],
        before: ItemInput | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.before, self.towns = before, list(towns)
        choices = [(m.code, in_words(m, "short")) for m in self.towns]
        self.fields["lead"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        self.fields["partners"].choices = choices  # type: ignore[attr-defined]
        self.fields["clause"].choices = [("", "—"), *clauses]  # type: ignore[attr-defined]
        self.fields["agreement"].choices = [("", "—"), *agreements]  # type: ignore[attr-defined]
        paid = [(line.member, line.currency) for line in before.budget] if before else []
        payers = {member for member, _currency in paid}
        self.lines = paid + [(m.code, USUAL_CURRENCY) for m in self.towns if m.code not in payers]
        for member, currency in self.lines:
            self.fields[f"pay_{member}_{currency}"] = forms.DecimalField(
                label=dict(choices).get(member, member), required=False, min_value=0, max_digits=16, decimal_places=2
            )
        self.steps = max(MOST_MILESTONES, len(before.milestones) + 2 if before else 0)
        for k in range(self.steps):
            self.fields |= _step_fields(k)

    def pay_rows(self) -> list[tuple[Any, str, Any]]:
        """Return a row for each amount: the town, the currency, the field."""
        towns = {m.code: m for m in self.towns}
        return [
            (towns.get(member, member), currency, self[f"pay_{member}_{currency}"]) for member, currency in self.lines
        ]

    @property
    def first_steps(self) -> list[tuple[int, list[Any]]]:
        """Return the milestones that stand open: a number and the fields of each."""
        return [self._step_row(k) for k in range(self._open_steps)]

    @property
    def more_steps(self) -> list[tuple[int, list[Any]]]:
        """Return the milestones that are folded away until somebody needs them."""
        return [self._step_row(k) for k in range(self._open_steps, self.steps)]

    def _step_row(self, k: int) -> tuple[int, list[Any]]:
        return k + 1, [self[f"{name}_{k}"] for name in STEP_FIELDS]

    @property
    def what(self) -> list[Any]:
        """Return the fields that say what it is."""
        return [self[name] for name in ("no", "strand", "title_zh", "title", "about_zh", "about")]

    @property
    def who(self) -> list[Any]:
        """Return the fields that say who does it, and for whom."""
        return [self[name] for name in ("lead", "person_name", "partners", "affected_zh", "affected")]

    @property
    def allows(self) -> list[Any]:
        """Return the fields that say what allows it."""
        return [self[name] for name in ("clause", "agreement", "agreement_clause")]

    @property
    def _open_steps(self) -> int:
        filled = [
            k
            for k in range(self.steps)
            if any(self[f"{name}_{k}"].value() for name in STEP_FIELDS if name != "weight")
            or self[f"weight_{k}"].errors
        ]
        return min(self.steps, max(3, (filled[-1] if filled else 0) + 2))

    def clean(self) -> dict[str, Any]:
        """Read amounts and milestones row by row."""
        data = super().clean() or {}
        data["budget_lines"] = [
            BudgetInput(member, amount, currency)
            for member, currency in self.lines
            if (amount := data.get(f"pay_{member}_{currency}")) is not None
        ]
        data["steps"] = [step for k in range(self.steps) if (step := self._step(data, k)) is not None]
        return data

    def _step(self, data: dict[str, Any], k: int) -> MilestoneInput | None:
        due, zh, en, weight, confirm_zh, confirm = (data.get(f"{name}_{k}") for name in STEP_FIELDS)
        if due is None and not any((zh, en, confirm_zh, confirm)):
            return None
        if due is None and f"due_{k}" not in self.errors:
            self.add_error(f"due_{k}", _("Give the day it is due."))
        if not zh and f"step_zh_{k}" not in self.errors:
            self.add_error(f"step_zh_{k}", _("Give the milestone its Chinese title."))
        if due is None or not zh:
            return None
        return MilestoneInput(k + 1, zh, due, en or "", weight or 1, confirm_zh or "", confirm or "")

    def as_item(self) -> ItemInput:
        """Return what was typed as an item; milestones are numbered as they follow each other."""
        data = self.cleaned_data
        plan, _sep, number = (data["clause"] or "").partition("|")
        typed = {name: data[name] for name in TYPED_AS_THEY_ARE}
        before = self.before or ItemInput(no=data["no"], title_zh="", strand="", leads=(), partners=())
        return replace(
            before, **typed, leads=(data["lead"],) if data["lead"] else (), partners=tuple(data["partners"]),
            clause=(plan, number) if number else None, budget=tuple(data["budget_lines"]),
            milestones=tuple(replace(step, no=k) for k, step in enumerate(data["steps"], 1)),
        )  # fmt: skip


STEP_FIELDS = ("due", "step_zh", "step", "weight", "confirm_zh", "confirm")
TYPED_AS_THEY_ARE = (
    "no", "title_zh", "title", "strand", "about_zh", "about", "person_name", "agreement", "agreement_clause", "affected_zh",
    "affected",
)  # fmt: skip


def _step_fields(k: int) -> dict[str, forms.Field]:
    return {
        f"due_{k}": forms.DateField(
            label=_("Due"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        ),
        f"step_zh_{k}": forms.CharField(label=_("Milestone in Chinese"), max_length=120, required=False),
        f"step_{k}": forms.CharField(label=_("Milestone in English"), max_length=200, required=False),
        f"confirm_zh_{k}": forms.CharField(
            label=_("What the people affected would confirm, in Chinese"), max_length=300, required=False
        ),
        f"confirm_{k}": forms.CharField(
            label=_("What the people affected would confirm, in English"), max_length=400, required=False
        ),
        f"weight_{k}": forms.IntegerField(label=_("Weight"), min_value=1, max_value=100, required=False, initial=1),
    }


def item_initial(item: ItemInput) -> dict[str, Any]:
    """Return an item as the form shows it."""
    steps: dict[str, Any] = {}
    for k, step in enumerate(item.milestones):
        told = (step.due_on, step.title_zh, step.title, step.weight, step.confirm_zh, step.confirm)
        steps |= {f"{name}_{k}": value for name, value in zip(STEP_FIELDS, told, strict=True)}
    return {
        **{name: getattr(item, name) for name in TYPED_AS_THEY_ARE},
        "lead": item.leads[0] if item.leads else "",
        "partners": list(item.partners),
        "clause": "|".join(item.clause) if item.clause else "",
        **{f"pay_{line.member}_{line.currency}": line.amount for line in item.budget},
        **steps,
    }


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

    due_to = forms.DateField(label=_("New date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
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

    accept_by = forms.DateField(
        label=_("Answer by"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


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
