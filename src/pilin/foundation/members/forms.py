"""What the pages of circles take in. Decisions stay with the deeds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.members.enums import AgreementKind, MembershipKind, Relation, TurnKind
from pilin.foundation.members.queries import AgreementCard, MemberCard
from pilin.web.forms import Form

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
BANKS = [(-1, _("west")), (1, _("east")), (0, _("neither"))]


class SignForm(Form):
    """The words and the hash that go with a seal."""

    words = forms.CharField(max_length=20)
    text_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)


class WithdrawForm(Form):
    """From when a town leaves, and why."""

    left_on = forms.DateField(label=_("Last day as a party"), widget=DAY)
    why = forms.CharField(label=_("Why the town leaves"), max_length=300)


class ProposeForm(Form):
    """A text for the towns to sign."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=160)
    title = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    slug = forms.SlugField(
        label=_("Address"), max_length=60, help_text=_("Small letters, figures and hyphens, as odd-job-data")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementKind.choices)
    parties = forms.MultipleChoiceField(label=_("Parties"), widget=forms.CheckboxSelectMultiple)
    clauses_zh = forms.CharField(
        label=_("Clauses in Chinese"),
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("One clause a line. This is the text that is signed; numbers are added."),
    )
    clauses = forms.CharField(
        label=_("Clauses in English"),
        widget=forms.Textarea(attrs={"rows": 7}),
        required=False,
        help_text=_("A translation, line by line."),
    )
    sign_by = forms.DateField(label=_("Last day to sign"), widget=DAY, required=False)
    valid_to = forms.DateField(label=_("Ends on"), widget=DAY, required=False)
    relation = forms.ChoiceField(
        label=_("How it stands to an earlier agreement"),
        choices=[("", _("stands alone")), *Relation.choices],
        required=False,
    )
    follows = forms.ChoiceField(label=_("Which one"), required=False)

    def __init__(
        self, *args: Any, members: list[MemberCard], earlier: list[AgreementCard], zh: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].choices = [(m.code, m.name_zh if zh else m.name) for m in members]  # type: ignore[attr-defined]
        self.fields["follows"].choices = [("", "—"), *((a.slug, a.title_zh if zh else a.title) for a in earlier)]  # type: ignore[attr-defined]

    def clauses_in_pairs(self) -> list[tuple[str, str]]:
        """Return each Chinese clause with its translation."""
        chinese = [line.strip() for line in self.cleaned_data["clauses_zh"].splitlines() if line.strip()]
        english = [line.strip() for line in self.cleaned_data["clauses"].splitlines() if line.strip()]
        return [(line, english[k] if k < len(english) else "") for k, line in enumerate(chinese)]


class ActivityForm(Form):
    """Something an alliance did."""

    held_on = forms.DateField(label=_("Held on"), widget=DAY)
    title_zh = forms.CharField(label=_("What was held, in Chinese"), max_length=160)
    title = forms.CharField(label=_("What was held, in English"), max_length=240, required=False)
    outputs_zh = forms.CharField(label=_("What came of it, in Chinese"), max_length=400, required=False)
    outputs = forms.CharField(label=_("What came of it, in English"), max_length=400, required=False)


class AppointmentForm(Form):
    """Who serves on the other bank's village committee."""

    to_right = forms.TypedChoiceField(
        label=_("Which way"),
        choices=[("1", _("from the west to the east")), ("0", _("from the east to the west"))],
        coerce=lambda value: value == "1",
    )
    person_name = forms.CharField(label=_("Who"), max_length=60)
    role_zh = forms.CharField(label=_("Post, in Chinese"), max_length=60)
    valid_from = forms.DateField(label=_("From"), widget=DAY)
    valid_to = forms.DateField(label=_("Until"), widget=DAY, required=False)


class OrderForm(Form):
    """The order of turns from a year on."""

    names = forms.CharField(
        label=_("Order of turns"),
        max_length=400,
        help_text=_("Names or codes in the order of their turns, with commas between them"),
    )
    from_year = forms.IntegerField(label=_("First turn in"), min_value=1900, max_value=2200)
    decided_on = forms.DateField(label=_("Decided on"), widget=DAY)


