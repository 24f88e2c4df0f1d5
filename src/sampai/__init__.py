"""Sampai plans, guards, tracks and proves election logistics."""

__version__ = "2026.11.0"
