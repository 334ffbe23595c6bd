"""Services: what a town offers firms at each stage, whom they call, and what they ask for.

Owns      Service, Resource, Leaflet, FirmFacts; the kind of case that asks for a service
Stands on enterprises, cases, members, journal, access, values
Uses      engine.admit (which policies fit), typst for printed leaflets
Never     grants what a service leads to: the body that is competent does
"""