class KeeperForm(Form):
    """The first person of an instance."""

    code = forms.CharField(
        label=_("Setup code"),
        max_length=80,
        help_text=_("It stands in the file setup-code of the instance's folder, and where it was started"),
    )
    username = forms.CharField(label=_("Name to sign in with"), max_length=150)
    name_zh = forms.CharField(label=_("Name"), max_length=60)
    name_en = forms.CharField(label=_("Name in Latin letters"), max_length=80, required=False)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=128
    )


class CircleForm(Form):
    """A new circle."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    slug = forms.SlugField(
        label=_("Address"), max_length=40, help_text=_("Small letters, figures and hyphens, as five-towns")
    )
    turn = forms.ChoiceField(label=_("What rotates"), choices=TurnKind.choices)
    about_zh = forms.CharField(
        label=_("What it is, in Chinese"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600, required=False
    )
    about = forms.CharField(
        label=_("What it is, in English"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600, required=False
    )


class TownForm(Form):
    """A party with where it lies."""

    code = forms.CharField(
        label=_("Division code"),
        max_length=9,
        help_text=_("9 figures for a town or street, 6 for a county, 2 for a province"),
    )
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name = forms.CharField(label=_("Name in English"), max_length=80)
    short_zh = forms.CharField(
        label=_("Short name in Chinese"), max_length=20, help_text=_("As neighbours say it: 枫泾")
    )
    short = forms.CharField(label=_("Short name in English"), max_length=40)
    mark = forms.CharField(label=_("Character of its seal"), max_length=2)
    bank = forms.TypedChoiceField(label=_("Side of the border"), choices=BANKS, coerce=int)
    county_zh = forms.CharField(
        label=_("County-level unit, in Chinese"),
        max_length=60,
        required=False,
        help_text=_("Only where it is new here"),
    )
    province_zh = forms.CharField(
        label=_("Province, in Chinese"), max_length=60, required=False, help_text=_("Only where it is new here")
    )


class MemberForm(TownForm):
    """A party that belongs from a day on."""

    kind = forms.ChoiceField(label=_("Belongs as"), choices=MembershipKind.choices)
    valid_from = forms.CharField(
        label=_("Since"), max_length=10, help_text=_("2024-06-27, or 2019-11 where the day is not known")
    )


class InviteForm(TownForm):
    """A town that is asked into a circle."""

    kind = forms.ChoiceField(label=_("Belongs as"), choices=MembershipKind.choices)
    joins_on = forms.DateField(label=_("Joins on"), widget=DAY)


class OfficerForm(Form):
    """A first officer of a member."""

    member = forms.ChoiceField(label=_("Town"))
    username = forms.CharField(label=_("Name to sign in with"), max_length=150)
    name_zh = forms.CharField(label=_("Name"), max_length=60)
    name_en = forms.CharField(label=_("Name in Latin letters"), max_length=80, required=False)
    title_zh = forms.CharField(label=_("Office, in Chinese"), max_length=60, required=False)
    roles = forms.MultipleChoiceField(
        label=_("What the person does for the town"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(r.value, r.label) for r in (Role.SIGNATORY, Role.SECRETARY, Role.CLERK)],
    )
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=128
    )

    def __init__(self, *args: Any, members: list[MemberCard], zh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(m.code, m.name_zh if zh else m.name) for m in members]  # type: ignore[attr-defined]


class AcceptForm(Form):
    """The first officer of an invited town."""

    username = forms.CharField(label=_("Name to sign in with"), max_length=150)
    name_zh = forms.CharField(label=_("Name"), max_length=60)
    name_en = forms.CharField(label=_("Name in Latin letters"), max_length=80, required=False)
    title_zh = forms.CharField(label=_("Office, in Chinese"), max_length=60, required=False)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=128
    )
