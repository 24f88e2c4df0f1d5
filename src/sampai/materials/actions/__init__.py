"""Writes of materials: what people count and order, and what statements make of it."""
