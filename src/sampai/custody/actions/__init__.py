"""Writes of custody: boxes of plans, their folded states, statements of clerks."""
