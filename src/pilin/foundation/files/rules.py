"""What may be attached, and by whom; what a file is, by its bytes."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from io import BytesIO

from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict
from pilin.foundation.files.enums import LARGEST, AttachmentKind

MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
PROGRAM_ENDINGS = (
    ".exe", ".dll", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".msi", ".scr", ".jar",
    ".lnk", ".apk", ".sh", ".reg", ".docm", ".xlsm", ".pptm",
)  # fmt: skip


def may_attach(by: Standing, owner: str) -> Verdict:
    """Return whether this standing may hang a file on a row of this owner: its own officers, and scheduled work."""
    if by.sees_all:
        return Verdict.yes()
    if not by.member or by.member != owner:
        return Verdict.no("not_owner", _("Nothing was attached. Only officers of the town that keeps the record may"))
    if not by.roles & {Role.CLERK, Role.SIGNATORY, Role.SECRETARY, Role.KEEPER}:
        return Verdict.no("no_office", _("Nothing was attached. It needs an office of the town"))
    return Verdict.yes()


def sniff(content: bytes) -> str:
    """Return what the bytes are. The sender's word for it is not asked; text that could be a page is plain text."""
    for start, kind in MAGIC:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        try:
            names = zipfile.ZipFile(BytesIO(content)).namelist()
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            ValueError,
            OSError,
        ):  # a directory that lies, or names a packing that zipfile does not know
            return "application/octet-stream"
        return next(
            (kind for start, kind in OFFICE.items() if any(n.startswith(start) for n in names)), "application/zip"
        )
    try:
        text = content[:4096].decode("utf8", errors="strict") if len(content) <= 4096 else content.decode("utf8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if "\x00" in text else "text/plain"


def clean_name(name: str) -> str:
    """Return a file's name without folders, control characters and marks that turn the direction of writing."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")).strip(" .")
    if len(name) > 160:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: 150 - len(ending)]}.{ending}" if dot and len(ending) < 12 else name[:160]
    return name or "file"


def faults_of(name: str, content: bytes, kind: str) -> list[Fault]:
    """Return everything wrong with a file brought."""
    faults = []
    if not content:
        faults.append(Fault("empty", "file", _("The file is empty"), value=name))
    if len(content) > LARGEST:
        faults.append(Fault("too_large", "file", _("The file is larger than 50 MB: make it smaller"), value=name))
    if content.startswith(PROGRAMS) or clean_name(name).lower().endswith(PROGRAM_ENDINGS):
        faults.append(
            Fault("program", "file", _("This is a program, not a document: attach a document or a picture"), value=name)
        )
    if kind == AttachmentKind.PHOTO and content and not sniff(content).startswith("image/"):
        faults.append(Fault("no_picture", "file", _("This is no picture: attach a JPEG, PNG or WebP"), value=name))
    return faults
