"""What the engine says of alerts by code, and fields in both languages, as the reader reads them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

CHANGES = {
    "namespace": _("The namespace is none of CAP; it is read as one of 1.2"),
    "missing": _("A required element is missing; it stays empty"),
    "repeated": _("An element stands more than once; the first one is taken"),
    "order": _("Elements stand out of order; they are read by their names"),
    "unknown_element": _("An element that CAP does not know is not read; it stays in the bytes that came"),
    "unknown_value": _("A value that CAP does not know is kept as it is"),
    "letters": _("A value is written with other capitals; the standard's spelling is taken"),
    "blanks": _("Blanks around a value are left out"),
    "very_likely": _("Very Likely of CAP 1.0 is read as Likely"),
    "time": _("A time is brought into the standard's form"),
    "time_unreadable": _("A time is no time of the standard; it counts as unknown"),
    "joined": _("A name and its value in one text, as in CAP 1.0, are taken apart"),
    "closed": _("A polygon that ends elsewhere than it begins is closed"),
    "pairs": _("A comma or blank too many in a polygon is left out"),
    "not_drawn": _("A polygon or circle that is none on earth is kept and not drawn"),
    "not_a_number": _("An altitude or ceiling that is no number is kept and not written"),
    "inner_markup": _("Elements inside a text are read as text"),
}
"""What reading took, by the code of a tolerance."""

RULES = {
    "empty": _("An element that says nothing is left out"),
    "identifier_form": _("An identifier holds no blank, comma, < or &"),
    "sender_form": _("A sender holds no blank, comma, < or &"),
    "time_form": _("A time is written YYYY-MM-DDThh:mm:ss with its zone, such as +08:00"),
    "time_letter": _("A zone is never written with a letter such as Z"),
    "time_utc": _("UTC is written -00:00"),
    "time_unreal": _("The time is none of the calendar or the clock"),
    "references_missing": _("An update, cancellation, acknowledgement or error names its message"),
    "references_form": _("A reference is sender,identifier,sent"),
    "references_time": _("The time in a reference is a time of the standard's form"),
    "restriction_missing": _("A restricted alert says what restricts it"),
    "restriction_idle": _("Only a restricted alert carries a restriction"),
    "addresses_missing": _("A private alert names whom it is for"),
    "addresses_quotes": _("A quote in the addresses stays open"),
    "incidents_quotes": _("A quote in the incidents stays open"),
    "note_missing": _("An exercise or an error is explained in a note"),
    "info_missing": _("An alert or an update tells something in an info block"),
    "language_form": _("A language is a code such as zh-CN"),
    "expires_first": _("It expires before it is effective"),
    "web_relative": _("The web address is a full one"),
    "mime_form": _("A media type is written such as image/png"),
    "size_form": _("A size is a number of bytes"),
    "uri_relative": _("An address without attached content is a full one"),
    "deref_form": _("Attached content is written in base64"),
    "digest_form": _("A digest is a SHA-1 in 40 hexadecimal digits"),
    "polygon_form": _("A polygon is a list of pairs lat,lon with blanks between them"),
    "polygon_short": _("A polygon has four pairs at least"),
    "polygon_open": _("The first and the last pair of a polygon are the same"),
    "circle_form": _("A circle is lat,lon, a blank and a radius in kilometres"),
    "circle_radius": _("A radius is not less than nothing"),
    "off_earth": _("A latitude lies within 90 degrees, a longitude within 180"),
    "altitude_form": _("Altitude and ceiling are numbers of feet"),
    "ceiling_alone": _("A ceiling stands only together with an altitude"),
    "ceiling_below": _("The ceiling lies below the altitude"),
    "geocode_alone": _("A code of a place stands beside a polygon or a circle"),
    "signature_form": _("A signature is one enveloped in the alert"),
    "schema_element": _("An element is missing, unknown or out of order"),
    "schema_value": _("A value is none of those listed"),
    "schema_pattern": _("A text has another form than the schema asks for"),
    "schema_form": _("It does not keep to the schema"),
    "schema_root": _("It is no alert of a version that is known"),
}
"""What breaks the standard, by the code of a rule."""

WHY = {
    "content": _("The alert is not what was signed"),
    "signature": _("The key that it names did not make it"),
    "form": _("It does not cover the whole alert"),
    "key": _("It was made with a key that is not known here"),
    "method": _("It was made in a way that is not known or no longer safe"),
}
"""Why a signature is broken or cannot be told."""

LABELS = {
    "Actual": pgettext_lazy("status of an alert", "real"),
    "Exercise": pgettext_lazy("status of an alert", "exercise"),
    "System": pgettext_lazy("status of an alert", "message between systems"),
    "Test": pgettext_lazy("status of an alert", "test"),
    "Draft": pgettext_lazy("status of an alert", "draft"),
    "Alert": pgettext_lazy("kind of message", "first alert"),
    "Update": pgettext_lazy("kind of message", "update"),
    "Cancel": pgettext_lazy("kind of message", "cancellation"),
    "Ack": pgettext_lazy("kind of message", "acknowledgement"),
    "Error": pgettext_lazy("kind of message", "error"),
    "Public": pgettext_lazy("scope of an alert", "for everyone"),
    "Restricted": pgettext_lazy("scope of an alert", "for a restricted circle of people"),
    "Private": pgettext_lazy("scope of an alert", "for those it names"),
    "Immediate": _("act at once"),
    "Expected": _("act within the hour"),
    "Future": _("act later"),
    "Past": _("over"),
    "Extreme": _("extreme"),
    "Severe": pgettext_lazy("severity of an alert", "severe"),
    "Moderate": pgettext_lazy("severity of an alert", "moderate"),
    "Minor": pgettext_lazy("severity of an alert", "minor"),
    "Observed": _("seen"),
    "Likely": _("likely"),
    "Possible": _("possible"),
    "Unlikely": _("unlikely"),
    "Unknown": _("unknown"),
}
"""The listed values of alerts, in words."""


def in_words(row: Any, name: str) -> str:
    """Return a field that stands in both languages as the reader reads it; the other one rather than nothing."""
    chinese, english = getattr(row, f"{name}_zh", "") or "", getattr(row, name, "") or ""
    return (english or chinese) if (get_language() or "").startswith("en") else (chinese or english)
