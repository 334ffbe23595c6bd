"""What people write into the observatory, a file a subject."""

from pilin.domain.observatory.forms.counts import CountForm, FirmSayingForm
from pilin.domain.observatory.forms.indicators import (
    DefinitionForm,
    IndicatorForm,
    InputForm,
    JudgementForm,
    TargetForm,
)

__all__ = ["CountForm", "DefinitionForm", "FirmSayingForm", "IndicatorForm", "InputForm", "JudgementForm", "TargetForm"]
