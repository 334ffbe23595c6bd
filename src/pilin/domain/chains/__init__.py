"""Chains: who supplies whom across the border, what is missing, and who could meet a need.

Owns      Cluster, ClusterFirm, Recognition, Activity, Organisation, OrganisationFirm, Reported, SupplyLink, SupplyAmount, LinkWord, Need, Introduction, IntroductionWord, ContactCard
Stands on enterprises, members, observations, places, journal, access, values
Uses      engine.base, engine.chain, engine.need
Never     decides which register of a firm is right (enterprises shows both), and passes no contact before both sides agree
"""
