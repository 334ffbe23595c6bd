"""How static files are kept: each under a name with its hash, the modules of scripts included, and packed once."""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

UNPACKED = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")  # maps of sources are large, and read by engineers only


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites what scripts import too: a browser never mixes modules of two versions."""

    support_js_module_import_aggregation = True

    def create_compressor(self, **given: Any) -> Any:
        return Compressor(**{**given, "extensions": UNPACKED})
