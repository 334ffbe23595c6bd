"""Investment: which firm might come to the circle, who courts it, how far it is, and on what ground it could build.

Owns      Lead, Move, Ask, Answer, CreditSplit, SplitWord, Space, PipelineFigure
Stands on enterprises, members, notices, journal, access, values
Uses      engine.base
Never     scores a firm, adds two currencies, or moves a town's output, tax or investment: those stay where the site is
"""
