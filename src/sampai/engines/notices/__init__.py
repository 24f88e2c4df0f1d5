"""Carriers of notices: e-mail, short messages, signed calls to another program."""
