"""The sheets of guarding: units, officers, vulnerability, guarded places."""
