"""Reads of incidents, each within a scope."""
