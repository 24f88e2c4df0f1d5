"""The sheets of places: regions, stations, other places, links, claims, closures, forecasts."""
