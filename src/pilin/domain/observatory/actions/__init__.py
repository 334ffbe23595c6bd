"""The deeds of the observatory, a file a subject."""

from pilin.domain.observatory.actions.flows import bring_flows, say_flow

__all__ = ["bring_flows", "say_flow"]
