"""Who works here: accounts, roles, rights, invitations."""
