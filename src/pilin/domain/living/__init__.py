"""Living: what people of one bank can do on the other: services and how to get there, one calendar, what the towns cherish and make.

Owns      Facility, PublicService and what belongs to both; Happening, its series, passes and who comes; Listing, its lists, labels,
          stories and requests for flights
Stands on lines, parks, meetings, enterprises, observations, bulletins, members, files, intake, notices, identity, places, journal, access,
          values
Uses      engine.base, engine.lines
Never     stores a diagnosis, a treatment or an insured person's number; promises a ride that no stop's town allows
"""
