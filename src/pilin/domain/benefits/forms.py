"""What officers type about schemes of sharing. Amounts of terms are in ten thousand yuan, as budgets write them; figures in yuan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pilin.domain.benefits import history
from pilin.domain.benefits.enums import SchemeCurrency, SchemeKind, Simulated
from pilin.engine import share
from pilin.engine.base import Invalid
from pilin.web.forms import Form

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
LONG = forms.Textarea(attrs={"rows": 3})
KNOWN = [("", _("nobody knows")), ("yes", _("yes")), ("no", _("no"))]
SAID = {"yes": True, "no": False, "": None}
WORDS = ("同意生效", "agree in force")
TEN_THOUSAND = Decimal(10_000)
OWN = {history.OWN_LEVY: "own_levy", history.OWN_POOL: "own_pool"}  # where a percentage of one's own is typed


class AmountsField(forms.CharField):
    """A list of amounts in ten thousand yuan, with blanks or commas between; read as yuan."""

    def clean(self, value: Any) -> Any:
        """Return the amounts in yuan, the oldest first."""
        read = []
        for word in re.split(r"[\s,，、;；]+", super().clean(value).strip()):
            if not word:
                continue
            try:
                amount = Decimal(word)
            except InvalidOperation:
                amount = Decimal("NaN")
            if not amount.is_finite() or not 0 <= amount < 10**9 or (amount * TEN_THOUSAND) % Decimal("0.01"):
                raise forms.ValidationError(
                    _now("“%(word)s” is no amount: write ten thousands of yuan, a blank between years") % {"word": word}
                )
            read.append(amount * TEN_THOUSAND)
        if len(read) > 50:
            raise forms.ValidationError(_now("At most 50 years"))
        return read


class SimulateForm(Form):
    """A move's history and the terms to set beside each other; asked by GET, nothing is written."""

    before = AmountsField(
        label=_("Taxes in the years before the move"),
        help_text=_("Ten thousand yuan a year, the oldest first, a blank between"),
        required=False, max_length=600,
    )  # fmt: skip
    after = AmountsField(
        label=_("Taxes expected in the years after"),
        help_text=_("From the year in which the firm is entered in its new place and has reached its capacity"),
        max_length=600,
    )
    stays = AmountsField(
        label=_("What the town that was left would have had"),
        help_text=_("A year each, as many as after; leave it empty where nobody says"),
        required=False, max_length=600,
    )  # fmt: skip
    laid_out = forms.DecimalField(
        label=_("What the town moved to lays out"), help_text=_("Ten thousand yuan at the beginning"), min_value=0,
        max_digits=12, decimal_places=2, required=False,
    )  # fmt: skip
    led = forms.ChoiceField(label=_("Did a government lead the move?"), choices=KNOWN, required=False)
    fits = forms.ChoiceField(label=_("Does it fit the layout of both?"), choices=KNOWN, required=False)
    presets = forms.MultipleChoiceField(
        label=_("Rules to compare"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_percent = forms.DecimalField(
        label=_("Own terms: share of the town that was left, %"), min_value=0, max_value=100, max_digits=7, decimal_places=4,
        required=False,
    )  # fmt: skip
    own_years = forms.IntegerField(label=_("For how many years"), min_value=1, max_value=50, required=False)

    def __init__(self, *args: Any, presets: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presets"].choices = list(presets)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return what was asked; at least one rule or terms of one's own."""
        told = super().clean() or {}
        stays, after = told.get("stays"), told.get("after")
        if after is not None and not after:
            self.add_error("after", _now("Give at least one year after the move"))
        if stays and after and len(stays) != len(after):
            self.add_error("stays", _now("As many years as after the move are needed"))
        if (told.get("own_percent") is None) != (told.get("own_years") is None):
            self.add_error("own_years", _now("Own terms need a share and a number of years"))
        if not told.get("presets") and told.get("own_percent") is None:
            self.add_error("presets", _now("Choose a rule, or give terms of your own"))
        return told


class YearlyForm(Form):
    """Between which towns, over which years and by which rules a history is shared; asked by GET, nothing is written."""

    towns = forms.MultipleChoiceField(label=_("Towns"), help_text=_("Two to five"), widget=forms.CheckboxSelectMultiple)
    first = forms.IntegerField(label=_("First year"), min_value=1950, max_value=2150)
    years = forms.IntegerField(label=_("How many years"), min_value=1, max_value=history.MOST_YEARS)
    currency = forms.ChoiceField(label=_("Currency"), choices=SchemeCurrency.choices)
    rules = forms.MultipleChoiceField(label=_("Rules to compare"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, kind: str, towns: Sequence[tuple[str, str]], presets: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.names = kind, dict(towns)
        self.terms: dict[str, share.YearlyTerms] = {}
        self.rows: list[history.Row] = []  # of the table; there are some as soon as towns, years and rules are known
        self.fields["towns"].choices = list(towns)  # type: ignore[attr-defined]
        self.fields["rules"].choices = list(presets)  # type: ignore[attr-defined]
        if history.OWN_LEVY in history.FITS[kind]:
            self.fields[OWN[history.OWN_LEVY]] = _percent(_("Another levy, % of pay"))
            self.fields[OWN[history.OWN_POOL]] = _percent(_("Another pool, % of growth"))
        if kind == Simulated.COALITION:
            for code in self.chosen:
                self.fields[f"percent_{code}"] = _percent(
                    _now("Fixed share of %(town)s, %%") % {"town": self.names[code]}
                )
        self.fields["paste"] = forms.CharField(
            label=_("Paste from a spreadsheet"),
            help_text=_("The rows of the table above in their order, a tab between years; names and a line of years are left out. It fills the table."),
            required=False, strip=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, "wrap": "off"}),
        )  # fmt: skip

    @property
    def chosen(self) -> list[str]:
        """Return the towns of the table: those that were chosen, or those that it begins with."""
        data: Any = self.data  # the address
        given = data.getlist("towns") if self.is_bound else self.initial["towns"]
        return [code for code in dict.fromkeys(given) if code in self.names]

    def clean(self) -> dict[str, Any]:
        """Return what was asked; at least one rule, two to five towns, and fixed shares that add up."""
        told = super().clean() or {}
        if "towns" in told and not 2 <= len(told["towns"]) <= history.MOST_TOWNS:
            self.add_error("towns", _now("Choose two to five towns"))
        own = {key: told.get(name) for key, name in OWN.items()}
        keys = [key for key in history.FITS[self.kind] if key in told.get("rules", []) or own.get(key) is not None]
        if not keys and "rules" in told:
            self.add_error("rules", _now("Choose a rule, or give a percentage of your own"))
        if self.errors:
            return told
        shares = {code: told.get(f"percent_{code}") or Decimal(0) for code in told["towns"]}
        lay = partial(
            history.terms_of, keys, told["towns"], told["first"], told["years"], own=own, currency=told["currency"]
        )
        try:
            self.rows = history.rows_of(
                lay(shares={told["towns"][0]: Decimal(100)} | dict.fromkeys(told["towns"][1:], Decimal(0))).values()
            )
            self.terms = lay(shares=shares)
        except Invalid as wrong:
            for fault in wrong.faults:
                field = f"percent_{told['towns'][0]}" if fault.code == "shares" else fault.field
                self.add_error(field if field in self.fields else None, str(fault.reason))
        return told


class DraftForm(Form):
    """A scheme's draft: which towns, which terms. Its fields follow the kind of the rule."""

    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=160)
    title = forms.CharField(label=_("Title (English)"), max_length=240, required=False)
    shared_zh = forms.CharField(
        label=_("What is shared (Chinese)"), help_text=_("Which taxes, of which firms"), max_length=200, required=False
    )
    shared = forms.CharField(label=_("What is shared (English)"), max_length=300, required=False)
    clause_zh = forms.CharField(label=_("Where it is written that towns may share so"), max_length=300, required=False)
    from_year = forms.IntegerField(label=_("First year that is shared"), min_value=1950, max_value=2150)
    currency = forms.ChoiceField(label=_("Currency"), choices=SchemeCurrency.choices)

    def __init__(self, *args: Any, kind: str, towns: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.towns = kind, list(towns)
        add = self.fields
        if kind == SchemeKind.RELOCATION:
            add["out"] = forms.ChoiceField(label=_("The town that was left"), choices=self.towns)
            add["into"] = forms.ChoiceField(label=_("The town moved to"), choices=self.towns)
            add["out_percent"] = _percent(_("Share of the town that was left, %"), required=True)
        elif kind in (SchemeKind.LEVY, SchemeKind.POOL):
            add["percent"] = _percent(_("Share, %"), required=True)
        add["years"] = forms.IntegerField(label=_("For how many years"), min_value=1, max_value=50)
        if kind == SchemeKind.RELOCATION:
            self._of_a_move()
        elif kind == SchemeKind.PROPORTION:
            for code, name in self.towns:
                add[f"percent_{code}"] = _percent(_now("Share of %(town)s, %%") % {"town": name})
            add["growth"] = forms.BooleanField(
                label=_("Share only what grew since the year before the first"), required=False
            )
        else:
            add["parties"] = forms.MultipleChoiceField(
                label=_("Towns that share"), choices=self.towns, widget=forms.CheckboxSelectMultiple
            )
        for code, name in self.towns:
            add[f"credit_{code}"] = _percent(_now("Assessment credit of %(town)s, %%") % {"town": name})

    def _of_a_move(self) -> None:
        add, count = self.fields, partial(forms.IntegerField, min_value=0, max_value=50, required=False)
        add["further_years"] = count(label=_("Further years while the ceiling is not reached"))
        add["before_years"] = count(label=_("Years before the move that count"))
        add["ceiling"] = forms.BooleanField(label=_("The ceiling is the sum of these years"), required=False)
        add["least_average"] = forms.DecimalField(
            label=_("Least average of these years"), help_text=_("Ten thousand yuan"), min_value=0, max_digits=12,
            decimal_places=2, required=False,
        )  # fmt: skip
        add["led_by_government"] = forms.BooleanField(label=_("Only moves that a government led"), required=False)
        add["led"] = forms.ChoiceField(label=_("Did a government lead the move?"), choices=KNOWN, required=False)
        add["in_layout"] = forms.BooleanField(label=_("Only moves that fit the layout of both"), required=False)
        add["fits"] = forms.ChoiceField(label=_("Does it fit the layout of both?"), choices=KNOWN, required=False)

    @property
    def parties(self) -> list[str]:
        """Return the towns chosen, of a move the one that was left first."""
        told = self.cleaned_data
        if self.kind == SchemeKind.RELOCATION:
            return [told["out"], told["into"]]
        if self.kind == SchemeKind.PROPORTION:
            return [code for code, _name in self.towns if told.get(f"percent_{code}") is not None]
        return list(told["parties"])

    @property
    def terms(self) -> dict[str, Any]:
        """Return the terms as the engine reads them; only what was filled in."""
        told = self.cleaned_data
        terms: dict[str, Any] = {"years": told["years"]}
        if self.kind == SchemeKind.RELOCATION:
            terms["out_percent"] = str(told["out_percent"])
            terms |= {name: told.get(name) or 0 for name in ("further_years", "before_years")}
            terms |= {name: bool(told.get(name)) for name in ("ceiling", "led_by_government", "in_layout")}
            terms |= {name: SAID[told.get(name) or ""] for name in ("led", "fits")}
            if told.get("least_average") is not None:
                terms["least_average"] = str(told["least_average"] * TEN_THOUSAND)
        elif self.kind in (SchemeKind.LEVY, SchemeKind.POOL):
            terms["percent"] = str(told["percent"])
        elif self.kind == SchemeKind.PROPORTION:
            terms["percents"] = {code: str(told[f"percent_{code}"]) for code in self.parties}
            terms["growth"] = bool(told.get("growth"))
        credit = {code: told.get(f"credit_{code}") for code, _name in self.towns}
        if any(one is not None for one in credit.values()):
            given = {code: str(one) for code, one in credit.items() if one is not None}
            terms["credit"] = dict.fromkeys(self.parties, "0") | given
        return terms


def initial_of(terms: Mapping[str, Any], parties: Sequence[str]) -> dict[str, Any]:
    """Return terms as the form shows them: of a preset, or of the version before."""
    told = {name: value for name, value in terms.items() if name not in ("percents", "credit", "led", "fits")}
    for name, prefix in (("percents", "percent_"), ("credit", "credit_")):
        told |= {f"{prefix}{code}": share for code, share in dict(terms.get(name) or {}).items()}
    again = {value: word for word, value in SAID.items()}
    told |= {name: again[terms.get(name)] for name in ("led", "fits")}
    if terms.get("least_average"):
        told["least_average"] = Decimal(str(terms["least_average"])) / TEN_THOUSAND
    if len(parties) == 2:
        told |= {"out": parties[0], "into": parties[1]}
    return told | {"parties": list(parties), "ceiling": bool(terms.get("ceiling"))}


class ProposeForm(Form):
    """Lays a draft before the towns."""

    sign_by = forms.DateField(label=_("Last day to sign"), widget=DAY, required=False)


class SignForm(Form):
    """Sets a town's seal under the text that was read."""

    text_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    words = forms.CharField(label=_("Type the words: agree in force"), max_length=40)

    def clean_words(self) -> str:
        """Return the words; nobody signs by a slip of the finger."""
        said = str(self.cleaned_data["words"]).strip()
        if said.casefold() not in WORDS:
            raise forms.ValidationError(_now("Type exactly these words: agree in force"))
        return said


class ReasonForm(Form):
    """Gives a reason."""

    why = forms.CharField(label=_("Reason"), max_length=600, widget=LONG)


class EndForm(ReasonForm):
    """Takes a town out of a scheme."""

    left_on = forms.DateField(label=_("Last day"), widget=DAY)


class FigureForm(Form):
    """Says what a figure is and where it stands."""

    what = forms.ChoiceField(label=_("Which figure"))
    amount = forms.DecimalField(
        label=_("Amount or number"), help_text=_("Yuan to the fen, or people; not ten thousands"), min_value=0, max_digits=18,
        decimal_places=2,
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=SchemeCurrency.choices)
    found_in = forms.CharField(
        label=_("Where it stands"), help_text=_("The account, the notice, the page"), max_length=300
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = list(choices)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the figure that was chosen: its year, what it measures, which towns it is about."""
        year, measure, about = self.cleaned_data["what"].split("|")
        return {"year": int(year), "measure": measure, "about": tuple(about.split())}


class DigestForm(Form):
    """Confirms the figures that were read."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class DayForm(Form):
    """Says on which day money went or came."""

    on = forms.DateField(label=_("On"), widget=DAY)
    why = forms.CharField(label=_("Remark"), max_length=600, required=False)


def _percent(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, max_digits=7, decimal_places=4, required=required
    )
