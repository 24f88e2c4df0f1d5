"""The rooms' queries and deeds for programs, as JSON. The same rights as on the pages."""
