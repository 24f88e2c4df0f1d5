"""Places: the region tree, stations, stores, links; each fact with its source."""
