"""Alerts of other agencies in, and ours out: CAP 1.2."""
