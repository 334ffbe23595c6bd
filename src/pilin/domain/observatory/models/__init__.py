"""The rows of the observatory, a file a subject."""

from pilin.domain.observatory.models.flows import FlowRecord

__all__ = ["FlowRecord"]
