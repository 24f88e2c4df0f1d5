"""Deeds of oversight."""
