"""Benefits: what towns share of what a move or a joint venture brings, from the reckoning beforehand to the money received.

Owns      Scheme, SchemeParty, Refusal, Figure, Settlement, SettlementSide, SettlementCount, SettlementWord
Stands on members, journal, access, values
Uses      engine.share
Never     decides whether a scheme is fair, moves money, or adds what statistics count to what assessments credit
"""
