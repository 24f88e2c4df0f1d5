"""Fixtures that every test may use."""

from hypothesis import settings

# Two processes share a machine with other work: a slow example says nothing about the code.
settings.register_profile("sampai", deadline=None)
settings.load_profile("sampai")
