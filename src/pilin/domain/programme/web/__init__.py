"""The pages of the programme: today, the year's list, an item, drafting, agreeing, and both banks' word."""
