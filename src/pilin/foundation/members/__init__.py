"""Members: towns and other parties, their circles, bodies, agreements, alliances and the rotating presidency.

Owns      Member, Circle, Membership, Body, Function, Order, Term, Agreement, AgreementClause, AgreementParty, Signature,
          Alliance, AllianceMember, AllianceActivity, VillagePair, CrossAppointment, Invitation, the registry
          of what relies on agreements
Stands on files, notices, intake, identity, places, journal, access, values
Uses      engine.base
Never     draws up the joint programme (that is programme)
"""
