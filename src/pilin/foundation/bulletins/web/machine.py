"""Bulletins for machines: the frozen text as JSON, as a schema.org article, and a circle's releases as a DCAT catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from pilin.foundation.bulletins import schemas
from pilin.foundation.bulletins.flags import flags_in, held_in
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import corrected_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
FORM = 1  # of the JSON; raised when a name in it changes its meaning
TAGS = {"zh": "zh-Hans", "en": "en"}
FILES = (  # ending, media type
    ("pdf", "application/pdf"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("json", "application/json"),
)


def release_json(release: Release, site: str) -> dict[str, Any]:
    """Return a released bulletin as its public JSON: the API's form, with what may be mistaken, and full addresses.

    The form is written down in ``docs/rooms/bulletins.md``. What a drafter pasted or noted is not in it.
    """
    base = address(release, site)
    return {
        "form": FORM,
        **schemas.whole_out(release),
        "flags": [schemas.flag_out(flag) for flag in flags_in(held_in(release.slug, release.figures))],
        "address": base,
        "files": {ending: f"{base.rstrip('/')}.{ending}" for ending, _type in FILES},
    }


def article(release: Release, lang: str, site: str) -> dict[str, Any]:
    """Return a released bulletin as a schema.org ``NewsArticle``, its sources as citations, its corrections beside it."""
    base = address(release, site)
    zh = lang == "zh"
    cited = {
        (one["cited"]["title"], one["on"]): one
        for one in release.figures.values()
        if "cited" in one
    }  # fmt: skip
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": base,
        "url": base,
        "headline": release.title_zh if zh else release.title,
        "alternativeHeadline": release.title if zh else release.title_zh,
        "inLanguage": TAGS[lang],
        "datePublished": _moment(release.release_at),
        "dateModified": _moment(release.changed_at),
        "identifier": release.document_number_zh if zh else release.document_number,
        "isAccessibleForFree": True,
        "publisher": {"@type": "GovernmentOrganization", "name": release.circle_zh if zh else release.circle_en},
        "encoding": [
            {"@type": "MediaObject", "contentUrl": f"{base.rstrip('/')}.{ending}", "encodingFormat": kind}
            for ending, kind in FILES
        ],
    }
    if cited:
        told["citation"] = [
            {
                "@type": "CreativeWork", "name": (one["cited"]["title_zh"] if zh else "") or title, "datePublished": on,
                **({"url": one["cited"]["url"]} if one["cited"]["url"] else {}),
            }
            for (title, on), one in cited.items()
        ]  # fmt: skip
    if release.corrections:
        told["correction"] = [
            {
                "@type": "CorrectionComment", "text": ("" if zh else " ").join((c.what, *c.lines)),
                "datePublished": _moment(c.notice.published_at), "dateModified": _moment(c.notice.changed_at),
            }
            for c in corrected_of(release, lang)
        ]  # fmt: skip
    return told


def catalogue(releases: Iterable[Release], *, circle: str, name_zh: str, name: str, site: str) -> dict[str, Any]:
    """Return a circle's released bulletins as a DCAT 3 catalogue: each a dataset, its files its distributions."""
    base = f"{site.rstrip('/')}/public/{circle}/"
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{base}catalogue.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _both(name_zh, name),
        "dct:language": list(TAGS.values()),
        "dcat:dataset": [_dataset(release, site) for release in releases],
    }  # fmt: skip


def address(release: Release, site: str) -> str:
    """Return the public address of a bulletin."""
    return f"{site.rstrip('/')}/public/{release.circle}/{release.slug}/"


def _dataset(release: Release, site: str) -> dict[str, Any]:
    base = address(release, site)
    return {
        "@id": base,
        "@type": "dcat:Dataset",
        "dct:title": _both(release.title_zh, release.title),
        "dct:identifier": release.document_number,
        "dct:issued": {"@value": _moment(release.release_at), "@type": "xsd:dateTime"},
        "dct:modified": {"@value": _moment(release.changed_at), "@type": "xsd:dateTime"},
        "dcat:landingPage": {"@id": base},
        "dcat:keyword": sorted({one["query"] for one in release.figures.values()}),
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution", "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{kind}"},
                "dcat:downloadURL": {"@id": f"{base.rstrip('/')}.{ending}"},
            }
            for ending, kind in FILES
        ],
    }  # fmt: skip


def _both(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@value": zh, "@language": "zh-Hans"}, {"@value": en, "@language": "en"}]


def _moment(at: Any) -> str:
    return str(at.astimezone(SHANGHAI).isoformat(timespec="seconds"))
