"""A rehearsal for people and for programs."""
