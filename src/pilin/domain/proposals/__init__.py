"""Proposals: what residents propose, which office on which bank has it, what became of it, and who else could do the same.

Owns      Proposal, Routing, Outcome, Confirmation, Offer, Conversion, PublicRating, Follower, CollectionPoint, Topic
Stands on cases, files, meetings, programme, members, notices, identity, places, journal, access, values
Uses      engine.messages (which office, what is near in words, what many write about)
Never     says that something is done (whoever proposed it does), or decides where a proposal goes (a person does)
"""
