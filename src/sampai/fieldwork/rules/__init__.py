"""Codes of the field, pure: symbols, checks, what is covered by a MAC or a signature."""
