"""What the observatory keeps."""

from pilin.domain.observatory.models.reach import ReachEnd, ReachLink, ReachScenario, ScenarioChange

__all__ = ["ReachEnd", "ReachLink", "ReachScenario", "ScenarioChange"]
