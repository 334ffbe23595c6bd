"""Where the kernels of this engine are compiled and kept."""

from pathlib import Path

from pilin.engine.base.kernels import Kernels

_KERNELS = Kernels("reach", Path(__file__).parent)
compiled, kernel_folder = _KERNELS.compiled, _KERNELS.folder
