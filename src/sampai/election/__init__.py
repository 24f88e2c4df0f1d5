"""Elections: contests, calendar, limits, deadlines; each with its legal basis."""
