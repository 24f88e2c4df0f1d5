"""Boxes, seals and handovers: who had what, when, in which state; folded from signed statements."""
