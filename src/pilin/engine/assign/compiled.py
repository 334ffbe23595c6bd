"""The kernels of this engine, some of which call one another."""

from __future__ import annotations

from pathlib import Path

from pilin.engine.base.kernels import Kernels

_KERNELS = Kernels("assign", Path(__file__).parent)
compiled, kernel_folder = _KERNELS.calling, _KERNELS.folder
