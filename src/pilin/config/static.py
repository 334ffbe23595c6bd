"""How static files are kept: each under a name with its hash, the modules of scripts included, and packed once."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites what scripts import too: a browser never mixes modules of two versions."""

    support_js_module_import_aggregation = True
