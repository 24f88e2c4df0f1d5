"""Pages of oversight: what is open, one case, the forms, checklists."""
