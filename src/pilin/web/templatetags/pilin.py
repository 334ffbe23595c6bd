"""Tags of the house, known to every template without loading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from pilin.engine.base import PartialDate, Quantity
from pilin.web import drawing, words
from pilin.web.words import said as _

register = template.Library()
# What may not stand in a script element as it is: signs that end it or begin another, and ends of lines.
ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
SOURCE = re.compile(r"[A-Z]+\d+(?::[\w.-]+)?")


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Return an icon of the sprite; words stand beside it, so it is hidden from readers of the page aloud."""
    return format_html(
        '<svg class="ti{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" ti-{size}" if size else "", static("web/icons.svg"), name,
    )  # fmt: skip


@register.simple_tag
def linked_data(told: Any) -> SafeString:
    """Return what a page tells machines, as JSON-LD. Data, not a program: it needs no nonce, so a kept page may carry it."""
    text = json.dumps(told, ensure_ascii=False).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def _colour(member: Any) -> int:
    number = words.part(member, "colour") or 0
    return number if isinstance(number, int) and 0 < number <= 12 else 0


def short_name(member: Any) -> str:
    """Return a town as a neighbour says it."""
    return words.in_words(member, "short") or words.in_words(member, "name")


@register.simple_tag
def mark(member: Any, look: str = "", *, hidden: bool = False) -> SafeString:
    """Return a town's mark: solid leads, ``"o"`` outlined joins; ``"s"`` small, ``"l"`` large."""
    if not member:
        return mark_safe("")
    name = short_name(member)
    said = mark_safe('aria-hidden="true"') if hidden else format_html('role="img" aria-label="{}"', name)
    return format_html(
        '<span class="mark c{} {}" lang="zh-Hans" title="{}" {}>{}</span>',
        _colour(member), look, name, said, words.part(member, "mark") or "·",
    )  # fmt: skip


@register.simple_tag
def town(member: Any, look: str = "") -> SafeString:
    """Return a town's mark with its name beside it."""
    if not member:
        return mark_safe("")
    return format_html(
        '<span class="town">{}<span>{}</span></span>', mark(member, look, hidden=True), short_name(member)
    )


@register.simple_tag
def seal(member: Any, signed: bool = True, size: str = "", stands: str = "") -> SafeString:
    """Return a town's seal: solid when signed, dashed while awaited; ``stands`` says in words what it stands for, where it is no signature."""
    if not member:
        return mark_safe("")
    name = short_name(member)
    said = _("%(town)s: signed") % {"town": name} if signed else _("%(town)s: signature awaited") % {"town": name}
    if stands:
        said = f"{name}: {stands}"
    return format_html(
        '<span class="seal c{} {}{}" lang="zh-Hans" role="img" aria-label="{}" title="{}">{}</span>',
        _colour(member), size, "" if signed else " wait", said, said, words.part(member, "mark") or "·",
    )  # fmt: skip


@register.simple_tag
def pip(left: Any = False, right: Any = False, late: Any = False, size: str = "") -> SafeString:
    """Return a witness pip: the left half is the left bank's word, the right half the right bank's."""
    left, right, late = bool(left), bool(right), bool(late)
    if left and right:
        look, said = "w", _("Witnessed by both banks")
    elif late:
        look, said = "late", _("Late")
    elif left:
        look, said = "rl", _("Reported by the left bank, not yet witnessed")
    elif right:
        look, said = "rr", _("Reported by the right bank, not yet witnessed")
    else:
        look, said = "", _("To come")
    if late and look in ("rl", "rr"):
        said = _("Late")
    return format_html(
        '<span class="pip {} {}" role="img" aria-label="{}" title="{}"><i></i><i></i></span>', look, size, said, said
    )


@register.simple_tag
def ill(row: Any) -> SafeString:
    """Return the mark of what is made up to fill a demonstration."""
    if not (row if isinstance(row, bool) else words.part(row, "illustrative")):
        return mark_safe("")
    return format_html(
        '<span class="ill" title="{}">{}</span>',
        _("Made up to fill the demonstration; not a fact from the sources"), _("illustrative"),
    )  # fmt: skip


@register.simple_tag
def source(row: Any) -> SafeString:
    """Return the source marks of a row or of a text like ``S0:9``: each leads to the document it stands in."""
    text = row if isinstance(row, str) else words.part(row, "source")
    found = SOURCE.findall(str(text or ""))
    if not found:
        return mark_safe("")
    try:
        base = reverse("files:sources")
    except NoReverseMatch:
        base = "/sources/"
    return format_html_join(
        "",
        '<a class="src" href="{}#{}" aria-label="{}" title="{}">{}</a>',
        (
            (base, code.partition(":")[0], said, said, code)
            for code in found
            for said in [_("Source %(code)s") % {"code": code.replace(":", " ¶")}]
        ),
    )


