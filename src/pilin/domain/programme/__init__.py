"""Programme: the joint key-project list of a year, the plans it serves, and what each town did of it.

Owns      ActionPlan, PlanClause, PlanStep, KeyProjectList, ListVersion, Acceptance, Erratum, ErratumSignature, Item,
          ItemPartner, BudgetLine, ItemDrop, Milestone, DueChange, MilestoneReport, Witnessing, WitnessAsk
Stands on meetings, obstacles, observations, bulletins, members, files, notices, intake, identity, places, journal, access
Uses      engine.base
Never     lets a town witness its own bank's word, or alters a list after its release
"""
