"""Decisions of oversight, pure."""
