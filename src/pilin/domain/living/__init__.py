"""Living: what people of one bank can do on the other: services and how to get there, one calendar, what the towns cherish and make.

Owns      PublicService and what belongs to it; Happening and who comes; Listing and what is said of it
Stands on lines, parks, meetings, enterprises, observations, bulletins, members, files, notices, search, places, journal, access, values
Uses      engine.base, engine.lines
Never     stores a diagnosis, a treatment or an insured person's number; promises a ride that no stop's town allows
"""
