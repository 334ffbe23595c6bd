"""Pages of circles: about, presidency, agreements, alliances, village pairs, and how a circle starts."""
