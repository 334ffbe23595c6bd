#!/usr/bin/env python3
"""Fetches the parts of the look that others wrote and lays their files into the project.

Run it by hand to renew a part; nothing in Pilin needs npm to run or to be tested::

    python3 tools/vendor.py            # all parts at the versions below
    python3 tools/vendor.py icons      # the icon sprite only

Every file laid down is listed with version, licence and SHA-256 in ``static/web/vendor/VENDORED.md``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src/pilin/web/static/web"
VENDOR = WEB / "vendor"

PARTS = {  # package: (version, licence, {file in the package: file in the project})
    "htmx.org": ("4.0.1", "0BSD", {"dist/htmx.min.js": VENDOR / "htmx.min.js"}),
    "maplibre-gl": (
        "6.17.0",
        "BSD-3-Clause",
        {
            "dist/maplibre-gl.mjs": VENDOR / "maplibre-gl.js",
            "dist/maplibre-gl-worker.mjs": VENDOR
            / "maplibre-gl-worker.js",  # its style sheet is not taken: parts used are few
        },
    ),
    "leaflet": (
        "1.9.4",
        "BSD-2-Clause",
        {"dist/leaflet.js": VENDOR / "leaflet.js", "dist/leaflet.css": VENDOR / "leaflet.css"},
    ),
    "axe-core": ("4.14.1", "MPL-2.0", {"axe.min.js": ROOT / "tests/vendor/axe.min.js"}),
}
ICONS_VERSION = "3.51.0"
ECHARTS_VERSION, ESBUILD_VERSION = "6.1.0", "0.28.2"
ECHARTS_ENTRY = """
import {use, init} from "echarts/core";
import {BarChart, LineChart} from "echarts/charts";
import {GridComponent, TooltipComponent, MarkLineComponent} from "echarts/components";
import {SVGRenderer} from "echarts/renderers";
use([BarChart, LineChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer]);
export {init};
"""
NAMES = """
adjustments alarm alert-circle alert-triangle arrow-back-up arrow-left arrow-narrow-up arrow-right arrows-exchange
arrows-sort arrows-vertical award ban bell bell-ringing book bookmark building building-community building-factory-2
bulb calendar calendar-due calendar-event calendar-month chart-bar chart-dots chart-line check checkbox checklist
chevron-down chevron-left chevron-right chevron-up circle circle-check circle-dashed circle-x clipboard-check
clipboard-list clock clock-hour-4 code coin coins columns copy currency-yuan device-floppy dots download edit
external-link eye eye-check eye-off file file-certificate file-check file-code file-description file-download
file-export file-import file-plus file-spreadsheet file-text file-type-csv file-type-doc file-type-docx file-type-pdf
file-type-xls file-upload file-zip files filter flag folder gavel git-merge hand-stop hash heart-handshake help
help-circle history home hourglass hourglass-high id id-badge inbox info-circle key keyboard language layout-board
layout-kanban layout-list layout-navbar license link list list-check list-details list-numbers lock lock-open login
logout mail map map-2 map-pin map-pins menu-2 message message-2 message-circle messages microphone minus moon news
note notebook notes notification paperclip password pencil pencil-plus phone photo photo-plus pin player-pause
player-play plug-connected plus power printer progress qrcode question-mark recycle refresh repeat report
report-analytics road road-off rotate rotate-clockwise route ruler ruler-2 scale school search section selector
send server settings share shield shield-check signature sitemap sort-ascending sort-descending speakerphone stack-2
star subtask sun sun-moon switch-horizontal switch-vertical table table-export table-import tag target target-arrow
ticket timeline timeline-event tool trash trending-up trophy unlink upload user user-check user-circle user-edit
user-plus user-share user-shield users users-group versions view-360 walk wand wave-sine wheel world writing
writing-sign x zoom-in barrier-block barrier-block-off traffic-cone stairs-up arrow-up arrow-down arrow-up-right
arrow-bar-up circle-plus circle-minus rubber-stamp certificate speakerphone ripple rosette rosette-discount-check
presentation podium cash wallet report-money bed leaf plant tree droplet swimming bus car train
"""
ICONS = NAMES.split()


def packed(package: str, version: str, into: Path) -> Path:
    """Fetch a package with npm's ordinary client and return its unpacked folder."""
    folder = into / re.sub(r"\W", "_", package)
    folder.mkdir()
    subprocess.run(
        ["npm", "pack", "--silent", f"{package}@{version}"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def lay(source: Path, target: Path) -> Path:
    """Copy a file without the lines that name what is not shipped: its source map, its pictures."""
    target.parent.mkdir(parents=True, exist_ok=True)
    text = source.read_text(encoding="utf8")
    text = re.sub(r"\n?(//|/\*)# sourceMappingURL=.*?(\*/)?\s*$", "\n", text)
    target.write_text(re.sub(r"url\(images/[^)]*\)", "none", text), encoding="utf8")  # pictures of controls not used
    return target


def sprite(into: Path) -> Path:
    """Write the icons used as one SVG file; strokes take the colour of the text beside them."""
    folder = packed("@tabler/icons", ICONS_VERSION, into) / "icons/outline"
    symbols, missing = [], []
    for name in sorted(set(ICONS)):
        path = folder / f"{name}.svg"
        if not path.exists():
            missing.append(name)
            continue
        body = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf8"), re.S)
        assert body, name
        inner = re.sub(r"\s*\n\s*", "", re.sub(r'<path stroke="none"[^>]*/>', "", body[1])).replace(" />", "/>").strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-linecap="round" stroke-linejoin="round">{inner}</symbol>'
        )
    if missing:
        print("no such icon:", *missing, file=sys.stderr)
    target = WEB / "icons.svg"
    target.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", encoding="utf8")
    return target


def charts(into: Path) -> Path:
    """Build the few charts used out of echarts; a third of the whole."""
    folder = into / "build"
    folder.mkdir()
    (folder / "entry.js").write_text(ECHARTS_ENTRY, encoding="utf8")
    (folder / "package.json").write_text('{"type":"module"}', encoding="utf8")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", f"echarts@{ECHARTS_VERSION}", f"esbuild@{ESBUILD_VERSION}"],
        cwd=folder, check=True, **quiet,
    )  # fmt: skip
    target = VENDOR / "echarts.min.js"
    subprocess.run(
        ["npx", "esbuild", "entry.js", "--bundle", "--minify", "--format=esm", "--legal-comments=none", f"--outfile={target}"],
        cwd=folder, check=True, **quiet,
    )  # fmt: skip
    text = target.read_text(encoding="utf8")
    target.write_text(
        "/*! Apache ECharts, Apache-2.0; built from the parts named in tools/vendor.py */\n" + text, encoding="utf8"
    )
    return target


def main() -> None:
    """Fetch everything, or only the icons, and write the list."""
    with tempfile.TemporaryDirectory() as name:
        into = Path(name)
        if sys.argv[1:] == ["icons"]:
            sprite(into)
            return
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.mkdir(parents=True)
        rows = []
        for package, (version, licence, files) in PARTS.items():
            folder = packed(package, version, into)
            rows += [(package, version, licence, lay(folder / source, target)) for source, target in files.items()]
        rows.append(("echarts", ECHARTS_VERSION, "Apache-2.0", charts(into)))
        rows.append(("@tabler/icons", ICONS_VERSION, "MIT", sprite(into)))
    lines = [
        "# Vendored parts",
        "",
        "Written by `tools/vendor.py`; do not edit.",
        "",
        "| part | version | licence | file | SHA-256 |",
        "|---|---|---|---|---|",
    ]
    for package, version, licence, path in rows:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"| {package} | {version} | {licence} | {path.relative_to(ROOT)} | {digest} |")
    (VENDOR / "VENDORED.md").write_text("\n".join(lines) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
