"""What is written in the observatory."""

from pilin.domain.observatory.forms.indicators import (
    DefinitionForm,
    IndicatorForm,
    InputForm,
    JudgementForm,
    TargetForm,
)

__all__ = ["DefinitionForm", "IndicatorForm", "InputForm", "JudgementForm", "TargetForm"]
