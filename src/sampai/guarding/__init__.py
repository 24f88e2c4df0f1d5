"""Guarding: vulnerability, patterns, units, who is needed where."""
