"""Decisions of custody, pure."""
