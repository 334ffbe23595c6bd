"""Enforcement: joint patrols across the border, what they find, whose it is to decide, and hazards until they are gone.

Owns      OfficerCertificate, TownArea, EnforcementItem, Patrol, PatrolAnswer, PatrolOfficer, PatrolCheck, Finding, Evidence,
          CustodyStep, Transfer, TransferPiece, PieceReceipt, Filing, TermExtension, Decision, Hazard, HazardStep, UnifiedFunction; the kind of
          case that a finding becomes
Stands on visits, enterprises, cases, files, members, identity, journal, access, values
Uses      typst for the letter of a transfer
Never     decides for the town of the act, and never lets one town's word stand for the other's
"""
