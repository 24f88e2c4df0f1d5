"""Rehearsal: an election played through many times, to see what a plan is worth on days as they are."""
