"""Observatory: what the circle's towns are to each other in figures: how near, what flows, and what they want to become.

Owns      Indicator, IndicatorInput, IndicatorTarget, IndicatorDefinition, Concordance, ConcordanceConfirmation, FlowRecord,
          ReachLink, ReachEnd, ReachScenario, ScenarioChange, FirmWord, AttestedCount
Stands on observations, enterprises, chains, living, members, notices, places, intake, journal, access, values
Uses      engine.flows, engine.reach, engine.share
Never     keeps a second table of figures, but for what it counted itself; counts what is unknown as a no; adds what two
          provinces count unlike, or averages two sides' words on one flow; says of an association that it is a cause
"""
