"""Parks: what towns build together across the border, who has which share, which crossings lead there, what was promised.

Owns      ParkList, Park, ParkParty, ShareProposal, ShareWord, ParkFirm, Carrier, CarrierFigure, Crossing, Work, Promise
Stands on enterprises, members, places, journal, access, values
Uses      engine.base
Never     shares money out (that is settled by formula elsewhere), and never takes one park's figures for another's
"""
