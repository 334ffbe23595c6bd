"""Photos without the place they were taken at."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MOST_PIXELS = 60_000_000


class NoPicture(ValueError):
    """The bytes begin like a picture and are none, or are one too large to open."""


def without_position(content: bytes, content_type: str) -> bytes:
    """Return the picture turned upright and without anything else its camera wrote: position, owner, device.

    Animated GIFs and what is no picture pass unchanged: they carry no EXIF.

    Raises
    ------
    NoPicture
    """
    if content_type not in FORMATS:
        return content
    try:
        with Image.open(BytesIO(content), formats=[FORMATS[content_type]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NoPicture("more than 60 million pixels")
            upright = ImageOps.exif_transpose(opened)
            bare = Image.new(upright.mode, upright.size)
            if upright.mode == "P":
                bare.putpalette(upright.getpalette() or [])
            bare.paste(upright)
            profile = opened.info.get("icc_profile")
            out = BytesIO()
            keep = {"icc_profile": profile} if profile else {}
            if content_type == "image/jpeg":
                bare.save(out, "JPEG", quality=90, **keep)
            else:
                if "transparency" in opened.info:
                    keep["transparency"] = opened.info["transparency"]
                bare.save(out, FORMATS[content_type], **keep)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture(str(error)) from error
