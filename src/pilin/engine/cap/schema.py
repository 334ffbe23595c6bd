"""What may stand where in an alert: one table, from which the schema is made and by which alerts are read and written.

Source: OASIS, Common Alerting Protocol 1.2 (1 July 2010), clauses 3.2.1 to 3.2.4 and 3.4; 1.1 (1 October 2005), clause 3.2.
The table and the schema made of it are Pilin's own; a test holds them against the published schemas.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lxml import etree

CAP_10 = "1.0"
CAP_11 = "1.1"
CAP_12 = "1.2"
NAMESPACES = {
    "http://www.incident.com/cap/1.0": CAP_10,
    "urn:oasis:names:tc:emergency:cap:1.0": CAP_10,
    "urn:oasis:names:tc:emergency:cap:1.1": CAP_11,
    "urn:oasis:names:tc:emergency:cap:1.2": CAP_12,
}
NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
XS = "http://www.w3.org/2001/XMLSchema"
TIME_PATTERN = r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-,+]\d\d:\d\d"

MANY: None = None
"""How often an element may stand that may stand any number of times."""


@dataclass(frozen=True, slots=True)
class Part:
    """One element inside another: its name, what it holds, how often, and the attribute that carries it in the model."""

    name: str
    kind: str
    """``text``, ``time``, ``language``, ``uri``, ``integer``, ``decimal``, ``named``, a name of ``VALUES`` or of ``BLOCKS``."""
    attribute: str
    least: int = 0
    most: int | None = 1


VALUES: dict[str, tuple[str, ...]] = {
    "status": ("Actual", "Exercise", "System", "Test", "Draft"),
    "msgType": ("Alert", "Update", "Cancel", "Ack", "Error"),
    "scope": ("Public", "Restricted", "Private"),
    "category": (
        "Geo",
        "Met",
        "Safety",
        "Security",
        "Rescue",
        "Fire",
        "Health",
        "Env",
        "Transport",
        "Infra",
        "CBRNE",
        "Other",
    ),
    "responseType": (
        "Shelter",
        "Evacuate",
        "Prepare",
        "Execute",
        "Avoid",
        "Monitor",
        "Assess",
        "AllClear",
        "None",
    ),
    "urgency": ("Immediate", "Expected", "Future", "Past", "Unknown"),
    "severity": ("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
    "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown"),
}
"""The values that an element may have, as CAP 1.2 lists them."""

NEW_IN_12 = {"responseType": {"Avoid", "AllClear"}}
"""Values that CAP 1.1 does not know."""

BLOCKS: dict[str, tuple[Part, ...]] = {
    "alert": (
        Part("identifier", "text", "identifier", 1),
        Part("sender", "text", "sender", 1),
        Part("sent", "time", "sent", 1),
        Part("status", "status", "status", 1),
        Part("msgType", "msgType", "msg_type", 1),
        Part("source", "text", "source"),
        Part("scope", "scope", "scope", 1),
        Part("restriction", "text", "restriction"),
        Part("addresses", "text", "addresses"),
        Part("code", "text", "codes", 0, MANY),
        Part("note", "text", "note"),
        Part("references", "text", "references"),
        Part("incidents", "text", "incidents"),
        Part("info", "info", "infos", 0, MANY),
    ),
    "info": (
        Part("language", "language", "language"),
        Part("category", "category", "categories", 1, MANY),
        Part("event", "text", "event", 1),
        Part("responseType", "responseType", "response_types", 0, MANY),
        Part("urgency", "urgency", "urgency", 1),
        Part("severity", "severity", "severity", 1),
        Part("certainty", "certainty", "certainty", 1),
        Part("audience", "text", "audience"),
        Part("eventCode", "named", "event_codes", 0, MANY),
        Part("effective", "time", "effective"),
        Part("onset", "time", "onset"),
        Part("expires", "time", "expires"),
        Part("senderName", "text", "sender_name"),
        Part("headline", "text", "headline"),
        Part("description", "text", "description"),
        Part("instruction", "text", "instruction"),
        Part("web", "uri", "web"),
        Part("contact", "text", "contact"),
        Part("parameter", "named", "parameters", 0, MANY),
        Part("resource", "resource", "resources", 0, MANY),
        Part("area", "area", "areas", 0, MANY),
    ),
    "resource": (
        Part("resourceDesc", "text", "description", 1),
        Part("mimeType", "text", "mime_type", 1),
        Part("size", "integer", "size"),
        Part("uri", "uri", "uri"),
        Part("derefUri", "text", "deref_uri"),
        Part("digest", "text", "digest"),
    ),
    "area": (
        Part("areaDesc", "text", "description", 1),
        Part("polygon", "text", "polygons", 0, MANY),
        Part("circle", "text", "circles", 0, MANY),
        Part("geocode", "named", "geocodes", 0, MANY),
        Part("altitude", "decimal", "altitude"),
        Part("ceiling", "decimal", "ceiling"),
    ),
    "named": (
        Part("valueName", "text", "name", 1),
        Part("value", "text", "value", 1),
    ),
}
"""The blocks of CAP 1.2, each element in the order that the schema asks for."""

LOOSER_IN_11 = {("resource", "mimeType")}
"""Elements that CAP 1.1 does not require."""

_KINDS = {
    "text": "xs:string",
    "language": "xs:language",
    "uri": "xs:anyURI",
    "integer": "xs:integer",
    "decimal": "xs:decimal",
}


def version_of(namespace: str | None) -> str | None:
    """Return the version that a namespace stands for: ``"1.0"``, ``"1.1"``, ``"1.2"``, or None."""
    return NAMESPACES.get(namespace or "")


@cache
def xsd(version: str) -> str:
    """Return the XML schema of CAP 1.1 or 1.2 as text, made of the table above.

    Raises
    ------
    ValueError
        For CAP 1.0, of which OASIS gave the rules in prose; its alerts are held to those alone.
    """
    if version not in (CAP_11, CAP_12):
        raise ValueError(f"no schema of CAP {version}")
    namespace = f"urn:oasis:names:tc:emergency:cap:{version}"
    return (
        f'<xs:schema xmlns:xs="{XS}" xmlns:cap="{namespace}" targetNamespace="{namespace}"'
        ' elementFormDefault="qualified" attributeFormDefault="unqualified">\n'
        f'<xs:element name="alert">{_block("alert", version)}</xs:element>\n'
        '<xs:element name="valueName" type="xs:string"/>\n<xs:element name="value" type="xs:string"/>\n</xs:schema>\n'
    )


@cache
def schema(version: str) -> etree.XMLSchema:
    """Return the compiled schema of a version."""
    return etree.XMLSchema(etree.fromstring(xsd(version)))


def _block(name: str, version: str) -> str:
    parts = "".join(_element(name, part, version) for part in BLOCKS[name])
    if name == "alert" and version == CAP_12:  # where a signature goes; CAP 1.1 has no such place
        parts += f'<xs:any namespace="{DSIG}" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'
    return f"<xs:complexType><xs:sequence>{parts}</xs:sequence></xs:complexType>"


def _element(block: str, part: Part, version: str) -> str:
    least = 0 if version == CAP_11 and (block, part.name) in LOOSER_IN_11 else part.least
    often = f' minOccurs="{least}" maxOccurs="{"unbounded" if part.most is MANY else part.most}"'
    if block == "named":  # the schemas declare these two at the top
        return f'<xs:element ref="cap:{part.name}"{often}/>'
    kind, inside = "", ""
    if part.kind in BLOCKS:
        inside = _block(part.kind, version)
    elif part.kind in VALUES:
        known = [v for v in VALUES[part.kind] if version == CAP_12 or v not in NEW_IN_12.get(part.kind, ())]
        inside = _restricted("xs:string", "".join(f'<xs:enumeration value="{value}"/>' for value in known))
    elif part.kind == "time":
        if version == CAP_12:
            inside = _restricted("xs:dateTime", f'<xs:pattern value="{TIME_PATTERN}"/>')
        else:
            kind = "xs:dateTime"
    elif part.kind == "decimal" and version == CAP_11:
        kind = "xs:string"
    else:
        kind = _KINDS[part.kind]
    given = (f' type="{kind}"' if kind else "") + (' default="en-US"' if part.kind == "language" else "")
    return f'<xs:element name="{part.name}"{given}{often}>{inside}</xs:element>'


def _restricted(base: str, facets: str) -> str:
    return f'<xs:simpleType><xs:restriction base="{base}">{facets}</xs:restriction></xs:simpleType>'
