"""What people write into observations, and the tables in which readings come."""

from pilin.foundation.observations.forms.figures import COMPARED, UNIT_CHOICES, AttestForm, SeriesForm
from pilin.foundation.observations.forms.stations import (
    COLUMNS,
    BringForm,
    GaugeForm,
    MoveForm,
    StationForm,
    read_blocks,
    read_rows,
    read_said,
)

__all__ = [
    "COLUMNS",
    "COMPARED",
    "UNIT_CHOICES",
    "AttestForm",
    "BringForm",
    "GaugeForm",
    "MoveForm",
    "SeriesForm",
    "StationForm",
    "read_blocks",
    "read_rows",
    "read_said",
]
