"""Faces of coordination: papers and the pack of a meeting."""
