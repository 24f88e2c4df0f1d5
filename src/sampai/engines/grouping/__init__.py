"""Drivers that group neighbouring stations: a search, and a proof for small areas."""
