"""Coordination meetings (rakor): what three institutions agree on, and the papers that they agree with."""
