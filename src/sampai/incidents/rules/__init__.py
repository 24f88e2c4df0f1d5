"""Decisions on incidents."""