@register.filter(name="words")
def words_filter(row: Any, name: str) -> str:
    """Return ``title_zh`` or ``title`` (any pair of fields) by the reader's language."""
    return words.in_words(row, name)


@register.filter
def when(value: PartialDate | date | str | None) -> str:
    """Return a date as exactly as it is known."""
    return words.partial_date(value)  # type: ignore[arg-type]


def _day_of(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(words.SHANGHAI).date()
    if isinstance(value, PartialDate):
        return value.first
    return value if isinstance(value, date) else None


@register.filter
def day(value: date | datetime | None, form: str = "") -> str:
    """Return a day as lists write it, 10-18; with ``"year"`` 2024-10-18."""
    if isinstance(value, PartialDate) and value.precision.value != "day":
        return str(value)
    on = _day_of(value)
    return "" if on is None else on.isoformat() if form == "year" else f"{on:%m-%d}"


@register.filter
def longday(value: date | datetime | None, form: str = "") -> str:
    """Return a day as prose writes it; with ``"weekday"`` its weekday too."""
    on = _day_of(value)
    if on is None:
        return ""
    return words.with_weekday(on) if form == "weekday" else words.year_month_day(on)


@register.filter
def moment(value: datetime | None, form: str = "") -> str:
    """Return an instant in Shanghai's time: 2024-10-18 16:20; with ``"short"`` 10-18 16:20."""
    if not isinstance(value, datetime):
        return ""
    return f"{value.astimezone(words.SHANGHAI):{'%m-%d %H:%M' if form == 'short' else '%Y-%m-%d %H:%M'}}"


@register.filter
def money(amount: Any, currency: str = "CNY") -> str:
    """Return an amount with its currency."""
    return words.money(amount, currency)


@register.filter
def figure(value: Quantity | None) -> str:
    """Return a figure with its comparator and unit."""
    return words.quantity(value)


@register.filter
def entry(mapping: Any, key: Any) -> Any:
    """Return the entry of a mapping under a key; None where there is none."""
    try:
        return mapping.get(key)
    except AttributeError:
        return None


@register.filter
def member(circle: Any, code: str) -> Any:
    """Return the member of a circle with this code; None where it has none."""
    return next((m for m in getattr(circle, "members", ()) if m.code == code), None)


@register.filter
def roles(standing: Any, circle: Any = None) -> str:
    """Return in words what a standing may do: chair's secretary, signatory, clerk, keeper."""
    held = {str(getattr(role, "value", role)) for role in getattr(standing, "roles", ())}
    said = []
    if "secretary" in held:
        chairs = circle is not None and circle.slug in standing.chairs
        said.append(_("chair’s secretary") if chairs else _("secretary"))
    said += [
        name
        for role, name in (("signatory", _("signatory")), ("clerk", _("clerk")), ("keeper", _("instance keeper")))
        if role in held
    ]
    return " · ".join(said) or _("no office")


def _query(context: Context) -> Any:
    request = context.get("request")
    return request.GET.copy() if request is not None else None


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return the address's query with changes; None or an empty text takes a key out, and a changed filter starts at page one."""
    kept = _query(context)
    if kept is None:
        return ""
    if "page" not in changes:
        kept.pop("page", None)
    kept.pop("lang", None)
    for key, value in changes.items():
        if value is None or value == "":
            kept.pop(key, None)
        else:
            kept[key] = str(value)
    return f"?{kept.urlencode()}" if kept else "?"


@register.simple_tag(takes_context=True)
def chip(
    context: Context, label: Any, key: str, value: Any = "1", count: Any = None, about: Any = None, extra: str = ""
) -> SafeString:
    """Return a filter chip: a link that puts ``?key=value`` into the address, or takes it out again.

    ``about`` is a town whose mark stands before the label.
    """
    request = context.get("request")
    value = str(value)
    pressed = request is not None and request.GET.get(key) == value
    address = query(context, **{key: None if pressed else value})
    return format_html(
        '<a class="chip {}" href="{}" role="button" aria-pressed="{}" data-chip="{}" hx-boost="true">{}<span>{}</span>{}</a>',
        extra, address, "true" if pressed else "false", key,
        mark(about, "s", hidden=True) if about else "", label,
        "" if count is None else format_html('<span class="num cnt">{}</span>', count),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def sortable(context: Context, key: str, label: Any, align: str = "") -> SafeString:
    """Return a column's head that sorts by it: up, then down, then as it was."""
    request = context.get("request")
    now = request.GET.get("sort", "") if request is not None else ""
    state, after, sign = ("none", key, "")
    if now == key:
        state, after, sign = "ascending", f"-{key}", "↑"
    elif now == f"-{key}":
        state, after, sign = "descending", "", "↓"
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="{}" hx-boost="true">{}<span class="dir" aria-hidden="true">{}</span></a></th>',
        align, state, query(context, sort=after), label, sign or "↕",
    )  # fmt: skip


@register.simple_tag
def crumb(*steps: Any, url: str = "", label: Any = "") -> SafeString:
    """Return one step of the way here: ``{% crumb url label %}``, the last one ``{% crumb label %}`` without an address."""
    if len(steps) == 2:
        url, label = steps
    elif steps:
        label = steps[0]
    if url and not str(url).startswith(("/", "?", "#", "http")):
        url = reverse(url)
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li><span aria-current="page">{}</span></li>', label)


@register.simple_tag(takes_context=True)
def language_address(context: Context, code: str) -> str:
    """Return this page's address in another language."""
    kept = _query(context)
    if kept is None:
        return f"?lang={code}"
    kept["lang"] = code
    return f"?{kept.urlencode()}"


@register.filter
def is_kind(field: Any, kind: str) -> bool:
    """Return whether a bound field's widget is of this kind (``checkbox``, ``radio``, ``select``, ``textarea``, ``file``…)."""
    name = type(field.field.widget).__name__.lower()
    kinds = {
        "checkbox": name == "checkboxinput",
        "many": name in ("checkboxselectmultiple", "radioselect"),
        "file": "file" in name,
        "hidden": getattr(field.field.widget, "is_hidden", False),
    }
    return kinds.get(kind, kind in name)


@register.filter
def control(field: Any) -> Any:
    """Return a bound field's control in the look, tied to its hint and its errors."""
    name = type(field.field.widget).__name__.lower()
    attrs: dict[str, Any] = {}
    if name not in ("checkboxinput", "checkboxselectmultiple", "radioselect"):
        attrs["class"] = " ".join(
            filter(None, [field.field.widget.attrs.get("class", ""), "inp", "bad" if field.errors else ""])
        )
    told = [f"{field.auto_id}-hint"] if field.help_text else []
    if field.errors:
        attrs["aria-invalid"] = "true"
        told.append(f"{field.auto_id}-errors")
    if told:
        attrs["aria-describedby"] = " ".join(told)
    return field.as_widget(attrs=attrs)


@register.filter
def unlocalized(value: Any) -> str:
    """Return a number with a point, as drawings need it in every language."""
    return f"{float(value or 0):.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def placed(left: Any = None, width: Any = None, grow: Any = None) -> str:
    """Return the classes that put something along a line, in per cent: ``left``, ``width``, or a whole share of a row.

    Style attributes would do it in fewer words, but whoever smuggles one in could then cover a page with another.
    """
    classes = []
    for side, value in (("l", left), ("w", width)):
        if value is not None:
            whole, part = divmod(round(100 * min(100.0, max(0.0, float(value or 0)))), 100)
            classes += [f"at_{side}{whole}"] + ([f"at_{side}_{part:02d}"] if part else [])
    if grow is not None:
        classes.append(f"at_g{min(100, max(0, round(float(grow or 0))))}")
    return " ".join(classes)


@register.inclusion_tag("web/parts/stitchmap.html")
def stitchmap(
    members: Iterable[Any],
    items: Iterable[Any] = (),
    does: Any = None,
    about: str = "",
    said: Any = None,
    legend: str = "",
    areas: Any = None,
) -> dict[str, Any]:
    """Return the schematic map of a circle: towns as cells, the border, one stitch for each joint item.

    ``items`` have ``left``, ``right``, ``late``, ``title`` and maybe ``url``, as attributes or as keys;
    ``does`` maps a town's code to a line under its name ("leads 4, joins 5"). ``said`` maps late, both, half and "" to the
    words for a stitch, and ``legend`` says what one is; without them stitches are items of a joint list. ``areas`` are
    outlined over the towns: its ``rings`` are lists of latitudes and longitudes, its ``discs`` pairs of such a point and a
    radius in km.
    """
    towns = {member.code: member for member in members}
    rows = [
        item if isinstance(item, dict) else {k: getattr(item, k, "") for k in ("left", "right", "late", "title", "url")}
        for item in items
    ]
    drawn = drawing.stitch_map(tuple(sorted(towns)), len(rows))
    words_for = said or {
        "late": _("late"), "both": _("witnessed by both banks"), "half": _("reported by one bank"), "": _("to come"),
    }  # fmt: skip
    stitches = []
    for place, row in zip(drawn.stitches if drawn else (), rows, strict=False):
        look = (
            "late"
            if row.get("late")
            else "both"
            if row["left"] and row["right"]
            else "half"
            if row["left"] or row["right"]
            else ""
        )
        stitches.append((place, row, look, f"{row.get('title', '')}: {words_for[look]}"))
    return {
        "drawing": drawn,
        "towns": [(shape, towns[shape.code], (does or {}).get(shape.code, "")) for shape in drawn.towns]
        if drawn
        else [],
        "stitches": stitches,
        "outlines": [
            *(drawing.outline(ring, drawn.view) for ring in areas["rings"]),
            *(drawing.disc(middle, radius, drawn.view) for middle, radius in areas["discs"]),
        ]
        if drawn and areas
        else [],
        "legend": legend,
        "left": [m for m in towns.values() if m.bank < 0],
        "right": [m for m in towns.values() if m.bank >= 0],
        "about": about or _("Schematic map: the towns, the provincial border and a stitch for each joint item"),
    }


@register.inclusion_tag("web/parts/map.html", takes_context=True)
def zoommap(
    context: Context, members: Iterable[Any], source: str = "web/map/five-towns.geojson", about: str = "",
    picks: str = "", digits: int = 5, pills: Iterable[Any] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return a map one can zoom: MapLibre at a desk, Leaflet on a phone; its towns are those of the circle.

    ``picks`` names two fields, latitude and longitude, that a press on the map fills in, to so many ``digits``. ``pills`` are
    figures at points: each with ``lat``, ``lon``, ``text`` (all of it in words), ``url``, and ``parts`` of ``text`` and ``kind`` (its look).
    """
    towns = {
        m.code: {"member": True, "colour": _colour(m), "mark": m.mark, "name": m.short, "name_zh": m.short_zh}
        for m in members
    }
    return {
        "source": source if source.startswith("/") else static(source),
        "towns": json.dumps(towns, ensure_ascii=False),
        "about": about or _("Map of the circle: towns, counties and the provincial border, schematic"),
        "LANGUAGE_CODE": "zh" if words.in_chinese() else "en",
        "site": context.get("site"),
        "picks": picks,
        "digits": digits,
        "pills": json.dumps(list(pills), ensure_ascii=False),
    }


@register.inclusion_tag("web/parts/chart.html")
def chart(told: dict[str, Any], title: str = "") -> dict[str, Any]:
    """Return a chart with the same figures as a table below.

    ``told`` holds ``categories``, ``series`` (each ``name``, ``values``, maybe ``type``, ``colour`` a token, ``dashed``),
    ``unit``, maybe ``type`` (bar, line), ``across`` and ``threshold`` (``name``, ``value``).
    """
    rows = [(label, [series["values"][k] for series in told["series"]]) for k, label in enumerate(told["categories"])]
    return {
        "chart": told,
        "chart_json": json.dumps(told, ensure_ascii=False, default=float),
        "rows": rows,
        "title": title,
        "unit": told.get("unit", ""),
    }


@register.inclusion_tag("web/parts/seals.html")
def sealtimeline(signers: Iterable[Any], about: str = "") -> dict[str, Any]:
    """Return seals along the border by the moment of signing: left bank above, right bank below, awaited ones at the end.

    ``signers`` are dicts: ``member``, ``signed_at`` (None while awaited), ``told`` (a line under the name) and maybe ``who``.
    """
    rows = [dict(signer) for signer in signers]
    rows.sort(key=lambda row: (row.get("signed_at") is None, row.get("signed_at") or 0, row["member"].code))
    steps = max(1, len(rows) - 1)
    for k, row in enumerate(rows):
        row["at"] = 100 * k / steps if len(rows) > 1 else 50
        row["signed"] = row.get("signed_at") is not None
        row["right"] = row["member"].bank >= 0
        if "told" not in row:
            row["told"] = " · ".join(filter(None, [moment(row.get("signed_at"), "short"), row.get("who", "")])) or _(
                "awaited"
            )
    left, right = (next((r["member"] for r in rows if r["right"] is side), None) for side in (False, True))
    names = [member.province[1] if member and words.in_chinese() else "" for member in (left, right)]
    return {
        "signers": rows,
        "left_name": names[0] or _("left bank"),
        "right_name": names[1] or _("right bank"),
        "about": about or _("Signatures"),
    }


@register.simple_tag
def share(value: Any, whole: Any) -> str:
    """Return ``value`` of ``whole`` as a percentage, a point as the decimal sign in every language."""
    try:
        return f"{100 * float(value) / float(whole):.2f}"
    except (TypeError, ValueError, ZeroDivisionError):
        return "0"
