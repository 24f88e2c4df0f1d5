"""What the supervisor sees and follows up: checklists, findings, reports, cases, and the law's deadlines."""
